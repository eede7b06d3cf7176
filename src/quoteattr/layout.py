"""Lines of a page → paragraphs, the part each one plays, and the articles they belong to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from itertools import pairwise
from typing import TYPE_CHECKING

from .types import ParagraphKind, Span

if TYPE_CHECKING:
    from .lang.shapes import Layout

__all__ = ["cut_paragraphs", "label_paragraphs"]

LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
FEWEST_WRAPPED = 3
LONGEST_HEADLINE = 24
FULL_STOPS = frozenset(".!?…:;,")
MARKS = "\"'“”‘’«»„‹›"
EMBED = re.compile(r"@\w{1,30}\b|pic\.twitter\.com/")
RULE = re.compile(r"[\W_]{3,}\Z")
HANDLE = re.compile(r"\(@\w{1,30}\)")


def cut_paragraphs(text: str) -> tuple[Span, ...]:
    """Return the paragraphs of *text* in order, white space at both ends left out.

    A blank line ends a paragraph, and so does a single line break, except where the line was wrapped: the next line
    goes on in lower case. Where that is so at every third line break or more, all lines of the text are taken as
    wrapped, and only blank lines end a paragraph.
    """
    lines = [span for match in LINE.finditer(text) if (span := _strip(text, match.start(), match.end()))]
    breaks = [pair for pair in pairwise(lines) if _is_single_break(text, *pair)]
    wrapped = {line for line, following in breaks if _goes_on(text, line, following)}
    if len(wrapped) >= FEWEST_WRAPPED and 3 * len(wrapped) >= len(breaks):
        wrapped = {line for line, _ in breaks}
    return tuple(_join(lines, wrapped))


def _strip(text: str, start: int, end: int) -> Span | None:
    body = text[start:end]
    left = len(body) - len(body.lstrip())
    return Span(start + left, start + len(body.rstrip())) if body.strip() else None


def _is_single_break(text: str, line: Span, following: Span) -> bool:
    return len(text[line.end : following.start].replace("\r\n", "\n").strip(" \t\xa0")) == 1


def _goes_on(text: str, line: Span, following: Span) -> bool:
    return text[line.end - 1] not in FULL_STOPS - {",", ";"} and text[following.start].islower()


def _join(lines: Sequence[Span], wrapped: Set[Span]) -> Iterator[Span]:
    start: int | None = None
    for line in lines:
        start = line.start if start is None else start
        if line not in wrapped:
            yield Span(start, line.end)
            start = None


def label_paragraphs(text: str, spans: Sequence[Span], layout: Layout) -> tuple[tuple[ParagraphKind, int], ...]:
    """Return for each paragraph its kind and the number of its article on the page, from 0.

    A further article begins at a headline that a byline or date line follows, or after a ruled line.
    """
    kinds = [_kind(span.of(text), layout) for span in spans]
    articles: list[int] = []
    article, seen_body = 0, False
    for index, kind in enumerate(kinds):
        if seen_body and _begins_article(kinds, index):
            article, seen_body = article + 1, False
        seen_body = seen_body or kind is ParagraphKind.BODY
        articles.append(article)
    return tuple(zip(kinds, articles, strict=True))


def _begins_article(kinds: Sequence[ParagraphKind], index: int) -> bool:
    following = kinds[index + 1] if index + 1 < len(kinds) else None
    return kinds[index] is ParagraphKind.HEADLINE and following is ParagraphKind.BYLINE


def _kind(line: str, layout: Layout) -> ParagraphKind:
    low = line.lower()
    bare = low.strip(" \t\xa0.:!|»«›‹→←↑↓⇧*-–—#").replace("’", "'")
    if not bare or bare in layout.boilerplate_lines or low.startswith(layout.boilerplate_starts) or RULE.match(line):
        return ParagraphKind.BOILERPLATE
    if EMBED.match(line) or HANDLE.search(line):
        return ParagraphKind.BOILERPLATE
    words = low.split()
    if len(words) > LONGEST_HEADLINE or line.rstrip(MARKS)[-1:] in FULL_STOPS:
        return ParagraphKind.BODY
    if low.startswith(layout.byline_starts) or _is_date_line(words, layout):
        return ParagraphKind.BYLINE
    return ParagraphKind.HEADLINE


def _is_date_line(words: Sequence[str], layout: Layout) -> bool:
    bare = [word.strip(".,()–—-") for word in words]
    return any(word in layout.months for word in bare) and any(re.fullmatch(r"(19|20)\d\d", word) for word in bare)
