"""The shapes of the word lists on people and places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from attrs import frozen

from ..types import Gender, Number, SpeakerKind

__all__ = ["Country", "Honorifics", "Nouns", "People", "Places", "Pronoun", "Seat"]


@frozen
class Pronoun:
    """Words that stand for somebody, with what they agree in.

    Attributes:
        forms: All forms, in lower case.
        person: 1, 2 or 3.
        number: Grammatical number.
        gender: Gender of the one they stand for.
        kinds: What sort of source they can stand for, the likeliest first.
        relative: Whether they refer to the words just before.
        indefinite: Whether they stand for nobody in particular.
    """

    forms: frozenset[str]
    person: int
    number: Number
    gender: Gender
    kinds: tuple[SpeakerKind, ...]
    relative: bool = False
    indefinite: bool = False


@frozen
class Honorifics:
    """Words of courtesy before a name, by the gender that they tell; in lower case.

    Attributes:
        male: Of a man.
        female: Of a woman.
        unknown: Of either.
    """

    male: frozenset[str]
    female: frozenset[str]
    unknown: frozenset[str]


@frozen
class Nouns:
    """Common nouns that head the description of a source; singular, in lower case.

    Attributes:
        female: Of a woman.
        male: Of a man.
        group: Of several people.
        organization: Of an organization.
        document: Of something written, shown or measured.
    """

    female: frozenset[str]
    male: frozenset[str]
    group: frozenset[str]
    organization: frozenset[str]
    document: frozenset[str]


@frozen
class People:
    """Words that name, describe or stand for somebody who speaks (``people.toml``); all in lower case.

    Attributes:
        plural_endings: Endings of plurals with the ending of the singular, tried in order.
        definite: Determiners of what is known.
        indefinite: Determiners of what is new.
        quantifiers: Words of amount that lead a noun phrase.
        possessives: Tokens that mark a possessor.
        conjunctions: Words that join two sources.
        prepositions: Words that end the core of a noun phrase.
        complement_prepositions: Prepositions whose object belongs to a role or to an organization's name.
        relatives: Words that begin a relative clause.
        name_joiners: Small words inside the name of an organization.
        collective: Words that stand for all who were named together.
        former: Words that place a role in time.
        counterparts: Nouns for who holds the same office elsewhere.
        narrator: Name of a first person outside all quotations.
        particles: Small words inside a surname.
        suffixes: Words that follow a surname.
        nicknames: Given names with their short forms, one name a text, the full form first.
        not_names: Words in capitals that name no speaker.
        pronouns: All pronouns.
        honorifics: Words of courtesy.
        titles: Short titles before a name, with the role noun.
        roles: Class of a role, with its words.
        loose: Classes whose words are not said of one another's bearers.
        broader: Class of a role, with the wider classes it belongs to.
        ranks: Roles with the preposition behind which their subject stands, with their noun.
        offices: Classes of roles whose words all name the same office.
        fillers: Words of a role that tell nothing.
        nouns: Common nouns by sort of source.
        synonyms: Modifiers that mean the same as another, by the other's form.
        spellings: Endings of words, with the ending of the spelling that they are compared in.
    """

    plural_endings: tuple[tuple[str, str], ...]
    definite: frozenset[str]
    indefinite: frozenset[str]
    quantifiers: frozenset[str]
    possessives: frozenset[str]
    conjunctions: frozenset[str]
    prepositions: frozenset[str]
    complement_prepositions: frozenset[str]
    relatives: frozenset[str]
    name_joiners: frozenset[str]
    collective: frozenset[str]
    former: frozenset[str]
    counterparts: frozenset[str]
    narrator: str
    particles: frozenset[str]
    suffixes: frozenset[str]
    nicknames: tuple[str, ...]
    not_names: frozenset[str]
    pronouns: tuple[Pronoun, ...]
    honorifics: Honorifics
    titles: Mapping[str, str]
    roles: Mapping[str, tuple[str, ...]]
    loose: frozenset[str]
    broader: Mapping[str, frozenset[str]]
    ranks: Mapping[str, str]
    offices: frozenset[str]
    fillers: frozenset[str]
    nouns: Nouns
    synonyms: Mapping[str, str]
    spellings: tuple[tuple[str, str], ...]

    @cached_property
    def pronoun_of(self) -> Mapping[str, Pronoun]:
        """Each form with its pronoun; a form that two share belongs to the first."""
        table: dict[str, Pronoun] = {}
        for pronoun in self.pronouns:
            for form in pronoun.forms:
                table.setdefault(form, pronoun)
        return table

    @cached_property
    def labels_of(self) -> Mapping[str, frozenset[str]]:
        """Each role word with its classes, the wider ones included."""
        nothing: frozenset[str] = frozenset()
        return {
            word: labels.union(*(self.broader.get(label, nothing) for label in labels))
            for word, labels in self._classes_of.items()
        }

    @cached_property
    def _classes_of(self) -> Mapping[str, frozenset[str]]:
        table: dict[str, set[str]] = {}
        for label, words in self.roles.items():
            for word in words:
                table.setdefault(word.lower(), set()).add(label)
        return {word: frozenset(labels) for word, labels in table.items()}

    def stands_for(self, noun: str) -> frozenset[str]:
        """Return the classes of role that *noun* can be said of: not of every farmer that he is a banker."""
        return self._stands_for.get(noun, frozenset())

    @cached_property
    def _stands_for(self) -> Mapping[str, frozenset[str]]:
        return {
            noun: frozenset(label for label in classes if label == noun or label not in self.loose)
            for noun, classes in self._classes_of.items()
        }

    def office(self, noun: str) -> tuple[str, frozenset[str]]:
        """Return the head of a role's noun, or the class whose office it names, and the other words of the noun."""
        return self._offices_of.get(noun) or (noun, frozenset())

    @cached_property
    def _offices_of(self) -> Mapping[str, tuple[str, frozenset[str]]]:
        return {noun: self._office(self._label(noun)) for noun in self._classes_of}

    def _label(self, noun: str) -> str:
        return min(self._classes_of.get(noun, frozenset()) & self.offices, default=noun)

    def _office(self, noun: str) -> tuple[str, frozenset[str]]:
        words = noun.replace("-", " ").split()
        cut = next((at for at, word in enumerate(words) if at and word in self.prepositions), len(words))
        head = self._label(words[cut - 1])
        rest = [word for word in (*words[: cut - 1], *words[cut:]) if word not in self.grammar | self.fillers]
        return (words[cut - 1] if " " in head else head), frozenset(map(self.modifier, rest))

    def modifier(self, word: str) -> str:
        """Return the form in which a word beside a noun is compared: singular, of synonyms and spellings one.

        A plural that is no known noun is guessed by its ending, so the form need not be a word.
        """
        same = self.synonyms.get(word, self.singular(word))
        if same == word and word not in self.known_nouns:
            same = _with_ending(word, self.plural_endings)
        return _with_ending(same, self.spellings)

    @cached_property
    def articles(self) -> frozenset[str]:
        """Words that determine a noun."""
        return self.definite | self.indefinite

    @cached_property
    def connectives(self) -> frozenset[str]:
        """Words that join phrases."""
        return self.prepositions | self.conjunctions

    @cached_property
    def grammar(self) -> frozenset[str]:
        """Words that tell nothing of a source."""
        return self.articles | self.connectives | self.possessives

    @cached_property
    def longest_role(self) -> int:
        """Number of words of the longest role."""
        return max(len(word.split()) for word in self.labels_of)

    @cached_property
    def given_names(self) -> dict[str, frozenset[str]]:
        """For each short form and each given name that has one, the names it may stand for."""
        found: dict[str, frozenset[str]] = {}
        for group in map(str.split, self.nicknames):
            for word in group:
                found[word] = found.get(word, frozenset()) | {group[0]}
        return found

    @cached_property
    def role_starts(self) -> frozenset[str]:
        """The first word of every role and title, as a tokenizer may cut it."""
        words = (*self.labels_of, *self.titles)
        return frozenset(part for word in words for part in (word.split()[0], word.split()[0].split("-")[0]))

    @cached_property
    def known_nouns(self) -> frozenset[str]:
        """Every common noun of a source, singular."""
        nouns = self.nouns
        named = nouns.group | nouns.organization | nouns.document | nouns.female | nouns.male
        return named | frozenset(self.labels_of)

    def singular(self, word: str) -> str:
        """Return the known noun that *word* is the plural of; *word* itself where there is none."""
        return word if word in self.known_nouns else self._singulars.get(word, word)

    @cached_property
    def _singulars(self) -> dict[str, str]:
        """The noun of each plural; of two, the one whose ending stands first."""
        return {
            noun.removesuffix(singular) + plural: noun
            for plural, singular in reversed(tuple(self.plural_endings))
            for noun in self.known_nouns
            if noun.endswith(singular)
        }


@frozen
class Country:
    """A country with what the news calls it.

    Attributes:
        names: The usual name first.
        adjectives: Of the country.
        people: Its people, plural.
        capitals: Cities that stand for its government.
    """

    names: tuple[str, ...]
    adjectives: tuple[str, ...]
    people: tuple[str, ...]
    capitals: tuple[str, ...]


@frozen
class Seat:
    """A building or street that speaks for the office inside.

    Attributes:
        country: Usual name of its country.
        names: The usual name first.
    """

    country: str
    names: tuple[str, ...]


@frozen
class Places:
    """Countries, their governments and the buildings that speak for them (``places.toml``).

    Attributes:
        government_nouns: Words after a country that still mean its government.
        doubtful: Names of countries and capitals that mostly name something else.
        countries: All countries.
        seats: Buildings and streets.
    """

    government_nouns: frozenset[str]
    doubtful: frozenset[str]
    countries: tuple[Country, ...]
    seats: tuple[Seat, ...]

    @cached_property
    def country_of(self) -> Mapping[str, str]:
        """Each name, adjective, people and capital with the country's usual name."""
        table: dict[str, str] = {}
        for country in self.countries:
            for form in (*country.names, *country.adjectives, *country.people, *country.capitals):
                table.setdefault(form, country.names[0])
        return table

    @cached_property
    def speaks_for(self) -> Mapping[str, str]:
        """Each name, people and capital that can speak for its government, with the country's usual name."""
        return {
            form: country.names[0]
            for country in self.countries
            for form in (*country.names, *country.people, *country.capitals)
            if form not in self.doubtful
        }

    @cached_property
    def seat_of(self) -> Mapping[str, Seat]:
        """Each name of a seat with the seat."""
        return {name: seat for seat in self.seats for name in seat.names}


def _with_ending(word: str, endings: Iterable[tuple[str, str]]) -> str:
    """The word with the first ending that it has replaced."""
    return next((word.removesuffix(end) + new for end, new in endings if word.endswith(end)), word)
