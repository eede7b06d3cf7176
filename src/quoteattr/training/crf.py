"""The loss of a linear chain of labels, in which entering and leaving a label have scores of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from attrs import frozen
from torch.nn import functional as F  # noqa: N812 - the name that all of torch's users know

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from torch import Tensor

    Doubles = NDArray[np.float64]

__all__ = ["LABELS", "SCORES", "Paths", "chain_loss", "mean_path", "one_path", "posterior"]

# Out, content, source; and for each unit the scores of being, entering and leaving each of them.
LABELS = 3
SCORES = 3 * LABELS


@frozen(eq=False)
class Paths:
    """How probable each step of the label paths of some chains is; a path that is certain has ones and zeros.

    Attributes:
        begin: Of each label at the first unit, (chains, 3).
        moves: Of each move at each unit but the first, (chains, units - 1, from, to); 0 behind the last unit.
    """

    begin: Tensor
    moves: Tensor

    def mixed(self, other: Paths, share: float) -> Paths:
        """Return what the two say together, the other one with a share from 0 to 1."""
        return Paths(torch.lerp(self.begin, other.begin, share), torch.lerp(self.moves, other.moves, share))


def one_path(labels: Tensor, mask: Tensor) -> Paths:
    """Return paths that are certain.

    Args:
        labels: The label of each unit, (chains, units).
        mask: 1 for a unit, 0 for padding behind the last, (chains, units).
    """
    single = F.one_hot(labels, LABELS).to(mask.dtype)
    moves = single[:, :-1, :, None] * single[:, 1:, None, :]
    return Paths(single[:, 0], moves * mask[:, 1:, None, None])


def mean_path(paths: Sequence[Paths]) -> Paths:
    """Return what several say together, each as much as any other."""
    return Paths(
        torch.stack([each.begin for each in paths]).mean(0), torch.stack([each.moves for each in paths]).mean(0)
    )


def posterior(scores: Tensor, mask: Tensor, transition: Tensor) -> Paths:
    """Return how probable each step is by the scores; the arguments are those of `chain_loss`, without gradients."""
    chains = _Chains.of(_begin(scores, transition), _moves(scores, transition), mask.sum(1).long())
    begin, moves = chains.posterior()
    return Paths(torch.from_numpy(begin).to(scores.dtype), torch.from_numpy(moves).to(scores.dtype))


def chain_loss(scores: Tensor, paths: Paths, mask: Tensor, transition: Tensor) -> Tensor:
    """Return the cross-entropy of label paths, (chains,); of a path that is certain its negative log-likelihood.

    Args:
        scores: Scores of being, entering and leaving each label, (chains, units, 9).
        paths: What the labels should be.
        mask: 1 for a unit, 0 for padding behind the last, (chains, units).
        transition: Scores of moving from one label to another, (3, 3).
    """
    begin, moves = _begin(scores, transition), _moves(scores, transition)
    total: Tensor = _LogPartition.apply(begin, moves, mask.sum(1).long())
    return total - (begin * paths.begin).sum(1) - (moves * paths.moves).sum((1, 2, 3))


def _begin(scores: Tensor, transition: Tensor) -> Tensor:
    """Scores of the first unit: a chain starts as if `out` stood before it."""
    change = torch.ones(LABELS)
    change[0] = 0
    return scores[:, 0, :LABELS] + (transition[0] + scores[:, 0, LABELS : 2 * LABELS]) * change


def _moves(scores: Tensor, transition: Tensor) -> Tensor:
    """Scores of coming from one label to another at each unit but the first, (chains, units - 1, from, to)."""
    enter, leave = scores[:, 1:, LABELS : 2 * LABELS], scores[:, :-1, 2 * LABELS :]
    change = 1 - torch.eye(LABELS)
    step = transition + change * (leave[:, :, :, None] + enter[:, :, None, :])
    return step + scores[:, 1:, None, :LABELS]


class _LogPartition(torch.autograd.Function):
    """The logarithm of the sum over all paths.

    The gradient comes from forward-backward in numpy: recording hundreds of tiny steps took half the time of training.
    """

    @staticmethod
    def forward(ctx: Any, begin: Tensor, moves: Tensor, lengths: Tensor) -> Tensor:
        ctx.chains = _Chains.of(begin, moves, lengths)
        return torch.from_numpy(ctx.chains.log).to(begin.dtype)

    @staticmethod
    def backward(ctx: Any, *grads: Any) -> Any:
        grad: Tensor = grads[0]
        start, moved = ctx.chains.posterior()
        begin = torch.from_numpy(start).to(grad.dtype) * grad[:, None]
        return begin, torch.from_numpy(moved).to(grad.dtype) * grad[:, None, None, None], None


@frozen(eq=False)
class _Chains:
    """What going forward through some chains leaves for going back.

    Attributes:
        alpha: Sums over the paths up to each unit, made to add up to one, (units, chains, 3).
        scale: What they were divided by, (units - 1, chains).
        weight: Of each move, (units - 1, chains, from, to).
        live: Whether a move is one of the chain, (units - 1, chains).
        log: The logarithm of the sum over all paths, (chains,).
    """

    alpha: Doubles
    scale: Doubles
    weight: Doubles
    live: NDArray[np.bool_]
    log: Doubles

    @classmethod
    def of(cls, begin: Tensor, moves: Tensor, lengths: Tensor) -> _Chains:
        step = moves.detach().numpy().astype(np.float64).transpose(1, 0, 2, 3)
        top = step.max((2, 3), keepdims=True, initial=-np.inf)
        live = np.arange(1, len(step) + 1)[:, None] < lengths.numpy()[None, :]
        weight = np.where(live[:, :, None, None], np.exp(step - top), np.eye(LABELS))
        first = begin.detach().numpy().astype(np.float64)
        high = first.max(1)
        alpha, scale = _forward(np.exp(first - high[:, None]), weight)
        log = high + np.where(live, top[:, :, 0, 0], 0).sum(0) + np.log(scale).sum(0) + np.log(alpha[-1].sum(1))
        return cls(alpha, scale, weight, live, log)

    def posterior(self) -> tuple[Doubles, Doubles]:
        """Probability of each label at the first unit, and of each move, (chains, units - 1, from, to)."""
        start, moved = _backward(self.alpha, self.weight, self.scale)
        return start, (moved * self.live[:, :, None, None]).transpose(1, 0, 2, 3)


def _forward(first: Doubles, weight: Doubles) -> tuple[Doubles, Doubles]:
    """Sums over the paths up to each unit, made to add up to one, and what they were divided by."""
    alpha = np.empty((len(weight) + 1, *first.shape))
    scale = np.empty(weight.shape[:2])
    alpha[0] = first
    for t, step in enumerate(weight):
        new = (alpha[t][:, :, None] * step).sum(1)
        scale[t] = new.sum(1)
        alpha[t + 1] = new / scale[t][:, None]
    return alpha, scale


def _backward(alpha: Doubles, weight: Doubles, scale: Doubles) -> tuple[Doubles, Doubles]:
    """Probability of each label at the first unit, and of each move."""
    beta = np.ones_like(alpha[0]) / alpha[-1].sum(1)[:, None]
    moved = np.empty_like(weight)
    for t in range(len(weight) - 1, -1, -1):
        part = weight[t] * (beta / scale[t][:, None])[:, None, :]
        moved[t] = alpha[t][:, :, None] * part
        beta = part.sum(2)
    return alpha[0] * beta, moved
