"""The tables and the diagram of `docs/scores.md`, measured.

    python bench/scores.py PATH [--write]

The file is in the annotation format. With `--write` the page and its diagram are written anew.
"""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

from accuracy import commit

from quoteattr import Extractor
from quoteattr.evaluate import evaluate, read_annotations
from quoteattr.formats.records import DocumentRecord, record_of
from quoteattr.training.assess import Judged, judge
from quoteattr.training.calibrate import calibration_error

ROOT = Path(__file__).resolve().parent.parent
PAGE, DIAGRAM = ROOT / "docs" / "scores.md", ROOT / "docs" / "reliability.svg"
BEGIN, END = "<!-- measured -->", "<!-- end -->"
BINS = 10
LEAST = (0.0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9)
SIDE, MARGIN = 320, 40


def read(gold: Sequence[DocumentRecord], least: float) -> list[DocumentRecord]:
    extractor = Extractor(min_score=least)
    return [record_of(extractor.extract(record.text or "", id=record.id)) for record in gold]


def bins(judged: Sequence[Judged]) -> Iterator[tuple[float, float, int]]:
    """Yield for each tenth of the scores their mean, the share of right quotes, and how many there are."""
    for number in range(BINS):
        inside = [each for each in judged if min(int(each.score * BINS), BINS - 1) == number]
        if inside:
            count = len(inside)
            yield sum(each.score for each in inside) / count, sum(each.is_right for each in inside) / count, count


def reliability(judged: Sequence[Judged]) -> list[str]:
    rows = [f"| {score:.2f} | {share:.2f} | {count} |" for score, share, count in bins(judged)]
    return ["| mean score | share that is right | quotes |", "|---:|---:|---:|", *rows]


def curve(gold: Sequence[DocumentRecord]) -> list[str]:
    rows = []
    for least in LEAST:
        scores = evaluate(gold, read(gold, least))
        figure = scores.quote_source
        if figure is not None:
            rows.append(f"| {least:.1f} | {scores.predicted} | {figure.p:.1f} | {figure.r:.1f} | {figure.f1:.1f} |")
    return ["| `min_score` | quotes | precision | recall | F1 |", "|---:|---:|---:|---:|---:|", *rows]


def diagram(judged: Sequence[Judged]) -> str:
    """Return the reliability diagram: a dot a bin, its area the number of quotes; on the line scores tell the truth."""
    most = max(count for _, _, count in bins(judged))
    dots = "".join(
        f'<circle cx="{MARGIN + score * SIDE:.1f}" cy="{MARGIN + (1 - share) * SIDE:.1f}" '
        f'r="{3 + 9 * (count / most) ** 0.5:.1f}"/>'
        for score, share, count in bins(judged)
    )
    edge, size = MARGIN + SIDE, SIDE + 2 * MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" width="{size}" font-family="sans-serif" '
        'font-size="12" fill="#3f51b5"><title>Share of right quotes by score</title>'
        f'<rect width="{size}" height="{size}" fill="#fff"/>'
        f'<path d="M{MARGIN} {MARGIN}V{edge}H{edge}M{MARGIN} {edge}L{edge} {MARGIN}" fill="none" stroke="#999"/>'
        f'<text x="{MARGIN}" y="{edge + 16}">0</text><text x="{edge - 6}" y="{edge + 16}">1</text>'
        f'<text x="{MARGIN + SIDE / 2 - 18}" y="{edge + 28}">score</text>'
        f'<text x="{MARGIN - 14}" y="{MARGIN + 8}">1</text><text x="8" y="{MARGIN - 12}">share that is right</text>'
        f"{dots}</svg>\n"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="What a score means, and what leaving out low ones does.")
    parser.add_argument("gold", type=Path)
    parser.add_argument("--write", action="store_true", help="write the page and its diagram anew")
    arguments = parser.parse_args()
    gold = read_annotations(arguments.gold)
    judged = judge(gold, read(gold, 0.0))
    error = calibration_error([each.score for each in judged], [each.is_right for each in judged])
    place = f"Measured on `{arguments.gold.stem}` at commit {commit()}, profile `accurate`"
    head = f"{place}; expected calibration error {error:.3f}."
    lines = [head, "", *reliability(judged), "", "![Share of right quotes by score](reliability.svg)", "", *curve(gold)]
    print("\n".join(lines))
    if arguments.write:
        before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
        page = "\n".join([before + BEGIN, "", *lines, "", END + rest.split(END)[1]])
        PAGE.write_text(page, encoding="utf-8")
        DIAGRAM.write_text(diagram(judged), encoding="utf-8")


if __name__ == "__main__":
    main()
