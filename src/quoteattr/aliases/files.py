"""Files of each format → rows with their line numbers."""

from __future__ import annotations

import csv
import io
import json
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import yaml

from ..types import Gender, SpeakerKind
from .checks import RawRow
from .wikidata import wikidata_rows

__all__ = ["rows_of"]

LIST = "speakers"
SEMICOLON = ";"
LETTERS = {"m": Gender.MALE, "f": Gender.FEMALE, "n": Gender.NEUTRAL, "u": Gender.UNKNOWN, "": Gender.UNKNOWN}
# The one of C reads a large table in a fifth of the time, and is not everywhere.
Loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
TOML_TABLE = re.compile(r"^\s*\[\[\s*speakers\s*\]\]")
TOML_PLACE = re.compile(r"at line (\d+)")


def rows_of(file: Path) -> Iterator[RawRow]:
    """Yield the rows of *file*; a row that cannot be read carries its problem.

    Raises:
        OSError: If the file cannot be read.
        ValueError: If its name has an unknown ending.
    """
    reader = READERS.get(file.suffix.lower())
    if reader is None:
        raise ValueError(f"an alias table ends in {', '.join(READERS)}, got {file.name!r}")
    body = file.read_bytes()
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = body[: error.start].count(b"\n") + 1
        return iter([RawRow(line, {}, "not UTF-8; save the file as UTF-8")])
    return reader(text)


def _yaml(text: str) -> Iterator[RawRow]:
    loader = Loader(text)
    try:
        root = loader.get_single_node()
        items = _yaml_items(root)
        if items is None:
            yield RawRow(1, {}, f"the file must be a list of speakers, or have one under {LIST!r}")
            return
        for node in items:
            yield _record(node.start_mark.line + 1, loader.construct_object(node, deep=True))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        yield RawRow(line, {}, f"not YAML: {error.problem}")
    except yaml.YAMLError as error:
        yield RawRow(1, {}, f"not YAML: {error}")
    finally:
        loader.dispose()


def _yaml_items(root: yaml.Node | None) -> Sequence[yaml.Node] | None:
    if root is None:
        return ()
    if isinstance(root, yaml.MappingNode):
        named = [value for key, value in root.value if key.value == LIST]
        root = named[0] if len(root.value) == 1 and named else root
    return root.value if isinstance(root, yaml.SequenceNode) else None


def _toml(text: str) -> Iterator[RawRow]:
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        match = TOML_PLACE.search(str(error))
        yield RawRow(int(match.group(1)) if match else text.count("\n") + 1, {}, f"not TOML: {error}")
        return
    entries = table.get(LIST, [])
    if not isinstance(entries, list) or set(table) - {LIST}:
        yield RawRow(1, {}, f"the file must have tables [[{LIST}]] and nothing else")
        return
    lines = [number for number, line in enumerate(text.split("\n"), 1) if TOML_TABLE.match(line)]
    for place, entry in enumerate(entries):
        yield _record(lines[place] if place < len(lines) else 1, entry)


def _json_lines(text: str) -> Iterator[RawRow]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (json.JSONDecodeError, RecursionError) as error:
            yield RawRow(number, {}, f"not JSON: {error}")
        else:
            yield _record(number, value)


def _json(text: str) -> Iterator[RawRow]:
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        yield RawRow(error.lineno, {}, f"not JSON: {error.msg}")
    except RecursionError as error:
        yield RawRow(1, {}, f"not JSON: {error}")
    else:
        yield from wikidata_rows(value, text)


def _semicolons(text: str) -> Iterator[RawRow]:
    """Lines of a name, a letter for the gender and aliases, all of them of people."""
    for number, line in enumerate(text.split("\n"), 1):
        name, *rest = (cell.strip() for cell in line.split(SEMICOLON))
        if not line.strip():
            continue
        if not rest:
            yield RawRow(number, {}, f"a line must be name;gender;alias;…, got {line.strip()!r}")
            continue
        told = rest[0].lower()
        gender = LETTERS[told].value if told in LETTERS else told
        values = {"name": name, "gender": gender, "aliases": rest[1:], "kind": SpeakerKind.PERSON.value}
        yield RawRow(number, values)


def _separated(delimiter: str) -> Callable[[str], Iterator[RawRow]]:
    def read(text: str) -> Iterator[RawRow]:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        line = 1
        try:
            header = [cell.strip() for cell in next(reader, [])]
            if header and "name" not in header:
                yield RawRow(1, {}, f"the first line must name the fields, among them 'name', got {header!r}")
                return
            line = reader.line_num + 1
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    yield _cells(line, header, cells)
                line = reader.line_num + 1
        except csv.Error as error:
            yield RawRow(line, {}, f"not CSV: {error}")

    return read


def _cells(line: int, header: Sequence[str], cells: Sequence[str]) -> RawRow:
    if len(cells) > len(header):
        return RawRow(line, {}, f"{len(cells)} cells, but the first line names {len(header)} fields")
    return RawRow(line, {key: cell.strip() for key, cell in zip(header, cells, strict=False)})


def _record(line: int, value: object) -> RawRow:
    if isinstance(value, Mapping):
        return RawRow(line, {str(key): each for key, each in value.items()})
    return RawRow(line, {}, f"a speaker must have fields, got {value!r}")


READERS: Mapping[str, Callable[[str], Iterator[RawRow]]] = {
    ".yaml": _yaml,
    ".yml": _yaml,
    ".toml": _toml,
    ".csv": _separated(","),
    ".tsv": _separated("\t"),
    ".jsonl": _json_lines,
    ".json": _json,
    ".txt": _semicolons,
    ".corenlp": _semicolons,
}
