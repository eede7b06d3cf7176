"""The trained tagger: a text → `Tags`, by a small encoder and a label head that is run once for each cue."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from attrs import field, frozen

from ..types import Attribution, QuotedSpan, Segmentation, Span, Tags
from . import decode
from .decode import Floats, Run, Settings, Tagged
from .features import Encoded, encode
from .runtime import WEIGHTS, Calibration, read_runtime
from .windows import Batch, Window, around, batch_of, plan

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from tokenizers import Tokenizer

    Ints = NDArray[np.int64]

__all__ = ["Candidate", "Networks", "TrainedTagger", "read_tagger"]


class Networks(Protocol):
    """What runs the two networks: `Runtime`, or the ones in training."""

    @property
    def transition(self) -> Floats:
        """Scores of moving from one label to another, (3, 3)."""
        ...

    @property
    def tokenizer(self) -> Tokenizer:
        """Cuts words into pieces."""
        ...

    def states(self, batch: Batch) -> tuple[Floats, Floats, Floats]:
        """Return states, tags and small states of the units of a batch."""
        ...

    def labels(self, projected: Floats, cue: Floats, distance: Ints, paragraph: Ints, mask: Floats) -> Floats:
        """Return the label scores of the units around each cue."""
        ...


@frozen(eq=False)
class Candidate:
    """A possible cue.

    Attributes:
        first: The unit of the first row of *scores*.
        cue: Its units.
        cue_score: Probability that it is one.
        scores: Scores of the units around it, (units, 9).
    """

    first: int
    cue: Run
    cue_score: float
    scores: Floats


@frozen
class Windowing:
    """How a text is cut for the encoder; pieces, windows and cues are counted.

    Attributes:
        size: Pieces of a window.
        left: Pieces of context before its core.
        right: Pieces of context behind it.
        batch: Windows that the networks are given at once.
        cues: Cues that the label head is given at once.
    """

    size: int = 256
    left: int = 32
    right: int = 16
    batch: int = 1
    cues: int = 64


@frozen(eq=False)
class TrainedTagger:
    """Finds cues, and given each cue its content and source.

    Attributes:
        networks: The trained networks.
        settings: How scores become spans.
        windowing: How texts are cut; the cores of the windows part the text, so nothing is read twice.
        calibration: Makes the score of a quote the probability that it is right.
    """

    networks: Networks
    settings: Settings = field(factory=Settings)
    windowing: Windowing = field(factory=Windowing)
    calibration: Calibration = field(factory=Calibration)

    def __call__(self, segmentation: Segmentation, quoted: Sequence[QuotedSpan]) -> Tags:  # noqa: ARG002
        """Return the attributions of a text, as `tags` does."""
        return self.tags(segmentation.text)

    def tags(self, text: str) -> Tags:
        """Return the attributions of a text, none inside another; linear in its length."""
        encoded = self.encode(text)
        found = self.read(encoded, self.candidates(encoded))
        return Tags(tuple(_attribution(encoded, each, self.calibration.probability_of(each.score)) for each in found))

    def encode(self, text: str) -> Encoded:
        """Return *text* as the networks take it."""
        return encode(text, self.networks.tokenizer)

    def candidates(self, text: Encoded) -> list[Candidate]:
        """Return the possible cues of a text with the label scores around each, in text order."""
        cut = self.windowing
        windows = sorted(plan(text, cut.size, cut.left, cut.right), key=lambda window: window.last - window.first)
        found: list[Candidate] = []
        for at in range(0, len(windows), cut.batch):
            found.extend(self._batch(text, windows[at : at + cut.batch]))
        return sorted(found, key=lambda candidate: candidate.cue)

    def _batch(self, text: Encoded, windows: Sequence[Window]) -> list[Candidate]:
        part = [(text, window) for window in windows]
        states, tags, projected = self.networks.states(batch_of(part))
        cues: list[tuple[int, int, int, float]] = []
        for k, window in enumerate(windows):
            probabilities = decode.softmax(tags[k, : window.last - window.first, :3])
            for first, last, score in decode.cue_runs(probabilities, self.settings.cue_low):
                if window.core_first <= first + window.first < window.core_last:
                    cues.append((k, first, last, score))
        found: list[Candidate] = []
        for at in range(0, len(cues), self.windowing.cues):
            found.extend(self._label(part, cues[at : at + self.windowing.cues], states, projected))
        return found

    def _label(
        self,
        part: Sequence[tuple[Encoded, Window]],
        cues: Sequence[tuple[int, int, int, float]],
        states: Floats,
        projected: Floats,
    ) -> list[Candidate]:
        near = around(part, projected.shape[1], [cue[:3] for cue in cues])
        rows = projected.reshape(-1, projected.shape[2])[near.index]
        cue = np.stack([states[k, first:last].mean(0) for k, first, last, _ in cues])
        scores = self.networks.labels(rows, cue, near.distance, near.paragraph, near.mask)
        found: list[Candidate] = []
        for row, (k, first, last, score) in enumerate(cues):
            shift = part[k][1].first
            body = scores[row, : near.lengths[row]]
            found.append(Candidate(shift + int(near.first[row]), (first + shift, last + shift), score, body))
        return found

    def read(self, text: Encoded, candidates: Sequence[Candidate]) -> list[Tagged]:
        """Return the quotes that the candidates of a text tell of, without overlap, in text order."""
        stretches = decode.quoted_stretches(text)
        found: list[Tagged] = []
        for candidate, path, nothing in self._paths(candidates):
            reach = (candidate.first, candidate.first + len(candidate.scores))
            content = decode.extend(_runs(candidate, path, decode.CONTENT), reach, stretches)
            joined = decode.join(text, decode.snap(text, content, stretches, self.settings.snap))
            if joined:
                source = decode.join(text, _runs(candidate, path, decode.SOURCE))
                score = candidate.cue_score * (1 - nothing)
                found.append(Tagged(joined, candidate.cue, source, score, candidate.cue_score))
        return decode.flatten(text, found, self.settings)

    def _paths(self, candidates: Sequence[Candidate]) -> Iterator[tuple[Candidate, Ints, float]]:
        """The best label path of each candidate, and the probability that it has no labels."""
        transition = self.networks.transition
        for at in range(0, len(candidates), self.windowing.cues):
            some = candidates[at : at + self.windowing.cues]
            scores, lengths = _pad([candidate.scores for candidate in some])
            empty = decode.empty_probability(scores, lengths, transition)
            yield from zip(some, decode.best_paths(scores, lengths, transition), map(float, empty), strict=True)


def _runs(candidate: Candidate, path: Ints, label: int) -> list[Run]:
    return [(first + candidate.first, last + candidate.first) for first, last in decode.runs_of(path, label)]


def _pad(rows: Sequence[Floats]) -> tuple[Floats, Ints]:
    lengths = np.array([len(row) for row in rows], dtype=np.int64)
    padded = np.zeros((len(rows), int(lengths.max()), rows[0].shape[1]), dtype=np.float32)
    for k, row in enumerate(rows):
        padded[k, : len(row)] = row
    return padded, lengths


def _attribution(text: Encoded, found: Tagged, score: float) -> Attribution:
    def span(run: Run) -> Span:
        return Span(int(text.start[run[0]]), int(text.end[run[1] - 1]))

    source = tuple(map(span, found.source))
    return Attribution((span(found.cue),), source, tuple(map(span, found.content)), score, "trained")


@cache
def read_tagger(folder: Path = WEIGHTS) -> TrainedTagger:
    """Return the tagger of a folder; read once in a process.

    Args:
        folder: Its folder; the weights of the package by default.

    Raises:
        ModelError: If a file is missing or broken; the message names it and the cure.
    """
    runtime = read_runtime(folder)
    return TrainedTagger(runtime, calibration=runtime.calibration)
