"""A tagger against annotated documents: its figures, and which of its quotes are right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from ..evaluate import Figure, evaluate
from ..formats.records import DocumentRecord, QuoteRecord
from ..scoring.agreement import cast_of, compare
from ..scoring.alignment import align
from ..tagger import decode
from ..types import QuoteType, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ..tagger import TrainedTagger
    from ..tagger.decode import Run, Tagged
    from ..tagger.features import Encoded

__all__ = ["Judged", "figures", "judge", "predict", "quote_record"]

OVERALL = ("content exact", "content tokens", "content matched", "cue accuracy", "source accuracy", "quote+source")
BY_TYPE = "quote+source"


@frozen
class Judged:
    """A predicted quote that counts.

    Attributes:
        document: Number of its document.
        score: The score that the tagger gave it.
        is_right: Whether it matches an annotated quote and has its source, as `quoteattr.evaluate.Scores` says; where
            the annotators did not look for sources, whether it matches.
    """

    document: int
    score: float
    is_right: bool


def predict(tagger: TrainedTagger, records: Sequence[DocumentRecord]) -> tuple[DocumentRecord, ...]:
    """Return what the tagger alone finds in the documents, with its scores as they are before calibration."""
    return tuple(_predicted(tagger, record) for record in records)


def _predicted(tagger: TrainedTagger, record: DocumentRecord) -> DocumentRecord:
    text = tagger.encode(record.text or "")
    found = tagger.read(text, tagger.candidates(text))
    return DocumentRecord(id=record.id, quotes=tuple(quote_record(text, each) for each in found))


def quote_record(text: Encoded, found: Tagged) -> QuoteRecord:
    """Return a quote in units of *text* with its offsets, and its type as the marks tell it."""

    def spans(runs: Sequence[Run]) -> tuple[Span, ...]:
        return tuple(Span(int(text.start[first]), int(text.end[last - 1])) for first, last in runs)

    return QuoteRecord(
        type=QuoteType(decode.kind(text, found.content)),
        content=spans(found.content),
        cue=spans([found.cue]),
        source=spans(found.source),
        score=min(max(found.score, 0.0), 1.0),
    )


def figures(gold: Sequence[DocumentRecord], predicted: Sequence[DocumentRecord]) -> dict[str, float]:
    """Return the figures of `quoteattr.evaluate` that tell of a tagger, in percent by name; F1 where there is one."""
    found = dict(_figures(evaluate(gold, predicted).figures(), OVERALL))
    for kind in QuoteType:
        scored = evaluate(gold, predicted, type=kind)
        if scored.gold:
            told = _figures(scored.figures(), (BY_TYPE,))
            found |= {f"{kind.value}: {name}": value for name, value in told}
    return found


def _figures(told: Mapping[str, int | float | Figure], names: Sequence[str]) -> Iterator[tuple[str, float]]:
    for name in names:
        value = told.get(name)
        if isinstance(value, Figure):
            yield f"{name} F1", value.f1
        elif value is not None:
            yield name, float(value)


def judge(gold: Sequence[DocumentRecord], predicted: Sequence[DocumentRecord]) -> tuple[Judged, ...]:
    """Return every predicted quote that counts, with whether it is right.

    Args:
        gold: The annotated documents.
        predicted: The prediction for each of them, in the same order.
    """
    pairs = enumerate(zip(gold, predicted, strict=True))
    return tuple(judged for number, pair in pairs for judged in _judged(number, *pair))


def _judged(number: int, gold: DocumentRecord, predicted: DocumentRecord) -> Iterator[Judged]:
    aligned = align(gold, predicted, None)
    casts = cast_of(gold), cast_of(predicted)
    answered = {answer: row for row, answer in aligned.pairs}
    for answer, row in enumerate(aligned.predicted_side.rows):
        is_right = False
        if answer in answered:
            annotated = aligned.gold_side.rows[answered[answer]].quote
            is_right = compare(aligned.words, casts, (annotated, row.quote)).source is not False
        yield Judged(number, row.quote.score or 0.0, is_right)
