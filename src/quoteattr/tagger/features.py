"""Text → units (words and marks), word pieces, and the input features that an uncased encoder does not see."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
from attrs import frozen
from numpy.typing import NDArray
from tokenizers import Tokenizer

Ints = NDArray[np.int32]

UNIT = re.compile(r"\w{1,40}(?:['’.\-]\w{1,40}){0,3}|''|``|[^\w\s]")
# The tokenizer takes no half of a pair; the other one stands for it, so that offsets hold.
SURROGATES = re.compile("[\ud800-\udfff]")
PARAGRAPH = re.compile(r"[^\n]+")

# Marks by role. A mark that may open or close is decided by the white space around it.
OPENING = frozenset("“«„‟")
CLOSING = frozenset("”»")
EITHER = frozenset(('"', "''", "``", "＂"))
SINGLE_OPENING = frozenset("‘‚‛")
SINGLE_OTHER = frozenset("’'`")
MARKS = OPENING | CLOSING | EITHER | SINGLE_OPENING | SINGLE_OTHER
SENTENCE_END = frozenset(".!?…。！？")

# Shape of a unit.
PUNCT, LOWER, TITLE, UPPER, MIXED, DIGIT = range(1, 7)
N_SHAPES = 7
# Quotation state of a unit.
OUTSIDE, INSIDE, OPENS, CLOSES, OPENS_SINGLE, SINGLE = range(1, 7)
N_STATES = 7
# What stands before a unit.
GLUED, SPACE, LINE, BREAK, FIRST = range(1, 6)
N_BREAKS = 6
# Where in the text its paragraph stands (0: padding).
N_PLACES = 6


@frozen(eq=False)
class Encoded:
    """A text as units and pieces; all arrays but the last two have one number a unit, ``int32``.

    Attributes:
        text: The text.
        start: Offset of the unit's first code point.
        end: Offset after its last one.
        paragraph: Number of its line, from 0.
        shape: Its case and kind (`PUNCT` … `DIGIT`).
        state: Where it stands towards quotation marks (`OUTSIDE` … `SINGLE`).
        before: What stands before it (`GLUED` … `FIRST`).
        place: Place of its line in the text, 1 … 5, the fifth and all behind it alike.
        first: Where its pieces start in *pieces*; one number more than there are units.
        pieces: Word piece ids.
    """

    text: str
    start: Ints
    end: Ints
    paragraph: Ints
    shape: Ints
    state: Ints
    before: Ints
    place: Ints
    first: Ints
    pieces: Ints

    def __len__(self) -> int:
        return len(self.start)

    def word(self, unit: int) -> str:
        """Return the characters of a unit."""
        return self.text[self.start[unit] : self.end[unit]]


def shape_of(word: str) -> int:
    """Return the shape of a unit, from its characters alone."""
    if not word[0].isalnum():
        return PUNCT
    if word[0].isdigit():
        return DIGIT
    if word.islower():
        return LOWER
    if word.isupper():
        return UPPER if len(word) > 1 else TITLE
    return TITLE if word[0].isupper() and word[1:].islower() else MIXED


def mark_states(words: list[str], glued: list[bool], glued_after: list[bool]) -> list[int]:
    """Return the quotation state of each unit of one paragraph.

    Args:
        words: The units.
        glued: Whether no white space stands before each.
        glued_after: Whether none stands behind each.
    """
    states: list[int] = []
    opener = ""
    for k, word in enumerate(words):
        if word in SINGLE_OPENING:
            states.append(OPENS_SINGLE)
        elif word in SINGLE_OTHER:
            states.append(SINGLE)
        elif word in OPENING or word in CLOSING or word in EITHER:
            opens = _opens(word, opener, glued[k], glued_after[k], not states or states[-1] in (OPENS, OPENS_SINGLE))
            opener = word if opens else ""
            states.append(OPENS if opens else CLOSES)
        else:
            states.append(INSIDE if opener else OUTSIDE)
    return states


def _opens(word: str, opener: str, glued: bool, glued_after: bool, at_start: bool) -> bool:
    if word in CLOSING:  # now and then set where an opening one is meant
        return not opener and not glued and glued_after
    if word in OPENING:
        return opener not in ("„", "‚") or word != "“"
    if at_start or (not glued and glued_after):
        return True
    if glued and not glued_after:
        return False
    return not opener


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of every line that is not blank."""
    for match in PARAGRAPH.finditer(text):
        if not match.group().isspace():
            yield match.span()


def encode(text: str, tokenizer: Tokenizer) -> Encoded:
    """Return all units of a text that have at least one piece; linear in its length."""
    rows: list[tuple[int, ...]] = []
    owned: list[list[int]] = []
    spans = list(paragraphs(text))
    lines = [SURROGATES.sub("\ufffd", text[s:e]) for s, e in spans]
    encodings = tokenizer.encode_batch(lines, add_special_tokens=False)
    for number, (span, encoding) in enumerate(zip(spans, encodings, strict=True)):
        found = [m.span() for m in UNIT.finditer(text, *span)]
        pieces = _pieces_of(found, span[0], encoding.ids, encoding.offsets)
        columns = _features(text, found, min(number, 4) + 1)
        begun = False
        for unit, some, (shape, state, before, place) in zip(found, pieces, columns, strict=True):
            if some:
                if not begun:
                    before = _paragraph_break(text, rows[-1][1] if rows else -1, unit[0])
                begun = True
                rows.append((*unit, number, shape, state, before, place))
                owned.append(some)
    table = np.array(rows, dtype=np.int32).reshape(-1, 7).T.copy()
    first = np.cumsum([0, *map(len, owned)]).astype(np.int32)
    every = np.array([piece for some in owned for piece in some], dtype=np.int32)
    start, end, paragraph, shapes, states, befores, places = table
    return Encoded(text, start, end, paragraph, shapes, states, befores, places, first, every)


def _features(text: str, units: list[tuple[int, int]], place: int) -> list[tuple[int, int, int, int]]:
    """Shape, quotation state, what stands before, and place of each unit of a paragraph."""
    words = [text[s:e] for s, e in units]
    glued = [k > 0 and units[k - 1][1] == s for k, (s, _) in enumerate(units)]
    states = mark_states(words, glued, [*glued[1:], False])
    return [
        (shape_of(word), state, GLUED if stuck else SPACE, place)
        for word, state, stuck in zip(words, states, glued, strict=True)
    ]


def _paragraph_break(text: str, end: int, start: int) -> int:
    """What stands between the paragraph before, which ends at `end`, and the one that starts at `start`."""
    if end < 0:
        return FIRST
    return BREAK if text.count("\n", end, start) > 1 else LINE


def _pieces_of(
    units: list[tuple[int, int]], shift: int, ids: list[int], offsets: list[tuple[int, int]]
) -> list[list[int]]:
    """The wordpieces of each unit: a piece belongs to the last unit that starts at or before it."""
    owned: list[list[int]] = [[] for _ in units]
    k = 0
    for piece, (s, _) in zip(ids, offsets, strict=True):
        while k + 1 < len(units) and units[k + 1][0] <= s + shift:
            k += 1
        if units:
            owned[k].append(piece)
    return owned
