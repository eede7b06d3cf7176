"""What a tagger is made of, for the machine (`tagger.json`) and for people (`CARD.md`)."""

from __future__ import annotations

import hashlib
import json
import platform
from importlib import metadata, resources
from typing import TYPE_CHECKING

import numpy as np
from attrs import asdict, field, frozen

from ..tagger.runtime import CARD, ENCODER, LABELS, PIECES, Calibration

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = ["Base", "Card", "DataFile", "Figures", "Teacher", "sha256_of", "versions", "write_card", "write_tagger_card"]

README = "CARD.md"
TEMPLATE = "CARD.md.jinja"
PACKAGES = ("quoteattr", "torch", "onnx", "onnxruntime", "safetensors", "tokenizers", "numpy")
CHUNK = 1 << 20


def versions() -> dict[str, str]:
    """Return the versions of Python and of the packages that take part, by name."""
    return {"python": platform.python_version(), **{name: metadata.version(name) for name in PACKAGES}}


@frozen
class DataFile:
    """An annotated file.

    Attributes:
        name: Its name, without folders.
        sha256: Its SHA-256.
        documents: How many it has.
        quotes: How many quotes they have.
    """

    name: str
    sha256: str
    documents: int
    quotes: int


@frozen
class Base:
    """The encoder that training started from.

    Attributes:
        name: What it is called.
        licence: Its licence; ``""`` where nobody has told.
        sha256: SHA-256 of its weights.
    """

    name: str
    licence: str
    sha256: str


@frozen
class Teacher:
    """A tagger trained before, whose answers were learned too.

    Attributes:
        name: Name of its folder.
        sha256: SHA-256 of its weights in float32.
    """

    name: str
    sha256: str


@frozen
class Figures:
    """Figures on the development file, in percent by name, the same names in both.

    Attributes:
        float32: Before the weights became int8.
        int8: After that: those of the tagger.
    """

    float32: Mapping[str, float]
    int8: Mapping[str, float]

    def rows(self) -> list[tuple[str, float | None, float | None, float | None]]:
        """Return name, float32, int8 and what is lost; ``None`` where there is no such figure."""
        names = dict.fromkeys((*self.float32, *self.int8))
        pairs = ((name, self.float32.get(name), self.int8.get(name)) for name in names)
        return [
            (name, before, after, None if before is None or after is None else round(before - after, 1))
            for name, before, after in pairs
        ]


@frozen(kw_only=True)
class Card:
    """Everything that `CARD.md` tells but the files' SHA-256.

    Attributes:
        train: The files trained on.
        dev: The file measured on.
        base: The encoder that training started from.
        teachers: Taggers whose answers were learned too.
        command: The command line.
        seed: The seed.
        options: All options by name.
        versions: Versions of what took part, by name.
        figures: Figures on the development file.
        calibration_error: Expected calibration error in five-fold cross-validation over the development file.
        judged: How many predicted quotes the calibration was fitted on.
    """

    train: tuple[DataFile, ...]
    dev: DataFile
    base: Base
    teachers: tuple[Teacher, ...] = ()
    command: str
    seed: int
    options: Mapping[str, str]
    versions: Mapping[str, str] = field(factory=versions)
    figures: Figures
    calibration_error: float
    judged: int


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal; it is read piece by piece.

    Raises:
        OSError: If it cannot be read.
    """
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def write_tagger_card(folder: Path, transition: NDArray[np.float32], calibration: Calibration) -> None:
    """Write the card that `quoteattr.tagger.read_tagger` reads, for the files that are in the folder.

    Args:
        folder: A folder with the two networks and the tokenizer.
        transition: Scores of moving from one label to another, (3, 3).
        calibration: From score to probability.
    """
    told = {
        "transition": transition.tolist(),
        "sha256": {name: sha256_of(folder / name) for name in (ENCODER, LABELS, PIECES)},
        "calibration": asdict(calibration),
    }
    (folder / CARD).write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def write_card(folder: Path, card: Card) -> None:
    """Write `CARD.md`, with the SHA-256 of every file of the tagger."""
    from jinja2 import Environment, StrictUndefined

    source = resources.files(__package__).joinpath(TEMPLATE).read_text(encoding="utf-8")
    # The result is Markdown, not HTML: nothing to escape.
    environment = Environment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)  # noqa: S701
    files = {name: sha256_of(folder / name) for name in (ENCODER, LABELS, PIECES, CARD)}
    body = environment.from_string(source).render(card=card, files=files)
    (folder / README).write_text(body.rstrip("\n") + "\n", encoding="utf-8")
