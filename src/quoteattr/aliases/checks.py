"""Rows of a file → checked rows, with every problem and its line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from attrs import frozen

from ..naming import fold
from ..types import Gender, SpeakerKind

__all__ = ["RawRow", "Row", "read_rows"]

FIELDS = ("name", "aliases", "roles", "kind", "gender", "id")
SEPARATOR = "|"


@frozen
class RawRow:
    """A record as the file has it.

    Attributes:
        line: Line that it begins at, from 1.
        values: Field → value; empty where the record has none.
        problem: What is wrong with the record as a whole; ``""`` for nothing.
    """

    line: int
    values: Mapping[str, object]
    problem: str = ""


@frozen
class Row:
    """A record in which everything is of the right sort."""

    line: int
    name: str
    aliases: tuple[str, ...]
    roles: tuple[str, ...]
    kind: SpeakerKind
    gender: Gender
    external_id: str | None


def read_rows(raw: Iterable[RawRow]) -> tuple[list[Row], list[str]]:
    """Return the rows without a problem, and all problems of the others as ``"line N: …"``."""
    rows: list[Row] = []
    problems: list[str] = []
    for record in raw:
        found = [record.problem] if record.problem else list(_problems(record.values))
        problems.extend(f"line {record.line}: {problem}" for problem in found)
        if not found:
            rows.append(_row(record))
    return rows, problems


def _problems(values: Mapping[str, object]) -> Iterable[str]:
    for key in values:
        if key not in FIELDS:
            yield f"unknown field {key!r}; the fields are {', '.join(FIELDS)}"
    name = values.get("name")
    if not isinstance(name, str) or not fold(name):
        yield f"name must be a text that is not empty, got {name!r}"
    for key in ("aliases", "roles"):
        value = values.get(key)
        if not (value is None or isinstance(value, str) or _is_texts(value)):
            yield f"{key} must be a list of texts, got {value!r}"
    for key, allowed in (("kind", SpeakerKind), ("gender", Gender)):
        value = values.get(key)
        words = [member.value for member in allowed]
        if value not in (None, "", *words):
            yield f"{key} must be one of {', '.join(words)}, got {value!r}"
    if not isinstance(values.get("id"), str | int | None):
        yield f"id must be a text, got {values['id']!r}"


def _is_texts(value: object) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(each, str) for each in value)


def _row(record: RawRow) -> Row:
    values = record.values
    identity = values.get("id")
    return Row(
        line=record.line,
        name=str(values["name"]).strip(),
        aliases=_texts(values.get("aliases")),
        roles=_texts(values.get("roles")),
        kind=SpeakerKind(values.get("kind") or SpeakerKind.UNKNOWN.value),
        gender=Gender(values.get("gender") or Gender.UNKNOWN.value),
        external_id=None if identity in (None, "") else str(identity),
    )


def _texts(value: object) -> tuple[str, ...]:
    parts: Sequence[object] = ()
    if isinstance(value, str):
        parts = value.split(SEPARATOR)
    elif isinstance(value, list | tuple):
        parts = value
    return tuple(text for each in parts if (text := str(each).strip()))
