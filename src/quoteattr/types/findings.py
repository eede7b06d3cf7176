"""What the stages find in a text, each for the next: attributions, turns, reports, mentions, links."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Protocol

from attrs import frozen

from .text import QuotedSpan, Segmentation, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "Attribution",
    "Evidence",
    "Gender",
    "Link",
    "Mention",
    "MentionKind",
    "Number",
    "QuoteType",
    "Report",
    "SpeakerKind",
    "Tagger",
    "Tags",
    "Turn",
]


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
