"""The annotation format's own shapes, in which an absent layer differs from an empty one, and their JSON."""

from __future__ import annotations

import json
import re
import textwrap
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_origin

import cattrs
from attrs import fields, frozen
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from ..errors import FormatError
from ..types import Document, Evidence, Gender, Quote, QuoteType, Span, Speaker, SpeakerKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from enum import Enum

__all__ = [
    "DocumentRecord",
    "QuoteRecord",
    "parse_line",
    "read_lines",
    "record_of",
    "structure",
    "unstructure",
    "write_line",
]

Shape = TypeVar("Shape")

# JSON leaves these as they are, but other readers take them for line breaks or cannot encode them.
UNSAFE = re.compile("[\ud800-\udbff][\udc00-\udfff]|[\x85\u2028\u2029\ud800-\udfff]")
RARE = ("id", "type", "nested_in", "optional", "quote_type", "score", "evidence")
JSON_NAMES: dict[type, str] = {str: "a string", int: "a whole number", bool: "true or false"}


@frozen(kw_only=True)
class QuoteRecord:
    """A quote as a file has it; a layer that is ``None`` is absent: the annotators did not look for it.

    Attributes:
        id: Its id; ``""`` where the record has none.
        type: Direct, indirect or mixed; ``None`` where the record does not tell.
        content: What was said; offsets count code points of the document's text, end exclusive.
        cue: The words that signal the attribution; empty where there are none.
        source: The mention that names the speaker there; empty where none stands nearby.
        speaker: The id of the speaker's entity, alone; empty where the text does not tell.
        nested_in: The id of the quote that this one stands inside; ``None`` for an outermost one.
        optional: Whether the quote is a borderline case, neither rewarded nor punished.
        quote_type: A corpus' own finer type, by which speaker accuracy is shown.
        score: Belief in the quote, 0…1; ``None`` where nobody gave one.
        evidence: Which rules decided.
    """

    id: str = ""
    type: QuoteType | None = None
    content: tuple[Span, ...]
    cue: tuple[Span, ...] | None = None
    source: tuple[Span, ...] | None = None
    speaker: tuple[str, ...] | None = None
    nested_in: str | None = None
    optional: bool = False
    quote_type: str | None = None
    score: float | None = None
    evidence: tuple[Evidence, ...] = ()


@frozen(kw_only=True)
class DocumentRecord:
    """A document as a file has it.

    Attributes:
        id: Its id.
        text: Its text; ``None`` in a prediction that does not repeat it.
        quotes: In the order of the file.
        entities: The speakers; ``None`` where the layer is absent.
        nested: ``False`` where the annotators left quotes inside quotes out.
    """

    id: str
    text: str | None = None
    quotes: tuple[QuoteRecord, ...] = ()
    entities: tuple[Speaker, ...] | None = None
    nested: bool | None = None


def record_of(document: Document) -> DocumentRecord:
    """Return *document* in the annotation format's shapes, with every layer present."""
    quotes = tuple(_quote_record(quote) for quote in document.quotes)
    return DocumentRecord(id=document.id, text=document.text, quotes=quotes, entities=document.speakers)


def _quote_record(quote: Quote) -> QuoteRecord:
    return QuoteRecord(
        id=quote.id,
        type=quote.type,
        content=quote.content,
        cue=quote.cue,
        source=quote.source,
        speaker=() if quote.speaker is None else (quote.speaker.id,),
        nested_in=quote.nested_in,
        score=quote.score,
        evidence=quote.evidence,
    )


def write_line(record: object) -> str:
    """Return *record*, a value of JSON's own types, as one line without its line break.

    The line can always be encoded as UTF-8. JSON knows no high surrogate followed by a low one as two code
    points: such a pair becomes two replacement characters, so that no offset moves.
    """
    return UNSAFE.sub(_escaped, json.dumps(record, ensure_ascii=False, allow_nan=False))


def _escaped(match: re.Match[str]) -> str:
    found = match[0]
    return f"\\u{ord(found):04x}" if len(found) == 1 else "\ufffd\ufffd"


def parse_line(line: str | bytes) -> object:
    """Return the JSON value of *line*.

    Raises:
        FormatError: If the line is not UTF-8 or not JSON.
    """
    try:
        return json.loads(line.decode("utf-8") if isinstance(line, bytes) else line)
    except UnicodeDecodeError as error:
        raise FormatError(f"the line is not UTF-8: byte {error.start + 1} is {line[error.start]:#04x}") from error
    except (ValueError, RecursionError) as error:
        raise FormatError(f"the line is not JSON: {error}") from error


def read_lines(path: str | Path) -> Iterator[tuple[int, bytes]]:
    """Yield the lines of a file that are not blank, each with its number from 1; a byte order mark is left out.

    Raises:
        OSError: If the file cannot be read.
    """
    with Path(path).open("rb") as file:
        for number, line in enumerate(file, 1):
            body = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
            if body.strip():
                yield number, body


def structure(value: object, shape: type[Shape]) -> Shape:
    """Return a JSON *value* as *shape*; keys that the shape does not know are passed over.

    Raises:
        FormatError: Naming each wrong field and what is allowed there.
    """
    try:
        return _converter().structure(value, shape)
    except (cattrs.BaseValidationError, ValueError) as error:
        raise FormatError("; ".join(cattrs.transform_error(error, path="record", format_exception=_told))) from error


def _told(error: BaseException, _: type | None) -> str:
    return f"required field {error} is missing" if isinstance(error, KeyError) else str(error)


def unstructure(record: DocumentRecord) -> dict[str, object]:
    """Return *record* as values of JSON's own types; absent layers have no key."""
    made: dict[str, object] = _converter().unstructure(record)
    return made


@cache
def _converter() -> cattrs.Converter:
    converter = cattrs.Converter()
    for kind in JSON_NAMES:
        converter.register_structure_hook(kind, _plain)
    for choice in (QuoteType, SpeakerKind, Gender):
        converter.register_structure_hook(choice, _choice)
    converter.register_structure_hook(float, _share)
    converter.register_structure_hook(Span, _span)
    converter.register_unstructure_hook(Span, lambda span: [span.start, span.end])
    _register_tuples(converter)
    _register_objects(converter)
    return converter


def _register_tuples(converter: cattrs.Converter) -> None:
    def hook(value: object, shape: type) -> tuple[object, ...]:
        item: type = get_args(shape)[0]
        return tuple(converter.structure(_list(value), list[item]))  # type: ignore[valid-type]

    def is_tuple(shape: object) -> bool:
        return get_origin(shape) is tuple

    converter.register_structure_hook_func(is_tuple, hook)


def _register_objects(converter: cattrs.Converter) -> None:
    """Say which keys are left out where they would tell nothing, and where ``null`` means "none"."""

    def spans(value: object, _: object) -> tuple[Span, ...]:
        return () if value is None else converter.structure(value, tuple[Span, ...])

    def ids(value: object, _: object) -> tuple[str, ...]:
        return () if value is None else (converter.structure(value, str),)

    rare = override(omit_if_default=True)
    layer = override(omit_if_default=True, struct_hook=spans)
    known = override(omit_if_default=True, struct_hook=ids, unstruct_hook=lambda speaker: next(iter(speaker), None))
    # The inner shapes first: the hooks of an outer one are made of theirs.
    _register(converter, Evidence)
    _register(converter, Speaker, gender=rare, external_id=rare)
    _register(converter, QuoteRecord, cue=layer, source=layer, speaker=known, **dict.fromkeys(RARE, rare))
    _register(converter, DocumentRecord, text=rare, entities=rare, nested=rare)


def _register(converter: cattrs.Converter, shape: type, **options: Any) -> None:
    write: Callable[[object], dict[str, object]] = make_dict_unstructure_fn(shape, converter, **options)
    converter.register_unstructure_hook(shape, _in_order(shape, write))
    converter.register_structure_hook(shape, _of_object(make_dict_structure_fn(shape, converter, **options)))


def _in_order(shape: type, write: Callable[..., dict[str, object]]) -> Callable[[object], dict[str, object]]:
    names = [attribute.name for attribute in fields(shape)]

    def hook(value: object) -> dict[str, object]:
        written = write(value)
        return {name: written[name] for name in names if name in written}

    return hook


def _of_object(read: Callable[..., object]) -> Callable[[object, type], object]:
    def hook(value: object, shape: type) -> object:
        if not isinstance(value, dict):
            raise _wrong("an object", value)
        return read(value, shape)

    return hook


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise _wrong("a list", value)
    return value


def _span(value: object, _: type) -> Span:
    match value:
        case [int(start), int(end)] if type(start) is type(end) is int:
            return Span(start, end)
    raise _wrong("a pair of offsets [start, end]", value)


def _plain(value: object, kind: type[Shape]) -> Shape:
    if type(value) is not kind:
        raise _wrong(JSON_NAMES[kind], value)
    return value


def _share(value: object, _: type) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= 1:
        raise _wrong("a number from 0 to 1", value)
    return float(value)


def _choice(value: object, choices: type[Enum]) -> Enum:
    allowed = [member.value for member in choices]
    if value not in allowed:
        raise _wrong(f"one of {', '.join(allowed)}", value)
    return choices(value)


def _wrong(allowed: str, value: object) -> ValueError:
    return ValueError(f"expected {allowed}, got {textwrap.shorten(json.dumps(value), 60, placeholder='…')}")
