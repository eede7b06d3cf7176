"""Scores → probabilities: a monotone map fitted on judged quotes, and how far its probabilities are off."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..tagger.runtime import Calibration

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from .assess import Judged

    Doubles = NDArray[np.float64]

__all__ = ["calibration_error", "cross_validated_error", "fit", "pool_adjacent_violators"]

FOLDS, BINS = 5, 10
# Digits that a card has.
DIGITS = 6


def pool_adjacent_violators(values: Sequence[float], weights: Sequence[float]) -> list[tuple[float, float, int]]:
    """Return the ascending sequence that is nearest to *values* by weighted squares, as blocks of equal value.

    Args:
        values: Any numbers.
        weights: How much each counts; above 0.

    Returns:
        Of each block its value, its weight and how many values it stands for. Linear in time.

    Example:
        >>> pool_adjacent_violators([1, 3, 2, 4], [1, 1, 1, 1])
        [(1, 1, 1), (2.5, 2, 2), (4, 1, 1)]
    """
    blocks: list[tuple[float, float, int]] = []
    for value, weight in zip(values, weights, strict=True):
        block = (value, weight, 1)
        while blocks and blocks[-1][0] >= block[0]:
            mean, mass, count = blocks.pop()
            total = mass + block[1]
            block = ((mean * mass + block[0] * block[1]) / total, total, count + block[2])
        blocks.append(block)
    return blocks


def fit(judged: Sequence[Judged]) -> Calibration:
    """Return the map from score to probability of being right that fits best among those that never fall.

    Isotonic regression, with a straight line from the middle of each block to that of the next: a step function would
    give very different probabilities to scores that hardly differ. Sorting aside, linear in time.

    Args:
        judged: Quotes with their scores; without any, the map changes nothing.
    """
    if not judged:
        return Calibration()
    score, first, count = np.unique([each.score for each in judged], return_inverse=True, return_counts=True)
    right = np.bincount(first.ravel(), weights=[each.is_right for each in judged])
    blocks = pool_adjacent_violators((right / count).tolist(), count.astype(float).tolist())
    ends = np.cumsum([length for _, _, length in blocks])
    parts = zip(np.split(score, ends[:-1]), np.split(count, ends[:-1]), strict=True)
    middles = [float(np.average(scores, weights=counts)) for scores, counts in parts]
    return _rounded(middles, [value for value, _, _ in blocks])


def _rounded(scores: Sequence[float], probabilities: Sequence[float]) -> Calibration:
    """Blocks that a card could not tell apart are one."""
    knots = {round(score, DIGITS): round(each, DIGITS) for score, each in zip(scores, probabilities, strict=True)}
    return Calibration(tuple(knots), tuple(knots.values()))


def calibration_error(probabilities: Sequence[float], right: Sequence[bool]) -> float:
    """Return the expected calibration error: how far, on average, a probability is from the share that is right.

    In ten bins of equal width; each counts by how many probabilities it has. 0 where there are none.

    Example:
        >>> calibration_error([0.8, 0.8, 0.8, 0.8, 0.8], [True, True, True, True, False])
        0.0
    """
    if not probabilities:
        return 0.0
    told, true = np.asarray(probabilities, dtype=float), np.asarray(right, dtype=float)
    bins = np.minimum((told * BINS).astype(int), BINS - 1)
    gaps = np.bincount(bins, weights=told - true, minlength=BINS)
    return round(float(np.abs(gaps).sum() / len(told)), DIGITS)


def cross_validated_error(judged: Sequence[Judged], least: float) -> float:
    """Return the expected calibration error on documents that the map was not fitted on.

    Args:
        judged: Quotes with their scores.
        least: Quotes with a lower score count for the fit alone, since nobody sees them.
    """
    pairs = [pair for fold in range(FOLDS) for pair in _held_out(judged, fold, least)]
    return calibration_error([told for told, _ in pairs], [is_right for _, is_right in pairs])


def _held_out(judged: Sequence[Judged], fold: int, least: float) -> list[tuple[float, bool]]:
    calibration = fit([each for each in judged if each.document % FOLDS != fold])
    seen = (each for each in judged if each.document % FOLDS == fold and each.score >= least)
    return [(calibration.probability_of(each.score), each.is_right) for each in seen]
