"""Quotations, attributions and turns → `Report`: content, cue, source and type of every quote; no identities yet.

Quotation marks and layout are nearly certain, so they decide where quoted content begins and ends, and that what
begins with a whole quoted sentence ends with it. The tagger decides which words signal an attribution, who is its
source, and where other content without marks ends.
"""

from __future__ import annotations

import bisect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from attrs import evolve, frozen

from .lang.shapes import Pages
from .types import (
    Attribution,
    Evidence,
    ParagraphKind,
    QuotedSpan,
    QuotedUse,
    QuoteType,
    Report,
    Segmentation,
    Sentence,
    Span,
    Tags,
    Turn,
)

__all__ = ["find_reports", "keep_likely"]

EDGES = " \t\r\n\v\f\xa0\u2009\u200b,;:.!?…-–—―'\"“”‘’«»‹›„‚`()[]"
SHORTEST_UNREPORTED = 4
# How many of the latest quotes may matter to the next one.
NEAR = 24
# Beliefs in quotes that no cue signals: judged by reading, since corpora of attributions leave most of them out.
LAYOUT_SCORE = 0.9
GOES_ON_SCORE = 0.6
PARAPHRASE_SCORE = 0.3


@frozen
class _Draft:
    """A report that does not yet know its place among the others."""

    content: tuple[Span, ...]
    cue: tuple[Span, ...]
    source: tuple[Span, ...]
    type: QuoteType
    rule: str
    score: float = 1.0
    heading: Span | None = None
    goes_on: bool = False
    of_layout: bool = False


def find_reports(
    segmentation: Segmentation, quoted: Sequence[QuotedSpan], tags: Tags, turns: Sequence[Turn], pages: Pages
) -> tuple[Report, ...]:
    """Return the quotes of a text in document order, an outer one before those that stand inside it.

    Args:
        segmentation: The text.
        quoted: Its quotations, sorted, with what they are there for.
        tags: The attributions that the tagger found.
        turns: What the layout gives to somebody.
        pages: The pronouns of somebody who speaks for themselves.

    Returns:
        One report a quote. A quotation that an attribution interrupts is one report with several contents; a
        quotation of its own that no attribution reports joins the quote before it in its paragraph, or is a report
        that `follows` the one before. Contents include their quotation marks. Never raises for any text.
    """
    speech = [span for span in quoted if span.use is QuotedUse.SPEECH]
    drafts = [_from_turn(segmentation, speech, turn) for turn in turns]
    named = {turn.source for turn in turns if turn.source}
    others = [each for each in _of_others(segmentation.text, tags, turns, pages) if named.isdisjoint(each.source)]
    drafts += _from_tags(segmentation, quoted, speech, others)
    labels = _Cover(turn.source for turn in turns if turn.source and turn.cue and turn.cue.start >= turn.source.end)
    pieces = (piece for draft in drafts for piece in _by_paragraph(segmentation, draft))
    drafts = [piece for piece in pieces if not any(labels.meets(span) for span in piece.content)]
    drafts = [draft for draft in _distinct(segmentation.text, drafts) if not _is_furniture(segmentation, draft)]
    outer = [draft for draft in drafts if not _is_quoted(draft, speech)]
    inner = [draft for draft in drafts if _is_quoted(draft, speech)]
    outer = _named_later(list(_with_unreported(segmentation, speech, outer)), speech)
    return _placed([*outer, *inner])


def keep_likely(reports: Sequence[Report], least: float) -> tuple[Report, ...]:
    """Return the reports whose score is at least *least*, with the places of those they refer to set anew.

    A report that stood in one that is gone stands in what that one stood in; one that followed it, follows what that
    one followed.
    """
    places = {old: new for new, old in enumerate(at for at, each in enumerate(reports) if each.score >= least)}

    def place(at: int | None, link: Callable[[Report], int | None]) -> int | None:
        while at is not None and at not in places:
            at = link(reports[at])
        return None if at is None else places[at]

    return tuple(
        evolve(
            reports[old],
            nested_in=place(reports[old].nested_in, lambda report: report.nested_in),
            follows=place(reports[old].follows, lambda report: report.follows),
        )
        for old in places
    )


# --- drafts ----------------------------------------------------------------------------------------------------------


def _from_turn(segmentation: Segmentation, speech: Sequence[QuotedSpan], turn: Turn) -> _Draft:
    content = (turn.content,)
    kind = QuoteType.DIRECT if turn.spoken else _type(segmentation.text, speech, content)
    return _Draft(
        content,
        (turn.cue,) if turn.cue else (),
        (turn.source,) if turn.source else (),
        kind,
        turn.rule,
        score=LAYOUT_SCORE,
        heading=turn.heading,
        goes_on=turn.continues,
        of_layout=True,
    )


def _of_others(text: str, tags: Tags, turns: Sequence[Turn], pages: Pages) -> Iterator[Attribution]:
    """The attributions but those in which the speaker of a turn speaks of themselves."""
    spoken = _Cover(turn.content for turn in turns if turn.spoken)
    for each in tags.attributions:
        own = each.source and each.source[0].of(text).lower() in pages.first_person
        if not own or not spoken.meets(each.source[0]):
            yield each


def _from_tags(
    segmentation: Segmentation,
    quoted: Sequence[QuotedSpan],
    speech: Sequence[QuotedSpan],
    attributions: Iterable[Attribution],
) -> Iterator[_Draft]:
    outermost = [span for span in speech if span.depth == 0]
    marks = _Marks.of(quoted)
    for each in attributions:
        content = tuple(_ended(segmentation, marks.around(span), outermost) for span in _snapped(each, outermost))
        content = tuple(span for span in content if span.of(segmentation.text).strip().strip(EDGES))
        if content:
            kind = _type(segmentation.text, speech, content)
            yield _Draft(content, each.cue, each.source, kind, each.rule, each.score)


def _by_paragraph(segmentation: Segmentation, draft: _Draft) -> list[_Draft]:
    """The draft cut at the ends of paragraphs; the paragraph of the cue keeps cue and source, the others go on."""
    pieces: dict[int, list[Span]] = {}
    for span in draft.content:
        for part in _cut_at_paragraphs(segmentation, span):
            pieces.setdefault(segmentation.paragraph_at(part.start), []).append(part)
    if len(pieces) < 2:
        return [draft]
    home = segmentation.paragraph_at((draft.cue or draft.content)[0].start)
    home = home if home in pieces else min(pieces, key=lambda place: abs(place - home))
    return [
        evolve(draft, content=tuple(parts))
        if place == home
        else evolve(draft, content=tuple(parts), cue=(), source=(), heading=_name_of(draft, place < home), goes_on=True)
        for place, parts in pieces.items()
    ]


def _name_of(draft: _Draft, comes_before: bool) -> Span | None:
    return draft.source[0] if comes_before and draft.source else None


def _cut_at_paragraphs(segmentation: Segmentation, span: Span) -> Iterator[Span]:
    at = segmentation.paragraph_at(span.start)
    while at < len(segmentation.paragraphs) and segmentation.paragraphs[at].span.start < span.end:
        extent = segmentation.paragraphs[at].span
        if extent.overlaps(span):
            yield Span(max(span.start, extent.start), min(span.end, extent.end))
        at += 1


def _snapped(found: Attribution, quoted: Sequence[QuotedSpan]) -> tuple[Span, ...]:
    """The content with each boundary near a quotation mark moved to it: quotations are said whole or not at all.

    What somebody reports inside a quotation stays inside it.
    """
    moved: list[Span] = []
    for span in found.content:
        at = bisect.bisect_right(quoted, span.start, key=lambda each: each.outer.end)
        while at < len(quoted) and quoted[at].outer.start < span.end:
            if not any(cue in quoted[at].outer for cue in found.cue):
                span = _snap(span, quoted[at])
            at += 1
        if moved and span.start <= moved[-1].end:
            span = Span(moved[-1].start, max(moved.pop().end, span.end))
        moved.append(span)
    return tuple(moved)


def _snap(span: Span, quoted: QuotedSpan) -> Span:
    if quoted.is_mostly_in(span):
        return quoted.joined_to(span)
    shared = min(span.end, quoted.inner.end) - max(span.start, quoted.inner.start)
    if span in quoted.outer or 2 * shared >= len(span):
        return span
    if span.start < quoted.outer.start:
        return Span(span.start, quoted.outer.start)
    return Span(quoted.outer.end, span.end)


@frozen
class _Marks:
    """The marks of all quotations, what they are there for aside: by the end of what is inside, and by its start."""

    closing: Mapping[int, Span]
    opening: Mapping[int, Span]

    @classmethod
    def of(cls, quoted: Sequence[QuotedSpan]) -> _Marks:
        closed = [span for span in quoted if span.closed]
        return cls({span.inner.end: span.outer for span in closed}, {span.inner.start: span.outer for span in closed})

    def around(self, span: Span) -> Span:
        """Return *span* with the mark that belongs to the one at its other end, or in it."""
        closing, opening = self.closing.get(span.end), self.opening.get(span.start)
        end = closing.end if closing and closing.start >= span.start else span.end
        start = opening.start if opening and opening.end <= end else span.start
        return Span(start, end)


def _ended(segmentation: Segmentation, span: Span, quoted: Sequence[QuotedSpan]) -> Span:
    """The content up to the end of the quotations that it begins with, if the last of them ends a sentence.

    Of 1,850 annotated contents in the training part of PolNeAR that begin so, 10 go on without marks.
    """
    at = bisect.bisect_left(quoted, span.start, key=lambda each: each.outer.start)
    end = span.start
    while at < len(quoted) and quoted[at].outer.start < span.end:
        if segmentation.text[end : quoted[at].outer.start].strip():
            break
        end = quoted[at].outer.end
        at += 1
    return Span(span.start, end) if span.start < end < span.end and _ends_sentence(segmentation, end) else span


def _ends_sentence(segmentation: Segmentation, offset: int) -> bool:
    last = segmentation.token_range(Span(offset - 1, offset))
    return bool(last) and segmentation.sentences[segmentation.tokens[last.start].sentence].span.end == offset


def _type(text: str, speech: Sequence[QuotedSpan], content: Sequence[Span]) -> QuoteType:
    """Direct if no word stands outside quotation marks, indirect if none stands inside."""
    inside = [span for each in content for span in _quoted_in(each, speech)]
    if not inside:
        return QuoteType.INDIRECT
    if any(_has_words_outside(text, each, inside) for each in content):
        return QuoteType.MIXED
    return QuoteType.DIRECT


def _quoted_in(content: Span, speech: Sequence[QuotedSpan]) -> Iterator[Span]:
    at = bisect.bisect_left(speech, content.start, key=lambda span: span.outer.start)
    while at < len(speech) and speech[at].outer.start < content.end:
        if speech[at].outer in content:
            yield speech[at].outer
        at += 1


def _has_words_outside(text: str, content: Span, inside: Sequence[Span]) -> bool:
    at = content.start
    for span in inside:
        if span.start >= content.end or span.end <= content.start:
            continue
        if text[at : max(at, span.start)].strip(EDGES):
            return True
        at = max(at, span.end)
    return bool(text[at : content.end].strip(EDGES))


def _distinct(text: str, drafts: Iterable[_Draft]) -> list[_Draft]:
    """Of drafts with the same words the one with a source, else the first; what the layout tells goes first."""
    best: dict[tuple[Span, ...], _Draft] = {}
    for draft in drafts:
        words = tuple(_words(text, span) for span in draft.content)
        known = best.get(words)
        if known is None or (draft.source and not known.source and not known.goes_on and not known.heading):
            best[words] = draft
    return sorted(best.values(), key=lambda draft: draft.content)


def _words(text: str, span: Span) -> Span:
    """*span* without marks, punctuation and white space at its ends."""
    body = span.of(text)
    left = len(body) - len(body.lstrip(EDGES))
    return Span(span.start + left, span.start + max(left, len(body.rstrip(EDGES))))


def _is_furniture(segmentation: Segmentation, draft: _Draft) -> bool:
    return segmentation.paragraphs[segmentation.paragraph_at(draft.content[0].start)].kind is ParagraphKind.BOILERPLATE


def _is_quoted(draft: _Draft, speech: Sequence[QuotedSpan]) -> bool:
    """Whether the draft, its cue included, stands inside a quotation.

    What the layout tells does not: a label behind the mark of a quoted transcript names who says the quotation.
    """
    if draft.of_layout:
        return False
    at = bisect.bisect_right(speech, draft.content[0].start, key=lambda span: span.outer.start) - 1
    while at >= 0 and speech[at].depth > 0:
        at -= 1
    spans = (*draft.content, *draft.cue)
    return at >= 0 and bool(draft.cue) and all(span in speech[at].outer for span in spans)


# --- quotations that nothing reports ---------------------------------------------------------------------------------


def _with_unreported(
    segmentation: Segmentation, speech: Sequence[QuotedSpan], drafts: Sequence[_Draft]
) -> Iterator[_Draft]:
    """Give the outermost quotations without attribution to the quote before them, or make them quotes of their own."""
    covered = _Cover(span for draft in drafts for span in draft.content)
    waiting = [span for span in speech if span.depth == 0 and not covered.meets(span.outer)]
    queue: list[_Draft | QuotedSpan] = sorted(
        [*drafts, *waiting], key=lambda each: each.outer if isinstance(each, QuotedSpan) else each.content[0]
    )
    done: list[_Draft] = []
    for each in queue:
        if isinstance(each, _Draft):
            done.append(each)
            continue
        host = _host(segmentation, done, each)
        if host is not None:
            done[host] = evolve(done[host], content=(*done[host].content, each.outer))
        else:
            done.extend(_unreported(segmentation, speech, done, each))
    return iter(done)


class _Cover:
    """Spans joined where they overlap, to ask quickly whether another one meets them."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._joined: list[Span] = []
        for span in sorted(spans):
            if self._joined and span.start < self._joined[-1].end:
                last = self._joined.pop()
                span = Span(last.start, max(last.end, span.end))
            self._joined.append(span)

    def meets(self, span: Span) -> bool:
        """Return whether *span* overlaps one of the spans; O(log n)."""
        at = bisect.bisect_left(self._joined, span.end, key=lambda each: each.start) - 1
        return at >= 0 and self._joined[at].overlaps(span)


def _named_later(drafts: list[_Draft], speech: Sequence[QuotedSpan]) -> list[_Draft]:
    """Give quotations that run on into the next paragraph the source that stands behind their end."""
    home = {span: place for place, draft in enumerate(drafts) for span in draft.content}
    outermost = [span for span in speech if span.depth == 0]
    for span, following in reversed(list(pairwise(outermost))):
        here, there = home.get(span.outer), home.get(following.outer)
        if span.closed or not following.continues or here is None or there is None or drafts[here].source:
            continue
        name = drafts[there].source[0] if drafts[there].source else drafts[there].heading
        drafts[here] = evolve(drafts[here], heading=name)
    return drafts


def _is_standalone(segmentation: Segmentation, span: QuotedSpan) -> bool:
    """Whether the quotation is a sentence or more by itself."""
    tokens = segmentation.token_range(span.outer)
    if not tokens:
        return False
    first = segmentation.sentences[segmentation.tokens[tokens.start].sentence]
    last = segmentation.sentences[segmentation.tokens[tokens.stop - 1].sentence]
    text = segmentation.text
    before = text[first.span.start : max(first.span.start, span.outer.start)]
    after = text[span.outer.end : max(last.span.end, span.outer.end)]
    return not before.strip(EDGES) and not after.strip(EDGES)


def _host(segmentation: Segmentation, done: Sequence[_Draft], span: QuotedSpan) -> int | None:
    """The direct quote of the same paragraph that a quotation by itself goes on with: ``“A,” he said. “B.”``."""
    if not done or not _is_standalone(segmentation, span):
        return None
    paragraph = segmentation.paragraph_at(span.outer.start)
    between: list[tuple[Span, ...]] = []
    for index in range(len(done) - 1, max(-1, len(done) - 1 - NEAR), -1):
        draft = done[index]
        if segmentation.paragraph_at(draft.content[-1].start) != paragraph:
            return None
        if draft.type is QuoteType.DIRECT and draft.content[-1].end <= span.outer.start:
            return index if all(source == draft.source for source in between) else None
        if draft.source:
            between.append(draft.source)
    return None


def _unreported(
    segmentation: Segmentation, speech: Sequence[QuotedSpan], done: Sequence[_Draft], span: QuotedSpan
) -> Iterator[_Draft]:
    paragraph = segmentation.paragraphs[segmentation.paragraph_at(span.outer.start)]
    if paragraph.kind in (ParagraphKind.BOILERPLATE, ParagraphKind.BYLINE):
        return
    if _is_standalone(segmentation, span):
        if paragraph.kind is ParagraphKind.BODY:
            source = done[-1].source if done and done[-1].content[-1] in paragraph.span else ()
            yield _Draft((span.outer,), (), source, QuoteType.DIRECT, "quotation goes on", GOES_ON_SCORE, goes_on=True)
        return
    words = span.inner.of(segmentation.text).split()
    if len(words) < SHORTEST_UNREPORTED or not done or 2 * sum(word[0].islower() for word in words) < len(words):
        return
    content = (_clause(segmentation, span),)
    if not any(content[0].overlaps(each) for draft in done[-NEAR:] for each in draft.content):
        kind = _type(segmentation.text, speech, content)
        yield _Draft(content, (), (), kind, "quoted words in a paraphrase", PARAPHRASE_SCORE, goes_on=True)


def _clause(segmentation: Segmentation, span: QuotedSpan) -> Span:
    tokens = segmentation.token_range(span.outer)
    first: Sentence = segmentation.sentences[segmentation.tokens[tokens.start].sentence]
    last: Sentence = segmentation.sentences[segmentation.tokens[tokens.stop - 1].sentence]
    return Span(first.span.start, max(last.span.end, span.outer.end))


# --- places ----------------------------------------------------------------------------------------------------------


def _placed(drafts: Sequence[_Draft]) -> tuple[Report, ...]:
    """Put the drafts in order and tell each one where it stands."""
    ordered = sorted(drafts, key=lambda draft: (draft.content[0].start, -draft.content[-1].end))
    reports: list[Report] = []
    last_outer: int | None = None
    open_ones: list[int] = []
    for index, draft in enumerate(ordered):
        while open_ones and ordered[open_ones[-1]].content[-1].end <= draft.content[0].start:
            open_ones.pop()
        host = next((at for at in reversed(open_ones) if _holds(ordered[at], draft)), None)
        reports.append(
            Report(
                type=draft.type,
                content=draft.content,
                cue=draft.cue,
                source=draft.source,
                nested_in=host,
                follows=last_outer if draft.goes_on and host is None else None,
                heading=draft.heading,
                score=draft.score,
                evidence=(Evidence("reports", draft.rule),),
            )
        )
        open_ones.append(index)
        if host is None:
            last_outer = index
    return tuple(reports)


def _holds(outer: _Draft, inner: _Draft) -> bool:
    """Whether all of *inner*, cue and content, lies in the content of *outer*."""
    return outer.content != inner.content and all(
        any(span in each for each in outer.content) for span in (*inner.content, *inner.cue)
    )
