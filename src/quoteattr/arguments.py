"""What callers hand in with a text: its day, and quotes and clusters of their own."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, TypeAlias

from .types import Report, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from spacy.tokens import Doc

__all__ = ["ClusterSpan", "check_reports", "clusters_of_tokens", "day_of", "read_clusters"]

# A span of a cluster, as coreference systems write it or as our own.
ClusterSpan: TypeAlias = "Span | tuple[int, int]"


def day_of(date: datetime.date | None) -> datetime.date | None:
    """Return the day of *date*, which may be a point in time, too: the two cannot be compared.

    Raises:
        TypeError: If it is something else.
    """
    if date is not None and not isinstance(date, datetime.date):
        raise TypeError(f"date must be a datetime.date or None, got {date!r}")
    return date.date() if isinstance(date, datetime.datetime) else date


def read_clusters(clusters: Iterable[Iterable[ClusterSpan]], length: int) -> tuple[tuple[Span, ...], ...]:
    """Return *clusters* as spans of a text of this length.

    Raises:
        TypeError: If a span is neither a `Span` nor a pair of whole numbers.
        ValueError: If an offset is outside the text, or a span ends before it starts.

    Example:
        >>> read_clusters([[(0, 7), [20, 23]]], 30)
        ((Span(start=0, end=7), Span(start=20, end=23)),)
    """
    read = tuple(tuple(_span(each) for each in cluster) for cluster in clusters)
    for cluster in read:
        _check_spans(cluster, length)
    return read


def _span(value: object) -> Span:
    match value:
        case Span():
            return value
        case [int(start), int(end)]:
            return Span(start, end)
    raise TypeError(f"a span of a cluster must be a Span or a pair of offsets, got {value!r}")


def clusters_of_tokens(doc: Doc, chains: Iterable[Iterable[Iterable[int]]]) -> tuple[tuple[Span, ...], ...]:
    """Return clusters given by the numbers of their tokens as spans of characters.

    Args:
        doc: The spaCy ``Doc`` whose tokens are numbered, from 0.
        chains: For each cluster, for each mention in it, the numbers of its tokens. Of coreferee:
            ``[[mention.token_indexes for mention in chain] for chain in doc._.coref_chains]``.

    Returns:
        The clusters as *clusters* of `Extractor.extract` takes them, each mention from its first token to its last
        one; empty where there are no chains. Offsets count code points of ``doc.text``.

    Raises:
        IndexError: If a number is not that of a token, or a mention has none.

    Example:
        >>> import spacy
        >>> clusters_of_tokens(spacy.blank("en")("Ann Boe said she would."), [[[1], [3]]])
        ((Span(start=4, end=7), Span(start=13, end=16)),)
    """
    return tuple(tuple(_covered(doc, tokens) for tokens in chain) for chain in chains)


def _covered(doc: Doc, tokens: Iterable[int]) -> Span:
    found = sorted(tokens)
    if not found or found[0] < 0 or found[-1] >= len(doc):
        raise IndexError(f"a mention must have tokens of 0…{len(doc) - 1}, got {found}")
    first, last = doc[found[0]], doc[found[-1]]
    return Span(first.idx, last.idx + len(last.text))


def check_reports(reports: Sequence[Report], length: int) -> None:
    """Check that *reports* are of a text of this length.

    Raises:
        TypeError: If one is something else.
        ValueError: If an offset is past the end, a content is empty, or a report names itself or one that is not there.
    """
    for number, report in enumerate(reports):
        if not isinstance(report, Report):
            raise TypeError(f"reports must be Report values, got {type(report).__name__} at {number}")
        if not report.content:
            raise ValueError(f"report {number} has no content")
        heading = (report.heading,) if report.heading else ()
        spans = (*report.content, *report.cue, *report.source, *heading)
        for span in spans:
            if not isinstance(span, Span):
                raise TypeError(f"report {number}: content, cue, source and heading are Span values, got {span!r}")
        _check_spans(spans, length)
        for what, other in (("nested_in", report.nested_in), ("follows", report.follows)):
            if other is not None and (other == number or not 0 <= other < len(reports)):
                raise ValueError(f"report {number} has {what}={other}, allowed are others of 0…{len(reports) - 1}")


def _check_spans(spans: Iterable[Span], length: int) -> None:
    for span in spans:
        if span.end > length:
            raise ValueError(f"{span} is past the end of a text of {length} code points")
