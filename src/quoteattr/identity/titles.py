"""Roles, courtesy titles and countries as words of a text."""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from attrs import frozen

from ..types import Gender, Segmentation, Span, Token

if TYPE_CHECKING:
    from ..lang.people import People, Places

__all__ = ["RoleWord", "TitleReader", "is_word"]

# In words: "Republic of Elbonia" is looked at whole.
LONGEST_COUNTRY = 3


@frozen
class RoleWord:
    """A word of a role, found in the text.

    Attributes:
        first: Index of its first token.
        stop: Index after its last token.
        word: The role as the word list has it, singular.
        plural: Whether it stands there in the plural.
    """

    first: int
    stop: int
    word: str
    plural: bool


@frozen
class TitleReader:
    """Finds roles, courtesy titles and countries in one text; every method is linear in the words it looks at.

    Attributes:
        segmentation: The text.
        people: The words of the language.
        places: The countries.
    """

    segmentation: Segmentation
    people: People
    places: Places

    def role_at(self, at: int, stop: int) -> RoleWord | None:
        """Return the longest role that begins at token *at* and ends before *stop*."""
        tokens, people = self.segmentation.tokens, self.people
        if at not in self._role_starts:
            return None
        for length in range(min(people.longest_role, stop - at), 0, -1):
            words = [tokens[k].lower for k in range(at, at + length)]
            if length == 1 and words[0] in people.titles:
                return RoleWord(at, at + 1, people.titles[words[0]], plural=False)
            last = people.singular(words[-1])
            word = self._role_word([*words[:-1], last]) or self._role_word([people.singular(words[0]), *words[1:]])
            if word:
                return RoleWord(at, at + length, self._rank(word, at + length), plural=words[-1] != last)
        return None

    @cached_property
    def _role_starts(self) -> frozenset[int]:
        starts, singular = self.people.role_starts, self.people.singular
        tokens = enumerate(self.segmentation.tokens)
        return frozenset(at for at, token in tokens if token.lower in starts or singular(token.lower) in starts)

    def _role_word(self, words: Sequence[str]) -> str:
        for word in (" ".join(words), "".join(words) if "-" in words else ""):
            if word in self.people.labels_of:
                return word
        return ""

    def _rank(self, word: str, stop: int) -> str:
        """The role itself, or its noun where it is a rank with its subject behind: "secretary of state for health"."""
        tokens = self.segmentation.tokens
        following = tokens[stop].lower if stop < len(tokens) else ""
        return self.people.ranks.get(f"{word} {following}", word)

    def role_ending(self, first: int, stop: int) -> RoleWord | None:
        """Return the longest role that ends right before token *stop* and begins at *first* or later."""
        for at in range(max(first, stop - self.people.longest_role), stop):
            role = self.role_at(at, stop)
            if role and role.stop == stop:
                return role
        return None

    def country(self, first: int, stop: int) -> str:
        """Return the country that the tokens *first*…*stop* name first, in any form; ``""`` for none."""
        return next((country for _, _, country in self.countries(first, stop)), "")

    def countries(self, first: int, stop: int) -> Iterator[tuple[int, int, str]]:
        """Yield the countries that the tokens *first*…*stop* name in any form: first token, end, usual name."""
        at = first
        while at < stop:
            length, country = self._country_at(at, stop)
            if country:
                yield at, at + length, country
            at += length

    def _country_at(self, at: int, stop: int) -> tuple[int, str]:
        """The longest country that begins at token *at*, with its length; of no country, one token is looked at."""
        tokens, table = self.segmentation.tokens, self.places.country_of
        for length in range(min(LONGEST_COUNTRY, stop - at), 0, -1):
            text = self.segmentation.text[tokens[at].start : tokens[at + length - 1].end]
            if text in table:
                return length, table[text]
        return 1, ""

    def gender(self, noun: str) -> Gender:
        """Return the gender that a noun or role tells."""
        nouns = self.people.nouns
        last = noun.rsplit(maxsplit=1)[-1]
        if last in nouns.female:
            return Gender.FEMALE
        return Gender.MALE if last in nouns.male else Gender.UNKNOWN

    def is_honorific(self, token: Token) -> bool:
        """Return whether *token* is a word of courtesy before a name."""
        words = self.people.honorifics
        return token.lower in words.male or token.lower in words.female or token.lower in words.unknown

    def is_plain_name(self, span: Span) -> bool:
        """Return whether *span* has nothing but the words of a name: no article, title or apposition."""
        within = self.segmentation.token_range(span)
        return self._names_only(within.start, within.stop) or self.is_turned_name(span)

    def _names_only(self, first: int, stop: int) -> bool:
        tokens = self.segmentation.tokens
        if any(not self._may_name(tokens[at]) for at in range(first, stop)):
            return False
        return not any(self.role_at(at, stop) for at in range(first, stop - 1))

    def is_turned_name(self, span: Span) -> bool:
        """Return whether *span* is the label of a line that has the family name in front: "Boe, Ann: …"."""
        tokens, within = self.segmentation.tokens, self.segmentation.token_range(span)
        commas = [at for at in within if tokens[at].text == ","]
        if len(commas) != 1 or not within.start < commas[0] < within.stop - 1 or not self._labels_line(span):
            return False
        halves = ((within.start, commas[0]), (commas[0] + 1, within.stop))
        if not all(self._is_part_of_name(*half) for half in halves):
            return False
        behind = self.segmentation.text[tokens[commas[0] + 1].start : span.end]
        return behind not in self.places.country_of and not set(behind.lower().split()) <= self.people.suffixes

    def _labels_line(self, span: Span) -> bool:
        segmentation = self.segmentation
        line = segmentation.paragraphs[segmentation.paragraph_at(span.start)].span if segmentation.paragraphs else span
        # A quoted transcript has a mark before each label.
        begins = span.start - line.start <= 1
        return begins and segmentation.text[span.end : span.end + 2].strip().startswith(":")

    def _is_part_of_name(self, first: int, stop: int) -> bool:
        plain = self._names_only(first, stop) and not self.role_at(first, stop)
        return plain and is_word(self.segmentation.tokens[first])

    def _may_name(self, token: Token) -> bool:
        people = self.people
        if token.text == "," or token.lower in people.articles or self.is_honorific(token):
            return False
        small = token.lower in people.particles | people.name_joiners | people.suffixes
        return token.text[:1].isupper() or small or not token.text.isalpha()

    def _begins_person(self, token: Token) -> bool:
        names = self.segmentation.names
        at = bisect.bisect_right(names, token.start, key=lambda name: name.span.start) - 1
        return at >= 0 and names[at].span.start == token.start and names[at].label == "PERSON"

    def _in_name(self, span: Span) -> bool:
        names = self.segmentation.names
        at = bisect.bisect_right(names, span.start, key=lambda name: name.span.start) - 1
        return at >= 0 and span in names[at].span


def is_word(token: Token) -> bool:
    """Return whether *token* has a word in it, not only marks."""
    return token.text[:1].isalnum() or (token.text[:1] in "'’#@$" and len(token.text) > 1)
