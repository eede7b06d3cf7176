"""Speakers of many documents: who is the same, what is left open, who is quoted how often."""

from __future__ import annotations

import pytest
from builders import mentions_of
from hypothesis import given
from hypothesis import strategies as st

from quoteattr import Document, Failure, Gender, Quote, QuoteType, Span, Speaker, SpeakerIndex, SpeakerKind
from quoteattr.types import Stages, Tags


def speaker(noted: str) -> Speaker:
    """``Ann Boe/person/female/Q1``; what is not told is left out."""
    name, kind, gender, identity, aliases = (*noted.split("/"), "", "", "", "")[:5]
    return Speaker(
        "e1",
        name,
        SpeakerKind(kind or "person"),
        Gender(gender or "unknown"),
        tuple(a for a in aliases.split("|") if a),
        identity or None,
    )


def page(*noted: str, name: str = "", stages: Stages | None = None) -> Document:
    """A document in which each of the speakers has a quote; the same one again has one more."""
    cast = {each: Speaker(f"e{at}", *_rest(speaker(each))) for at, each in enumerate(dict.fromkeys(noted), 1)}
    quotes = tuple(
        Quote(f"q{at}", "Yes", QuoteType.DIRECT, (Span(0, 3),), speaker=cast[each]) for at, each in enumerate(noted, 1)
    )
    return Document(name, "Yes", quotes, tuple(cast.values()), stages)


def _rest(each: Speaker) -> tuple[object, ...]:
    return each.name, each.kind, each.gender, each.aliases, each.external_id


def told(noted: str, *speakers: str) -> Document:
    """A document with its stages, which tell the roles."""
    segmentation, mentions = mentions_of(noted)
    return page(*speakers, stages=Stages(segmentation, (), Tags(), (), (), mentions, ()))


SOLE = [
    pytest.param([page("Ann Boe"), page("Ann Boe")], {"Ann Boe": 2}, id="the same full name"),
    pytest.param([page("Ann Boe"), page("ANN BOÉ")], {"Ann Boe": 2}, id="without regard to case and accents"),
    pytest.param([page("Ann Boe//female"), page("Ann Boe")], {"Ann Boe": 2}, id="a gender that is not told fits"),
    pytest.param([page("Ann Boe///Q1"), page("Anna Boe///Q1")], {"Ann Boe": 2}, id="the same external id"),
    pytest.param([page("Ann Boe///Q1"), page("Ann Boe")], {"Ann Boe": 2}, id="the name of one with an id"),
    pytest.param([page("Bo Lund////Bob Lund"), page("Bob Lund")], {"Bob Lund": 2}, id="a full name that is an alias"),
    pytest.param([page("Petra Lind"), page("Anna Petra Lind")], {"Anna Petra Lind": 2}, id="a further given name"),
    pytest.param([page("NATO/organization"), page("NATO/organization")], {"NATO": 2}, id="an organization of one word"),
    pytest.param([page("J. K. Lund"), page("J. K. Lund")], {"J. K. Lund": 2}, id="several initials"),
    pytest.param([page("Ann Boe", "Ann Boe"), page("Bo Lund")], {"Ann Boe": 2, "Bo Lund": 1}, id="two people"),
]


@pytest.mark.parametrize(("documents", "counts"), SOLE)
def test_who_is_the_same_is_counted_together(documents: list[Document], counts: dict[str, int]) -> None:
    index = SpeakerIndex(documents)
    assert index.counts() == counts
    assert index.ambiguous == ()


APART = [
    pytest.param([page("Kim Boe//female"), page("Kim Boe//male")], [], id="of two genders"),
    pytest.param([page("Elba/organization"), page("Elba/person")], ["part of the name"], id="of two kinds"),
    pytest.param([page("Kim Boe///Q1"), page("Kim Boe///Q2")], [], id="of two ids"),
    pytest.param([page("Kim Boe//female", "Kim Boe//male")], [], id="two of one document"),
    pytest.param(
        [
            told("The French minister, [Ann Boe]/PERSON, left/VBD.", "Ann Boe"),
            told("The Greek minister, [Ann Boe]/PERSON, left/VBD.", "Ann Boe"),
        ],
        [],
        id="with roles of two countries",
    ),
    pytest.param([page("Ann Boe"), page("Boe")], ["part of the name"], id="a surname alone"),
    pytest.param([page("Boe"), page("Boe")], ["part of the name"], id="a surname twice"),
    pytest.param([page("Ann Boe"), page("A. Boe")], ["initials"], id="an initial"),
    pytest.param([page("Sergey Lund"), page("Sergei Lund")], ["another spelling"], id="another spelling"),
    pytest.param([page("Ono Takeru"), page("Takeru Ono")], ["another spelling"], id="the other order"),
    pytest.param(
        [page("Foreign Ministry/organization"), page("Elban Foreign Ministry/organization")],
        ["part of the name"],
        id="a part of an organization's name",
    ),
]


@pytest.mark.parametrize(("documents", "reasons"), APART)
def test_who_may_be_another_is_kept_apart_and_listed(documents: list[Document], reasons: list[str]) -> None:
    index = SpeakerIndex(documents)
    assert len(index.speakers) == 2
    assert sorted(each.reason for each in index.ambiguous) == sorted(reasons)


def test_a_name_of_two_is_left_open() -> None:
    index = SpeakerIndex([page("Kim Boe//female"), page("Kim Boe//male"), page("Kim Boe"), page("Kim Boe")])
    assert index.counts() == {"Kim Boe (1)": 2, "Kim Boe (2)": 1, "Kim Boe (3)": 1}
    (merge,) = index.ambiguous
    assert (merge.speaker, merge.others, merge.reason) == ("Kim Boe (1)", ("Kim Boe (2)", "Kim Boe (3)"), "several fit")


def test_another_spelling_with_a_role_of_one_country_is_the_same() -> None:
    documents = [
        told("The French minister, [Sergey Lund]/PERSON, left/VBD.", "Sergey Lund"),
        told("The French minister, [Sergei Lund]/PERSON, left/VBD.", "Sergei Lund"),
    ]
    assert list(SpeakerIndex(documents).counts().values()) == [2]


def test_what_is_known_of_a_speaker_comes_together() -> None:
    index = SpeakerIndex([page("Ann Boe//female", name="a"), page("ANN BOE", name="b"), page("Bo Lund", name="b")])
    (ann,) = index.find("ann boe")
    assert (ann.gender.value, ann.aliases, ann.documents, ann.quotes) == ("female", ("ANN BOE",), ("a", "b"), 2)
    assert index.most_quoted(1) == (ann,)
    assert index.find("nobody") == ()


def test_sources_without_a_name_are_not_compared() -> None:
    index = SpeakerIndex([page("officials/group"), page("officials/group", "Ann Boe")])
    assert (index.counts(), index.unnamed) == ({"Ann Boe": 1}, 2)


def test_a_failure_is_counted_and_passed_over() -> None:
    index = SpeakerIndex([page("Ann Boe"), Failure("b", "unreadable")])
    assert (index.counts(), index.failures) == ({"Ann Boe": 1}, 1)


def test_wrong_arguments_raise() -> None:
    with pytest.raises(TypeError, match="iterable of documents"):
        SpeakerIndex(page("Ann Boe"))
    with pytest.raises(TypeError, match="Document values"):
        SpeakerIndex(["a"])
    with pytest.raises(ValueError, match="n must be"):
        SpeakerIndex([]).most_quoted(-1)


NAMES = ["Ann Boe", "Ann Boe//female", "Kim Boe", "Boe", "A. Boe", "Ann Mia Boe", "NATO/organization", "the crew/group"]


@given(st.lists(st.lists(st.sampled_from(NAMES), max_size=4), max_size=8))
def test_no_quote_is_lost_or_counted_twice(names: list[list[str]]) -> None:
    index = SpeakerIndex(page(*each) for each in names)
    assert sum(index.counts().values()) + index.unnamed == sum(len(each) for each in names)
    labels = {each.label for each in index.speakers}
    assert len(labels) == len(index.speakers)
    assert all(merge.speaker in labels and labels.issuperset(merge.others) for merge in index.ambiguous)
