"""Annotated choices → weights: a conditional logit over the candidates and nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
from attrs import frozen

from ..identity.weights import Rule

__all__ = ["Annotated", "fit_rule"]

Numbers = npt.NDArray[np.float64]

MOST_STEPS = 100
SMALLEST_STEP = 1e-9
MOST_HALVINGS = 40


@frozen
class Annotated:
    """A choice with the answer of the annotators.

    Attributes:
        options: What speaks for and against each candidate.
        right: Numbers of the options that are the speaker; none where nobody of them is.
    """

    options: tuple[Mapping[str, float], ...]
    right: frozenset[int]


@frozen
class _Problem:
    """Choices as numbers: a row a candidate and one for nobody, whose only feature is the threshold."""

    choices: tuple[tuple[Numbers, Numbers], ...]
    start: Numbers
    strength: float

    def loss(self, weights: Numbers) -> float:
        """How unlikely the right answers are, and how far the weights are from where they began."""
        logs = [_log_sum(rows[right > 0] @ weights) - _log_sum(rows @ weights) for rows, right in self.choices]
        return float(-sum(logs) + self.strength / 2 * np.sum((weights - self.start) ** 2))

    def step(self, weights: Numbers) -> Numbers:
        """The step of Newton's method, with the shares of several right answers held fixed."""
        slope = self.strength * (weights - self.start)
        bend = self.strength * np.eye(len(weights))
        for rows, right in self.choices:
            scores = rows @ weights
            likely = np.exp(scores - _log_sum(scores))
            wanted = likely * right / np.sum(likely * right)
            mean = likely @ rows
            slope = slope + mean - wanted @ rows
            bend = bend + (rows * likely[:, None]).T @ rows - np.outer(mean, mean)
        return np.asarray(-np.linalg.solve(bend, slope), dtype=np.float64)


def fit_rule(choices: Sequence[Annotated], present: Rule, strength: float) -> Rule:
    """Return the weights under which the right answers are likely, and which are near the present ones.

    The chance of a candidate is proportional to the exponential of its score, that of nobody to the exponential of
    the threshold. The squared distance from *present* counts *strength* / 2. Nothing is drawn: the same choices
    give the same weights.

    Args:
        choices: With their answers; without any, *present* is returned.
        present: Where the weights begin, and what they are held near to.
        strength: How strongly; above 0.

    Raises:
        ValueError: If *strength* is not above 0.

    Example:
        >>> choice = Annotated(({"recency": 1.0}, {"recency": 0.0}), frozenset([0]))
        >>> fit_rule([choice] * 20, Rule(0.0, {"recency": 0.0}), strength=1.0).weights["recency"] > 1
        True
    """
    if not strength > 0:
        raise ValueError(f"strength={strength}: allowed are numbers above 0")
    if not choices:
        return present
    names = tuple(present.weights)
    start = np.array([*present.weights.values(), present.threshold], dtype=np.float64)
    found = _least(_Problem(tuple(_numbers(choice, names) for choice in choices), start, strength))
    rounded = [round(float(value), 3) for value in found]
    return Rule(rounded[-1], dict(zip(names, rounded, strict=False)))


def _least(problem: _Problem) -> Numbers:
    """Go down until no step is left; a step that goes too far is halved."""
    weights, loss = problem.start, problem.loss(problem.start)
    for _ in range(MOST_STEPS):
        step = problem.step(weights)
        for _ in range(MOST_HALVINGS):
            if problem.loss(weights + step) <= loss:
                break
            step = step / 2
        else:
            return weights
        weights = weights + step
        loss = problem.loss(weights)
        if np.abs(step).max() < SMALLEST_STEP:
            return weights
    return weights


def _numbers(choice: Annotated, names: Sequence[str]) -> tuple[Numbers, Numbers]:
    rows = [[*(option.get(name, 0.0) for name in names), 0.0] for option in choice.options]
    nobody = [*(0.0 for _ in names), 1.0]
    right = [float(number in choice.right) for number in range(len(rows))]
    return np.array([*rows, nobody]), np.array([*right, float(not choice.right)])


def _log_sum(scores: Numbers) -> float:
    top = float(scores.max())
    return top + float(np.log(np.exp(scores - top).sum()))
