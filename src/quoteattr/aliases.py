"""The caller's table of speakers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from attrs import field, frozen

from .naming import fold
from .types import Gender, SpeakerKind

__all__ = ["AliasTable", "Entry"]


@frozen
class Entry:
    """A speaker that the caller knows."""

    name: str
    aliases: tuple[str, ...] = field(default=(), converter=tuple)
    roles: tuple[str, ...] = field(default=(), converter=tuple)
    kind: SpeakerKind = field(default=SpeakerKind.UNKNOWN, converter=SpeakerKind)
    gender: Gender = field(default=Gender.UNKNOWN, converter=Gender)
    id: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, *self.aliases)


@frozen
class AliasTable:
    entries: tuple[Entry, ...] = field(default=(), converter=tuple)

    @cached_property
    def _index(self) -> dict[str, tuple[Entry, ...]]:
        table: dict[str, dict[int, Entry]] = {}
        for number, entry in enumerate(self.entries):
            for name in (*entry.names, *entry.roles):
                table.setdefault(fold(name), {})[number] = entry
        return {key: tuple(found.values()) for key, found in table.items()}

    def lookup(self, name: str) -> tuple[Entry, ...]:
        return self._index.get(fold(name), ())
