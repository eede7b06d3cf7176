"""The network: a BERT encoder with extra input features, a cue head, and a head that labels units given one cue."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import torch
from attrs import field, fields, frozen, validators
from safetensors.torch import load_file
from torch import nn
from torch.nn import functional as F  # noqa: N812 - the name that all of torch's users know

from ..errors import ModelError
from ..tagger.features import N_BREAKS, N_PLACES, N_SHAPES, N_STATES
from ..tagger.windows import N_BUCKETS
from .crf import LABELS, SCORES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from torch import Tensor

__all__ = ["Conditioned", "Encoder", "Layer", "Network", "Shape", "read_network", "read_shape"]

# Cue, content and source, each outside, begin, inside.
TAGS = 9
N_PARAGRAPHS = 5
HEAD_WIDTH, HEAD_LAYERS, HEAD_HEADS = 192, 2, 4
CONFIG, WEIGHTS = "config.json", "model.safetensors"
POSITIVE = validators.gt(0)


@frozen
class Shape:
    """The measures of a BERT encoder, under the names of its ``config.json``."""

    hidden_size: int = field(validator=POSITIVE)
    vocab_size: int = field(validator=POSITIVE)
    max_position_embeddings: int = field(validator=POSITIVE)
    num_attention_heads: int = field(validator=POSITIVE)
    num_hidden_layers: int = field(validator=POSITIVE)
    intermediate_size: int = field(validator=POSITIVE)


class Layer(nn.Module):
    """A layer of a transformer, normed behind each part as in BERT or, with *pre*, before it."""

    def __init__(self, width: int, heads: int, inner: int, drop: float, *, pre: bool = False) -> None:
        super().__init__()
        eps = 1e-5 if pre else 1e-12
        self.heads, self.pre = heads, pre
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.up = nn.Linear(width, inner)
        self.down = nn.Linear(inner, width)
        self.norm1 = nn.LayerNorm(width, eps=eps)
        self.norm2 = nn.LayerNorm(width, eps=eps)
        self.drop = nn.Dropout(drop)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """Return new states; *bias* is added to the scores of attention."""
        if self.pre:
            x = x + self.drop(self._attend(self.norm1(x), bias))
            return x + self.drop(self._feed(self.norm2(x)))
        x = self.norm1(x + self.drop(self._attend(x, bias)))
        return self.norm2(x + self.drop(self._feed(x)))

    def _attend(self, x: Tensor, bias: Tensor) -> Tensor:
        rows, units, width = x.shape
        q, k, v = self.qkv(x).view(rows, units, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4).unbind(0)
        # Step by step, since the gradient of torch's fused attention takes twice as long on a CPU.
        scores = (q * q.shape[-1] ** -0.5) @ k.transpose(-1, -2) + bias.to(q.dtype)
        y = F.softmax(scores, -1, dtype=scores.dtype) @ v
        return self.out(y.transpose(1, 2).reshape(rows, units, width))

    def _feed(self, x: Tensor) -> Tensor:
        return self.down(F.gelu(self.up(x)))


class Encoder(nn.Module):
    """Word pieces and features → states of the units, scores of their tags, and the states made small."""

    def __init__(self, shape: Shape, drop: float) -> None:
        super().__init__()
        width = shape.hidden_size
        self.word = nn.Embedding(shape.vocab_size, width)
        self.position = nn.Embedding(shape.max_position_embeddings, width)
        self.extra = nn.ModuleList(nn.Embedding(n, width) for n in (N_SHAPES, N_STATES, N_BREAKS, N_PLACES))
        for table in self.extra:
            nn.init.normal_(table.weight, std=0.01)
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.drop = nn.Dropout(drop)
        self.layers = nn.ModuleList(
            Layer(width, shape.num_attention_heads, shape.intermediate_size, drop)
            for _ in range(shape.num_hidden_layers)
        )
        self.tags = nn.Linear(width, TAGS)
        self.project = nn.Linear(width, HEAD_WIDTH)

    def forward(self, ids: Tensor, features: Tensor, mask: Tensor, unit: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return states, tags and small states; the arguments are those of a `quoteattr.tagger.windows.Batch`."""
        x = self.word(ids) + self.position.weight[: ids.shape[1]]
        for k, table in enumerate(self.extra):
            x = x + table(features[:, :, k])
        x = self.drop(self.norm(x))
        for layer in self.layers:
            x = layer(x, _bias(mask))
        states = torch.gather(x, 1, unit[:, :, None].expand(-1, -1, x.shape[2]))
        return states, self.tags(states), self.project(states)


class Conditioned(nn.Module):
    """Given one cue: for each unit around it the scores of being, entering and leaving each label."""

    def __init__(self, encoder_width: int, drop: float) -> None:
        super().__init__()
        width = HEAD_WIDTH
        self.cue = nn.Linear(encoder_width, 2 * width)
        self.distance = nn.Embedding(N_BUCKETS, width)
        self.paragraph = nn.Embedding(N_PARAGRAPHS, width)
        nn.init.normal_(self.distance.weight, std=0.3)
        nn.init.normal_(self.paragraph.weight, std=0.3)
        self.norm = nn.LayerNorm(width)
        self.layers = nn.ModuleList(Layer(width, HEAD_HEADS, 2 * width, drop, pre=True) for _ in range(HEAD_LAYERS))
        self.norm_out = nn.LayerNorm(width)
        self.out = nn.Linear(width, SCORES)

    def forward(self, projected: Tensor, cue: Tensor, distance: Tensor, paragraph: Tensor, mask: Tensor) -> Tensor:
        """Return the scores, (cues, units, 9); the arguments are those of `quoteattr.tagger.trained.Networks`."""
        shift, scale = self.cue(cue)[:, None, :].chunk(2, -1)
        x = projected * (1 + scale) + shift + self.distance(distance) + self.paragraph(paragraph)
        x = self.norm(x)
        for layer in self.layers:
            x = layer(x, _bias(mask))
        return self.out(self.norm_out(x))


def _bias(mask: Tensor) -> Tensor:
    return ((mask - 1) * 1e4)[:, None, None, :]


class Network(nn.Module):
    """Encoder, head, and the scores of moving from one label to another."""

    def __init__(self, shape: Shape, drop: float) -> None:
        super().__init__()
        self.encoder = Encoder(shape, drop)
        self.head = Conditioned(shape.hidden_size, drop)
        self.transition = nn.Parameter(torch.zeros(LABELS, LABELS))


def read_shape(folder: Path) -> Shape:
    """Return the measures of the encoder in a folder.

    Raises:
        ModelError: If its ``config.json`` is missing or not that of a BERT encoder.
    """
    path = folder / CONFIG
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
        return Shape(**{each.name: int(config[each.name]) for each in fields(Shape)})
    except OSError as error:
        raise ModelError(f"{path} cannot be read ({error.strerror}): name the folder of a BERT encoder") from error
    except (ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{path} is not the configuration of a BERT encoder: {error}") from error


def read_network(folder: Path, drop: float) -> Network:
    """Return a network whose encoder has the weights of a folder, and whose heads are drawn at random.

    Args:
        folder: A folder with the ``config.json`` and the ``model.safetensors`` of a BERT encoder.
        drop: Share of states that training drops.

    Raises:
        ModelError: If one of the two is missing or not that of a BERT encoder.
    """
    network = Network(read_shape(folder), drop)
    path = folder / WEIGHTS
    if not path.is_file():
        raise ModelError(f"{path} is missing: name the folder of a BERT encoder with its weights as safetensors")
    weights = {name.removeprefix("bert."): weight for name, weight in load_file(path).items()}
    try:
        with torch.no_grad():
            _fill(network.encoder, weights)
    except (KeyError, RuntimeError) as error:
        raise ModelError(f"{path} has not the weights of a BERT encoder: {error}") from error
    return network


def _fill(encoder: Encoder, weights: Mapping[str, Tensor]) -> None:
    encoder.word.weight.copy_(weights["embeddings.word_embeddings.weight"])
    # There is one text only, so the embedding of the first text is part of every position.
    first = weights["embeddings.token_type_embeddings.weight"][0]
    encoder.position.weight.copy_(weights["embeddings.position_embeddings.weight"] + first)
    _copy(encoder.norm, weights, "embeddings.LayerNorm")
    for k, layer in enumerate(encoder.layers):
        at = f"encoder.layer.{k}."
        names = [f"{at}attention.self.{name}" for name in ("query", "key", "value")]
        layer.qkv.weight.copy_(torch.cat([weights[f"{name}.weight"] for name in names]))
        layer.qkv.bias.copy_(torch.cat([weights[f"{name}.bias"] for name in names]))
        _copy(layer.out, weights, f"{at}attention.output.dense")
        _copy(layer.norm1, weights, f"{at}attention.output.LayerNorm")
        _copy(layer.up, weights, f"{at}intermediate.dense")
        _copy(layer.down, weights, f"{at}output.dense")
        _copy(layer.norm2, weights, f"{at}output.LayerNorm")


def _copy(module: nn.Module, weights: Mapping[str, Tensor], name: str) -> None:
    module.weight.copy_(weights[f"{name}.weight"])
    module.bias.copy_(weights[f"{name}.bias"])
