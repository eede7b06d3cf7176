"""The caller's table of speakers."""

from __future__ import annotations

import datetime
import json
from typing import TYPE_CHECKING

import pytest
import spacy
from builders import quotes_of, speakers_of
from hypothesis import given
from hypothesis import strategies as st

from quoteattr import Extractor, Failure
from quoteattr.aliases import AliasTable, Entry, HeldRole
from quoteattr.errors import AliasTableError
from quoteattr.identity.naming import fold
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
    "roles: [harbour mistress], kind: person, gender: female, id: Q1}]",
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
        pytest.param(
            "a.yaml",
            "- name: A\n  ids: {x: 1}\n- name: B\n  ids: {x: 1}\n",
            ["line 3: the ids.x '1'"],
            id="a QID twice",
        ),
        pytest.param("a.yaml", "- name: A\n  ids: [1]\n", ["line 1: ids must be texts"], id="ids without a name"),
        pytest.param("a.csv", "name,ids\nA,Q1\n", ["line 2: ids must be texts"], id="an id of no collection"),
        pytest.param(
            "a.csv",
            "name,roles\nA,mayor [2010..2004]\nB,mayor [soon..]\nC,mayor [2004-02-30..]\n",
            ["line 2: the role 'mayor' ends", "line 3: a day must be", "line 4: there is no day"],
            id="days that are none",
        ),
        pytest.param(
            "a.csv",
            "name,roles\nA,mayor [2004-2010]\nB,mayor (2004..2010)\nC,mayor (since 2004)\nD,mayor [acting]\n",
            ["line 2: the days of a role", "line 3: the days of a role", "line 4: the days of a role"],
            id="days noted in another way",
        ),
        pytest.param(
            "a.yaml", "- name: A\n  roles: [{post: x}]\n", ["line 1: a role must be"], id="a role without role"
        ),
        pytest.param("a.yaml", "- name: A\n  roles: 7\n", ["line 1: roles must be a list"], id="a number for roles"),
        pytest.param("a.txt", "A;F\nB;x\n;M\n", ["line 2: gender must", "line 3: name must"], id="CoreNLP's lines"),
        pytest.param("a.json", '{"a":\n', ["line 2: not JSON"], id="a broken export"),
        pytest.param("a.json", "{}", ["line 1: neither results"], id="JSON that is no export"),
        pytest.param(
            "a.json",
            '[\n{"x": "y"},\n{"item": "Q5", "itemLabel": "Q5"}]',
            ["result 1 has no", "line 3: Q5 has no label"],
            id="an export without labels",
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
        AliasTable.read(written(tmp_path, "a.doc", ""))
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


def test_the_id_of_an_entry_is_a_text() -> None:
    with pytest.raises(TypeError, match="id of an entry must be a str or None, got 5"):
        Entry(name="Mira Sol", id=5)  # type: ignore[arg-type]


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


ONO = Entry(name="Ono Takeru", aliases=["Kan Bo-rin"], id="Q1")


@pytest.mark.parametrize("name", ["Ono Takeru", "Takeru Ono", "Kan Bo Rin", "Bo-rin Kan"])
def test_a_name_of_the_table_is_found_in_either_order(name: str) -> None:
    quotes, _ = quotes_of(f"[{name}]/PERSON said/VBD so.", [name], AliasTable([ONO]))
    assert [quote.speaker and quote.speaker.external_id for quote in quotes] == ["Q1"]


@pytest.mark.parametrize(
    ("listed", "name"),
    [
        pytest.param("Boe, Ann", "Ann Boe", id="with the family name in front"),
        pytest.param("Boe, Ann M.", "Ann Boe", id="and an initial"),
        pytest.param("Ann Boe, Jr.", "Ann Boe Jr.", id="a suffix alone is none"),
        pytest.param("Henry, James", "James Henry", id="the comma tells of two given names"),
    ],
)
def test_a_table_may_list_family_names_first(listed: str, name: str) -> None:
    quotes, _ = quotes_of(f"[{name}]/PERSON said/VBD so.", [name], AliasTable([Entry(name=listed, id="Q1")]))
    assert [quote.speaker and quote.speaker.external_id for quote in quotes] == ["Q1"]


def test_a_name_is_looked_up_as_lists_have_it() -> None:
    assert [entry.name for entry in BOES.lookup("BOE, Ann")] == ["Ann Boe"]


BOES = AliasTable([Entry(name="Ann Boe", aliases=["Boe"]), Entry(name="Carl Boe", aliases=["Boe"])])


def test_an_alias_of_two_abstains_and_says_so() -> None:
    quotes, _ = quotes_of("[Boe]/PERSON said/VBD so.", ["Boe"], BOES)
    assert quotes[0].speaker is None
    assert quotes[0].evidence[-1].rule == "two entries with one alias"
    assert quotes[0].evidence[-1].detail == "Ann Boe or Carl Boe"


def test_two_entries_of_one_name_are_told_with_their_ids() -> None:
    table = AliasTable([Entry(name="Ann Boe", id="1"), Entry(name="Ann Boe", id="2")])
    quotes, _ = quotes_of("[Ann Boe]/PERSON said/VBD so.", ["Ann Boe"], table)
    assert quotes[0].evidence[-1].detail == "Ann Boe (1) or Ann Boe (2)"


def test_a_full_name_in_the_text_decides_what_the_alias_leaves_open() -> None:
    assert speakers_of("[Carl Boe]/PERSON left/VBD. [Boe]/PERSON said/VBD so.", "Boe", BOES) == ["Carl Boe"]


MINISTER = "Elbonian foreign minister"
HOLDERS = AliasTable(
    [
        Entry(name="Ivo Kant", roles=[f"{MINISTER} [1998..2004-03-09]"]),
        Entry(name="Mira Sol", roles=[f"{MINISTER} [2004-03-09..]"]),
    ]
)


@pytest.mark.parametrize(
    ("day", "names"),
    [
        pytest.param("2003-05-01", ["Ivo Kant"], id="the first in his time"),
        pytest.param("2016-05-01", ["Mira Sol"], id="the second without an end"),
        pytest.param("2004-03-09", ["Mira Sol"], id="who begins on the day of handing over"),
        pytest.param("1997-12-31", [], id="nobody before the first"),
        pytest.param("", ["Ivo Kant", "Mira Sol"], id="both where no day is asked for"),
    ],
)
def test_the_day_picks_who_holds_a_role(day: str, names: list[str]) -> None:
    asked = datetime.date.fromisoformat(day) if day else None
    assert [entry.name for entry in HOLDERS.lookup_role(MINISTER, asked)] == names


YEARS = (datetime.date(2004, 1, 1), datetime.date(2009, 12, 31))


@pytest.mark.parametrize(
    ("name", "body"),
    [
        pytest.param("a.csv", "name,roles\nA,mayor [2004..2009]| pilot\n", id="CSV notes days in brackets"),
        pytest.param(
            "a.yaml",
            "- name: A\n  roles:\n    - {role: mayor, from: 2004-01-01, to: 2009-12}\n    - pilot\n",
            id="YAML has fields for days",
        ),
        pytest.param(
            "a.toml",
            '[[speakers]]\nname = "A"\nroles = [{role = "mayor", from = 2004-01-01, to = "2009"}, "pilot"]\n',
            id="TOML has fields for days",
        ),
        pytest.param(
            "a.jsonl",
            '{"name": "A", "roles": [{"role": "mayor", "from": 2004, "to": "2009-12-31"}, "pilot"]}\n',
            id="JSON Lines has fields for days",
        ),
    ],
)
def test_roles_have_days_in_every_format(name: str, body: str, tmp_path: Path) -> None:
    (entry,) = AliasTable.read(written(tmp_path, name, body)).entries
    assert entry.roles == (HeldRole("mayor", *YEARS), HeldRole("pilot"))


@pytest.mark.parametrize(
    ("name", "body"),
    [
        pytest.param("a.yaml", "- {name: A, ids: {wikidata: Q1, viaf: 22}}", id="a mapping"),
        pytest.param("a.csv", "name,ids\nA,wikidata=Q1|viaf=22\n", id="one column"),
        pytest.param("a.tsv", "name\tids.wikidata\tids.viaf\nA\tQ1\t22\n", id="a column for each collection"),
    ],
)
def test_ids_of_several_collections(name: str, body: str, tmp_path: Path) -> None:
    (entry,) = AliasTable.read(written(tmp_path, name, body)).entries
    assert (entry.id, entry.ids, entry.external_id) == (None, {"wikidata": "Q1", "viaf": "22"}, "Q1")


def test_lines_of_corenlp(tmp_path: Path) -> None:
    table = AliasTable.read(written(tmp_path, "a.txt", "Petra Lind;F;the Iron Gull;Pet\n\nThe Fox;;Renard\nUlf; M\n"))
    assert [(e.names, e.gender.value, e.kind.value) for e in table.entries] == [
        (("Petra Lind", "the Iron Gull", "Pet"), "female", "person"),
        (("The Fox", "Renard"), "unknown", "person"),
        (("Ulf",), "male", "person"),
    ]


PETRA = Entry(
    name="Petra Lind",
    aliases=["Iron Gull", "P. Lind"],
    roles=["harbour minister [2004-03-09..2014]", "mayor of Port Elba"],
    gender="female",
    ids={"wikidata": "Q900"},
)


def bound(**cells: str) -> dict[str, dict[str, str]]:
    return {key: {"type": "literal", "value": value} for key, value in cells.items()}


ROWS = [
    {"item": "http://www.wikidata.org/entity/Q900", "itemLabel": "Petra Lind", "alias": "Iron Gull"},
    {"item": "http://www.wikidata.org/entity/Q900", "itemLabel": "Petra Lind", "alias": "P. Lind"},
]
ROWS[0] |= {
    "positionLabel": "harbour minister",
    "start": "2004-03-09T00:00:00Z",
    "end": "2014",
    "genderLabel": "female",
}
ROWS[1] |= {
    "positionLabel": "mayor of Port Elba",
    "gender": "http://www.wikidata.org/entity/Q6581072",
    "image": "x.jpg",
}


def claim(item: str, **days: tuple[str, int]) -> dict[str, object]:
    qualifiers = {
        key: [{"datavalue": {"value": {"time": time, "precision": precision}}}]
        for key, (time, precision) in days.items()
    }
    return {"mainsnak": {"datavalue": {"value": {"id": item}}}, "rank": "normal", "qualifiers": qualifiers}


def entity(name: str, label: str, **more: object) -> dict[str, object]:
    return {"id": name, "labels": {"en": {"language": "en", "value": label}}, **more}


PAGE = {
    "entities": {
        "Q900": entity(
            "Q900",
            "Petra Lind",
            aliases={"en": [{"value": "Iron Gull"}, {"value": "P. Lind"}], "de": [{"value": "Eisenmöwe"}]},
            claims={
                "P39": [
                    claim("Q901", P580=("+2004-03-09T00:00:00Z", 11), P582=("+2014-00-00T00:00:00Z", 9)),
                    claim("Q902"),
                    claim("Q999"),
                    claim("Q901") | {"rank": "deprecated"},
                ],
                "P21": [claim("Q6581072")],
            },
        ),
        "Q901": entity("Q901", "harbour minister"),
        "Q902": entity("Q902", "mayor of Port Elba"),
    }
}


@pytest.mark.parametrize(
    "value",
    [
        pytest.param({"head": {}, "results": {"bindings": [bound(**row) for row in ROWS]}}, id="results of a query"),
        pytest.param(ROWS, id="results in the short form"),
        pytest.param(PAGE, id="entities"),
    ],
)
def test_an_export_of_wikidata(value: object, tmp_path: Path) -> None:
    assert AliasTable.read(written(tmp_path, "a.json", json.dumps(value))).entries == (PETRA,)


def test_an_entity_alone_is_a_person_if_it_is_human(tmp_path: Path) -> None:
    value = entity("Q7", "Ulf Aas", claims={"P31": [claim("Q5")], "P21": [claim("Q6581097")]})
    (entry,) = AliasTable.read(written(tmp_path, "a.json", json.dumps(value))).entries
    assert (entry.name, entry.kind.value, entry.gender.value, entry.external_id) == ("Ulf Aas", "person", "male", "Q7")


def test_two_of_one_name_are_told_apart_by_ids() -> None:
    twins = [Entry(name="Ann Boe", id="1"), Entry(name="Ann Boe", id="2")]
    assert len(AliasTable(twins).lookup("Ann Boe")) == 2
    with pytest.raises(AliasTableError, match="give both an id"):
        AliasTable([Entry(name="Ann Boe", id="1"), Entry(name="Ann Boe")])


def test_tables_merge_by_id_and_by_name() -> None:
    one = AliasTable([Entry(name="Ann Boe", aliases=["Boe"], ids={"wikidata": "Q1"}), Entry(name="Ulf Aas")])
    other = AliasTable(
        [
            Entry(name="Anna Boe", roles=["mayor"], gender="female", ids={"wikidata": "Q1"}, id="7"),
            Entry(name="ULF AAS", kind="person"),
            Entry(name="Mira Sol"),
        ]
    )
    assert one.merge(other).entries == (
        Entry(
            name="Ann Boe",
            aliases=["Boe", "Anna Boe"],
            roles=["mayor"],
            gender="female",
            id="7",
            ids={"wikidata": "Q1"},
        ),
        Entry(name="Ulf Aas", kind="person"),
        Entry(name="Mira Sol"),
    )


def test_a_name_in_the_order_of_lists_is_the_same_name() -> None:
    listed, plain = AliasTable([Entry(name="Boe, Ann")]), AliasTable([Entry(name="Ann Boe", gender="female")])
    assert listed.merge(plain).entries == (Entry(name="Boe, Ann", aliases=["Ann Boe"], gender="female"),)
    with pytest.raises(AliasTableError, match="merge the two"):
        AliasTable([*listed.entries, *plain.entries])


def test_every_contradiction_of_a_merge_is_listed() -> None:
    one = AliasTable([Entry(name="A", gender="male", kind="person"), Entry(name="B", id="1", ids={"x": "1"})])
    with pytest.raises(AliasTableError) as caught:
        one.merge(AliasTable([Entry(name="A", gender="female", kind="group"), Entry(name="B", id="1", ids={"x": "2"})]))
    assert [word for word in ("the kind is", "the gender is", "the ids.x is") if word not in str(caught.value)] == []


def test_conflicts_are_told_and_allowed() -> None:
    both = [Entry(name="C", roles=["mayor [2001..2003]"]), Entry(name="D", roles=["mayor [2003..]"])]
    listed = [Entry(name="E", aliases=["Lind, P."]), Entry(name="F", aliases=["Lind, P."])]
    table = AliasTable([*BOES.entries, *HOLDERS.entries, *both, *listed])
    told = [note.split(" is ")[0] for note in table.conflicts]
    assert told == ["the name 'boe'", "the name 'lind p'", "the role 'mayor'"]


@pytest.mark.parametrize(
    ("day", "speaker"),
    [
        pytest.param("2003-05-01", "Ivo Kant", id="the first"),
        pytest.param("2016-05-01", "Mira Sol", id="the second"),
        pytest.param("", None, id="nobody without a day"),
    ],
)
@pytest.mark.parametrize("role", ["French foreign minister", "foreign minister of France"])
def test_the_day_of_the_text_picks_the_speaker(role: str, day: str, speaker: str | None) -> None:
    table = AliasTable(
        [
            Entry(name="Ivo Kant", roles=[f"{role} [1998..2004-03-09]"]),
            Entry(name="Mira Sol", roles=[f"{role} [2004-03-09..]"]),
        ]
    )
    asked = datetime.date.fromisoformat(day) if day else None
    quotes, _ = quotes_of("The French foreign minister said/VBD so.", ["The French foreign minister"], table, asked)
    assert [quote.speaker and quote.speaker.name for quote in quotes] == [speaker]


@pytest.mark.parametrize(
    ("role", "text", "speaker"),
    [
        pytest.param("Minister of Foreign Affairs", "The foreign minister", "Ivo Kant", id="another order"),
        pytest.param("Secretary of Defense", "The defence secretary", "Ivo Kant", id="another spelling"),
        pytest.param("head of the central bank", "The central bank chief", "Ivo Kant", id="another noun"),
        pytest.param("chief executive of Elbo Lines", "Elbo Lines’s CEO", "Ivo Kant", id="an abbreviation"),
        pytest.param("Minister of Defence of Chile", "Chile’s defense secretary", "Ivo Kant", id="the country too"),
        pytest.param("Minister of Defence of Chile", "The Thai defense secretary", None, id="of another country"),
        pytest.param("Minister of Defence", "The deputy defense secretary", None, id="not his deputy"),
        pytest.param("Minister of Defence", "A defense minister", None, id="not any of them"),
        pytest.param("Minister of Defence", "The defense ministers/NNS", None, id="nor several"),
        pytest.param("head of the harbour", "The harbour chairwoman", None, id="nor another post"),
        pytest.param("harbour board spokesman", "The spokeswoman of the harbor board", None, id="nor a woman"),
        pytest.param("secretary", "The minister", None, id="nor where the table tells no more than a rank"),
    ],
)
def test_a_role_may_be_worded_otherwise(role: str, text: str, speaker: str | None) -> None:
    table = AliasTable([Entry(name="Ivo Kant", roles=[role], gender="male")])
    found = speakers_of(f"{text} said/VBD so.", text.replace("/NNS", ""), table)
    assert [name if name == "Ivo Kant" else None for name in found] == [speaker]


@pytest.mark.parametrize("behind", [", [Ole Vik]/PERSON,", " [Ole Vik]/PERSON"])
def test_a_holder_whom_the_text_names_goes_before_that_of_the_table(behind: str) -> None:
    table = AliasTable([Entry(name="Ivo Kant", roles=["mayor of Elba"])])
    source = f"The mayor of Elba{behind}".replace("[", "").replace("]/PERSON", "")
    assert speakers_of(f"The mayor of Elba{behind} said/VBD so.", source, table) == ["Ole Vik"]


@pytest.mark.parametrize(
    ("day", "speaker"),
    [
        pytest.param("2003-05-01", "Ivo Kant", id="the first"),
        pytest.param("2004-03-09", "Mira Sol", id="who begins on the day"),
        pytest.param("2016-05-01", "Mira Sol", id="the second"),
        pytest.param("", None, id="nobody without a day"),
    ],
)
def test_the_day_picks_the_holder_of_a_role_that_is_worded_otherwise(day: str, speaker: str | None) -> None:
    table = AliasTable(
        [
            Entry(name="Ivo Kant", roles=["Minister of Defence of Chile [1998..2004-03-09]"]),
            Entry(name="Mira Sol", roles=["Chilean Defense Minister [2004-03-09..]"]),
        ]
    )
    asked = datetime.date.fromisoformat(day) if day else None
    quotes, _ = quotes_of("Chile’s defence secretary said/VBD so.", ["Chile’s defence secretary"], table, asked)
    assert [quote.speaker and quote.speaker.name for quote in quotes] == [speaker]


def test_a_batch_takes_days_and_refuses_what_is_none() -> None:
    extractor = Extractor(nlp=spacy.blank("en"), profile="fast")
    moment = datetime.datetime(2003, 5, 1, 12, 0)
    found = list(extractor.pipe(["a", ("b", "c"), ("d", "e", moment), ("f", "g", "2003-05-01")]))  # type: ignore[list-item]
    assert [each.id for each in found] == ["0", "b", "d", "f"]
    assert [each.error for each in found if isinstance(each, Failure)] == [
        "TypeError: date must be a datetime.date or None, got '2003-05-01'"
    ]
