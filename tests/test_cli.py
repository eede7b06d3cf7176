"""The command line: inputs, formats, what goes wrong and with which exit code. A stand-in extracts."""

from __future__ import annotations

import csv
import datetime
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import typer
from annotated import page, said
from typer.testing import CliRunner

from quoteattr import cli
from quoteattr.formats.jsonl import dumps, loads
from quoteattr.identity.weights import dump_weights, present_weights, read_weights
from quoteattr.types import Document, Failure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from click.testing import Result

    from quoteattr.aliases import AliasTable

GOLD = page("“Go home,” Bo told her.", said("“Go home,” Bo told her.", "“Go home,”", cue="told", source="Bo"), name="a")


class FirstWord:
    """Takes the first word of each text for its quote, and cannot read a text that says so."""

    made: list[AliasTable | None] = []  # noqa: RUF012 - one list for all, so that tests see it
    options: list[tuple[str, float]] = []  # noqa: RUF012 - likewise
    weights: list[Path | None] = []  # noqa: RUF012 - likewise
    days: list[datetime.date | None] = []  # noqa: RUF012 - likewise

    def __init__(
        self,
        *,
        aliases: AliasTable | None = None,
        profile: str = "accurate",
        min_score: float = 0.0,
        speaker_weights: Path | None = None,
    ) -> None:
        self.made.append(aliases)
        self.options.append((profile, min_score))
        self.weights.append(speaker_weights)
        if speaker_weights is not None:
            read_weights(speaker_weights)

    def pipe(self, texts: Iterable[tuple[str, str, datetime.date | None]]) -> Iterator[Document | Failure]:
        for name, text, day in texts:
            self.days.append(day)
            if text == "crash":
                raise RuntimeError("a defect")
            if text == "bad":
                yield Failure(name, "unreadable")
            else:
                yield page(text, *(said(text, word) for word in text.split()[:1]), name=name)


@pytest.fixture(autouse=True)
def stand_in(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(cli, "Extractor", FirstWord)
    monkeypatch.chdir(tmp_path)
    FirstWord.made.clear()
    FirstWord.options.clear()
    FirstWord.weights.clear()
    FirstWord.days.clear()


def run(*arguments: str, stdin: str | bytes = "") -> Result:
    return CliRunner().invoke(cli._app(), arguments, input=stdin)


def write(name: str, content: str | bytes) -> str:
    Path(name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return name


def records(output: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in output.splitlines()]


def files() -> list[str]:
    return sorted(path.name for path in Path().iterdir())


def test_a_text_file_becomes_json_lines_under_its_stem() -> None:
    result = run("extract", write("report.txt", "Rain fell."))
    assert result.exit_code == 0
    assert loads(result.stdout) == page("Rain fell.", said("Rain fell.", "Rain"), name="report")


def test_standard_input_is_a_dash() -> None:
    assert [record["id"] for record in records(run("extract", "-", stdin="Rain fell.").stdout)] == ["stdin"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("One\r\ntwo\rthree\n", id="line ends of every kind stay"),
        pytest.param("\ufeffOne", id="a byte order mark stays, since offsets count it"),
        pytest.param("", id="an empty text is a text"),
        pytest.param("\0 \u2028 🎉", id="odd characters stay"),
    ],
)
@pytest.mark.parametrize("through", ["file", "stdin", "jsonl"])
def test_the_text_is_kept_as_it_is(text: str, through: str) -> None:
    if through == "stdin":
        result = run("extract", "-", stdin=text.encode())
    elif through == "file":
        result = run("extract", write("in.txt", text))
    else:
        result = run("extract", write("in.jsonl", json.dumps({"text": text})))
    assert loads(result.stdout).text == text


def test_a_jsonl_file_gives_a_document_a_line() -> None:
    write("in.jsonl", '{"id": "x", "text": "One."}\n\n{"text": "Two.", "more": [1]}\n')
    assert [(record["id"], record["text"]) for record in records(run("extract", "in.jsonl").stdout)] == [
        ("x", "One."),
        ("3", "Two."),
    ]


def test_several_inputs_come_out_in_their_order() -> None:
    result = run("extract", write("b.txt", "B"), "-", write("a.txt", "A"), stdin="S")
    assert [record["id"] for record in records(result.stdout)] == ["b", "stdin", "a"]


@pytest.mark.parametrize(
    ("arguments", "start"),
    [
        pytest.param(["-o", "out.jsonl"], '{"id": "in"', id="jsonl by its ending"),
        pytest.param(["-o", "out.CSV"], "document,quote", id="csv by its ending in any case"),
        pytest.param(["-o", "out.html"], "<!DOCTYPE html>", id="html by its ending"),
        pytest.param(["-o", "out.txt"], "in ", id="a table by its ending"),
        pytest.param(["-o", "out.csv", "--format", "jsonl"], '{"id": "in"', id="the option goes before the ending"),
        pytest.param(["-o", "out", "--format", "csv"], "document,quote", id="with the option any ending will do"),
    ],
)
def test_the_format_of_a_file(arguments: list[str], start: str) -> None:
    result = run("extract", write("in.txt", "Rain fell."), *arguments)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    assert Path(arguments[1]).read_text(encoding="utf-8").startswith(start)


@pytest.mark.parametrize(
    ("form", "start"),
    [("table", "in "), ("jsonl", '{"id": "in"'), ("csv", "document,quote"), ("html", "<!DOCTYPE html>")],
)
def test_the_format_of_standard_output(form: str, start: str) -> None:
    assert run("extract", write("in.txt", "Rain fell."), "--format", form).stdout.startswith(start)


class Terminal(io.StringIO):
    """A terminal, as far as anybody asks."""

    def isatty(self) -> bool:
        return True


def test_a_terminal_gets_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stdout", screen)
    with pytest.raises(typer.Exit):
        cli.extract([write("in.txt", "Rain fell.")])
    assert "Said how" in screen.getvalue()


@pytest.mark.parametrize(
    ("inputs", "shown"),
    [
        pytest.param(["a.txt"], False, id="one document shows no progress"),
        pytest.param(["a.txt", "b.txt"], True, id="two documents show progress"),
        pytest.param(["many.jsonl"], True, id="a file of many documents shows progress"),
    ],
)
def test_progress_is_shown_on_a_terminal_for_more_than_one_document(
    inputs: list[str], shown: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in inputs:
        write(name, '{"text": "One."}')
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    with pytest.raises(typer.Exit):
        cli.extract(inputs, output=Path("out.jsonl"))
    assert ("documents" in screen.getvalue()) is shown


def test_there_is_no_progress_without_a_terminal() -> None:
    assert run("extract", write("a.txt", "A"), write("b.txt", "B")).stderr == ""


def test_profile_and_least_score_are_handed_to_the_extractor() -> None:
    Path("a.txt").write_text("Go", encoding="utf-8")
    assert run("extract", "a.txt", "--profile", "fast", "--min-score", "0.5").exit_code == 0
    assert FirstWord.options == [("fast", 0.5)]


@pytest.mark.parametrize(
    "option", [pytest.param(["--profile", "best"], id="profile"), pytest.param(["--min-score", "2"], id="score")]
)
def test_a_wrong_option_ends_with_2(option: list[str]) -> None:
    Path("a.txt").write_text("Go", encoding="utf-8")
    assert run("extract", "a.txt", *option).exit_code == 2


def test_an_alias_table_is_handed_to_the_extractor() -> None:
    run("extract", write("in.txt", "A"), "--aliases", write("known.csv", "name\nMira Okun\n"))
    [table] = FirstWord.made
    assert table is not None
    assert table.lookup("Mira Okun")


@pytest.mark.parametrize(
    ("option", "day"),
    [
        pytest.param([], None, id="no day"),
        pytest.param(["--date", "2004-03-09"], datetime.date(2004, 3, 9), id="a day"),
        pytest.param(["--date", "2004-02-29"], datetime.date(2004, 2, 29), id="the last one of a leap year's February"),
    ],
)
def test_the_day_is_that_of_every_text_without_one(option: list[str], day: datetime.date | None) -> None:
    write("many.jsonl", '{"text": "One."}\n{"text": "Two.", "date": "1999-01-01"}\n')
    assert run("extract", "-", "many.jsonl", *option, stdin="A").exit_code == 0
    assert FirstWord.days == [day, day, datetime.date(1999, 1, 1)]


def test_weights_of_speakers_are_handed_to_the_extractor() -> None:
    write("weights.toml", dump_weights(present_weights()))
    assert run("extract", write("in.txt", "A"), "--speaker-weights", "weights.toml").exit_code == 0
    assert run("extract", "in.txt").exit_code == 0
    assert FirstWord.weights == [Path("weights.toml"), None]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        pytest.param([], "IN", id="no input"),
        pytest.param(["missing.txt"], "missing.txt", id="a missing file"),
        pytest.param(["in.txt", "missing.jsonl"], "missing.jsonl", id="a missing file among others"),
        pytest.param(["folder"], "folder", id="a folder"),
        pytest.param(["-", "-"], "standard input", id="standard input twice"),
        pytest.param(["known.csv"], "no plain text", id="a table of texts"),
        pytest.param(["in.txt", "--format", "xml"], "'table', 'jsonl', 'csv', 'html'", id="an unknown format"),
        pytest.param(["in.txt", "-o", "out.xml"], ".jsonl, .csv, .html, .txt", id="an unknown ending"),
        pytest.param(["in.txt", "-o", "in.txt"], "in.txt", id="an output that is an input"),
        pytest.param(["in.txt", "-o", "folder/../in.txt"], "in.txt", id="an output that is an input by another path"),
        pytest.param(["in.txt", "-o", "link.txt"], "link.txt", id="an output that links to an input"),
        pytest.param(["in.txt", "-o", "nowhere/out.csv"], "nowhere", id="an output in no folder"),
        pytest.param(["in.txt", "-o", "folder", "--format", "csv"], "folder", id="an output that is a folder"),
        pytest.param(["in.txt", "--aliases", "missing.csv"], "missing.csv", id="a missing alias table"),
        pytest.param(["in.txt", "--aliases", "in.txt"], "in.txt", id="an alias table with an unknown ending"),
        pytest.param(["in.txt", "--aliases", "broken.csv"], "broken.csv", id="a broken alias table"),
        pytest.param(
            ["in.txt", "--aliases", "known.csv", "-o", "known.csv"], "known.csv", id="an output that is the alias table"
        ),
        pytest.param(["in.txt", "--speaker-weights", "missing.toml"], "missing.toml", id="missing weights"),
        pytest.param(["in.txt", "--speaker-weights", "folder"], "folder", id="weights that are a folder"),
        pytest.param(["in.txt", "--speaker-weights", "broken.csv"], "broken.csv", id="broken weights"),
        pytest.param(
            ["in.txt", "--speaker-weights", "known.csv", "-o", "known.csv"],
            "written",
            id="an output that is the weights",
        ),
        pytest.param(["in.txt", "--date", "2003-02-29"], "'2003-02-29' is no day", id="a day that there is not"),
        pytest.param(["in.txt", "--date", "2004"], "written 2004-03-09", id="a year alone"),
        pytest.param(["in.txt", "--date", ""], "'' is no day", id="an empty day"),
        pytest.param(["in.txt", "--loud"], "--loud", id="an unknown option"),
    ],
)
def test_wrong_arguments_are_told_and_nothing_is_done(arguments: list[str], told: str) -> None:
    write("in.txt", "Rain fell.")
    write("broken.csv", "alias\nMira\n")
    write("known.csv", "name\nMira Okun\n")
    Path("folder").mkdir()
    Path("link.txt").symlink_to("in.txt")
    before = files()
    result = run("extract", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert told in result.stderr
    assert "Traceback" not in result.stderr
    assert files() == before
    assert Path("in.txt").read_text(encoding="utf-8") == "Rain fell."


@pytest.mark.parametrize(
    ("name", "content", "record", "error"),
    [
        pytest.param("x.txt", b"a\xffb", "x", "not UTF-8: byte 2 is 0xff", id="a text that is not UTF-8"),
        pytest.param("x.jsonl", b'{"text": "\xff"}', "1", "x.jsonl, line 1: ", id="a line that is not UTF-8"),
        pytest.param("x.jsonl", b"{", "1", "not JSON", id="a line that is not JSON"),
        pytest.param("x.jsonl", b'{"id": "n"}', "n", "text is missing", id="a line without a text"),
        pytest.param("x.txt", b"bad", "x", "unreadable", id="a text that the extractor cannot read"),
    ],
)
def test_an_unreadable_document_is_told_and_the_others_are_done(
    name: str, content: bytes, record: str, error: str
) -> None:
    result = run("extract", write("first.txt", "A"), write(name, content), write("last.txt", "B"))
    assert result.exit_code == 1
    first, broken, last = records(result.stdout)
    assert (first["id"], last["id"]) == ("first", "last")
    assert set(broken) == {"id", "error"}
    assert broken["id"] == record
    assert error in str(broken["error"])
    assert error in result.stderr


def test_a_message_holds_nothing_that_a_terminal_would_obey() -> None:
    result = run("extract", write("x.jsonl", '{"id": "a\\u001b[2J\\nb"}'))
    assert result.stderr.startswith("quoteattr: a\ufffd[2J\ufffdb: ")
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("form", ["table", "csv", "html"])
def test_other_formats_hold_no_error_records(form: str) -> None:
    result = run("extract", write("x.txt", b"\xff"), write("last.txt", "Words"), "-o", "out", "--format", form)
    assert result.exit_code == 1
    assert "not UTF-8" in result.stderr
    written = Path("out").read_text(encoding="utf-8")
    assert "UTF-8" not in written
    assert "Words" in written


def test_csv_from_several_documents_is_one_table() -> None:
    result = run("extract", write("a.txt", "A"), write("b.txt", "B"), "--format", "csv")
    assert [row[0] for row in csv.reader(io.StringIO(result.stdout))] == ["document", "a", "b"]


def test_an_output_file_is_complete_or_the_old_one() -> None:
    write("out.jsonl", "old")
    result = run("extract", write("a.txt", "A"), write("b.txt", "crash"), "-o", "out.jsonl")
    assert isinstance(result.exception, RuntimeError)
    assert Path("out.jsonl").read_text(encoding="utf-8") == "old"
    assert files() == ["a.txt", "b.txt", "out.jsonl"]


def test_an_output_file_replaces_the_old_one_and_follows_a_link() -> None:
    write("old.jsonl", "old")
    Path("out.jsonl").symlink_to("old.jsonl")
    run("extract", write("a.txt", "A"), "-o", "out.jsonl")
    assert Path("out.jsonl").is_symlink()
    assert loads(Path("old.jsonl").read_text(encoding="utf-8")).id == "a"
    assert files() == ["a.txt", "old.jsonl", "out.jsonl"]


def test_a_device_is_written_to_and_not_replaced() -> None:
    result = run("extract", write("a.txt", "A"), "-o", "/dev/null", "--format", "jsonl")
    assert result.exit_code == 0
    assert not Path("/dev/null").is_file()


def test_evaluate_prints_the_figures() -> None:
    gold = write("gold.jsonl", dumps(GOLD))
    result = run("evaluate", gold, gold)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines()[:4] == [
        "documents          1",
        "gold               1",
        "predicted          1",
        "content exact      P 100.0  R 100.0  F1 100.0",
    ]


@pytest.mark.parametrize(
    ("names", "told"),
    [
        pytest.param("a", [], id="the gold's id"),
        pytest.param("b", ["1 gold documents have no", "1 predicted documents are passed over"], id="another id"),
        pytest.param("aa", ["1 predicted documents are passed over, since a later one"], id="an id twice"),
        pytest.param("", ["1 gold documents have no"], id="nothing"),
    ],
)
def test_evaluate_tells_what_has_no_partner(names: str, told: list[str]) -> None:
    gold = write("gold.jsonl", dumps(GOLD))
    predicted = write("pred.jsonl", "".join(dumps(page(GOLD.text, name=name)) + "\n" for name in names))
    lines = run("evaluate", gold, predicted).stderr.splitlines()
    assert len(lines) == len(told)
    assert all(start in line for start, line in zip(told, lines, strict=True))


def test_an_id_that_stands_twice_is_told() -> None:
    Path("folder").mkdir()
    result = run("extract", write("a.txt", "A"), write("folder/a.txt", "B"))
    assert [record["text"] for record in records(result.stdout)] == ["A", "B"]
    assert result.stderr == "quoteattr: the id 'a' stands on more than one text\n"


def test_evaluate_prints_json_and_the_first_errors() -> None:
    gold, predicted = write("gold.jsonl", dumps(GOLD)), write("pred.jsonl", dumps(page(GOLD.text, name="a")))
    result = run("evaluate", gold, predicted, "--json", "--errors", "5")
    assert json.loads(result.stdout)["content matched"] == {"p": 0.0, "r": 0.0, "f1": 0.0}
    assert result.stderr == "a | missed | direct | “Go home,”\n"


def test_evaluate_scores_one_type() -> None:
    gold = write("gold.jsonl", dumps(GOLD))
    assert "gold               0" in run("evaluate", gold, gold, "--type", "mixed").stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        pytest.param(["gold.jsonl"], "PRED", id="a missing argument"),
        pytest.param(["gold.jsonl", "missing.jsonl"], "missing.jsonl", id="a missing file"),
        pytest.param(["gold.jsonl", "broken.jsonl"], "broken.jsonl, line 1", id="a broken file"),
        pytest.param(["gold.jsonl", "other.jsonl"], "is not the text of the gold", id="another text"),
        pytest.param(["gold.jsonl", "gold.jsonl", "--type", "loud"], "indirect", id="an unknown type"),
        pytest.param(["gold.jsonl", "gold.jsonl", "--errors", "-1"], "--errors", id="fewer than no errors"),
        pytest.param(
            ["gold.jsonl", "gold.jsonl", "--speaker-weights", "w.toml"],
            "only with --gold-quotes",
            id="weights for PRED",
        ),
        pytest.param(
            ["--gold-quotes", "gold.jsonl", "--speaker-weights", "w.toml"], "'w.toml'", id="weights that are missing"
        ),
        pytest.param(
            ["--gold-quotes", "gold.jsonl", "--speaker-weights", "broken.jsonl"], "broken.jsonl", id="broken weights"
        ),
    ],
)
def test_wrong_arguments_of_evaluate_are_told(arguments: list[str], told: str) -> None:
    write("gold.jsonl", dumps(GOLD))
    write("broken.jsonl", "{")
    write("other.jsonl", dumps(page("Other words.", name="a")))
    result = run("evaluate", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert told in result.stderr
    assert "Traceback" not in result.stderr


def test_the_version_is_printed() -> None:
    result = run("--version")
    assert result.exit_code == 0
    assert result.stdout.startswith("quoteattr ")


def test_help_does_not_load_the_language_model_or_what_draws() -> None:
    heavy = "{'spacy', 'jinja2', 'rich.table', 'rich.progress'}"
    program = f"import sys, quoteattr.cli as cli; cli._app(); print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout == "set()\n"
