"""Documents ⇄ JSON Lines in the annotation format, one document a line."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, TypeAlias

from ..errors import FormatError
from ..types import Document, Failure, Quote, Speaker
from .records import DocumentRecord, QuoteRecord, parse_line, read_lines, record_of, structure, unstructure, write_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from typing import TextIO

__all__ = [
    "Input",
    "dump_failure",
    "dumps",
    "loads",
    "read_jsonl",
    "read_text",
    "read_texts",
    "scan_texts",
    "to_record",
    "write_jsonl",
]

# Id, text and day of something to be read.
Input: TypeAlias = tuple[str, str, datetime.date | None]


def to_record(document: Document) -> dict[str, object]:
    """Return *document* as values of JSON's own types, in the annotation format.

    Spans are ``[start, end]`` pairs of code points of the document's text, end exclusive. A quote's ``speaker`` is
    the id of one of the ``entities``, ``None`` where the text does not tell. The keys that the format does not
    name are ``score`` and ``evidence`` on a quote, ``external_id`` on an entity. The stages are not written.

    Example:
        >>> to_record(Document(id="a", text="", quotes=(), speakers=()))
        {'id': 'a', 'text': '', 'quotes': [], 'entities': []}
    """
    return unstructure(record_of(document))


def dumps(document: Document) -> str:
    r"""Return *document* as one line in the annotation format, without a line break in it or after it.

    ``loads(dumps(document)) == document``, the stages aside, where every quote's text is its contents joined by a
    blank and its speaker one of the document's. The line can always be encoded as UTF-8.

    Raises:
        ValueError: If a score is not a finite number.

    Example:
        >>> dumps(Document(id="a", text="Two\nlines", quotes=(), speakers=()))
        '{"id": "a", "text": "Two\\nlines", "quotes": [], "entities": []}'
    """
    return write_line(to_record(document))


def loads(line: str) -> Document:
    """Return the document of one line in the annotation format.

    Absent layers come back empty, an absent score as 1; what the format does not name is passed over. A quote's
    text is made again from its content.

    Raises:
        FormatError: If the line is not JSON, or naming each wrong field and what is allowed there. A document
            needs ``id`` and ``text``; a quote needs ``id``, ``type`` and at least one content span, all its spans
            lie in the text, and its speaker is one of the entities.

    Example:
        >>> document = loads('{"id": "a", "text": "“Yes,” she said.", "quotes": '
        ...                  '[{"id": "q1", "type": "direct", "content": [[0, 6]], "cue": [[11, 15]]}]}')
        >>> document.quotes[0].text, document.quotes[0].speaker
        ('“Yes,”', None)
    """
    return _document(structure(parse_line(line), DocumentRecord))


def write_jsonl(documents: Iterable[Document | Failure], file: TextIO) -> None:
    """Write each document to *file* as soon as it comes, a line each; a `Failure` as its id and the error.

    Args:
        documents: May be an iterator, such as `Extractor.pipe` gives; it is read once.
        file: A text file open for writing, in UTF-8.
    """
    for document in documents:
        file.write((dump_failure(document) if isinstance(document, Failure) else dumps(document)) + "\n")
        file.flush()


def dump_failure(failure: Failure) -> str:
    """Return the line that stands for a document that could not be read: its id and the error.

    Example:
        >>> dump_failure(Failure(id="a", error="no text"))
        '{"id": "a", "error": "no text"}'
    """
    return write_line({"id": failure.id, "error": failure.error})


def read_jsonl(path: str | Path) -> Iterator[Document | Failure]:
    """Yield the documents of a JSON Lines file in the annotation format; blank lines are passed over.

    Yields:
        The document; a `Failure` for a line that stands for one that could not be read (see `dump_failure`).

    Raises:
        OSError: If the file cannot be read.
        FormatError: At the first broken line, naming file, line, field and what is allowed (see `loads`).
    """
    for number, line in read_lines(path):
        try:
            record = parse_line(line)
            document = _failure(record) or _document(structure(record, DocumentRecord))
        except FormatError as error:
            raise FormatError(f"{path}, line {number}: {error}") from error
        yield document


def _failure(record: object) -> Failure | None:
    match record:
        case {"text": _}:
            return None
        case {"id": str(name), "error": str(error)}:
            return Failure(name, error)
    return None


def read_texts(path: str | Path) -> Iterator[Input]:
    """Yield id, text and day of each line of a JSON Lines file (see `read_text`); blank lines are passed over.

    Raises:
        OSError: If the file cannot be read.
        FormatError: At the first broken line, naming file and line; `scan_texts` goes on there.
    """
    for found in scan_texts(path):
        if isinstance(found, Failure):
            raise FormatError(found.error)
        yield found


def scan_texts(path: str | Path) -> Iterator[Input | Failure]:
    """Yield id, text and day of each line of a JSON Lines file, and a `Failure` for each that has no text.

    Raises:
        OSError: If the file cannot be read.
    """
    for number, line in read_lines(path):
        found = read_text(line, number)
        yield Failure(found.id, f"{path}, line {number}: {found.error}") if isinstance(found, Failure) else found


def read_text(line: str | bytes, number: int) -> Input | Failure:
    """Return the id, the text and the day of one line; whatever else it holds is not looked at.

    Args:
        line: A JSON object with ``text``; with ``id`` if it has one, a string or a whole number; and with ``date`` if
            it has one, the day of the text in ISO 8601. What is written in another way is no day.
        number: The number of the line, which stands in for a missing id.

    Returns:
        The three, with ``None`` for no day, as `Extractor.pipe` takes them; a `Failure` if the line is no such object.

    Example:
        >>> read_text('{"text": "Rain fell.", "tags": [1, 2]}', 7)
        ('7', 'Rain fell.', None)
        >>> read_text('{"id": 3, "text": "Rain fell.", "date": "2004-03-09T08:15:00Z"}', 7)
        ('3', 'Rain fell.', datetime.date(2004, 3, 9))
        >>> read_text('{"id": "a"}', 8)
        Failure(id='a', error='required field text is missing or not a string')
    """
    try:
        record = parse_line(line)
    except FormatError as error:
        return Failure(str(number), str(error))
    if not isinstance(record, dict):
        return Failure(str(number), "expected an object with a text")
    name, text = record.get("id"), record.get("text")
    if isinstance(name, bool) or not isinstance(name, str | int | None):
        return Failure(str(number), "expected a string or a whole number @ id")
    name = str(number if name is None else name)
    if not isinstance(text, str):
        return Failure(name, "required field text is missing or not a string")
    return name, text, _day(record.get("date"))


def _day(value: object) -> datetime.date | None:
    try:
        return datetime.datetime.fromisoformat(value).date() if isinstance(value, str) else None
    except ValueError:
        return None


def _document(record: DocumentRecord) -> Document:
    if record.text is None:
        raise FormatError("required field 'text' is missing @ record")
    speakers = _by_id(record.entities or ())
    quotes = tuple(
        _quote(quote, record.text, speakers, f"record.quotes[{index}]") for index, quote in enumerate(record.quotes)
    )
    return Document(id=record.id, text=record.text, quotes=quotes, speakers=tuple(speakers.values()))


def _by_id(entities: Iterable[Speaker]) -> dict[str, Speaker]:
    speakers: dict[str, Speaker] = {}
    for entity in entities:
        if speakers.setdefault(entity.id, entity) is not entity:
            raise FormatError(f"the id {entity.id!r} stands on two entities @ record.entities")
    return speakers


def _quote(record: QuoteRecord, text: str, speakers: dict[str, Speaker], where: str) -> Quote:
    if not record.id or record.type is None or not record.content:
        raise FormatError(f"a quote needs id, type and at least one content span @ {where}")
    cue, source = record.cue or (), record.source or ()
    for span in (*record.content, *cue, *source):
        if span.end > len(text):
            raise FormatError(f"[{span.start}, {span.end}] ends behind the text, allowed is {len(text)} @ {where}")
    return Quote(
        id=record.id,
        text=" ".join(span.of(text) for span in record.content),
        type=record.type,
        content=record.content,
        cue=cue,
        source=source,
        speaker=_speaker(record, speakers, where),
        nested_in=record.nested_in,
        score=1.0 if record.score is None else record.score,
        evidence=record.evidence,
    )


def _speaker(record: QuoteRecord, speakers: dict[str, Speaker], where: str) -> Speaker | None:
    if not record.speaker:
        return None
    if record.speaker[0] not in speakers:
        raise FormatError(f"no entity has the id {record.speaker[0]!r} @ {where}.speaker")
    return speakers[record.speaker[0]]
