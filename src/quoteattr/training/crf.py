"""The loss of a linear chain of labels, in which entering and leaving a label have scores of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import torch

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import Tensor

    Doubles = NDArray[np.float64]

__all__ = ["LABELS", "SCORES", "chain_loss"]

# Out, content, source; and for each unit the scores of being, entering and leaving each of them.
LABELS = 3
SCORES = 3 * LABELS


def chain_loss(scores: Tensor, labels: Tensor, mask: Tensor, transition: Tensor) -> Tensor:
    """Return the negative log-likelihood of each label path, (chains,).

    Args:
        scores: Scores of being, entering and leaving each label, (chains, units, 9).
        labels: The labels, (chains, units).
        mask: 1 for a unit, 0 for padding behind the last, (chains, units).
        transition: Scores of moving from one label to another, (3, 3).
    """
    begin, moves = _begin(scores, transition), _moves(scores, transition)
    total: Tensor = _LogPartition.apply(begin, moves, mask.sum(1).long())
    first = torch.gather(begin, 1, labels[:, :1]).squeeze(1)
    pair = labels[:, :-1] * LABELS + labels[:, 1:]
    moved = torch.gather(moves.flatten(2), 2, pair[:, :, None]).squeeze(2) * mask[:, 1:]
    return total - (first + moved.sum(1))


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
        step = moves.detach().numpy().astype(np.float64).transpose(1, 0, 2, 3)
        top = step.max((2, 3), keepdims=True, initial=-np.inf)
        live = np.arange(1, len(step) + 1)[:, None] < lengths.numpy()[None, :]
        weight = np.where(live[:, :, None, None], np.exp(step - top), np.eye(LABELS))
        first = begin.detach().numpy().astype(np.float64)
        high = first.max(1)
        alpha, scale = _forward(np.exp(first - high[:, None]), weight)
        ctx.kept = (alpha, weight, scale, live)
        log = high + np.where(live, top[:, :, 0, 0], 0).sum(0) + np.log(scale).sum(0) + np.log(alpha[-1].sum(1))
        return torch.from_numpy(log).to(begin.dtype)

    @staticmethod
    def backward(ctx: Any, *grads: Any) -> Any:
        grad: Tensor = grads[0]
        alpha, weight, scale, live = ctx.kept
        start, moved = _backward(alpha, weight, scale)
        moved *= live[:, :, None, None]
        begin = torch.from_numpy(start).to(grad.dtype) * grad[:, None]
        moves = torch.from_numpy(moved.transpose(1, 0, 2, 3)).to(grad.dtype) * grad[:, None, None, None]
        return begin, moves, None


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
