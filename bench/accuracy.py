"""The table of `docs/accuracy.md`, measured.

    python bench/accuracy.py fixtures=fixtures/gold.jsonl polnear-dev=PATH seeds-dev=PATH [--write]

Every file is in the annotation format. For each of them, each profile and each type of quote a line of Markdown; with
`--write` they take the place of the lines in `docs/accuracy.md`.
"""

import argparse
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from quoteattr import Extractor, QuoteType
from quoteattr.evaluate import Figure, evaluate, read_annotations
from quoteattr.types import Profile

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "accuracy.md"
BEGIN, END = "<!-- measured -->", "<!-- end -->"
HEAD = (
    "| data | profile | quotes | gold | content exact | content matched | quote+source | quote+speaker |",
    "|---|---|---|---:|---:|---:|---:|---:|",
)


def commit() -> str:
    """Return the commit that is measured; with a word of warning where the sources differ from it."""
    name = _git("rev-parse", "--short", "HEAD")
    return f"{name}, with changes not committed" if _git("status", "--porcelain", "src") else name


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()  # noqa: S603, S607


def lines(name: str, path: str, profile: Profile) -> Iterator[str]:
    """Yield a line of the table for all quotes of a file, and for those of each type."""
    gold = read_annotations(path)
    extractor = Extractor(profile=profile)
    predicted = [extractor.extract(record.text or "", id=record.id) for record in gold]
    for only in (None, *QuoteType):
        scores = evaluate(gold, predicted, type=only)
        figures = (scores.content_exact, scores.content_matched, scores.quote_source, scores.quote_speaker)
        cells = (name, profile.value, only.value if only else "all", scores.gold, *map(_shown, figures))
        yield "| " + " | ".join(map(str, cells)) + " |"


def _shown(figure: Figure | None) -> str:
    return "–" if figure is None else f"{figure.f1:.1f}"


def write(table: Sequence[str]) -> None:
    """Put the table into the page."""
    page = PAGE.read_text(encoding="utf-8")
    before, rest = page.split(BEGIN)
    after = rest.split(END)[1]
    PAGE.write_text("\n".join([before + BEGIN, "", *table, "", END + after]), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description="The table of docs/accuracy.md, measured.")
    parser.add_argument("data", nargs="+", metavar="NAME=GOLD", help="a name for the table, and the file")
    parser.add_argument("--write", action="store_true", help="put the table into docs/accuracy.md")
    arguments = parser.parse_args()
    measured = commit()  # before anything is read: the sources may change under a long run
    files = [each.split("=", 1) for each in arguments.data]
    rows = [line for name, path in files for profile in Profile for line in lines(name, path, profile)]
    table = [f"Measured at commit {measured}.", "", *HEAD, *rows]
    print("\n".join(table))
    if arguments.write:
        write(table)


if __name__ == "__main__":
    main()
