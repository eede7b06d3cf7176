"""Annotated documents → windows with labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from ..errors import FormatError
from ..tagger.decode import CONTENT, SOURCE, Run, join
from ..tagger.features import Encoded, encode
from ..tagger.windows import Window, plan

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray
    from tokenizers import Tokenizer

    from ..formats.records import DocumentRecord, QuoteRecord
    from ..types import Span

    Ints = NDArray[np.int64]

__all__ = [
    "IGNORED",
    "Annotated",
    "Example",
    "Labelled",
    "annotate",
    "check_cues",
    "check_texts",
    "examples",
    "units_of",
    "with_quotes",
]

# A unit with this tag teaches nothing; torch's own number for it.
IGNORED = -100
# Tags of a unit in each of the three columns.
OUTSIDE, BEGIN, INSIDE = range(3)
CUE_COLUMN, CONTENT_COLUMN, SOURCE_COLUMN = range(3)


@frozen
class Labelled:
    """An annotated quote in units of its text.

    Attributes:
        cue: The run of its cue; ``None`` where it has none.
        content: The runs of its content, outer marks left out; never empty.
        source: The runs of its source; may be empty.
        optional: Whether it is a borderline case, which teaches nothing.
    """

    cue: Run | None
    content: tuple[Run, ...]
    source: tuple[Run, ...]
    optional: bool = False


@frozen(eq=False)
class Annotated:
    """A text as the networks take it, with its outermost quotes."""

    encoded: Encoded
    quotes: tuple[Labelled, ...]


@frozen(eq=False)
class Example:
    """A window with its quotes, in units of the window.

    Attributes:
        encoded: The text.
        window: The window.
        tags: Cue, content and source of each unit as outside, begin, inside or `IGNORED`, (units, 3).
        cues: The cues whose content the window has.
        labels: For each of them what each unit is to it: out, content or source, (cues, units).
    """

    encoded: Encoded
    window: Window
    tags: Ints
    cues: tuple[Run, ...]
    labels: Ints

    @property
    def pieces(self) -> int:
        """Pieces of the window, without those at its ends."""
        return int(self.encoded.first[self.window.last] - self.encoded.first[self.window.first])


def check_texts(records: Sequence[DocumentRecord]) -> None:
    """Check that there are documents, and that each has a text.

    Raises:
        FormatError: If not.
    """
    if not records:
        raise FormatError("there is no document")
    for record in records:
        if record.text is None:
            raise FormatError(f"{record.id}: an annotated document needs a text")


def check_cues(records: Sequence[DocumentRecord]) -> None:
    """Check that there is something to learn from.

    Raises:
        FormatError: If no quote has a cue.
    """
    if not any(quote.cue for record in records for quote in _outermost(record)):
        raise FormatError("no quote has a cue: the tagger finds quotes by their cues, so the layer cue is needed")


def annotate(record: DocumentRecord, tokenizer: Tokenizer) -> Annotated:
    """Return a document with its quotes in units; linear in the text.

    Quotes inside others are left out, since the tagger reads a text flat, and so are contents without a word.
    """
    return with_quotes(encode(record.text or "", tokenizer), record)


def with_quotes(encoded: Encoded, record: DocumentRecord) -> Annotated:
    """Return a text that is in units already with the quotes of *record*; as `annotate` does."""
    quotes = (_labelled(encoded, quote) for quote in _outermost(record))
    return Annotated(encoded, tuple(quote for quote in quotes if quote.content))


def _outermost(record: DocumentRecord) -> Iterator[QuoteRecord]:
    return (quote for quote in record.quotes if quote.nested_in is None)


def _labelled(encoded: Encoded, quote: QuoteRecord) -> Labelled:
    cues = _runs(encoded, quote.cue)
    # A colon or a dash is a cue although no word is left of it.
    cue = (*join(encoded, cues), *cues, None)[0]
    content, source = (join(encoded, _runs(encoded, spans)) for spans in (quote.content, quote.source))
    return Labelled(cue, content, source, quote.optional)


def _runs(encoded: Encoded, spans: Sequence[Span] | None) -> list[Run]:
    return [run for span in spans or () if (run := units_of(encoded, span))]


def units_of(encoded: Encoded, span: Span) -> Run | None:
    """Return the units that a span of the text touches; ``None`` where it touches none."""
    first = int(np.searchsorted(encoded.end, span.start, side="right"))
    last = int(np.searchsorted(encoded.start, span.end, side="left"))
    return (first, last) if first < last else None


def examples(document: Annotated, size: int, rng: random.Random) -> Iterator[Example]:
    """Yield the windows of a document, which part it; where they begin differs from call to call.

    Args:
        document: The document.
        size: Most pieces of a window.
        rng: Draws the size of the first window.
    """
    for window in plan(document.encoded, size, 0, 0, rng.randrange(size // 4, size + 1)):
        yield _example(document, window)


def _example(document: Annotated, window: Window) -> Example:
    units = window.last - window.first
    tags = np.full((units, 3), OUTSIDE, dtype=np.int64)
    cues: list[Run] = []
    rows: list[Ints] = []
    for quote in document.quotes:
        row = _mark(quote, window, tags)
        for cue in _inside((quote.cue,) if quote.cue else (), window):
            if (row == CONTENT).any() and not quote.optional:
                cues.append(cue)
                rows.append(row)
    labels = np.stack(rows) if rows else np.zeros((0, units), dtype=np.int64)
    return Example(document.encoded, window, tags, tuple(cues), labels)


def _mark(quote: Labelled, window: Window, tags: Ints) -> Ints:
    """Write the tags of a quote, and return its labels."""
    row = np.zeros(len(tags), dtype=np.int64)
    for first, last in _inside(quote.content, window):
        row[first:last] = CONTENT
        _tag(tags, CONTENT_COLUMN, first, last, quote.optional)
    for first, last in _inside(quote.source, window):
        row[first:last] = SOURCE
        _tag(tags, SOURCE_COLUMN, first, last, quote.optional)
    for first, last in _inside((quote.cue,) if quote.cue else (), window):
        _tag(tags, CUE_COLUMN, first, last, quote.optional)
    return row


def _tag(tags: Ints, column: int, first: int, last: int, optional: bool) -> None:
    tags[first:last, column] = IGNORED if optional else INSIDE
    tags[first, column] = IGNORED if optional else BEGIN


def _inside(runs: Sequence[Run], window: Window) -> Iterator[Run]:
    """The parts of runs that a window has, in its units."""
    for first, last in runs:
        low, high = max(first, window.first) - window.first, min(last, window.last) - window.first
        if low < high:
            yield low, high
