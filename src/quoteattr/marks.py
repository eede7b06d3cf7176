"""Quotation marks → `QuotedSpan`: pairing, nesting, quotations that run over paragraphs, missing marks."""

from __future__ import annotations

import bisect
from typing import TYPE_CHECKING

from attrs import Factory, define, field

from .glyphs import Direction, Mark, Side, read_marks
from .types import ParagraphKind, QuotedSpan, Segmentation, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .lang.shapes import Marks

__all__ = ["find_quoted"]

DEEPEST = 8
# How far a word may stand from its opening mark and still be closed by what may be an apostrophe.
WEAK_REACH = 60
ENDS_OF_SENTENCE = (".", "!", "?", "…")


def find_quoted(segmentation: Segmentation, marks: Marks) -> tuple[QuotedSpan, ...]:
    """Return every stretch between quotation marks, sorted by its outer start, an outer one before its inner ones.

    The marks of each paragraph are paired by what stands around them, then by their shape. Where a mark is
    missing, the structure of sentences and paragraphs stands in for it, and the span is not `closed`: a quotation
    left open ends before the next one that opens after a pause, else at the end of its paragraph (of its sentence,
    where it is a fragment of one); a quotation without its opening mark begins with its sentence, or where the
    quotation of the paragraph before was left open, with its paragraph. Single marks need good support to count,
    since most of them are apostrophes.

    Args:
        segmentation: The text cut into paragraphs and sentences.
        marks: The quotation marks of the language.

    Returns:
        Spans in code points of the caller's text, half-open. `outer` has the marks, `inner` is without them and
        without white space at its ends. Two spans are apart or one lies in the other; no more than 8 marks at a
        time wait for their closing mark. Stretches with no visible character are left out. Empty for a text
        without quotation marks. Never raises for any text; the time is linear in its length, but for a binary
        search for the sentence of a missing mark.

    Example:
        >>> from quoteattr.lang import load
        >>> from quoteattr.types import Paragraph, ParagraphKind, Sentence
        >>> text = "‘Don’t,’ she said."
        >>> whole = Span(0, len(text))
        >>> paragraphs = (Paragraph(whole, ParagraphKind.BODY, 0, (0, 1)),)
        >>> segmentation = Segmentation(text, paragraphs, (Sentence(whole, (0, 0), 0),), (), ())
        >>> [quoted.inner.of(text) for quoted in find_quoted(segmentation, load("en").marks)]
        ['Don’t,']
    """
    text = segmentation.text
    bounds = [sentence.span.start for sentence in segmentation.sentences]
    readings = [read_marks(text, paragraph.span, marks) for paragraph in segmentation.paragraphs]
    found: list[QuotedSpan] = []
    left_open: frozenset[int] = frozenset()
    for paragraph, reading, reopened in zip(
        segmentation.paragraphs, readings, _reopened(segmentation, readings), strict=True
    ):
        scan = _Scan(text, paragraph.span, reading, bounds, left_open, reopened)
        found.extend(_nested(text, scan.run()))
        if paragraph.kind is not ParagraphKind.BOILERPLATE:
            left_open = scan.left_open
    return tuple(found)


def _reopened(segmentation: Segmentation, readings: Sequence[Sequence[Mark]]) -> list[frozenset[int]]:
    """For each paragraph: what the next one that is not page furniture begins with."""
    following: list[frozenset[int]] = []
    head: frozenset[int] = frozenset()
    for paragraph, reading in zip(reversed(segmentation.paragraphs), reversed(readings), strict=True):
        following.append(head)
        if paragraph.kind is not ParagraphKind.BOILERPLATE:
            head = frozenset(_head(reading))
    return following[::-1]


def _head(reading: Iterable[Mark]) -> Iterator[int]:
    for mark in reading:
        if mark.before is not Side.EDGE or mark.direction is Direction.CLOSES:
            return
        yield mark.family


@define(eq=False)
class _Draft:
    """A quotation under way."""

    family: int
    start: int
    end: int
    opening: Mark | None = None
    closing: Mark | None = None
    continues: bool = False
    depth: int = 0

    @property
    def inner_start(self) -> int:
        return self.opening.end if self.opening else self.start

    @property
    def inner_end(self) -> int:
        return self.closing.start if self.closing else self.end


@define(eq=False)
class _Open:
    """An opening mark that waits for its closing mark, and where the quotation ends if none comes."""

    mark: Mark
    number: int
    next_opening: Mark | None = None
    next_after_pause: Mark | None = None


@define(eq=False)
class _Scan:
    """One pass over the marks of a paragraph."""

    text: str
    paragraph: Span
    marks: Sequence[Mark]
    bounds: Sequence[int]
    arriving: frozenset[int]
    reopened: frozenset[int]
    left_open: frozenset[int] = frozenset()
    drafts: list[_Draft] = Factory(list)
    stack: list[_Open] = Factory(list)
    ends: dict[int, int] = Factory(dict)
    following: list[Mark | None] = field(init=False)
    last_closing: dict[int, int] = field(init=False)

    def __attrs_post_init__(self) -> None:
        following: list[Mark | None] = []
        nearest: dict[int, Mark] = {}
        self.last_closing = {}
        for mark in reversed(self.marks):
            following.append(nearest.get(mark.family))
            nearest[mark.family] = mark
            if mark.direction is not Direction.OPENS:
                self.last_closing.setdefault(mark.family, mark.start)
        self.following = following[::-1]

    def run(self) -> list[_Draft]:
        for number, mark in enumerate(self.marks):
            level = self._level(mark)
            if mark.weak and self._is_no_mark(number, level):
                continue
            if self._opens(number, level):
                self._open(number)
            elif level is not None:
                self._close(mark, level)
            else:
                self._close_unopened(mark)
        while self.stack:
            self._give_up(self.stack.pop(), self.paragraph.end)
        return self.drafts

    def _level(self, mark: Mark) -> int | None:
        """The innermost place on the stack that this mark could close."""
        for level in range(len(self.stack) - 1, -1, -1):
            waiting = self.stack[level].mark
            if waiting.family == mark.family:
                return level
            if mark.apostrophe and self.last_closing.get(waiting.family, -1) > mark.start:
                return None
        return None

    def _opens(self, number: int, level: int | None) -> bool:
        mark = self.marks[number]
        if mark.direction is Direction.EITHER:
            return level is None
        return mark.direction is Direction.OPENS or (level is None and self._is_misplaced(number))

    def _is_misplaced(self, number: int) -> bool:
        """Whether a closing mark opens a quotation one blank too early: the next mark in its sentence closes too."""
        mark, following = self.marks[number], self.following[number]
        if mark.apostrophe or mark.after is not Side.SPACE or following is None:
            return False
        if self._arrives(mark) or self.text.endswith(ENDS_OF_SENTENCE, 0, mark.start):
            return False
        closes = following.direction is Direction.CLOSES and following.before is not Side.SPACE
        return closes and following.start < self._sentence_end(mark.start)

    def _arrives(self, mark: Mark) -> bool:
        """Whether this closing mark can belong to the quotation that the paragraph before left open."""
        return mark.family in self.arriving and mark.family not in self.ends

    def _is_no_mark(self, number: int, level: int | None) -> bool:
        """Whether a mark that may be an apostrophe or a unit is one: a better closing mark follows, or none is due."""
        mark, following = self.marks[number], self.following[number]
        if level is None:
            return True
        better = following is not None and following.direction is Direction.CLOSES
        if not mark.apostrophe:
            return better
        if following is not None and better and not following.weak:
            return following.before is Side.AFTER or following.start < self._sentence_end(mark.start)
        return mark.start - self.stack[level].mark.end > WEAK_REACH

    def _open(self, number: int) -> None:
        mark = self.marks[number]
        for waiting in self.stack:
            if waiting.mark.family == mark.family:
                waiting.next_opening = waiting.next_opening or mark
                if mark.pause:
                    waiting.next_after_pause = waiting.next_after_pause or mark
        if len(self.stack) == DEEPEST:
            self._give_up(self.stack.pop(0), mark.start)
        self.stack.append(_Open(mark, number))

    def _close(self, mark: Mark, level: int) -> None:
        while len(self.stack) > level + 1:
            self._give_up(self.stack.pop(), mark.start)
        opening = self.stack.pop().mark
        self._keep(_Draft(mark.family, opening.start, mark.end, opening, mark, self._reopens(opening)))

    def _reopens(self, opening: Mark) -> bool:
        return opening.before is Side.EDGE and opening.family in self.arriving

    def _keep(self, draft: _Draft) -> None:
        self.drafts.append(draft)
        self.ends[draft.family] = draft.end

    def _close_unopened(self, mark: Mark) -> None:
        """A closing mark with a word before it ends a quotation whose opening mark is missing."""
        after_word = mark.before is Side.WORD and mark.after is not Side.JOINER
        by_shape = after_word and mark.shape is Direction.CLOSES
        if mark.apostrophe or mark.weak or not (by_shape or mark.before is Side.AFTER):
            return
        continues = self._arrives(mark)
        if continues:
            start = self.paragraph.start
        else:
            start = max(self._sentence_start(mark.start), self.ends.get(mark.family, 0), self.paragraph.start)
        if self.stack:
            start = max(start, self.stack[-1].mark.end)
        for draft in reversed(self.drafts):
            if draft.end <= start:
                break
            if draft.start < start:
                start = draft.end
        start = _skip_blanks(self.text, start, mark.start)
        self._keep(_Draft(mark.family, start, mark.end, None, mark, continues))

    def _give_up(self, waiting: _Open, limit: int) -> None:
        """Find an end for a quotation whose closing mark is missing."""
        mark, doubled = waiting.mark, waiting.next_opening
        to_the_end = limit == self.paragraph.end and waiting.next_after_pause is None
        chained = to_the_end and mark.family in self.reopened
        if doubled is not None and doubled.start == mark.end:
            return
        if mark.apostrophe and not self._is_certain(mark, chained):
            return
        end = self._healed_end(waiting, limit, chained)
        if end == self.paragraph.end:
            self.left_open |= {mark.family}
        end = _drop_blanks(self.text, mark.end, end)
        self._keep(_Draft(mark.family, mark.start, end, mark, None, self._reopens(mark)))

    def _is_certain(self, mark: Mark, chained: bool) -> bool:
        """Whether an opening mark that could be an apostrophe is none, though it is never closed."""
        year = self.text[mark.end : mark.end + 1].isdigit()
        return self._is_speech(mark) and (chained or (mark.shape is Direction.OPENS and not year))

    def _is_speech(self, mark: Mark) -> bool:
        return mark.pause or mark.before is Side.EDGE

    def _healed_end(self, waiting: _Open, limit: int, chained: bool) -> int:
        mark, stop = waiting.mark, waiting.next_after_pause
        if stop is not None and stop.start < limit:
            sentence = self._sentence_start(stop.start)
            return sentence if sentence > mark.end else stop.start
        if chained or self._is_speech(mark) or not self.text[mark.end : mark.end + 1].islower():
            return limit
        nested = waiting.next_opening
        return min(limit, self._sentence_end(mark.start), nested.start if nested else limit)

    def _sentence_start(self, offset: int) -> int:
        number = bisect.bisect_right(self.bounds, offset) - 1
        return self.bounds[number] if number >= 0 else 0

    def _sentence_end(self, offset: int) -> int:
        """Where the next sentence begins; no further than the paragraph."""
        number = bisect.bisect_right(self.bounds, offset)
        return min(self.bounds[number] if number < len(self.bounds) else len(self.text), self.paragraph.end)


def _skip_blanks(text: str, start: int, end: int) -> int:
    while start < end and text[start].isspace():
        start += 1
    return start


def _drop_blanks(text: str, start: int, end: int) -> int:
    while start < end and text[end - 1].isspace():
        end -= 1
    return end


def _nested(text: str, drafts: Iterable[_Draft]) -> Iterator[QuotedSpan]:
    around: list[_Draft] = []
    kept: list[_Draft] = []
    for draft in sorted(drafts, key=lambda draft: (draft.start, -draft.end)):
        while around and around[-1].end <= draft.start:
            around.pop()
        # A healed end gives way to marks that are there.
        while around and around[-1].end < draft.end:
            around[-1].end = _drop_blanks(text, around[-1].inner_start, draft.start)
            around.pop()
        draft.depth = len(around)
        around.append(draft)
        kept.append(draft)
    yield from (_quoted(text, draft) for draft in kept if _is_visible(text, draft))


def _is_visible(text: str, draft: _Draft) -> bool:
    return bool(text[draft.inner_start : draft.inner_end].strip())


def _quoted(text: str, draft: _Draft) -> QuotedSpan:
    start = _skip_blanks(text, draft.inner_start, draft.inner_end)
    opening, closing = draft.opening, draft.closing
    return QuotedSpan(
        outer=Span(draft.start, draft.end),
        inner=Span(start, _drop_blanks(text, start, draft.inner_end)),
        opening=text[opening.start : opening.end] if opening else "",
        closing=text[closing.start : closing.end] if closing else "",
        depth=draft.depth,
        closed=opening is not None and closing is not None,
        continues=draft.continues,
    )
