"""Reports + Links → Quotes: who said each of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from .types import Evidence, Link, Quote, Report, Segmentation, Span, Speaker

if TYPE_CHECKING:
    from .identity import Cast, Member

__all__ = ["assign_speakers"]


def assign_speakers(
    segmentation: Segmentation, reports: Sequence[Report], links: Sequence[Link], cast: Cast
) -> tuple[tuple[Quote, ...], tuple[Speaker, ...]]:
    """Return the quotes with their speakers, and everybody who is quoted.

    Args:
        segmentation: The text.
        reports: The quotes without identities.
        links: What the mentions stand for.
        cast: Everybody in the text.

    Returns:
        Quotes in the order of their first content, with ids ``q1`` …; speakers in the order of their first
        quote, with ids ``e1`` …. A report without a source takes the speaker of the report that it follows.
    """
    by_span = {link.mention.span: link for link in links}
    decided = [_speaker_of(reports, number, root, by_span) for number, root in enumerate(_roots(reports))]
    members = [member for member, _ in decided]
    order = sorted(range(len(reports)), key=lambda number: _extent(reports[number]))
    speakers = _speakers([members[number] for number in order], cast)
    ids = {number: f"q{place}" for place, number in enumerate(order, 1)}
    quotes = tuple(
        _quote(segmentation, reports[number], ids, ids[number], speakers.get(members[number] or ""), decided[number][1])
        for number in order
    )
    return quotes, tuple(speakers.values())


def _extent(report: Report) -> tuple[int, int]:
    """Where a report begins; the longer of two first."""
    return report.content[0].start, -report.content[-1].end


def _roots(reports: Sequence[Report]) -> list[int | None]:
    """For each report the first one it goes on with that has a source or a heading; ``None`` where none has."""
    roots: dict[int, int | None] = {}
    for number in range(len(reports)):
        chain: dict[int, None] = {}
        at: int | None = number
        while at is not None and at not in roots and at not in chain:
            chain[at] = None
            report = reports[at]
            if report.source or report.heading:
                roots[at] = at
                break
            follows = report.follows
            at = follows if follows is not None and 0 <= follows < len(reports) else None
        root = roots.get(at) if at is not None else None
        roots.update((each, root) for each in chain if each not in roots)
    return [roots[number] for number in range(len(reports))]


def _speaker_of(
    reports: Sequence[Report], number: int, root: int | None, by_span: Mapping[Span, Link]
) -> tuple[str | None, Evidence]:
    """The speaker that the report's source names, or that of the report it goes on with."""
    link = None if root is None else _named(reports[root], by_span)
    if link is None:
        return None, Evidence("speakers", "no source")
    return link.speaker, link.evidence if root == number else Evidence("speakers", "goes on", link.evidence.detail)


def _named(report: Report, by_span: Mapping[Span, Link]) -> Link | None:
    """The link of the report's source or heading; of several parts the first that stands for somebody."""
    spans = report.source or ((report.heading,) if report.heading else ())
    links = [by_span[span] for span in spans if span in by_span]
    return next((link for link in links if link.speaker is not None), links[0] if links else None)


def _speakers(members: Sequence[str | None], cast: Cast) -> dict[str, Speaker]:
    quoted = dict.fromkeys(member for member in members if member is not None)
    known = cast.by_id
    return {
        member: _speaker(f"e{number}", known[member])
        for number, member in enumerate((key for key in quoted if key in known), 1)
    }


def _speaker(name: str, member: Member) -> Speaker:
    aliases = tuple(sorted({*member.names[1:], *member.aliases} - {member.name}))
    return Speaker(name, member.name, member.kind, member.gender, aliases, member.external_id)


def _quote(
    segmentation: Segmentation,
    report: Report,
    ids: Mapping[int, str],
    name: str,
    speaker: Speaker | None,
    reason: Evidence,
) -> Quote:
    return Quote(
        id=name,
        text=" ".join(span.of(segmentation.text) for span in report.content),
        type=report.type,
        content=report.content,
        cue=report.cue,
        source=report.source,
        speaker=speaker,
        nested_in=ids[report.nested_in] if report.nested_in is not None else None,
        score=report.score,
        evidence=(*report.evidence, reason),
    )
