"""Texts for laws: every mark style, line ends, blanks, emoji, combining marks, nesting, marks that are lost."""

from __future__ import annotations

from attrs import frozen
from hypothesis import strategies as st

PAIRS = (("“", "”"), ("‘", "’"), ("«", "»"), ("‹", "›"), ("„", "”"), ("``", "''"))
GLYPHS = (*"\"'“”‘’‚‛„‟«»‹›`′″＂〝〞", "``", "''", "'''", "‘‘", "’’")
BLANKS = (" ", "  ", "\t", "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}", "\N{THIN SPACE}")
LINE_ENDS = ("\n", "\r\n", "\n\n", "\r\n\r\n", "\r", "\N{LINE SEPARATOR}", "\n \n")
POINTS = (".", ",", "!", "?", ":", ";", "…", "...", "—", "-", "(", ")", "[", "]", "/")
WORDS = ("Mara", "the", "don't", "o’clock", "it", "bosses", "6", "1999", "90s", "em", "naïve", "na\u0308ive", "said")
EMOJI = ("🎉", "👩\N{ZERO WIDTH JOINER}🚀", "🇫🇷")
UNSEEN = ("\N{COMBINING ACUTE ACCENT}", "\N{LEFT-TO-RIGHT EMBEDDING}", "\N{BOM}", "\0", "𝒬")
PLAIN = ("river", "slowly", "bridge", "green", "walked", "Anna", "seven", "winter", "paper", "under")


@frozen
class Marked:
    """A text whose quotations are known.

    Attributes:
        text: The text.
        outer: Start and end of each quotation with its marks, sorted by start, an outer one first.
    """

    text: str
    outer: tuple[tuple[int, int], ...]


def texts(max_size: int = 60) -> st.SearchStrategy[str]:
    """Texts with marks of every style in places where they may make no sense, and with anything else at times."""
    pieces = st.one_of(*map(st.sampled_from, (GLYPHS, GLYPHS, BLANKS, LINE_ENDS, POINTS, WORDS, WORDS, EMOJI, UNSEEN)))
    return st.lists(st.one_of(pieces, pieces, pieces, st.text(max_size=4)), max_size=max_size).map("".join)


def words(min_size: int = 1) -> st.SearchStrategy[str]:
    """A few plain words, without marks, with blanks between them."""
    return st.lists(st.sampled_from(PLAIN), min_size=min_size, max_size=5).map(" ".join)


@st.composite
def quotations(draw: st.DrawFn, depth: int = 3, around: str = "") -> Marked:
    """A quotation in directed marks, with quotations in other marks inside it."""
    opening, closing = draw(st.sampled_from([pair for pair in PAIRS if around not in pair]))
    body, outer = draw(words()), []
    if depth > 1 and draw(st.booleans()):
        inner = draw(quotations(depth=depth - 1, around=opening))
        shift = len(opening) + len(body) + 2
        outer = [(start + shift, end + shift) for start, end in inner.outer]
        body = f"{body}, {inner.text} {draw(words())}"
    text = f"{opening}{body},{closing}"
    return Marked(text, ((0, len(text)), *outer))


@st.composite
def well_marked(draw: st.DrawFn) -> Marked:
    """One paragraph in which every mark has its partner."""
    text, outer = draw(words()), []
    for quotation in draw(st.lists(quotations(), min_size=1, max_size=4)):
        shift = len(text) + 2
        outer += [(start + shift, end + shift) for start, end in quotation.outer]
        text = f"{text}: {quotation.text} {draw(words())}"
    return Marked(f"{text}.", tuple(outer))
