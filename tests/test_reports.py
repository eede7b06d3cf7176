"""Quotations, attributions and turns → reports: content, cue, source, type, and how they hang together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from strategies import texts
from tagged import LEXICON, attributed, quoted_in, tagged, words_of
from work import lines_run

from quoteattr import reports as stage
from quoteattr.reports import find_reports, keep_likely
from quoteattr.turns import find_turns
from quoteattr.types import Attribution, QuoteType, Report, Span, Tags

if TYPE_CHECKING:
    from collections.abc import Sequence


def reports(text: str, attributions: Sequence[str] = ()) -> tuple[Report, ...]:
    segmentation = tagged(text)
    quoted = quoted_in(segmentation)
    tags = Tags(tuple(attributed(segmentation.text, each) for each in attributions))
    turns = find_turns(segmentation, quoted, LEXICON.pages)
    return find_reports(segmentation, quoted, tags, turns, LEXICON.pages)


def shown(noted: str, report: Report) -> str:
    """A report as ``type: content | cue | source``, with what it stands in and what it goes on with."""
    text = tagged(noted).text
    line = f"{report.type.value}: {words_of(text, report.content)}"
    if report.cue or report.source:
        line += f" | {words_of(text, report.cue)} | {words_of(text, report.source)}"
    if report.heading is not None:
        line += f" by {report.heading.of(text)}"
    if report.nested_in is not None:
        line += f" in {report.nested_in}"
    if report.follows is not None:
        line += f" after {report.follows}"
    return line


def row(sentence: str, text: str, attributions: Sequence[str], *expected: str) -> object:
    return pytest.param(text, attributions, list(expected), id=sentence)


@pytest.mark.parametrize(
    ("text", "attributions", "expected"),
    [
        row(
            "all of it in marks is direct",
            "“It rained,” she said.",
            ["“It rained,” | said | she"],
            "direct: “It rained,” | said | she",
        ),
        row(
            "a label behind the mark of a quotation names who says it",
            "“LIND: It rained.\n\n“VEY: Hard.\n\n“LIND: All day.”",
            [],
            "direct: It rained. | : | LIND",
            "direct: Hard. | : | VEY",
            "direct: All day.” | : | LIND",
        ),
        row(
            "a mark belongs to the one that opens it, also of a term",
            "The so-called “plan” and the “truce” were dead, she said.",
            ["The so-called “plan | said | she", "truce” were dead | said | she"],
            "indirect: The so-called “plan” | said | she",
            "mixed: “truce” were dead | said | she",
        ),
        row(
            "a quotation that ends a sentence ends the content",
            "She added: “It rained.” The town was wet.",
            ["“It rained.” The town was wet. | added | She"],
            "direct: “It rained.” | added | She",
        ),
        row(
            "and so does the last of several",
            "“It rained.” “All day.” The town was wet, she said.",
            ["“It rained.” “All day.” The town was wet | said | she"],
            "direct: “It rained.” “All day.” | said | she",
        ),
        row(
            "one that ends no sentence does not",
            "“It rained” and the town was wet, she said.",
            ["“It rained” and the town was wet | said | she"],
            "mixed: “It rained” and the town was wet | said | she",
        ),
        row(
            "nor one that the content only comes to",
            "She said that “it rained.” The town was wet.",
            ["that “it rained.” The town was wet | said | She"],
            "mixed: that “it rained.” The town was wet | said | She",
        ),
        row(
            "no marks is indirect",
            "She said it rained.",
            ["it rained | said | She"],
            "indirect: it rained | said | She",
        ),
        row(
            "some of it in marks is mixed",
            "She said it “rained all day.”",
            ["it “rained all day.” | said | She"],
            "mixed: it “rained all day.” | said | She",
        ),
        row(
            "points outside the marks leave it direct",
            "She said – “it rained” –.",
            ["– “it rained” – | said | She"],
            "direct: – “it rained” – | said | She",
        ),
        row(
            "two quotations and nothing between are direct",
            "She said “it rained” “all day.”",
            ["“it rained” “all day.” | said | She"],
            "direct: “it rained” “all day.” | said | She",
        ),
        row(
            "two quotations and a word between are mixed",
            "She said “it rained” and “all day.”",
            ["“it rained” and “all day.” | said | She"],
            "mixed: “it rained” and “all day.” | said | She",
        ),
        row(
            "a title in it leaves it indirect",
            "She said her book “Rain” sold.",
            ["her book “Rain” sold | said | She"],
            "indirect: her book “Rain” sold | said | She",
        ),
        row(
            "a quotation cut in two is one report",
            "“It rained,” she said, “all day.”",
            ["“It rained,” + “all day.” | said | she"],
            "direct: “It rained,” + “all day.” | said | she",
        ),
        row(
            "a turn is direct without marks",
            "DV: It rained.",
            [],
            "direct: It rained. | : | DV",
        ),
        row("a headline's turn is not", "[Lind]/PERSON: Rain ahead", [], "indirect: Rain ahead | : | Lind"),
        row(
            "content of a text without words is none", "\N{NARROW NO-BREAK SPACE}", ["\N{NARROW NO-BREAK SPACE} |  | "]
        ),
        row("content without words is none", "“…,” she said.", ["“…,” | said | she"]),
    ],
)
def test_types(text: str, attributions: list[str], expected: list[str]) -> None:
    assert [shown(text, report) for report in reports(text, attributions)] == expected


@pytest.mark.parametrize(
    ("text", "attributions", "expected"),
    [
        row(
            "a sentence in marks behind a quotation joins it",
            "“It rained,” she said. “We left.”",
            ["“It rained,” | said | she"],
            "direct: “It rained,” + “We left.” | said | she",
        ),
        row(
            "several join it",
            "“It rained,” she said. “We left.” “We wept.”",
            ["“It rained,” | said | she"],
            "direct: “It rained,” + “We left.” + “We wept.” | said | she",
        ),
        row(
            "it does not join one of another paragraph",
            "“It rained,” she said.\n\n“We left.”",
            ["“It rained,” | said | she"],
            "direct: “It rained,” | said | she",
            "direct: “We left.” after 0",
        ),
        row(
            "nor reported speech; but it has its source",
            "She said it rained. “We left.”",
            ["it rained | said | She"],
            "indirect: it rained | said | She",
            "direct: “We left.” |  | She after 0",
        ),
        row(
            "nor over somebody else's words",
            "“It rained,” Ann said. Bo said it snowed. “We left.”",
            ["“It rained,” | said | Ann", "it snowed | said | Bo"],
            "direct: “It rained,” | said | Ann",
            "indirect: it snowed | said | Bo",
            "direct: “We left.” |  | Bo after 1",
        ),
        row(
            "a quotation that nothing reports stands by itself",
            "“It rained all day.”",
            [],
            "direct: “It rained all day.”",
        ),
        row(
            "quotations that run over paragraphs follow one another",
            "“It rained,” she said.\n\n“We left.\n\n“We wept.”",
            ["“It rained,” | said | she"],
            "direct: “It rained,” | said | she",
            "direct: “We left. after 0",
            "direct: “We wept.” after 1",
        ),
        row(
            "a quotation that runs on has the source behind its end",
            "“It rained.\n\n“We left.\n\n“We wept,” she said.",
            ["“We wept,” | said | she"],
            "direct: “It rained. by she",
            "direct: “We left. by she after 0",
            "direct: “We wept,” | said | she",
        ),
        row(
            "one that is closed has not",
            "“It rained.”\n\n“We wept,” she said.",
            ["“We wept,” | said | she"],
            "direct: “It rained.”",
            "direct: “We wept,” | said | she",
        ),
        row(
            "one with a source keeps it",
            "He said: “It rained.\n\n“We wept,” she said.",
            ["“It rained. | said | He", "“We wept,” | said | she"],
            "direct: “It rained. | said | He",
            "direct: “We wept,” | said | she",
        ),
        row(
            "quoted words in a paraphrase make its sentence a report",
            "She said it rained. The town was “wet from top to bottom” there.",
            ["it rained | said | She"],
            "indirect: it rained | said | She",
            "mixed: The town was “wet from top to bottom” there. after 0",
        ),
        row(
            "a few quoted words do not",
            "She said it rained. The town was “wet through” there.",
            ["it rained | said | She"],
            "indirect: it rained | said | She",
        ),
        row("quoted words before anybody spoke do not", "The town was “wet from top to bottom” there.", []),
        row("a headline's quotation does not", "“It rained all day long”", []),
        row("page furniture holds no quotes", "Share this: “It rained all day.”", []),
        row(
            "page furniture holds no reports",
            "Published in “It rained,” she said",
            ["“It rained,” | said | she"],
        ),
    ],
)
def test_what_nothing_reports(text: str, attributions: list[str], expected: list[str]) -> None:
    assert [shown(text, report) for report in reports(text, attributions)] == expected


@pytest.mark.parametrize(
    ("text", "attributions", "expected"),
    [
        row(
            "reported speech inside a quotation",
            "“Bo says it snows,” she said.",
            ["“Bo says it snows,” | said | she", "it snows | says | Bo"],
            "direct: “Bo says it snows,” | said | she",
            "indirect: it snows | says | Bo in 0",
        ),
        row(
            "reported speech inside reported speech",
            "She said Bo hoped that it snowed.",
            ["Bo hoped that it snowed | said | She", "that it snowed | hoped | Bo"],
            "indirect: Bo hoped that it snowed | said | She",
            "indirect: that it snowed | hoped | Bo in 0",
        ),
        row(
            "three levels",
            "She said Bo says Al hopes that it snows.",
            [
                "Bo says Al hopes that it snows | said | She",
                "Al hopes that it snows | says | Bo",
                "that it snows | hopes | Al",
            ],
            "indirect: Bo says Al hopes that it snows | said | She",
            "indirect: Al hopes that it snows | says | Bo in 0",
            "indirect: that it snows | hopes | Al in 1",
        ),
        row(
            "a cue outside the content leaves it outside",
            "It rained all day, she said.",
            ["It rained all day | said | she", "all day | said | she"],
            "indirect: It rained all day | said | she",
            "indirect: all day | said | she",
        ),
        row(
            "of two with one content the one with a source stays",
            "It reportedly rained, she said.",
            ["It reportedly rained | reportedly | ", "It reportedly rained | said | she"],
            "indirect: It reportedly rained | said | she",
        ),
        row(
            "a turn's words are not reported twice",
            "DV: It rained.",
            ["It rained. | : | DV"],
            "direct: It rained. | : | DV",
        ),
        row(
            "the speaker of a turn does not report themselves",
            "DV: I hope that it rains.",
            ["that it rains | hope | I"],
            "direct: I hope that it rains. | : | DV",
        ),
        row(
            "the speaker of a turn reports others",
            "DV: Bo hopes that it rains.",
            ["that it rains | hopes | Bo"],
            "direct: Bo hopes that it rains. | : | DV",
            "indirect: that it rains | hopes | Bo in 0",
        ),
        row(
            "the writer in the first person is reported outside a turn",
            "I hope that it rains.",
            ["that it rains | hope | I"],
            "indirect: that it rains | hope | I",
        ),
    ],
)
def test_nesting_and_order(text: str, attributions: list[str], expected: list[str]) -> None:
    assert [shown(text, report) for report in reports(text, attributions)] == expected


def test_work_grows_with_quotations_side_by_side_and_no_faster() -> None:
    def work(count: int) -> int:
        segmentation = tagged("“It rained.” " * count)
        quoted = quoted_in(segmentation)
        tags = Tags(tuple(Attribution((), (), (span.outer,), 1.0, "trained") for span in quoted))
        return lines_run(lambda: find_reports(segmentation, quoted, tags, (), LEXICON.pages), stage)

    assert work(200) < 2.2 * work(100)


def test_a_turn_that_goes_on_follows_the_one_before() -> None:
    text = "LIND: It rained.\n\nAll day.\n\nVEY: Hard.\n\nLIND: Yes."
    assert [shown(text, report) for report in reports(text)] == [
        "direct: It rained. | : | LIND",
        "direct: All day. after 0",
        "direct: Hard. | : | VEY",
        "direct: Yes. | : | LIND",
    ]


def test_a_heading_names_the_speaker_of_the_first_paragraph() -> None:
    text = "Remarks by [Petra Lind]/PERSON\n\nI thank you.\n\nWe won."
    first, second = reports(text)
    assert shown(text, first) == "direct: I thank you. by Petra Lind"
    assert shown(text, second) == "direct: We won. after 0"


@pytest.mark.parametrize(
    ("text", "attributions", "rule", "score"),
    [
        pytest.param("“Rain,” she said.", ["“Rain,” | said | she"], "by hand", 0.25, id="the tagger's"),
        pytest.param("“It rained all day.”", [], "quotation goes on", 0.6, id="a quotation by itself"),
        pytest.param("DV: Rain.", [], "label", 0.9, id="a label"),
    ],
)
def test_a_report_names_its_rule_and_keeps_its_score(
    text: str, attributions: list[str], rule: str, score: float
) -> None:
    segmentation = tagged(text)
    quoted = quoted_in(segmentation)
    tags = Tags(tuple(evolve(attributed(text, each), score=0.25) for each in attributions))
    turns = find_turns(segmentation, quoted, LEXICON.pages)
    (report,) = find_reports(segmentation, quoted, tags, turns, LEXICON.pages)
    assert [(each.stage, each.rule) for each in report.evidence] == [("reports", rule)]
    assert report.score == score


@st.composite
def attributions_of(draw: st.DrawFn, text: str) -> Attribution:
    offsets = st.integers(0, len(text))
    some = st.lists(st.tuples(offsets, offsets).map(lambda pair: Span(min(pair), max(pair))), max_size=2)
    layers = [tuple(sorted(draw(some))) for _ in range(3)]
    return Attribution(layers[0], layers[1], layers[2] or (Span(0, len(text)),), draw(st.floats(0, 1)), "drawn")


@given(st.data(), texts(30))
def test_no_tagger_can_break_the_reports(data: st.DataObject, text: str) -> None:
    segmentation = tagged(text)
    tags = Tags(tuple(data.draw(st.lists(attributions_of(segmentation.text), max_size=4))))
    quoted = quoted_in(segmentation)
    turns = find_turns(segmentation, quoted, LEXICON.pages)
    found = find_reports(segmentation, quoted, tags, turns, LEXICON.pages)
    for index, report in enumerate(found):
        assert report.content
        assert report.nested_in is None or report.nested_in < index
        assert report.follows is None or report.follows < index


def scored(score: float, nested_in: int | None = None, follows: int | None = None) -> Report:
    return Report(QuoteType.DIRECT, (Span(0, 1),), score=score, nested_in=nested_in, follows=follows)


@pytest.mark.parametrize(
    ("reports", "expected"),
    [
        pytest.param([scored(0.9), scored(0.4)], [scored(0.9)], id="a doubtful report goes"),
        pytest.param(
            [scored(0.9), scored(0.4, nested_in=0), scored(0.9, nested_in=1)],
            [scored(0.9), scored(0.9, nested_in=0)],
            id="what stood in it stands in what it stood in",
        ),
        pytest.param(
            [scored(0.4), scored(0.9), scored(0.4, follows=1), scored(0.9, follows=2)],
            [scored(0.9), scored(0.9, follows=0)],
            id="what followed it follows what it followed",
        ),
        pytest.param([scored(0.4), scored(0.9, follows=0)], [scored(0.9)], id="nothing is left to follow"),
    ],
)
def test_likely_reports_are_kept(reports: list[Report], expected: list[Report]) -> None:
    assert list(keep_likely(reports, 0.5)) == expected


def test_what_the_layout_gives_to_a_name_the_tagger_does_not_give_again() -> None:
    segmentation = tagged("[Lind]/PERSON: ‘Rain all day’\n\nThe captain said/VBD nothing.")
    quoted = quoted_in(segmentation)
    turns = find_turns(segmentation, quoted, LEXICON.pages)
    text = segmentation.text
    again = Attribution((), (Span(0, 4),), (Span(text.index("Rain"), text.index(" all")),), 0.9, "by hand")
    reports = find_reports(segmentation, quoted, Tags((again,)), turns, LEXICON.pages)
    assert [each.content[0].of(text) for each in reports] == ["‘Rain all day’"]
