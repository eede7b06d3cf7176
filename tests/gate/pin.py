"""Pin the floors of the quality gate at what the extractor reaches now: ``python tests/gate/pin.py``.

Data sets that are not there keep their floors. Nothing is written if a floor would go down, unless
``--allow-regression`` says that this is meant.
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from gate import DATA, FLOORS, key, lowered, measure, read_floors, write_floors

from quoteattr.types import Profile

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from gate import Pinned

__all__ = ["main", "pin"]


def pin(measured: Mapping[str, Pinned], path: Path, *, allow_regression: bool) -> list[str]:
    """Write the new floors of the measured data sets, and return which figures go down.

    If some would and *allow_regression* is not set, nothing is written.
    """
    floors = read_floors(path)
    down = [f"{name}, {line}" for name, now in measured.items() for line in lowered(floors.get(name), now)]
    if not down or allow_regression:
        write_floors({**floors, **measured}, path)
    return down


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, pin, and tell what went down; 1 if that kept the floors from being written."""
    parser = argparse.ArgumentParser(description="Pin the floors of the quality gate at what is reached now.")
    parser.add_argument("--allow-regression", action="store_true", help="lower floors where figures went down")
    allow = parser.parse_args(arguments).allow_regression
    measured = {
        key(name, profile): measure(path, profile)
        for name, path in DATA.items()
        for profile in Profile
        if path.exists()
    }
    down = pin(measured, FLOORS, allow_regression=allow)
    sys.stderr.writelines(f"lower: {line}\n" for line in down)
    if down and not allow:
        sys.stderr.write("Nothing was pinned. If this is meant: --allow-regression, and a fragment that says why.\n")
        return 1
    sys.stderr.write(f"Pinned: {', '.join(measured)}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
