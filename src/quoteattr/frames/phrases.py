"""Noun phrases and subjects, read from tags alone."""

from __future__ import annotations

from collections.abc import Sequence

from ..lang.shapes import Cues
from .units import QUOTATION, Item

__all__ = ["find_subject", "is_noun", "is_time", "is_verb", "phrase_after", "phrase_before", "skip_circumstance"]

MODIFIERS = frozenset(
    {"PDT", "PRP$", "JJ", "JJR", "JJS", "CD", "POS", "HYPH", "AFX", "FW", "ADD", "$", "NFP", "SYM", "RBS"}
)
NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS"})
PRONOUNS = frozenset({"PRP", "WP", "EX", "WDT"})
PARTICIPLES = frozenset({"VBN", "VBG"})
FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
ADVERBS = frozenset({"RB", "RBR"})
APPOSED = frozenset({"DT", "NN", "NNP", "PRP$", "NNS", "JJ"})
LONGEST_INSERTION = 40
TIMES = frozenset({"DATE", "TIME"})
CLOSING = frozenset({")", "]"})
OPENING = frozenset({"(", "["})


def is_noun(item: Item) -> bool:
    """Return whether *item* can end a noun phrase."""
    return item.tag in NOUNS or item.tag in ("CD", "FW", "ADD") or item.tag == "-RRB-" or item.lower in CLOSING


def is_verb(item: Item) -> bool:
    """Return whether *item* is tagged as a verb, or has no tag at all."""
    return item.tag.startswith("VB") or item.tag == ""


def is_time(item: Item) -> bool:
    """Return whether *item* belongs to a date or a time."""
    return item.label in TIMES


def _base_start(items: Sequence[Item], end: int) -> int:
    """Start of the noun phrase without prepositions that ends before *end*; *end* itself where there is none."""
    at = end - 1
    if at < 0:
        return end
    if items[at].lower in CLOSING:
        at = _opening(items, at) - 1
        if at < 0:
            return end
    if items[at].tag in PRONOUNS or items[at].tag == "DT":
        return at
    if items[at].tag not in NOUNS and items[at].tag not in ("CD", "FW", "ADD", "JJ", "JJS"):
        return end
    label = "" if _is_aged(items[at]) else items[at].label
    while at > 0 and _joins(items, at - 1, label):
        at -= 1
        if items[at].tag in ("DT", "PRP$") and not (at > 0 and items[at - 1].tag == "PDT"):
            break
    return at


def _is_aged(item: Item) -> bool:
    """Whether a word that tells a time is somebody: ``the 45-year-old``."""
    return item.label in TIMES and item.tag == "JJ"


def _joins(items: Sequence[Item], at: int, label: str) -> bool:
    """Whether the word at *at* belongs to the noun phrase that goes on behind it."""
    item = items[at]
    if (item.label in TIMES) != (label in TIMES):
        return False
    if item.tag in NOUNS or item.tag in MODIFIERS or item.tag == "DT":
        return True
    if item.tag == QUOTATION:
        inside = at > 0 and items[at - 1].tag in ("DT", "PRP$", "POS", "JJ")
        return inside and item.ending.isalnum() and items[at + 1].tag in NOUNS
    if item.tag == "CC":
        return item.label not in ("", *TIMES) and at > 0 and items[at - 1].tag in NOUNS and items[at + 1].tag in NOUNS
    return item.tag in PARTICIPLES and at > 0 and items[at - 1].tag in ("DT", "JJ", "PRP$", "RB", "NN", "NNP", "HYPH")


def _opening(items: Sequence[Item], at: int) -> int:
    """Index of the bracket that the one at *at* closes; *at* where there is none within a dozen words."""
    for back in range(at - 1, max(-1, at - 13), -1):
        if items[back].lower in OPENING:
            return back
    return at


def phrase_before(items: Sequence[Item], end: int, cues: Cues) -> int:
    """Return the start of the noun phrase that ends before item *end*; *end* where none does.

    Prepositional phrases, coordination and bracketed insertions belong to it.
    """
    start = _base_start(items, end)
    while start < end and start > 1:
        link = items[start - 1]
        if link.tag in ("IN", "TO") and link.lower in cues.attachments:
            before = _base_start(items, start - 1)
            if before == start - 1 or items[start - 2].tag in PRONOUNS:
                break
        elif link.lower in cues.coordinators and link.tag in ("CC", ""):
            before = _base_start(items, start - 1)
            if before == start - 1 or (before > 0 and items[before - 1].tag[:2] in ("VB", "IN", "TO")):
                break
        else:
            break
        start = before
    return start


def phrase_after(items: Sequence[Item], start: int, cues: Cues) -> int:
    """Return the end of the noun phrase that starts at item *start*; *start* where none does."""
    end = _base_end(items, start)
    while start < end < len(items) - 1:
        if not _links(items[end], cues) or items[end + 1].label in TIMES or items[end + 1].tag == "PRP":
            break
        following = _base_end(items, end + 1)
        if following == end + 1:
            break
        end = following
    return end


def _links(item: Item, cues: Cues) -> bool:
    """Whether *item* ties the noun phrase behind it to the one in front."""
    attached = item.tag in ("IN", "TO") and item.lower in cues.attachments
    return attached or (item.tag == "CC" and item.lower in cues.coordinators)


def _base_end(items: Sequence[Item], start: int) -> int:
    if start >= len(items):
        return start
    if items[start].tag in PRONOUNS:
        return start + 1
    at, last_noun = start, start
    while at < len(items) and _continues(items, at, start):
        at += 1
        if items[at - 1].tag in NOUNS or items[at - 1].tag in ("CD", "FW", "ADD"):
            last_noun = at
    if last_noun == start and at > start and items[start].tag == "DT":
        last_noun = start + 1
    if last_noun > start and last_noun < len(items) and items[last_noun].lower in OPENING:
        for close in range(last_noun + 1, min(len(items), last_noun + 12)):
            if items[close].lower in CLOSING:
                return close + 1
    return last_noun


def _continues(items: Sequence[Item], at: int, start: int) -> bool:
    item = items[at]
    if (item.label in TIMES) != (items[start].label in TIMES):
        return False
    if item.tag == "DT" or item.tag == "PRP$":
        return at == start or items[at - 1].tag == "PDT"
    if item.tag in NOUNS or item.tag in MODIFIERS:
        return True
    if item.tag == QUOTATION:
        return at > start and item.ending.isalnum() and at + 1 < len(items) and items[at + 1].tag in NOUNS
    return item.tag in (*PARTICIPLES, "RB") and at > start and at + 1 < len(items) and items[at + 1].tag in NOUNS


def skip_circumstance(items: Sequence[Item], at: int, cues: Cues) -> int:
    """Return the end of the adverb, date or prepositional phrase at *at*; *at* where none stands there."""
    if at >= len(items):
        return at
    item = items[at]
    if item.tag in ADVERBS or item.label in TIMES:
        return at + 1
    if item.lower in cues.adjuncts and item.tag in ("IN", "TO", "VBG", "RP", "RB"):
        end = phrase_after(items, at + 1, cues)
        if end == at + 1 and end < len(items) and items[end].label in TIMES:
            end += 1
        return end if end > at + 1 else at
    return at


def find_subject(items: Sequence[Item], verb: int, cues: Cues) -> tuple[int, int] | None:
    """Return the item range of the subject of the verb at *verb*; ``None`` where the words do not show one."""
    end = _skip_left(items, verb, cues)
    if end <= 0:
        return None
    last = items[end - 1]
    if last.lower in cues.relatives and last.tag in ("WP", "WDT", "IN"):
        return _antecedent(items, end - 1, cues)
    if last.lower == ",":
        return _behind_insertion(items, end - 1, cues)
    start = phrase_before(items, end, cues)
    return (start, end) if start < end else None


def _skip_left(items: Sequence[Item], verb: int, cues: Cues) -> int:
    end = verb
    while end > 0:
        item = items[end - 1]
        if item.tag in ADVERBS or (item.lower in cues.auxiliaries and item.tag not in ("POS", "NN", "NNP", "IN")):
            end -= 1
        elif item.label in TIMES and item.tag not in PRONOUNS and not (end == verb and _is_aged(item)):
            end -= 1
            if end > 1 and items[end - 1].lower in cues.adjuncts:
                end -= 1
        else:
            break
    return end


def _antecedent(items: Sequence[Item], relative: int, cues: Cues) -> tuple[int, int] | None:
    end = relative
    if end > 0 and items[end - 1].lower == ",":
        end -= 1
    start = phrase_before(items, end, cues)
    return (start, end) if start < end else None


def _behind_insertion(items: Sequence[Item], comma: int, cues: Cues) -> tuple[int, int] | None:
    """The subject in front of an insertion between commas: ``Smith, a senator, said``."""
    for back in range(comma - 1, max(-1, comma - LONGEST_INSERTION), -1):
        if items[back].lower != ",":
            continue
        start = phrase_before(items, back, cues)
        circumstance = start > 0 and items[start - 1].lower in cues.adjuncts
        if start < back and _ends_phrase(items[back - 1]) and not circumstance:
            apposed = back + 1 < comma and items[back + 1].tag in APPOSED
            return (start, comma if apposed else back)
    start = phrase_before(items, comma, cues)
    return (start, comma) if start < comma and start == 0 else None


def _ends_phrase(item: Item) -> bool:
    return item.tag in NOUNS or item.tag in PRONOUNS or item.lower in CLOSING
