"""The networks of the tagger, run by onnxruntime."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from attrs import field, frozen

from ..errors import ModelError
from .decode import Floats
from .windows import Batch

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

    Ints = NDArray[np.int64]

__all__ = ["WEIGHTS", "Calibration", "Runtime", "read_runtime"]

WEIGHTS = Path(__file__).parent / "weights"
CARD = "tagger.json"
ENCODER, LABELS, PIECES = "encoder.onnx", "labels.onnx", "tokenizer.json"
# Takes ten times as long as the parts that it replaces.
SLOW = ["SkipLayerNormFusion"]
CURE = "install quoteattr again, or name a folder that `quoteattr train` has written"


def _check_probabilities(instance: Calibration, _: object, value: tuple[float, ...]) -> None:
    rises = all(low < high for low, high in pairwise(instance.score))
    holds = all(low <= high for low, high in pairwise((0.0, *value, 1.0)))
    if not (len(value) == len(instance.score) > 0 and rises and holds):
        raise ValueError("a calibration needs as many probabilities as scores, at least one, neither ever falling")


@frozen
class Calibration:
    """A map from the score that the networks give a quote to the probability that the quote is right.

    Straight lines between the points, level before the first and behind the last. By default nothing changes.

    Attributes:
        score: Scores, ascending.
        probability: The probability at each of them, from 0 to 1, never falling.

    Raises:
        ValueError: If they are not like that.

    Example:
        >>> Calibration((0.5, 1.0), (0.6, 0.9)).probability_of(0.75)
        0.75
    """

    score: tuple[float, ...] = (0.0, 1.0)
    probability: tuple[float, ...] = field(default=(0.0, 1.0), validator=_check_probabilities)

    def probability_of(self, score: float) -> float:
        """Return the probability for a score."""
        return float(np.interp(score, self.score, self.probability))


@frozen(eq=False)
class Runtime:
    """The two networks with their tokenizer.

    Each window and each cue is run alone: nothing is padded, and since the whole numbers of eight bits are scaled over
    a run, no neighbour changes a result.

    Attributes:
        transition: Scores of moving from one label to another, (3, 3).
        calibration: From score to probability, as the card tells it.
        tokenizer: Cuts words into the pieces that the encoder knows.
        folder: Where they were read from.
    """

    transition: Floats
    calibration: Calibration
    tokenizer: Tokenizer
    folder: Path
    _encoder: InferenceSession
    _labels: InferenceSession

    def __reduce__(self) -> tuple[Callable[[Path], Runtime], tuple[Path]]:
        return read_runtime, (self.folder,)

    def states(self, batch: Batch) -> tuple[Floats, Floats, Floats]:
        """Return for the units of a batch their states, the scores of the tags, and the states made small."""
        pieces, units = batch.mask.sum(1).astype(int), batch.unit_mask.sum(1).astype(int)
        found = [
            self._encoder.run(
                ["states", "tags", "projected"],
                {"ids": ids[None, :piece], "features": features[None, :piece], "unit": unit[None, :stop]},
            )
            for ids, features, unit, piece, stop in zip(
                batch.ids, batch.features, batch.unit, pieces, units, strict=True
            )
        ]
        states, tags, projected = (_padded(each) for each in zip(*found, strict=True))
        return states, tags, projected

    def labels(self, projected: Floats, cue: Floats, distance: Ints, paragraph: Ints, mask: Floats) -> Floats:
        """Return for each cue the scores of the units around it, (cues, units, 9)."""
        return _padded(
            [
                self._labels.run(
                    ["scores"],
                    {
                        "projected": projected[row : row + 1, :stop],
                        "cue": cue[row : row + 1],
                        "distance": distance[row : row + 1, :stop],
                        "paragraph": paragraph[row : row + 1, :stop],
                    },
                )[0]
                for row, stop in enumerate(mask.sum(1).astype(int))
            ]
        )


def _padded(rows: Sequence[Floats]) -> Floats:
    """Arrays of (1, units, width) as one, with zeros behind the shorter ones."""
    if len(rows) == 1:
        return rows[0]
    padded = np.zeros((len(rows), max(row.shape[1] for row in rows), rows[0].shape[2]), dtype=np.float32)
    for place, row in zip(padded, rows, strict=True):
        place[: row.shape[1]] = row[0]
    return padded


def read_runtime(folder: Path) -> Runtime:
    """Return the networks of *folder*, every file compared with its SHA-256 in the folder's card.

    Args:
        folder: A folder with `encoder.onnx`, `labels.onnx`, `tokenizer.json` and `tagger.json`.

    Raises:
        ModelError: If a file is missing or is not the one it should be, naming the file and the cure.
    """
    import onnxruntime
    from tokenizers import Tokenizer

    card = _read_card(folder)
    options = onnxruntime.SessionOptions()
    # The products are small: whole texts side by side make better use of the cores.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    bodies = {name: _checked(folder / name, digest) for name, digest in card.sha256.items()}
    encoder, labels = (
        onnxruntime.InferenceSession(
            bodies[name], options, providers=["CPUExecutionProvider"], disabled_optimizers=SLOW
        )
        for name in (ENCODER, LABELS)
    )
    tokenizer = Tokenizer.from_str(bodies[PIECES].decode("utf-8"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return Runtime(card.transition, card.calibration, tokenizer, folder, encoder, labels)


@frozen(eq=False)
class _Card:
    transition: Floats
    calibration: Calibration
    sha256: dict[str, str]


def _read_card(folder: Path) -> _Card:
    path = folder / CARD
    try:
        card = json.loads(_read(path))
        sha256 = {name: str(card["sha256"][name]) for name in (ENCODER, LABELS, PIECES)}
        transition = np.array(card["transition"], dtype=np.float32).reshape(3, 3)
        points = {name: tuple(map(float, each)) for name, each in card.get("calibration", {}).items()}
        return _Card(transition, Calibration(**points), sha256)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(f"{path} is not the card of a tagger ({error}): {CURE}") from error


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ModelError(f"{path} cannot be read ({error.strerror}): {CURE}") from error


def _checked(path: Path, digest: str) -> bytes:
    body = _read(path)
    if hashlib.sha256(body).hexdigest() != digest:
        raise ModelError(f"{path} is not the file it should be (its SHA-256 differs): {CURE}")
    return body
