"""The caller's table of speakers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders import quotes_of, speakers_of
from hypothesis import given
from hypothesis import strategies as st

from quoteattr.aliases import AliasTable, Entry
from quoteattr.errors import AliasTableError
from quoteattr.naming import fold
from quoteattr.types import Gender, SpeakerKind

if TYPE_CHECKING:
    from pathlib import Path

LIND = Entry(
    name="Petra Lind", aliases=["the Iron Gull"], roles=["harbour mistress"], kind="person", gender="female", id="Q1"
)

FILES = {
    "a.yaml": """
speakers:
  - name: Petra Lind
    aliases: [the Iron Gull]
    roles: [harbour mistress]
    kind: person
    gender: female
    id: Q1
""",
    "a.yml": '[{name: Petra Lind, aliases: "the Iron Gull", '
    'roles: [harbour mistress], kind: person, gender: female, id: Q1}]',
    "a.toml": """
[[speakers]]
name = "Petra Lind"
aliases = ["the Iron Gull"]
roles = ["harbour mistress"]
kind = "person"
gender = "female"
id = "Q1"
""",
    "a.csv": "name,aliases,roles,kind,gender,id\nPetra Lind,the Iron Gull|,harbour mistress,person,female,Q1\n",
    "a.tsv": "name\taliases\troles\tkind\tgender\tid\n"
    "Petra Lind\tthe Iron Gull\tharbour mistress\tperson\tfemale\tQ1\n",
    "a.jsonl": '{"name": "Petra Lind", "aliases": ["the Iron Gull"], "roles": ["harbour mistress"], '
    '"kind": "person", "gender": "female", "id": "Q1"}\n',
}


def written(folder: Path, name: str, body: str) -> Path:
    path = folder / name
    path.write_text(body, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", FILES)
def test_every_format_has_the_same_fields(name: str, tmp_path: Path) -> None:
    assert AliasTable.read(written(tmp_path, name, FILES[name])).entries == (LIND,)


@pytest.mark.parametrize(
    ("name", "body", "problems"),
    [
        pytest.param(
            "a.csv", "name,kind\nAnn,robot\n,person\n", ["line 2: kind must", "line 3: name must"], id="all at once"
        ),
        pytest.param("a.csv", "name,nick\nAnn,A\n", ["line 2: unknown field 'nick'"], id="an unknown field"),
        pytest.param("a.csv", "kind\nperson\n", ["line 1: the first line must name the fields"], id="no field names"),
        pytest.param("a.csv", "name\nAnn,Boe\n", ["line 2: 2 cells"], id="too many cells"),
        pytest.param(
            "a.yaml", "- name: Ann\n- name: ANN\n", ["line 2: the name 'ANN' stands at line 1"], id="a name twice"
        ),
        pytest.param("a.yaml", "- name: A\n  id: Q1\n- name: B\n  id: Q1\n", ["line 3: the id 'Q1'"], id="an id twice"),
        pytest.param(
            "a.yaml", "- name: A\n  aliases: [1]\n", ["line 1: aliases must be a list"], id="a number as alias"
        ),
        pytest.param("a.yaml", "people: 3\n", ["line 1: the file must be a list"], id="YAML without a list"),
        pytest.param("a.yaml", "- name: [\n", ["line 2: not YAML"], id="broken YAML"),
        pytest.param("a.yaml", "- !!python/name:os.system {}\n", ["not YAML"], id="YAML that would run code"),
        pytest.param("a.toml", "[[speakers]]\nname=1\n", ["line 1: name must"], id="TOML with a number"),
        pytest.param("a.toml", "[[speakers]\n", ["line 1: not TOML"], id="broken TOML"),
        pytest.param(
            "a.jsonl", '{"name": "A"}\n{\n[]\n', ["line 2: not JSON", "line 3: a speaker must"], id="broken JSON"
        ),
    ],
)
def test_every_problem_is_listed_with_its_line(name: str, body: str, problems: list[str], tmp_path: Path) -> None:
    with pytest.raises(AliasTableError) as caught:
        AliasTable.read(written(tmp_path, name, body))
    assert name in str(caught.value)
    assert [problem for problem in problems if problem not in str(caught.value)] == []


def test_a_file_that_is_not_utf_8_says_where(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"name\nAnn\nB\xe9a\n")
    with pytest.raises(AliasTableError, match="line 3: not UTF-8"):
        AliasTable.read(tmp_path / "a.csv")


def test_wrong_arguments_raise_at_once(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="ends in"):
        AliasTable.read(written(tmp_path, "a.txt", ""))
    with pytest.raises(OSError, match="missing"):
        AliasTable.read(tmp_path / "missing.csv")
    with pytest.raises(TypeError, match="entry 1"):
        AliasTable(["Ann"])  # type: ignore[list-item]
    with pytest.raises(TypeError, match="lists of texts"):
        Entry(name="Ann", aliases="Annie")
    with pytest.raises(ValueError, match="robot"):
        Entry(name="Ann", kind="robot")
    with pytest.raises(ValueError, match="needs a name"):
        Entry(name=" . ")
    with pytest.raises(AliasTableError, match="merge"):
        AliasTable([Entry(name="Ann"), Entry(name="ann")])


@given(st.lists(st.text(alphabet="abcdé ’-", min_size=1).filter(lambda name: name.strip(" ’-")), max_size=8))
def test_every_name_finds_its_entry(names: list[str]) -> None:
    kept = {fold(name): name for name in names}
    table = AliasTable([Entry(name=name) for name in kept.values()])
    assert all(table.lookup(name.upper())[0].name == name for name in kept.values())


@pytest.mark.parametrize(
    ("noted", "source", "speaker"),
    [
        pytest.param("[Petra Lind]/PERSON said/VBD so.", "Petra Lind", "Petra Lind", id="by name"),
        pytest.param("The Iron Gull said/VBD so.", "The Iron Gull", "Petra Lind", id="by alias"),
        pytest.param("The harbour mistress said/VBD so.", "The harbour mistress", "Petra Lind", id="by role"),
        pytest.param(
            "[Pétra Lind]/PERSON left. [Lind]/PERSON said/VBD so.", "Lind", "Petra Lind", id="by surname in the text"
        ),
    ],
)
def test_the_table_goes_before_the_text(noted: str, source: str, speaker: str) -> None:
    quotes, speakers = quotes_of(noted, [source], AliasTable([LIND]))
    assert [quote.speaker.name for quote in quotes if quote.speaker] == [speaker]
    assert (speakers[0].external_id, speakers[0].kind, speakers[0].gender) == ("Q1", SpeakerKind.PERSON, Gender.FEMALE)


BOES = AliasTable([Entry(name="Ann Boe", aliases=["Boe"]), Entry(name="Carl Boe", aliases=["Boe"])])


def test_an_alias_of_two_abstains_and_says_so() -> None:
    quotes, _ = quotes_of("[Boe]/PERSON said/VBD so.", ["Boe"], BOES)
    assert quotes[0].speaker is None
    assert quotes[0].evidence[-1].rule == "two entries with one alias"
    assert quotes[0].evidence[-1].detail == "Ann Boe or Carl Boe"


def test_a_full_name_in_the_text_decides_what_the_alias_leaves_open() -> None:
    assert speakers_of("[Carl Boe]/PERSON left/VBD. [Boe]/PERSON said/VBD so.", "Boe", BOES) == ["Carl Boe"]
