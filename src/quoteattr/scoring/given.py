"""Annotated quotes → reports whose speakers are still to be found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..types import QuoteType, Report
from .alignment import type_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..formats.records import DocumentRecord, QuoteRecord

__all__ = ["reports_of"]


def reports_of(record: DocumentRecord) -> tuple[Report, ...]:
    """Return the quotes of an annotated document without what the annotators say of the speakers.

    A quote without a source goes on with the outer direct or mixed quote before it, as a reader would take it.
    """
    text = record.text or ""
    numbers = {quote.id: number for number, quote in enumerate(record.quotes) if quote.id}
    return tuple(
        Report(
            type=type_of(text, quote),
            content=quote.content,
            cue=quote.cue or (),
            source=quote.source or (),
            nested_in=numbers.get(quote.nested_in) if quote.nested_in else None,
            follows=None if quote.source else _before(text, record.quotes[:number]),
        )
        for number, quote in enumerate(record.quotes)
    )


def _before(text: str, quotes: Sequence[QuoteRecord]) -> int | None:
    for number in reversed(range(len(quotes))):
        if not quotes[number].nested_in and type_of(text, quotes[number]) is not QuoteType.INDIRECT:
            return number
    return len(quotes) - 1 if quotes else None
