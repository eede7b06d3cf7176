"""What callers ask for and get: a profile in, and a document out, with its quotes and speakers."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import TYPE_CHECKING

from attrs import field, frozen, validators

from .findings import Evidence, Gender, Link, Mention, QuoteType, Report, SpeakerKind, Tags, Turn
from .text import QuotedSpan, Segmentation, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "Document",
    "Failure",
    "Profile",
    "Quote",
    "Speaker",
    "Stages",
]


class Profile(str, Enum):
    """How much work goes into a text."""

    ACCURATE = "accurate"
    FAST = "fast"


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
        from ..formats.html import to_html

        return to_html(self)
