"""Rows of a file → entries: every problem with its line, none raised."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from attrs import frozen

from ..identity.naming import fold
from ..types import Gender, SpeakerKind
from .held import HeldRole, as_day, role_from

__all__ = ["RawRow", "Row", "read_rows"]

FIELDS = ("name", "aliases", "roles", "kind", "gender", "id", "ids")
ROLE_FIELDS = ("role", "from", "to")
ID_COLUMN = "ids."
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
    roles: tuple[HeldRole, ...]
    kind: SpeakerKind
    gender: Gender
    external_id: str | None
    ids: Mapping[str, str]


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


def _problems(values: Mapping[str, object]) -> Iterator[str]:
    for key in values:
        if key not in FIELDS and not _is_id_column(key):
            yield f"unknown field {key!r}; the fields are {', '.join(FIELDS)}"
    name = values.get("name")
    if not isinstance(name, str) or not fold(name):
        yield f"name must be a text that is not empty, got {name!r}"
    aliases = values.get("aliases")
    if not (aliases is None or isinstance(aliases, str) or _is_texts(aliases)):
        yield f"aliases must be a list of texts, got {aliases!r}"
    yield from _role_problems(values.get("roles"))
    for key, allowed in (("kind", SpeakerKind), ("gender", Gender)):
        value = values.get(key)
        words = [member.value for member in allowed]
        if value not in (None, "", *words):
            yield f"{key} must be one of {', '.join(words)}, got {value!r}"
    if not _is_id(values.get("id")):
        yield f"id must be a text, got {values['id']!r}"
    yield from _id_problems(values)


def _role_problems(roles: object) -> Iterator[str]:
    if not (roles is None or isinstance(roles, str | list | tuple)):
        yield f"roles must be a list, got {roles!r}"
        return
    for part in _parts(roles):
        try:
            _role(part)
        except ValueError as error:
            yield str(error)


def _id_problems(values: Mapping[str, object]) -> Iterator[str]:
    ids = values.get("ids")
    if isinstance(ids, str):
        wrong = [part for part in _texts(ids) if not all(each.strip() for each in part.partition("="))]
    elif isinstance(ids, Mapping):
        wrong = [f"{key}: {value!r}" for key, value in ids.items() if not isinstance(key, str) or not _is_id(value)]
    else:
        wrong = [] if ids is None else [repr(ids)]
    columns = [f"{key}: {value!r}" for key, value in values.items() if _is_id_column(key) and not _is_id(value)]
    for each in (*wrong, *columns):
        yield f"ids must be texts by the name of their collection, such as wikidata: Q1, got {each}"


def _is_id_column(key: str) -> bool:
    return key.startswith(ID_COLUMN) and len(key) > len(ID_COLUMN)


def _is_id(value: object) -> bool:
    return isinstance(value, str | int | None) and not isinstance(value, bool)


def _is_texts(value: object) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(each, str) for each in value)


def _row(record: RawRow) -> Row:
    values = record.values
    identity = values.get("id")
    return Row(
        line=record.line,
        name=str(values["name"]).strip(),
        aliases=_texts(values.get("aliases")),
        roles=tuple(_role(part) for part in _parts(values.get("roles"))),
        kind=SpeakerKind(values.get("kind") or SpeakerKind.UNKNOWN.value),
        gender=Gender(values.get("gender") or Gender.UNKNOWN.value),
        external_id=None if identity in (None, "") else str(identity).strip(),
        ids=_ids(values),
    )


def _parts(value: object) -> Sequence[object]:
    parts: Sequence[object] = ()
    if isinstance(value, str):
        parts = value.split(SEPARATOR)
    elif isinstance(value, list | tuple):
        parts = value
    return [part for part in parts if not isinstance(part, str) or part.strip()]


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(part).strip() for part in _parts(value))


def _role(value: object) -> HeldRole:
    """A role as a text, or as a record with the days in fields of their own."""
    if isinstance(value, HeldRole):
        return value
    if isinstance(value, str):
        return role_from(value)
    if not isinstance(value, Mapping) or not isinstance(value.get("role"), str) or set(value) - set(ROLE_FIELDS):
        raise ValueError(f"a role must be a text or have the fields {', '.join(ROLE_FIELDS)}, got {value!r}")
    return HeldRole(value["role"].strip(), as_day(value.get("from"), last=False), as_day(value.get("to"), last=True))


def _ids(values: Mapping[str, object]) -> Mapping[str, str]:
    ids = values.get("ids")
    found: dict[str, object] = {}
    if isinstance(ids, str):
        found = {key: value for key, _, value in (part.partition("=") for part in _texts(ids))}
    elif isinstance(ids, Mapping):
        found = dict(ids)
    found |= {key.removeprefix(ID_COLUMN): value for key, value in values.items() if _is_id_column(key)}
    return {key.strip(): str(value).strip() for key, value in found.items() if value not in (None, "")}
