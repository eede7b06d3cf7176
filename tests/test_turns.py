"""Labels, dashes and headings: speech that the layout of the page gives to somebody."""

from __future__ import annotations

from itertools import pairwise

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from strategies import texts
from tagged import LEXICON, quoted_in, tagged

from quoteattr.turns import find_turns, name_by_turns
from quoteattr.types import QuoteType, Report, Span, Turn


def turns(noted: str) -> tuple[str, tuple[Turn, ...]]:
    segmentation = tagged(noted)
    return segmentation.text, find_turns(segmentation, quoted_in(segmentation), LEXICON.pages)


def read(noted: str) -> list[str]:
    """The turns of a page: ``content | source | rule``; a name in a heading stands for the source."""
    text, found = turns(noted)
    return [f"{turn.content.of(text)} | {_words(turn.source or turn.heading, text)} | {turn.rule}" for turn in found]


def _words(span: Span | None, text: str) -> str:
    return "" if span is None else span.of(text)


def row(sentence: str, text: str, *expected: str) -> object:
    return pytest.param(text, list(expected), id=sentence)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        row("initials", "DV: The radar is plain.", "The radar is plain. | DV | label"),
        row("a quotation behind the label", "DV: “The radar is plain.”", "“The radar is plain.” | DV | label"),
        row(
            "labels behind the marks of a quoted transcript",
            "“LIND: It rained.\n\n“VEY: Hard.\n\n“LIND: All day.”",
            "It rained. | LIND | label",
            "Hard. | VEY | label",
            "All day.” | LIND | label",
        ),
        row(
            "what stands between another label and a transcript is no turn",
            "Police: “It rained.”\n\nThe talk in part.\n\nLIND: It rained.\n\nAll day.\n\nVEY: Hard.\n\nLIND: Yes.",
            "“It rained.” | Police | label",
            "It rained. | LIND | label",
            "All day. |  | turn goes on",
            "Hard. | VEY | label",
            "Yes. | LIND | label",
        ),
        row(
            "a label that a transcript has but twice",
            "Lind: It rained.\n\nVey: Hard.\n\nLind: All day.\n\nVey: Yes.\n\nLind: Yes.",
            "It rained. | Lind | label",
            "Hard. | Vey | label",
            "All day. | Lind | label",
            "Yes. | Vey | label",
            "Yes. | Lind | label",
        ),
        row(
            "titles and names in capitals",
            "MR. LIND: It rained.\n\nMS. VEY: It did not.",
            "It rained. | MR. LIND | label",
            "It did not. | MS. VEY | label",
        ),
        row(
            "question and answer with colons",
            "Q: Did it rain?\nA: It did.",
            "Did it rain? | Q | label",
            "It did. | A | label",
        ),
        row(
            "question and answer with full stops",
            "Q. Did it rain?\nA. It did.",
            "Did it rain? | Q | label",
            "It did. | A | label",
        ),
        row("a name of the page before a quotation", "[Lind]/PERSON: “It rained.”", "“It rained.” | Lind | label"),
        row(
            "a name of the page with the family name in front",
            "Lind, Petra: “It rained.”\n[Petra Lind]/PERSON left.",
            "“It rained.” | Lind, Petra | label",
        ),
        row(
            "a surname of the page before a quotation",
            "Lind: “It rained.”\n[Petra Lind]/PERSON left.",
            "“It rained.” | Lind | label",
        ),
        row(
            "a name of the page that is a label twice",
            "[Lind]/PERSON: It rained.\n\nLind: All day.",
            "It rained. | Lind | label",
            "All day. | Lind | label",
        ),
        row(
            "any name that is a label three times",
            "Host: It rained.\n\nHost: All day.\n\nHost: And night.",
            "It rained. | Host | label",
            "All day. | Host | label",
            "And night. | Host | label",
        ),
        row("a kind of speaker before a quotation", "Police: “It rained.”", "“It rained.” | Police | label"),
        row(
            "a turn goes on without a label",
            "LIND: It rained.\n\nAll day.\n\nVEY: Hard.\n\nLIND: Yes.\n\nBye.",
            "It rained. | LIND | label",
            "All day. |  | turn goes on",
            "Hard. | VEY | label",
            "Yes. | LIND | label",
        ),
        row("a note is nobody", "Note: It rained."),
        row("a word of the page with its number is nobody", "Update 3: It rained."),
        row("a name that the page does not know", "Haslow: It rained."),
        row("a sentence before the colon", "We saw that the rain was over: it snowed."),
        row("a label that is too long", "ALL OF US WHO LEFT THE BOAT: It rained."),
        row("a time", "10:30 at the pier."),
        row("a label with nothing behind it", "LIND: "),
        row("a label in page furniture", "READ MORE: Rain."),
    ],
)
def test_labels(text: str, expected: list[str]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        row(
            "a name and a paraphrase",
            "[Lind]/PERSON: Ferry to sail again",
            "Ferry to sail again | Lind | headline label",
        ),
        row("a kind of speaker", "Minister: ‘ferry is safe’", "‘ferry is safe’ | Minister | headline label"),
        row("a word that names nobody", "Ferry: late again"),
        row(
            "a name behind the dash",
            "Ferry to sail again – [Lind]/PERSON",
            "Ferry to sail again | Lind | headline dash",
        ),
        row(
            "a surname behind the dash, the full name in the text",
            "Ferry to sail again – Lind\n\nThe captain, [Petra Lind]/PERSON, smiled.",
            "Ferry to sail again | Lind | headline dash",
        ),
        row("a kind of speaker behind the dash", "Ferry safe – minister", "Ferry safe | minister | headline dash"),
        row("no speaker behind the dash", "Ferry to sail again - weather permitting"),
        row("a dash in a sentence", "The ferry will sail again – [Lind]/PERSON."),
        row(
            "a quotation at the end, a name at the start",
            "[Lind]/PERSON tears into plan: ‘a disaster’",
            "‘a disaster’ | Lind | headline quotation",
        ),
        row("a quotation at the end, no name at the start", "Captain tears into plan: ‘a disaster’"),
        row("a quotation at the end, no colon", "[Lind]/PERSON tears into ‘plan of disaster’"),
    ],
)
def test_headlines(text: str, expected: list[str]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        row(
            "a name behind a dash", "“It rained all day.” — Petra Lind", "“It rained all day.” | Petra Lind | signature"
        ),
        row("a name in brackets", "“It rained all day.” (Petra Lind)", "“It rained all day.” | Petra Lind | signature"),
        row("a bullet before it", "• “It rained.” - Petra Lind", "“It rained.” | Petra Lind | signature"),
        row("a name on the line below", "“It rained.”\n— Petra Lind", "“It rained.” | Petra Lind | signature"),
        row(
            "a description in a few words",
            "“It rained.” — a harbour clerk",
            "“It rained.” | a harbour clerk | signature",
        ),
        row("a sentence behind the dash", "“It rained.” — and so it did for days on end"),
        row("words before the quotation", "She wrote “it rained.” — Petra Lind"),
        row("no quotation above the line", "It rained.\n— Petra Lind"),
    ],
)
def test_signatures(text: str, expected: list[str]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        row(
            "a speech in the first person",
            "Remarks by [Petra Lind]/PERSON\n\nI thank you all.\n\nThe ferry is our pride.",
            "I thank you all. | Petra Lind | block speech",
            "The ferry is our pride. |  | block speech",
        ),
        row(
            "a date line between heading and speech",
            "Speech of [Petra Lind]/PERSON\n4 March 2019\nI thank you all.",
            "I thank you all. | Petra Lind | block speech",
        ),
        row("a report under such a heading", "Remarks by [Petra Lind]/PERSON\n\nThe ferry sank.\n\nIt rained."),
        row("a heading that names nobody", "Remarks by the captain\n\nI thank you all."),
        row("a heading without an author's word", "[Petra Lind]/PERSON at sea\n\nI thank you all."),
        row("a heading with nothing below", "Remarks by [Petra Lind]/PERSON"),
        row(
            "page furniture ends the speech",
            "Remarks by [Lind]/PERSON\n\nI left.\n\nShare this\n\nI came.",
            "I left. | Lind | block speech",
        ),
    ],
)
def test_block_speech(text: str, expected: list[str]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "cue", "spoken", "continues"),
    [
        pytest.param("DV: It rained.", ":", [True], [False], id="what stands behind a label is spoken"),
        pytest.param("[Lind]/PERSON: Rain ahead", ":", [False], [False], id="a headline's paraphrase is not"),
        pytest.param("Rain ahead – [Lind]/PERSON", "–", [False], [False], id="nor is one before a dash"),
        pytest.param(
            "Remarks by [Lind]/PERSON\n\nI left.\n\nWe won.",
            "",
            [True, True],
            [False, True],
            id="a speech goes on in its second paragraph",
        ),
    ],
)
def test_what_a_turn_tells(text: str, cue: str, spoken: list[bool], continues: list[bool]) -> None:
    page, found = turns(text)
    assert _words(found[0].cue, page) == cue
    assert [turn.spoken for turn in found] == spoken
    assert [turn.continues for turn in found] == continues


STARTS = ("", "DV: ", "Q. ", "[Lind]/PERSON: ", "Remarks by [Lind]/PERSON\n\nI ", "“Rain” — ", "– Lind\n")


@given(st.lists(st.tuples(st.sampled_from(STARTS), texts(15)), max_size=4))
def test_no_text_raises_and_no_two_turns_overlap(lines: list[tuple[str, str]]) -> None:
    text, found = turns("\n\n".join(start + line for start, line in lines))
    for turn in found:
        assert turn.content.of(text).strip()
        assert all(span.end <= len(text) for span in (turn.content, turn.source, turn.cue, turn.heading) if span)
    assert all(one.content.end <= other.content.start for one, other in pairwise(found))


def test_reports_from_elsewhere_are_named_by_the_turn_they_stand_in() -> None:
    text, found = turns("LIND: It rained.\n\nVEY: Hard.\n\nLIND: All day.")
    inside = Report(QuoteType.DIRECT, (Span(text.index("Hard"), text.index("Hard") + 4),))
    named = evolve(inside, source=(Span(0, 4),))
    first, second = name_by_turns([inside, named], found)
    assert first.heading is not None
    assert (first.heading.of(text), second) == ("VEY", named)
