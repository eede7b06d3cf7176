"""The table itself: entries and the indices over their names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import field, frozen

from ..errors import AliasTableError
from ..naming import fold
from ..types import Gender, SpeakerKind
from .checks import Row, read_rows
from .files import rows_of

if TYPE_CHECKING:
    from os import PathLike

__all__ = ["AliasTable", "Entry"]


def _texts(value: Iterable[str]) -> tuple[str, ...]:
    if isinstance(value, str):
        raise TypeError(f"aliases and roles are lists of texts, got the text {value!r}")
    return tuple(value)


def _entries(value: Iterable[Entry]) -> tuple[Entry, ...]:
    return tuple(value)


@frozen(kw_only=True)
class Entry:
    """A speaker that the caller knows.

    Attributes:
        name: The name that results show.
        aliases: Other names, in any order.
        roles: Roles and descriptions as a text may have them, without article ("Elbonian foreign minister").
        kind: ``person``, ``group``, ``organization``, ``document`` or ``unknown``.
        gender: ``female``, ``male``, ``neutral`` or ``unknown``.
        id: Your id for the speaker, such as a Wikidata QID; ``None`` for none.

    Raises:
        ValueError: If the name is empty, or *kind* or *gender* is another word.

    Example:
        >>> Entry(name="Ann Boe", aliases=["The Hammer"], kind="person").names
        ('Ann Boe', 'The Hammer')
    """

    name: str = field()
    aliases: tuple[str, ...] = field(default=(), converter=_texts)
    roles: tuple[str, ...] = field(default=(), converter=_texts)
    kind: SpeakerKind = field(default=SpeakerKind.UNKNOWN, converter=SpeakerKind)
    gender: Gender = field(default=Gender.UNKNOWN, converter=Gender)
    id: str | None = None

    @name.validator
    def _check_name(self, _: object, value: str) -> None:
        if not isinstance(value, str) or not fold(value):
            raise ValueError(f"an entry needs a name, got name={value!r}")

    @property
    def names(self) -> tuple[str, ...]:
        """The name and all aliases."""
        return (self.name, *self.aliases)


@frozen
class AliasTable:
    """Speakers that the caller knows; they go before anything found in a text.

    Args:
        entries: The speakers. Two may share an alias: a text that has only the alias is then left undecided.

    Raises:
        TypeError: If an entry is something else.
        AliasTableError: If two entries have the same name or id; the message lists all of them.

    Example:
        >>> table = AliasTable([Entry(name="Ann Boe", aliases=["Boe"]), Entry(name="Carl Boe", aliases=["Boe"])])
        >>> [entry.name for entry in table.lookup("ann boe")], len(table.lookup("Boe"))
        (['Ann Boe'], 2)
    """

    entries: tuple[Entry, ...] = field(default=(), converter=_entries)

    @entries.validator
    def _check_entries(self, _: object, entries: tuple[Entry, ...]) -> None:
        for place, entry in enumerate(entries, 1):
            if not isinstance(entry, Entry):
                raise TypeError(f"entry {place} of an alias table must be an Entry, got {type(entry).__name__}")
        problems = _duplicates([(f"entry {place}", entry) for place, entry in enumerate(entries, 1)])
        if problems:
            raise AliasTableError("; ".join(problems))

    @classmethod
    def read(cls, path: str | PathLike[str]) -> AliasTable:
        """Return the table in a file: ``.yaml``, ``.yml``, ``.toml``, ``.csv``, ``.tsv`` or ``.jsonl``.

        Every format has the same fields: ``name``, ``aliases``, ``roles``, ``kind``, ``gender``, ``id``; only the
        name is needed. YAML and TOML have a list ``speakers``; in CSV several aliases or roles in one cell are
        separated by ``|``; JSON Lines have an object a line.

        Raises:
            OSError: If the file cannot be read.
            ValueError: If its name has another ending.
            AliasTableError: If anything is wrong with its content; the message lists every problem with its line.
        """
        file = Path(path)
        rows, problems = read_rows(rows_of(file))
        placed = [(f"line {row.line}", _entry(row)) for row in rows]
        problems = sorted([*problems, *_duplicates(placed)], key=_line_number)
        if problems:
            count = f"{len(problems)} problem{'s' if len(problems) > 1 else ''}"
            raise AliasTableError("\n  ".join([f"{file}: {count}", *problems]))
        return cls(entry for _, entry in placed)

    def __len__(self) -> int:
        return len(self.entries)

    def lookup(self, name: str) -> tuple[Entry, ...]:
        """Return the entries with this name or alias, without regard to case, accents and marks; O(1)."""
        return self._names.get(fold(name), ())

    def lookup_role(self, description: str) -> tuple[Entry, ...]:
        """Return the entries with this role, compared like names; O(1)."""
        return self._roles.get(fold(description), ())

    def with_last_word(self, word: str) -> tuple[Entry, ...]:
        """Return the entries of whom a name ends in *word*, which is folded already; O(1)."""
        return self._last_words.get(word, ())

    @cached_property
    def _names(self) -> Mapping[str, tuple[Entry, ...]]:
        return _index((fold(name), entry) for entry in self.entries for name in entry.names)

    @cached_property
    def _roles(self) -> Mapping[str, tuple[Entry, ...]]:
        return _index((fold(role), entry) for entry in self.entries for role in entry.roles)

    @cached_property
    def _last_words(self) -> Mapping[str, tuple[Entry, ...]]:
        return _index((key.rsplit(" ", 1)[-1], entry) for key, found in self._names.items() for entry in found)


def _index(pairs: Iterable[tuple[str, Entry]]) -> Mapping[str, tuple[Entry, ...]]:
    table: dict[str, dict[int, Entry]] = {}
    for key, entry in pairs:
        table.setdefault(key, {})[id(entry)] = entry
    return {key: tuple(found.values()) for key, found in table.items()}


def _entry(row: Row) -> Entry:
    return Entry(
        name=row.name, aliases=row.aliases, roles=row.roles, kind=row.kind, gender=row.gender, id=row.external_id
    )


def _duplicates(placed: Iterable[tuple[str, Entry]]) -> list[str]:
    """Names and ids that stand twice, with both places."""
    seen: dict[tuple[str, str], str] = {}
    problems: list[str] = []
    for place, entry in placed:
        keys = [("name", fold(entry.name), entry.name)] + ([("id", entry.id, entry.id)] if entry.id else [])
        for what, key, shown in keys:
            first = seen.setdefault((what, key), place)
            if first != place:
                problems.append(f"{place}: the {what} {shown!r} stands at {first} already; merge the two")
    return problems


def _line_number(problem: str) -> int:
    return int(problem.removeprefix("line ").split(":", 1)[0])
