"""How fast is it, measured against spaCy in the same run?

    python bench/speed.py
    python bench/speed.py --rounds 9 --copies 8

The readers take turns at the same texts, the articles of `fixtures/`: the package in both of its profiles, the full
spaCy pipeline of the same model, and where it is installed (`pip install "quoteattr[bench]"`) textacy's direct
quotations over that pipeline. The trained tagger may use two threads; all the rest, spaCy included, has one. Words per
second depend on the machine; their ratio hardly does. Seconds are those of a clock on the wall, so nothing else should
run meanwhile. The models are loaded before it starts. Import times are those of fresh interpreters, less an empty one.
"""

from __future__ import annotations

import argparse
import importlib
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import texts

from quoteattr import Extractor
from quoteattr.errors import ModelError
from quoteattr.layout import cut_paragraphs
from quoteattr.linguistics import MODELS
from quoteattr.types import Profile

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

Reader = Callable[[Sequence[str]], Iterable[object]]
SPACY = "spaCy, full pipeline"
TEXTACY = "textacy, direct quotations"
OURS = "quoteattr, {}"
# What textacy says of an odd number of marks.
UNCLOSED = "unclosed quotation"


def full_spacy() -> Language:
    """Return spaCy's own pipeline with all of its parts."""
    for name in MODELS:
        try:
            return importlib.import_module(name).load()
        except ImportError:
            continue
    raise ModelError(f"install one of {', '.join(MODELS)}")


def textacy_over(nlp: Language) -> Reader | None:
    """Return textacy's direct quotations over all that *nlp* does; ``None`` where textacy is not installed."""
    try:
        find = importlib.import_module("textacy.extract.triples").direct_quotations
    except ModuleNotFoundError as error:
        if error.name != "textacy":
            raise
        return None

    def read(batch: Sequence[str]) -> Iterator[list[object]]:
        # By paragraph, since it gives up wherever a mark is left over: so it loses a paragraph, and not the article.
        for text in batch:
            for doc in nlp.pipe(span.of(text) for span in cut_paragraphs(text)):
                yield unless_odd(find, doc)

    return read


def unless_odd(find: Callable[[Doc], Iterable[object]], doc: Doc) -> list[object]:
    """Return what textacy finds, and nothing where it refuses an odd number of marks."""
    try:
        return list(find(doc))
    except ValueError as error:
        if UNCLOSED not in str(error):
            raise
        return []


def readers(threads: int) -> dict[str, Reader]:
    nlp = full_spacy()
    textacy = textacy_over(nlp)
    found: dict[str, Reader] = {SPACY: nlp.pipe} | ({TEXTACY: textacy} if textacy else {})
    return found | {OURS.format(each.value): Extractor(profile=each, threads=threads).pipe for each in Profile}


def seconds(read: Reader, batch: Sequence[str]) -> float:
    begin = time.perf_counter()
    for _ in read(batch):
        pass
    return time.perf_counter() - begin


def import_seconds(module: str) -> float:
    command = [sys.executable, "-c", f"import time, {module}; print(time.process_time())"]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)  # noqa: S603 - our own words


def in_turns(jobs: dict[str, Callable[[], float]], rounds: int) -> dict[str, float]:
    """Return the median of each job; they take turns, so that a slow moment of the machine hits all."""
    taken: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(rounds):
        for name, job in jobs.items():
            taken[name].append(job())
    return {name: statistics.median(found) for name, found in taken.items()}


def print_speed(batch: Sequence[str], rounds: int, threads: int) -> None:
    words, reading = sum(len(text.split()) for text in batch), readers(threads)
    for read in reading.values():
        seconds(read, batch[:2])
    taken = in_turns({name: lambda read=read: seconds(read, batch) for name, read in reading.items()}, rounds)
    print(f"{words:,} words, median of {rounds} rounds")
    for name, found in taken.items():
        print(f"  {name:26} {words / found:>10,.0f} words/s {taken[SPACY] / found:>6.2f} of spaCy's")
    if TEXTACY in taken:
        fast = OURS.format(Profile.FAST.value)
        print(f"  {fast:26} {taken[TEXTACY] / taken[fast]:>25.2f} of textacy's")
    else:
        print("  textacy is not installed and was left out")


def print_imports(rounds: int) -> None:
    modules = ("sys", "quoteattr", "spacy")
    taken = in_turns({module: lambda module=module: import_seconds(module) for module in modules}, rounds)
    print(f"import, median of {rounds} rounds")
    for module in modules[1:]:
        print(f"  {module:26} {taken[module] - taken['sys']:>10.2f} s")
    ratio = (taken["quoteattr"] - taken["sys"]) / (taken["spacy"] - taken["sys"])
    print(f"  {'ratio of the two':26} {ratio:>10.2f} (below 1: quoteattr is faster)")


def main() -> None:
    parser = argparse.ArgumentParser(description="How fast is it, measured against spaCy in the same run?")
    parser.add_argument("--rounds", type=int, default=7, help="runs of each reader (default 7)")
    parser.add_argument("--copies", type=int, default=4, help="how often the fixtures are read in a run (default 4)")
    parser.add_argument("--threads", type=int, default=2, help="threads of the trained tagger (default 2)")
    arguments = parser.parse_args()
    print_speed(texts.articles() * arguments.copies, arguments.rounds, arguments.threads)
    print_imports(arguments.rounds)


if __name__ == "__main__":
    main()
