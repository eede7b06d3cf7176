"""Cues before their content: ``he said that A``, ``he said: “A”``, ``he called for A``, ``A was denied by him``."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..lang.shapes import Cues, CueVerb
from .behind import particle_end
from .clauses import COMMAS, FINITE, Frame, Range, sentence_stop
from .phrases import find_subject, is_time, phrase_after, skip_circumstance
from .units import QUOTATION, Item

__all__ = ["announced", "cue_before", "is_passive", "passive_frame"]

FARTHEST_AGENT = 8
LONGEST_INSERTION = 12


def cue_before(
    items: Sequence[Item], at: int, verb: CueVerb, cues: Cues, before: Sequence[Frame]
) -> Frame | None:
    """``He said that A``, ``he said: “A”``, ``he called for A``, ``he vowed to A``."""
    found = _content_after(items, at, verb, cues)
    if found is None:
        return None
    cue, start, rule = found
    source = _source_of(items, at, cues, before)
    stop = sentence_stop(items)
    if source is None or start >= stop:
        return None
    if rule == "colon" or (items[start].tag == QUOTATION and items[start - 1].lower in (",", ":")):
        stop = _quotations_end(items, start) or stop
    return Frame(cue, source, ((start, stop),), rule)


def _quotations_end(items: Sequence[Item], start: int) -> int:
    """One after the last of the quotations that stand side by side from *start*; 0 where none stands there."""
    end = start
    while end < len(items) and items[end].tag == QUOTATION:
        end += 1
    return end if end > start else 0


def _source_of(items: Sequence[Item], at: int, cues: Cues, before: Sequence[Frame]) -> Range | None:
    """The subject of the verb, or of the verb that it goes on with (``he said A, adding that B``)."""
    subject = None if items[at].tag == "VBG" else find_subject(items, at, cues)
    if subject is not None:
        return subject
    if before and before[-1].source is not None:
        return before[-1].source
    for earlier in range(at - 1, 0, -1):
        if items[earlier].tag in FINITE:
            subject = find_subject(items, earlier, cues)
            if subject is not None:
                return subject
    return None


def _content_after(items: Sequence[Item], at: int, verb: CueVerb, cues: Cues) -> tuple[Range, int, str] | None:
    end = particle_end(items, at + 1, verb)
    if end > at + 1:
        start = end + (items[end].lower in (",", ":")) if end + 1 < len(items) else end
        if start >= len(items):
            return None
        return (at, end), start, "clause" if _is_complementizer(items[start], cues) else "particle"
    if "addressee" in verb.frames:
        end = phrase_after(items, end, cues)
    readers: tuple[Callable[..., tuple[int, str] | None], ...] = (_opened, _bare)
    for reader in readers:
        found = reader(items, end, verb, cues)
        if found is not None:
            return (at, at + 1), *found
    return None


def _opened(items: Sequence[Item], end: int, verb: CueVerb, cues: Cues) -> tuple[int, str] | None:
    """Content that a complementizer, a colon or a mark opens, behind any circumstances."""
    while True:
        if end >= len(items):
            return None
        item = items[end]
        if item.tag == QUOTATION:
            return (end, "quotation") if "quote" in verb.frames else None
        if item.lower == ":" and end + 1 < len(items):
            return (end + 1, "colon") if "quote" in verb.frames else None
        if item.lower == "," and end + 1 < len(items) and items[end + 1].tag == QUOTATION:
            return (end + 1, "quotation") if "quote" in verb.frames else None
        if "clause" in verb.frames and _is_complementizer(item, cues):
            return end, "clause"
        if item.lower in cues.infinitives and item.tag == "TO" and "infinitive" in verb.frames:
            return end, "infinitive"
        after = _skip_insertion(items, end, cues) or skip_circumstance(items, end, cues)
        if after == end:
            return None
        end = after


def _is_complementizer(item: Item, cues: Cues) -> bool:
    return item.lower in cues.complementizers and item.tag != "DT"


def _skip_insertion(items: Sequence[Item], comma: int, cues: Cues) -> int:
    """Where the complementizer stands behind ``, without giving a number,``; 0 where no insertion stands there."""
    if items[comma].lower != ",":
        return 0
    for at in range(comma + 2, min(len(items) - 1, comma + LONGEST_INSERTION)):
        if items[at].lower == "," and items[at + 1].lower in cues.complementizers and items[at + 1].tag == "IN":
            return at + 1
    return 0


def _bare(items: Sequence[Item], end: int, verb: CueVerb, cues: Cues) -> tuple[int, str] | None:
    """A clause without complementizer, or an object."""
    while end < len(items) and (items[end].tag.startswith("RB") or is_time(items[end])):
        end += 1
    stop = phrase_after(items, end, cues)
    if stop == end or _announces_quotation(items, end):
        return None
    if "clause" in verb.frames and any(item.tag in FINITE for item in items[stop:]):
        return end, "bare clause"
    return (end, "object") if "object" in verb.frames else None


def _announces_quotation(items: Sequence[Item], end: int) -> bool:
    """Whether a colon and a quotation stand further on: ``released the following statement: “A”``."""
    return any(items[at].lower == ":" and items[at + 1].tag == QUOTATION for at in range(end, len(items) - 1))


def announced(items: Sequence[Item], found: Sequence[Frame], cues: Cues) -> Frame | None:
    """``The ministry released the following statement: “A”``: a colon reports whatever the verb."""
    end = sentence_stop(items)
    start = end
    while start > 0 and items[start - 1].tag == QUOTATION:
        start -= 1
    if start in (0, end) or items[start - 1].lower != ":" or any(start < stop for f in found for _, stop in f.content):
        return None
    for verb in range(start - 1, 0, -1):
        if items[verb].tag in FINITE:
            subject = find_subject(items, verb, cues)
            if subject is not None:
                cue = next((at for at in range(start - 1, 0, -1) if items[at].lower in cues.forms), start - 1)
                return Frame((cue, cue + 1), subject, ((start, end),), "announced")
    return None


def is_passive(items: Sequence[Item], at: int, cues: Cues) -> bool:
    """Return whether the participle at *at* is passive, so that its subject does not speak."""
    if items[at].tag != "VBN":
        return False
    back = _before_adverbs(items, at)
    return _has_passive(items, at, cues) or (back.lower not in cues.auxiliaries and _agent(items, at, cues) is not None)


def _before_adverbs(items: Sequence[Item], at: int) -> Item:
    back = at - 1
    while back > 0 and items[back].tag.startswith("RB"):
        back -= 1
    return items[max(back, 0)]


def _has_passive(items: Sequence[Item], at: int, cues: Cues) -> bool:
    return at > 0 and _before_adverbs(items, at).lower in cues.passives


def _agent(items: Sequence[Item], at: int, cues: Cues) -> Range | None:
    """``by the mayor`` behind a passive: the range of the noun phrase."""
    for by in range(at + 1, min(len(items), at + FARTHEST_AGENT)):
        if items[by].lower in cues.agents:
            end = phrase_after(items, by + 1, cues)
            return (by + 1, end) if end > by + 1 and not is_time(items[by + 1]) else None
        if items[by].tag in FINITE or items[by].lower == ",":
            return None
    return None


def passive_frame(items: Sequence[Item], at: int, cues: Cues) -> Frame | None:
    """``The plan was criticized by the mayor``, ``The board was asked by her to resign``."""
    agent = _agent(items, at, cues)
    subject = find_subject(items, at, cues)
    if agent is None or subject is None or not _has_passive(items, at, cues):
        return None
    stop = next((n for n in range(agent[1], len(items)) if items[n].lower in COMMAS), sentence_stop(items))
    pieces = (subject, (at + 1, agent[0] - 1), (agent[1], stop))
    return Frame((at, at + 1), agent, tuple(piece for piece in pieces if piece[0] < piece[1]), "passive")
