"""The frames of reporting verbs and cue phrases: a tagger that needs part-of-speech tags and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import evolve, frozen

from ..lang.shapes import Cues
from ..types import Attribution, QuotedSpan, Segmentation, Span, Tags
from .before import announced, cue_before, is_passive, passive_frame
from .behind import ENDS_OPEN, cue_behind, unlisted_verb
from .clauses import COMMAS, STOPS, Frame, Range, left_of
from .nominal import adverb_frame, noun_frame, phrase_frame, possessive_frame
from .phrases import is_verb
from .units import QUOTATION, Item, Unit, cut_units

__all__ = ["FrameTagger", "read_frames"]

LONGEST_BARE_ATTRIBUTION = 30
# How many words before a cue a comma may part it from what stands before.
LONGEST_PRELUDE = 4
# How many of the next cues may end the content of one.
NEIGHBOURS = 32


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
            found.extend(_attribution(segmentation, unit.items, frame, self.cues) for frame in frames)
        return Tags(tuple(sorted(found, key=lambda each: (each.content[0], each.cue))))


def read_frames(items: Sequence[Item], cues: Cues) -> list[Frame]:
    """Return the frames of one unit, in the order of their cues, none running into another's cue."""
    found: list[Frame] = []
    for at, item in enumerate(items):
        frame = _verb_frame(items, at, cues, found) or noun_frame(items, at, cues)
        if frame is None and item.lower in cues.openings:
            readers = (phrase_frame, possessive_frame, adverb_frame)
            frame = next((frame for reader in readers if (frame := reader(items, at, cues))), None)
        if frame is not None:
            found.append(frame)
    last = announced(items, found, cues)
    if last is not None:
        found.append(last)
    return [_cut(items, frame, found[at + 1 : at + 1 + NEIGHBOURS], cues) for at, frame in enumerate(found)]


def _attribution(segmentation: Segmentation, items: Sequence[Item], frame: Frame, cues: Cues) -> Attribution:
    def spans(*ranges: Range) -> tuple[Span, ...]:
        return tuple(segmentation.cover(items[first].first, items[stop - 1].stop) for first, stop in ranges)

    source = spans(frame.source) if frame.source else ()
    score = cues.precision[frame.rule]
    return Attribution(spans(frame.cue), source, spans(*frame.content), score, frame.rule)


def _is_own_voice(items: Sequence[Item], frame: Frame, cues: Cues) -> bool:
    """Whether those who are quoted speak of themselves or of whom they talk to: ``“I think …”`` reports nobody else."""
    return frame.source is not None and items[frame.source[0]].lower in cues.own_voices


def _verb_frame(items: Sequence[Item], at: int, cues: Cues, before: Sequence[Frame]) -> Frame | None:
    verb = cues.forms.get(items[at].lower)
    if not is_verb(items[at]) or not items[at].lower:
        return None
    if verb is None:
        return unlisted_verb(items, at, cues)
    if is_passive(items, at, cues):
        return passive_frame(items, at, cues) if "quote" in verb.frames else None
    return cue_behind(items, at, verb, cues) or cue_before(items, at, verb, cues, before)


def _rejoin(units: Iterator[Unit], cues: Cues) -> Iterator[Unit]:
    """Join a quotation that ends like a sentence with what reports it: ``“Why?” Smith asked.``."""
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
    return bool(unit.items[-1].ending) and unit.items[-1].ending in ENDS_OPEN


def _is_bare(last: Unit, unit: Unit, cues: Cues) -> bool:
    if last.within != unit.within or last.paragraph != unit.paragraph or len(unit.items) > LONGEST_BARE_ATTRIBUTION:
        return False
    items = (*last.items[-1:], *unit.items)
    for at in range(1, len(items)):
        verb = cues.forms.get(items[at].lower)
        if verb is not None and is_verb(items[at]):
            return cue_behind(items, at, verb, cues) is not None
    return False


def _cut(items: Sequence[Item], frame: Frame, others: Sequence[Frame], cues: Cues) -> Frame:
    """Let the content of *frame* end where the attribution beside it begins."""
    start, stop = frame.content[-1]
    for other in others:
        begins = min(other.cue[0], other.source[0]) if other.source and other.source[0] > frame.cue[0] else other.cue[0]
        if not (frame.cue[1] <= begins and start < begins < stop):
            continue
        begins = left_of(items, begins, cues)
        if inherited := other.source == frame.source:
            begins = _comma_before(items, begins, start)
        if begins <= start:
            continue
        left = items[begins - 1]
        if left.lower in cues.coordinators and begins - 2 > start and _parts(items[begins - 2]):
            begins, left = begins - 1, items[begins - 2]
        if _parts(left) or (inherited and left.lower in cues.coordinators) or other.rule == "phrase":
            stop = begins
            while stop > start + 1 and (items[stop - 1].lower in COMMAS or items[stop - 1].lower in cues.coordinators):
                stop -= 1
            break
    return evolve(frame, content=(*frame.content[:-1], (start, stop)))


def _parts(item: Item) -> bool:
    """Whether *item* is a comma, or a quotation with the comma inside."""
    return item.lower in COMMAS or (item.quoted is not None and item.ending == ",")


def _comma_before(items: Sequence[Item], at: int, start: int) -> int:
    """One after the comma close before *at* that parts what follows from the content; *at* where none does."""
    for back in range(at, max(start, at - LONGEST_PRELUDE), -1):
        if _parts(items[back - 1]):
            return back
    return at
