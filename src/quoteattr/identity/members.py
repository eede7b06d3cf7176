"""The values of the identity side: the people, organizations and sources of one text, and what is known of them."""

from __future__ import annotations

import bisect
from collections.abc import Mapping
from functools import cached_property

from attrs import field, frozen

from ..types import Evidence, Gender, Number, Span, SpeakerKind

__all__ = ["Cast", "Doubt", "Member", "Role"]


@frozen
class Role:
    """A role, office or common noun that the text or the alias table gives to a member of the cast.

    Attributes:
        text: As it stands there.
        noun: Its head, singular, in lower case; a role of several words with all of them.
        labels: Its classes, the wider ones included; empty for a common noun.
        country: The country that it is of; ``""`` for none.
        words: Its other content words, in lower case.
        proper: Those of them with a capital that name no known country, such as a party or a town.
    """

    text: str
    noun: str
    labels: frozenset[str] = frozenset()
    country: str = ""
    words: frozenset[str] = frozenset()
    proper: frozenset[str] = frozenset()


@frozen
class Member:
    """Somebody in the text who may speak.

    Attributes:
        id: Unique in the cast (``"m1"``).
        names: What the text calls them, the fullest first; no pronouns.
        kind: What sort of source.
        gender: As the text or the alias table tells it.
        number: Grammatical number.
        roles: In the order of the text.
        mentions: Where they are named or described, in text order.
        aliases: Further names from the alias table.
        external_id: The id from the alias table.
        named: Whether they have a proper name.
    """

    id: str
    names: tuple[str, ...]
    kind: SpeakerKind = SpeakerKind.UNKNOWN
    gender: Gender = Gender.UNKNOWN
    number: Number = Number.SINGULAR
    roles: tuple[Role, ...] = ()
    mentions: tuple[Span, ...] = ()
    aliases: tuple[str, ...] = ()
    external_id: str | None = None
    named: bool = True

    @property
    def name(self) -> str:
        """The fullest name."""
        return self.names[0]


@frozen
class Doubt:
    """A name that the names of the text alone do not decide.

    Attributes:
        members: Ids of the members that it fits; empty where none of them can be told.
        evidence: Why it is open.
    """

    members: tuple[str, ...]
    evidence: Evidence


@frozen
class Cast:
    """Everybody in a text who may speak.

    Attributes:
        members: In the order of their first mention.
        doubts: Names that fit two members, or two entries of the alias table.

    Example:
        >>> boe = Member(id="m1", names=("Ann Boe", "Boe"), mentions=(Span(0, 7), Span(20, 23)))
        >>> Cast(members=(boe,)).at(Span(20, 23)).name
        'Ann Boe'
    """

    members: tuple[Member, ...] = ()
    doubts: Mapping[Span, Doubt] = field(factory=dict)

    @cached_property
    def by_id(self) -> Mapping[str, Member]:
        """Each id with its member."""
        return {member.id: member for member in self.members}

    @cached_property
    def _places(self) -> tuple[list[int], list[tuple[Span, Member]]]:
        rows = sorted(((span, member) for member in self.members for span in member.mentions), key=lambda row: row[0])
        return [span.start for span, _ in rows], rows

    def at(self, span: Span) -> Member | None:
        """Return the member that is named or described exactly at *span*; O(log n)."""
        starts, rows = self._places
        for at in range(bisect.bisect_left(starts, span.start), len(rows)):
            if rows[at][0].start != span.start:
                return None
            if rows[at][0] == span:
                return rows[at][1]
        return None

    @cached_property
    def with_labels(self) -> tuple[Member, ...]:
        """The members of whom the text or the table tells a role."""
        return tuple(member for member in self.members if any(role.labels for role in member.roles))

    @cached_property
    def _names(self) -> list[Span]:
        return sorted({*self.doubts, *(span for span, _ in self._places[1])})

    def knows(self, span: Span) -> bool:
        """Return whether somebody is named exactly at *span*, or may be."""
        return span in self.doubts or self.at(span) is not None

    def name_at(self, offset: int) -> Span | None:
        """Return the mention that covers the character at *offset*; ``None`` where none does; O(log n)."""
        at = bisect.bisect_right(self._names, offset, key=lambda span: span.start) - 1
        return self._names[at] if at >= 0 and offset < self._names[at].end else None

    def within(self, span: Span) -> tuple[tuple[Span, Member], ...]:
        """Return the members named inside *span*, in text order, with their mentions."""
        starts, rows = self._places
        found = rows[bisect.bisect_left(starts, span.start) : bisect.bisect_left(starts, span.end)]
        return tuple(row for row in found if row[0] in span)
