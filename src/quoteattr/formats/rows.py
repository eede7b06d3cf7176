"""Documents → flat rows: for spreadsheets as CSV, for reading in a terminal as a table."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

from attrs import astuple, fields, frozen
from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import TextIO

    from ..types import Document, Quote, Span

__all__ = ["Row", "rows", "table", "write_csv", "write_table"]

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
FILE_WIDTH, LEAST_WIDTH = 100, 60
# Heading and share of the width; the type has the width of its words.
COLUMNS = (("Speaker", 5), ("Type", None), ("Quote", 11), ("Said how", 4), ("Source", 5))
SURROGATE = re.compile("[\ud800-\udfff]")
BLANKS = re.compile(r"[ \t\n\r\x0b\f\x85\u2028\u2029]+")
# Terminals obey these: controls, and marks that turn the direction of what follows.
CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@frozen
class Row:
    """A quote as a row of a table; what is not there is an empty text.

    Attributes:
        document: Id of the document.
        quote: Id of the quote.
        type: Direct, indirect or mixed.
        speaker: The speaker's name; empty where the text does not tell.
        speaker_kind: What sort of source the speaker is.
        speaker_id: The speaker's id in the document; another document may have the same for somebody else.
        external_id: The id from the caller's alias table.
        source: The words that name the speaker there.
        cue: The words that signal the attribution.
        content: The words said.
        start: Offset of the first content's first code point.
        end: Offset after the last content's last code point.
        score: Belief in the quote, 0…1.
        nested_in: Id of the quote that this one stands inside.
    """

    document: str
    quote: str
    type: str
    speaker: str
    speaker_kind: str
    speaker_id: str
    external_id: str
    source: str
    cue: str
    content: str
    start: int
    end: int
    score: float
    nested_in: str


def rows(document: Document) -> Iterator[Row]:
    """Yield a row for each quote of *document*, in document order; the words of several spans joined by a blank.

    Example:
        >>> from quoteattr.types import Document, Quote, QuoteType, Span
        >>> quote = Quote(id="q1", text="“Yes,”", type=QuoteType.DIRECT, content=(Span(0, 6),), cue=(Span(11, 15),))
        >>> [row] = rows(Document(id="a", text="“Yes,” she said.", quotes=(quote,), speakers=()))
        >>> row.content, row.cue, row.speaker, row.start, row.end
        ('“Yes,”', 'said', '', 0, 6)
    """
    return (_row(document, quote) for quote in document.quotes)


def _row(document: Document, quote: Quote) -> Row:
    speaker = quote.speaker
    return Row(
        document=document.id,
        quote=quote.id,
        type=quote.type.value,
        speaker=speaker.name if speaker else "",
        speaker_kind=speaker.kind.value if speaker else "",
        speaker_id=speaker.id if speaker else "",
        external_id=(speaker.external_id or "") if speaker else "",
        source=_words(document.text, quote.source),
        cue=_words(document.text, quote.cue),
        content=quote.text,
        start=quote.content[0].start,
        end=quote.content[-1].end,
        score=quote.score,
        nested_in=quote.nested_in or "",
    )


def _words(text: str, spans: tuple[Span, ...]) -> str:
    return " ".join(span.of(text) for span in spans)


def write_csv(documents: Iterable[Document], file: TextIO) -> None:
    r"""Write a line of column names, then each document's rows to *file* as soon as it comes.

    Lines end in ``\r\n``, as RFC 4180 has it. A cell that a spreadsheet would take for a formula (it starts with
    ``=``, ``+``, ``-``, ``@``, a tab or a carriage return) gets an apostrophe in front. Lone surrogates become
    replacement characters.

    Args:
        documents: May be an iterator; it is read once.
        file: A text file open for writing, in UTF-8 and with ``newline=""``.

    Example:
        >>> import io
        >>> file = io.StringIO(newline="")
        >>> write_csv([], file)
        >>> file.getvalue()
        'document,quote,type,speaker,speaker_kind,speaker_id,external_id,source,cue,content,start,end,score,nested_in\r\n'
    """
    writer = csv.writer(file)
    writer.writerow(attribute.name for attribute in fields(Row))
    for document in documents:
        writer.writerows([_cell(value) for value in astuple(row)] for row in rows(document))
        file.flush()


def _cell(value: str | float) -> str | float:
    if not isinstance(value, str):
        return value
    return SURROGATE.sub("\ufffd", f"'{value}" if value.startswith(FORMULA_STARTS) else value)


def table(document: Document) -> Table:
    """Return the quotes of *document* as a table for `rich.console.Console.print`, its id as the title.

    Long cells are wrapped, and in 60 columns or more never cut. White space is shown as one blank, control
    characters as replacement characters; what looks like rich's markup is shown as it stands.
    """
    made = Table(title=Text(_shown(document.id)), title_justify="left", show_lines=True, expand=True)
    for heading, ratio in COLUMNS:
        made.add_column(heading, ratio=ratio, overflow="fold")
    for row in rows(document):
        cells = (row.speaker or "—", row.type, row.content, row.cue, row.source)
        made.add_row(*(Text(_shown(cell)) for cell in cells))
    return made


def _shown(text: str) -> str:
    return CONTROLS.sub("\ufffd", BLANKS.sub(" ", text))


def write_table(documents: Iterable[Document], file: TextIO) -> None:
    """Write each document's table (see `table`) to *file* as soon as it comes; in colour on a terminal.

    Args:
        documents: May be an iterator; it is read once.
        file: A text file open for writing. What is no terminal gets tables of 100 columns.
    """
    console = Console(file=file) if file.isatty() else Console(file=file, width=FILE_WIDTH)
    # Below this rich would drop what does not fit; a narrower terminal wraps the lines itself.
    console.width = max(console.width, LEAST_WIDTH)
    for document in documents:
        console.print(table(document))
        file.flush()
