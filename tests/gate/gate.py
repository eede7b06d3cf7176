"""The quality gate: figures of the default extractor, and the floors that they must not fall below."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from quoteattr import Extractor, QuoteType
from quoteattr.evaluate import Figure, evaluate, read_annotations
from quoteattr.types import Profile

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from quoteattr.evaluate import Scores

__all__ = ["DATA", "EPSILON", "FLOORS", "Pinned", "failures", "key", "lowered", "measure", "write_floors"]

ROOT = Path(__file__).resolve().parents[2]
FLOORS = Path(__file__).with_name("floors.json")
CORPORA = ROOT.parent / "shared" / "corpora"
DATA = {
    "fixtures": ROOT / "fixtures" / "gold.jsonl",
    "polnear-dev": CORPORA / "polnear-dev.jsonl",
    "polnear-speakers-dev": CORPORA / "polnear-speakers-dev.jsonl",
    "seeds-dev": CORPORA / "seeds-dev.jsonl",
}
# Points that a figure may lie below its floor. Figures are rounded to one decimal; and the same model gives scores that
# differ in the last places from one processor to another, the trained tagger's whole numbers of eight bits more than
# spaCy's, so that a quote on the border can fall to the other side.
EPSILON = {Profile.FAST: 0.3, Profile.ACCURATE: 1.5}
TYPES = (None, *QuoteType)
PUBLISHED = ("content exact", "content matched", "quote+source", "quote+speaker", "speaker accuracy")


@frozen
class Pinned:
    """Figures of one data set.

    Attributes:
        sha256: Of the gold file.
        figures: Percent by name: ``direct: quote+source F1``.
    """

    sha256: str
    figures: Mapping[str, float]


def key(name: str, profile: Profile) -> str:
    """The name that the floors of a data set have for a profile."""
    return f"{name}, {profile.value}"


def measure(path: Path, profile: Profile) -> Pinned:
    """Extract the quotes of every text of a gold file, and score them."""
    gold = read_annotations(path)
    extractor = Extractor(profile=profile)
    predicted = [extractor.extract(record.text or "", id=record.id) for record in gold]
    figures = {
        f"{name}: {figure}": value
        for name, only in ((only.value if only else "all", only) for only in TYPES)
        for figure, value in published(evaluate(gold, predicted, type=only))
    }
    return Pinned(sha256_of(path), figures)


def published(scores: Scores) -> Iterator[tuple[str, float]]:
    """The figures that we publish, each as one number; those that the gold has no layer for are left out."""
    found = scores.figures()
    for name in PUBLISHED:
        value = found.get(name)
        if isinstance(value, Figure):
            yield f"{name} F1", value.f1
        elif value is not None:
            yield name, float(value)


def sha256_of(path: Path) -> str:
    """The fingerprint of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def failures(floor: Pinned, now: Pinned, epsilon: float) -> list[str]:
    """What keeps *now* from passing, a sentence each; none if all figures are at most *epsilon* below the floor."""
    if floor.sha256 != now.sha256:
        return ["the gold has changed since its floors were pinned: run python tests/gate/pin.py"]
    new = sorted(now.figures.keys() - floor.figures.keys())
    return [f"{name} is not pinned: run python tests/gate/pin.py" for name in new] + [
        f"{name}: {now.figures.get(name)} is below its floor {value}"
        for name, value in floor.figures.items()
        if _is_below(now.figures.get(name), value, epsilon)
    ]


def _is_below(value: float | None, floor: float, epsilon: float) -> bool:
    # Rounded, because 80.2 - 0.1 is a little more than 80.1 in binary.
    return value is None or value < round(floor - epsilon, 1)


def lowered(floor: Pinned | None, now: Pinned) -> list[str]:
    """The figures that a new pin would lower, a sentence each; on other data nothing can be compared."""
    if floor is None or floor.sha256 != now.sha256:
        return []
    return [
        f"{name}: from {value} to {now.figures.get(name)}"
        for name, value in floor.figures.items()
        if (found := now.figures.get(name)) is None or found < value
    ]


def read_floors(path: Path = FLOORS) -> dict[str, Pinned]:
    """The floors by data set; none if there is no file yet."""
    if not path.exists():
        return {}
    table = json.loads(path.read_text(encoding="utf-8"))
    return {name: Pinned(entry["sha256"], entry["figures"]) for name, entry in table.items()}


def write_floors(floors: Mapping[str, Pinned], path: Path = FLOORS) -> None:
    """Write the floors, sorted by data set."""
    table = {name: {"sha256": pin.sha256, "figures": dict(pin.figures)} for name, pin in sorted(floors.items())}
    path.write_text(json.dumps(table, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
