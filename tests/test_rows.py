"""Rows for spreadsheets and the table for terminals."""

from __future__ import annotations

import csv
import io
import re

import pytest
from annotated import COUNCIL, MIRA, documents, page, said
from attrs import evolve
from hypothesis import given
from rich.console import Console

from quoteattr.formats.rows import Row, rows, table, write_csv, write_table
from quoteattr.types import Document, Speaker

TEXT = "“The well,” said Mira Okun, “is dry.”"
DRY = said(TEXT, "“The well,”", "“is dry.”", cue="said", source="Mira Okun", speaker=MIRA)


def as_csv(*documents: Document) -> list[list[str]]:
    file = io.StringIO(newline="")
    write_csv(documents, file)
    return list(csv.reader(io.StringIO(file.getvalue(), newline="")))


def as_table(document: Document, width: int = 100) -> str:
    console = Console(file=io.StringIO(), width=width)
    console.print(table(document))
    return console.file.getvalue()


def cells(drawn: str) -> str:
    """The words of the cells, wherever they were wrapped, without blanks and lines."""
    columns = zip(*(line.split("│")[1:-1] for line in drawn.splitlines() if line.startswith("│")), strict=True)
    return re.sub(r"\s", "", "".join("".join(column) for column in columns))


def test_a_quote_in_two_parts_is_one_row_over_both() -> None:
    assert list(rows(page(TEXT, DRY))) == [
        Row(
            document="page",
            quote="q1",
            type="direct",
            speaker="Mira Okun",
            speaker_kind="person",
            speaker_id="e1",
            external_id="Q1",
            source="Mira Okun",
            cue="said",
            content="“The well,” “is dry.”",
            start=0,
            end=37,
            score=1.0,
            nested_in="",
        )
    ]


@pytest.mark.parametrize(
    ("quote", "column", "expected"),
    [
        pytest.param(evolve(DRY, speaker=None), "speaker", "", id="an unknown speaker is empty"),
        pytest.param(evolve(DRY, speaker=None), "speaker_kind", "", id="so is its kind"),
        pytest.param(evolve(DRY, speaker=COUNCIL), "speaker_id", "e2", id="a speaker of the text has the text's id"),
        pytest.param(evolve(DRY, source=()), "source", "", id="a missing source is empty"),
        pytest.param(evolve(DRY, nested_in="q7"), "nested_in", "q7", id="a nested quote names the outer one"),
        pytest.param(evolve(DRY, score=0.25), "score", 0.25, id="the score is a number"),
    ],
)
def test_a_cell_of_a_row(quote: object, column: str, expected: object) -> None:
    [row] = rows(page(TEXT, quote))
    assert getattr(row, column) == expected


@given(documents())
def test_every_quote_has_a_row(document: Document) -> None:
    assert [row.quote for row in rows(document)] == [quote.id for quote in document.quotes]


def test_csv_has_a_line_of_names_even_without_documents() -> None:
    [heading] = as_csv()
    assert heading[:4] == ["document", "quote", "type", "speaker"]


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        pytest.param("=SUM(A1)", "'=SUM(A1)", id="an equals sign is guarded"),
        pytest.param("+1", "'+1", id="a plus is guarded"),
        pytest.param("-1", "'-1", id="a minus is guarded"),
        pytest.param("@cmd", "'@cmd", id="an at sign is guarded"),
        pytest.param("\tA", "'\tA", id="a tab is guarded"),
        pytest.param("\rA", "'\rA", id="a carriage return is guarded"),
        pytest.param("A=1", "A=1", id="a sign inside is left alone"),
        pytest.param('He, "Bo"', 'He, "Bo"', id="commas and marks come back"),
        pytest.param("A\r\nB", "A\r\nB", id="line ends come back"),
        pytest.param("\ud800", "\ufffd", id="a lone surrogate becomes a replacement character"),
    ],
)
def test_a_cell_in_csv(name: str, cell: str) -> None:
    [_, row] = as_csv(page(TEXT, evolve(DRY, speaker=Speaker("e1", name))))
    assert row[3] == cell


@given(documents())
def test_csv_never_starts_a_formula_and_can_be_encoded(document: Document) -> None:
    for cell in (cell for row in as_csv(document) for cell in row):
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
        assert cell.encode() is not None


def test_csv_is_written_as_documents_come() -> None:
    file = io.StringIO()
    lengths: list[int] = []

    def coming():
        for name in "abc":
            lengths.append(file.getvalue().count("\n"))
            yield page(TEXT, DRY, name=name)

    write_csv(coming(), file)
    assert lengths == [1, 2, 3]


def test_the_table_tells_who_said_what_and_how() -> None:
    drawn = as_table(page(TEXT, DRY))
    for words in ("page", "Mira Okun", "direct", "“The well,” “is dry.”", "said"):
        assert words in drawn


@pytest.mark.parametrize("width", [60, 80, 200])
def test_long_cells_are_wrapped_and_not_cut(width: int) -> None:
    text = " ".join(f"word{number}" for number in range(200)) + "x" * 500
    drawn = as_table(page(text, said(text, text, cue=text, source=text, speaker=Speaker("e1", text))), width)
    assert cells(drawn).count(text.replace(" ", "")) == 4
    assert max(map(len, drawn.splitlines())) <= width


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("[bold]No[/bold]", "[bold]No[/bold]", id="markup is shown as it stands"),
        pytest.param("[/]", "[/]", id="a closing tag of no opening one does no harm"),
        pytest.param("A\x1b[31mB", "A�[31mB", id="an escape character is replaced"),
        pytest.param("A\x9b31mB", "A�31mB", id="so is the eight-bit control sequence introducer"),
        pytest.param("A\u202eB", "A�B", id="so is a mark that turns the direction of writing"),
        pytest.param("A\r\n\tB", "A B", id="line ends and tabs become one blank"),
        pytest.param("A\ud800B", "A�B", id="a lone surrogate is replaced"),
        pytest.param(":smile:", ":smile:", id="names of emoji are left alone"),
    ],
)
def test_what_a_terminal_would_obey_is_neutralised(text: str, shown: str) -> None:
    drawn = as_table(page(text, said(text, text, speaker=Speaker("e1", text)), name=text))
    assert drawn.count(shown) == 3


@given(documents())
def test_any_document_can_be_drawn(document: Document) -> None:
    assert as_table(document).encode()


def test_a_file_gets_a_table_for_each_document() -> None:
    file = io.StringIO()
    write_table([page(TEXT, DRY, name="one"), page("", name="two")], file)
    assert file.getvalue().index("one") < file.getvalue().index("two")
    assert "\x1b" not in file.getvalue()
