"""Checkpoints: everything that a run needs to go on as if it had never stopped, as safetensors."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from attrs import frozen
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file

from ..errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from torch import Tensor, nn
    from torch.optim import Optimizer

__all__ = ["Place", "read_checkpoint", "read_mean", "read_run", "write_checkpoint", "write_weights"]

NETWORK, AVERAGE, OPTIMIZER = "network.", "average.", "optimizer."
PLACE, RUN = "place", "run"


@frozen
class Place:
    """How far a run has come.

    Attributes:
        epoch: Epochs that are done.
        batch: Batches of the next epoch that are done.
        step: All batches that are done.
    """

    epoch: int = 0
    batch: int = 0
    step: int = 0


def write_checkpoint(
    path: Path, modules: tuple[nn.Module, nn.Module], optimizer: Optimizer, place: Place, run: Mapping[str, str]
) -> None:
    """Write a checkpoint; the file gets its name only when it is complete.

    Args:
        path: Where to.
        modules: The network in training, and the one with averaged weights.
        optimizer: Its state goes along.
        place: How far the run has come.
        run: What the result of the run depends on.
    """
    tensors = {NETWORK + name: tensor for name, tensor in modules[0].state_dict().items()}
    tensors |= {AVERAGE + name: tensor for name, tensor in modules[1].state_dict().items()}
    for number, state in optimizer.state_dict()["state"].items():
        tensors |= {f"{OPTIMIZER}{number}.{name}": tensor for name, tensor in state.items()}
    told = {PLACE: json.dumps([place.epoch, place.batch, place.step]), RUN: json.dumps(dict(run))}
    _write(path, tensors, told)


def write_weights(path: Path, module: nn.Module) -> None:
    """Write the weights of a module alone."""
    _write(path, module.state_dict(), {})


def read_run(path: Path) -> dict[str, str]:
    """Return what the run of a checkpoint depends on, as text by name.

    Raises:
        ModelError: If the file is missing or broken.
    """
    run: dict[str, str] = json.loads(_read(path)[1][RUN])
    return run


def _write(path: Path, tensors: Mapping[str, Tensor], told: dict[str, str]) -> None:
    part = path.with_suffix(".part")
    save_file({name: tensor.contiguous() for name, tensor in tensors.items()}, part, metadata=told)
    part.replace(path)


def read_mean(paths: Sequence[Path], module: nn.Module) -> None:
    """Give a module the mean of the weights that `write_weights` has written to one or more files.

    Raises:
        ModelError: If a file is missing or broken, or of another module.
    """
    mean: dict[str, Tensor] = {}
    for path in paths:
        tensors, _ = _read(path)
        _load(path, module, tensors)
        mean = {name: mean.get(name, 0) + tensor / len(paths) for name, tensor in tensors.items()}
    module.load_state_dict(mean)


def read_checkpoint(
    path: Path, modules: tuple[nn.Module, nn.Module], optimizer: Optimizer, run: Mapping[str, str]
) -> Place:
    """Put modules and optimizer into the state of a checkpoint, and return how far the run had come.

    Raises:
        ModelError: If the file is missing or broken, or of another run; the message says what differs.
    """
    tensors, told = _read(path)
    _check_run(path, json.loads(told[RUN]), run)
    for module, prefix in zip(modules, (NETWORK, AVERAGE), strict=True):
        _load(path, module, _under(tensors, prefix))
    state: dict[int, dict[str, Tensor]] = {}
    for name, tensor in _under(tensors, OPTIMIZER).items():
        number, _, what = name.partition(".")
        state.setdefault(int(number), {})[what] = tensor
    optimizer.load_state_dict({"state": state, "param_groups": optimizer.state_dict()["param_groups"]})
    return Place(*json.loads(told[PLACE]))


def _read(path: Path) -> tuple[dict[str, Tensor], dict[str, str]]:
    try:
        with safe_open(path, framework="pt") as file:
            return {name: file.get_tensor(name) for name in file.keys()}, file.metadata() or {}  # noqa: SIM118
    except (OSError, SafetensorError) as error:
        raise ModelError(f"{path} cannot be read ({error}): delete it, or train into another folder") from error


def _check_run(path: Path, then: Mapping[str, str], now: Mapping[str, str]) -> None:
    differ = [
        f"{name} was {then.get(name)}, is {now.get(name)}"
        for name in sorted({*then, *now})
        if then.get(name) != now.get(name)
    ]
    if differ:
        raise ModelError(f"{path} is of another run ({'; '.join(differ)}): do not resume, or use another folder")


def _under(tensors: Mapping[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): tensor for name, tensor in tensors.items() if name.startswith(prefix)}


def _load(path: Path, module: nn.Module, tensors: Mapping[str, Tensor]) -> None:
    try:
        module.load_state_dict(dict(tensors))
    except RuntimeError as error:
        raise ModelError(f"{path} is of another network: {error}") from error
