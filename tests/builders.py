"""Who speaks in a short text: the identity stages run on it, with the sources given by their words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tagged import LEXICON, tagged

from quoteattr.aliases import AliasTable
from quoteattr.cast import build_cast
from quoteattr.coref import resolve_mentions
from quoteattr.identity.phrases import PhraseReader
from quoteattr.mentions import find_mentions
from quoteattr.speakers import assign_speakers
from quoteattr.types import Quote, QuoteType, Report, Segmentation, Span, Speaker

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator, Sequence

    from quoteattr.identity import Cast
    from quoteattr.types import Mention

NO_TABLE = AliasTable()


def spans_of(text: str, phrases: Sequence[str]) -> list[Span]:
    """Where the phrases stand, each behind the one before, and not as the end of a longer name if they can."""
    spans, at = list[Span](), 0
    for phrase in phrases:
        start = next(_starts(text, phrase, at), text.find(phrase, at))
        at = start + len(phrase)
        spans.append(Span(start, at))
    return spans


def _starts(text: str, phrase: str, at: int) -> Iterator[int]:
    while (at := text.find(phrase, at)) >= 0:
        before = text[:at].split(" ")[-2:-1]
        if not before or not before[0][:1].isupper() or before[0].endswith((".", ",")):
            yield at
        at += 1


def reports_of(text: str, sources: Sequence[str]) -> tuple[Report, ...]:
    """A report for each source; its content is the quotation that touches the source's sentence, or the next word."""
    return tuple(_report(text, span) for span in spans_of(text, sources))


def _report(text: str, source: Span) -> Report:
    begin, end = text.rfind("“", 0, source.start), text.rfind("”", 0, source.start)
    inside = begin > end
    if not inside and 0 <= begin < end and "." not in text[end : source.start]:
        return Report(QuoteType.DIRECT, (Span(begin, end + 1),), source=(source,))
    return Report(QuoteType.INDIRECT, (Span(source.end, min(len(text), source.end + 2)),), source=(source,))


def mentions_of(noted: str, sources: Sequence[str] = ()) -> tuple[Segmentation, tuple[Mention, ...]]:
    segmentation = tagged(noted)
    return segmentation, find_mentions(PhraseReader.of(segmentation, LEXICON), spans_of(segmentation.text, sources))


def cast_of(noted: str, table: AliasTable = NO_TABLE, sources: Sequence[str] = ()) -> Cast:
    segmentation, mentions = mentions_of(noted, sources)
    return build_cast(PhraseReader.of(segmentation, LEXICON), mentions, table, LEXICON)


def quotes_of(
    noted: str, sources: Sequence[str], table: AliasTable = NO_TABLE, day: datetime.date | None = None
) -> tuple[tuple[Quote, ...], tuple[Speaker, ...]]:
    """The quotes of a text whose sources are known, with their speakers."""
    segmentation = tagged(noted)
    reports = reports_of(segmentation.text, sources)
    reader = PhraseReader.of(segmentation, LEXICON)
    mentions = find_mentions(reader, [span for report in reports for span in report.source])
    cast = build_cast(reader, mentions, table, LEXICON, day)
    resolution = resolve_mentions(reader, mentions, cast, reports)
    return assign_speakers(segmentation, reports, resolution.links, resolution.cast)


def speakers_of(noted: str, sources: str, table: AliasTable = NO_TABLE) -> list[str | None]:
    """The name of the speaker for each source; sources are separated by ``|`` and stand in the order of the text."""
    phrases = sources.split("|")
    quotes, _ = quotes_of(noted, phrases, table)
    by_source = {quote.source[0]: quote.speaker for quote in quotes}
    found = [by_source[span] for span in sorted(by_source)]
    return [speaker.name if speaker else None for speaker in found]
