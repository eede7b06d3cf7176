"""What is wrong between two entries, and how entries of one speaker become one."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from attrs import evolve

from ..errors import AliasTableError
from ..identity.naming import fold, straight
from ..types import Gender, SpeakerKind
from .entry import Entry
from .held import HeldRole

__all__ = ["Held", "duplicates", "merged", "shared"]

Held: TypeAlias = tuple[HeldRole, Entry]

# A popular alias would make as many notes as it has pairs of bearers.
MOST_SHOWN = 4
MOST_COMPARED = 50


def duplicates(placed: Iterable[tuple[str, Entry]]) -> list[str]:
    """Return what stands twice, with both places: an id, or a name whose bearers no ids tell apart."""
    ids: dict[tuple[str, str], str] = {}
    names: dict[str, list[tuple[str, Entry]]] = {}
    problems: list[str] = []
    for place, entry in placed:
        for key in entry.keys:
            first = ids.setdefault(key, place)
            if first != place:
                problems.append(f"{place}: the {key[0]} {key[1]!r} stands at {first} already; merge the two")
        bearers = names.setdefault(fold(straight(entry.name)), [])
        same = next((at for at, other in bearers[:MOST_COMPARED] if not _apart(entry, other)), None)
        if same:
            cure = "merge the two, or give both an id"
            problems.append(f"{place}: the name {entry.name!r} stands at {same} already; {cure}")
        bearers.append((place, entry))
    return problems


def _apart(one: Entry, other: Entry) -> bool:
    """Whether the ids of two entries tell that they are two speakers."""
    mine, theirs = dict(one.keys), dict(other.keys)
    return any(mine[name] != theirs[name] for name in mine.keys() & theirs.keys())


def shared(names: Iterable[tuple[str, Sequence[Entry]]], roles: Iterable[tuple[str, Sequence[Held]]]) -> Iterator[str]:
    """Yield what leaves a text undecided: a name of several entries, and a role that several hold on one day."""
    for name, bearers in names:
        if len(bearers) > 1:
            yield f"the name {name!r} is that of {_shown(bearers)}: a text with no more than that is left undecided"
    for text, held in roles:
        if len(held) > 1 and _together(held):
            holders = {id(entry): entry for _, entry in held}
            yield f"the role {text!r} is held at the same time by some of {_shown(list(holders.values()))}"


def _shown(entries: Sequence[Entry]) -> str:
    rest = len(entries) - MOST_SHOWN
    return ", ".join(entry.name for entry in entries[:MOST_SHOWN]) + (f" and {rest} more" if rest > 0 else "")


def _together(held: Sequence[Held]) -> bool:
    """Whether two hold the role on one day."""
    ordered = sorted(held, key=lambda row: row[0].start or datetime.date.min)
    last = ordered[0]
    for role, entry in ordered[1:]:
        if entry is not last[1] and role.meets(last[0]):
            return True
        last = max(last, (role, entry), key=lambda row: row[0].end or datetime.date.max)
    return False


def merged(tables: Iterable[Sequence[Entry]]) -> tuple[Entry, ...]:
    """Return the entries of all tables, those of one speaker as one.

    Raises:
        AliasTableError: If two entries of one speaker contradict each other; the message lists every contradiction.
    """
    rows: list[Entry] = []
    places: dict[tuple[str, str], list[int]] = {}
    problems: list[str] = []
    for entry in (entry for entries in tables for entry in entries):
        at = _place(entry, rows, places)
        if at is None:
            at = len(rows)
            rows.append(entry)
        else:
            problems.extend(_contradictions(rows[at], entry))
            rows[at] = _union(rows[at], entry)
        for key in (*entry.keys, ("name", fold(straight(entry.name)))):
            places.setdefault(key, []).append(at)
    if problems:
        raise AliasTableError("; ".join(problems))
    return tuple(rows)


def _place(entry: Entry, rows: Sequence[Entry], places: dict[tuple[str, str], list[int]]) -> int | None:
    for key in entry.keys:
        if key in places:
            return places[key][0]
    named = places.get(("name", fold(straight(entry.name))), ())
    return next((at for at in named if not _apart(rows[at], entry)), None)


def _contradictions(one: Entry, other: Entry) -> Iterator[str]:
    pairs: tuple[tuple[str, object, object, object], ...] = (
        ("kind", one.kind, other.kind, SpeakerKind.UNKNOWN),
        ("gender", one.gender, other.gender, Gender.UNKNOWN),
        *((name, value, dict(other.keys).get(name), None) for name, value in one.keys),
    )
    for what, mine, theirs, unknown in pairs:
        if mine != theirs and unknown not in (mine, theirs):
            shown = [each.value if isinstance(each, SpeakerKind | Gender) else each for each in (mine, theirs)]
            yield f"{one.name!r}: the {what} is {shown[0]!r} in one table and {shown[1]!r} in another"


def _union(one: Entry, other: Entry) -> Entry:
    aliases = {fold(name): name for name in reversed((*one.names, *other.names))}
    aliases.pop(fold(one.name))
    return evolve(
        one,
        aliases=reversed(aliases.values()),
        roles=dict.fromkeys((*one.roles, *other.roles)),
        kind=other.kind if one.kind is SpeakerKind.UNKNOWN else one.kind,
        gender=other.gender if one.gender is Gender.UNKNOWN else one.gender,
        id=one.id or other.id,
        ids={**other.ids, **one.ids},
    )
