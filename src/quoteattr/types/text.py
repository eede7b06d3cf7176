"""A text and what stands in it: spans, tokens, sentences, paragraphs, names, quotations."""

from __future__ import annotations

import bisect
from enum import Enum
from functools import cached_property, total_ordering

from attrs import field, frozen

__all__ = [
    "Name",
    "Paragraph",
    "ParagraphKind",
    "QuotedSpan",
    "QuotedUse",
    "Segmentation",
    "Sentence",
    "Span",
    "Token",
]


class ParagraphKind(str, Enum):
    """The part a paragraph plays on the page."""

    HEADLINE = "headline"
    BYLINE = "byline"
    BODY = "body"
    BOILERPLATE = "boilerplate"


class QuotedUse(str, Enum):
    """What a pair of quotation marks is there for; only `SPEECH` can become a quote of its own."""

    SPEECH = "speech"
    SCARE = "scare"
    TITLE = "title"
    NICKNAME = "nickname"
    TERM = "term"


def _span_end(instance: Span, _: object, value: int) -> None:
    if instance.start < 0 or value < instance.start:
        raise ValueError(f"a span needs 0 <= start <= end, got start={instance.start}, end={value}")


@total_ordering
@frozen
class Span:
    """A stretch of the caller's text.

    Attributes:
        start: Offset of the first code point.
        end: Offset after the last code point; equal to *start* for an empty span.

    Raises:
        ValueError: If not ``0 <= start <= end``.

    Example:
        >>> Span(0, 5).of("Hello there")
        'Hello'
    """

    start: int
    end: int = field(validator=_span_end)

    def of(self, text: str) -> str:
        """Return the words of this span in *text*; never raises, a span past the end gives less."""
        return text[self.start : self.end]

    def __len__(self) -> int:
        return self.end - self.start

    def __lt__(self, other: Span) -> bool:
        # Nothing is done as often as sorting spans, and the method that attrs would make takes ten times as long.
        return (self.start, self.end) < (other.start, other.end)

    def __contains__(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Return whether the two spans share at least one code point."""
        return self.start < other.end and other.start < self.end


@frozen
class Token:
    """A token of the text.

    Attributes:
        span: Where it stands.
        text: Its characters, ``span.of(text)``.
        tag: Penn Treebank tag (``NNP``, ``VBD`` …); ``""`` where the analysis has none.
        sentence: Index of its sentence in `Segmentation.sentences`.
        lower: Its text in lower case, with the typographic apostrophe made straight.
    """

    span: Span
    text: str
    tag: str
    sentence: int
    lower: str = field(init=False, eq=False, repr=False)

    @lower.default
    def _lower(self) -> str:
        return self.text.lower().replace("’", "'")

    @property
    def start(self) -> int:
        """Offset of its first code point."""
        return self.span.start

    @property
    def end(self) -> int:
        """Offset after its last code point."""
        return self.span.end


@frozen
class Name:
    """A named entity found by the analysis.

    Attributes:
        span: Where it stands.
        label: The entity label (``PERSON``, ``ORG``, ``GPE``, ``NORP`` …).
    """

    span: Span
    label: str


@frozen
class Paragraph:
    """A paragraph: a line of the text that is not blank.

    Attributes:
        span: Where it stands, white space at both ends left out.
        kind: The part it plays on the page.
        article: Number of the article on the page that it belongs to, from 0.
        sentences: Indices into `Segmentation.sentences`, first and one after the last.
    """

    span: Span
    kind: ParagraphKind
    article: int
    sentences: tuple[int, int]


@frozen
class Sentence:
    """A sentence; it does not end inside a quotation whose sentence goes on behind it.

    Attributes:
        span: Where it stands.
        tokens: Indices into `Segmentation.tokens`, first and one after the last.
        paragraph: Index into `Segmentation.paragraphs`.
    """

    span: Span
    tokens: tuple[int, int]
    paragraph: int


@frozen
class Segmentation:
    """The text cut into paragraphs, sentences and tokens, all in document order.

    Attributes:
        text: The caller's text, unchanged.
        paragraphs: Every line that is not blank.
        sentences: The sentences of all paragraphs.
        tokens: The tokens of all sentences; white space is not a token.
        names: Named entities, without overlap.
    """

    text: str
    paragraphs: tuple[Paragraph, ...]
    sentences: tuple[Sentence, ...]
    tokens: tuple[Token, ...]
    names: tuple[Name, ...]

    @cached_property
    def _starts(self) -> list[int]:
        return [token.start for token in self.tokens]

    def token_range(self, span: Span) -> range:
        """Return the indices of the tokens that overlap *span*; O(log n)."""
        first = bisect.bisect_left(self._starts, span.start)
        if first > 0 and self.tokens[first - 1].end > span.start:
            first -= 1
        return range(first, max(first, bisect.bisect_left(self._starts, span.end)))

    def cover(self, first: int, stop: int) -> Span:
        """Return the span from token *first* up to and without token *stop*.

        Raises:
            ValueError: If the range is empty.
        """
        if first >= stop:
            raise ValueError(f"a token range needs first < stop, got {first}, {stop}")
        return Span(self.tokens[first].start, self.tokens[stop - 1].end)

    def paragraph_at(self, offset: int) -> int:
        """Return the index of the last paragraph that starts at or before *offset* (0 if none); O(log n)."""
        starts = self._paragraph_starts
        return max(0, bisect.bisect_right(starts, offset) - 1)

    @cached_property
    def _paragraph_starts(self) -> list[int]:
        return [paragraph.span.start for paragraph in self.paragraphs]


@frozen
class QuotedSpan:
    """A stretch between quotation marks.

    Attributes:
        outer: With its marks.
        inner: Without its marks.
        opening: The opening mark as it stands there; ``""`` where it is missing.
        closing: The closing mark as it stands there; ``""`` where it is missing.
        depth: 0 for an outermost quotation, 1 for one inside it, and so on.
        closed: Whether both marks are there.
        continues: Whether it goes on with the quotation of the paragraph before, which was left open.
        use: What the marks are there for.
    """

    outer: Span
    inner: Span
    opening: str
    closing: str
    depth: int
    closed: bool
    continues: bool
    use: QuotedUse = QuotedUse.SPEECH

    def is_mostly_in(self, span: Span) -> bool:
        """Return whether at least half of what stands between the marks lies in *span*."""
        return 2 * (min(span.end, self.inner.end) - max(span.start, self.inner.start)) >= len(self.inner)

    def joined_to(self, span: Span) -> Span:
        """Return the stretch from the first to the last code point of the quotation, its marks included, and *span*."""
        return Span(min(span.start, self.outer.start), max(span.end, self.outer.end))
