"""The names in texts, as spaCy's recogniser finds them, in about half of its time.

That one goes from word to word and asks its network before each move. Outside a name the answer depends on the word
alone, so here it is asked for all words at once; only from word to word of a name one asks in turn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray
    from spacy.tokens import Doc

    Floats = NDArray[np.float32]
    Ints = NDArray[np.int64]

__all__ = ["Found", "Recognizer", "found_by_spacy"]

Found = tuple[int, int, str]
"""The first token of a name, the one behind its last, and its label."""

# What the network reads before a move: the next word, the first word of the open name, and the one before.
WORDS = 3


def found_by_spacy(docs: Sequence[Doc]) -> list[list[Found]]:
    """Return the names that are in documents already, for each document in their order."""
    return [[(entity.start, entity.end, entity.label_) for entity in doc.ents] for doc in docs]


@frozen(eq=False)
class Recognizer:
    """spaCy's trained recogniser of names, read in another order.

    Attributes:
        vectors: Gives the vectors of the words of documents, one after another, (words, width).
        words: From the vector of a word to what it adds in each of its three places, (width, 3 · hidden · pieces).
        inside: What is added in a name whatever the words, (hidden, pieces).
        outside: What is added where no name is open, (hidden, pieces).
        outer: Outside a name, the scores of the moves, (moves, hidden) and (moves,).
        moves: What they are, each the letter of the move and its label.
        inner: In a name, by its label, the scores of going on and of ending, (2, hidden) and (2,).
    """

    vectors: Callable[[Sequence[Doc]], Floats]
    words: Floats
    inside: Floats
    outside: Floats
    outer: tuple[Floats, Floats]
    moves: tuple[tuple[str, str], ...]
    inner: dict[str, tuple[Floats, Floats]]

    @classmethod
    def of(cls, component: Any) -> Recognizer | None:
        """Return the recogniser that a component of spaCy is; ``None`` if it is built or searches in another way.

        Args:
            component: An ``EntityRecognizer``.
        """
        model = component.model
        lower, attrs = model.get_ref("lower"), model.attrs
        if not attrs["has_upper"] or attrs["unseen_classes"] or lower.get_dim("nF") != WORDS or lower.get_dim("nP") < 2:
            return None
        if component.cfg["beam_width"] > 1:
            return None
        weight, bias, pad = lower.get_param("W"), lower.get_param("b"), lower.get_param("pad")[0]
        upper = model.get_ref("upper")
        scores, shift = upper.get_param("W"), upper.get_param("b")
        moves = [component.moves.get_class_name(at).partition("-") for at in range(component.moves.n_moves)]
        outer = [at for at, (letter, _, label) in enumerate(moves) if letter == "O" or (letter in "BU" and label)]
        inner = {label: [moves.index((letter, "-", label)) for letter in "IL"] for _, _, label in moves if label}
        return cls(
            vectors=model.get_ref("tok2vec").predict,
            words=weight.reshape(-1, weight.shape[-1]).T.copy(),
            inside=bias,
            outside=bias + pad[1] + pad[2],
            outer=(scores[outer], shift[outer]),
            moves=tuple((moves[at][0], moves[at][2]) for at in outer),
            inner={label: (scores[both], shift[both]) for label, both in inner.items()},
        )

    def __call__(self, docs: Sequence[Doc]) -> list[list[Found]]:
        """Return the names in documents that spaCy has cut into words, for each document in their order.

        They are the names that spaCy gives to documents of which nothing is known but their words, neither sentences
        nor names. Sums are added in another order, so where two moves are as good as equal the other one may win.
        The documents stay as they are. Linear time; memory for some hundred numbers a word.
        """
        full = [doc for doc in docs if len(doc)]
        if not full:
            return [[] for _ in docs]
        parts = (self.vectors(full) @ self.words).reshape(-1, WORDS, *self.inside.shape)
        stops = np.cumsum([len(doc) for doc in docs])
        moves = self._moves_outside(parts[:, 0], np.cumsum([len(doc) for doc in full]) - 1)
        return [
            self._walk(doc, parts[stop - len(doc) : stop], moves[stop - len(doc) : stop])
            for doc, stop in zip(docs, stops.tolist(), strict=True)
        ]

    def _moves_outside(self, parts: Floats, last: Ints) -> Ints:
        """The best move at each word where no name is open; at the last of a document none can begin and go on."""
        weight, shift = self.outer
        scores = (parts + self.outside).max(2) @ weight.T + shift
        begins = [at for at, (letter, _) in enumerate(self.moves) if letter == "B"]
        scores[last[:, None], begins] = -np.inf
        best: Ints = scores.argmax(1)
        return best

    def _walk(self, doc: Doc, parts: Floats, moves: Ints) -> list[Found]:
        found: list[Found] = []
        stop = 0
        for at in np.flatnonzero(moves != self.moves.index(("O", ""))).tolist():
            if at < stop or doc[at].is_space:
                continue
            letter, label = self.moves[moves[at]]
            stop = at + 1 if letter == "U" else self._stop(parts, at, label)
            found.append((at, stop, label))
        return found

    def _stop(self, parts: Floats, first: int, label: str) -> int:
        """Where a name ends that has a word behind its first one."""
        weight, shift = self.inner[label]
        base = parts[first, 1] + self.inside
        at = first + 1
        while at < len(parts) - 1:
            state = (parts[at, 0] + base + parts[at - 1, 2]).max(1)
            on, end = weight @ state + shift
            if end > on:
                break
            at += 1
        return at + 1
