"""The quality gate, and the gate's own logic."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from attrs import evolve
from gate import (
    DATA,
    EPSILON,
    FLOORS,
    ROOT,
    Pinned,
    failures,
    key,
    lowered,
    measure,
    read_floors,
    sha256_of,
    write_floors,
)
from pin import pin

from quoteattr import extract
from quoteattr.types import Profile

if TYPE_CHECKING:
    from pathlib import Path

FIXTURES = ROOT / "fixtures"


@pytest.mark.model
@pytest.mark.parametrize("profile", Profile)
@pytest.mark.parametrize("name", DATA)
def test_no_published_figure_falls_below_its_floor(name: str, profile: Profile) -> None:
    path = DATA[name]
    if not path.exists():
        pytest.skip(f"{name} is not part of the repository and not beside it: {path}")
    floors = read_floors()
    pinned = key(name, profile)
    assert pinned in floors, f"{pinned} has no floors: run python tests/gate/pin.py"
    assert failures(floors[pinned], measure(path, profile), EPSILON[profile]) == []


@pytest.mark.model
@pytest.mark.parametrize("name", (FIXTURES / "silent.list").read_text(encoding="utf-8").split())
def test_a_text_in_which_nothing_is_said_gives_no_quotes(name: str) -> None:
    text = (FIXTURES / f"{name}.txt").read_bytes().decode("utf-8")
    assert [quote.text for quote in extract(text).quotes] == []


def test_the_fixtures_floors_are_of_this_gold() -> None:
    assert read_floors()[key("fixtures", Profile.FAST)].sha256 == sha256_of(DATA["fixtures"])


# --- the gate's own logic --------------------------------------------------------------------------------------------

FLOOR = Pinned("abc", {"all: content exact F1": 80.2, "direct: quote+source F1": 90.0})


def now(exact: float = 80.2, source: float = 90.0, sha256: str = "abc") -> Pinned:
    return Pinned(sha256, {"all: content exact F1": exact, "direct: quote+source F1": source})


@pytest.mark.parametrize(
    ("measured", "expected"),
    [
        pytest.param(now(), [], id="the same passes"),
        pytest.param(now(85.0, 99.9), [], id="better passes"),
        pytest.param(now(80.1), [], id="one step of rounding passes"),
        pytest.param(
            now(80.0), ["all: content exact F1: 80.0 is below its floor 80.2"], id="two steps of rounding do not"
        ),
        pytest.param(
            now(70.0, 60.0),
            [
                "all: content exact F1: 70.0 is below its floor 80.2",
                "direct: quote+source F1: 60.0 is below its floor 90.0",
            ],
            id="each figure is named",
        ),
        pytest.param(
            Pinned("abc", {"all: content exact F1": 80.2}),
            ["direct: quote+source F1: None is below its floor 90.0"],
            id="a figure that is gone is below its floor",
        ),
        pytest.param(
            Pinned("abc", {**FLOOR.figures, "mixed: new F1": 10.0}),
            ["mixed: new F1 is not pinned: run python tests/gate/pin.py"],
            id="a new figure must be pinned",
        ),
        pytest.param(
            now(99.0, 99.0, "other"),
            ["the gold has changed since its floors were pinned: run python tests/gate/pin.py"],
            id="changed gold must be pinned, however good the figures",
        ),
    ],
)
def test_failures(measured: Pinned, expected: list[str]) -> None:
    assert failures(FLOOR, measured, 0.1) == expected


@pytest.mark.parametrize(
    ("floor", "measured", "expected"),
    [
        pytest.param(FLOOR, now(85.0), [], id="better lowers nothing"),
        pytest.param(FLOOR, now(80.1), ["all: content exact F1: from 80.2 to 80.1"], id="a step of rounding is lower"),
        pytest.param(
            FLOOR,
            Pinned("abc", {"all: content exact F1": 80.2}),
            ["direct: quote+source F1: from 90.0 to None"],
            id="a figure that is gone is lower",
        ),
        pytest.param(FLOOR, now(10.0, 10.0, "other"), [], id="changed gold cannot be compared"),
        pytest.param(None, now(), [], id="a new data set lowers nothing"),
    ],
)
def test_lowered(floor: Pinned | None, measured: Pinned, expected: list[str]) -> None:
    assert lowered(floor, measured) == expected


def test_floors_are_written_and_read(tmp_path: Path) -> None:
    path = tmp_path / "floors.json"
    assert read_floors(path) == {}
    write_floors({"b": FLOOR, "a": now(sha256="def")}, path)
    assert list(read_floors(path).items()) == [("a", now(sha256="def")), ("b", FLOOR)]


def test_pinning_refuses_to_lower_a_floor(tmp_path: Path) -> None:
    path = tmp_path / "floors.json"
    write_floors({"a": FLOOR}, path)
    down = pin({"a": now(70.0, 99.0)}, path, allow_regression=False)
    assert down == ["a, all: content exact F1: from 80.2 to 70.0"]
    assert read_floors(path) == {"a": FLOOR}


def test_pinning_lowers_a_floor_when_told_to(tmp_path: Path) -> None:
    path = tmp_path / "floors.json"
    write_floors({"a": FLOOR}, path)
    assert pin({"a": now(70.0)}, path, allow_regression=True) == ["a, all: content exact F1: from 80.2 to 70.0"]
    assert read_floors(path) == {"a": now(70.0)}


def test_pinning_raises_floors_and_keeps_those_of_other_data(tmp_path: Path) -> None:
    path = tmp_path / "floors.json"
    write_floors({"a": FLOOR, "elsewhere": FLOOR}, path)
    assert pin({"a": now(81.0), "new": FLOOR}, path, allow_regression=False) == []
    assert read_floors(path) == {"a": now(81.0), "elsewhere": FLOOR, "new": FLOOR}


def test_changed_gold_is_pinned_at_what_is_reached_now(tmp_path: Path) -> None:
    path = tmp_path / "floors.json"
    write_floors({"a": FLOOR}, path)
    changed = evolve(now(50.0), sha256="other")
    assert failures(FLOOR, changed, 0.1)
    assert pin({"a": changed}, path, allow_regression=False) == []
    assert failures(read_floors(path)["a"], changed, 0.1) == []


def test_the_tolerance_is_less_than_what_a_reader_would_notice() -> None:
    assert all(0 < epsilon <= 1.5 for epsilon in EPSILON.values())
    assert FLOORS.exists()
