"""The frames of reporting verbs and cue phrases: a tagger that needs part-of-speech tags and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from attrs import evolve, frozen

from ..lang.shapes import Cues, CueVerb
from ..types import Attribution, QuotedSpan, Segmentation, Span, Tags
from .phrases import find_subject, is_time, is_verb, phrase_after, phrase_before, skip_circumstance
from .units import QUOTATION, Item, Unit, cut_units

__all__ = ["FrameTagger"]

Range = tuple[int, int]

FINITE = frozenset({"VBD", "VBZ", "VBP", "MD", ""})
STOPS = frozenset({".", "?", "!", "…", "...", ";", "-RRB-", "\"", "'"})
COMMAS = frozenset({",", "-", "–", "—", "--", "―"})
QUESTIONS = frozenset("?!…—–-,")
PART = 4
FARTHEST_AGENT = 8
LONGEST_INSERTION = 12
UNLISTED = CueVerb(forms=frozenset(), frames=frozenset({"quote", "after"}))
LONGEST_BARE_ATTRIBUTION = 30


@frozen
class _Frame:
    """An attribution in items of one unit."""

    cue: Range
    source: Range | None
    content: tuple[Range, ...]
    rule: str


@frozen
class FrameTagger:
    """Finds attributions by the frames of reporting verbs and of cue phrases.

    Attributes:
        cues: The words it knows.
    """

    cues: Cues

    def __call__(self, segmentation: Segmentation, quoted: Sequence[QuotedSpan]) -> Tags:
        """Return the attributions of all units, outside quotations first; linear in the length of the text."""
        found: list[Attribution] = []
        for unit in _rejoin(cut_units(segmentation, quoted), self.cues):
            frames = read_frames(unit.items, self.cues)
            if unit.within is not None:
                frames = [frame for frame in frames if not _is_own_voice(unit.items, frame, self.cues)]
            found.extend(_attribution(segmentation, unit.items, frame) for frame in frames)
        return Tags(tuple(sorted(found, key=lambda each: (each.content[0], each.cue))))


def read_frames(items: Sequence[Item], cues: Cues) -> list[_Frame]:
    """Return the frames of one unit, in the order of their cues, none running into another's cue."""
    found: list[_Frame] = []
    for at, item in enumerate(items):
        frame = _verb_frame(items, at, cues, found) or _noun_frame(items, at, cues)
        if frame is None and item.lower:
            readers = (_phrase_frame, _possessive_frame, _adverb_frame)
            frame = next((frame for reader in readers if (frame := reader(items, at, cues))), None)
        if frame is not None:
            found.append(frame)
    announced = _announced(items, found, cues)
    if announced is not None:
        found.append(announced)
    return [_cut(items, frame, found, cues) for frame in found]


def _attribution(segmentation: Segmentation, items: Sequence[Item], frame: _Frame) -> Attribution:
    def spans(*ranges: Range) -> tuple[Span, ...]:
        return tuple(segmentation.cover(items[first].first, items[stop - 1].stop) for first, stop in ranges)

    source = spans(frame.source) if frame.source else ()
    return Attribution(spans(frame.cue), source, spans(*frame.content), 1.0, frame.rule)


def _is_own_voice(items: Sequence[Item], frame: _Frame, cues: Cues) -> bool:
    """Whether those who are quoted speak of themselves or of whom they talk to: ``“I think …”`` reports nobody else."""
    return frame.source is not None and items[frame.source[0]].lower in cues.own_voices


def _rejoin(units: Iterator[Unit], cues: Cues) -> Iterator[Unit]:
    """Join a quotation that ends like a sentence with the bare attribution behind it: ``“Why?” Smith asked.``"""
    last: Unit | None = None
    for unit in units:
        if last is not None and (_announces(last, unit) or (_asks(last) and _is_bare(last, unit, cues))):
            last = evolve(last, items=(*last.items, *unit.items))
            continue
        if last is not None:
            yield last
        last = unit
    if last is not None:
        yield last


def _announces(last: Unit, unit: Unit) -> bool:
    """Whether the colon at the end of a paragraph opens the quotation that is the next one."""
    return (
        last.items[-1].lower == ":"
        and unit.paragraph == last.paragraph + 1
        and all(item.tag == QUOTATION or item.lower in STOPS for item in unit.items)
        and last.within is unit.within is None
    )


def _asks(unit: Unit) -> bool:
    return bool(unit.items[-1].ending) and unit.items[-1].ending in QUESTIONS


def _is_bare(last: Unit, unit: Unit, cues: Cues) -> bool:
    if last.within != unit.within or last.paragraph != unit.paragraph or len(unit.items) > LONGEST_BARE_ATTRIBUTION:
        return False
    items = (*last.items[-1:], *unit.items)
    for at in range(1, len(items)):
        verb = cues.forms.get(items[at].lower)
        if verb is not None and is_verb(items[at]):
            return _after_content(items, at, verb, cues) is not None
    return False


# --- verbs -----------------------------------------------------------------------------------------------------------


def _verb_frame(items: Sequence[Item], at: int, cues: Cues, before: Sequence[_Frame]) -> _Frame | None:
    verb = cues.forms.get(items[at].lower)
    if not is_verb(items[at]) or not items[at].lower:
        return None
    if verb is None:
        return _unlisted_verb(items, at, cues)
    if _is_passive(items, at, cues):
        return _by_agent(items, at, cues) if "quote" in verb.frames else None
    return _after_content(items, at, verb, cues) or _before_content(items, at, verb, cues, before)


def _unlisted_verb(items: Sequence[Item], at: int, cues: Cues) -> _Frame | None:
    """``“A,” the mayor shot back.``: the place between a quotation and its subject makes any verb a cue."""
    if items[at].tag not in ("VBD", "VBZ") or items[at].lower in cues.auxiliaries or not _ends_open(items, at):
        return None
    frame = _subject_first(items, at, UNLISTED, cues) or _inverted(items, at, UNLISTED, cues)
    return evolve(frame, rule="unlisted verb") if frame else None


def _ends_open(items: Sequence[Item], at: int) -> bool:
    """Whether the quotation before the verb ends in a comma or a question, so that its sentence must go on."""
    ending = next((item.ending for item in reversed(items[:at]) if item.quoted is not None), "")
    return bool(ending) and ending in QUESTIONS


def _is_passive(items: Sequence[Item], at: int, cues: Cues) -> bool:
    if items[at].tag != "VBN":
        return False
    back = at - 1
    while back >= 0 and items[back].tag.startswith("RB"):
        back -= 1
    if back >= 0 and items[back].lower in cues.passives:
        return True
    return items[back].lower not in cues.auxiliaries and _agent(items, at, cues) is not None


def _agent(items: Sequence[Item], at: int, cues: Cues) -> Range | None:
    """``by the mayor`` behind a passive: the range of the noun phrase."""
    for by in range(at + 1, min(len(items), at + FARTHEST_AGENT)):
        if items[by].lower in cues.agents:
            end = phrase_after(items, by + 1, cues)
            return (by + 1, end) if end > by + 1 and not is_time(items[by + 1]) else None
        if items[by].tag in FINITE - {""} or items[by].lower == ",":
            return None
    return None


def _by_agent(items: Sequence[Item], at: int, cues: Cues) -> _Frame | None:
    """``The plan was criticized by the mayor``, ``The board was asked by her to resign``."""
    agent = _agent(items, at, cues)
    subject = find_subject(items, at, cues)
    if agent is None or subject is None:
        return None
    stop = next((n for n in range(agent[1], len(items)) if items[n].lower in COMMAS), _sentence_stop(items))
    pieces = (subject, (at + 1, agent[0] - 1), (agent[1], stop))
    return _Frame((at, at + 1), agent, tuple(piece for piece in pieces if piece[0] < piece[1]), "passive")


def _after_content(items: Sequence[Item], at: int, verb: CueVerb, cues: Cues) -> _Frame | None:
    """``“A,” he said.``, ``“A,” said the mayor, “B.”``, ``A, he said.``, ``A, he said, B.``"""
    if "after" not in verb.frames:
        return None
    return _subject_first(items, at, verb, cues) or _inverted(items, at, verb, cues)


def _inverted(items: Sequence[Item], at: int, verb: CueVerb, cues: Cues) -> _Frame | None:
    left = _left_of(items, at, cues)
    if left <= 0 or not _closes_content(items, left - 1) or items[at].tag not in FINITE:
        return None
    end = phrase_after(items, at + 1, cues)
    if end == at + 1 or (end < len(items) and items[end].tag in FINITE - {""}):
        return None
    apposed = _apposition(items, end, cues)
    return _close(items, _Frame((at, at + 1), (at + 1, apposed), (), "inverted"), left, apposed, verb, cues)


def _subject_first(items: Sequence[Item], at: int, verb: CueVerb, cues: Cues) -> _Frame | None:
    subject = find_subject(items, at, cues)
    if subject is None or subject[0] == 0 or not _closes_content(items, subject[0] - 1):
        return None
    end = _particle_end(items, at + 1, verb)
    if "addressee" in verb.frames:
        end = phrase_after(items, end, cues)
    return _close(items, _Frame((at, at + 1), subject, (), "subject"), subject[0], end, verb, cues)


def _left_of(items: Sequence[Item], at: int, cues: Cues) -> int:
    while at > 0 and (items[at - 1].tag.startswith("RB") or items[at - 1].lower in cues.auxiliaries):
        at -= 1
    return at


def _closes_content(items: Sequence[Item], at: int) -> bool:
    return items[at].tag == QUOTATION or (items[at].lower in COMMAS and at > 0)


def _apposition(items: Sequence[Item], end: int, cues: Cues) -> int:
    """End of ``, a senator from Ohio`` behind a name."""
    if end + 1 < len(items) and items[end].lower == "," and items[end + 1].tag in ("DT", "NN", "NNP", "JJ", "CD"):
        stop = phrase_after(items, end + 1, cues)
        if stop > end + 1 and (stop == len(items) or items[stop].lower in COMMAS or items[stop].lower in STOPS):
            return stop
    return end


def _close(items: Sequence[Item], frame: _Frame, left: int, end: int, verb: CueVerb, cues: Cues) -> _Frame | None:
    """Give *frame* the content before item *left*, and what goes on with it behind item *end*."""
    while (after := skip_circumstance(items, end, cues)) > end:
        end = after
    first = _content_before(items, left, cues)
    if first[0] >= first[1]:
        return None
    quoted = items[first[1] - 1].tag == QUOTATION
    if not quoted and end + 1 < len(items) and items[end].lower in (",", ":") and items[end + 1].tag == QUOTATION:
        return None
    rest = _go_on(items, end, quoted=quoted)
    if not _has_predicate(items, *first) and not (rest and _has_predicate(items, *rest)):
        return None
    if rest is None and not quoted and not _is_over(items, end):
        return None
    if rest is None and not quoted and "clause" not in verb.frames:
        return None
    return evolve(frame, content=(first, rest) if rest else (first,))


def _is_over(items: Sequence[Item], end: int) -> bool:
    return end >= len(items) or items[end].lower in STOPS or items[end].lower in COMMAS


def _content_before(items: Sequence[Item], left: int, cues: Cues) -> Range:
    """The content that ends before item *left*: a quotation by itself, or the clause it closes; may be empty."""
    end = left if items[left - 1].tag == QUOTATION else left - 1
    if end > 0 and items[end - 1].tag == QUOTATION:
        first = end - 1
        while first > 0 and items[first - 1].tag == QUOTATION:
            first -= 1
        if first == 0 or items[first - 1].lower in (",", ":", ".") or items[first - 1].lower in COMMAS:
            return (first, end)
    start = 0
    while start < end and (items[start].lower in cues.openers and items[start].tag in ("CC", "RB", "") or items[start].lower == ","):
        start += 1
    return (start, end)


def _has_predicate(items: Sequence[Item], start: int, end: int) -> bool:
    return any(item.tag in FINITE or item.tag == QUOTATION for item in items[start:end])


def _go_on(items: Sequence[Item], end: int, *, quoted: bool) -> Range | None:
    """The content that goes on behind the attribution: ``…, he said, “B.”``"""
    if end + 1 >= len(items) or not (items[end].lower in COMMAS or items[end].lower in (":", ".")):
        return None
    if quoted:
        return _next_quotation(items, end)
    stop = _sentence_stop(items)
    inner = items[end + 1]
    if stop <= end + 1 or items[end].lower != "," or inner.tag in ("VBG", "CC", "IN", "WP", "WDT", "DT", "RB", "PRP"):
        return None
    return (end + 1, stop)


def _next_quotation(items: Sequence[Item], end: int) -> Range | None:
    """The quotation that goes on behind the comma at *end*, or behind an insertion without a finite verb."""
    for at in range(end + 1, len(items)):
        if items[at].tag == QUOTATION:
            opens = items[at - 1].lower in (*COMMAS, ":", ".") or items[at - 1].tag == "CC"
            return (at, at + 1) if opens and _is_over(items, at + 1) else None
        if items[at].tag in FINITE - {""}:
            return None
    return None


def _sentence_stop(items: Sequence[Item]) -> int:
    stop = len(items)
    while stop > 0 and items[stop - 1].lower in STOPS and items[stop - 1].tag != QUOTATION:
        stop -= 1
    return stop


def _before_content(
    items: Sequence[Item], at: int, verb: CueVerb, cues: Cues, before: Sequence[_Frame]
) -> _Frame | None:
    """``He said that A``, ``he said: “A”``, ``he called for A``, ``he vowed to A``."""
    found = _content_after(items, at, verb, cues)
    if found is None:
        return None
    cue, start, rule = found
    source = _source_of(items, at, cues, before)
    stop = _sentence_stop(items)
    if source is None or start >= stop:
        return None
    if rule == "colon" or (items[start].tag == QUOTATION and items[start - 1].lower in (",", ":")):
        stop = _quotations_end(items, start) or stop
    return _Frame(cue, source, ((start, stop),), rule)


def _quotations_end(items: Sequence[Item], start: int) -> int:
    """One after the last of the quotations that stand side by side from *start*; 0 where none stands there."""
    end = start
    while end < len(items) and items[end].tag == QUOTATION:
        end += 1
    return end if end > start else 0


def _source_of(items: Sequence[Item], at: int, cues: Cues, before: Sequence[_Frame]) -> Range | None:
    """The subject of the verb, or of the verb that it goes on with (``he said A, adding that B``)."""
    subject = None if items[at].tag == "VBG" else find_subject(items, at, cues)
    if subject is not None:
        return subject
    if before and before[-1].source is not None:
        return before[-1].source
    for earlier in range(at - 1, 0, -1):
        if items[earlier].tag in FINITE - {""}:
            subject = find_subject(items, earlier, cues)
            if subject is not None:
                return subject
    return None


def _content_after(items: Sequence[Item], at: int, verb: CueVerb, cues: Cues) -> tuple[Range, int, str] | None:
    end = _particle_end(items, at + 1, verb)
    if end > at + 1:
        start = end + (items[end].lower in (",", ":")) if end + 1 < len(items) else end
        return ((at, end), start, "particle") if start < len(items) else None
    if "addressee" in verb.frames:
        end = phrase_after(items, end, cues)
    readers: tuple[Callable[..., tuple[int, str] | None], ...] = (_opened, _bare)
    for reader in readers:
        found = reader(items, end, verb, cues)
        if found is not None:
            return (at, at + 1), *found
    return None


def _particle_end(items: Sequence[Item], at: int, verb: CueVerb) -> int:
    """One after the particle at *at*, or behind a pronoun there (``made it clear``); *at* where none stands there."""
    for place in (at, at + 1):
        if place < len(items) and items[place].lower in verb.particles and items[place].quoted is None:
            return place + 1
        if place < len(items) and items[place].tag != "PRP":
            break
    return at


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
        if item.lower in cues.complementizers and "clause" in verb.frames and item.tag != "DT":
            return end, "clause"
        if item.lower in cues.infinitives and item.tag == "TO" and "infinitive" in verb.frames:
            return end, "infinitive"
        after = _skip_insertion(items, end, cues) or skip_circumstance(items, end, cues)
        if after == end:
            return None
        end = after


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
    while end < len(items) and items[end].tag.startswith("RB"):
        end += 1
    stop = phrase_after(items, end, cues)
    if stop == end or is_time(items[end]):
        return None
    if "clause" in verb.frames and any(item.tag in FINITE - {""} for item in items[stop:]):
        return end, "bare clause"
    return (end, "object") if "object" in verb.frames else None


def _announced(items: Sequence[Item], found: Sequence[_Frame], cues: Cues) -> _Frame | None:
    """``The ministry released the following statement: “A”``: a colon reports whatever the verb."""
    end = _sentence_stop(items)
    start = end
    while start > 0 and items[start - 1].tag == QUOTATION:
        start -= 1
    if start in (0, end) or items[start - 1].lower != ":" or any(start < stop for f in found for _, stop in f.content):
        return None
    for verb in range(start - 1, 0, -1):
        if items[verb].tag in FINITE - {""}:
            subject = find_subject(items, verb, cues)
            if subject is not None:
                cue = next((at for at in range(start - 1, 0, -1) if items[at].lower in cues.forms), start - 1)
                return _Frame((cue, cue + 1), subject, ((start, end),), "announced")
    return None


# --- nouns, phrases, adverbs -----------------------------------------------------------------------------------------


def _noun_frame(items: Sequence[Item], at: int, cues: Cues) -> _Frame | None:
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
    return _Frame((at, at + 1), source, ((at + 1, _sentence_stop(items)),), "noun")


def _phrase_frame(items: Sequence[Item], at: int, cues: Cues) -> _Frame | None:
    """``According to X, A`` and ``A, according to X``."""
    size = next((len(words) for phrase in cues.phrases if _matches(items, at, words := phrase.split())), 0)
    if not size:
        return None
    end = phrase_after(items, at + size, cues)
    if end == at + size:
        return None
    source, cue, stop = (at + size, _apposition(items, end, cues)), (at, at + size), _sentence_stop(items)
    end = source[1]
    before = at - 1 if at > 0 and items[at - 1].lower in COMMAS else at
    first = _clause_start(items, before, cues)
    contents: list[Range] = []
    if first < before and _has_predicate(items, first, before):
        contents.append((first, before))
    if end < stop and items[end].lower in COMMAS and end + 1 < stop and (not contents or items[end + 1].tag in FINITE):
        contents.append((end + 1, stop))
    return _Frame(cue, source, tuple(contents), "phrase") if contents else None


def _possessive_frame(items: Sequence[Item], at: int, cues: Cues) -> _Frame | None:
    """``In her view, A`` and ``A, in the mayor's words``."""
    nouns = [words[-1] for phrase in cues.possessives if (words := phrase.split())[0] == items[at].lower]
    if not nouns or at + 2 >= len(items):
        return None
    end = phrase_after(items, at + 1, cues)
    while end > at + 2 and items[end - 1].lower not in nouns:
        end -= 1
    owner = end - 2
    if owner <= at or items[owner].tag not in ("POS", "PRP$"):
        return None
    source = (owner, end - 1) if items[owner].tag == "PRP$" else (at + 1, owner)
    stop = _sentence_stop(items)
    before = at - 1 if at > 0 and items[at - 1].lower in COMMAS else at
    after = end + 1 if end < len(items) and items[end].lower in (",", ":") else end
    content = (after, stop) if at == 0 else (_clause_start(items, before, cues), before)
    if content[0] >= content[1] or not _has_predicate(items, *content):
        return None
    return _Frame((at, at + 1), source, (content,), "possessive")


def _matches(items: Sequence[Item], at: int, words: Sequence[str]) -> bool:
    return [item.lower for item in items[at : at + len(words)]] == list(words)


def _clause_start(items: Sequence[Item], end: int, cues: Cues) -> int:
    start = 0
    while start < end and (items[start].lower in cues.openers or items[start].lower in COMMAS):
        start += 1
    return start


def _adverb_frame(items: Sequence[Item], at: int, cues: Cues) -> _Frame | None:
    """``Reportedly, A`` and ``he reportedly …``: content without a source."""
    if items[at].lower not in cues.adverbs:
        return None
    stop = _sentence_stop(items)
    start = at + 2 if at == 0 and len(items) > 1 and items[1].lower == "," else 0
    return _Frame((at, at + 1), None, ((start, stop),), "adverb") if start < stop else None


# --- neighbours ------------------------------------------------------------------------------------------------------


def _cut(items: Sequence[Item], frame: _Frame, others: Sequence[_Frame], cues: Cues) -> _Frame:
    """Let the content of *frame* end where the attribution beside it begins."""
    start, stop = frame.content[-1]
    for other in others:
        begins = min(other.cue[0], other.source[0]) if other.source and other.source[0] > frame.cue[0] else other.cue[0]
        if other is frame or not (frame.cue[1] <= begins and start < begins < stop):
            continue
        begins = _left_of(items, begins, cues)
        if inherited := other.source == frame.source:
            begins = _comma_before(items, begins, start)
        if begins <= start:
            continue
        left = items[begins - 1].lower
        if left in COMMAS or (inherited and left in cues.coordinators) or other.rule in ("phrase",):
            stop = begins
            while stop > start + 1 and (items[stop - 1].lower in COMMAS or items[stop - 1].lower in cues.coordinators):
                stop -= 1
            break
    return evolve(frame, content=(*frame.content[:-1], (start, stop)))


def _comma_before(items: Sequence[Item], at: int, start: int) -> int:
    """One after the comma close before *at* that parts what follows from the content; *at* where none does."""
    for back in range(at, max(start, at - PART), -1):
        if items[back - 1].lower in COMMAS:
            return back
    return at
