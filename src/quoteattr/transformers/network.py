"""The heads of the trained tagger over the token vectors of another model, wrapped for spaCy."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import torch
from attrs import frozen
from thinc.api import ArgsKwargs, Model, PyTorchShim, torch2xp, xp2torch
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from torch import nn

from ..tagger.features import N_BREAKS, N_PLACES, N_SHAPES, N_STATES
from ..training.crf import LABELS
from ..training.loop import TorchNetworks
from ..training.losses import batch_loss
from ..training.network import HEAD_WIDTH, TAGS, Conditioned
from ..training.options import Options

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence

    from spacy.tokens import Doc
    from torch import Tensor

    from ..tagger.trained import Networks
    from ..training.data import Example
    from ..training.network import Network

__all__ = ["Heads", "Lesson", "Over", "build_model", "heads_of", "networks_over"]

# The losses of the heads are written for the CPU; the transformer runs wherever spaCy runs it.
DEVICE = torch.device("cpu")
# The vectors come from another component, so that none of its pieces can be hidden.
OPTIONS = Options(hidden=0.0, taught=0.0)


@frozen(eq=False)
class Lesson:
    """A batch to learn from.

    Attributes:
        docs: The documents.
        windows: Their windows; a piece is the row of a token in the table of all vectors of the batch.
        rng: Draws which false cues to learn from.
    """

    docs: Sequence[Doc]
    windows: Sequence[Example]
    rng: random.Random


class Heads(nn.Module):
    """Everything that is learned above the vectors: features, tags, the head that labels given a cue."""

    def build(self, width: int) -> None:
        """Draw all weights anew, for vectors of this width; until then there are none."""
        self.extra = nn.ModuleList(nn.Embedding(n, width) for n in (N_SHAPES, N_STATES, N_BREAKS, N_PLACES))
        for table in self.extra:
            nn.init.normal_(table.weight, std=0.01)
        self.drop = nn.Dropout(OPTIONS.drop)
        self.tags = nn.Linear(width, TAGS)
        self.project = nn.Linear(width, HEAD_WIDTH)
        self.head = Conditioned(width, OPTIONS.drop)
        self.transition = nn.Parameter(torch.zeros(LABELS, LABELS))

    def set_dropout(self, share: float) -> None:
        """Set the share of states that training drops."""
        for module in self.modules():
            if isinstance(module, nn.Dropout):
                module.p = share

    def forward(self, vectors: Tensor, windows: Sequence[Example], rng: random.Random) -> Tensor:
        """Return the loss of a batch."""
        return batch_loss(cast("Network", Over(self, vectors)), windows, rng, OPTIONS).total


@frozen(eq=False)
class Over:
    """The heads with a table of vectors, in the shape of a `quoteattr.training.network.Network`."""

    heads: Heads
    vectors: Tensor

    @property
    def head(self) -> Conditioned:
        """The head that labels units given a cue."""
        return self.heads.head

    @property
    def transition(self) -> Tensor:
        """Scores of moving from one label to another."""
        return self.heads.transition

    def encoder(self, ids: Tensor, features: Tensor, mask: Tensor, unit: Tensor) -> tuple[Tensor, Tensor, Tensor]:  # noqa: ARG002
        """Return states, tags and small states of the units; *ids* are rows of the vectors."""
        # What stands at both ends of a window is no token; padding looks there, and nobody reads what it gets.
        rows = torch.gather(ids, 1, unit).clamp(max=len(self.vectors) - 1)
        states = self.vectors[rows]
        for k, table in enumerate(self.heads.extra):
            states = states + table(torch.gather(features[:, :, k], 1, unit))
        states = self.heads.drop(states)
        return states, self.heads.tags(states), self.heads.project(states)


def networks_over(model: Model[Any, Any], vectors: object) -> Networks:
    """Return the heads of a model over the vectors of one document, for a tagger to run."""
    # Tokens are the units here, so there is nothing to tokenize.
    nothing = Tokenizer(WordLevel({}))
    over = Over(heads_of(model).eval(), xp2torch(vectors, device=DEVICE))
    return TorchNetworks(cast("Network", over), nothing)


def heads_of(model: Model[Any, Any]) -> Heads:
    """Return the heads of a model that `build_model` has made."""
    heads: Heads = model.get_ref("heads").shims[0]._model
    return heads


def build_model(tok2vec: Model[list[Doc], Any]) -> Model[Lesson, Any]:
    """Return a model that gives the loss of a `Lesson`; its weights are drawn when it is initialized."""
    shim = PyTorchShim(Heads(), device=DEVICE, serialize_model=_to_bytes, deserialize_model=_from_bytes)
    heads: Model[Any, Any] = Model("quoteattr_heads", _learn, shims=[shim])
    refs = {"tok2vec": tok2vec, "heads": heads}
    return Model("quoteattr_tagger", _forward, init=_initialize, layers=[tok2vec, heads], refs=refs)


def _initialize(model: Model[Lesson, Any], X: Sequence[Doc] | None = None, Y: None = None) -> None:  # noqa: ARG001, N803
    tok2vec = model.get_ref("tok2vec")
    docs = list(X or ())
    tok2vec.initialize(X=docs)
    heads_of(model).build(int(tok2vec.predict(docs)[0].shape[1]))


def _forward(model: Model[Lesson, Any], lesson: Lesson, is_train: bool) -> tuple[Any, Callable[[Any], Any]]:
    vectors, to_vectors = model.get_ref("tok2vec")(list(lesson.docs), is_train)
    loss, to_heads = model.get_ref("heads")((vectors, lesson), is_train)
    return loss, lambda gradient: to_vectors(to_heads(gradient))


def _learn(model: Model[Any, Any], given: tuple[Sequence[Any], Lesson], is_train: bool) -> tuple[Any, Any]:
    arrays, lesson = given
    if not lesson.windows:
        return np.zeros(()), lambda _: [model.ops.xp.zeros_like(array) for array in arrays]
    table = torch.cat([xp2torch(array, device=DEVICE) for array in arrays]).requires_grad_(is_train)
    inputs = ArgsKwargs(args=(table, lesson.windows, lesson.rng), kwargs={})
    loss, to_inputs = model.shims[0](inputs, is_train)

    def backprop(gradient: Any) -> list[Any]:
        weight = torch.as_tensor(gradient, dtype=loss.dtype)
        reached = to_inputs(ArgsKwargs(args=((loss,),), kwargs={"grad_tensors": (weight,)}))
        parts = reached.args[0].split([len(array) for array in arrays])
        return [torch2xp(part, ops=model.ops) for part in parts]

    return loss.detach().numpy(), backprop


def _to_bytes(heads: Heads) -> bytes:
    file = io.BytesIO()
    torch.save(heads.state_dict(), file)
    return file.getvalue()


def _from_bytes(heads: Heads, body: bytes, device: torch.device) -> Heads:  # noqa: ARG001
    weights = torch.load(io.BytesIO(body), map_location=DEVICE, weights_only=True)
    if weights:
        heads.build(weights["tags.weight"].shape[1])
        heads.load_state_dict(weights)
    return heads
