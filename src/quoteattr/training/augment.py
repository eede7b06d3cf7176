"""Layouts that news has and a corpus may have too little of: speaker labels, signed quotations, headlines.

Made from the direct quotes of the training documents themselves, put between paragraphs of others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

from ..formats.records import DocumentRecord, QuoteRecord
from ..types import QuoteType, Span

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator, Sequence

__all__ = ["Block", "Saying", "augment", "headline", "insert", "labelled", "sayings", "signed"]

STRAIGHT = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'"})
LESSER = str.maketrans({"“": "‘", "”": "’", '"': "'"})
# What stands more than once is drawn more often.
DASHES = ("—", "–", "―", "-", "--", "―", "—")
MARKS = (("“", "”"), ("“", "”"), ('"', '"'), ("‘", "’"), ("''", "''"))
NO_MARKS = ("", "")
EDGES = " \t\n\u00a0\"“”‘’'`«»,.;:—–-"
FEWEST_WORDS, MOST_WORDS, HEADLINE_WORDS, NAME_WORDS = 3, 70, 12, 4
# How often a document gets a block, how often that is of signed quotations, and so on.
SHARE_BLOCK, SHARE_SIGNED, SHARE_HEADLINE, SHARE_NAME_FIRST, SHARE_STRAIGHT = 0.15, 0.55, 0.06, 0.65, 0.2


@frozen
class Saying:
    """Words that somebody said, without marks, and the name of who said them."""

    words: str
    name: str


@frozen
class Block:
    """A text of its own with its quotes.

    Attributes:
        text: Lines to put between two paragraphs.
        quotes: Its quotes; offsets are those of *text*.
    """

    text: str = ""
    quotes: tuple[QuoteRecord, ...] = ()

    def then(self, text: str) -> Block:
        """Return the block with more text."""
        return evolve(self, text=self.text + text)

    def told(self, *parts: str | tuple[str, str]) -> Block:
        """Return the block with a quote more: texts, and pairs of a role (content, cue, source) and its text."""
        text, roles = self.text, dict[str, tuple[Span, ...]]()
        for part in parts:
            role, body = ("", part) if isinstance(part, str) else part
            if role:
                roles[role] = (Span(len(text), len(text) + len(body)),)
            text += body
        quote = QuoteRecord(type=QuoteType.DIRECT, content=roles["content"], cue=roles["cue"], source=roles["source"])
        return Block(text, (*self.quotes, quote))


def sayings(records: Sequence[DocumentRecord]) -> tuple[Saying, ...]:
    """Return the direct quotes in one piece whose source looks like a name."""
    return tuple(saying for record in records for quote in record.quotes if (saying := _saying(record, quote)))


def _saying(record: DocumentRecord, quote: QuoteRecord) -> Saying | None:
    if quote.type is not QuoteType.DIRECT or len(quote.content) != 1 or len(quote.source or ()) != 1:
        return None
    words, name = (span.of(record.text or "").strip(EDGES) for span in (*quote.content, *(quote.source or ())))
    fits = FEWEST_WORDS <= len(words.split()) <= MOST_WORDS
    return Saying(words, name) if fits and _looks_like_a_name(name) else None


def _looks_like_a_name(name: str) -> bool:
    parts = name.split()
    if "\n" in name or not name.isascii() or not 1 <= len(parts) <= NAME_WORDS:
        return False
    return all(part[0].isupper() for part in parts) and len(parts[-1]) > 2


def _marked(words: str, marks: tuple[str, str], end: str) -> str:
    inner = words.translate(LESSER) if marks[0] in ('"', "“") else words
    return marks[0] + inner + end + marks[1]


def signed(said: Sequence[Saying], rng: random.Random) -> Block:
    """Return quotations with the name behind a dash, ``“…” — Name``, each a line or a paragraph."""
    dash, marks = rng.choice(DASHES), rng.choice(MARKS)
    gap, line = rng.choice(("\n", "\n\n")), rng.choice((" ", " ", " ", "\n"))
    after = rng.choice((" ", " ", "\u00a0", ""))
    block = Block()
    for saying in said:
        content = _marked(saying.words, marks, rng.choice((".", ".", "!", "")))
        block = block.then(gap if block.text else "")
        block = block.told(("content", content), line, ("cue", dash), after, ("source", saying.name))
    return block


def labelled(said: Sequence[Saying], rng: random.Random) -> Block:
    """Return speech with a label, ``NAME: …``, with marks or without, up to three speakers taking turns."""
    marks = rng.choice((NO_MARKS, NO_MARKS, *MARKS[:3]))
    names = [saying.name for saying in said[: rng.choice((1, 2, 2, 3))]]
    style = rng.random()
    block = Block()
    for place, saying in enumerate(said):
        content = _marked(saying.words, marks, ".")
        block = block.then("\n\n" if place else "")
        name = _label(names[place % len(names)], style)
        block = block.told(("source", name), ("cue", ":"), " ", ("content", content))
    return block


def _label(name: str, style: float) -> str:
    """The surname in capitals, the name in capitals, or the name."""
    if style < 0.4:
        return name.rsplit(maxsplit=1)[-1].upper()
    return name.upper() if style < 0.5 else name


def headline(saying: Saying, rng: random.Random) -> Block:
    """Return a headline, ``Name: ‘…’`` or ``‘…’ – Name``."""
    marks = rng.choice((("‘", "’"), ("'", "'"), ("“", "”"), NO_MARKS))
    words = " ".join(saying.words.split()[:HEADLINE_WORDS]).strip(EDGES)
    content, source = ("content", _marked(words, marks, "")), ("source", saying.name)
    if rng.random() < SHARE_NAME_FIRST:
        return Block().told(source, ("cue", ":"), " ", content)
    return Block().told(content, " ", ("cue", rng.choice(DASHES)), " ", source)


@frozen
class _Shift:
    """What becomes of offsets when the text from *start* on moves."""

    start: int
    by: int = field(kw_only=True)

    def quote(self, quote: QuoteRecord) -> QuoteRecord:
        content, cue, source = (self._spans(spans or ()) for spans in (quote.content, quote.cue, quote.source))
        return evolve(quote, content=content, cue=cue, source=source)

    def _spans(self, spans: Sequence[Span]) -> tuple[Span, ...]:
        return tuple(Span(s.start + self.by, s.end + self.by) if s.start >= self.start else s for s in spans)


def insert(record: DocumentRecord, block: Block, at: int) -> DocumentRecord:
    """Return the document with the block put in at an offset that no quote spans, as paragraphs of its own."""
    text = record.text or ""
    before, after = "\n\n" if at else "", "\n\n"
    rest = text[at:].lstrip("\n")
    grown = len(before) + len(block.text) + len(after) - (len(text) - at - len(rest))
    quotes = [_Shift(at, by=grown).quote(quote) for quote in record.quotes]
    quotes += [_Shift(0, by=at + len(before)).quote(quote) for quote in block.quotes]
    return evolve(record, text=text[:at] + before + block.text + after + rest, quotes=tuple(quotes))


def _gaps(record: DocumentRecord) -> list[int]:
    """Ends of paragraphs that no quote spans."""
    text = record.text or ""
    ends = (k for k in range(1, len(text)) if text[k] == "\n" and text[k - 1] != "\n")
    return list(_outside(ends, sorted(_reach(quote) for quote in record.quotes)))


def _reach(quote: QuoteRecord) -> tuple[int, int]:
    spans = (*quote.content, *(quote.cue or ()), *(quote.source or ()))
    return min(span.start for span in spans), max(span.end for span in spans)


def _outside(offsets: Iterator[int], reaches: Sequence[tuple[int, int]]) -> Iterator[int]:
    """The offsets, ascending, that lie inside none of the reaches, sorted."""
    passed, furthest = 0, 0
    for offset in offsets:
        while passed < len(reaches) and reaches[passed][0] < offset:
            furthest = max(furthest, reaches[passed][1])
            passed += 1
        if furthest <= offset:
            yield offset


def augment(record: DocumentRecord, pool: Sequence[Saying], rng: random.Random) -> DocumentRecord:
    """Return the document as it is most of the time; now and then with one more layout, or with straight marks.

    Args:
        record: The document.
        pool: What layouts are made of; without any, none are made.
        rng: Draws what happens.
    """
    if pool and rng.random() < SHARE_BLOCK:
        record = _with_block(record, pool, rng)
    if pool and rng.random() < SHARE_HEADLINE:
        record = insert(record, headline(rng.choice(pool), rng), 0)
    if rng.random() < SHARE_STRAIGHT:
        record = evolve(record, text=(record.text or "").translate(STRAIGHT))
    return record


def _with_block(record: DocumentRecord, pool: Sequence[Saying], rng: random.Random) -> DocumentRecord:
    where = _gaps(record)
    if not where:
        return record
    make = signed if rng.random() < SHARE_SIGNED else labelled
    block = make(rng.sample(pool, min(rng.choice((1, 2, 3, 4, 6, 8)), len(pool))), rng)
    return insert(record, block, rng.choice(where))
