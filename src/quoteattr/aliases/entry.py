"""An entry of the caller's table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from attrs import field, frozen

from ..identity.naming import fold
from ..types import Gender, SpeakerKind
from .held import HeldRole, role_from

if TYPE_CHECKING:
    import datetime

__all__ = ["Entry"]


def _texts(value: Iterable[str]) -> tuple[str, ...]:
    if isinstance(value, str):
        raise TypeError(f"aliases and roles are lists of texts, got the text {value!r}")
    return tuple(value)


def _roles(value: Iterable[str | HeldRole]) -> tuple[HeldRole, ...]:
    if isinstance(value, str):
        raise TypeError(f"aliases and roles are lists of texts, got the text {value!r}")
    return tuple(each if isinstance(each, HeldRole) else role_from(each) for each in value)


def _ids(value: Mapping[str, str]) -> Mapping[str, str]:
    return dict(value)


def _check_id(_: object, __: object, value: str | None) -> None:
    if value is not None and not isinstance(value, str):
        raise TypeError(f"the id of an entry must be a str or None, got {value!r}")


@frozen(kw_only=True)
class Entry:
    """A speaker that the caller knows.

    Attributes:
        name: The name that results show.
        aliases: Other names, in any order.
        roles: Roles and descriptions as a text may have them, without article; with the days from which and to which
            they hold where these are known: ``"Elbonian foreign minister [2004-03-09..2014-07-17]"``.
        kind: ``person``, ``group``, ``organization``, ``document`` or ``unknown``.
        gender: ``female``, ``male``, ``neutral`` or ``unknown``.
        id: Your id for the speaker; ``None`` for none.
        ids: Ids in public collections by the name of the collection, such as ``{"wikidata": "Q42"}``.

    Raises:
        TypeError: If *id* is no text.
        ValueError: If the name is empty, or *kind* or *gender* is another word, or a role's days are none.

    Example:
        >>> entry = Entry(name="Ann Boe", aliases=["The Hammer"], roles=["mayor [2004..2009]"], kind="person")
        >>> entry.names, entry.roles[0].text
        (('Ann Boe', 'The Hammer'), 'mayor')
    """

    name: str = field()
    aliases: tuple[str, ...] = field(default=(), converter=_texts)
    roles: tuple[HeldRole, ...] = field(default=(), converter=_roles)
    kind: SpeakerKind = field(default=SpeakerKind.UNKNOWN, converter=SpeakerKind)
    gender: Gender = field(default=Gender.UNKNOWN, converter=Gender)
    id: str | None = field(default=None, validator=_check_id)
    ids: Mapping[str, str] = field(factory=dict, converter=_ids, hash=False)

    @name.validator
    def _check_name(self, _: object, value: str) -> None:
        if not isinstance(value, str) or not fold(value):
            raise ValueError(f"an entry needs a name, got name={value!r}")

    @property
    def names(self) -> tuple[str, ...]:
        """The name and all aliases."""
        return (self.name, *self.aliases)

    @property
    def external_id(self) -> str | None:
        """The id that results show: yours, else the first of *ids*; ``None`` where there is none."""
        return self.id or next(iter(self.ids.values()), None)

    @property
    def keys(self) -> tuple[tuple[str, str], ...]:
        """Every id with the name of its collection, ``"id"`` for your own."""
        own = (("id", self.id),) if self.id else ()
        return (*own, *((f"ids.{name}", value) for name, value in self.ids.items()))

    def roles_on(self, day: datetime.date | None) -> tuple[HeldRole, ...]:
        """Return the roles that hold on *day*; all of them for ``None``."""
        return tuple(role for role in self.roles if role.held_on(day))
