"""Weights → a folder that `quoteattr.tagger.read_tagger` reads, and what becoming int8 costs."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import onnx
from onnxruntime.quantization import QuantType, quantize_dynamic

from ..tagger.runtime import ENCODER, LABELS, PIECES, Calibration
from .card import write_tagger_card
from .graphs import SCORES, encoder_graph, labels_graph, product_of

if TYPE_CHECKING:
    from pathlib import Path

    from .network import Network

__all__ = ["export_float", "export_int8"]


def export_float(network: Network, tokenizer: Path, folder: Path) -> None:
    """Write the networks in float32.

    Args:
        network: The trained network.
        tokenizer: File of its tokenizer.
        folder: Where to; made if it is not there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, model in ((ENCODER, encoder_graph(network.encoder)), (LABELS, labels_graph(network.head))):
        (folder / name).write_bytes(model.SerializeToString())
    _complete(network, tokenizer, folder)


def export_int8(network: Network, tokenizer: Path, floats: Path, folder: Path) -> None:
    """Write the networks with int8 weights, a quarter of the size and half the time.

    The products of the encoder take weights of seven bits: those of eight overflow where a processor has no
    instructions of its own for them. The head loses by that, so its weights are unsigned, which never overflows and
    takes longer; and its last product, which is a small one, stays as it is.

    Args:
        network: The trained network.
        tokenizer: File of its tokenizer.
        floats: What `export_float` has written.
        folder: Where to; made if it is not there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, kind in ((ENCODER, QuantType.QInt8), (LABELS, QuantType.QUInt8)):
        quantize_dynamic(
            floats / name,
            folder / name,
            op_types_to_quantize=["MatMul"],
            per_channel=True,
            reduce_range=kind is QuantType.QInt8,
            weight_type=kind,
            nodes_to_exclude=[product_of(SCORES)],
            extra_options={"MatMulConstBOnly": True, "DefaultTensorType": onnx.TensorProto.FLOAT},
        )
    _complete(network, tokenizer, folder)


def _complete(network: Network, tokenizer: Path, folder: Path) -> None:
    shutil.copyfile(tokenizer, folder / PIECES)
    write_tagger_card(folder, network.transition.detach().numpy(), Calibration())
