"""What a role comes down to, however it is worded: "Secretary of Defense", "the defence secretary"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from ..lang.people import People
    from .members import Role
    from .phrases import Phrase

__all__ = ["Office", "is_same_noun", "office_of"]


@frozen
class Office:
    """A role without the way in which it is worded; two wordings of one office are equal.

    Attributes:
        head: Its noun, or the class for whose office the noun is another word.
        words: Its other content words, without order.
        country: The country that it is of; ``""`` for none.
    """

    head: str
    words: frozenset[str]
    country: str

    @property
    def is_narrow(self) -> bool:
        """Whether more is told than that somebody is a chief or a secretary of something."""
        return bool(self.words or self.country)


def office_of(told: Role | Phrase, people: People) -> Office:
    """Return the office that a role or a noun phrase states.

    Example:
        >>> from quoteattr.lang import load
        >>> from quoteattr.identity.roles import stated_role
        >>> words = load("en").people, load("en").places
        >>> one, other = (stated_role(text, *words) for text in ("head of the harbor", "Harbour chief"))
        >>> office_of(one, words[0]) == office_of(other, words[0])
        True
    """
    head, words = people.office(told.noun)
    return Office(head, (told.words | words) - people.fillers, told.country)


def is_same_noun(one: Role | Phrase, other: Role | Phrase, people: People) -> bool:
    """Return whether both have the same noun, whichever of its words stand in front of it or behind.

    Example:
        >>> from quoteattr.lang import load
        >>> from quoteattr.identity.roles import stated_role
        >>> words = load("en").people, load("en").places
        >>> one, other = (stated_role(text, *words) for text in ("minister for Defense", "new defence minister"))
        >>> is_same_noun(one, other, words[0])
        True
    """
    if one.noun == other.noun:
        return True
    (head, mine), (other_head, theirs) = people.office(one.noun), people.office(other.noun)
    told = bool(mine or theirs) and mine <= theirs | other.words and theirs <= mine | one.words
    return told and head == other_head
