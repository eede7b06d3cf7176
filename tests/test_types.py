"""The values between the stages: what they refuse, and the small questions they answer."""

from __future__ import annotations

import pytest
from attrs import fields, has
from attrs.exceptions import FrozenInstanceError
from hypothesis import given
from hypothesis import strategies as st
from tagged import tagged

from quoteattr import types
from quoteattr.types import (
    Document,
    Gender,
    Quote,
    QuotedSpan,
    QuoteType,
    Span,
    Speaker,
    SpeakerKind,
)

ANN = Speaker("e1", "Ann Boe", SpeakerKind.PERSON, Gender.FEMALE, aliases=("AB", "Boe"))
UNION = Speaker("e2", "the union", SpeakerKind.GROUP)


def quote(name: str, speaker: Speaker | None) -> Quote:
    return Quote(id=name, text="Rain", type=QuoteType.DIRECT, content=(Span(0, 4),), speaker=speaker)


DOCUMENT = Document(
    id="page",
    text="Rain and snow.",
    quotes=(quote("q1", ANN), quote("q2", UNION), quote("q3", ANN), quote("q4", None)),
    speakers=(ANN, UNION),
)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        pytest.param(-1, 4, id="a start before the text"),
        pytest.param(4, 3, id="an end before the start"),
        pytest.param(-2, -1, id="both before the text"),
    ],
)
def test_a_span_refuses(start: int, end: int) -> None:
    with pytest.raises(ValueError, match=rf"0 <= start <= end, got start={start}, end={end}"):
        Span(start, end)


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        pytest.param(Span(0, 4), "Rain", id="words"),
        pytest.param(Span(4, 4), "", id="an empty span"),
        pytest.param(Span(9, 99), "snow.", id="a span past the end"),
        pytest.param(Span(50, 99), "", id="a span behind the end"),
    ],
)
def test_of(span: Span, expected: str) -> None:
    assert span.of(DOCUMENT.text) == expected


@pytest.mark.parametrize(
    ("one", "other", "overlaps", "contains"),
    [
        pytest.param(Span(2, 6), Span(2, 6), True, True, id="the same"),
        pytest.param(Span(2, 6), Span(3, 5), True, True, id="one inside the other"),
        pytest.param(Span(3, 5), Span(2, 6), True, False, id="one around the other"),
        pytest.param(Span(2, 6), Span(5, 8), True, False, id="crossing"),
        pytest.param(Span(2, 6), Span(6, 8), False, False, id="side by side"),
        pytest.param(Span(2, 6), Span(6, 6), False, True, id="an empty one at the end"),
    ],
)
def test_spans_beside_one_another(one: Span, other: Span, overlaps: bool, contains: bool) -> None:
    assert one.overlaps(other) is overlaps
    assert other.overlaps(one) is overlaps
    assert (other in one) is contains


def test_spans_sort_by_start_then_end_and_have_a_length() -> None:
    assert sorted([Span(3, 4), Span(0, 9), Span(0, 2)]) == [Span(0, 2), Span(0, 9), Span(3, 4)]
    assert len(Span(3, 7)) == 4


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        pytest.param(ANN, ["q1", "q3"], id="a speaker"),
        pytest.param("Ann Boe", ["q1", "q3"], id="a name"),
        pytest.param("ann BOE", ["q1", "q3"], id="a name in another case"),
        pytest.param("AB", ["q1", "q3"], id="an alias"),
        pytest.param("e2", ["q2"], id="an id"),
        pytest.param("Cia", [], id="nobody"),
        pytest.param("Ann", [], id="half a name"),
    ],
)
def test_quotes_by(wanted: Speaker | str, expected: list[str]) -> None:
    assert [found.id for found in DOCUMENT.quotes_by(wanted)] == expected


def test_a_document_is_a_sequence_of_its_quotes() -> None:
    assert len(DOCUMENT) == 4
    assert [found.id for found in DOCUMENT] == ["q1", "q2", "q3", "q4"]


def test_a_document_shows_itself_in_a_notebook() -> None:
    assert "Rain" in DOCUMENT._repr_html_()


def test_a_quote_needs_content() -> None:
    with pytest.raises(ValueError, match="content"):
        Quote(id="q1", text="", type=QuoteType.DIRECT, content=())


@pytest.mark.parametrize("name", [name for name in types.__all__ if has(getattr(types, name))])
def test_every_value_is_frozen(name: str) -> None:
    shape = getattr(types, name)
    with pytest.raises(FrozenInstanceError):
        setattr(shape.__new__(shape), fields(shape)[0].name, None)


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        pytest.param(Span(3, 9), ["rained"], id="one word"),
        pytest.param(Span(4, 5), ["rained"], id="a part of a word"),
        pytest.param(Span(0, 9), ["It", "rained"], id="two words"),
        pytest.param(Span(2, 3), [], id="the blank between"),
        pytest.param(Span(11, 11), [], id="an empty span"),
        pytest.param(Span(40, 50), [], id="behind the text"),
    ],
)
def test_token_range(span: Span, expected: list[str]) -> None:
    found = tagged("It rained. We left.")
    assert [found.tokens[at].text for at in found.token_range(span)] == expected


def test_cover_is_the_way_back() -> None:
    found = tagged("It rained. We left.")
    assert found.cover(0, 3) == Span(0, 10)
    with pytest.raises(ValueError, match=r"first < stop, got 2, 2"):
        found.cover(2, 2)


@pytest.mark.parametrize(
    ("offset", "expected"),
    [
        pytest.param(0, 0, id="in front of the first"),
        pytest.param(3, 0, id="in the first"),
        pytest.param(10, 0, id="between the two"),
        pytest.param(12, 1, id="at the second"),
        pytest.param(99, 1, id="behind the last"),
    ],
)
def test_paragraph_at(offset: int, expected: int) -> None:
    assert tagged(" It rained\n\nWe left.").paragraph_at(offset) == expected


def test_a_text_without_paragraphs_has_the_first_one_everywhere() -> None:
    assert tagged("").paragraph_at(3) == 0


@given(st.integers(0, 30), st.integers(0, 12))
def test_token_range_finds_every_token_that_overlaps(start: int, length: int) -> None:
    found, span = tagged("It rained—hard. We  left, all."), Span(start, start + length)
    slow = [at for at, token in enumerate(found.tokens) if token.span.overlaps(span)]
    assert list(found.token_range(span)) == slow


@pytest.mark.parametrize(
    ("span", "is_in", "joined"),
    [
        pytest.param(Span(3, 9), True, Span(3, 12), id="its first half"),
        pytest.param(Span(7, 20), True, Span(4, 20), id="its second half and more"),
        pytest.param(Span(3, 7), False, Span(3, 12), id="less"),
        pytest.param(Span(14, 20), False, Span(4, 20), id="nothing of it"),
    ],
)
def test_a_quotation_is_in_what_holds_half_of_its_inside(span: Span, is_in: bool, joined: Span) -> None:
    quoted = QuotedSpan(Span(4, 12), Span(5, 11), "“", "”", 0, True, False)
    assert quoted.is_mostly_in(span) is is_in
    assert quoted.joined_to(span) == joined
