"""The networks as ONNX graphs, written node by node with onnxruntime's fused operators: nothing is traced.

They read one window, or the units around one cue, at a time: there is no padding, and so no mask.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import onnx
from attrs import field, frozen
from onnx import TensorProto, helper, numpy_helper

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray
    from torch import Tensor, nn

    from .network import Conditioned, Encoder, Layer

__all__ = ["SCORES", "encoder_graph", "labels_graph", "product_of"]

SCORES = "scores"
FUSED = "com.microsoft"
OPSET, IR_VERSION = 17, 9
FLOAT, INT64 = TensorProto.FLOAT, TensorProto.INT64
Sides = list[str | int]


def product_of(output: str) -> str:
    """Return the name of the node whose product an output is, but for a bias."""
    return f"{output}.product"


@frozen(eq=False)
class _Graph:
    """Nodes and weights under construction, each under a name of its own."""

    nodes: list[onnx.NodeProto] = field(factory=list)
    weights: list[onnx.TensorProto] = field(factory=list)

    def array(self, value: NDArray[np.generic]) -> str:
        name = f"w{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(value.copy(order="C"), name))
        return name

    def weight(self, value: Tensor) -> str:
        return self.array(value.detach().numpy())

    def ints(self, *values: int) -> str:
        return self.array(np.array(values, dtype=np.int64))

    def add(self, op: str, *inputs: str, name: str = "", more: tuple[str, ...] = (), **attributes: int | float) -> str:
        """Add a node of ONNX; *name* is its first output, *more* are the others."""
        out = name or f"t{len(self.nodes)}"
        self.nodes.append(helper.make_node(op, list(inputs), [out, *more], name=out, **attributes))
        return out

    def fused(self, op: str, *inputs: str, **attributes: int | float) -> str:
        """Add a node of onnxruntime's own."""
        out = f"t{len(self.nodes)}"
        self.nodes.append(helper.make_node(op, list(inputs), [out], domain=FUSED, **attributes))
        return out

    def linear(self, x: str, module: nn.Linear, name: str = "") -> str:
        product = self.product(x, module, name and product_of(name))
        return self.add("Add", product, self.weight(module.bias), name=name)

    def product(self, x: str, module: nn.Linear, name: str = "") -> str:
        return self.add("MatMul", x, self.weight(module.weight.T), name=name)

    def norm(self, x: str, module: nn.LayerNorm) -> str:
        weights = self.weight(module.weight), self.weight(module.bias)
        return self.add("LayerNormalization", x, *weights, axis=-1, epsilon=float(module.eps))

    def embed(self, table: nn.Embedding, ids: str) -> str:
        return self.add("Gather", self.weight(table.weight), ids)

    def embed_small(self, table: nn.Embedding, ids: str) -> str:
        """A large table as int8, a scale a row."""
        value = table.weight.detach().numpy()
        scale = np.abs(value).max(1, keepdims=True) / 127 + 1e-12
        rows = self.add("Gather", self.array(np.rint(value / scale).astype(np.int8)), ids)
        scales = self.add("Gather", self.array(scale.astype(np.float32)), ids)
        return self.add("Mul", self.add("Cast", rows, to=FLOAT), scales)

    def layer(self, x: str, layer: Layer) -> str:
        if not layer.pre:
            x = self.norm(self._grown(x, self._attend(x, layer), layer.out.bias), layer.norm1)
            return self.norm(self._grown(x, self._feed(x, layer), layer.down.bias), layer.norm2)
        x = self._grown(x, self._attend(self.norm(x, layer.norm1), layer), layer.out.bias)
        return self._grown(x, self._feed(self.norm(x, layer.norm2), layer), layer.down.bias)

    def _grown(self, x: str, more: str, bias: Tensor) -> str:
        return self.add("Add", x, self.add("Add", more, self.weight(bias)))

    def _attend(self, x: str, layer: Layer) -> str:
        width = layer.out.in_features
        both = self.product(x, layer.qkv)
        key, value = f"{both}k", f"{both}v"
        query = self.add("Split", both, self.ints(width, width, width), more=(key, value), axis=2)
        bias = self.weight(layer.qkv.bias)
        return self.product(
            self.fused("MultiHeadAttention", query, key, value, bias, num_heads=layer.heads), layer.out
        )

    def _feed(self, x: str, layer: Layer) -> str:
        return self.product(self.fused("BiasGelu", self.product(x, layer.up), self.weight(layer.up.bias)), layer.down)

    def model(self, inputs: Mapping[str, tuple[int, Sides]], outputs: Mapping[str, Sides]) -> onnx.ModelProto:
        graph = helper.make_graph(
            self.nodes,
            "tagger",
            [helper.make_tensor_value_info(name, kind, sides) for name, (kind, sides) in inputs.items()],
            [helper.make_tensor_value_info(name, FLOAT, sides) for name, sides in outputs.items()],
            self.weights,
        )
        sets = [helper.make_opsetid("", OPSET), helper.make_opsetid(FUSED, 1)]
        return helper.make_model(graph, opset_imports=sets, ir_version=IR_VERSION)


def encoder_graph(encoder: Encoder) -> onnx.ModelProto:
    """Return the graph of the encoder: ids, features, unit → states, tags, projected."""
    graph = _Graph()
    width = encoder.word.weight.shape[1]
    pieces = graph.add("Slice", graph.add("Shape", "ids"), graph.ints(1), graph.ints(2))
    places = graph.add("Slice", graph.weight(encoder.position.weight), graph.ints(0), pieces, graph.ints(0))
    x = graph.add("Add", graph.embed_small(encoder.word, "ids"), places)
    for k, table in enumerate(encoder.extra):
        column = graph.add("Gather", "features", graph.array(np.array(k)), axis=2)
        x = graph.add("Add", x, graph.embed(table, column))
    x = graph.norm(x, encoder.norm)
    for layer in encoder.layers:
        x = graph.layer(x, layer)
    at = graph.add("Expand", graph.add("Unsqueeze", "unit", graph.ints(2)), graph.ints(1, 1, width))
    states = graph.add("GatherElements", x, at, axis=1, name="states")
    graph.linear(states, encoder.tags, name="tags")
    graph.linear(states, encoder.project, name="projected")
    rows: Sides = ["b", "t"]
    return graph.model(
        {"ids": (INT64, rows), "features": (INT64, [*rows, 4]), "unit": (INT64, ["b", "u"])},
        {
            "states": ["b", "u", width],
            "tags": ["b", "u", encoder.tags.out_features],
            "projected": ["b", "u", encoder.project.out_features],
        },
    )


def labels_graph(head: Conditioned) -> onnx.ModelProto:
    """Return the graph of the head: projected, cue, distance, paragraph → scores."""
    graph = _Graph()
    width = head.norm.weight.shape[0]
    both = graph.add("Unsqueeze", graph.linear("cue", head.cue), graph.ints(1))
    shift = graph.add("Split", both, graph.ints(width, width), name="shift", more=("scale",), axis=2)
    grown = graph.add("Add", "scale", graph.array(np.ones(1, dtype=np.float32)))
    x = graph.add("Mul", "projected", grown)
    for y in (shift, graph.embed(head.distance, "distance"), graph.embed(head.paragraph, "paragraph")):
        x = graph.add("Add", x, y)
    x = graph.norm(x, head.norm)
    for layer in head.layers:
        x = graph.layer(x, layer)
    graph.linear(graph.norm(x, head.norm_out), head.out, name=SCORES)
    rows: Sides = ["n", "u"]
    return graph.model(
        {
            "projected": (FLOAT, [*rows, width]),
            "cue": (FLOAT, ["n", head.cue.in_features]),
            "distance": (INT64, rows),
            "paragraph": (INT64, rows),
        },
        {SCORES: [*rows, head.out.out_features]},
    )
