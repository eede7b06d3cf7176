"""The ways in which an office of a country is worded: "minister of Elbonia", "Elbonian minister"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..types import Number

if TYPE_CHECKING:
    from ..lang.people import People, Places
    from .phrases import Phrase

__all__ = ["wordings"]


def wordings(phrase: Phrase, people: People, places: Places) -> Iterator[str]:
    """Yield the other wordings of the office that *phrase* names; none where it is no office of a country."""
    if not phrase.labels or phrase.number is not Number.SINGULAR:
        return
    for country in places.countries:
        if country.names[0] == phrase.country:
            for form in (*country.adjectives, *country.names):
                yield f"{form} {phrase.noun}"
                yield from (f"{phrase.noun} {word} {form}" for word in people.complement_prepositions)
