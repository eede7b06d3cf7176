"""The commands on alias tables, and the draft of one. A stand-in extracts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders import mentions_of
from tagged import LEXICON
from typer.testing import CliRunner

from quoteattr import cli
from quoteattr.aliases import AliasTable
from quoteattr.aliases.draft import Draft
from quoteattr.types import Document, Failure, Profile, Stages, Tags

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date
    from pathlib import Path

    from click.testing import Result

TEXTS = {
    "a": "Harbour Minister [Petra Lind]/PERSON left/VBD. [Lind]/PERSON was tired. [Ulf Aas]/PERSON slept/VBD.",
    "b": "[Petra Lind]/PERSON came/VBD back. Mr. [Ulf Aas]/PERSON and [Ada Fjord]/PERSON spoke/VBD.",
    "c": "[PETRA LIND]/PERSON came/VBD.",
}


def read(name: str) -> Document:
    segmentation, mentions = mentions_of(TEXTS[name])
    stages = Stages(segmentation, (), Tags(), (), (), mentions, ())
    return Document(name, segmentation.text, (), (), stages)


class Reader:
    """Knows the texts by their names."""

    def __init__(self, *, profile: Profile) -> None:
        assert profile is Profile.FAST

    def pipe(self, texts: Iterable[tuple[str, str, date | None]]) -> Iterator[Document | Failure]:
        for name, _, _ in texts:
            yield read(name) if name in TEXTS else Failure(name, "unreadable")


@pytest.fixture(autouse=True)
def stand_in(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(cli, "Extractor", Reader)
    monkeypatch.chdir(tmp_path)
    for name in (*TEXTS, "bad"):
        (tmp_path / f"{name}.txt").write_text("x", encoding="utf-8")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli._app(), ["aliases", *arguments])


def test_a_good_table_is_counted_with_its_notes(tmp_path: Path) -> None:
    (tmp_path / "t.txt").write_text("Petra Lind;F;Lind\nUlf Lind;M;Lind\n", encoding="utf-8")
    result = run("check", "t.txt")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0].startswith("note: the name 'lind' is that of Petra Lind, Ulf Lind")
    assert "2 speakers" in result.stdout


@pytest.mark.parametrize(
    ("name", "body", "message"),
    [
        pytest.param("t.csv", "name,kind\nA,x\n,y\n", "3 problems", id="every problem is listed"),
        pytest.param("t.doc", "A", "ends in", id="an ending without a format"),
    ],
)
def test_a_bad_table_ends_with_1(name: str, body: str, message: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(body, encoding="utf-8")
    result = run("check", name)
    assert result.exit_code == 1
    assert message in result.stderr


def test_a_draft_has_the_names_of_several_documents(tmp_path: Path) -> None:
    result = run("suggest", "a.txt", "b.txt", "c.txt", "-o", "draft.yaml")
    assert result.exit_code == 0
    entries = AliasTable.read(tmp_path / "draft.yaml").entries
    assert [(e.names, [str(r) for r in e.roles], e.kind.value, e.gender.value) for e in entries] == [
        (("Petra Lind", "Lind"), ["Harbour Minister"], "person", "unknown"),
        (("Ulf Aas",), [], "person", "male"),
    ]
    assert "# documents: 3, mentions: 4" in (tmp_path / "draft.yaml").read_text(encoding="utf-8")


def test_a_draft_of_every_name_goes_to_standard_output() -> None:
    result = run("suggest", "b.txt", "--documents", "1")
    assert result.stdout.count("name:") == 3


def test_an_existing_file_is_not_overwritten() -> None:
    assert run("suggest", "a.txt", "-o", "b.txt").exit_code == 2


def test_a_draft_is_yaml() -> None:
    result = run("suggest", "a.txt", "-o", "draft.csv")
    assert result.exit_code == 2
    assert ".yaml" in result.stderr


def test_a_text_that_cannot_be_read_does_not_stop_the_others() -> None:
    result = run("suggest", "bad.txt", "a.txt", "b.txt")
    assert result.exit_code == 1
    assert "Petra Lind" in result.stdout


def test_a_document_from_a_file_has_no_names() -> None:
    draft = Draft(LEXICON)
    draft.add(Document("a", "Ada Fjord left.", (), ()))
    assert draft.to_yaml() == "speakers: []\n"
