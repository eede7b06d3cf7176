"""Titles and appositions: which roles the text gives to the names in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from attrs import evolve

from ..types import Number, Segmentation, Sentence, Span, Token
from .members import Role
from .phrases import Lead, Phrase, PhraseReader
from .titles import is_word

if TYPE_CHECKING:
    from ..lang.people import People, Places

__all__ = ["find_roles", "role_of", "stated_role"]

LONGEST_COMPLEMENT = 6
LONGEST_APPOSITION = 16
LONGEST_LIST = 12
NOT_INITIAL = frozenset({"VB", "VBD", "VBZ", "VBP", "MD", "RB", "WRB", "WDT", "WP", "PRP", "CC", "TO"})
FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
# The words of a text outside the document, cut as the analysis cuts them: "Elbonia | 's", "U.S.", "vice | - | chair".
WORD = re.compile(r"['’]s\b|\w+(?:\.\w+)+\.?|\w+|[^\w\s]")
CLOSING = frozenset(",.;:)”\"")


def find_roles(reader: PhraseReader, names: Sequence[Span]) -> Mapping[Span, tuple[Role, ...]]:
    """Return for each name the roles that stand right before or behind it.

    Args:
        reader: The text.
        names: Names in text order, without overlap.

    Returns:
        Names without a role are absent. Linear in the text.
    """
    found: dict[Span, list[Role]] = {}
    for name in names:
        for role in (_title(reader, name), _apposition_before(reader, name), _apposition(reader, name)):
            if role:
                found.setdefault(name, []).append(role)
    for name, role in _listed(reader, names):
        found.setdefault(name, []).insert(0, role)
    ordered = {name: found[name] for name in names if name in found}
    return {name: tuple(roles) for name, roles in _with_counterparts(ordered, reader.people)}


def _with_counterparts(found: Mapping[Span, Sequence[Role]], people: People) -> Iterator[tuple[Span, list[Role]]]:
    """Give a counterpart from elsewhere the office of the one before: "the minister met his French counterpart, X"."""
    office: Role | None = None
    for name, roles in found.items():
        told = [_in_office(role, office, people) for role in roles]
        office = next((role for role in told if role.labels and role.noun not in people.counterparts), office)
        yield name, told


def _in_office(role: Role, office: Role | None, people: People) -> Role:
    if office is None or not role.country or role.noun not in people.counterparts:
        return role
    return evolve(office, text=role.text, country=role.country)


def role_of(reader: PhraseReader, phrase: Phrase) -> Role:
    """Return the role that a noun phrase states."""
    text = reader.segmentation.text
    return Role(phrase.name_span.of(text), phrase.noun, phrase.labels, phrase.country, phrase.words, phrase.proper)


def stated_role(text: str, people: People, places: Places) -> Role:
    """Return the role that a text outside the document states: "Elbonian foreign minister".

    Example:
        >>> from quoteattr.lang import load
        >>> role = stated_role("French foreign minister", load("en").people, load("en").places)
        >>> role.noun, role.country
        ('foreign minister', 'France')
    """
    tokens = tuple(Token(Span(*match.span()), match[0], "", 0) for match in WORD.finditer(text))
    sentences = (Sentence(Span(0, len(text)), (0, len(tokens)), 0),)
    reader = PhraseReader(Segmentation(text, (), sentences, tokens, ()), people, places)
    phrase = reader.read(Span(0, len(text)))
    if phrase is None:
        return Role(text, "")
    capitals = (people.modifier(token.lower) for token in tokens if token.text[:1].isupper())
    return evolve(role_of(reader, phrase), text=text, proper=phrase.words.intersection(capitals))


def _title(reader: PhraseReader, name: Span) -> Role | None:
    """The role in front of a name: "Foreign Minister X", "Minister of Trade X"."""
    tokens = reader.segmentation.tokens
    at = reader.segmentation.token_range(name).start
    first = reader.segmentation.sentences[tokens[at].sentence].tokens[0] if at < len(tokens) else 0
    stop = at
    while stop > first and reader.is_honorific(tokens[stop - 1]):
        stop -= 1
    for end in _title_ends(reader, first, stop):
        role = reader.role_ending(first, end)
        if role and not role.plural:
            phrase = reader.read(reader.segmentation.cover(reader.begin(role.stop - 1, first), stop))
            return role_of(reader, phrase) if phrase and phrase.labels else None
    return None


def _title_ends(reader: PhraseReader, first: int, stop: int) -> Iterator[int]:
    """Where a title before token *stop* may end: there, or before "of …" in between."""
    tokens, people = reader.segmentation.tokens, reader.people
    yield stop
    for at in range(stop - 1, max(first, stop - LONGEST_COMPLEMENT), -1):
        if tokens[at].lower in people.complement_prepositions:
            yield at
            return
        if not is_word(tokens[at]):
            return


def _apposition_before(reader: PhraseReader, name: Span) -> Role | None:
    """The role in front of a name between commas: "the minister, X,"."""
    tokens = reader.segmentation.tokens
    within = reader.segmentation.token_range(name)
    at = within.start
    while at > 0 and reader.is_honorific(tokens[at - 1]):
        at -= 1
    closed = within.stop >= len(tokens) or tokens[within.stop].text in CLOSING
    if at < 2 or tokens[at - 1].text != "," or not closed:
        return None
    first = reader.segmentation.sentences[tokens[at - 1].sentence].tokens[0]
    phrase = reader.read(reader.segmentation.cover(reader.begin(at - 2, first), at - 1))
    known = phrase and phrase.lead in (Lead.DEFINITE, Lead.POSSESSIVE) and phrase.number is Number.SINGULAR
    return role_of(reader, phrase) if phrase and known and _states_role(reader, phrase) else None


def _apposition(reader: PhraseReader, name: Span) -> Role | None:
    """The role behind a name: "X, the minister of trade,"."""
    tokens = reader.segmentation.tokens
    at = reader.segmentation.token_range(name).stop
    if at >= len(tokens) or not at:
        return None
    stop = min(reader.segmentation.sentences[tokens[at - 1].sentence].tokens[1], at + LONGEST_APPOSITION)
    start = _behind_comma(tokens, at, stop)
    if start is None or start >= stop:
        return None
    phrase = reader.read(reader.segmentation.cover(start, stop))
    if phrase is None or tokens[start].tag in NOT_INITIAL or phrase.core.start != tokens[start].start:
        return None
    if _addresses(reader, start):
        return None
    within = reader.segmentation.token_range(phrase.span)
    if any(tokens[k].tag in FINITE for k in within) or not _closes(reader, within.stop):
        return None
    return role_of(reader, phrase) if _states_role(reader, phrase) else None


def _addresses(reader: PhraseReader, at: int) -> bool:
    """Whether who is named is spoken to, and the words behind are somebody else: "Ms. Boe, your next witness."."""
    pronoun = reader.people.pronoun_of.get(reader.segmentation.tokens[at].lower)
    return pronoun is not None and pronoun.person == 2


def _closes(reader: PhraseReader, at: int) -> bool:
    """Whether an apposition can end before token *at*."""
    tokens = reader.segmentation.tokens
    return at >= len(tokens) or not is_word(tokens[at]) or tokens[at].lower in reader.people.relatives


def _behind_comma(tokens: Sequence[Token], at: int, stop: int) -> int | None:
    """The token behind the comma that follows, passing over brackets and an age in between."""
    if at < stop and tokens[at].text == "(":
        while at < stop and tokens[at].text != ")":
            at += 1
        at += 1
    if at + 2 < stop and tokens[at].text == "," and tokens[at + 1].text.isdigit() and tokens[at + 2].text == ",":
        at += 2
    return at + 1 if at < stop and tokens[at].text == "," else None


def _states_role(reader: PhraseReader, phrase: Phrase) -> bool:
    if phrase.labels:
        return True
    nouns = reader.people.nouns
    named = phrase.noun in nouns.organization | nouns.group | nouns.document
    return named and phrase.lead is not Lead.BARE


def _listed(reader: PhraseReader, names: Sequence[Span]) -> Iterator[tuple[Span, Role]]:
    """Roles in the plural before a list of names; one nationality each where there are as many as names."""
    text = reader.segmentation.text
    at = 0
    while at < len(names):
        end = at + 1
        while end < len(names) and _is_joint(reader, text[names[end - 1].end : names[end].start]):
            end += 1
        if end - at > 1:
            yield from _shared(reader, names[at:end])
        at = end


def _is_joint(reader: PhraseReader, between: str) -> bool:
    words = between.replace(",", " ").lower().split()
    short = len(between) < LONGEST_LIST and bool(between.strip())
    return short and all(word in reader.people.conjunctions for word in words)


def _shared(reader: PhraseReader, names: Sequence[Span]) -> Iterator[tuple[Span, Role]]:
    """"French and Greek ministers A and B", "the ministers of France and Greece, A and B"."""
    text, tokens = reader.segmentation.text, reader.segmentation.tokens
    at = reader.segmentation.token_range(names[0]).start
    first = reader.segmentation.sentences[tokens[at].sentence].tokens[0]
    of = at > first and tokens[at - 1].lower in reader.people.complement_prepositions
    role = reader.role_ending(first, at - 1 if of else at)
    if role is None or not role.plural or (of and len(names) % 2):
        return
    if of:
        half = len(names) // 2
        parts, names = [name.of(text) for name in names[:half]], names[half:]
    else:
        parts = list(_parts(reader, max(first, role.first - LONGEST_LIST), role.first))
    if len(parts) != len(names):
        parts = [""] * len(names)
    shown = reader.segmentation.cover(role.first, role.stop).of(text)
    for name, part in zip(names, parts, strict=True):
        yield name, _part_role(reader, role.word, part, shown)


def _part_role(reader: PhraseReader, noun: str, part: str, shown: str) -> Role:
    country = reader.places.country_of.get(part, "")
    words: frozenset[str] = frozenset() if country or not part else frozenset({reader.people.modifier(part.lower())})
    labels = reader.people.labels_of.get(noun, frozenset())
    return Role(f"{part} {shown}".strip(), noun, labels, country, words, proper=words)


def _parts(reader: PhraseReader, first: int, stop: int) -> Iterator[str]:
    """The modifiers that a role in the plural has for each of its bearers: "French, Greek and Thai ministers"."""
    tokens, at = reader.segmentation.tokens, stop
    found: list[str] = []
    while at > first and tokens[at - 1].text[:1].isupper():
        found.append(tokens[at - 1].text)
        at -= 1
        while at > first and (tokens[at - 1].text == "," or tokens[at - 1].lower in reader.people.conjunctions):
            at -= 1
    yield from reversed(found)
