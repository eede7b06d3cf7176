"""Noun phrases as the words of the language tell them: where they end, their head, number, gender and role."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum
from typing import TYPE_CHECKING

from attrs import field, frozen

from ..types import Gender, Number, Span, SpeakerKind, Token
from .titles import RoleWord, TitleReader, is_word

if TYPE_CHECKING:
    from ..lang import Lexicon
    from ..types import Segmentation

__all__ = ["Lead", "Phrase", "PhraseReader"]

NOMINAL = frozenset(
    {"NN", "NNS", "NNP", "NNPS", "CD", "JJ", "JJR", "JJS", "VBN", "VBG"}
    | {"FW", "POS", "PRP$", "DT", "$", "RB", "HYPH", ""}
)
VERB = frozenset({"VBZ", "VBP", "VBD", "MD", "VB", "TO", "WDT", "WP", "WP$", "WRB"})
PARTICIPLE = frozenset({"VBN", "VBG"})
PLURAL = frozenset({"NNS", "NNPS"})
LONGEST_TITLE = 12


class Lead(str, Enum):
    """How a noun phrase begins, which tells whether its referent is known or new."""

    DEFINITE = "definite"
    INDEFINITE = "indefinite"
    QUANTIFIED = "quantified"
    POSSESSIVE = "possessive"
    BARE = "bare"


@frozen
class Phrase:
    """A noun phrase.

    Attributes:
        span: From its first word up to a comma, bracket or relative clause.
        core: Up to the head: without what follows the head.
        name_span: *span* without the leading article.
        head: Index of the head's token.
        noun: The head, singular, in lower case; a role word with all its parts.
        lead: How it begins.
        labels: Classes of the role that it names; empty for none.
        country: The country that it is of; ``""`` for none.
        words: Its other content words, in lower case.
        modifiers: Those of them in front of the head.
        proper: Those of them with a capital, as names of places and parties.
        number: Singular or plural.
        gender: As its head tells.
        kind: What sort of source it would be.
        joined: The parts of a coordination; empty where it is none.
    """

    span: Span
    core: Span
    name_span: Span
    head: int
    noun: str
    lead: Lead
    labels: frozenset[str]
    country: str
    words: frozenset[str]
    modifiers: frozenset[str]
    proper: frozenset[str]
    number: Number
    gender: Gender
    kind: SpeakerKind
    joined: tuple[Span, ...] = ()


@frozen
class PhraseReader(TitleReader):
    """Reads noun phrases of one text; all methods are linear in the phrase.

    Attributes:
        segmentation: The text.
        people: The words of the language.
        places: The countries.

    Example:
        >>> from quoteattr.lang import load
        >>> from quoteattr.types import Segmentation, Sentence, Span, Token
        >>> text = "the French ministers"
        >>> spans = [Span(0, 3), Span(4, 10), Span(11, 20)]
        >>> tokens = tuple(Token(span, span.of(text), "", 0) for span in spans)
        >>> segmentation = Segmentation(text, (), (Sentence(Span(0, 20), (0, 3), 0),), tokens, ())
        >>> phrase = PhraseReader.of(segmentation, load("en")).read(Span(0, 20))
        >>> phrase.noun, phrase.country, phrase.number.value
        ('minister', 'France', 'plural')
    """

    _known: dict[Span, Phrase | None] = field(factory=dict, init=False, eq=False, repr=False)

    @classmethod
    def of(cls, segmentation: Segmentation, lexicon: Lexicon) -> PhraseReader:
        """Return the reader of a text; a phrase that was read once is not read again."""
        return cls(segmentation, lexicon.people, lexicon.places)

    def read(self, span: Span) -> Phrase | None:
        """Return the noun phrase that *span* begins with; ``None`` where there is no word in it."""
        if span not in self._known:
            self._known[span] = self._read(span)
        return self._known[span]

    def _read(self, span: Span) -> Phrase | None:
        tokens = self.segmentation.tokens
        first, stop = self._trim(self.segmentation.token_range(span))
        if first >= stop:
            return None
        end = self._end(first, stop)
        core = self._core(first, end)
        head = self._head(first, core)
        role = self.role_ending(first, core)
        noun = role.word if role else self.people.singular(tokens[head].lower)
        countries = tuple(self.countries(first, end))
        content = tuple(self._content(range(first, end), head, role, countries))
        joined = self._joined(first, core, role)
        lead = self._lead(first, core)
        number = Number.PLURAL if joined else self._number(head, role, lead, noun)
        article = lead in (Lead.DEFINITE, Lead.INDEFINITE) and core > first + 1
        start = first + 1 if article and tokens[first + 1].lower not in self.people.conjunctions else first
        return Phrase(
            span=self.segmentation.cover(first, end),
            core=self.segmentation.cover(first, core),
            name_span=self.segmentation.cover(start, end),
            head=head,
            noun=noun,
            lead=lead,
            labels=self.people.labels_of.get(noun, frozenset()) if role else frozenset(),
            country=countries[0][-1] if countries else "",
            words=frozenset(word for _, word in content),
            modifiers=frozenset(word for at, word in content if at < head),
            proper=frozenset(word for at, word in content if self._is_proper(at)),
            number=number,
            gender=self.gender(noun),
            kind=self._kind(noun, number),
            joined=joined,
        )

    def _trim(self, within: range) -> tuple[int, int]:
        """Leave out marks at both ends and a preposition or conjunction in front."""
        tokens, people = self.segmentation.tokens, self.people
        first, stop = within.start, within.stop
        while first < stop and not is_word(tokens[first]):
            first += 1
        while stop > first and not is_word(tokens[stop - 1]) and tokens[stop - 1].text not in people.possessives:
            stop -= 1
        while first + 1 < stop and tokens[first].lower in people.connectives:
            first += 1
        return first, stop

    def _end(self, first: int, stop: int) -> int:
        """The token after the phrase with all that belongs to it, apposition and relative clause left out."""
        tokens, at = self.segmentation.tokens, first + 1
        while at < stop:
            if self._breaks(tokens[at]) and not self._opens_title(at, stop) and not self._lacks_noun(first, at):
                break
            at += 1
        return at

    def _lacks_noun(self, first: int, at: int) -> bool:
        """Whether the words so far stand for people only with the clause behind them: "those who know"."""
        tokens, people = self.segmentation.tokens, self.people
        if tokens[at].lower not in people.relatives:
            return tokens[first].lower in people.definite and tokens[at - 1].lower in people.relatives
        return tokens[at - 1].lower in people.definite | people.quantifiers

    def _opens_title(self, at: int, stop: int) -> bool:
        """Whether a possessor's work stands in marks behind it."""
        tokens = self.segmentation.tokens
        return tokens[at - 1].text in self.people.possessives and at + 1 < stop and is_word(tokens[at + 1])

    def _breaks(self, token: Token) -> bool:
        if token.lower in self.people.relatives and not _is_acronym(token):
            return True
        return not is_word(token) and token.text not in self.people.possessives and token.text not in "-–/&."

    def _core(self, first: int, end: int) -> int:
        """The token after the head."""
        tokens, people = self.segmentation.tokens, self.people
        role = self._role_with_preposition(first, end)
        at = role if role else first + 1
        while at < end:
            token = tokens[at]
            if token.lower in people.prepositions and self._names_behind(at, end):
                return end
            if token.lower in people.prepositions or (token.tag in VERB and not self._leads_to_name(at, end)):
                break
            if token.tag in PARTICIPLE and tokens[at - 1].tag in PLURAL | {"NN"} and token.text.islower():
                break
            at += 1
        return at

    def _leads_to_name(self, at: int, end: int) -> bool:
        """Whether a role word that was taken for a verb stands before a name."""
        role = self.role_at(at, end)
        return role is not None and role.stop < end and self.segmentation.tokens[role.stop].text[:1].isupper()

    def _names_behind(self, at: int, end: int) -> bool:
        """Whether a person's name follows the object of the preposition: "envoy for Elbonia Ann Boe"."""
        tokens, people = self.segmentation.tokens, self.people
        if not self.role_ending(max(0, at - people.longest_role), at) or not tokens[end - 1].text[:1].isupper():
            return False
        for cut in range(at + 2, end):
            before = tokens[cut - 1]
            if not before.text[:1].isupper() or self.role_ending(cut - 1, cut) or self.is_honorific(before):
                continue
            place = before.text in self.places.country_of and tokens[cut].text[:1].isupper()
            if place or self._begins_person(tokens[cut]):
                return True
        return False

    def _role_with_preposition(self, first: int, end: int) -> int:
        """Where a role that has a preposition in it ("secretary of state") ends; 0 for none."""
        for at in range(first, min(end, first + LONGEST_TITLE)):
            role = self.role_at(at, end)
            if role and any(self._is_preposition(k) for k in range(role.first, role.stop)):
                return role.stop
        return 0

    def _is_preposition(self, at: int) -> bool:
        return self.segmentation.tokens[at].lower in self.people.prepositions

    def _head(self, first: int, core: int) -> int:
        tokens = self.segmentation.tokens
        for at in range(core - 1, first - 1, -1):
            if is_word(tokens[at]) and tokens[at].text not in self.people.possessives:
                return at
        return first

    def _content(
        self, within: range, head: int, role: RoleWord | None, countries: Sequence[tuple[int, int, str]]
    ) -> Iterator[tuple[int, str]]:
        """The words beside the head with their places; a country is one word, and the phrase's own is left out."""
        tokens, people = self.segmentation.tokens, self.people
        yield from ((at, country.lower()) for at, _, country in countries[1:])
        covered = {at for begin, stop, _ in countries for at in range(begin, stop)}
        covered.update((head, *(range(role.first, role.stop) if role else ())))
        for at in within:
            word = tokens[at].lower
            small = word in people.grammar or (word in people.pronoun_of and not _is_acronym(tokens[at]))
            if at in covered or small or not is_word(tokens[at]):
                continue
            yield at, people.modifier(word)

    def _is_proper(self, at: int) -> bool:
        tokens = self.segmentation.tokens
        initial = at == 0 or tokens[at - 1].sentence != tokens[at].sentence
        return tokens[at].text[:1].isupper() and not initial

    def _lead(self, first: int, core: int) -> Lead:
        tokens, people = self.segmentation.tokens, self.people
        word = tokens[first].lower
        if word in people.definite:
            return Lead.DEFINITE
        if word in people.indefinite:
            return Lead.INDEFINITE
        if word in people.quantifiers or word.isdigit():
            return Lead.QUANTIFIED
        if tokens[first].tag == "PRP$" or any(tokens[at].text in people.possessives for at in range(first, core)):
            return Lead.POSSESSIVE
        return Lead.BARE

    def _number(self, head: int, role: RoleWord | None, lead: Lead, noun: str) -> Number:
        token = self.segmentation.tokens[head]
        if role:
            return Number.PLURAL if role.plural else Number.SINGULAR
        if lead is Lead.INDEFINITE and noun not in self.people.nouns.group:
            return Number.SINGULAR
        if token.tag in PLURAL or (noun != token.lower):
            return Number.PLURAL
        return Number.SINGULAR if token.tag else Number.UNKNOWN

    def _kind(self, noun: str, number: Number) -> SpeakerKind:
        nouns, last = self.people.nouns, noun.rsplit(maxsplit=1)[-1]
        if noun in self.people.labels_of:
            return SpeakerKind.GROUP if number is Number.PLURAL else SpeakerKind.PERSON
        for words, kind in (
            (nouns.document, SpeakerKind.DOCUMENT),
            (nouns.group, SpeakerKind.GROUP),
            (nouns.organization, SpeakerKind.ORGANIZATION),
        ):
            if last in words:
                return kind
        return SpeakerKind.GROUP if number is Number.PLURAL else SpeakerKind.UNKNOWN

    def _joined(self, first: int, core: int, role: RoleWord | None) -> tuple[Span, ...]:
        """The parts of "A and B"; empty for one referent with two roles ("an economist and adviser")."""
        tokens = self.segmentation.tokens
        cuts = [
            at
            for at in range(first + 1, core - 1)
            if tokens[at].lower in self.people.conjunctions and not self._in_name(tokens[at].span)
        ]
        if not cuts or self._one_referent(first, cuts[0], role):
            return ()
        starts = [first, *(cut + 1 for cut in cuts)]
        stops = [*cuts, core]
        return tuple(self.segmentation.cover(a, b) for a, b in zip(starts, stops, strict=True) if a < b)

    def begin(self, head: int, first: int) -> int:
        """Return the token that the noun phrase with its head at token *head* begins with, *first* or later."""
        at = head
        while at > max(first, head - LONGEST_TITLE):
            token = self.segmentation.tokens[at - 1]
            if self._determines(token):
                return at - 1
            if not self._modifies(token):
                break
            at -= 1
        return at

    def begin_joined(self, head: int, first: int) -> int:
        """Return where the phrase begins that ends at token *head*, a plural in front of "and" included."""
        at, tokens = self.begin(head, first), self.segmentation.tokens
        if at - 2 >= first and tokens[at - 1].lower in self.people.conjunctions and self._is_plural(tokens[at - 2]):
            return self.begin(at - 2, first)
        return at

    def _is_plural(self, token: Token) -> bool:
        return token.tag in PLURAL or self.people.singular(token.lower) != token.lower

    def _determines(self, token: Token) -> bool:
        people = self.people
        return token.lower in people.articles or token.tag == "PRP$"

    def _modifies(self, token: Token) -> bool:
        people = self.people
        if token.text in people.possessives or token.text in ("-", "–", "/"):
            return True
        if not is_word(token) or token.lower in people.connectives or token.lower in people.relatives:
            return False
        return (token.tag in NOMINAL and token.lower not in people.pronoun_of) or token.lower in people.quantifiers

    def clause_end(self, head: int, stop: int) -> int:
        """Return the token behind the head at which the predicate begins; *stop* where none does."""
        tokens = self.segmentation.tokens
        for at in range(head + 1, stop):
            infinitive = tokens[at].tag == "TO" and at + 1 < stop and tokens[at + 1].tag == "VB"
            if infinitive or tokens[at].tag in (VERB - {"TO"}) | PARTICIPLE:
                return at
        return stop

    def continues(self, at: int) -> bool:
        """Return whether the noun phrase goes on to a later head at token *at*."""
        token = self.segmentation.tokens[at]
        if not is_word(token) or token.lower in self.people.connectives:
            return False
        return token.tag in ("NN", "NNS") or self.people.singular(token.lower) in self.people.known_nouns

    def _one_referent(self, first: int, cut: int, role: RoleWord | None) -> bool:
        before = self.role_ending(first, cut)
        determined = self._lead(cut + 1, cut + 2) in (Lead.DEFINITE, Lead.INDEFINITE, Lead.QUANTIFIED)
        return bool(role and before and not role.plural and not before.plural and not determined)


def _is_acronym(token: Token) -> bool:
    """Whether a word that looks like a pronoun is a name in capitals: "WHO"."""
    return len(token.text) > 1 and token.text.isupper() and token.tag in ("NNP", "")
