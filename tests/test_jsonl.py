"""JSON Lines in the annotation format: what is written, what is read back, what is refused and how."""

from __future__ import annotations

import io
import json
from datetime import date
from typing import TYPE_CHECKING

import pytest
from annotated import MIRA, documents, page, said
from hypothesis import given
from strategies import texts

from quoteattr.errors import FormatError
from quoteattr.formats.jsonl import dumps, loads, read_jsonl, read_texts, scan_texts, to_record, write_jsonl
from quoteattr.types import Document, Evidence, Failure, Gender, Quote, QuoteType, Span, Stages

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "“The well is dry,” said Mira Okun."
DRY = page(TEXT, said(TEXT, "“The well is dry,”", cue="said", source="Mira Okun", speaker=MIRA))


def record(**changes: object) -> str:
    return json.dumps({"id": "a", "text": "“Yes,” she said.", "quotes": [], "entities": []} | changes)


def with_quote(**changes: object) -> str:
    return record(quotes=[{"id": "q1", "type": "direct", "content": [[0, 6]]} | changes])


@given(documents())
def test_what_is_written_is_read_back(document: Document) -> None:
    assert loads(dumps(document)) == document


@given(documents())
def test_a_document_is_one_line_of_utf_8(document: Document) -> None:
    assert len(dumps(document).splitlines()) == 1
    assert dumps(document).encode()


@given(texts())
def test_any_text_keeps_its_offsets(text: str) -> None:
    assert loads(dumps(page(text))).text == text


def test_the_record_is_in_the_annotation_format() -> None:
    layers = {"content": [[0, 18]], "cue": [[19, 23]], "source": [[24, 33]], "speaker": "e1"}
    assert to_record(DRY) == {
        "id": "page",
        "text": TEXT,
        "quotes": [{"id": "q1", "type": "direct"} | layers | {"score": 1.0}],
        "entities": [
            {
                "id": "e1",
                "name": "Mira Okun",
                "kind": "person",
                "gender": "female",
                "aliases": ["Okun"],
                "external_id": "Q1",
            }
        ],
    }


def test_an_unknown_speaker_is_null_and_empty_layers_are_written() -> None:
    [quote] = json.loads(dumps(page("Yes.", said("Yes.", "Yes."))))["quotes"]
    assert {name: quote[name] for name in ("speaker", "cue", "source")} == {"speaker": None, "cue": [], "source": []}


def test_evidence_is_written_with_stage_rule_and_detail() -> None:
    why = Evidence("reports", "verb frame", "said")
    quote = Quote("q1", "Yes", QuoteType.DIRECT, (Span(0, 3),), evidence=(why,))
    written = json.loads(dumps(page("Yes", quote)))["quotes"][0]["evidence"]
    assert written == [{"stage": "reports", "rule": "verb frame", "detail": "said"}]


def test_the_stages_are_not_written() -> None:
    looked_at = Document("a", "", (), (), stages=object.__new__(Stages))
    assert set(to_record(looked_at)) == {"id", "text", "quotes", "entities"}


@pytest.mark.parametrize(
    ("character", "written"),
    [
        pytest.param("\u2028", "\\u2028", id="a line separator is escaped, so that no reader sees two lines"),
        pytest.param("\ud800", "\\ud800", id="a lone surrogate is escaped, so that the line can be encoded"),
        pytest.param("\ud83d\ude00", "\ufffd\ufffd", id="a pair of surrogates becomes two replacement marks"),
        pytest.param("é", "é", id="a letter with an accent stands as it is"),
    ],
)
def test_how_a_character_is_written(character: str, written: str) -> None:
    line = dumps(page(character))
    assert f'"text": "{written}"' in line
    assert len(loads(line).text) == len(character)


def test_absent_layers_are_empty_and_an_absent_score_is_1() -> None:
    document = loads('{"id": "a", "text": "Yes.", "quotes": [{"id": "q", "type": "direct", "content": [[0, 4]]}]}')
    assert document == page("Yes.", said("Yes.", "Yes.", name="q"), name="a")


def test_keys_that_the_format_does_not_name_are_passed_over() -> None:
    changed = json.loads(with_quote(note="x", speaker="e1")) | {"genre": "news", "nested": False}
    changed["entities"] = [{"id": "e1", "name": "Ada", "aliases": [], "kind": "person", "category": 3}]
    [quote] = loads(json.dumps(changed))
    assert quote.speaker is not None
    assert quote.speaker.gender is Gender.UNKNOWN


@pytest.mark.parametrize(
    ("line", "field", "allowed"),
    [
        pytest.param("{", "line", "JSON", id="what is not JSON is refused"),
        pytest.param("[" * 100_000, "line", "JSON", id="brackets that nest too deep are refused"),
        pytest.param("[]", "record", "an object", id="a list is no document"),
        pytest.param('{"id": "a"}', "record", "'text'", id="a document needs a text"),
        pytest.param('{"text": ""}', "record", "'id'", id="a document needs an id"),
        pytest.param(record(text=7), "record.text", "a string", id="a number is no text"),
        pytest.param(record(quotes={}), "record.quotes", "a list", id="an object is no list of quotes"),
        pytest.param(record(quotes=[7]), "record.quotes[0]", "an object", id="a number is no quote"),
        pytest.param(with_quote(content=[]), "record.quotes[0]", "content", id="a quote needs content"),
        pytest.param(with_quote(type=None), "record.quotes[0]", "type", id="a quote needs a type"),
        pytest.param(with_quote(id=""), "record.quotes[0]", "id", id="a quote needs an id"),
        pytest.param(with_quote(type="loud"), "quotes[0].type", "direct, indirect, mixed", id="types are three"),
        pytest.param(with_quote(type=[]), "quotes[0].type", "direct, indirect, mixed", id="a list is no type"),
        pytest.param(with_quote(cue=[[0, 1.5]]), "quotes[0].cue[0]", "[start, end]", id="offsets are whole numbers"),
        pytest.param(with_quote(cue=[[False, 1]]), "quotes[0].cue[0]", "[start, end]", id="a truth value is no offset"),
        pytest.param(with_quote(cue=[[0, 1, 2]]), "quotes[0].cue[0]", "[start, end]", id="a span has two offsets"),
        pytest.param(with_quote(cue=[[3, 1]]), "quotes[0].cue[0]", "start <= end", id="a span does not end first"),
        pytest.param(with_quote(cue=[[-1, 1]]), "quotes[0].cue[0]", "0 <= start", id="a span starts in the text"),
        pytest.param(with_quote(source=[[0, 99]]), "quotes[0]", "allowed is 16", id="a span ends in the text"),
        pytest.param(with_quote(source="she"), "quotes[0].source", "a list", id="words are no spans"),
        pytest.param(with_quote(score=2), "quotes[0].score", "from 0 to 1", id="a score is at most 1"),
        pytest.param(with_quote(score=True), "quotes[0].score", "from 0 to 1", id="a truth value is no score"),
        pytest.param(with_quote(speaker="e9"), "quotes[0].speaker", "no entity", id="a speaker is an entity"),
        pytest.param(with_quote(speaker=9), "quotes[0].speaker", "a string", id="a number is no speaker"),
        pytest.param(
            record(entities=[{"id": "e1", "name": "A"}, {"id": "e1", "name": "B"}]),
            "record.entities",
            "two entities",
            id="two entities cannot have one id",
        ),
        pytest.param(
            record(entities=[{"id": "e1", "name": "A", "kind": "robot"}]),
            "entities[0].kind",
            "person, group, organization, document, unknown",
            id="kinds of speakers are five",
        ),
    ],
)
def test_a_broken_record_names_the_field_and_what_is_allowed(line: str, field: str, allowed: str) -> None:
    with pytest.raises(FormatError) as raised:
        loads(line)
    assert field in str(raised.value)
    assert allowed in str(raised.value)


def test_a_long_wrong_value_is_not_repeated_in_full() -> None:
    with pytest.raises(FormatError) as raised:
        loads(record(text=["word"] * 1000))
    assert len(str(raised.value)) < 200


def test_a_file_is_written_line_by_line_and_read_back(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    both = [DRY, Failure("c", "no text"), page("No quotes.", name="b")]
    with path.open("w", encoding="utf-8") as file:
        write_jsonl(iter(both), file)
    assert list(read_jsonl(path)) == both


def test_each_document_is_written_before_the_next_is_asked_for() -> None:
    file = io.StringIO()
    seen: list[int] = []

    def coming():
        for name in "abc":
            seen.append(file.getvalue().count("\n"))
            yield page("", name=name)

    write_jsonl(coming(), file)
    assert seen == [0, 1, 2]


def test_a_broken_line_names_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text(record() + "\n\n" + record(text=None) + "\n", encoding="utf-8")
    reading = read_jsonl(path)
    assert next(reading).id == "a"
    with pytest.raises(FormatError, match=r"in\.jsonl, line 3: required field 'text'"):
        next(reading)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param('{"id": "x", "text": "Hm."}', ("x", "Hm.", None), id="id and text are read"),
        pytest.param('{"text": "Hm."}', ("1", "Hm.", None), id="a missing id becomes the number of the line"),
        pytest.param('{"id": null, "text": "Hm."}', ("1", "Hm.", None), id="so does null"),
        pytest.param('{"id": 17, "text": "Hm."}', ("17", "Hm.", None), id="a number may be an id"),
        pytest.param('{"id": "x", "text": "a\\r\\nb"}', ("x", "a\r\nb", None), id="line ends stay as they are"),
        pytest.param('{"id": "x", "text": "", "quotes": 3}', ("x", "", None), id="other keys are not looked at"),
        pytest.param('\ufeff{"id": "x", "text": ""}', ("x", "", None), id="a byte order mark is passed over"),
        pytest.param(
            '{"id": "x", "text": "", "date": "2004-03-09"}', ("x", "", date(2004, 3, 9)), id="a day is read"
        ),
        pytest.param(
            '{"id": "x", "text": "", "date": "2004-03-09T08:15:00Z"}', ("x", "", date(2004, 3, 9)), id="of a time too"
        ),
        pytest.param('{"id": "x", "text": "", "date": "last March"}', ("x", "", None), id="what tells no day is none"),
        pytest.param('{"id": "x", "text": "", "date": 20040309}', ("x", "", None), id="nor does a number"),
    ],
)
def test_texts_to_extract_from(line: str, expected: tuple[str, str, date | None], tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text(line, encoding="utf-8")
    assert list(read_texts(path)) == [expected]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        pytest.param(b"{", "1", id="what is not JSON fails under the number of the line"),
        pytest.param(b'{"id": "x", "text": "\xff"}', "1", id="what is not UTF-8 fails under the number of the line"),
        pytest.param(b"7", "1", id="a number is no record"),
        pytest.param(b'{"id": "x"}', "x", id="a missing text fails under the id"),
        pytest.param(b'{"id": "x", "text": null}', "x", id="null is no text"),
        pytest.param(b'{"id": [], "text": ""}', "1", id="a list is no id"),
    ],
)
def test_a_line_without_a_text_fails_and_the_others_go_on(line: bytes, name: str, tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_bytes(line + b'\n{"text": "Hm."}\n')
    failure, found = scan_texts(path)
    assert isinstance(failure, Failure)
    assert failure.id == name
    assert "in.jsonl, line 1: " in failure.error
    assert found == ("2", "Hm.", None)
    with pytest.raises(FormatError, match="line 1"):
        list(read_texts(path))
