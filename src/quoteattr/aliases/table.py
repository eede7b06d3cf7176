"""The table itself: entries and the indices over their names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from attrs import field, frozen

from ..errors import AliasTableError
from ..identity.naming import fold, orders_of, straight
from ..identity.offices import Office, office_of
from ..identity.roles import stated_role
from .checks import Row, read_rows
from .conflicts import Held, duplicates, merged, shared
from .entry import Entry
from .files import rows_of

if TYPE_CHECKING:
    import datetime
    from os import PathLike

    from ..lang.people import People, Places

__all__ = ["AliasTable", "Entry"]

Key = TypeVar("Key")


def _entries(value: Iterable[Entry]) -> tuple[Entry, ...]:
    return tuple(value)


@frozen
class AliasTable:
    """Speakers that the caller knows; they go before anything found in a text.

    Args:
        entries: The speakers. Two may share an alias, or a name if both have ids: a text that has no more than that
            is then left undecided.

    Raises:
        TypeError: If an entry is something else.
        AliasTableError: If two entries have the same id, or the same name and no ids that tell them apart; the
            message lists all of them.

    Example:
        >>> table = AliasTable([Entry(name="Ann Boe", aliases=["Boe"]), Entry(name="Carl Boe", aliases=["Boe"])])
        >>> [entry.name for entry in table.lookup("ann boe")], len(table.lookup("Boe"))
        (['Ann Boe'], 2)
    """

    entries: tuple[Entry, ...] = field(default=(), converter=_entries)

    _read: dict[int, tuple[People, Mapping[Office, Sequence[Held]]]] = field(
        factory=dict, init=False, eq=False, repr=False
    )

    @entries.validator
    def _check_entries(self, _: object, entries: tuple[Entry, ...]) -> None:
        for place, entry in enumerate(entries, 1):
            if not isinstance(entry, Entry):
                raise TypeError(f"entry {place} of an alias table must be an Entry, got {type(entry).__name__}")
        problems = duplicates((f"entry {place}", entry) for place, entry in enumerate(entries, 1))
        if problems:
            raise AliasTableError("; ".join(problems))

    @classmethod
    def read(cls, path: str | PathLike[str]) -> AliasTable:
        """Return the table in a file, whose ending tells the format.

        ``.yaml``, ``.yml``, ``.toml``, ``.csv``, ``.tsv`` and ``.jsonl`` have the same fields: ``name``, ``aliases``,
        ``roles``, ``kind``, ``gender``, ``id``, ``ids``; only the name is needed. YAML and TOML have a list
        ``speakers``; in CSV several aliases or roles in one cell are separated by ``|``; JSON Lines have an object a
        line. ``.txt`` and ``.corenlp`` have lines ``name;gender;alias;…``; ``.json`` is an export of Wikidata.

        Raises:
            OSError: If the file cannot be read.
            ValueError: If its name has another ending.
            AliasTableError: If anything is wrong with its content; the message lists every problem with its line.
        """
        file = Path(path)
        rows, problems = read_rows(rows_of(file))
        placed = [(f"line {row.line}", _entry(row)) for row in rows]
        problems = sorted([*problems, *duplicates(placed)], key=_line_number)
        if problems:
            count = f"{len(problems)} problem{'s' if len(problems) > 1 else ''}"
            raise AliasTableError("\n  ".join([f"{file}: {count}", *problems]))
        return cls(entry for _, entry in placed)

    def __len__(self) -> int:
        return len(self.entries)

    def merge(self, *others: AliasTable) -> AliasTable:
        """Return one table of this one and *others*; entries of one speaker become one.

        The same speaker is who has the same id, or the same name where no ids tell two apart. Names, aliases, roles
        and ids are put together, the name of the first table is shown.

        Raises:
            AliasTableError: If two entries of a speaker tell another kind, gender or id; the message lists them all.

        Example:
            >>> one = AliasTable([Entry(name="Ann Boe", id="7")])
            >>> both = one.merge(AliasTable([Entry(name="Anna Boe", id="7"), Entry(name="Carl Boe")]))
            >>> [entry.names for entry in both.entries]
            [('Ann Boe', 'Anna Boe'), ('Carl Boe',)]
        """
        return AliasTable(merged([self.entries, *(other.entries for other in others)]))

    @property
    def conflicts(self) -> tuple[str, ...]:
        """What leaves a text undecided: names of several entries, roles that several hold at one time; O(n)."""
        names = dict.fromkeys(fold(name) for entry in self.entries for name in entry.names)
        return tuple(shared(((name, self._names[name]) for name in names), self._roles.items()))

    def lookup(self, name: str) -> tuple[Entry, ...]:
        """Return the entries with this name or alias, without regard to case, accents and marks; O(1).

        "Boe, Ann" is "Ann Boe", in the table and here.
        """
        return self._names.get(fold(name), ()) or self._names.get(fold(straight(name)), ())

    def lookup_role(self, description: str, day: datetime.date | None = None) -> tuple[Entry, ...]:
        """Return the entries with this role, compared like names; O(1) in the table.

        Args:
            description: The role, without article.
            day: The day on which they hold it; on a day of handing over, who begins. ``None`` for any day.
        """
        return _holders(self._roles.get(fold(description), ()), day)

    def lookup_office(
        self, office: Office, people: People, places: Places, day: datetime.date | None = None
    ) -> tuple[Entry, ...]:
        """Return the entries with a role that comes down to *office*, however worded.

        The roles of the table are read once for the word lists of a language; after that it is O(1) in the table.

        Args:
            office: What somebody is.
            people: The words of the language.
            places: The countries.
            day: As for `lookup_role`.
        """
        return _holders(self._offices(people, places).get(office, ()), day)

    def _offices(self, people: People, places: Places) -> Mapping[Office, Sequence[Held]]:
        known = self._read.get(id(people))
        # The words are kept with what was read by them, so that no other ones get their id.
        if known is None or known[0] is not people:
            known = people, self._read_offices(people, places)
            self._read[id(people)] = known
        return known[1]

    def _read_offices(self, people: People, places: Places) -> Mapping[Office, Sequence[Held]]:
        table: dict[Office, list[Held]] = {}
        for entry in self.entries:
            for role in entry.roles:
                office = office_of(stated_role(role.text, people, places), people)
                if office.is_narrow:
                    table.setdefault(office, []).append((role, entry))
        return table

    def with_last_word(self, word: str, initial: str) -> tuple[Entry, ...]:
        """Return the entries with a name that ends in *word*, behind a word that begins with *initial*; O(1).

        Both are folded already.
        """
        return self._last_words.get((initial, word), ())

    def in_either_order(self, orders: Iterable[tuple[str, str]]) -> tuple[Entry, ...]:
        """Return the entries with a name in one of these orders of family name and given names; O(1) for each."""
        found = (entry for order in sorted(orders) for entry in self._orders.get(order, ()))
        return tuple({id(entry): entry for entry in found}.values())

    @cached_property
    def _names(self) -> Mapping[str, tuple[Entry, ...]]:
        rows = ((name, entry) for entry in self.entries for name in entry.names)
        return _index((key, entry) for name, entry in rows for key in dict.fromkeys((fold(name), fold(straight(name)))))

    @cached_property
    def _orders(self) -> Mapping[tuple[str, str], tuple[Entry, ...]]:
        rows = ((key.split(), entry) for key, found in self._names.items() for entry in found)
        return _index((order, entry) for words, entry in rows for order in orders_of(words))

    @cached_property
    def _roles(self) -> Mapping[str, Sequence[Held]]:
        table: dict[str, list[Held]] = {}
        for entry in self.entries:
            for role in entry.roles:
                table.setdefault(fold(role.text), []).append((role, entry))
        return table

    @cached_property
    def _last_words(self) -> Mapping[tuple[str, str], tuple[Entry, ...]]:
        rows = ((key.split(), entry) for key, found in self._names.items() for entry in found)
        return _index(((word[0], words[-1]), entry) for words, entry in rows for word in words[:-1])


def _index(pairs: Iterable[tuple[Key, Entry]]) -> Mapping[Key, tuple[Entry, ...]]:
    table: dict[Key, dict[int, Entry]] = {}
    for key, entry in pairs:
        table.setdefault(key, {})[id(entry)] = entry
    return {key: tuple(found.values()) for key, found in table.items()}


def _holders(held: Iterable[Held], day: datetime.date | None) -> tuple[Entry, ...]:
    """Who has a role on a day; on a day of handing over, who begins."""
    known = [(role, entry) for role, entry in held if role.held_on(day)]
    begins = day is not None and any(role.start == day for role, _ in known)
    return tuple({id(entry): entry for role, entry in known if not (begins and role.end == day)}.values())


def _entry(row: Row) -> Entry:
    return Entry(
        name=row.name,
        aliases=row.aliases,
        roles=row.roles,
        kind=row.kind,
        gender=row.gender,
        id=row.external_id,
        ids=row.ids,
    )


def _line_number(problem: str) -> int:
    return int(problem.removeprefix("line ").split(":", 1)[0])
