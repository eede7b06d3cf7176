"""Documents → HTML with the quotes marked in their text: a fragment for notebooks, a page for browsers."""

from __future__ import annotations

import re
from collections import Counter, defaultdict, deque
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

import jinja2
from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import TextIO

    from ..types import Document, Quote

__all__ = ["to_html", "to_page", "write_page"]

ROLES = ("content", "source", "cue")
# Code points that HTML forbids, or that cannot be encoded.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@frozen
class Piece:
    """A stretch of text in which the same spans stand from beginning to end.

    Attributes:
        text: Its words.
        roles: What it is part of (``content``, ``source``, ``cue``); empty outside all quotes.
        quote: The innermost quote that it belongs to; ``None`` outside all quotes.
    """

    text: str
    roles: tuple[str, ...]
    quote: Quote | None


@frozen
class _Mark:
    start: int
    end: int
    role: str
    quote: Quote


def to_html(document: Document) -> str:
    """Return *document* as an HTML fragment, with content, source and cue of each quote marked in the text.

    The fragment carries its own style, which reaches nothing outside it, suits light and dark pages, and has no
    script. Everything from the document is escaped. Where quotes nest or overlap the text is cut at their bounds; the
    title of each piece names the speaker of the innermost quote.

    Example:
        >>> from quoteattr.types import Document
        >>> print(to_html(Document(id="a", text="2 < 3", quotes=(), speakers=())).splitlines()[-2])
        <div class="quoteattr-text">2 &lt; 3</div>
    """
    return _environment().get_template("fragment.html").render(document=document)


def to_page(documents: Iterable[Document]) -> str:
    """Return *documents* as one HTML page (see `to_html`), each under its id."""
    return "".join(_page(documents))


def write_page(documents: Iterable[Document], file: TextIO) -> None:
    """Write the page of *documents* to *file*, each document as soon as it comes.

    Args:
        documents: May be an iterator; it is read once.
        file: A text file open for writing, in UTF-8.
    """
    for chunk in _page(documents):
        file.write(chunk)


def _page(documents: Iterable[Document]) -> Iterator[str]:
    return _environment().get_template("page.html").generate(documents=documents)


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("quoteattr.formats"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["pieces"] = pieces
    environment.filters["legal"] = _legal
    return environment


def _legal(text: str) -> str:
    return FORBIDDEN.sub("\ufffd", text)


def pieces(document: Document) -> Iterator[Piece]:
    """Yield the text of *document* in pieces, cut where a span of a quote starts or ends.

    Never raises; spans past the end of the text are cut off there. O(n log n) in the number of spans.

    Example:
        >>> from quoteattr.types import Document
        >>> [piece.text for piece in pieces(Document(id="a", text="All of it.", quotes=(), speakers=()))]
        ['All of it.']
    """
    marks = sorted(_marks(document), key=lambda mark: (mark.start, -mark.end))
    change: dict[int, Counter[str]] = defaultdict(Counter, {0: Counter(), len(document.text): Counter()})
    for mark in marks:
        change[mark.start][mark.role] += 1
        change[mark.end][mark.role] -= 1
    coming = deque(marks)
    standing: list[_Mark] = []
    count: Counter[str] = Counter()
    for start, end in pairwise(sorted(change)):
        count.update(change[start])
        while coming and coming[0].start <= start:
            standing.append(coming.popleft())
        while standing and standing[-1].end <= start:
            standing.pop()
        roles = tuple(role for role in ROLES if count[role])
        yield Piece(document.text[start:end], roles, standing[-1].quote if standing else None)


def _marks(document: Document) -> Iterator[_Mark]:
    length = len(document.text)
    for quote in document.quotes:
        for role, spans in zip(ROLES, (quote.content, quote.source, quote.cue), strict=True):
            for span in spans:
                if span.start < min(span.end, length):
                    yield _Mark(span.start, min(span.end, length), role, quote)
