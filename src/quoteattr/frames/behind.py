"""Cues behind their content, as in ``“A,” he said`` and ``A, the mayor said, B``."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve

from ..lang.shapes import Cues, CueVerb
from .clauses import COMMAS, FINITE, Frame, Range, apposition, has_predicate, is_finite, is_over, left_of, sentence_stop
from .phrases import find_subject, phrase_after, skip_circumstance
from .units import QUOTATION, Item

__all__ = ["ENDS_OPEN", "cue_behind", "particle_end", "unlisted_verb"]

# The sentence of a quotation that ends so must go on behind it, or may.
ENDS_OPEN = frozenset("?!…—–-,")
UNLISTED = CueVerb(forms=frozenset(), frames=frozenset({"quote", "after"}))


def cue_behind(items: Sequence[Item], at: int, verb: CueVerb, cues: Cues) -> Frame | None:
    """Return ``“A,” he said.``, ``“A,” said the mayor, “B.”``, ``A, he said.``, ``A, he said, B.``."""
    if "after" not in verb.frames:
        return None
    return _subject_first(items, at, verb, cues) or _inverted(items, at, verb, cues)


def unlisted_verb(items: Sequence[Item], at: int, cues: Cues) -> Frame | None:
    """``“A,” the mayor shot back.``: the place between a quotation and its subject makes any verb a cue."""
    if items[at].tag not in ("VBD", "VBZ") or items[at].lower in cues.auxiliaries or not _ends_open(items, at):
        return None
    frame = _subject_first(items, at, UNLISTED, cues) or _inverted(items, at, UNLISTED, cues)
    return evolve(frame, rule="unlisted verb") if frame else None


def _ends_open(items: Sequence[Item], at: int) -> bool:
    """Whether the quotation before the verb ends in a comma or a question, so that its sentence must go on."""
    ending = next((item.ending for item in reversed(items[:at]) if item.quoted is not None), "")
    return bool(ending) and ending in ENDS_OPEN


def _subject_first(items: Sequence[Item], at: int, verb: CueVerb, cues: Cues) -> Frame | None:
    subject = find_subject(items, at, cues)
    if subject is None or subject[0] == 0 or not _closes_content(items, subject[0] - 1):
        return None
    stop = particle_end(items, at + 1, verb)
    end = phrase_after(items, stop, cues) if "addressee" in verb.frames else stop
    return _close(items, Frame((at, stop), subject, (), "subject"), subject[0], end, verb, cues)


def _inverted(items: Sequence[Item], at: int, verb: CueVerb, cues: Cues) -> Frame | None:
    left = left_of(items, at, cues)
    if left <= 0 or not _closes_content(items, left - 1) or not is_finite(items[at]):
        return None
    end = phrase_after(items, at + 1, cues)
    if end == at + 1 or (end < len(items) and items[end].tag in FINITE):
        return None
    apposed = apposition(items, end, cues)
    return _close(items, Frame((at, at + 1), (at + 1, apposed), (), "inverted"), left, apposed, verb, cues)


def _closes_content(items: Sequence[Item], at: int) -> bool:
    return items[at].tag == QUOTATION or (items[at].lower in COMMAS and at > 0)


def _close(items: Sequence[Item], frame: Frame, left: int, end: int, verb: CueVerb, cues: Cues) -> Frame | None:
    """Give *frame* the content before item *left*, and what goes on with it behind item *end*."""
    while (after := skip_circumstance(items, end, cues)) > end:
        end = after
    first = _content_before(items, left, cues)
    if first[0] >= first[1]:
        return None
    if end < len(items) and items[end].lower in cues.complementizers and items[end].tag == "IN":
        return None
    quoted = items[first[1] - 1].tag == QUOTATION
    if not quoted and end + 1 < len(items) and items[end].lower in (",", ":") and items[end + 1].tag == QUOTATION:
        return None
    rest = _go_on(items, end, quoted=quoted)
    if not has_predicate(items, *first) and not (rest and has_predicate(items, *rest)):
        return None
    if rest is None and not quoted and not is_over(items, end):
        return None
    if rest is None and not quoted and "clause" not in verb.frames:
        return None
    return evolve(frame, content=(first, rest) if rest else (first,))


def _content_before(items: Sequence[Item], left: int, cues: Cues) -> Range:
    """The content that ends before item *left*: a quotation by itself, or the clause it closes; may be empty."""
    end = left if items[left - 1].tag == QUOTATION else left - 1
    if end > 0 and items[end - 1].tag == QUOTATION:
        first = end - 1
        while first > 0 and items[first - 1].tag == QUOTATION:
            first -= 1
        if first == 0 or items[first - 1].lower in (*COMMAS, ":", "."):
            return (first, end)
    start = 0
    while start < end and _is_opener(items[start], cues):
        start += 1
    return (start, end)


def _is_opener(item: Item, cues: Cues) -> bool:
    return item.lower == "," or (item.lower in cues.openers and item.tag in ("CC", "RB", ""))


def _go_on(items: Sequence[Item], end: int, *, quoted: bool) -> Range | None:
    """The content that goes on behind the attribution: ``…, he said, “B.”``."""
    if end + 1 >= len(items) or not (items[end].lower in COMMAS or items[end].lower in (":", ".")):
        return None
    if quoted:
        return _next_quotation(items, end)
    stop = sentence_stop(items)
    inner = items[end + 1]
    if stop <= end + 1 or items[end].lower != "," or inner.tag in ("VBG", "CC", "IN", "WP", "WDT", "DT", "RB", "PRP"):
        return None
    return (end + 1, stop)


def _next_quotation(items: Sequence[Item], end: int) -> Range | None:
    """The quotation that goes on behind the comma at *end*, or behind an insertion without a finite verb."""
    for at in range(end + 1, len(items)):
        if items[at].tag == QUOTATION:
            opens = items[at - 1].lower in (*COMMAS, ":", ".") or items[at - 1].tag == "CC"
            return (at, at + 1) if opens and is_over(items, at + 1) else None
        if items[at].tag in FINITE:
            return None
    return None


def particle_end(items: Sequence[Item], at: int, verb: CueVerb) -> int:
    """One after the particle at *at*, or behind a pronoun there (``made it clear``); *at* where none stands there."""
    for place in (at, at + 1):
        if place < len(items) and items[place].lower in verb.particles and items[place].quoted is None:
            return place + 1
        if place < len(items) and items[place].tag != "PRP":
            break
    return at
