"""Which names of a text are the same speaker."""

from __future__ import annotations

import pytest
from builders import cast_of

from quoteattr.types import Gender, SpeakerKind


@pytest.mark.parametrize(
    ("noted", "names"),
    [
        pytest.param("[Petra Lind]/PERSON left/VBD. [Lind]/PERSON waved/VBD.", ["Petra Lind"], id="surname"),
        pytest.param("[Jim Baker]/PERSON left/VBD. [Baker]/PERSON waved/VBD.", ["Jim Baker"], id="trade as surname"),
        pytest.param("[Petra Lind]/PERSON left/VBD. [Petra]/PERSON waved/VBD.", ["Petra Lind"], id="given name"),
        pytest.param("[PETRA LIND]/PERSON left/VBD. [Petra Lind]/PERSON waved/VBD.", ["Petra Lind"], id="capitals"),
        pytest.param(
            "[Sergei Volk]/PERSON left/VBD. [Sergey Volk]/PERSON and [Volk]/PERSON sat/VBD.",
            ["Sergei Volk"],
            id="spelling",
        ),
        pytest.param("[Omar al-Hadi]/PERSON left/VBD. [Hadi]/PERSON waved/VBD.", ["Omar al-Hadi"], id="particle"),
        pytest.param("[P. Lind]/PERSON left/VBD. [Petra Lind]/PERSON waved/VBD.", ["Petra Lind"], id="initial"),
        pytest.param(
            "[Petra M. Lind Jr.]/PERSON left/VBD. [Petra Lind]/PERSON sat/VBD.", ["Petra M. Lind Jr."], id="suffix"
        ),
        pytest.param(
            "[Petra Lind]/PERSON (PL/NNP below) left/VBD. PL/NNP sat/VBD.", ["Petra Lind"], id="introduced initials"
        ),
        pytest.param(
            "[Ferry Safety Board]/ORG (FSB/NNP) met/VBD. The [F.S.B.]/ORG sat/VBD.",
            ["Ferry Safety Board"],
            id="acronym",
        ),
        pytest.param(
            "[Norway]/GPE left/VBD. [Oslo]/GPE sat/VBD. The Norwegian/JJ government stood/VBD.",
            ["Norway"],
            id="capital",
        ),
        pytest.param(
            "[Petra Lind]/PERSON left/VBD. [Olaf Lind]/PERSON sat/VBD.", ["Petra Lind", "Olaf Lind"], id="two stay two"
        ),
        pytest.param(
            "[Joseph Lind]/PERSON left/VBD. [Joe Lind]/PERSON sat/VBD.", ["Joe Lind"], id="short form of a given name"
        ),
        pytest.param(
            "[Joseph Lind]/PERSON left/VBD. [Bob Lind]/PERSON sat/VBD.",
            ["Joseph Lind", "Bob Lind"],
            id="a short form of another given name",
        ),
        pytest.param(
            "[Ono Takeru]/PERSON left/VBD. [Takeru Ono]/PERSON sat/VBD. [Ono Takeru]/PERSON waved/VBD.",
            ["Ono Takeru"],
            id="family name first and last",
        ),
        pytest.param(
            "[Kan Bo-rin]/PERSON left/VBD. [Bo Rin Kan]/PERSON, [Kan Borin]/PERSON and [Kan Bo Rin]/PERSON sat/VBD.",
            ["Bo Rin Kan"],
            id="with a hyphen and without",
        ),
        pytest.param(
            "[Ono Takeru]/PERSON left/VBD. Mr. [Ono]/PERSON sat/VBD.", ["Ono Takeru"], id="family name in front"
        ),
        pytest.param("[Ono Takeru]/PERSON left/VBD. [Takeru]/PERSON sat/VBD.", ["Ono Takeru"], id="given name behind"),
        pytest.param(
            "[Lin Daoren]/PERSON met/VBD Ms. [Mei Lin]/PERSON. Mr. [Lin]/PERSON sat/VBD.",
            ["Lin Daoren", "Mei Lin"],
            id="family name first where the other one is a woman",
        ),
        pytest.param(
            "[James Henry]/PERSON left/VBD. [Henry James]/PERSON sat/VBD.",
            ["James Henry", "Henry James"],
            id="two given names in two orders are two",
        ),
        pytest.param("[Downing Street]/FAC sat/VBD. [No 10]/ORG stood/VBD.", ["Downing Street"], id="one building"),
        pytest.param(
            "The [White House]/ORG and the [Kremlin]/ORG sat/VBD.", ["White House", "Kremlin"], id="buildings apart"
        ),
    ],
)
def test_names_of_one_speaker_are_brought_together(noted: str, names: list[str]) -> None:
    assert [member.name for member in cast_of(noted).members] == names


@pytest.mark.parametrize(
    ("noted", "role", "country"),
    [
        pytest.param(
            "Norwegian/JJ Foreign/NNP Minister/NNP [Petra Lind]/PERSON sat/VBD.",
            "foreign minister",
            "Norway",
            id="title",
        ),
        pytest.param(
            "Foreign/NNP Minister/NNP of Norway/NNP [Petra Lind]/PERSON sat/VBD.", "foreign minister", "Norway", id="of"
        ),
        pytest.param(
            "[Petra Lind]/PERSON, Norway/NNP's prime/JJ minister, sat/VBD.", "prime minister", "Norway", id="behind"
        ),
        pytest.param("[Petra Lind]/PERSON, 31, a pilot, sat/VBD.", "pilot", "", id="behind an age"),
        pytest.param("The pilot, [Petra Lind]/PERSON, sat/VBD.", "pilot", "", id="in front, with commas"),
    ],
)
def test_roles_are_learned_from_titles_and_appositions(noted: str, role: str, country: str) -> None:
    lind = next(member for member in cast_of(noted).members if member.name == "Petra Lind")
    assert [(each.noun, each.country) for each in lind.roles] == [(role, country)]


def test_each_of_a_list_has_the_role_of_his_country() -> None:
    names = "[Ann Boe]/PERSON, [Bo Chai]/PERSON and [Ida Kos]/PERSON"
    noted = f"French/JJ, Thai/JJ and Greek/JJ Foreign/NNP Ministers/NNPS {names} sat/VBD."
    roles = {member.name: [role.country for role in member.roles] for member in cast_of(noted).members}
    assert roles == {"Ann Boe": ["France"], "Bo Chai": ["Thailand"], "Ida Kos": ["Greece"]}


def test_what_follows_a_name_in_its_sentence_is_not_yet_a_role() -> None:
    cast = cast_of("According to [Petra Lind]/PERSON, the auditor’s letter said/VBD so.")
    assert cast.members[0].roles == ()


def test_what_is_said_to_somebody_is_no_role() -> None:
    cast = cast_of("Ms. [Lind]/PERSON, your next witness/NN, please.")
    assert cast.members[0].roles == ()


@pytest.mark.parametrize(
    ("noted", "gender", "kind"),
    [
        pytest.param("Mr. [Lind]/PERSON sat/VBD.", Gender.MALE, SpeakerKind.PERSON, id="courtesy"),
        pytest.param(
            "Spokeswoman/NN [Kim Lind]/ORG sat/VBD.", Gender.FEMALE, SpeakerKind.PERSON, id="title against the analysis"
        ),
        pytest.param(
            "[Sophie Lind]/PERSON sat/VBD.", Gender.UNKNOWN, SpeakerKind.PERSON, id="first name tells nothing"
        ),
        pytest.param(
            "The [Ferry Safety Board]/ORG sat/VBD.", Gender.UNKNOWN, SpeakerKind.ORGANIZATION, id="organization"
        ),
    ],
)
def test_gender_and_kind_come_from_the_words(noted: str, gender: Gender, kind: SpeakerKind) -> None:
    member = cast_of(noted).members[0]
    assert (member.gender, member.kind) == (gender, kind)


@pytest.mark.parametrize(
    ("noted", "name"),
    [
        pytest.param(
            "Ms. [Mei Lin]/PERSON met/VBD [Lin Daoren]/PERSON. Mr. [Lin]/PERSON sat/VBD.",
            "Lin Daoren",
            id="of him who can be meant",
        ),
        pytest.param(
            "[Mei Lin]/PERSON met/VBD [Lin Daoren]/PERSON. [Lin]/PERSON sat/VBD.",
            "Mei Lin",
            id="of her who has it last, where both can",
        ),
    ],
)
def test_a_word_alone_is_the_family_name(noted: str, name: str) -> None:
    (member,) = [member for member in cast_of(noted).members if "Lin" in member.names]
    assert member.name == name


def test_a_family_name_of_two_that_stands_first_is_left_open() -> None:
    cast = cast_of("[Lin Daoren]/PERSON and [Lin Peizhi]/PERSON sat/VBD. [Lin]/PERSON waved/VBD.")
    (doubt,) = cast.doubts.values()
    assert (len(doubt.members), doubt.evidence.detail) == (2, "Lin Daoren or Lin Peizhi")


@pytest.mark.parametrize(
    ("noted", "label", "names"),
    [
        pytest.param(
            "Boe, Ann: It rained.\n\n[Ann Boe]/PERSON met/VBD [Carl Boe]/PERSON.",
            "Boe, Ann",
            ["Ann Boe", "Carl Boe"],
            id="a label",
        ),
        pytest.param("BOE, ANN: It rained.\n\n[A. Boe]/PERSON sat.", "BOE, ANN", ["BOE, ANN"], id="in capitals"),
        pytest.param(
            "“Boe/NNP, Ann/NNP K./NNP: Hm.\n\n[Ann Boe]/PERSON sat.", "Boe, Ann K.", ["Boe, Ann K."], id="an initial"
        ),
        pytest.param(
            "Boe/NNP, Oslo/NNP: Hm.\n\n[Ann Boe]/PERSON sat.", "Boe, Oslo", ["Ann Boe", "Oslo"], id="not with a place"
        ),
        pytest.param(
            "Boe/NNP, Pilot/NN: Hm.\n\n[Ann Boe]/PERSON sat.", "Boe, Pilot", ["Ann Boe"], id="not with a trade"
        ),
        pytest.param(
            "Hm, Boe/NNP, Ann/NNP: so.\n\n[Jo Ann]/PERSON sat.", "Boe, Ann", ["Boe", "Jo Ann"], id="not in a line"
        ),
    ],
)
def test_a_label_may_have_the_family_name_in_front(noted: str, label: str, names: list[str]) -> None:
    assert [member.name for member in cast_of(noted, sources=[label]).members] == names


def test_a_surname_of_two_is_left_open_with_a_reason() -> None:
    cast = cast_of("[Petra Lind]/PERSON and [Olaf Lind]/PERSON sat/VBD. [Lind]/PERSON waved/VBD.")
    (doubt,) = cast.doubts.values()
    assert (len(doubt.members), doubt.evidence.detail) == (2, "Olaf Lind or Petra Lind")
