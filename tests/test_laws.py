"""Laws of the whole extractor: what holds for every text, with a blank pipeline and with the English model."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import spacy
from attrs import evolve, frozen
from hypothesis import example, given
from hypothesis import strategies as st
from strategies import LINE_ENDS, texts
from tagged import LEXICON

from quoteattr import Document, Extractor, Quote, Span
from quoteattr.formats.jsonl import dumps, loads
from quoteattr.frames import FrameTagger

if TYPE_CHECKING:
    from collections.abc import Callable

FIXTURES = Path(__file__).parents[1] / "fixtures"
NEUTRAL = "The weather stayed dry for the whole week.\n\n"
LINES = (
    "“We are ready,” {name} said. “Come in.”",
    "“We are ready,” said {name}, “and you are not.”",
    "{name} said that {other} was late.",
    "He said he was late, adding: “So what?”",
    "{other} told them, “{name} said ‘no’ twice.”",
    "“I waited all day,” she said.",
    "“I waited all day. “And all night.",
    "{name}: I waited all day.",
    "{other}: “Me too.”",
    "MR. VEY: It rained.",
    "Q: Did it rain?",
    "A. It did, he said.",
    "According to {name}, it rained.",
    "In her words, it was “a wet day for us all.”",
    "Remarks by {name}",
    "By {other}",
    "{name}: ‘rain ahead’",
    "Rain ahead – {other}",
    "“It rained all day.” — {name}",
    "Leave a Reply",
    "The ministry’s spokeswoman, {name}, stressed the following:",
    "The statement said it “would rain for a week or more” there",
    "“Who knows?” the minister asked",
)
NAMES = (
    "Petra Lind",
    "Lind",
    "Omar Vey",
    "the captain",
    "DV",
    "they",
    "Dr. Vey",
    "the Sound Ferry Company (SFC)",
    "SFC",
)


@st.composite
def pages(draw: st.DrawFn) -> str:
    """Pages with labels, headlines, quotations and people who return, now and then with broken marks between."""
    lines = [
        draw(st.sampled_from(LINES)).format(name=draw(st.sampled_from(NAMES)), other=draw(st.sampled_from(NAMES)))
        for _ in range(draw(st.integers(1, 6)))
    ]
    ends = st.sampled_from((*LINE_ENDS, "\n\n", "\n\n", " ", "\n"))
    return "".join(line + draw(ends) + (draw(texts(4)) if draw(st.integers(0, 4)) == 0 else "") for line in lines)


ANY = st.one_of(st.text(), texts(), pages(), pages())
WILD = st.one_of(st.text(st.characters()), texts(), pages())


@frozen
class Laws:
    """What holds for any extractor and any text."""

    extractor: Extractor

    def spans_lie_in_the_text(self, text: str) -> None:
        document = self.extractor.extract(text)
        assert document.text == text
        for quote in document.quotes:
            assert all(span.end <= len(text) for span in (*quote.content, *quote.cue, *quote.source))
            assert all(span.of(text).strip() for span in quote.content)
            assert quote.text == " ".join(span.of(text) for span in quote.content)
            assert list(quote.content) == sorted(quote.content)
            assert 0 <= quote.score <= 1
            assert quote.evidence

    def ids_are_unique(self, text: str) -> None:
        document = self.extractor.extract(text)
        for each in (document.quotes, document.speakers):
            assert len({one.id for one in each}) == len(each)
        assert {quote.speaker for quote in document.quotes if quote.speaker} == set(document.speakers)
        assert list(document.quotes) == sorted(document.quotes, key=lambda quote: quote.content[0].start)

    def nested_quotes_lie_in_an_earlier_one(self, text: str) -> None:
        before: dict[str, Quote] = {}
        for quote in self.extractor.extract(text).quotes:
            if quote.nested_in is not None:
                outer = before[quote.nested_in].content
                assert all(any(span in place for place in outer) for span in (*quote.content, *quote.cue))
            before[quote.id] = quote

    def a_second_call_gives_the_same(self, text: str) -> None:
        assert self.extractor.extract(text) == self.extractor.extract(text)

    def json_lines_are_a_round_trip(self, text: str) -> None:
        document = self.extractor.extract(text, id="page")
        assert loads(dumps(document)) == document

    def a_neutral_paragraph_in_front_only_shifts(self, text: str) -> None:
        alone = self.extractor.extract(text)
        shift = len(NEUTRAL)
        assert self.extractor.extract(NEUTRAL + text) == moved(alone, NEUTRAL + text, lambda offset: offset + shift)

    def line_ends_only_move_offsets(self, text: str) -> None:
        plain = text.replace("\r", "")
        alone = self.extractor.extract(plain)
        longer = plain.replace("\n", "\r\n")
        places = [at + plain.count("\n", 0, at) for at in range(len(plain) + 1)]
        assert self.extractor.extract(longer) == moved(alone, longer, places.__getitem__)


def moved(document: Document, text: str, place: Callable[[int], int]) -> Document:
    """The document as it must be where every offset has moved."""

    def spans(old: tuple[Span, ...]) -> tuple[Span, ...]:
        return tuple(Span(place(span.start), place(span.end)) for span in old)

    quotes = [evolve(q, content=spans(q.content), cue=spans(q.cue), source=spans(q.source)) for q in document.quotes]
    told = (evolve(quote, text=" ".join(span.of(text) for span in quote.content)) for quote in quotes)
    return evolve(document, text=text, quotes=tuple(told))


# The frames read each sentence by itself; a trained tagger may look at what stands around it.
FRAMES = FrameTagger(LEXICON.cues)
BLANK = Laws(Extractor(nlp=spacy.blank("en"), tagger=FRAMES))


@given(WILD)
@example("\ud83d\ude00 “\udc00 rain all day,” \ud800 said \udfff.")
@example("\0“\0”\0: \0")
def test_any_text_gives_an_answer_that_lies_in_it(text: str) -> None:
    BLANK.spans_lie_in_the_text(text)


@given(ANY)
def test_ids_are_unique_and_quotes_in_order(text: str) -> None:
    BLANK.ids_are_unique(text)


@given(ANY)
def test_nested_quotes_lie_in_an_earlier_one(text: str) -> None:
    BLANK.nested_quotes_lie_in_an_earlier_one(text)


@given(ANY)
def test_a_second_call_gives_the_same(text: str) -> None:
    BLANK.a_second_call_gives_the_same(text)


@given(ANY)
def test_json_lines_are_a_round_trip(text: str) -> None:
    BLANK.json_lines_are_a_round_trip(text)


@given(ANY)
def test_a_neutral_paragraph_in_front_only_shifts(text: str) -> None:
    BLANK.a_neutral_paragraph_in_front_only_shifts(text)


@given(ANY)
def test_line_ends_only_move_offsets(text: str) -> None:
    BLANK.line_ends_only_move_offsets(text)


@cache
def with_frames() -> Laws:
    return Laws(Extractor(tagger=FRAMES))


@cache
def default() -> Laws:
    return Laws(Extractor())


LAWS = (
    Laws.spans_lie_in_the_text,
    Laws.ids_are_unique,
    Laws.nested_quotes_lie_in_an_earlier_one,
    Laws.a_second_call_gives_the_same,
    Laws.json_lines_are_a_round_trip,
    Laws.line_ends_only_move_offsets,
)


def article(name: str) -> str:
    return (FIXTURES / f"{name}.txt").read_bytes().decode("utf-8")


def title(law: Callable[[Laws, str], None]) -> str:
    return law.__name__.replace("_", " ")


@pytest.mark.model
@pytest.mark.parametrize("name", ["wire-report", "interview-labels", "malformed-marks", "nested-quotes", "crlf-nbsp"])
@pytest.mark.parametrize("law", [*LAWS, Laws.a_neutral_paragraph_in_front_only_shifts], ids=title)
def test_the_laws_hold_with_the_english_model(law: Callable[[Laws, str], None], name: str) -> None:
    law(with_frames(), article(name))


@pytest.mark.model
@pytest.mark.parametrize("name", ["running-quotations", "nested-quotes"])
@pytest.mark.parametrize("law", LAWS, ids=title)
def test_the_laws_hold_with_all_options_at_their_default(law: Callable[[Laws, str], None], name: str) -> None:
    law(default(), article(name))
