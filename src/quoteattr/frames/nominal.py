"""Cues that are no verbs: ``according to X``, ``in her view``, ``his claim that A``, ``reportedly``."""

from __future__ import annotations

from collections.abc import Sequence

from ..lang.shapes import Cues
from .clauses import COMMAS, FINITE, Frame, Range, apposition, clause_start, has_predicate, sentence_stop
from .phrases import phrase_after, phrase_before
from .units import Item

__all__ = ["adverb_frame", "noun_frame", "phrase_frame", "possessive_frame"]


def noun_frame(items: Sequence[Item], at: int, cues: Cues) -> Frame | None:
    """``his claim that A``."""
    if items[at].lower not in cues.nouns or at == 0 or at + 2 >= len(items) or items[at].tag not in ("NN", "NNS", ""):
        return None
    if items[at + 1].lower not in cues.complementizers or items[at + 1].tag not in ("IN", "WDT", ""):
        return None
    owner = at - 1
    while owner > 0 and items[owner].tag.startswith("JJ"):
        owner -= 1
    if items[owner].tag == "PRP$":
        source: Range = (owner, owner + 1)
    elif items[owner].tag == "POS":
        source = (phrase_before(items, owner, cues), owner)
    else:
        return None
    if source[0] == source[1]:
        return None
    return Frame((at, at + 1), source, ((at + 1, sentence_stop(items)),), "noun")


def phrase_frame(items: Sequence[Item], at: int, cues: Cues) -> Frame | None:
    """``According to X, A`` and ``A, according to X``."""
    known = cues.phrases_by_word.get(items[at].lower, ())
    size = next((len(words) for words in known if _matches(items, at, words)), 0)
    if not size:
        return None
    end = phrase_after(items, at + size, cues)
    if end == at + size:
        return None
    source, cue, stop = (at + size, apposition(items, end, cues)), (at, at + size), sentence_stop(items)
    end = source[1]
    before = at - 1 if at > 0 and items[at - 1].lower in COMMAS else at
    first = clause_start(items, before, cues)
    goes_on = end + 1 < stop and items[end].lower in COMMAS
    interrupts = goes_on and items[end + 1].tag in FINITE
    contents: list[Range] = []
    if first < before and (interrupts or has_predicate(items, first, before)):
        contents.append((first, before))
    if goes_on and (interrupts or not contents):
        contents.append((end + 1, stop))
    return Frame(cue, source, tuple(contents), "phrase") if contents else None


def _matches(items: Sequence[Item], at: int, words: Sequence[str]) -> bool:
    return [item.lower for item in items[at : at + len(words)]] == list(words)


def possessive_frame(items: Sequence[Item], at: int, cues: Cues) -> Frame | None:
    """``In her view, A`` and ``A, in the mayor's words``."""
    nouns = cues.possessed_by_preposition.get(items[at].lower)
    if not nouns or at + 2 >= len(items):
        return None
    end = phrase_after(items, at + 1, cues)
    while end > at + 2 and items[end - 1].lower not in nouns:
        end -= 1
    owner = end - 2
    if owner <= at or items[owner].tag not in ("POS", "PRP$"):
        return None
    source = (owner, end - 1) if items[owner].tag == "PRP$" else (at + 1, owner)
    stop = sentence_stop(items)
    before = at - 1 if at > 0 and items[at - 1].lower in COMMAS else at
    after = end + 1 if end < len(items) and items[end].lower in (",", ":") else end
    content = (after, stop) if at == 0 else (clause_start(items, before, cues), before)
    if content[0] >= content[1] or not has_predicate(items, *content):
        return None
    return Frame((at, at + 1), source, (content,), "possessive")


def adverb_frame(items: Sequence[Item], at: int, cues: Cues) -> Frame | None:
    """``Reportedly, A`` and ``he reportedly …``: content without a source."""
    if items[at].lower not in cues.adverbs:
        return None
    stop = sentence_stop(items)
    start = at + 2 if at == 0 and len(items) > 1 and items[1].lower == "," else 0
    return Frame((at, at + 1), None, ((start, stop),), "adverb") if start < stop else None
