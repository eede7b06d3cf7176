"""Checks of what callers hand in with a text: quotes and clusters of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .types import Report, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["check_reports"]


def check_reports(reports: Sequence[Report], length: int) -> None:
    """Check that *reports* are of a text of this length.

    Raises:
        TypeError: If one is something else.
        ValueError: If an offset is past the end, a content is empty, or a report names one that is not there.
    """
    for number, report in enumerate(reports):
        if not isinstance(report, Report):
            raise TypeError(f"reports must be Report values, got {type(report).__name__} at {number}")
        if not report.content:
            raise ValueError(f"report {number} has no content")
        heading = (report.heading,) if report.heading else ()
        _check_spans((*report.content, *report.cue, *report.source, *heading), length)
        for what, other in (("nested_in", report.nested_in), ("follows", report.follows)):
            if other is not None and not 0 <= other < len(reports):
                raise ValueError(f"report {number} has {what}={other}, allowed are 0…{len(reports) - 1}")


def _check_spans(spans: Iterable[Span], length: int) -> None:
    for span in spans:
        if span.end > length:
            raise ValueError(f"{span} is past the end of a text of {length} code points")
