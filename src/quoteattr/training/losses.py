"""What a batch costs: the cues, content and source wherever they stand, and the labels given each cue."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch
from attrs import frozen
from torch.nn import functional as F  # noqa: N812 - the name that all of torch's users know

from ..tagger.windows import CLS, PAD, SEP, around, batch_of
from .crf import chain_loss
from .data import IGNORED, OUTSIDE

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from torch import Tensor

    from ..tagger.decode import Run
    from .data import Example
    from .network import Network
    from .options import Options

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float32]

__all__ = ["Losses", "batch_loss", "false_cues", "hide", "jitter"]

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


def batch_loss(network: Network, batch: Sequence[Example], rng: random.Random, options: Options) -> Losses:
    """Return the loss of a batch.

    Args:
        network: The network, in training.
        batch: The windows.
        rng: Draws which pieces to hide, and which false cues to learn from.
        options: Weights of the parts, and how much is hidden.
    """
    made = batch_of([(each.encoded, each.window) for each in batch])
    ids = hide(made.ids, options.hidden, rng)
    inputs = [torch.from_numpy(array) for array in (ids, made.features, made.mask, made.unit)]
    with torch.autocast("cpu", torch.bfloat16):
        states, tags, projected = network.encoder(*inputs)
    states, tags = states.float(), tags.float()
    cue, *others = _tag_losses(tags, batch)
    probability = 1 - tags[:, :, :CUE_TAGS].detach().softmax(-1)[:, :, 0].numpy()
    asked = _asked(batch, probability, rng)
    labels = _label_loss(network, batch, states, projected, asked) if asked else torch.zeros(())
    count = max(sum(len(each.cues) for each in batch), 1)
    other = sum(others)
    return Losses((labels + cue + options.share_other * other) / count, labels / count, cue / count, other / count)


def hide(ids: Ints, share: float, rng: random.Random) -> Ints:
    """Return word pieces, a share of them replaced by the piece for a hidden one; those at the ends stay."""
    drawn = np.random.default_rng(rng.getrandbits(64)).random(ids.shape) < share
    return np.where(drawn & ~np.isin(ids, (CLS, SEP, PAD)), MASK, ids)


def _tag_losses(tags: Tensor, batch: Sequence[Example]) -> list[Tensor]:
    gold = torch.full((*tags.shape[:2], 3), IGNORED)
    for k, each in enumerate(batch):
        gold[k, : len(each.tags)] = torch.from_numpy(each.tags)
    columns = zip(tags.split(CUE_TAGS, dim=2), gold.unbind(2), strict=True)
    return [F.cross_entropy(scores.flatten(0, 1), column.flatten(), reduction="sum") for scores, column in columns]


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


def _label_loss(
    network: Network, batch: Sequence[Example], states: Tensor, projected: Tensor, asked: Sequence[_Asked]
) -> Tensor:
    cues = [(each.window, *each.cue) for each in asked]
    near = around([(each.encoded, each.window) for each in batch], states.shape[1], cues)
    gold = np.zeros(near.index.shape, dtype=np.int64)
    for row, each in enumerate(asked):
        first, length = int(near.first[row]), int(near.lengths[row])
        gold[row, :length] = each.labels[first : first + length]
    index, distance, paragraph, mask = (
        torch.from_numpy(array) for array in (near.index, near.distance, near.paragraph, near.mask)
    )
    with torch.autocast("cpu", torch.bfloat16):
        rows = projected.flatten(0, 1)[index]
        scores = network.head(rows, _cue_states(states, cues), distance, paragraph, mask)
    return chain_loss(scores.float(), torch.from_numpy(gold), mask, network.transition).sum()


def _cue_states(states: Tensor, cues: Sequence[tuple[int, int, int]]) -> Tensor:
    """The mean state of each cue's units."""
    units = [(row, k, unit) for row, (k, first, last) in enumerate(cues) for unit in range(first, last)]
    row, k, unit = torch.tensor(units).unbind(1)
    total = torch.zeros(len(cues), states.shape[2]).index_add(0, row, states[k, unit])
    return total / torch.bincount(row, minlength=len(cues))[:, None]
