"""Two readings of one text → one `Tags`: who owns which decision where a trained tagger and the frames both read."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Sequence

from attrs import evolve, frozen

from .types import Attribution, QuotedSpan, QuotedUse, Segmentation, Span, Tagger, Tags

__all__ = ["CombinedTagger", "combine_tags"]

# Inside speech the frames of clauses are right five times out of six, those of objects every other time.
NESTING_RULES = frozenset({"clause", "bare clause", "quotation", "colon", "subject", "inverted", "phrase", "noun"})


@frozen
class CombinedTagger:
    """A trained tagger, and the frames for what it does not read.

    Attributes:
        trained: The trained tagger.
        frames: The frames.
    """

    trained: Tagger
    frames: Tagger

    def __call__(self, segmentation: Segmentation, quoted: Sequence[QuotedSpan]) -> Tags:
        """Return what both found, each with its own decisions."""
        return combine_tags(self.trained(segmentation, quoted), self.frames(segmentation, quoted), quoted)


def combine_tags(trained: Tags, frames: Tags, quoted: Sequence[QuotedSpan]) -> Tags:
    """Return the attributions of the trained tagger, and from the frames what it does not read.

    The trained tagger reads a text flat: no attribution inside another. So the frames own what is said inside what
    somebody says, and the quotations that no trained attribution touches, since a quotation with its cue beside it is
    nearly certain. For the same reason a quotation with a cue beside it that the trained tagger has no use for is not
    part of what another cue reports (``“A,” L said. “B,” the minister said.``). Where the trained tagger finds no
    source for a cue, the one of the frames is better than none. The marks own what is no speech: a term or title in
    marks that nobody is the source of is dropped, and what begins and ends with a title, whoever the source is.
    Everything else is the trained tagger's alone.

    Args:
        trained: What the trained tagger found.
        frames: What the frames found.
        quoted: The quotations, sorted.

    Returns:
        Attributions in the order of their first content; linear but for a sort.
    """
    speech, other, titles = (
        _Quotations(span for span in quoted if span.depth == 0 and span.use in uses)
        for uses in ({QuotedUse.SPEECH}, {*QuotedUse} - {QuotedUse.SPEECH}, {QuotedUse.TITLE})
    )
    kept = [
        each
        for each in trained.attributions
        if not titles.hold_ends(each.content) and (each.source or not any(map(other.hold_start, each.content)))
    ]
    own = _with_own_cue(kept, frames, speech)
    named = _Named(frames)
    found = [named.filled(_without(each, own, speech)) for each in kept]
    whole = [tuple(map(speech.around, each.content)) for each in found]
    contents = _Places(span for content in whole for span in content)
    taken = {*whole, *(each.content for each in found)}
    added = [
        each
        for each in frames.attributions
        if each.content not in taken and (_is_inside(each, contents, speech) or _is_left_out(each, contents, speech))
    ]
    return Tags(tuple(sorted((*found, *added), key=lambda each: (each.content[0], each.cue))))


def _with_own_cue(kept: Sequence[Attribution], frames: Tags, speech: _Quotations) -> set[Span]:
    """The quotations that the frames give to a cue which is none for the trained tagger, and to no other one."""
    cues = _Places(span for each in kept for span in each.cue)
    own, others = set[Span](), set[Span]()
    for each in frames.attributions:
        if len(each.content) == 1 and speech.has(each.content[0]):
            is_free = bool(each.cue) and not any(map(cues.touch, each.cue))
            (own if is_free else others).add(each.content[0])
    return own - others


def _without(each: Attribution, own: set[Span], speech: _Quotations) -> Attribution:
    """The attribution without the quotations that have a cue of their own; as it is if nothing else is left."""
    rest = tuple(span for span in each.content if speech.around(span) not in own)
    return evolve(each, content=rest) if rest else each


class _Named:
    """The sources that the frames find, by their cues."""

    def __init__(self, frames: Tags) -> None:
        self._source = {span: each.source for each in frames.attributions if each.source for span in each.cue}
        self._cues = _Places(self._source)

    def filled(self, each: Attribution) -> Attribution:
        """Return the attribution, with a source if it has none and there is one outside its content."""
        cue = next((found for span in each.cue if (found := self._cues.overlapping(span))), None)
        source = () if each.source or cue is None else self._source[cue]
        if not source or any(name.overlaps(span) for name in source for span in each.content):
            return each
        return evolve(each, source=source)


def _is_inside(each: Attribution, contents: _Places, speech: _Places) -> bool:
    spans = (*each.content, *each.cue)
    return each.rule in NESTING_RULES and (contents.hold(spans) or speech.hold(spans))


def _is_left_out(each: Attribution, contents: _Places, speech: _Places) -> bool:
    """Whether all of its content is quotations that nothing trained touches."""
    return all(speech.has(span) and not contents.touch(span) for span in each.content)


class _Places:
    """Spans without overlap, to ask quickly what they hold."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans = sorted(spans)

    def _at(self, span: Span) -> Span | None:
        """The last place that starts before *span* ends."""
        at = bisect.bisect_left(self._spans, span.end, key=lambda place: place.start) - 1
        return self._spans[at] if at >= 0 else None

    def hold(self, spans: Sequence[Span]) -> bool:
        """Return whether each of *spans* lies in one of the places."""
        return all((place := self._at(span)) is not None and span in place for span in spans)

    def hold_start(self, span: Span) -> bool:
        """Return whether *span* starts in one of the places."""
        return self.touch(Span(span.start, span.start + 1))

    def hold_ends(self, spans: Sequence[Span]) -> bool:
        """Return whether the first of *spans* starts in a place and the last one ends in one."""
        return self.hold_start(spans[0]) and self.touch(Span(spans[-1].end - 1, spans[-1].end))

    def has(self, span: Span) -> bool:
        """Return whether *span* is one of the places."""
        return self._at(span) == span

    def overlapping(self, span: Span) -> Span | None:
        """Return the last place that overlaps *span*."""
        place = self._at(span)
        return place if place is not None and place.overlaps(span) else None

    def touch(self, span: Span) -> bool:
        """Return whether one of the places overlaps *span*."""
        return self.overlapping(span) is not None


class _Quotations(_Places):
    """Quotations without overlap, as the places that they take with their marks."""

    def __init__(self, quoted: Iterable[QuotedSpan]) -> None:
        self._quoted = {each.outer: each for each in quoted}
        super().__init__(self._quoted)

    def around(self, span: Span) -> Span:
        """Return *span* with the whole of the quotations at its ends that are mostly in it."""
        for place in (self._at(Span(span.start, span.start + 1)), self._at(span)):
            if place and self._quoted[place].is_mostly_in(span):
                span = self._quoted[place].joined_to(span)
        return span
