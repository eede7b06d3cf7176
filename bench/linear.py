"""Does the time grow with the length of the text, and no faster?

    python bench/linear.py                          # 500 kB and 1 MB: some minutes
    python bench/linear.py --size 100000 --repeat 3 # quick
    python bench/linear.py --hostile                # further texts that invite a quadratic stage
    python bench/linear.py --profile fast           # without the trained tagger
    python bench/linear.py --text "mixed marks" --where

For every text: seconds of processor time at half the size and at the whole, and their ratio; once for all of it, once
for spaCy, once for our stages. Twice the text may take 2.6 times as long (2 for the length, the rest for memory and
noise). The exit code is 1 if it takes longer, in all or in our stages.
"""

import argparse
import cProfile
import pstats
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from unittest import mock

import texts
from attrs import define, frozen

from quoteattr import Extractor, pipeline
from quoteattr.linguistics import Reader, default_reader
from quoteattr.types import Profile

BAR = 2.6
ROW = "{:16} {:6} {:>9} {:>9} {:>6}  {}"
# Below this the clock and the machine decide, not the length of the text.
LEAST_SECONDS = 0.1


@define
class Watched:
    """A reader that notes how long it works with spaCy."""

    reader: Reader
    seconds: float = 0.0

    def watching(self) -> Reader:
        """Return the reader to be used instead."""
        return Reader(self, self.names)  # type: ignore[arg-type]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.reader.nlp, name)

    def pipe(self, pieces: Iterable[str], **options: Any) -> Iterator[Any]:
        """Yield the analysed pieces; only spaCy's time counts."""
        docs = iter(self.reader.nlp.pipe(list(pieces), **options))
        while True:
            begin = time.process_time()
            doc = next(docs, None)
            self.seconds += time.process_time() - begin
            if doc is None:
                return
            yield doc

    def names(self, docs: Sequence[Any]) -> Any:
        """Return the names of documents; the vectors of their words come from spaCy, so this counts as its time."""
        begin = time.process_time()
        found = self.reader.names(docs)
        self.seconds += time.process_time() - begin
        return found


@frozen
class Taken:
    """Seconds for all of it, and for spaCy."""

    whole: float
    spacy: float

    @property
    def ours(self) -> float:
        """Seconds for all that is not spaCy."""
        return self.whole - self.spacy


def measure(text: str, profile: str, repeat: int) -> Taken:
    """Return the times of the best of *repeat* runs."""
    return min((_once(text, profile) for _ in range(repeat)), key=lambda taken: taken.whole)


def _once(text: str, profile: str) -> Taken:
    watched = Watched(default_reader())
    extractor = Extractor(profile=profile, threads=1)
    begin = time.process_time()
    with mock.patch.object(pipeline, "default_reader", watched.watching):
        extractor.extract(text)
    return Taken(time.process_time() - begin, watched.seconds)


def is_linear(name: str, size: int, profile: str, repeat: int) -> bool:
    """Print the times of one text and return whether they are within the bar."""
    half, full = (measure(texts.make(name, length), profile, repeat) for length in (size // 2, size))
    fits = [
        _row(name, "all", half.whole, full.whole, judged=True),
        _row("", "spaCy", half.spacy, full.spacy, judged=False),
        _row("", "ours", half.ours, full.ours, judged=True),
    ]
    return all(fits)


def _row(name: str, part: str, half: float, full: float, *, judged: bool) -> bool:
    ratio = full / half if half > 0 else 1.0
    fits = not judged or ratio <= BAR or full < LEAST_SECONDS
    verdict = "" if fits else f"above {BAR}"
    print(ROW.format(name, part, f"{half:.2f}", f"{full:.2f}", f"{ratio:.2f}", verdict), flush=True)
    return fits


def show_where(name: str, size: int, profile: str) -> None:
    """Print where the time of one text goes."""
    text, extractor = texts.make(name, size), Extractor(profile=profile, threads=1)
    with cProfile.Profile() as found:
        extractor.extract(text)
    pstats.Stats(found).strip_dirs().sort_stats("tottime").print_stats(20)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Does the time grow with the length of the text, and no faster?")
    parser.add_argument("--size", type=int, default=1_000_000, help="length of the longer text (default 1,000,000)")
    parser.add_argument("--repeat", type=int, default=1, help="runs of each text; the best counts (default 1)")
    parser.add_argument("--text", action="append", choices=sorted(texts.TEXTS), help="only this one; may be repeated")
    parser.add_argument("--hostile", action="store_true", help="the further hostile texts, too")
    parser.add_argument("--profile", default="accurate", choices=[profile.value for profile in Profile])
    parser.add_argument("--where", action="store_true", help="show where the time goes instead")
    return parser.parse_args()


def main() -> int:
    arguments = _arguments()
    names = arguments.text or [*texts.REQUIRED, *(texts.HOSTILE if arguments.hostile else ())]
    # The models are loaded before the clock starts.
    Extractor(profile=arguments.profile, threads=1).extract("“We are ready,” she said.")
    if arguments.where:
        for name in names:
            show_where(name, arguments.size, arguments.profile)
        return 0
    print(ROW.format("text", "part", f"{arguments.size // 2:,}", f"{arguments.size:,}", "ratio", ""))
    fits = [is_linear(name, arguments.size, arguments.profile, arguments.repeat) for name in names]
    return 0 if all(fits) else 1


if __name__ == "__main__":
    sys.exit(main())
