"""Which speaker a pronoun, a description or a name stands for."""

from __future__ import annotations

import re

import pytest
from builders import quotes_of, speakers_of
from hypothesis import given
from hypothesis import strategies as st

from quoteattr.identity import Member
from quoteattr.identity.candidates import Candidate, choose
from quoteattr.identity.weights import Rule


@pytest.mark.parametrize(
    ("noted", "sources", "speakers"),
    [
        pytest.param("[Petra Lind]/PERSON left/VBD. She said/VBD so.", "She", ["Petra Lind"], id="the only one"),
        pytest.param(
            "Mr. [Ole Vik]/PERSON met/VBD Ms. [Petra Lind]/PERSON. He said/VBD so. She agreed/VBD.",
            "He|She",
            ["Ole Vik", "Petra Lind"],
            id="by courtesy title",
        ),
        pytest.param(
            "[Ole Vik]/PERSON said/VBD [Jon Berg]/PERSON slept/VBD. “It rained/VBD,” he said/VBD.",
            "Ole Vik|he",
            ["Ole Vik", "Ole Vik"],
            id="who spoke last goes on",
        ),
        pytest.param(
            "[Ole Vik]/PERSON met/VBD [Jon Berg]/PERSON. “Rain/NN,” she said/VBD. “Sun/NN,” he said/VBD. "
            "“Why?” she asked/VBD. “So,” he said/VBD.",
            "she|he|she|he",
            ["Ole Vik", "Jon Berg", "Ole Vik", "Jon Berg"],
            id="whoever she was just now, he is somebody else",
        ),
        pytest.param(
            "The [Ferry Safety Board]/ORG said/VBD so. [Ole Vik]/PERSON slept/VBD. It added/VBD more.",
            "The Ferry Safety Board|It",
            ["Ferry Safety Board", "Ferry Safety Board"],
            id="it is no person",
        ),
        pytest.param(
            "[Ole Vik]/PERSON slept/VBD. Critics/NNS of the dam said/VBD so. They added/VBD more.",
            "Critics of the dam|They",
            ["Critics of the dam", "Critics of the dam"],
            id="they are several",
        ),
        pytest.param("[Ole Vik]/PERSON, who/WP said/VBD so, left/VBD.", "who", ["Ole Vik"], id="a relative pronoun"),
        pytest.param(
            "Six fishermen/NNS, who/WP said/VBD so, left/VBD.", "who", ["Six fishermen"], id="of a description"
        ),
        pytest.param("It rained/VBD. He said/VBD so.", "He", [None], id="nobody is there"),
        pytest.param("People say/VBP we know/VBP.", "we", [None], id="we are nobody in particular"),
        pytest.param("I know/VBP the dam.", "I", ["the author"], id="the author"),
        pytest.param(
            "[Ole Vik]/PERSON and [Petra Lind]/PERSON met/VBD, each said/VBD so.",
            "Ole Vik and Petra Lind|each",
            ["Ole Vik and Petra Lind", "Ole Vik and Petra Lind"],
            id="each of those named together",
        ),
    ],
)
def test_pronouns(noted: str, sources: str, speakers: list[str | None]) -> None:
    assert speakers_of(noted, sources) == speakers


MINISTERS = "French/JJ Foreign/NNP Minister/NNP [Ann Boe]/PERSON met/VBD Thai/JJ President/NNP [Bo Chai]/PERSON. "


@pytest.mark.parametrize(
    ("noted", "source", "speaker"),
    [
        pytest.param(MINISTERS + "The French/JJ minister said/VBD so.", "The French minister", "Ann Boe", id="shorter"),
        pytest.param(
            MINISTERS + "The French/JJ top diplomat said/VBD so.", "The French top diplomat", "Ann Boe", id="same class"
        ),
        pytest.param(
            MINISTERS + "France/NNP’s top diplomat said/VBD so.",
            "France’s top diplomat",
            "Ann Boe",
            id="country as owner",
        ),
        pytest.param(MINISTERS + "The Thai/JJ leader said/VBD so.", "The Thai leader", "Bo Chai", id="wider class"),
        pytest.param(MINISTERS + "The minister said/VBD so.", "The minister", "Ann Boe", id="role alone"),
        pytest.param(
            "The French/JJ foreign minister, [Ann Boe]/PERSON, met/VBD her/PRP$ Thai/JJ counterpart, [Bo Chai]/PERSON. "
            "The Thai/JJ minister said/VBD so.",
            "The Thai minister",
            "Bo Chai",
            id="a counterpart has the same office",
        ),
        pytest.param(
            MINISTERS + "Her Thai/JJ counterpart said/VBD so.",
            "Her Thai counterpart",
            "Bo Chai",
            id="who is called a counterpart has an office",
        ),
        pytest.param(
            MINISTERS + "The Greek/JJ minister said/VBD so.",
            "The Greek minister",
            "Greek minister",
            id="another country",
        ),
        pytest.param(MINISTERS + "A minister said/VBD so.", "A minister", "minister", id="a new one"),
        pytest.param(
            "[Fishers’ Alliance]/ORG met/VBD. The alliance said/VBD so.",
            "The alliance",
            "Fishers’ Alliance",
            id="noun of a name",
        ),
        pytest.param(
            "[Jo Boe]/PERSON, a baker, met/VBD a farmer. The farmer said/VBD so.",
            "The farmer",
            "farmer",
            id="another trade",
        ),
        pytest.param(
            "[Ann Boe]/PERSON, minister for harbors, met/VBD [Bo Chai]/PERSON, a minister. "
            "The harbour secretary said/VBD so.",
            "The harbour secretary",
            "Ann Boe",
            id="another order and spelling",
        ),
        pytest.param(
            "The minister, [Ann Boe]/PERSON, said/VBD so.", "The minister, Ann Boe,", "Ann Boe", id="name behind"
        ),
    ],
)
def test_descriptions_of_named_people(noted: str, source: str, speaker: str) -> None:
    assert speakers_of(noted, source) == [speaker]


@pytest.mark.parametrize(
    ("noted", "sources", "speakers"),
    [
        pytest.param("The poll found/VBD so.", "The poll", ["poll"], id="a document, without article"),
        pytest.param(
            "An unnamed/JJ official said/VBD so.", "An unnamed official", ["unnamed official"], id="an official"
        ),
        pytest.param("Several/JJ aides/NNS said/VBD so.", "Several aides", ["Several aides"], id="some of many"),
        pytest.param(
            "Many/JJ bakers/NNS left/VBD. Bakers/NNS said/VBD so.",
            "Many bakers|Bakers",
            ["Many bakers", "Bakers"],
            id="many and all",
        ),
        pytest.param(
            "They sent/VBD a letter to the board. The letter said/VBD so.",
            "The letter",
            ["letter to the board"],
            id="known before",
        ),
        pytest.param(
            "Critics/NNS, like Ms. [Lind]/PERSON, said/VBD so.",
            "Critics, like Ms. Lind,",
            ["Critics"],
            id="examples left out",
        ),
        pytest.param(
            "Moscow/NNP and Oslo/NNP said/VBD. Russia/NNP and Norway/NNP met/VBD.",
            "Moscow and Oslo",
            ["Russia and Norway"],
            id="two together",
        ),
    ],
)
def test_sources_without_a_name(noted: str, sources: str, speakers: list[str]) -> None:
    assert speakers_of(noted, sources) == speakers


@pytest.mark.parametrize(
    ("noted", "source", "speaker"),
    [
        pytest.param(
            "[Ida Lind]/PERSON and her brother Mr. [Ole Lind]/PERSON met/VBD. Mr. [Lind]/PERSON said/VBD so.",
            "Mr. Lind",
            "Ole Lind",
            id="courtesy",
        ),
        pytest.param(
            "[Ida Lind]/PERSON met/VBD. Later [Ole Lind]/PERSON sat/VBD. It rained. [Lind]/PERSON said/VBD so.",
            "Lind",
            "Ole Lind",
            id="latest",
        ),
    ],
)
def test_a_surname_of_two_people(noted: str, source: str, speaker: str) -> None:
    assert speakers_of(noted, source) == [speaker]


def test_a_pronoun_does_not_reach_over_an_article_boundary() -> None:
    first, second = "[Ole Vik]/PERSON said/VBD so today.", "It rained/VBD. He said/VBD so."
    noted = f"{first}\n\nStorm hits coast\n\nBy Jo Sol, March 3, 2020\n\n{second}"
    assert speakers_of(noted, "Ole Vik|He") == ["Ole Vik", None]


def test_evidence_names_the_rule_and_the_candidates() -> None:
    quotes, _ = quotes_of("[Ole Vik]/PERSON slept/VBD. He said/VBD so.", ["He"])
    evidence = quotes[0].evidence[-1]
    assert (evidence.stage, evidence.rule) == ("coref", "pronoun")
    assert evidence.detail.startswith("Ole Vik ")


@pytest.mark.parametrize(
    ("noted", "source", "rule", "detail"),
    [
        pytest.param("It rained. He said/VBD so.", "He", "nobody fits", "pronoun", id="nobody is there"),
        pytest.param(
            "[Elbo]/PRODUCT sank/VBD. It rained. It rained. He said/VBD so.",
            "He",
            "nobody fits",
            "pronoun: Elbo #; needed #",
            id="a pronoun",
        ),
        pytest.param(
            "[Jo Boe]/PERSON, a baker, slept/VBD. The farmer said/VBD so.",
            "The farmer",
            "unnamed source",
            "role: Jo Boe #; needed #",
            id="a description",
        ),
        pytest.param(
            "[Ann Boe]/PERSON and [Cy Boe]/PERSON met/VBD. [Boe]/PERSON said/VBD so.",
            "Boe",
            "several people with one name",
            "Ann Boe #; Cy Boe #",
            id="a surname",
        ),
    ],
)
def test_evidence_names_who_was_near_where_nobody_is_chosen(noted: str, source: str, rule: str, detail: str) -> None:
    quotes, _ = quotes_of(noted, [source])
    evidence = quotes[0].evidence[-1]
    assert (evidence.rule, re.sub(r"-?\d+\.\d\d", "#", evidence.detail)) == (rule, detail)


@given(st.lists(st.floats(-5, 5), min_size=1, max_size=6), st.floats(-5, 5))
def test_the_best_wins_if_it_reaches_the_threshold_and_nobody_is_near(scores: list[float], threshold: float) -> None:
    candidates = [Candidate(Member(id=str(n), names=(str(n),))) for n in range(len(scores))]
    weights = Rule(threshold, {"f": 1.0})
    chosen = choose(candidates, lambda c: {"f": scores[int(c.member.id)]}, weights, 0.05, "test").candidate
    ranked = sorted(scores, reverse=True)
    clear = ranked[0] >= threshold and (len(ranked) == 1 or ranked[0] - ranked[1] >= 0.05)
    assert (chosen is not None) == clear
    assert chosen is None or scores[int(chosen.member.id)] == ranked[0]
