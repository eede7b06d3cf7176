"""Reports and links together: quotes with their speakers."""

from __future__ import annotations

from attrs import evolve
from builders import LEXICON, quotes_of, spans_of
from tagged import tagged

from quoteattr.aliases import AliasTable
from quoteattr.cast import build_cast
from quoteattr.coref import resolve_mentions
from quoteattr.identity.phrases import PhraseReader
from quoteattr.mentions import find_mentions
from quoteattr.speakers import assign_speakers
from quoteattr.types import Quote, QuoteType, Report, Speaker

NOTED = "[Petra Lind]/PERSON: “One,” she said/VBD. “Two. Three.” “Four.”"


def assigned(*reports: Report) -> tuple[tuple[Quote, ...], tuple[Speaker, ...]]:
    segmentation = tagged(NOTED)
    reader = PhraseReader.of(segmentation, LEXICON)
    mentions = find_mentions(reader, [span for report in reports for span in report.source])
    cast = build_cast(reader, mentions, AliasTable(), LEXICON)
    resolution = resolve_mentions(reader, mentions, cast, reports)
    return assign_speakers(segmentation, reports, resolution.links, resolution.cast)


def report(content: str, source: str = "") -> Report:
    text = tagged(NOTED).text
    found = tuple(spans_of(text, [source])) if source else ()
    return Report(QuoteType.DIRECT, tuple(spans_of(text, [content])), source=found)


def names(quotes: tuple[Quote, ...]) -> list[str | None]:
    return [quote.speaker.name if quote.speaker else None for quote in quotes]


def test_a_report_that_follows_has_the_speaker_of_the_first() -> None:
    first, second, third = report("“One,”", "Petra Lind"), report("“Two. Three.”"), report("“Four.”")
    quotes, speakers = assigned(first, evolve(second, follows=0), evolve(third, follows=1))
    assert names(quotes) == ["Petra Lind"] * 3
    assert [quote.evidence[-1].rule for quote in quotes] == ["name", "goes on", "goes on"]
    assert len(speakers) == 1


def test_a_report_may_follow_one_that_stands_behind_it() -> None:
    quotes, _ = assigned(evolve(report("“One,”"), follows=1), report("“Four.”", "Petra Lind"))
    assert names(quotes) == ["Petra Lind", "Petra Lind"]


def test_a_circle_of_reports_has_no_speaker() -> None:
    quotes, _ = assigned(evolve(report("“One,”"), follows=1), evolve(report("“Four.”"), follows=0))
    assert names(quotes) == [None, None]


def test_a_report_without_source_has_no_speaker() -> None:
    quotes, speakers = assigned(report("“Four.”"))
    assert (names(quotes), speakers) == ([None], ())


def test_ids_count_in_the_order_of_the_text() -> None:
    quotes, speakers = assigned(report("“Four.”", "she"), report("“One,”", "Petra Lind"))
    assert [(quote.id, quote.text) for quote in quotes] == [("q1", "“One,”"), ("q2", "“Four.”")]
    assert [speaker.id for speaker in speakers] == ["e1"]


def test_a_nested_quote_points_to_its_outer_one() -> None:
    quotes, _ = assigned(report("“Two. Three.”", "she"), evolve(report("Three", "Petra Lind"), nested_in=0))
    assert [(quote.text, quote.nested_in) for quote in quotes] == [("“Two. Three.”", None), ("Three", "q1")]


def test_only_those_who_are_quoted_are_speakers_and_pronouns_are_no_aliases() -> None:
    noted = "Mayor [Petra Lind]/PERSON met/VBD [Ole Vik]/PERSON. [Lind]/PERSON said/VBD so. She added/VBD more."
    _, speakers = quotes_of(noted, ["Lind", "She"])
    assert [(speaker.name, speaker.aliases) for speaker in speakers] == [("Petra Lind", ("Lind",))]
