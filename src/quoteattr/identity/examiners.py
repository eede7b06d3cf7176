"""Who asks the questions of a transcript: the heading above them says it, the label Q does not."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from attrs import frozen

from ..types import Segmentation, Span

if TYPE_CHECKING:
    from ..lang import Lexicon
    from ..lang.shapes import Pages

__all__ = ["find_examiners"]

WORD = re.compile(r"\w+")
LONGEST_HEADING = 100


@frozen
class _Heading:
    """A line that begins an examination; the name is missing where none is told."""

    start: int
    article: int
    name: Span | None


def find_examiners(
    segmentation: Segmentation, names: Sequence[Span], mentions: Iterable[Span], lexicon: Lexicon
) -> Mapping[Span, Span]:
    """Return for each label of a question the name in the last heading *Examination by …* above it.

    Args:
        segmentation: The text.
        names: Where somebody is named, in text order.
        mentions: Sources, among them the labels.
        lexicon: The words of the language.

    Returns:
        Labels without such a heading are absent. O(n log n).
    """
    questions = [span for span in mentions if _is_question(segmentation, span, lexicon)]
    headings = tuple(_headings(segmentation, names, lexicon)) if questions else ()
    found = ((span, _heading_above(segmentation, headings, span)) for span in questions)
    return {span: heading.name for span, heading in found if heading and heading.name}


def _is_question(segmentation: Segmentation, span: Span, lexicon: Lexicon) -> bool:
    if span.of(segmentation.text).lower() not in lexicon.pages.questions or not segmentation.paragraphs:
        return False
    # A quoted transcript has a mark before each label.
    return span.start - segmentation.paragraphs[segmentation.paragraph_at(span.start)].span.start <= 1


def _heading_above(segmentation: Segmentation, headings: Sequence[_Heading], span: Span) -> _Heading | None:
    at = bisect.bisect_right(headings, span.start, key=lambda heading: heading.start) - 1
    article = segmentation.paragraphs[segmentation.paragraph_at(span.start)].article
    return headings[at] if at >= 0 and headings[at].article == article else None


def _headings(segmentation: Segmentation, names: Sequence[Span], lexicon: Lexicon) -> Iterator[_Heading]:
    for paragraph in segmentation.paragraphs:
        offset = _before_name(segmentation.text, paragraph.span, lexicon.pages)
        if offset is not None:
            name = _name_behind(segmentation, names, Span(offset, paragraph.span.end), lexicon)
            yield _Heading(paragraph.span.start, paragraph.article, name)


def _before_name(text: str, line: Span, pages: Pages) -> int | None:
    """Where the name begins in *Cross-examination by Mr. Boe* or *By Mr. Boe:*; ``None`` in other lines."""
    words = tuple(WORD.finditer(text, line.start, line.end)) if len(line) <= LONGEST_HEADING else ()
    low = [word[0].lower() for word in words]
    agents = [at for at, word in enumerate(low) if word in pages.examiners]
    if not agents:
        return None
    again = agents[0] == 0 and text[line.end - 1] == ":"
    return words[agents[-1]].end() if again or not pages.examinations.isdisjoint(low[: agents[-1]]) else None


def _name_behind(segmentation: Segmentation, names: Sequence[Span], within: Span, lexicon: Lexicon) -> Span | None:
    """The name that is all that stands in a part of a line, but for a word of courtesy."""
    at = bisect.bisect_left(names, within.start, key=lambda span: span.start)
    if at >= len(names) or names[at].end > within.end:
        return None
    text, courtesy = segmentation.text, lexicon.people.honorifics
    before = text[within.start : names[at].start].lower().split()
    alone = not text[names[at].end : within.end].strip(" .:\xa0")
    return names[at] if alone and set(before) <= courtesy.male | courtesy.female | courtesy.unknown else None
