"""What Wikidata gives, read offline → rows: results of its query service, and the JSON of its entity pages."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from ..types import Gender, SpeakerKind
from .checks import SEPARATOR, RawRow
from .held import HeldRole, as_day

__all__ = ["wikidata_rows"]

Record: TypeAlias = Mapping[str, object]

# The ids of the properties and items that are read; https://www.wikidata.org/wiki/P39 tells of the first.
POSITION, START, END, SEX, INSTANCE, HUMAN = "P39", "P580", "P582", "P21", "P31", "Q5"
GENDERS = {
    "Q6581097": Gender.MALE,
    "Q2449503": Gender.MALE,
    "Q6581072": Gender.FEMALE,
    "Q1052281": Gender.FEMALE,
}
# "mul" holds the labels that are the same in every language.
LANGUAGES = ("en", "mul")
ITEM = re.compile(r'\b(Q[0-9]+)"')
DEPRECATED = "deprecated"
YEAR, MONTH = 9, 10


def wikidata_rows(value: object, text: str) -> Iterator[RawRow]:
    """Yield a row for each speaker of an export.

    Args:
        value: The parsed file.
        text: The file itself, for the lines.

    Yields:
        Rows in the order of the file. Items that others only refer to, as their position, give labels and no row.
    """
    lines = _lines(text)
    if isinstance(value, Mapping) and isinstance(value.get("results"), Mapping):
        yield from _results(_records(value["results"].get("bindings")), lines)
        return
    entities = _entities(value)
    if entities:
        yield from _entity_rows(entities, lines)
    elif isinstance(value, list):
        yield from _results(_records(value), lines)
    else:
        yield RawRow(1, {}, "neither results of Wikidata's query service nor entities")


def _lines(text: str) -> Mapping[str, int]:
    """The line on which each item stands first."""
    found: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        for match in ITEM.finditer(line):
            found.setdefault(match[1], number)
    return found


def _records(value: object) -> list[Record]:
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []


# Results of the query service


def _results(rows: Sequence[Record], lines: Mapping[str, int]) -> Iterator[RawRow]:
    grouped: dict[str, list[Mapping[str, str]]] = {}
    for number, row in enumerate(rows, 1):
        cells = {str(key): cell for key, each in row.items() if (cell := _cell(each))}
        if "item" in cells:
            grouped.setdefault(_last(cells["item"]), []).append(cells)
        else:
            yield RawRow(1, {}, f"result {number} has no column item; the query must select it")
    for identity, group in grouped.items():
        yield _result(identity, group, lines.get(identity, 1))


def _cell(value: object) -> str:
    inner = value.get("value") if isinstance(value, Mapping) else value
    return inner.strip() if isinstance(inner, str) else ""


def _last(address: str) -> str:
    return address.rsplit("/", 1)[-1]


def _result(identity: str, group: Sequence[Mapping[str, str]], line: int) -> RawRow:
    name = next((row["itemLabel"] for row in group if "itemLabel" in row), "")
    if not name or name == identity:
        return RawRow(line, {}, f"{identity} has no label")
    try:
        roles = [role for row in group if (role := _result_role(row))]
    except ValueError as error:
        return RawRow(line, {}, f"{identity}: {error}")
    aliases = [alias.strip() for row in group for alias in _result_aliases(row)]
    genders = {gender for row in group if (gender := _result_gender(row))}
    kinds = {row["kind"] for row in group if "kind" in row}
    return _row(line, identity, name, aliases, roles, genders, min(kinds, default=""))


def _result_aliases(row: Mapping[str, str]) -> Iterator[str]:
    yield from row.get("alias", "").split(SEPARATOR)
    yield from row.get("aliases", "").split(SEPARATOR)
    # The service's own column, which it joins with a comma.
    yield from row.get("itemAltLabel", "").split(", ")


def _result_role(row: Mapping[str, str]) -> HeldRole | None:
    label = row.get("positionLabel")
    if not label or label == _last(row.get("position", "")):
        return None
    return HeldRole(label, _result_day(row, "start"), _result_day(row, "end"))


def _result_day(row: Mapping[str, str], column: str) -> datetime.date | None:
    return as_day(row.get(column, "").lstrip("+").partition("T")[0], last=column == "end")


def _result_gender(row: Mapping[str, str]) -> Gender | None:
    told = GENDERS.get(_last(row.get("gender", "")))
    label = row.get("genderLabel", "").lower()
    return told or next((gender for gender in GENDERS.values() if gender.value == label), None)


def _row(
    line: int,
    identity: str,
    name: str,
    aliases: Sequence[str],
    roles: Sequence[HeldRole],
    genders: set[Gender],
    kind: str,
) -> RawRow:
    values: dict[str, object] = {
        "name": name,
        "aliases": [alias for alias in dict.fromkeys(aliases) if alias and alias != name],
        "roles": list(dict.fromkeys(roles)),
        "gender": next(iter(genders)).value if len(genders) == 1 else "",
        "kind": kind,
        "ids": {"wikidata": identity},
    }
    return RawRow(line, values)


# Entities


def _entities(value: object) -> Mapping[str, Record]:
    """The entities by their id: of a page, of a list, or one alone."""
    found: list[Record] = []
    if isinstance(value, Mapping):
        inside = value.get("entities")
        found = _records(list(inside.values())) if isinstance(inside, Mapping) else [value]
    elif isinstance(value, list):
        found = _records(value)
    return {str(each["id"]): each for each in found if "id" in each and ("labels" in each or "claims" in each)}


def _entity_rows(entities: Mapping[str, Record], lines: Mapping[str, int]) -> Iterator[RawRow]:
    values = {
        identity
        for entity in entities.values()
        for key in (POSITION, SEX, INSTANCE)
        for claim in _claims(entity, key)
        if (identity := _item(claim))
    }
    for identity, entity in entities.items():
        if identity not in values:
            yield _entity(identity, entity, entities, lines.get(identity, 1))


def _entity(identity: str, entity: Record, entities: Mapping[str, Record], line: int) -> RawRow:
    name = _label(entity)
    if not name:
        return RawRow(line, {}, f"{identity} has no label")
    try:
        roles = [role for claim in _claims(entity, POSITION) if (role := _entity_role(claim, entities))]
    except ValueError as error:
        return RawRow(line, {}, f"{identity}: {error}")
    genders = {GENDERS[item] for claim in _claims(entity, SEX) if (item := _item(claim)) in GENDERS}
    human = any(_item(claim) == HUMAN for claim in _claims(entity, INSTANCE))
    kind = SpeakerKind.PERSON.value if human else ""
    return _row(line, identity, name, _aliases(entity), roles, genders, kind)


def _inside(value: object, *keys: str) -> object:
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _label(entity: Record) -> str:
    found = (_inside(entity, "labels", language, "value") for language in LANGUAGES)
    return next((label for label in found if isinstance(label, str)), "")


def _aliases(entity: Record) -> list[str]:
    rows = [row for language in LANGUAGES for row in _records(_inside(entity, "aliases", language))]
    return [value.strip() for row in rows if isinstance(value := row.get("value"), str)]


def _claims(entity: Record, key: str) -> list[Record]:
    return [claim for claim in _records(_inside(entity, "claims", key)) if claim.get("rank") != DEPRECATED]


def _item(claim: Record) -> str:
    found = _inside(claim, "mainsnak", "datavalue", "value", "id")
    return found if isinstance(found, str) else ""


def _entity_role(claim: Record, entities: Mapping[str, Record]) -> HeldRole | None:
    label = _label(entities.get(_item(claim), {}))
    if not label:
        return None
    return HeldRole(label, _entity_day(claim, START), _entity_day(claim, END))


def _entity_day(claim: Record, key: str) -> datetime.date | None:
    """The day of a qualifier; Wikidata writes a year as its 0th day of month 0, with the precision aside."""
    times = [_inside(row, "datavalue", "value") for row in _records(_inside(claim, "qualifiers", key))]
    time, precision = _inside(next(iter(times), None), "time"), _inside(next(iter(times), None), "precision")
    if not isinstance(time, str):
        return None
    parts = time.lstrip("+").partition("T")[0].split("-")
    length = 1 if precision == YEAR else 2 if precision == MONTH else len(parts)
    return as_day("-".join(part for part in parts[:length] if part != "00"), last=key == END)
