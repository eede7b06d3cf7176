"""A gold quote and the predicted one that answers it → what they agree in, layer by layer."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from attrs import frozen

from ..lang import load

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..formats.records import DocumentRecord, QuoteRecord
    from ..types import Span
    from .alignment import Words

    Pair = tuple[QuoteRecord, QuoteRecord]
    Cast = Mapping[str, "Names"]

__all__ = ["Agreement", "Names", "cast_of", "compare", "is_same", "names_of"]

APOSTROPHE = re.compile(r"['’‘`]")
NOT_WORD = re.compile(r"[^\w\s]")
# Names are compared as the figures define it, whatever the language of the text.
LANGUAGE = "en"


@frozen
class Names:
    """The names of an entity, without case, accents, punctuation and a first article.

    Attributes:
        first: Its name; ``""`` for an entity that is not there.
        all: Its name and aliases, pronouns left out.
    """

    first: str = ""
    all: frozenset[str] = frozenset()


@frozen
class Agreement:
    """What a matched pair agrees in; ``None`` where the gold lacks the layer.

    Attributes:
        cue: Whether the cues share a word; ``None`` also where the gold cue is empty.
        source: Whether the last word of one source stands in the other, or both are empty.
        speaker: Whether the name of one speaker is a name of the other, or both are unknown.
        known: Whether the gold tells the speaker.
        quote_type: The corpus' finer type of a gold quote with a known speaker.
        names: Name of the gold and of the predicted speaker, each empty where there is none.
    """

    cue: bool | None
    source: bool | None
    speaker: bool | None
    known: bool
    quote_type: str | None
    names: tuple[tuple[str, ...], tuple[str, ...]]


def cast_of(record: DocumentRecord) -> Cast:
    """Return the names of a document's entities by id; where two entities have one id, the first counts."""
    cast: dict[str, Names] = {}
    for entity in record.entities or ():
        cast.setdefault(entity.id, names_of(entity.name, entity.aliases))
    return cast


def compare(words: Words, casts: tuple[Cast, Cast], pair: Pair) -> Agreement:
    """Return what a gold quote and the predicted one agree in.

    Args:
        words: The words of their text.
        casts: The names of the gold document's entities and of the prediction's.
        pair: The gold quote and the predicted one.
    """
    gold, predicted = pair
    names = _named(casts[0], gold.speaker), _named(casts[1], predicted.speaker)
    known = bool(gold.speaker)
    return Agreement(
        cue=_same_cue(words, gold.cue, predicted.cue) if gold.cue else None,
        source=None if gold.source is None else _same_source(words.under(gold.source), words.under(predicted.source)),
        speaker=None if gold.speaker is None else _same_speaker(*names),
        known=known,
        quote_type=gold.quote_type if known else None,
        names=(tuple(name.first for name in names[0]), tuple(name.first for name in names[1])),
    )


def names_of(name: str, aliases: tuple[str, ...]) -> Names:
    """Return the names of an entity as they are compared."""
    every = frozenset(_normalised(each) for each in (name, *aliases))
    return Names(_normalised(name), every - load(LANGUAGE).scoring.pronouns - {""})


def _normalised(name: str) -> str:
    bare = APOSTROPHE.sub("", name)
    plain = unicodedata.normalize("NFKD", bare).encode("ascii", "ignore").decode() or bare
    words = NOT_WORD.sub(" ", plain.casefold()).split()
    return " ".join(words[1:] if len(words) > 1 and words[0] in load(LANGUAGE).scoring.articles else words)


def _named(cast: Cast, speaker: tuple[str, ...] | None) -> tuple[Names, ...]:
    return tuple(cast.get(entity, Names()) for entity in speaker or ())


def _same_cue(words: Words, gold: tuple[Span, ...], predicted: tuple[Span, ...] | None) -> bool:
    wanted = set(words.under(gold))
    # A cue may be punctuation alone, a colon or a dash: then any predicted cue is right.
    return not wanted.isdisjoint(words.under(predicted)) if wanted else bool(predicted)


def _same_source(gold: tuple[int, ...], predicted: tuple[int, ...]) -> bool:
    if not gold or not predicted:
        return not gold and not predicted
    return gold[-1] in predicted or predicted[-1] in gold


def _same_speaker(gold: tuple[Names, ...], predicted: tuple[Names, ...]) -> bool:
    if not gold or not predicted:
        return not gold and not predicted
    return is_same(gold[0], predicted[0])


def is_same(wanted: Names, found: Names) -> bool:
    """Tell whether the name of one entity is a name of the other.

    Example:
        >>> is_same(names_of("The Board", ()), names_of("Harbour board", ("board",)))
        True
    """
    return bool(found.first) and (found.first in wanted.all or wanted.first in found.all)
