"""Which wordings of a role say the same."""

from __future__ import annotations

import pytest
from tagged import LEXICON

from quoteattr.identity.offices import Office, is_same_noun, office_of
from quoteattr.identity.roles import stated_role


def office(text: str) -> Office:
    return office_of(stated_role(text, LEXICON.people, LEXICON.places), LEXICON.people)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("Minister of Foreign Affairs", "foreign minister", id="a word that tells nothing"),
        pytest.param("Secretary of Defense", "defence secretary", id="another order and another spelling"),
        pytest.param("minister for defence", "defense minister", id="a preposition that no list has"),
        pytest.param("head of the central bank", "central bank chief", id="another noun for a leader"),
        pytest.param("chief executive of Elbo Lines", "Elbo Lines CEO", id="an abbreviation"),
        pytest.param("chief financial officer", "CFO", id="another one"),
        pytest.param("Norwegian harbour minister", "minister for harbors of Norway", id="the country, and a plural"),
        pytest.param("President of South Korea", "South Korean president", id="a country of two words"),
        pytest.param("chairman of the ferry board", "ferry board chairwoman", id="another gender"),
        pytest.param("Secretary of State for Health", "health secretary", id="a rank and its subject"),
        pytest.param("trade and industry minister", "Minister of Trade and Industry", id="two subjects"),
        pytest.param("secretary-general of the Elbo League", "Elbo League secretary general", id="a hyphen"),
        pytest.param("economy minister", "minister for economic affairs", id="an adjective that means the same"),
    ],
)
def test_one_office_in_two_wordings(one: str, other: str) -> None:
    assert office(one) == office(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("foreign minister", "deputy foreign minister", id="a deputy"),
        pytest.param("foreign minister", "former foreign minister", id="one of earlier days"),
        pytest.param("foreign minister of Norway", "foreign minister of Chile", id="of two countries"),
        pytest.param("French ambassador to Norway", "French ambassador to Chile", id="to two countries"),
        pytest.param("Elbonian envoy", "Elbonian ambassador", id="two ranks of one class"),
        pytest.param("attorney general", "solicitor general", id="two posts of one class"),
        pytest.param("Secretary of State", "Secretary of State for Health", id="a rank with and without subject"),
        pytest.param("secretary of the treasury", "chancellor", id="a chancellor of something else"),
        pytest.param("director of the WHO", "director of the FSB", id="an acronym that looks like a pronoun"),
    ],
)
def test_two_offices(one: str, other: str) -> None:
    assert office(one) != office(other)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param("minister for defence", "new defense minister", True, id="with something new"),
        pytest.param("minister", "defense minister", False, id="one of many"),
        pytest.param("chief", "head", False, id="of nothing in particular"),
        pytest.param("chief of police", "police head", True, id="of the same"),
    ],
)
def test_the_noun_of_a_role_may_stand_in_two_parts(one: str, other: str, same: bool) -> None:
    roles = [stated_role(text, LEXICON.people, LEXICON.places) for text in (one, other)]
    assert is_same_noun(*roles, LEXICON.people) is same


@pytest.mark.parametrize("text", ["", " ", "the", "of", "’s", "the head", "secretary"])
def test_what_says_nothing_is_no_narrow_office(text: str) -> None:
    assert not office(text).is_narrow
