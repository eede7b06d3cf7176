"""Gold and predicted annotations → how well they agree, layer by layer."""

from __future__ import annotations

import json
from functools import reduce
from itertools import chain
from operator import add
from typing import TYPE_CHECKING

from attrs import asdict, field, frozen

from .errors import FormatError
from .formats.records import DocumentRecord, parse_line, read_lines, record_of, structure
from .scoring.agreement import cast_of, compare
from .scoring.alignment import align, type_of
from .scoring.given import reports_of
from .types import Document, QuoteType

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from .pipeline import Extractor
    from .scoring.agreement import Agreement, Pair
    from .scoring.alignment import Alignment, Row, Side

__all__ = [
    "Disagreement",
    "Figure",
    "Scores",
    "evaluate",
    "read_annotations",
    "report",
    "resolve_annotated",
    "to_json",
]

HEAD, WHOLE = 90, 120


@frozen
class Figure:
    """Precision, recall and their harmonic mean, in percent, rounded to one decimal.

    Attributes:
        p: Share of what was predicted that is right; 0 where nothing was predicted.
        r: Share of the gold that was found; 0 where there is no gold.
        f1: Harmonic mean of the two before rounding; 0 where both are 0.
    """

    p: float
    r: float
    f1: float

    def __str__(self) -> str:
        return f"P {self.p:5.1f}  R {self.r:5.1f}  F1 {self.f1:5.1f}"


@frozen
class Disagreement:
    """A place where gold and prediction differ.

    Attributes:
        document: Id of the document.
        kind: ``"source"`` or ``"speaker"`` of a matched quote, ``"missed"`` for a gold quote without a partner,
            ``"extra"`` for a predicted one.
        gold: The source's words, a text a span; the speaker's normalised name; the type of the missed quote; else
            empty, also where the gold has no source or speaker.
        predicted: Likewise for the prediction.
        head: The beginning of the gold quote and what follows it; of a missed or extra quote its own beginning.
    """

    document: str
    kind: str
    gold: tuple[str, ...]
    predicted: tuple[str, ...]
    head: str

    def __str__(self) -> str:
        told: tuple[object, ...] = self.gold + self.predicted
        if self.kind == "source":
            told = (list(self.gold), list(self.predicted))
        elif self.kind == "speaker":
            told = (next(iter(self.gold), None), next(iter(self.predicted), ""))
        return " | ".join(map(str, (self.document, self.kind, *told, self.head)))


@frozen
class Scores:
    """How well a prediction agrees with the gold: micro-averaged over the gold's documents, in percent.

    Words are runs of letters, digits and underscores, joined by single apostrophes, full stops or hyphens. All
    comparisons are of words, so outer marks, punctuation and white space do not count. Two quotes match if their
    contents share at least half of the words that either has; the best pairs are matched first, each quote once.
    What is ``None`` is not scored: the gold lacks the layer, or no quote that matched has it.

    Attributes:
        documents: Documents of the gold.
        gold: Gold quotes that count.
        predicted: Predicted quotes that count.
        content_exact: A predicted content has the same words as a gold one.
        content_overlap: Mean share of each content's words that its best partner has.
        content_tokens: Words that stand in any content.
        content_matched: Quotes that match.
        cue_accuracy: Of the matched quotes with a gold cue, those whose cues share a word.
        source_accuracy: Of the matched quotes, those whose source has the last word of the other's, or both none.
        quote_source: Quotes that match and have the right source in that sense.
        speaker_accuracy: Of the matched quotes with a known gold speaker, those with the right one: the name of one
            is the name or an alias of the other, compared without case, accents, punctuation and a first article.
        by_quote_type: The same for each finer type of a corpus that has such, sorted by its name.
        quote_speaker: Quotes that match and have the right speaker, or rightly none.
        errors: Every disagreement, document by document.
        speaker_answered: Of the matched quotes with a known gold speaker, those for which the prediction names anybody.
        speaker_precision: Of those for which it does, those with the right one.
    """

    documents: int
    gold: int
    predicted: int
    content_exact: Figure
    content_overlap: Figure
    content_tokens: Figure
    content_matched: Figure
    cue_accuracy: float | None
    source_accuracy: float | None
    quote_source: Figure | None
    speaker_accuracy: float | None
    by_quote_type: tuple[tuple[str, float], ...]
    quote_speaker: Figure | None
    errors: tuple[Disagreement, ...] = field(repr=False)
    speaker_answered: float | None = None
    speaker_precision: float | None = None

    def figures(self) -> dict[str, int | float | Figure]:
        """Return the figures that were scored under the names they are printed with, in that order."""
        named: dict[str, int | float | Figure | None] = {
            "documents": self.documents,
            "gold": self.gold,
            "predicted": self.predicted,
            "content exact": self.content_exact,
            "content overlap": self.content_overlap,
            "content tokens": self.content_tokens,
            "content matched": self.content_matched,
            "cue accuracy": self.cue_accuracy,
            "source accuracy": self.source_accuracy,
            "quote+source": self.quote_source,
            "speaker accuracy": self.speaker_accuracy,
            **{f"  {name}": share for name, share in self.by_quote_type},
            "quote+speaker": self.quote_speaker,
        }
        return {name: figure for name, figure in named.items() if figure is not None}

    def answers(self) -> dict[str, float]:
        """Return how often the prediction names a speaker at all, and how often it is right then."""
        named = {"speaker answered": self.speaker_answered, "speaker precision": self.speaker_precision}
        return {name: share for name, share in named.items() if share is not None}


def read_annotations(path: str | Path) -> tuple[DocumentRecord, ...]:
    """Return the documents of a JSON Lines file in the annotation format, absent layers as ``None``.

    Raises:
        OSError: If the file cannot be read.
        FormatError: At the first broken line, naming file, line, field and what is allowed.
    """
    return tuple(_record(path, number, line) for number, line in read_lines(path))


def _record(path: str | Path, number: int, line: bytes) -> DocumentRecord:
    try:
        return structure(parse_line(line), DocumentRecord)
    except FormatError as error:
        raise FormatError(f"{path}, line {number}: {error}") from error


def report(scores: Scores, *, answers: bool = False) -> str:
    """Return the figures of *scores*, and with *answers* `Scores.answers`, as lines of text without a last break."""
    return "\n".join(f"{name:18} {figure}" for name, figure in _shown(scores, answers).items())


def to_json(scores: Scores, *, answers: bool = False) -> str:
    """Return the same as one JSON object, precision, recall and F1 under ``p``, ``r``, ``f1``."""
    return json.dumps(_shown(scores, answers), default=asdict)


def _shown(scores: Scores, answers: bool) -> dict[str, int | float | Figure]:
    return scores.figures() | (scores.answers() if answers else {})


def resolve_annotated(gold: Iterable[DocumentRecord], extractor: Extractor) -> Iterator[Document]:
    """Yield the gold documents with the speakers that *extractor* finds for their own quotes.

    Content, cue and source are the annotators': `evaluate` then tells how good the speakers alone are.

    Args:
        gold: Documents as `read_annotations` gives them.
        extractor: Whose speakers are asked for.

    Raises:
        FormatError: If a gold document has no text, or an offset is past its end.
    """
    for record in gold:
        if record.text is None:
            raise FormatError(f"{record.id}: a gold document needs a text")
        try:
            yield extractor.resolve(record.text, reports_of(record), id=record.id)
        except ValueError as error:
            raise FormatError(f"{record.id}: {error}") from error


def evaluate(
    gold: Iterable[DocumentRecord | Document],
    predicted: Iterable[DocumentRecord | Document],
    *,
    type: QuoteType | str | None = None,  # noqa: A002 - the format's own word
) -> Scores:
    """Return how well *predicted* agrees with *gold* (see `Scores` for each figure's definition).

    A gold document without a prediction counts as one without predicted quotes; predictions for other documents
    are passed over. A predicted quote that answers an optional gold quote, or one of another type, is set aside
    with it; so are predicted quotes inside others where the gold's document has ``nested: false``.

    Args:
        gold: Documents as `read_annotations` gives them, or as extracted (then all layers are there).
        predicted: Likewise; matched with the gold by id, the last one of an id counts.
        type: Score only gold quotes of this type; ``None`` scores all.

    Raises:
        ValueError: If *type* is not one of direct, indirect, mixed.
        FormatError: If a gold document has no text, or the prediction's text is another one.

    Example:
        >>> from quoteattr.formats.records import QuoteRecord
        >>> from quoteattr.types import Span
        >>> quote = QuoteRecord(content=(Span(0, 5),), source=())
        >>> gold = DocumentRecord(id="a", text="“Yes,” she said.", quotes=(quote,))
        >>> evaluate([gold], [gold]).quote_source
        Figure(p=100.0, r=100.0, f1=100.0)
    """
    only = _quote_type(type)
    answers = {record.id: record for record in map(_as_record, predicted)}
    tallies = []
    for record in map(_as_record, gold):
        answer = answers.get(record.id, DocumentRecord(id=record.id))
        tallies.append(_tally(align(record, answer, only)))
    return _scores(tallies)


def _quote_type(name: QuoteType | str | None) -> QuoteType | None:
    allowed = [choice.value for choice in QuoteType]
    if name is not None and name not in allowed:
        raise ValueError(f"type={name!r}: allowed are None, {', '.join(allowed)}")
    return None if name is None else QuoteType(name)


def _as_record(document: DocumentRecord | Document) -> DocumentRecord:
    return record_of(document) if isinstance(document, Document) else document


@frozen
class _Tally:
    """The counts of one document; pairs of counts are of the predicted and of the gold quotes."""

    quotes: tuple[int, int]
    exact: tuple[int, int]
    tokens: tuple[int, int, int]
    overlap: tuple[tuple[float, ...], tuple[float, ...]]
    agreements: tuple[Agreement, ...]
    errors: tuple[Disagreement, ...]


def _tally(aligned: Alignment) -> _Tally:
    gold, predicted = aligned.gold_side, aligned.predicted_side
    gold_words, predicted_words = gold.at.keys(), predicted.at.keys() - aligned.free
    pairs = [(gold.rows[i].quote, predicted.rows[j].quote) for i, j in aligned.pairs]
    casts = cast_of(aligned.gold), cast_of(aligned.predicted)
    agreements = tuple(compare(aligned.words, casts, pair) for pair in pairs)
    wrong = (_wrong(aligned, pair, agreed) for pair, agreed in zip(pairs, agreements, strict=True))
    return _Tally(
        quotes=(len(predicted.rows), len(gold.rows)),
        exact=(_equal(predicted, gold), _equal(gold, predicted)),
        tokens=(len(gold_words & predicted_words), len(predicted_words), len(gold_words)),
        overlap=(_overlaps(predicted, gold), _overlaps(gold, predicted)),
        agreements=agreements,
        errors=(*chain.from_iterable(wrong), *_unmatched(aligned)),
    )


def _equal(side: Side, other: Side) -> int:
    sequences = {row.sequence for row in other.rows}
    return sum(row.sequence in sequences for row in side.rows)


def _overlaps(side: Side, other: Side) -> tuple[float, ...]:
    return tuple(max(other.shared(row.words).values(), default=0) / len(row.words) for row in side.rows)


def _wrong(aligned: Alignment, pair: Pair, agreed: Agreement) -> Iterator[Disagreement]:
    text, name, start = aligned.text, aligned.gold.id, pair[0].content[0].start
    head = text[start : start + HEAD]
    if agreed.source is False:
        gold, predicted = (tuple(span.of(text) for span in quote.source or ()) for quote in pair)
        yield Disagreement(name, "source", gold, predicted, head)
    if agreed.speaker is False:
        yield Disagreement(name, "speaker", *agreed.names, head)


def _unmatched(aligned: Alignment) -> Iterator[Disagreement]:
    for row in _left(aligned.gold_side, (i for i, _ in aligned.pairs)):
        yield Disagreement(aligned.gold.id, "missed", _type(aligned, row), (), _whole(aligned, row))
    for row in _left(aligned.predicted_side, (j for _, j in aligned.pairs)):
        yield Disagreement(aligned.gold.id, "extra", (), _type(aligned, row), _whole(aligned, row))


def _type(aligned: Alignment, row: Row) -> tuple[str]:
    return (type_of(aligned.text, row.quote).value,)


def _left(side: Side, taken: Iterable[int]) -> list[Row]:
    matched = set(taken)
    return [row for number, row in enumerate(side.rows) if number not in matched]


def _whole(aligned: Alignment, row: Row) -> str:
    return aligned.text[row.quote.content[0].start : row.quote.content[-1].end][:WHOLE]


def _scores(tallies: Sequence[_Tally]) -> Scores:
    predicted, gold = (sum(tally.quotes[side] for tally in tallies) for side in (0, 1))
    exact = [sum(tally.exact[side] for tally in tallies) for side in (0, 1)]
    overlap = [_total(tally.overlap[side] for tally in tallies) for side in (0, 1)]
    both, predicted_words, gold_words = (sum(tally.tokens[i] for tally in tallies) for i in range(3))
    agreements = [agreed for tally in tallies for agreed in tally.agreements]
    sources = [agreed.source for agreed in agreements if agreed.source is not None]
    speakers = [agreed.speaker for agreed in agreements if agreed.speaker is not None]
    known = [agreed for agreed in agreements if agreed.known]
    return Scores(
        documents=len(tallies),
        gold=gold,
        predicted=predicted,
        content_exact=_figure(exact[0], predicted, exact[1], gold),
        content_overlap=_figure(overlap[0], predicted, overlap[1], gold),
        content_tokens=_figure(both, predicted_words, both, gold_words),
        content_matched=_figure(len(agreements), predicted, len(agreements), gold),
        cue_accuracy=_accuracy(agreed.cue for agreed in agreements),
        source_accuracy=_accuracy(sources),
        quote_source=_figure(sum(sources), predicted, sum(sources), gold) if sources else None,
        speaker_accuracy=_accuracy(agreed.speaker for agreed in known),
        by_quote_type=tuple(_by_quote_type(known)),
        quote_speaker=_figure(sum(speakers), predicted, sum(speakers), gold) if known else None,
        errors=tuple(error for tally in tallies for error in tally.errors),
        speaker_answered=_accuracy(bool(agreed.names[1]) for agreed in known),
        speaker_precision=_accuracy(agreed.speaker for agreed in known if agreed.names[1]),
    )


def _total(shares: Iterable[tuple[float, ...]]) -> float:
    # Added one by one: the built-in sum of later Pythons compensates, and a figure could round otherwise.
    return reduce(add, chain.from_iterable(shares), 0.0)


def _figure(right_predicted: float, predicted: int, right_gold: float, gold: int) -> Figure:
    p = 100 * right_predicted / predicted if predicted else 0.0
    r = 100 * right_gold / gold if gold else 0.0
    return Figure(p=round(p, 1), r=round(r, 1), f1=round(2 * p * r / (p + r), 1) if p + r else 0.0)


def _accuracy(outcomes: Iterable[bool | None]) -> float | None:
    told = [outcome for outcome in outcomes if outcome is not None]
    return round(100 * sum(told) / len(told), 1) if told else None


def _by_quote_type(agreements: Sequence[Agreement]) -> Iterator[tuple[str, float]]:
    for name in sorted({agreed.quote_type for agreed in agreements if agreed.quote_type}):
        share = _accuracy(agreed.speaker for agreed in agreements if agreed.quote_type == name)
        if share is not None:
            yield name, share
