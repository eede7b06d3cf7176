"""Scores → spans: cue candidates, the best label path for each cue, and one flat reading of the text."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from .features import CLOSES, GLUED, INSIDE, OPENS, OPENS_SINGLE, SINGLE, Encoded

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
# Units, half-open.
Run = tuple[int, int]

OUT, CONTENT, SOURCE = range(3)

# States of the constrained search: a label, and whether content and source have been seen.
_STATES = [(0, 0, 0), (0, 1, 0), (0, 0, 1), (0, 1, 1), (1, 1, 0), (1, 1, 1), (2, 0, 1), (2, 1, 1)]
_LABEL = np.array([s[0] for s in _STATES])
_NEVER = np.float32(-1e9)


def _allowed() -> NDArray[np.bool_]:
    """Content at least once is asked for at the end; source is one run at most."""
    ok = np.zeros((len(_STATES), len(_STATES)), dtype=bool)
    for i, (a, c, s) in enumerate(_STATES):
        for j, (b, d, t) in enumerate(_STATES):
            seen = d == int(c or b == CONTENT) and t == int(s or b == SOURCE)
            ok[i, j] = seen and not (b == SOURCE and a != SOURCE and s)
    return ok


_OK = _allowed()
_FINAL = np.array([s[1] == 1 for s in _STATES])
_START = np.array([s in ((0, 0, 0), (1, 1, 0), (2, 0, 1)) for s in _STATES])


@frozen
class Settings:
    """How scores become spans; chosen on the development part of PolNeAR.

    Attributes:
        cue_low: A unit with a lower probability is no cue candidate.
        accept: A quote with a lower score is not reported.
        overlap: Share of a content that a better quote may hold before it is dropped.
        snap: How many units a boundary moves to reach a quotation mark.
    """

    cue_low: float = 0.15
    accept: float = 0.6
    overlap: float = 0.5
    snap: int = 1


@frozen
class Tagged:
    """A quote in units of the text.

    Attributes:
        content: Its runs, in text order.
        cue: The run of its cue.
        source: The runs of its source; may be empty.
        score: Probability that it is a quote.
        cue_score: Probability of the cue alone.
    """

    content: tuple[Run, ...]
    cue: Run
    source: tuple[Run, ...]
    score: float
    cue_score: float


def softmax(x: Floats) -> Floats:
    """Return probabilities along the last axis."""
    y = np.exp(x - x.max(-1, keepdims=True))
    return np.asarray(y / y.sum(-1, keepdims=True), dtype=np.float32)


def cue_runs(p: Floats, low: float) -> list[tuple[int, int, float]]:
    """Return candidate cues (first unit, one after the last, probability) from the probabilities (units, 3)."""
    inside = 1 - p[:, 0]
    runs: list[tuple[int, int, float]] = []
    u, n = 0, len(p)
    while u < n:
        if inside[u] < low:
            u += 1
            continue
        v = u + 1
        while v < n and inside[v] >= low and not (p[v, 1] > p[v, 2] and p[v, 1] >= 0.3 and inside[v - 1] >= 0.3):
            v += 1
        runs.append(_trimmed(inside, u, v))
        u = v
    return runs


def _trimmed(inside: Floats, first: int, last: int) -> tuple[int, int, float]:
    top = float(inside[first:last].max())
    while inside[first] < top / 2:
        first += 1
    while inside[last - 1] < top / 2:
        last -= 1
    return first, last, top


def _moves(scores: Floats, lengths: Ints, transition: Floats) -> Floats:
    """Scores of coming from one label to another and being there, (units - 1, cues, from, to).

    Behind the last unit of a cue every label stays, which costs nothing.
    """
    change = 1 - np.eye(3, dtype=np.float32)
    rows = scores.transpose(1, 0, 2)
    enter_and_leave = rows[:-1, :, 6:9, None] + rows[1:, :, None, 3:6]
    moves = transition + change * enter_and_leave + rows[1:, :, None, :3]
    stay = np.where(np.eye(3, dtype=bool), np.float32(0), _NEVER)
    live = np.arange(1, len(rows))[:, None] < lengths
    return np.asarray(np.where(live[:, :, None, None], moves, stay), dtype=np.float32)


def _begin(scores: Floats, transition: Floats) -> Floats:
    change = np.array([0, 1, 1], dtype=np.float32)
    return np.asarray(scores[:, 0, :3] + (transition[0] + scores[:, 0, 3:6]) * change, dtype=np.float32)


def empty_probability(scores: Floats, lengths: Ints, transition: Floats) -> Floats:
    """Return the probability of the path without any label, for each cue, (cues,)."""
    begin, moves = _begin(scores, transition), _moves(scores, lengths, transition)
    alpha = begin.astype(np.float64)
    for move in moves:
        alpha = np.logaddexp.reduce(alpha[:, :, None] + move, axis=1)
    total = np.logaddexp.reduce(alpha, axis=1)
    empty = begin[:, 0] + moves[:, :, OUT, OUT].sum(0, dtype=np.float64)
    return np.asarray(np.exp(np.minimum(empty - total, 0)), dtype=np.float32)


def best_paths(scores: Floats, lengths: Ints, transition: Floats) -> Ints:
    """Return the best label path of each cue that has content and at most one source, (cues, units)."""
    n, units, _ = scores.shape
    blocked = np.where(_OK, np.float32(0), _NEVER)
    moves = _moves(scores, lengths, transition)[:, :, _LABEL[:, None], _LABEL[None, :]] + blocked
    at = np.where(_START, _begin(scores, transition)[:, _LABEL], _NEVER)
    back = np.empty((units - 1, n, len(_STATES)), dtype=np.int8)
    for move, came in zip(moves, back, strict=True):
        reached = at[:, :, None] + move
        came[:] = reached.argmax(1)
        at = reached.max(1)
    rows = np.arange(n)
    states = np.empty((units, n), dtype=np.int64)
    states[-1] = np.where(_FINAL, at, _NEVER).argmax(1)
    for t in range(units - 2, -1, -1):
        states[t] = back[t, rows, states[t + 1]]
    return np.where(np.arange(units) < lengths[:, None], _LABEL[states.T], OUT)


def runs_of(path: Ints, label: int) -> list[Run]:
    """Return the runs of one label in a path."""
    hit = np.flatnonzero(np.diff(np.concatenate([[0], (path == label).astype(np.int8), [0]])))
    return [(int(a), int(b)) for a, b in hit.reshape(-1, 2)]


def is_word(e: Encoded, unit: int) -> bool:
    """Return whether the unit has a letter or digit."""
    return any(c.isalnum() for c in e.word(unit))


def trim(e: Encoded, run: Run) -> Run | None:
    """Return the run without marks at its ends; ``None`` where no word is left."""
    first, last = run
    while first < last and not is_word(e, first):
        first += 1
    while first < last and not is_word(e, last - 1):
        last -= 1
    return (first, last) if first < last else None


def join(e: Encoded, runs: Sequence[Run]) -> tuple[Run, ...]:
    """Return the runs without marks at their ends, those with only marks between them made one."""
    out: list[Run] = []
    for run in sorted(runs):
        short = trim(e, run)
        if short is None:
            continue
        if out and not any(is_word(e, u) for u in range(out[-1][1], short[0])):
            out[-1] = (out[-1][0], short[1])
        else:
            out.append(short)
    return tuple(out)


def quoted_stretches(e: Encoded) -> list[Run]:
    """Return the units between an opening and the next closing mark of one paragraph, marks outside."""
    out: list[Run] = []
    opened = -1
    for u in range(len(e)):
        if opened >= 0 and e.paragraph[u] != e.paragraph[opened]:
            if u - opened > 1:
                out.append((opened + 1, u))
            opened = -1
        if e.state[u] == OPENS:
            opened = u
        elif e.state[u] == CLOSES and opened >= 0:
            if u - opened > 1:
                out.append((opened + 1, u))
            opened = -1
    if opened >= 0 and len(e) - opened > 1:
        out.append((opened + 1, len(e)))
    return out


def extend(runs: Sequence[Run], reach: Run, stretches: Sequence[Run]) -> list[Run]:
    """Return the runs; one that stops at the limit of what the labels reach goes on to the end of its quotation."""
    starts = [first for first, last in stretches if first < reach[0] < last]
    ends = [last for first, last in stretches if first < reach[1] < last]
    return [
        (min([first, *starts]) if first == reach[0] else first, max([last, *ends]) if last == reach[1] else last)
        for first, last in runs
    ]


def snap(e: Encoded, runs: Sequence[Run], stretches: Sequence[Run], reach: int) -> list[Run]:
    """Return the runs with each boundary within *reach* units of the mark of a quoted stretch moved to that mark."""
    moved: list[Run] = []
    for first, last in runs:
        for a, b in stretches:
            if b <= first or a >= last:
                continue
            if 0 < abs(first - a) <= reach and (a > first or e.state[first] == INSIDE):
                first = a
            if 0 < abs(last - b) <= reach:
                last = b
        if first < last:
            moved.append((first, last))
    return moved


def with_marks(e: Encoded, run: Run) -> Run:
    """The run with the quotation marks that stand directly at its ends."""
    first, last = run
    if first and e.state[first - 1] in (OPENS, OPENS_SINGLE, SINGLE) and e.before[first] == GLUED:
        first -= 1
    k = last
    while k < len(e) and e.before[k] == GLUED and not is_word(e, k):
        k += 1
        if e.state[k - 1] in (CLOSES, SINGLE):
            return first, k
        if e.state[k - 1] in (OPENS, OPENS_SINGLE):
            break
    return first, last


def kind(e: Encoded, content: Sequence[Run]) -> str:
    """direct, mixed or indirect, by the quotation marks."""
    inside = [e.state[u] == INSIDE for a, b in content for u in range(a, b) if is_word(e, u)]
    outer = [with_marks(e, r) for r in content]
    edges = outer[0][0] < content[0][0] and outer[-1][1] > content[-1][1]
    if all(inside) or (edges and not any(inside)):
        return "direct"
    return "mixed" if any(inside) or edges else "indirect"


def flatten(e: Encoded, found: Sequence[Tagged], settings: Settings) -> list[Tagged]:
    """Return one reading of the text: where contents overlap, the better quote keeps the units."""
    taken = np.zeros(len(e), dtype=bool)
    kept: list[Tagged] = []
    for q in sorted(found, key=lambda q: -q.score):
        if q.score < settings.accept:
            break
        units = np.concatenate([np.arange(a, b) for a, b in q.content])
        free = units[~taken[units]]
        if len(units) - len(free) > settings.overlap * len(units):
            continue
        if len(free) < len(units):
            mine = np.zeros(len(e), dtype=np.int64)
            mine[free] = 1
            content = join(e, runs_of(mine, 1))
            if not content:
                continue
            q = Tagged(content, q.cue, q.source, q.score, q.cue_score)
        taken[units] = True
        kept.append(q)
    return sorted(kept, key=lambda q: q.content)
