"""Proper names: their words, and whether two of them can be the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from enum import IntEnum
from typing import TYPE_CHECKING

from attrs import frozen
from rapidfuzz import fuzz

if TYPE_CHECKING:
    from ..lang.people import People

__all__ = ["Fit", "NameForm", "fit", "fold", "initials_of", "orders_of", "parse_name", "similar", "straight"]

MARK = re.compile(r"[.'’‘`´ʼ\"“”()\[\]]")
GAP = re.compile(r"[\s_/,\xa0]+")
SAME_WORD = 82.0
SHORTEST_VARIANT = 4


class Fit(IntEnum):
    """How well one name fits another, from not at all to the same words."""

    NONE = 0
    GIVEN = 1
    VARIANT = 2
    TAIL = 3
    SAME = 4


@frozen
class NameForm:
    """A name in comparable form.

    Attributes:
        words: Without case, accents, marks, particles and suffixes.
        initials: First letters of its words that have a capital, folded.
        joined: Whether a small word stands inside that no surname has ("Bank of Elbonia").
        given: The given names that its first word is, or is short for; empty where the lists have none.
        orders: What may be its family name, with its given names as one word: the first word or the last one.
    """

    words: tuple[str, ...]
    initials: str
    joined: bool
    given: frozenset[str] = frozenset()
    orders: frozenset[tuple[str, str]] = frozenset()


def fold(text: str) -> str:
    """Return *text* without case, accents, marks and repeated white space.

    Example:
        >>> fold("  Élodie  O’Hara-Lind Jr. ")
        'elodie ohara-lind jr'
    """
    plain = unicodedata.normalize("NFKD", MARK.sub("", text))
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return GAP.sub(" ", plain.casefold()).strip()


def straight(text: str) -> str:
    """Return "Boe, Ann" as "Ann Boe", and any other text as it is.

    No words of a language are asked: who knows that what follows the comma is no given name must not turn it.
    """
    family, comma, given = text.partition(",")
    if not comma or "," in given or not family.strip() or not given.strip():
        return text
    return f"{given.strip()} {family.strip()}"


def parse_name(text: str, people: People) -> NameForm:
    """Return the comparable form of a name.

    Example:
        >>> from quoteattr.lang import load
        >>> parse_name("Omar al-Hadi Jr.", load("en").people).words
        ('omar', 'hadi')
        >>> parse_name("Boe, Ann", load("en").people).words
        ('ann', 'boe')
    """
    text = _straight_name(text, people)
    words = _without_particles(fold(text).split(), people)
    pieces = [piece for piece in GAP.split(text) if piece[:1].isupper()]
    joiners = people.name_joiners - people.particles
    joined = any(piece in joiners for piece in GAP.split(text))
    given = people.given_names.get(words[0], frozenset()) if words else frozenset()
    # Of two given names nobody knows which is the family's, and "Martin James" is not "James Martin".
    sure = not (joined or (given and words[-1] in people.given_names))
    orders = orders_of(words) if sure else frozenset()
    return NameForm(tuple(words), "".join(fold(piece)[:1] for piece in pieces), joined, given, orders)


def _straight_name(text: str, people: People) -> str:
    """A name with its given names in front; suffixes behind a comma and lists of names are left as they are."""
    parts = [part.strip() for part in text.split(",")]
    named = [part for part in parts if not set(fold(part).split()) <= people.suffixes]
    small = people.conjunctions | (people.name_joiners - people.particles)
    if len(named) != 2 or any(word in small for part in named for word in part.lower().split()):
        return text
    return straight(", ".join(named))


def orders_of(words: Sequence[str]) -> frozenset[tuple[str, str]]:
    """Return a name as its family name and its given names, which are one word, in both orders; empty for one word.

    Two full names are the same in some order, or but for a hyphen, if they share one of these.

    Example:
        >>> sorted(orders_of(["kan", "bo-rin"]) & orders_of(["bo", "rin", "kan"]))
        [('kan', 'borin')]
    """
    if len(words) < 2:
        return frozenset()
    rows = ((words[0], words[1:]), (words[-1], words[:-1]))
    return frozenset((family, "".join(given).replace("-", "")) for family, given in rows)


def _without_particles(words: list[str], people: People) -> list[str]:
    kept: list[str] = []
    for word in words:
        head, dash, tail = word.partition("-")
        bare = tail if dash and head in people.particles and tail else word
        if bare in people.suffixes and kept:
            continue
        if bare not in people.particles or bare is not word:
            kept.append(bare)
    return kept or words


def similar(one: str, other: str) -> bool:
    """Return whether two folded words are spellings of one name, or one the initial of the other.

    Example:
        >>> similar("sergey", "sergei"), similar("s", "sergei"), similar("anna", "hanna-lena")
        (True, True, False)
    """
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if len(short) == 1:
        return long.startswith(short)
    if len(short) < SHORTEST_VARIANT or short[0] != long[0]:
        return False
    return fuzz.ratio(short, long) >= SAME_WORD or (long.startswith(short) and len(long) - len(short) == 1)


def fit(short: NameForm, full: NameForm) -> Fit:
    """Return how *short* fits *full*, which has at least as many words."""
    a, b = short.words, full.words
    if a == b:
        return Fit.SAME
    if short.orders & full.orders:
        return Fit.VARIANT
    if len(a) > len(b) or not a:
        return Fit.NONE
    if len(a) < len(b) and not full.joined and b[-len(a) :] == a:
        return Fit.TAIL
    if len(a) > 1:
        same_given = similar(a[0], b[0]) or bool(short.given & full.given)
        same_ends = similar(a[-1], b[-1]) and same_given and len(a[-1]) > 1
        inner = all(any(similar(word, other) for other in b[1:-1]) for word in a[1:-1])
        return Fit.VARIANT if same_ends and inner and not (short.joined or full.joined) else Fit.NONE
    if len(b) == 1:
        return Fit.VARIANT if len(a[0]) > SHORTEST_VARIANT and similar(a[0], b[0]) else Fit.NONE
    if similar(a[0], b[-1]) and len(a[0]) > SHORTEST_VARIANT:
        return Fit.VARIANT
    return Fit.GIVEN if a[0] == b[0] and not full.joined else Fit.NONE


def initials_of(text: str) -> str:
    """Return the letters of an acronym or set of initials, folded; ``""`` where *text* is none.

    Example:
        >>> initials_of("S.E.C."), initials_of("NATO"), initials_of("Nato")
        ('sec', 'nato', '')
    """
    letters = text.replace(".", "")
    return fold(letters) if letters.isalpha() and letters.isupper() and 2 <= len(letters) <= 8 else ""
