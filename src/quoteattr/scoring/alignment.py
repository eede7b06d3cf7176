"""Two annotations of one text → which quotes of the one answer which of the other."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from itertools import chain
from typing import TYPE_CHECKING

from attrs import frozen

from ..errors import FormatError
from ..types import QuoteType

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ..formats.records import DocumentRecord, QuoteRecord
    from ..types import Span

__all__ = ["Alignment", "Row", "Side", "Words", "align", "type_of"]

WORD = re.compile(r"\w+(?:['’.\-]\w+)*")
MARKS = "\"“”«»„"
OUTER = " ,.;:—-"
LEAST_SHARED = 0.5


@frozen
class Words:
    """The words of a text by their numbers, in text order.

    Attributes:
        starts: Offsets of their first code points.
        ends: Offsets after their last ones.
    """

    starts: tuple[int, ...]
    ends: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> Words:
        """Return the words of *text*: letters, digits and underscores, joined by single ``'’.-``.

        Example:
            >>> Words.of("It's a half-truth.").ends
            (4, 6, 17)
        """
        found = [match.span() for match in WORD.finditer(text)]
        return cls(tuple(start for start, _ in found), tuple(end for _, end in found))

    def under(self, spans: Iterable[Span] | None) -> tuple[int, ...]:
        """Return the numbers of the words that the spans touch, span by span in text order."""
        ranges = (
            range(bisect_right(self.ends, span.start), bisect_left(self.starts, span.end))
            for span in sorted(spans or ())
            if span.start < span.end
        )
        return tuple(chain.from_iterable(ranges))


@frozen
class Row:
    """A quote with the words of its content.

    Attributes:
        quote: The quote.
        sequence: Its words in text order; never empty.
        words: The same as a set.
    """

    quote: QuoteRecord
    sequence: tuple[int, ...]
    words: frozenset[int]


@frozen
class Side:
    """The quotes of one annotation.

    Attributes:
        rows: Those that have words, in the order of the annotation.
        at: For each of their words the rows that it stands in.
    """

    rows: tuple[Row, ...]
    at: Mapping[int, Sequence[int]]

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Side:
        """Return *rows* with the index of their words."""
        kept = tuple(rows)
        at: dict[int, list[int]] = defaultdict(list)
        for number, row in enumerate(kept):
            for word in row.sequence:
                at[word].append(number)
        return cls(kept, dict(at))

    def shared(self, words: Iterable[int]) -> Counter[int]:
        """Return for each row that shares any of *words* how many."""
        return Counter(chain.from_iterable(self.at.get(word, ()) for word in words))

    def closest(self, words: frozenset[int]) -> float:
        """Return the largest share, of the words of both, that a row has in common with *words*; 0 if none."""
        return max((n / _either(self.rows[row].words, words) for row, n in self.shared(words).items()), default=0.0)


@frozen
class Alignment:
    """A gold document and its prediction, reduced to the quotes that count.

    Attributes:
        gold: The gold document.
        predicted: Its prediction.
        text: The text of both.
        words: The words of the text.
        gold_side: The gold quotes that count.
        predicted_side: The predicted quotes that count.
        free: Words of optional quotes alone; predicting them is neither right nor wrong.
        pairs: Rows of the gold and the predicted side that match, the best pair first, each row once.
    """

    gold: DocumentRecord
    predicted: DocumentRecord
    text: str
    words: Words
    gold_side: Side
    predicted_side: Side
    free: frozenset[int]
    pairs: tuple[tuple[int, int], ...]


def align(gold: DocumentRecord, predicted: DocumentRecord, only: QuoteType | None) -> Alignment:
    """Return which predicted quotes answer which gold ones.

    Optional gold quotes and, with *only*, those of other types are set aside with the predicted quotes that answer
    them better than any other; so are false alarms of other types, and predicted quotes inside others where the
    gold has ``nested: false``. Linear, but for quotes that share words.

    Raises:
        FormatError: If the gold document has no text, or the prediction's text is another one.
    """
    text = _common_text(gold, predicted)
    words = Words.of(text)
    rows = [(row, row.quote.optional or _is_other(text, row.quote, only)) for row in _rows(words, gold.quotes)]
    kept = Side.of(row for row, is_aside in rows if not is_aside)
    aside = Side.of(row for row, is_aside in rows if is_aside)
    answers = _rows(words, (q for q in predicted.quotes if gold.nested is not False or not q.nested_in))
    counted = Side.of(row for row in answers if _counts(text, row, kept, aside, only))
    optional = {word for row in aside.rows if row.quote.optional for word in row.words}
    free = frozenset(optional.difference(kept.at))
    return Alignment(gold, predicted, text, words, kept, counted, free, tuple(_matches(kept, counted)))


def type_of(text: str, quote: QuoteRecord) -> QuoteType:
    """Return the type of *quote*, told by the quotation marks in its content where the record does not tell."""
    if quote.type is not None:
        return quote.type
    body = " ".join(span.of(text) for span in quote.content).strip(OUTER)
    if body[:1] in MARKS and body[-1:] in MARKS:
        return QuoteType.DIRECT
    return QuoteType.MIXED if any(mark in body for mark in MARKS) else QuoteType.INDIRECT


def _common_text(gold: DocumentRecord, predicted: DocumentRecord) -> str:
    if gold.text is None:
        raise FormatError(f"{gold.id}: a gold document needs a text")
    if predicted.text not in (None, gold.text):
        raise FormatError(f"{gold.id}: the text of the prediction is not the text of the gold document")
    return gold.text


def _rows(words: Words, quotes: Iterable[QuoteRecord]) -> tuple[Row, ...]:
    sequences = ((quote, words.under(quote.content)) for quote in quotes)
    return tuple(Row(quote, sequence, frozenset(sequence)) for quote, sequence in sequences if sequence)


def _is_other(text: str, quote: QuoteRecord, only: QuoteType | None) -> bool:
    return only is not None and type_of(text, quote) is not only


def _counts(text: str, row: Row, kept: Side, aside: Side, only: QuoteType | None) -> bool:
    mine = kept.closest(row.words)
    return aside.closest(row.words) <= mine and (mine > 0 or not _is_other(text, row.quote, only))


def _either(words: frozenset[int], others: frozenset[int]) -> int:
    return len(words) + len(others) - len(words & others)


def _matches(gold: Side, predicted: Side) -> Iterator[tuple[int, int]]:
    pairs = [
        (-shared / _either(gold.rows[i].words, row.words), i, j)
        for j, row in enumerate(predicted.rows)
        for i, shared in gold.shared(row.words).items()
    ]
    taken: tuple[set[int], set[int]] = set(), set()
    for share, i, j in sorted(pairs):
        if -share >= LEAST_SHARED and i not in taken[0] and j not in taken[1]:
            taken[0].add(i)
            taken[1].add(j)
            yield i, j
