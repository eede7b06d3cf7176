"""The frozen values that flow between the stages.

Every offset in this module counts code points of the text as the caller gave it, from 0, end exclusive.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterator
from enum import Enum
from functools import cached_property, total_ordering
from typing import TYPE_CHECKING, Protocol

from attrs import field, frozen, validators

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "Attribution",
    "Document",
    "Evidence",
    "Failure",
    "Gender",
    "Link",
    "Mention",
    "MentionKind",
    "Name",
    "Number",
    "Paragraph",
    "ParagraphKind",
    "Profile",
    "Quote",
    "QuoteType",
    "QuotedSpan",
    "QuotedUse",
    "Report",
    "Segmentation",
    "Sentence",
    "Span",
    "Speaker",
    "SpeakerKind",
    "Stages",
    "Tagger",
    "Tags",
    "Token",
    "Turn",
]


class Profile(str, Enum):
    """How much work goes into a text."""

    ACCURATE = "accurate"
    FAST = "fast"


class QuoteType(str, Enum):
    """How much of a quote is in quotation marks."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    MIXED = "mixed"


class SpeakerKind(str, Enum):
    """What sort of source a speaker is."""

    PERSON = "person"
    GROUP = "group"
    ORGANIZATION = "organization"
    DOCUMENT = "document"
    UNKNOWN = "unknown"


class Gender(str, Enum):
    """Gender as the text or the caller's table tells it; never guessed from a first name."""

    FEMALE = "female"
    MALE = "male"
    NEUTRAL = "neutral"
    UNKNOWN = "unknown"


class Number(str, Enum):
    """Grammatical number of a mention."""

    SINGULAR = "singular"
    PLURAL = "plural"
    UNKNOWN = "unknown"


class MentionKind(str, Enum):
    """What a mention consists of."""

    NAME = "name"
    DESCRIPTION = "description"
    PRONOUN = "pronoun"


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


@frozen
class Evidence:
    """Which rule or model decided what.

    Attributes:
        stage: The stage that decided (``"tagger"``, ``"reports"``, ``"coref"`` …).
        rule: Name of the rule or model.
        detail: What it saw, in a few words; may be empty.
    """

    stage: str
    rule: str
    detail: str = ""


@frozen
class Attribution:
    """One thing said, as a reader of the language sees it: cue, source and content belong together.

    Attributes:
        cue: The words that signal it; may be empty.
        source: The mention that names the speaker there; may be empty.
        content: What was said, in text order; never empty.
        score: Belief that this is an attribution, 0…1.
        rule: The frame or model that found it.
    """

    cue: tuple[Span, ...]
    source: tuple[Span, ...]
    content: tuple[Span, ...]
    score: float
    rule: str


@frozen
class Tags:
    """What a tagger found: attributions in the order of their first content or cue.

    Attributes:
        attributions: May overlap and nest.
    """

    attributions: tuple[Attribution, ...] = ()


class Tagger(Protocol):
    """Anything that finds attributions; the pipeline holds one and asks nobody else about language."""

    def __call__(self, segmentation: Segmentation, quoted: Sequence[QuotedSpan]) -> Tags:
        """Return the attributions of a text. Must not raise for any segmentation."""
        ...


@frozen
class Turn:
    """Speech that the layout of the page gives to somebody: a label, a dash, a heading.

    Attributes:
        content: What was said.
        source: The name that stands there; ``None`` where the turn goes on or a heading tells.
        cue: The colon or dash; ``None`` where there is none.
        heading: The name in the heading above; ``None`` where *source* tells.
        continues: Whether the speech of the turn before goes on.
        spoken: Whether all of it is speech even outside quotation marks, as in a transcript.
        rule: The layout that was seen.
    """

    content: Span
    source: Span | None
    cue: Span | None
    heading: Span | None
    continues: bool
    spoken: bool
    rule: str


@frozen
class Report:
    """A quote before anybody has asked who the speaker is.

    Attributes:
        type: Direct, indirect or mixed.
        content: What was said, in text order; never empty.
        cue: The words that signal the attribution; may be empty.
        source: The mention that names the speaker there; may be empty.
        nested_in: Index of the report that it stands inside, in the same tuple of reports; ``None`` outside.
        follows: Index of the report whose speech it goes on with, where it has no source of its own; else ``None``.
        heading: The name in a heading that tells whose speech stands under it, where neither *source* nor
            *follows* does; else ``None``.
        score: Belief that this is a quote, 0…1.
        evidence: The rules that decided.
    """

    type: QuoteType
    content: tuple[Span, ...]
    cue: tuple[Span, ...] = ()
    source: tuple[Span, ...] = ()
    nested_in: int | None = None
    follows: int | None = None
    heading: Span | None = None
    score: float = 1.0
    evidence: tuple[Evidence, ...] = ()


@frozen
class Mention:
    """A place in the text that names or describes somebody.

    Attributes:
        span: Where it stands.
        kind: Name, description or pronoun.
        number: Singular or plural, as far as its words tell.
        gender: As far as its words tell.
        speaker_kind: What sort of source it would be.
    """

    span: Span
    kind: MentionKind
    number: Number = Number.UNKNOWN
    gender: Gender = Gender.UNKNOWN
    speaker_kind: SpeakerKind = SpeakerKind.UNKNOWN


@frozen
class Speaker:
    """Somebody who speaks in a text: a person, an organization, a group, a document or an unnamed source.

    Attributes:
        id: Unique in its document (``"e1"``).
        name: The fullest proper name, or the description where the text has no name.
        kind: What sort of source.
        gender: As the text or the alias table tells it.
        aliases: The other ways the text names this speaker, sorted; no pronouns.
        external_id: The id from the caller's alias table; ``None`` for a speaker found in the text.
    """

    id: str
    name: str
    kind: SpeakerKind = SpeakerKind.UNKNOWN
    gender: Gender = Gender.UNKNOWN
    aliases: tuple[str, ...] = ()
    external_id: str | None = None


@frozen
class Link:
    """What a mention stands for.

    Attributes:
        mention: The mention.
        speaker: Id of the speaker; ``None`` where nothing or more than one speaker fits.
        evidence: The rule that decided, or that abstained.
    """

    mention: Mention
    speaker: str | None
    evidence: Evidence


@frozen
class Quote:
    """Who said what, with the offsets of all of it.

    Attributes:
        id: Unique in its document (``"q1"``).
        text: The words said: the contents joined by a blank.
        type: Direct, indirect or mixed.
        content: What was said, in text order, quotation marks included; never empty.
        cue: The words that signal the attribution; may be empty.
        source: The mention that names the speaker there ("MZ", "he"); empty where none stands nearby.
        speaker: Whom the mention stands for; ``None`` where the text does not tell.
        nested_in: Id of the quote that this one stands inside; ``None`` for an outermost one.
        score: Belief in the quote, 0…1, comparable within one version of the package.
        evidence: Which rules decided, in the order of the stages.
    """

    id: str
    text: str
    type: QuoteType
    content: tuple[Span, ...] = field(validator=validators.min_len(1))
    cue: tuple[Span, ...] = ()
    source: tuple[Span, ...] = ()
    speaker: Speaker | None = None
    nested_in: str | None = None
    score: float = 1.0
    evidence: tuple[Evidence, ...] = ()


@frozen
class Failure:
    """A document of a batch that could not be read; the others go on.

    Attributes:
        id: The document's id; ``""`` where it has none.
        error: What went wrong, in a sentence.
    """

    id: str
    error: str


@frozen
class Stages:
    """The output of every stage, for those who want to look.

    Attributes:
        segmentation: Paragraphs, sentences, tokens, names.
        quoted: Every pair of quotation marks with what it is there for.
        tags: What the tagger found.
        turns: What the layout of the page gives to somebody.
        reports: Quotes without identities.
        mentions: Names, descriptions and pronouns.
        links: What the mentions stand for.
    """

    segmentation: Segmentation
    quoted: tuple[QuotedSpan, ...]
    tags: Tags
    turns: tuple[Turn, ...]
    reports: tuple[Report, ...]
    mentions: tuple[Mention, ...]
    links: tuple[Link, ...]


@frozen
class Document:
    """A text with its quotes and speakers.

    Attributes:
        id: The caller's id; ``""`` where none was given.
        text: The text exactly as given.
        quotes: In document order of their first content.
        speakers: Everybody who is quoted, in the order of their first quote.
        stages: The output of every stage; ``None`` for a document read from a file.

    Example:
        >>> document = Document(id="a", text="", quotes=(), speakers=())
        >>> len(document)
        0
    """

    id: str
    text: str
    quotes: tuple[Quote, ...]
    speakers: tuple[Speaker, ...]
    stages: Stages | None = field(default=None, eq=False, repr=False)

    def __len__(self) -> int:
        return len(self.quotes)

    def __iter__(self) -> Iterator[Quote]:
        return iter(self.quotes)

    def quotes_by(self, speaker: Speaker | str) -> Sequence[Quote]:
        """Return the quotes of one speaker, in document order; empty where there are none.

        Args:
            speaker: A speaker of this document, or a name: compared with the speakers' ids, names and
                aliases without regard to case.

        Raises:
            TypeError: If *speaker* is neither.
        """
        if isinstance(speaker, Speaker):
            return tuple(quote for quote in self.quotes if quote.speaker == speaker)
        if not isinstance(speaker, str):
            raise TypeError(f"speaker must be a Speaker or a str, got {speaker!r}")
        wanted = speaker.casefold()
        return tuple(
            quote
            for quote in self.quotes
            if quote.speaker is not None
            and wanted in {n.casefold() for n in (quote.speaker.id, quote.speaker.name, *quote.speaker.aliases)}
        )

    def _repr_html_(self) -> str:
        from .formats.html import to_html

        return to_html(self)
