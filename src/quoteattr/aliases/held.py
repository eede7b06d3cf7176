"""Roles with the time for which somebody holds them: "foreign minister [2004-03-09..2014-07-17]"."""

from __future__ import annotations

import datetime
import re

from attrs import field, frozen

__all__ = ["HeldRole", "as_day", "role_from"]

RANGE = ".."
# A year in brackets at the end.
MISNOTED = re.compile(r"[\[(][^\[\]()]*\b\d{4}\b[^\[\]()]*[\])]\s*$")
LAST_MONTH = 12
DAY_PARTS = 3


@frozen
class HeldRole:
    """A role or description, and when it holds.

    Attributes:
        text: Without article ("Elbonian foreign minister").
        start: First day; ``None`` where it is not known, or always was so.
        end: Last day; ``None`` where it is not known, or still is so.

    Raises:
        ValueError: If *end* is before *start*, or the text is empty.

    Example:
        >>> role = role_from("foreign minister [2004..2014-07-17]")
        >>> str(role), role.held_on(datetime.date(2014, 7, 18))
        ('foreign minister [2004-01-01..2014-07-17]', False)
    """

    text: str = field()
    start: datetime.date | None = None
    end: datetime.date | None = field(default=None)

    @text.validator
    def _check_text(self, _: object, value: str) -> None:
        if not isinstance(value, str) or not value.strip():
            raise ValueError(f"a role must be a text that is not empty, got {value!r}")

    @end.validator
    def _check_end(self, _: object, value: datetime.date | None) -> None:
        if self.start and value and value < self.start:
            raise ValueError(f"the role {self.text!r} ends on {value}, before it begins on {self.start}")

    def held_on(self, day: datetime.date | None) -> bool:
        """Return whether the role holds on *day*; both ends count, and ``None`` asks for no day."""
        if day is None:
            return True
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)

    def meets(self, other: HeldRole) -> bool:
        """Return whether both hold on some day, other than one on which the one hands over to the other."""
        first, second = self.start or datetime.date.min, other.start or datetime.date.min
        return max(first, second) < min(self.end or datetime.date.max, other.end or datetime.date.max)

    def __str__(self) -> str:
        if self.start is None and self.end is None:
            return self.text
        return f"{self.text} [{self.start or ''}{RANGE}{self.end or ''}]"


def role_from(value: str) -> HeldRole:
    """Return the role that a text notes: ``role``, or ``role [from..to]`` where either day may be missing.

    Raises:
        ValueError: If a day is none, or days stand in brackets in another way, or the role ends before it begins.
    """
    head, bracket, days = value.strip().rpartition("[")
    if not bracket or not days.endswith("]") or RANGE not in days:
        if MISNOTED.search(value):
            raise ValueError(f"the days of a role are noted as [from..to], got {value!r}")
        return HeldRole(value.strip())
    start, _, end = days[:-1].partition(RANGE)
    return HeldRole(head.strip(), as_day(start, last=False), as_day(end, last=True))


def as_day(value: object, *, last: bool) -> datetime.date | None:
    """Return the day that *value* tells; of a month or year alone its first or, with *last*, its last day.

    Args:
        value: A date, a text such as ``2004-03-09``, ``2004-03`` or ``2004``, or a year; ``None`` and ``""`` for none.
        last: Whether the last day of a month or year is meant.

    Raises:
        ValueError: If it is something else, or there is no such day.
    """
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    if value is None or not str(value).strip():
        return None
    parts = str(value).strip().split("-")
    if isinstance(value, bool) or len(parts) > DAY_PARTS or not all(p.isascii() and p.isdigit() for p in parts):
        raise ValueError(f"a day must be written 2004-03-09, 2004-03 or 2004, got {value!r}")
    try:
        return _day([int(part) for part in parts], last=last)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"there is no day {value!r}: {error}") from error


def _day(parts: list[int], *, last: bool) -> datetime.date:
    if len(parts) == DAY_PARTS:
        return datetime.date(*parts)
    year, month = parts[0], parts[1] if len(parts) > 1 else LAST_MONTH if last else 1
    if not last:
        return datetime.date(year, month, 1)
    following = datetime.date(year, 12, 31) if month == LAST_MONTH else datetime.date(year, month + 1, 1)
    return following if month == LAST_MONTH else following - datetime.timedelta(days=1)
