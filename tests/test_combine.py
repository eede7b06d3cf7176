"""Who owns which decision where a trained tagger and the frames both read."""

import pytest
from attrs import evolve

from quoteattr.combine import combine_tags
from quoteattr.types import Attribution, QuotedSpan, QuotedUse, Span, Tags

TEXT = '"We are ready," said Ana, who told Bo that "it rains" and that Cy had said the boat leaked.'


def at(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words))


def found(content: str, cue: str, rule: str) -> Attribution:
    return Attribution((at(cue),), (), (at(content),), 1.0, rule)


def quoted(words: str) -> QuotedSpan:
    outer = at(words)
    return QuotedSpan(outer, Span(outer.start + 1, outer.end - 1), '"', '"', 0, True, False)


def nickname(words: str) -> QuotedSpan:
    return evolve(quoted(words), use=QuotedUse.TERM)


READY = found('"We are ready,"', "said Ana", "subject")
CLAUSE = found('that "it rains" and that Cy had said the boat leaked', "told", "trained")


@pytest.mark.parametrize(
    ("trained", "frames", "expected"),
    [
        pytest.param([CLAUSE], [], [CLAUSE], id="what only the trained tagger reads stays"),
        pytest.param([CLAUSE], [READY], [READY, CLAUSE], id="a quotation that it leaves comes from the frames"),
        pytest.param(
            [found('"We are ready,"', "said Ana", "trained")],
            [READY],
            [found('"We are ready,"', "said Ana", "trained")],
            id="a quotation that both read is the trained tagger's",
        ),
        pytest.param(
            [CLAUSE],
            [found("the boat leaked", "had said", "bare clause")],
            [CLAUSE, found("the boat leaked", "had said", "bare clause")],
            id="what is said inside what is said comes from the frames",
        ),
        pytest.param(
            [CLAUSE],
            [found("the boat leaked", "had said", "object")],
            [CLAUSE],
            id="but not by a frame that is often wrong there",
        ),
        pytest.param(
            [],
            [found("the boat leaked", "had said", "bare clause")],
            [],
            id="a clause without marks that the trained tagger leaves is left",
        ),
    ],
)
def test_ownership(trained: list[Attribution], frames: list[Attribution], expected: list[Attribution]) -> None:
    marks = [quoted('"We are ready,"'), quoted('"it rains"')]
    combined = combine_tags(Tags(tuple(trained)), Tags(tuple(frames)), marks)
    assert list(combined.attributions) == expected


LEFT = '"It rains," said Ana. "It pours," said Bo, adding: "We are wet."'


def reported(rule: str, cue: str, *content: str) -> Attribution:
    first, *spans = (Span(LEFT.index(words), LEFT.index(words) + len(words)) for words in (cue, *content))
    return Attribution((first,), (), tuple(spans), 1.0, rule)


@pytest.mark.parametrize(
    ("trained", "frames", "expected"),
    [
        pytest.param(
            [reported("trained", "said Ana", "It rains", "It pours")],
            [reported("subject", "said Bo", '"It pours,"')],
            [reported("trained", "said Ana", "It rains"), reported("subject", "said Bo", '"It pours,"')],
            id="it is not part of what another cue reports",
        ),
        pytest.param(
            [reported("trained", "said Ana", "It rains", "It pours"), reported("trained", "said Bo", "We are wet")],
            [reported("subject", "said Bo", '"It pours,"')],
            [reported("trained", "said Ana", "It rains", "It pours"), reported("trained", "said Bo", "We are wet")],
            id="but where the trained tagger uses that cue it has decided",
        ),
        pytest.param(
            [reported("trained", "said Ana", "It rains", "It pours")],
            [reported("subject", "said Bo", '"It pours,"'), reported("subject", "said Ana", '"It pours,"')],
            [reported("trained", "said Ana", "It rains", "It pours")],
            id="and where the frames see two cues there is none of its own",
        ),
        pytest.param(
            [reported("trained", "said Ana", "It pours")],
            [reported("subject", "said Bo", '"It pours,"')],
            [reported("trained", "said Ana", "It pours")],
            id="and what would leave nothing of a quote is left",
        ),
    ],
)
def test_a_quotation_with_its_own_cue(
    trained: list[Attribution], frames: list[Attribution], expected: list[Attribution]
) -> None:
    marks = [
        QuotedSpan(Span(at, at + len(words)), Span(at + 1, at + len(words) - 1), '"', '"', 0, True, False)
        for words in ('"It rains,"', '"It pours,"', '"We are wet."')
        for at in [LEFT.index(words)]
    ]
    assert list(combine_tags(Tags(tuple(trained)), Tags(tuple(frames)), marks).attributions) == expected


def test_a_short_quotation_is_one_too() -> None:
    text = '"Yes," said Ana. "No," said Bo.'
    marks = [
        QuotedSpan(Span(at, at + len(words)), Span(at + 1, at + len(words) - 1), '"', '"', 0, True, False)
        for words in ('"Yes,"', '"No,"')
        for at in [text.index(words)]
    ]
    joined = Attribution((Span(7, 11),), (), (Span(1, 4), Span(18, 20)), 1.0, "trained")
    other = Attribution((Span(23, 27),), (), (Span(17, 22),), 1.0, "subject")
    kept = combine_tags(Tags((joined,)), Tags((other,)), marks).attributions
    assert [each.content for each in kept] == [(Span(1, 4),), (Span(17, 22),)]


def test_a_mark_at_the_end_of_what_is_said_belongs_to_it() -> None:
    clause, inner = found('that "it rains', "told", "trained"), found('"it rains"', "that", "quotation")
    marks = [quoted('"it rains"')]
    assert combine_tags(Tags((clause,)), Tags((inner,)), marks).attributions == (clause, inner)


@pytest.mark.parametrize(
    ("source", "of_frames", "expected"),
    [
        pytest.param((), "Ana", "Ana", id="where the trained tagger finds none, the frames' one is taken"),
        pytest.param((at("Bo"),), "Ana", "Bo", id="where it finds one, that stays"),
        pytest.param((), "it rains", None, id="what is said is no source"),
    ],
)
def test_sources(source: tuple[Span, ...], of_frames: str, expected: str | None) -> None:
    trained = evolve(CLAUSE, source=source)
    frame = evolve(found("the boat leaked", "told", "clause"), source=(at(of_frames),))
    kept = combine_tags(Tags((trained,)), Tags((frame,)), []).attributions[0]
    assert kept.rule == "trained"
    assert kept.source == (() if expected is None else (at(expected),))


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(('"it rains" and that',), id="at the beginning"),
        pytest.param(("Ana", '"it rains"'), id="at the beginning of a later part"),
    ],
)
def test_a_term_that_nobody_says_is_no_quote(content: tuple[str, ...]) -> None:
    marks = [quoted('"We are ready,"'), nickname('"it rains"')]
    term = evolve(found("Ana", "told", "trained"), content=tuple(map(at, content)))
    assert combine_tags(Tags((term,)), Tags(()), marks).attributions == ()


@pytest.mark.parametrize(
    ("content", "kept"),
    [
        pytest.param('"We are ready," said Ana, who told Bo that "it rains"', False, id="from a title to a title"),
        pytest.param('"it rains"', False, id="a title"),
        pytest.param('"it rains" and that Cy', True, id="what goes on behind a title"),
        pytest.param("the boat leaked", True, id="no title"),
    ],
)
def test_a_title_is_no_quote_whoever_its_source_is(content: str, kept: bool) -> None:
    marks = [evolve(quoted(words), use=QuotedUse.TITLE) for words in ('"We are ready,"', '"it rains"')]
    told = Attribution((at("told"),), (at("Ana"),), (at(content),), 1.0, "trained")
    assert bool(combine_tags(Tags((told,)), Tags(()), marks).attributions) is kept
