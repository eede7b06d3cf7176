"""Characters of a paragraph → quotation marks, each with the direction that its surroundings give it."""

from __future__ import annotations

import re
import unicodedata
from enum import Enum, IntEnum
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from .lang.shapes import Marks
    from .types import Span

__all__ = ["Direction", "Mark", "read_marks"]

TRANSPARENT = frozenset(("Cf", "Mn", "Me"))
BEFORE_WORDS = frozenset("¿¡")
AFTER_WORDS = frozenset(".,;:!?…。、")
JOINERS = frozenset("/=|*_~&+<>")
LETTERS = re.compile(r"[^\W\d_]{1,12}")
DECADE = re.compile(r"\d\ds?(?!\w|[.,]\d)")
LONGEST_WORD = 16
# Years and other long numbers are never feet or inches.
LONGEST_MEASURE = 3


class Side(IntEnum):
    """What stands next to a mark; `BEFORE` is punctuation that begins a word, `AFTER` such that ends one."""

    EDGE = 0
    SPACE = 1
    BEFORE = 2
    AFTER = 3
    JOINER = 4
    WORD = 5


class Direction(Enum):
    """Whether a mark opens or closes; `EITHER` where only the marks before it can tell."""

    OPENS = "opens"
    CLOSES = "closes"
    EITHER = "either"


OPENS, CLOSES, EITHER = Direction.OPENS, Direction.CLOSES, Direction.EITHER
# Rows: what stands before the mark; columns: what stands behind it; both in the order of `Side`.
SURROUNDINGS = (
    (EITHER, OPENS, OPENS, OPENS, OPENS, OPENS),
    (CLOSES, EITHER, OPENS, EITHER, OPENS, OPENS),
    (CLOSES, EITHER, OPENS, EITHER, OPENS, OPENS),
    (CLOSES, CLOSES, EITHER, CLOSES, CLOSES, EITHER),
    (CLOSES, CLOSES, OPENS, CLOSES, EITHER, OPENS),
    (CLOSES, CLOSES, EITHER, CLOSES, CLOSES, EITHER),
)


@frozen(eq=False)
class Mark:
    """A quotation mark of a paragraph.

    Attributes:
        start: Offset of its first character.
        end: Offset after its last character.
        family: Number of its family among `Marks.families`: what it pairs with.
        apostrophe: Whether marks of its family also serve as apostrophes.
        direction: What its surroundings and its shape say together.
        before: What stands before it, other marks left out.
        after: What stands behind it, other marks left out.
        shape: The direction that its shape has.
        pause: Whether punctuation stands before it, white space left out.
        weak: Whether it is likelier an apostrophe, or a unit after a number.
    """

    start: int
    end: int
    family: int
    apostrophe: bool
    direction: Direction
    before: Side
    after: Side
    shape: Direction
    pause: bool
    weak: bool


@frozen(eq=False)
class _Inventory:
    """The marks of a language, made ready for reading.

    Attributes:
        marks: The word lists.
        table: For each mark: the number of its family, whether that has apostrophes, and the direction of its shape.
        pattern: Finds the next mark.
    """

    marks: Marks
    table: Mapping[str, tuple[int, bool, Direction]]
    pattern: re.Pattern[str]


@cache
def _inventory(marks: Marks) -> _Inventory:
    table = {
        glyph: (number, family.apostrophe, direction)
        for number, family in enumerate(marks.families)
        for glyphs, direction in ((family.opening, OPENS), (family.closing, CLOSES), (family.either, EITHER))
        for glyph in glyphs
    }
    return _Inventory(marks, table, _pattern(sorted(table, key=len, reverse=True)))


def _pattern(glyphs: Sequence[str]) -> re.Pattern[str]:
    # Three in a row are an inner and a doubled mark; the inner one stands next to the word.
    crowded = [glyph for glyph in glyphs if len(glyph) == 1 and glyph + glyph in glyphs]
    inner_first = [f"{glyph}(?={glyph}{glyph}(?![\\w{glyph}]))" for glyph in map(re.escape, crowded)]
    return re.compile("|".join([*inner_first, *map(re.escape, glyphs)]))


@lru_cache(maxsize=4096)
def _side(character: str) -> Side | None:
    """What a character is to the mark next to it; ``None`` for one that nobody sees."""
    category = unicodedata.category(character)
    if category in TRANSPARENT:
        return None
    if character.isspace():
        return Side.SPACE
    if category in ("Ps", "Pi") or character in BEFORE_WORDS:
        return Side.BEFORE
    if category in ("Pe", "Pf") or character in AFTER_WORDS:
        return Side.AFTER
    return Side.JOINER if category == "Pd" or character in JOINERS else Side.WORD


def read_marks(text: str, paragraph: Span, marks: Marks) -> tuple[Mark, ...]:
    """Return the quotation marks of one paragraph in text order, apostrophes and primes of units left out.

    Args:
        text: The whole text; offsets count its code points.
        paragraph: Where the paragraph stands.
        marks: The marks of the language.

    Returns:
        Marks that can open or close a quotation. Linear in the length of the paragraph.
    """
    inventory = _inventory(marks)
    found = list(inventory.pattern.finditer(text, paragraph.start, paragraph.end))
    gaps = _invisible_gaps(found, inventory)
    before = _sides(text, paragraph.start, [(m.start(), m.end()) for m in found], gaps)
    mirrored = _sides(text, paragraph.end, [(m.end(), m.start()) for m in reversed(found)], gaps)
    surroundings = zip(found, before, reversed(mirrored), strict=True)
    read = (_mark(text, match, (left, right), inventory) for match, left, right in surroundings)
    return tuple(mark for mark in read if mark is not None)


def _invisible_gaps(found: Iterable[re.Match[str]], inventory: _Inventory) -> frozenset[int]:
    """Where a mark that closes by its shape touches one that opens: a blank was forgotten."""
    table = inventory.table
    return frozenset(
        right.start()
        for left, right in pairwise(found)
        if left.end() == right.start() and table[left.group()][2] is CLOSES and table[right.group()][2] is OPENS
    )


def _sides(text: str, edge: int, extents: Iterable[tuple[int, int]], gaps: frozenset[int]) -> Sequence[Side]:
    """The side of each mark towards *edge*; marks that touch share theirs. Walks each gap once."""
    sides: list[Side] = []
    limit = edge
    for near, far in extents:
        if sides and near == limit:
            sides.append(Side.SPACE if near in gaps else sides[-1])
        else:
            sides.append(_look(text, near, limit, sides[-1] if sides else Side.EDGE))
        limit = far
    return sides


def _look(text: str, start: int, limit: int, at_limit: Side) -> Side:
    step = 1 if start < limit else -1
    while start != limit:
        side = _side(text[start - 1] if step < 0 else text[start])
        if side is not None:
            return side
        start += step
    return at_limit


def _mark(text: str, match: re.Match[str], sides: tuple[Side, Side], inventory: _Inventory) -> Mark | None:
    start, end, glyph = match.start(), match.end(), match.group()
    family, apostrophe, shape = inventory.table[glyph]
    before, after = sides
    number = _number_before(text, start)
    if number and glyph in inventory.marks.primes:
        return None
    around = _around(text, end, before, after)
    direction: Direction | None
    if apostrophe:
        direction = _unless_apostrophe(text, end, around, shape, inventory)
        weak = direction is CLOSES and (number or _may_be_apostrophe(text, start, after, inventory.marks))
    else:
        direction = _agreed(around, shape, before)
        weak = number and direction is CLOSES
    if direction is None:
        return None
    return Mark(start, end, family, apostrophe, direction, before, after, shape, _pause(text, start), weak)


def _around(text: str, end: int, before: Side, after: Side) -> Direction:
    if before is Side.SPACE and after is Side.AFTER and text.startswith(("...", "…", ". ."), end):
        return OPENS
    return SURROUNDINGS[before][after]


def _agreed(around: Direction, shape: Direction, before: Side) -> Direction:
    """Surroundings first: marks are typed the wrong way round more often than in the wrong place."""
    if around is shape or shape is EITHER or (before is Side.EDGE and around is OPENS):
        return around
    return shape if around is EITHER else EITHER


def _unless_apostrophe(
    text: str, end: int, around: Direction, shape: Direction, inventory: _Inventory
) -> Direction | None:
    if around is EITHER or (around is OPENS and shape is CLOSES):
        return None
    if around is OPENS and _is_elided(text, end, shape, inventory):
        return None
    return around


def _is_elided(text: str, start: int, shape: Direction, inventory: _Inventory) -> bool:
    decade = DECADE.match(text, start)
    if decade:
        return shape is EITHER or decade.group().endswith("s")
    word = LETTERS.match(text, start)
    if word is None or not inventory.marks.elided & {word.group(), word.group().lower()}:
        return False
    # A quoted word has its closing mark right behind it; a single letter is elided on both sides.
    return len(word.group()) == 1 or text[word.end() : word.end() + 1] not in inventory.table


def _may_be_apostrophe(text: str, start: int, after: Side, marks: Marks) -> bool:
    word = _word_before(text, start)
    if word in marks.clipped:
        return True
    return after in (Side.SPACE, Side.JOINER) and word.endswith(tuple(marks.possessive_endings))


def _word_before(text: str, end: int) -> str:
    start = end
    while start > max(0, end - LONGEST_WORD) and text[start - 1].isalpha():
        start -= 1
    return text[start:end].lower()


def _number_before(text: str, end: int) -> bool:
    start = end
    while start > max(0, end - LONGEST_MEASURE - 1) and text[start - 1].isnumeric():
        start -= 1
    part_of_sum = start > 0 and (text[start - 1] == "," or unicodedata.category(text[start - 1]) == "Sc")
    return 0 < end - start <= LONGEST_MEASURE and not part_of_sum


def _pause(text: str, start: int) -> bool:
    """Looks a few blanks back only, so that no stretch of blanks is walked over and over."""
    gap = text[max(0, start - 4) : start].rstrip()
    return not gap or _side(gap[-1]) in (Side.AFTER, Side.JOINER)
