"""Cutting a text of any length into windows the encoder can take, at paragraph and sentence ends."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from .features import CLOSES, GLUED, LINE, SENTENCE_END, SINGLE, Encoded

Ints = NDArray[np.int64]
CLS, SEP, PAD = 101, 102, 0
MAX_PIECES = 48  # of one unit; the rest of a longer one is not read


@frozen
class Window:
    """A run of units that the encoder reads at once.

    Attributes:
        first: First unit that is read.
        last: One after the last that is read.
        core_first: First unit whose cues are decided here; the cores of all windows part the text.
        core_last: One after the last of them.
    """

    first: int
    last: int
    core_first: int
    core_last: int


@frozen(eq=False)
class Batch:
    """Windows side by side, padded.

    Attributes:
        ids: Word piece ids, (windows, pieces).
        features: Shape, quotation state, what stands before, place, (windows, pieces, 4).
        mask: 1 for a piece, 0 for padding, (windows, pieces).
        unit: Position of each unit's first piece, (windows, units).
        unit_mask: 1 for a unit, 0 for padding, (windows, units).
    """

    ids: Ints
    features: Ints
    mask: NDArray[np.float32]
    unit: Ints
    unit_mask: NDArray[np.float32]


def break_quality(e: Encoded) -> NDArray[np.int8]:
    """Return how good it is to cut before each unit: 2 a paragraph, 1 a sentence, 0 neither; one more for the end."""
    quality = np.zeros(len(e) + 1, dtype=np.int8)
    ended = False
    for u in range(len(e)):
        if e.before[u] >= LINE:
            quality[u] = 2
        elif ended and e.before[u] != GLUED:
            quality[u] = 1
        word_end = e.word(u)[-1] in SENTENCE_END
        ended = word_end or (ended and e.state[u] in (CLOSES, SINGLE))
    quality[len(e)] = 2
    return quality


def _widths(e: Encoded) -> NDArray[np.int64]:
    """Cumulative pieces before each unit, with long units cut."""
    counts = np.minimum(np.diff(e.first), MAX_PIECES)
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)


def _cut(quality: NDArray[np.int8], low: int, high: int) -> int:
    """The best place to cut in low < cut <= high: the last paragraph end, else sentence end, else high."""
    for wanted in (2, 1):
        found = np.flatnonzero(quality[low + 1 : high + 1] >= wanted)
        if len(found):
            return low + 1 + int(found[-1])
    return high


def plan(e: Encoded, size: int = 256, left: int = 48, right: int = 24, first_size: int | None = None) -> list[Window]:
    """Return windows of at most *size* pieces whose cores part the text.

    Args:
        e: The text.
        size: Pieces of a window, the two at its ends included.
        left: Pieces of context before the core, as far as whole sentences fit.
        right: Pieces of context behind it.
        first_size: Pieces of the first window; ``None`` for *size*.
    """
    n = len(e)
    if not n:
        return []
    width, quality = _widths(e), break_quality(e)
    room = size - 2
    windows: list[Window] = []
    start = 0
    while start < n:
        begin = _context(width, quality, start, left)
        budget = (first_size - 2) if first_size and not windows else room
        reach = int(np.searchsorted(width, width[begin] + budget, side="right")) - 1
        reach = min(max(reach, start + 1), n)
        if reach == n:
            stop = n
        else:
            limit = int(np.searchsorted(width, width[reach] - right, side="right")) - 1
            limit = max(limit, start + 1)
            low = int(np.searchsorted(width, width[start] + (width[limit] - width[start]) // 2, side="right")) - 1
            stop = max(_cut(quality, max(low, start), limit), start + 1)
        end = max(reach, stop) if right else stop
        windows.append(Window(begin, end, start, stop))
        start = stop
    return windows


def _context(width: NDArray[np.int64], quality: NDArray[np.int8], start: int, left: int) -> int:
    if not left or not start:
        return start
    begin = int(np.searchsorted(width, width[start] - left, side="left"))
    for wanted in (2, 1):
        found = np.flatnonzero(quality[begin:start] >= wanted)
        if len(found):
            return begin + int(found[0])
    return begin


def batch_of(e_and_w: Sequence[tuple[Encoded, Window]]) -> Batch:
    """Return windows, of one text or several, padded to one batch."""
    rows = [_row(e, w) for e, w in e_and_w]
    n = len(rows)
    pieces = max(len(r[0]) for r in rows)
    units = max(len(r[2]) for r in rows)
    ids = np.full((n, pieces), PAD, dtype=np.int64)
    features = np.zeros((n, pieces, 4), dtype=np.int64)
    mask = np.zeros((n, pieces), dtype=np.float32)
    unit = np.zeros((n, units), dtype=np.int64)
    unit_mask = np.zeros((n, units), dtype=np.float32)
    for k, (row_ids, row_features, row_unit) in enumerate(rows):
        ids[k, : len(row_ids)] = row_ids
        features[k, : len(row_ids)] = row_features
        mask[k, : len(row_ids)] = 1
        unit[k, : len(row_unit)] = row_unit
        unit_mask[k, : len(row_unit)] = 1
    return Batch(ids, features, mask, unit, unit_mask)


def _row(e: Encoded, w: Window) -> tuple[Ints, Ints, Ints]:
    counts = np.minimum(np.diff(e.first[w.first : w.last + 1]), MAX_PIECES).astype(np.int64)
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.int64)
    total = int(counts.sum())
    owner = np.repeat(np.arange(w.first, w.last), counts)
    inner = np.arange(total) - np.repeat(starts, counts)
    ids = np.full(total + 2, SEP, dtype=np.int64)
    ids[0] = CLS
    ids[1:-1] = e.pieces[e.first[owner] + inner]
    features = np.zeros((total + 2, 4), dtype=np.int64)
    for k, column in enumerate((e.shape, e.state, e.before, e.place)):
        features[1:-1, k] = column[owner]
    features[1:-1, 2][inner > 0] = 0
    return ids, features, starts + 1


# How many units beside a cue its labels may reach; 99.5 % of annotated quotes in news stay inside.
REACH_LEFT, REACH_RIGHT = 64, 96


@frozen(eq=False)
class Around:
    """The stretches of windows around some cues, padded to one batch.

    Attributes:
        index: Row of each unit in the flattened (windows, units), (cues, units).
        distance: Bucket of its distance from the cue, (cues, units).
        paragraph: How many paragraphs away it is, 0 … 4 for -2 … 2, (cues, units).
        mask: 1 for a unit, 0 for padding, (cues, units).
        first: First unit of each stretch within its window, (cues,).
        lengths: Units of each stretch, (cues,).
    """

    index: Ints
    distance: Ints
    paragraph: Ints
    mask: NDArray[np.float32]
    first: Ints
    lengths: Ints


def around(part: Sequence[tuple[Encoded, Window]], units: int, cues: Sequence[tuple[int, int, int]]) -> Around:
    """Return the stretches around cues.

    Args:
        part: The texts and windows of the batch.
        units: The padded width of the windows.
        cues: Number of the window, first unit, one after the last, in units of the window.
    """
    n = len(cues)
    low = np.array([max(a - REACH_LEFT, 0) for _, a, _ in cues], dtype=np.int64)
    high = np.array([min(b + REACH_RIGHT, part[k][1].last - part[k][1].first) for k, _, b in cues], dtype=np.int64)
    lengths = high - low
    width = int(lengths.max())
    shape = (n, width)
    index, distance, paragraph = (np.zeros(shape, dtype=np.int64) for _ in range(3))
    mask = np.zeros(shape, dtype=np.float32)
    for r, (k, a, b) in enumerate(cues):
        e, w = part[k]
        m = int(lengths[r])
        at = np.arange(low[r], high[r])
        index[r, :m] = k * units + at
        distance[r, :m] = bucket(np.where(at < a, at - a, np.where(at >= b, at - b + 1, 0)))
        away = e.paragraph[at + w.first] - e.paragraph[a + w.first]
        paragraph[r, :m] = np.clip(away, -2, 2) + 2
        mask[r, :m] = 1
    return Around(index, distance, paragraph, mask, low, lengths)


N_BUCKETS = 53


def bucket(away: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return distances as 0 … 52, 26 for none: exact to 16 units, then logarithmic to 256."""
    size = np.abs(away)
    far = 16 + np.floor(np.log2(np.maximum(size, 16) / 16) * 2.5).astype(np.int64)
    near = np.where(size <= 16, size, np.minimum(far, 26))
    return np.where(away < 0, 26 - near, 26 + near).astype(np.int64)
