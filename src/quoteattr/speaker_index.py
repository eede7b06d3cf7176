"""Documents → the speakers of a corpus, and how often each is quoted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

from .aliases import AliasTable
from .cast import build_cast
from .identity.grouping import Ambiguity, Group, Occurrence, group
from .identity.naming import fold
from .identity.phrases import PhraseReader
from .lang import Lexicon, load
from .types import Document, Failure, Gender, SpeakerKind

if TYPE_CHECKING:
    from .identity import Member
    from .types import Speaker, Stages

__all__ = ["AmbiguousMerge", "IndexedSpeaker", "SpeakerIndex"]


@frozen
class IndexedSpeaker:
    """A speaker of a corpus.

    Attributes:
        name: The name of the alias table, else the commonest full name.
        label: The name; with the external id or a number behind it where two speakers have one name.
        kind: What most documents take it for.
        gender: As the documents tell it.
        aliases: All other names, sorted.
        external_id: The id from the alias table; ``None`` for none.
        quotes: How many quotes it has.
        documents: Ids of the documents that quote it, in their order.
    """

    name: str
    label: str
    kind: SpeakerKind
    gender: Gender
    aliases: tuple[str, ...]
    external_id: str | None
    quotes: int
    documents: tuple[str, ...]


@frozen
class AmbiguousMerge:
    """A speaker that may be another one, and is kept apart.

    Attributes:
        speaker: Label of the one.
        others: Labels of those that it may be; never empty.
        reason: Why that is open.
    """

    speaker: str
    others: tuple[str, ...]
    reason: str


def _read(documents: Iterable[Document | Failure]) -> tuple[tuple[Occurrence, ...], int]:
    if isinstance(documents, Document):
        raise TypeError("documents must be an iterable of documents, got one Document")
    lexicon, found, failures = load("en"), list[Occurrence](), 0
    for page, document in enumerate(documents):
        if isinstance(document, Failure):
            failures += 1
        else:
            found.extend(_quoted(page, document, lexicon))
    return tuple(evolve(each, place=place) for place, each in enumerate(found)), failures


@frozen
class SpeakerIndex:
    """The speakers of many documents, those that are the same as one.

    Two are the same if they have the same external id, or the same full name and nothing speaks against it: gender,
    kind, or the countries of their roles. A person's full name may have a further given name in front. What remains
    open, as a surname alone, initials or another spelling, is kept apart and listed in `ambiguous`. Sources without a
    name are not compared.

    Args:
        documents: As extracted, or as read from a file; those tell nothing of roles. Read one by one and not kept. A
            `Failure` is counted and passed over.

    Raises:
        TypeError: If *documents* is a single document, or holds something else.

    Example:
        >>> from quoteattr.types import Quote, QuoteType, Span, Speaker
        >>> def page(name: str, speaker: Speaker) -> Document:
        ...     quote = Quote("q1", "Yes", QuoteType.DIRECT, (Span(0, 3),), speaker=speaker)
        ...     return Document(name, "Yes", (quote,), (speaker,))
        >>> index = SpeakerIndex([page("a", Speaker("e1", "Ann Boe")), page("b", Speaker("e1", "Ann Boe"))])
        >>> index.counts()
        {'Ann Boe': 2}
    """

    _found: tuple[tuple[Occurrence, ...], int] = field(converter=_read, alias="documents", repr=False)

    @property
    def failures(self) -> int:
        """How many documents could not be read."""
        return self._found[1]

    @cached_property
    def _grouped(self) -> tuple[tuple[Group, ...], tuple[Ambiguity, ...]]:
        return group([found for found in self._found[0] if found.named], load("en").people)

    @cached_property
    def _rows(self) -> Mapping[int, IndexedSpeaker]:
        groups = sorted(self._grouped[0], key=lambda each: (-each.quotes, each.name, each.occurrences[0].place))
        seen: Counter[str] = Counter()
        times = Counter(each.name for each in groups)
        rows: dict[int, IndexedSpeaker] = {}
        for each in groups:
            seen[each.name] += 1
            mark = each.external_id or str(seen[each.name])
            rows[id(each)] = _row(each, f"{each.name} ({mark})" if times[each.name] > 1 else each.name)
        return rows

    @property
    def speakers(self) -> tuple[IndexedSpeaker, ...]:
        """All speakers with a name, the one with the most quotes first."""
        return tuple(self._rows.values())

    @property
    def ambiguous(self) -> tuple[AmbiguousMerge, ...]:
        """The speakers that may be another one, in the order of `speakers`; for you to decide."""
        order = {key: place for place, key in enumerate(self._rows)}
        found = sorted(self._grouped[1], key=lambda each: order[id(each.group)])
        return tuple(AmbiguousMerge(self._label(each.group), self._labels(each.others), each.reason) for each in found)

    def _label(self, each: Group) -> str:
        return self._rows[id(each)].label

    def _labels(self, groups: Iterable[Group]) -> tuple[str, ...]:
        return tuple(self._label(each) for each in groups)

    @property
    def unnamed(self) -> int:
        """How many quotes have a speaker without a name, as "officials"."""
        return sum(found.quotes for found in self._found[0] if not found.named)

    def counts(self) -> dict[str, int]:
        """Return how many quotes each speaker has, by label, the most first."""
        return {speaker.label: speaker.quotes for speaker in self.speakers}

    def most_quoted(self, n: int = 10) -> tuple[IndexedSpeaker, ...]:
        """Return the *n* speakers with the most quotes.

        Raises:
            ValueError: If *n* is negative.
        """
        if n < 0:
            raise ValueError(f"n must be 0 or more, got {n}")
        return self.speakers[:n]

    def find(self, name: str) -> tuple[IndexedSpeaker, ...]:
        """Return the speakers with this name, alias or external id, compared without case and accents; O(n)."""
        key = fold(name)
        return tuple(
            speaker
            for speaker in self.speakers
            if name == speaker.external_id or key in {fold(each) for each in (speaker.name, *speaker.aliases)}
        )


def _row(each: Group, label: str) -> IndexedSpeaker:
    names = {name for found in each.occurrences for name in (found.speaker.name, *found.speaker.aliases)}
    return IndexedSpeaker(
        name=each.name,
        label=label,
        kind=each.kind,
        gender=each.gender,
        aliases=tuple(sorted(names - {each.name})),
        external_id=each.external_id,
        quotes=each.quotes,
        documents=tuple(dict.fromkeys(found.document for found in sorted(each.occurrences, key=lambda o: o.place))),
    )


def _quoted(page: int, document: Document, lexicon: Lexicon) -> Iterator[Occurrence]:
    if not isinstance(document, Document):
        raise TypeError(f"documents must be Document values, got {type(document).__name__}")
    counts = Counter(quote.speaker.id for quote in document.quotes if quote.speaker)
    members = _members(document.stages, lexicon)
    for speaker in document.speakers:
        if counts[speaker.id]:
            member = members.get(fold(speaker.name))
            yield Occurrence(
                place=0,
                page=page,
                document=document.id,
                speaker=speaker,
                quotes=counts[speaker.id],
                countries=frozenset(role.country for role in member.roles if role.country) if member else frozenset(),
                named=bool(speaker.external_id) or _has_name(speaker),
            )


def _members(stages: Stages | None, lexicon: Lexicon) -> Mapping[str, Member]:
    """The cast by name, for the roles that its speakers do not carry."""
    if stages is None:
        return {}
    cast = build_cast(PhraseReader.of(stages.segmentation, lexicon), stages.mentions, AliasTable(), lexicon)
    return {fold(name): member for member in reversed(cast.members) for name in member.names}


def _has_name(speaker: Speaker) -> bool:
    """Whether the words are a name and no description, whose head has no capital."""
    words = speaker.name.split()
    return bool(words) and not words[-1][:1].islower() and not _is_number(words)


def _is_number(words: Sequence[str]) -> bool:
    return not any(char.isalpha() for word in words for char in word)
