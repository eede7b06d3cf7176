"""What the frames share: the frame itself, and where clauses begin and end."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from ..lang.shapes import Cues
from .phrases import phrase_after
from .units import QUOTATION, Item

__all__ = [
    "COMMAS",
    "FINITE",
    "STOPS",
    "Frame",
    "Range",
    "apposition",
    "clause_start",
    "has_predicate",
    "is_finite",
    "is_over",
    "left_of",
    "sentence_stop",
]

# A first item and one after the last.
Range = tuple[int, int]

FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
STOPS = frozenset({".", "?", "!", "…", "...", ";", "'"})
COMMAS = frozenset({",", "-", "–", "—", "--", "―"})


@frozen
class Frame:
    """An attribution in items of one unit."""

    cue: Range
    source: Range | None
    content: tuple[Range, ...]
    rule: str


def sentence_stop(items: Sequence[Item]) -> int:
    """Return one after the last item of the unit that is no closing punctuation."""
    stop = len(items)
    while stop > 0 and items[stop - 1].lower in STOPS and items[stop - 1].tag != QUOTATION:
        stop -= 1
    return stop


def clause_start(items: Sequence[Item], end: int, cues: Cues) -> int:
    """Return the first item that belongs to the clause that ends before *end*, openers passed over."""
    start = 0
    while start < end and (items[start].lower in cues.openers or items[start].lower in COMMAS):
        start += 1
    return start


def is_finite(item: Item) -> bool:
    """Return whether *item* can be the verb of a clause; a word without tag can."""
    return item.tag in FINITE or not item.tag


def has_predicate(items: Sequence[Item], start: int, end: int) -> bool:
    """Return whether a finite verb or a quotation stands in the range."""
    return any(is_finite(item) or item.tag == QUOTATION for item in items[start:end])


def is_over(items: Sequence[Item], end: int) -> bool:
    """Return whether the clause ends before item *end*: at the unit's end, a comma or a full stop."""
    return end >= len(items) or items[end].lower in STOPS or items[end].lower in COMMAS


def left_of(items: Sequence[Item], at: int, cues: Cues) -> int:
    """Return the start of the adverbs and auxiliaries in front of item *at*."""
    while at > 0 and (items[at - 1].tag.startswith("RB") or items[at - 1].lower in cues.auxiliaries):
        at -= 1
    return at


def apposition(items: Sequence[Item], end: int, cues: Cues) -> int:
    """End of ``, a senator from Ohio`` behind a name."""
    if end + 1 < len(items) and items[end].lower == "," and items[end + 1].tag in ("DT", "NN", "NNP", "JJ", "CD"):
        stop = phrase_after(items, end + 1, cues)
        if stop > end + 1 and (stop == len(items) or items[stop].lower in COMMAS or items[stop].lower in STOPS):
            return stop
    return end
