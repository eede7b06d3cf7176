"""Texts of any length for the benchmarks: a real article over and over, and what is hard to read in linear time."""

import random
from collections.abc import Callable, Iterator
from itertools import count, cycle, islice
from pathlib import Path

__all__ = ["HOSTILE", "REQUIRED", "articles", "make"]

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
ARTICLE = "long-report.txt"
SILENT = "silent.list"
MARKS = "\"“”'‘’«»‹›„‚`"
SYLLABLES = ("bar", "del", "fin", "gos", "hal", "kel", "lor", "mar", "nev", "pol", "ras", "sten", "tor", "vik", "zan")


def articles() -> list[str]:
    """Return the articles of the fixtures, those without a quote left out."""
    silent = set((FIXTURES / SILENT).read_text(encoding="utf-8").split())
    paths = (path for path in sorted(FIXTURES.glob("*.txt")) if path.stem not in silent)
    return [path.read_bytes().decode("utf-8") for path in paths]


def make(name: str, size: int) -> str:
    """Return the text called *name* with exactly *size* code points."""
    return TEXTS[name](size)


def _cut(pieces: Iterator[str], size: int) -> str:
    made: list[str] = []
    length = 0
    for piece in pieces:
        made.append(piece)
        length += len(piece)
        if length >= size:
            return "".join(made)[:size]
    return "".join(made)


def _paragraphs() -> list[str]:
    lines = (FIXTURES / ARTICLE).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip()]


def _article(size: int) -> str:
    return _cut((f"{paragraph}\n\n" for paragraph in cycle(_paragraphs())), size)


def _line(size: int) -> str:
    return _cut((f"{paragraph} " for paragraph in cycle(_paragraphs())), size)


def _mixed(size: int) -> str:
    return "".join(random.Random(7).choices(MARKS, k=size))  # noqa: S311 - any order will do, the same every time


def _surnames() -> Iterator[str]:
    for number in count():
        word = "".join(SYLLABLES[int(digit, 15)] for digit in _base15(number))
        yield word.capitalize()


def _base15(number: int) -> str:
    digits = "0123456789abcde"
    made = digits[number % 15]
    while number := number // 15:
        made = digits[number % 15] + made
    return made


def _names(size: int) -> str:
    surnames = islice(_surnames(), 15, None)
    return _cut((f"“We agree,” Anna {name} said. He told Mr {name} that she would go.\n\n" for name in surnames), size)


def _same_surname(size: int) -> str:
    names = islice(_surnames(), 15, None)
    return _cut((f"“We agree,” {name} Dolan said. Dolan added that it rained.\n\n" for name in names), size)


def _late_quotation(size: int) -> str:
    last = "“It poured.”"
    return _repeated("He said that it rained. ")(size - len(last)) + last


def _repeated(piece: str) -> Callable[[int], str]:
    return lambda size: _cut(cycle([piece]), size)


# The texts that must be linear for the benchmark to pass: an article, quotation marks, one long line.
REQUIRED: dict[str, Callable[[int], str]] = {
    "article": _article,
    "straight marks": _repeated('"'),
    "opening marks": _repeated("“"),
    "mixed marks": _mixed,
    "one line": _line,
}
# Further texts that a careless stage would read in quadratic time.
HOSTILE: dict[str, Callable[[int], str]] = {
    "one word": _repeated("a"),
    "marks and words": _repeated("“a "),
    "left open": _repeated("“We go on.\n\n"),
    "apostrophes": _repeated("'tis o' "),
    "cues": _repeated("he said that "),
    "colons": _repeated("A: b\n"),
    "blank lines": _repeated("\n \n"),
    "commas": _repeated("Bram Kester, "),
    "pronouns": _repeated("She said he told them. "),
    "roles": _repeated("The minister said the president, the minister, knew.\n\n"),
    "hyphens": _repeated("a-"),
    "whole sentences": _repeated("“It rained.” "),
    "one late quotation": _late_quotation,
    "names": _names,
    "same surname": _same_surname,
}
TEXTS = REQUIRED | HOSTILE
