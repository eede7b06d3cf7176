"""The training loop: batches, steps, averaged weights, checkpoints that resume, evaluation after each epoch."""

from __future__ import annotations

import copy
import logging
import math
import random
import time
from typing import TYPE_CHECKING

import numpy as np
import torch
from attrs import define, field, frozen
from torch import nn

from ..tagger.trained import TrainedTagger, Windowing
from .assess import figures, predict
from .augment import augment, sayings
from .checkpoint import Place, read_checkpoint, read_mean, write_checkpoint, write_weights
from .data import annotate, examples
from .losses import Teacher, batch_loss
from .network import read_network

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from tokenizers import Tokenizer
    from torch import Tensor

    from ..formats.records import DocumentRecord
    from ..tagger.windows import Batch
    from .augment import Saying
    from .data import Example
    from .losses import Losses
    from .network import Network
    from .options import Options

    Floats = NDArray[np.float32]
    Ints = NDArray[np.int64]

__all__ = ["CHECKPOINT", "Average", "Run", "TorchNetworks", "batches_of", "rate_at", "steps"]

LOG = logging.getLogger(__name__)
CHECKPOINT = "checkpoint.safetensors"
WARM_UP = 0.06
WEIGHT_DECAY = 0.01
# Only what is broken has a longer gradient.
LONGEST_GRADIENT = 50.0
# So many batches are cut from one pool sorted by length: little padding, and still a fair draw.
POOL = 16
FRESH = ("head.", "encoder.tags", "encoder.project", "encoder.extra", "transition")


@frozen(eq=False, kw_only=True)
class Run:
    """Everything that a training run starts from.

    Attributes:
        documents: What to learn from.
        dev: What to measure on after each epoch.
        tokenizer: That of the base.
        base: Folder of the BERT encoder to start from.
        folder: Where checkpoints and the weights of each epoch go.
        options: How to train.
        origin: SHA-256 of the files that the result depends on, by name.
        teachers: Weights of networks trained before, whose answers are learned too; one file each.
    """

    documents: tuple[DocumentRecord, ...]
    dev: tuple[DocumentRecord, ...]
    tokenizer: Tokenizer
    base: Path
    folder: Path
    options: Options
    origin: Mapping[str, str]
    teachers: tuple[Path, ...] = ()

    @property
    def checkpoint(self) -> Path:
        """The file of the checkpoint."""
        return self.folder / CHECKPOINT

    def weights(self, epoch: int) -> Path:
        """Return the file of the averaged weights after an epoch, counted from 1."""
        return self.folder / f"epoch-{epoch}.safetensors"

    def result(self) -> tuple[Path, ...]:
        """Return the files whose mean is the result of the run."""
        last = self.options.epochs
        return tuple(self.weights(epoch) for epoch in range(max(last - self.options.averaged, 0) + 1, last + 1))

    def recorded(self) -> dict[str, str]:
        """Return what the steps depend on, as text by name."""
        return {**self.options.recorded_of_steps(), **self.origin}


class Average:
    """The exponential moving average of the weights of a network in training."""

    def __init__(self, network: Network, decay: float) -> None:
        self.network: Network = copy.deepcopy(network).eval()
        self._decay = decay

    def update(self, network: Network, step: int) -> None:
        """Move towards the weights of *network*, in the first steps more quickly."""
        keep = min(self._decay, (1 + step) / (10 + step))
        with torch.no_grad():
            for mine, theirs in zip(self.network.parameters(), network.parameters(), strict=True):
                mine.mul_(keep).add_(theirs, alpha=1 - keep)


@frozen(eq=False)
class TorchNetworks:
    """The networks in training, for a tagger to run; see `quoteattr.tagger.trained.Networks`."""

    network: Network
    tokenizer: Tokenizer

    @property
    def transition(self) -> Floats:
        """Scores of moving from one label to another, (3, 3)."""
        return _array(self.network.transition.detach())

    def states(self, batch: Batch) -> tuple[Floats, Floats, Floats]:
        """Return states, tags and small states of the units of a batch."""
        inputs = (torch.from_numpy(each) for each in (batch.ids, batch.features, batch.mask, batch.unit))
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
            states, tags, projected = self.network.encoder(*inputs)
        return _array(states), _array(tags), _array(projected)

    def labels(self, projected: Floats, cue: Floats, distance: Ints, paragraph: Ints, mask: Floats) -> Floats:
        """Return the label scores of the units around each cue."""
        arrays = (projected, cue, distance, paragraph, mask)
        inputs = (torch.from_numpy(np.ascontiguousarray(each)) for each in arrays)
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
            return _array(self.network.head(*inputs))


def _array(tensor: Tensor) -> Floats:
    return np.asarray(tensor.float().numpy())


def batches_of(run: Run, epoch: int, pool: Sequence[Saying]) -> list[list[Example]]:
    """Return the batches of an epoch; the same for the same seed.

    Args:
        run: The run.
        epoch: Number of the epoch, from 0; each cuts and draws anew.
        pool: What to make more layouts of; see `quoteattr.training.augment.augment`.
    """
    options, rng = run.options, random.Random(f"{run.options.seed}-{epoch}")  # noqa: S311 - no secret
    found: list[Example] = []
    for record in run.documents:
        shown = augment(record, pool, rng) if options.augmented else record
        found += examples(annotate(shown, run.tokenizer), options.size, rng)
    rng.shuffle(found)
    batches: list[list[Example]] = []
    for at in range(0, len(found), POOL * options.batch):
        some = sorted(found[at : at + POOL * options.batch], key=lambda example: example.pieces)
        batches += [some[k : k + options.batch] for k in range(0, len(some), options.batch)]
    rng.shuffle(batches)
    return batches


def rate_at(begun: float, done: float) -> float:
    """Return the share of the highest learning rate: a short rise, then a straight fall to nothing.

    Args:
        begun: Share of the run before the step.
        done: Share of the run after the step.

    Example:
        >>> rate_at(0.53, 0.54)
        0.5
    """
    return min(done / WARM_UP, (1 - begun) / (1 - WARM_UP), 1.0)


def steps(run: Run, *, resume: bool) -> Iterator[Place]:
    """Train, and yield after each step how far the run has come.

    Whoever stops asking stops the run; the next one goes on from its last checkpoint and comes to the same weights.

    Args:
        run: What to train.
        resume: Whether to go on from the checkpoint, if there is one.

    Raises:
        ModelError: If the base or the checkpoint is missing, broken or another one.
    """
    torch.set_num_threads(run.options.threads)
    torch.manual_seed(run.options.seed)
    state = _State.new(run)
    place = state.resumed(run) if resume and run.checkpoint.exists() else Place()
    pool, meter = sayings(run.documents), _Meter()
    while place.epoch < run.options.epochs:
        batches = batches_of(run, place.epoch, pool)
        for number in range(place.batch, len(batches)):
            meter.add(state.learn(run.options, batches[number], place, len(batches)))
            place = Place(place.epoch, number + 1, place.step + 1)
            if place.step % run.options.log_every == 0:
                meter.log(place, len(batches))
            if place.step % run.options.save_every == 0:
                state.save(run, place)
            yield place
        place = Place(place.epoch + 1, 0, place.step)
        _finish_epoch(run, state, place)


def _finish_epoch(run: Run, state: _State, place: Place) -> None:
    write_weights(run.weights(place.epoch), state.average.network)
    tagger = TrainedTagger(TorchNetworks(state.average.network, run.tokenizer), windowing=Windowing(batch=16))
    found = figures(run.dev, predict(tagger, run.dev))
    LOG.info("epoch %d: %s", place.epoch, ", ".join(f"{name} {value}" for name, value in found.items()))
    state.save(run, place)


@frozen(eq=False)
class _State:
    """What changes in a run: the modules and the optimizer, in place."""

    network: Network
    average: Average
    teachers: tuple[Network, ...]
    optimizer: torch.optim.Optimizer
    peaks: tuple[float, ...]

    @classmethod
    def new(cls, run: Run) -> _State:
        options = run.options
        network = read_network(run.base, options.drop)
        optimizer = torch.optim.AdamW(_groups(network, options), fused=True)
        peaks = tuple(group["lr"] for group in optimizer.param_groups)
        average = Average(network, options.decay)
        teachers = (average.network, *(_read_teacher(run, path) for path in run.teachers))
        return cls(network, average, teachers, optimizer, peaks)

    def resumed(self, run: Run) -> Place:
        modules = (self.network, self.average.network)
        place = read_checkpoint(run.checkpoint, modules, self.optimizer, run.recorded())
        LOG.info("resumed at step %d", place.step)
        return place

    def save(self, run: Run, place: Place) -> None:
        modules = (self.network, self.average.network)
        write_checkpoint(run.checkpoint, modules, self.optimizer, place, run.recorded())

    def learn(self, options: Options, batch: Sequence[Example], place: Place, batches: int) -> Losses:
        # Drawn anew for each step, so that a run that resumes draws the same.
        torch.manual_seed(options.seed * 1_000_003 + place.step)
        rng = random.Random(f"{options.seed}-step-{place.step}")  # noqa: S311 - no secret
        begun, done = ((place.epoch + n / batches) / options.epochs for n in (place.batch, place.batch + 1))
        for group, peak in zip(self.optimizer.param_groups, self.peaks, strict=True):
            group["lr"] = peak * rate_at(begun, done)
        self.network.train()
        teacher = Teacher(self.teachers, options.taught * min(place.epoch + place.batch / batches, 1.0))
        losses = batch_loss(self.network, batch, rng, options, teacher if teacher.share else None)
        losses.total.backward()
        norm = nn.utils.clip_grad_norm_(self.network.parameters(), LONGEST_GRADIENT)
        if math.isfinite(float(norm)):
            self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        self.average.update(self.network, place.step + 1)
        return losses


def _read_teacher(run: Run, path: Path) -> Network:
    network = read_network(run.base, run.options.drop)
    read_mean([path], network)
    network.eval()
    return network


def _groups(network: Network, options: Options) -> list[dict[str, object]]:
    """Parameters by learning rate and decay: fresh ones learn faster, and biases, norms and moves do not decay."""
    named = list(network.named_parameters())
    groups: list[dict[str, object]] = []
    for is_fresh, rate in ((False, options.rate), (True, options.rate_heads)):
        some = [(name, weight) for name, weight in named if name.startswith(FRESH) == is_fresh]
        for decay in (0.0, WEIGHT_DECAY):
            decaying = bool(decay)
            mine = [w for name, w in some if (w.dim() > 1 and name != "transition") == decaying]
            groups.append({"params": mine, "lr": rate, "weight_decay": decay})
    return groups


@define(eq=False)
class _Meter:
    """Means of the losses from one log line to the next."""

    sums: dict[str, float] = field(factory=dict)
    count: int = 0
    since: float = field(factory=time.monotonic)

    def add(self, losses: Losses) -> None:
        self.count += 1
        for name in ("total", "labels", "cue", "other"):
            self.sums[name] = self.sums.get(name, 0.0) + float(getattr(losses, name).detach())

    def log(self, place: Place, batches: int) -> None:
        means = " ".join(f"{name} {value / self.count:.3f}" for name, value in self.sums.items())
        each = (time.monotonic() - self.since) / self.count
        LOG.info("epoch %d, batch %d of %d: %s, %.2f s", place.epoch + 1, place.batch, batches, means, each)
        self.sums, self.count, self.since = {}, 0, time.monotonic()
