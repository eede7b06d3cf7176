"""What a batch costs: the cues, content and source wherever they stand, and the labels given each cue."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch
from attrs import frozen
from torch.nn import functional as F  # noqa: N812 - the name that all of torch's users know

from ..tagger.windows import CLS, PAD, SEP, around, batch_of
from .crf import chain_loss, mean_path, one_path, posterior
from .data import IGNORED, OUTSIDE

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from torch import Tensor

    from ..tagger.decode import Run
    from ..tagger.windows import Around, Batch
    from .crf import Paths
    from .data import Example
    from .network import Network
    from .options import Options

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float32]

__all__ = ["Losses", "Teacher", "batch_loss", "false_cues", "hide", "jitter"]

# A unit that is no cue, and at least so likely one in the network's eyes, is worth learning from.
HOT = 0.15
MOST_FALSE = 3
SHARE_RANDOM, SHARE_JITTER = 0.15, 0.25
CUE_TAGS = 3
# BERT's piece for a hidden one.
MASK = 103


@frozen(eq=False)
class Losses:
    """The loss of a batch, in parts, each for one annotated cue.

    Attributes:
        total: What is minimised.
        labels: Labels given a cue.
        cue: Finding cues.
        other: Finding contents and sources without a cue, which helps the encoder.
    """

    total: Tensor
    labels: Tensor
    cue: Tensor
    other: Tensor


@frozen(eq=False)
class Teacher:
    """Other networks, the mean of whose answers is learned beside the answers of the annotators.

    Where annotators differ in habit, it tells what most of them do.

    Attributes:
        networks: The networks, one or more; they read everything that is hidden from the one that learns.
        share: How much their answers count, from 0 to 1.
    """

    networks: tuple[Network, ...]
    share: float


def batch_loss(
    network: Network, batch: Sequence[Example], rng: random.Random, options: Options, teacher: Teacher | None = None
) -> Losses:
    """Return the loss of a batch.

    Args:
        network: The network, in training.
        batch: The windows.
        rng: Draws which pieces to hide, and which false cues to learn from.
        options: Weights of the parts, and how much is hidden.
        teacher: Who else to learn from; ``None`` for nobody.
    """
    made = batch_of([(each.encoded, each.window) for each in batch])
    mine = _read(network, made, hide(made.ids, options.hidden, rng))
    theirs = None if teacher is None else _answers(teacher, made)
    cue, *others = _tag_losses(mine, batch, theirs)
    probability = 1 - mine.tags[:, :, :CUE_TAGS].detach().softmax(-1)[:, :, 0].numpy()
    asked = _asked(batch, probability, rng)
    labels = _label_loss(mine, batch, asked, theirs) if asked else torch.zeros(())
    count = max(sum(len(each.cues) for each in batch), 1)
    other = sum(others)
    return Losses((labels + cue + options.share_other * other) / count, labels / count, cue / count, other / count)


@frozen(eq=False)
class _Reading:
    """What a network makes of a batch."""

    network: Network
    states: Tensor
    tags: Tensor
    projected: Tensor


@frozen(eq=False)
class _Answers:
    """What the teachers make of a batch, and how much that counts."""

    readings: tuple[_Reading, ...]
    share: float

    def tags(self) -> Tensor:
        """The mean probability of each tag, (windows, units, 3, 3)."""
        told = [_by_tag(each.tags).softmax(3) for each in self.readings]
        return torch.stack(told).mean(0)

    def paths(self, near: Around, cues: Sequence[tuple[int, int, int]], mask: Tensor) -> Paths:
        """The mean probability of each step of the labels given each cue."""
        told = [posterior(_scores(each, near, cues), mask, each.network.transition) for each in self.readings]
        return mean_path(told)


def _read(network: Network, made: Batch, ids: Ints) -> _Reading:
    inputs = [torch.from_numpy(array) for array in (ids, made.features, made.mask, made.unit)]
    with torch.autocast("cpu", torch.bfloat16):
        states, tags, projected = network.encoder(*inputs)
    return _Reading(network, states.float(), tags.float(), projected)


def _answers(teacher: Teacher, made: Batch) -> _Answers:
    with torch.no_grad():
        return _Answers(tuple(_read(network, made, made.ids) for network in teacher.networks), teacher.share)


def _by_tag(scores: Tensor) -> Tensor:
    return scores.unflatten(2, (3, CUE_TAGS))


def hide(ids: Ints, share: float, rng: random.Random) -> Ints:
    """Return word pieces, a share of them replaced by the piece for a hidden one; those at the ends stay."""
    drawn = np.random.default_rng(rng.getrandbits(64)).random(ids.shape) < share
    return np.where(drawn & ~np.isin(ids, (CLS, SEP, PAD)), MASK, ids)


def _tag_losses(mine: _Reading, batch: Sequence[Example], theirs: _Answers | None) -> list[Tensor]:
    gold = torch.full((*mine.tags.shape[:2], 3), IGNORED)
    for k, each in enumerate(batch):
        gold[k, : len(each.tags)] = torch.from_numpy(each.tags)
    scores = _by_tag(mine.tags).log_softmax(3)
    wanted = F.one_hot(gold.clamp(min=0), CUE_TAGS).to(scores.dtype)
    if theirs is not None:
        wanted = torch.lerp(wanted, theirs.tags(), theirs.share)
    losses = -(wanted * scores).sum(3) * (gold != IGNORED)
    return list(losses.sum((0, 1)))


@frozen(eq=False)
class _Asked:
    """A cue that the head is asked about: the number of its window, its run, and the right labels."""

    window: int
    cue: Run
    labels: Ints


def _asked(batch: Sequence[Example], probability: Floats, rng: random.Random) -> list[_Asked]:
    asked = []
    for k, each in enumerate(batch):
        false = false_cues(probability[k, : len(each.tags)], each, rng)
        asked += [_Asked(k, jitter(cue, rng), row) for cue, row in zip(each.cues, each.labels, strict=True)]
        asked += [_Asked(k, cue, np.full(len(each.tags), OUTSIDE, dtype=np.int64)) for cue in false]
    return asked


def jitter(cue: Run, rng: random.Random) -> Run:
    """Return a cue; of a long one now and then a part, as finding cues gives at times."""
    first, last = cue
    if last - first > 1 and rng.random() < SHARE_JITTER:
        return (first + 1, last) if rng.random() < 0.5 else (first, last - 1)
    return cue


def false_cues(probability: Floats, example: Example, rng: random.Random) -> list[Run]:
    """Return some runs that the network takes for cues and that are none, and now and then a random unit.

    Without them the head would never learn to answer that a cue has no content.

    Args:
        probability: Of each unit that it is in a cue.
        example: The window.
        rng: Draws which.
    """
    is_free = example.tags[:, 0] == OUTSIDE
    found: list[Run] = []
    for unit in map(int, np.flatnonzero((probability > HOT) & is_free)):
        if found and found[-1][1] == unit:
            found[-1] = (found[-1][0], unit + 1)
        else:
            found.append((unit, unit + 1))
    rng.shuffle(found)
    some = found[:MOST_FALSE]
    if rng.random() < SHARE_RANDOM and is_free[unit := rng.randrange(len(is_free))]:
        some.append((unit, unit + 1))
    return some


def _label_loss(mine: _Reading, batch: Sequence[Example], asked: Sequence[_Asked], theirs: _Answers | None) -> Tensor:
    cues = [(each.window, *each.cue) for each in asked]
    near = around([(each.encoded, each.window) for each in batch], mine.states.shape[1], cues)
    gold = np.zeros(near.index.shape, dtype=np.int64)
    for row, each in enumerate(asked):
        first, length = int(near.first[row]), int(near.lengths[row])
        gold[row, :length] = each.labels[first : first + length]
    mask = torch.from_numpy(near.mask)
    paths = one_path(torch.from_numpy(gold), mask)
    if theirs is not None:
        with torch.no_grad():
            told = theirs.paths(near, cues, mask)
        paths = paths.mixed(told, theirs.share)
    return chain_loss(_scores(mine, near, cues), paths, mask, mine.network.transition).sum()


def _scores(reading: _Reading, near: Around, cues: Sequence[tuple[int, int, int]]) -> Tensor:
    index, distance, paragraph, mask = (
        torch.from_numpy(array) for array in (near.index, near.distance, near.paragraph, near.mask)
    )
    with torch.autocast("cpu", torch.bfloat16):
        rows = reading.projected.flatten(0, 1)[index]
        scores: Tensor = reading.network.head(rows, _cue_states(reading.states, cues), distance, paragraph, mask)
    return scores.float()


def _cue_states(states: Tensor, cues: Sequence[tuple[int, int, int]]) -> Tensor:
    """The mean state of each cue's units."""
    units = [(row, k, unit) for row, (k, first, last) in enumerate(cues) for unit in range(first, last)]
    row, k, unit = torch.tensor(units).unbind(1)
    total = torch.zeros(len(cues), states.shape[2]).index_add(0, row, states[k, unit])
    return total / torch.bincount(row, minlength=len(cues))[:, None]
