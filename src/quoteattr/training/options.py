"""The options of a training run."""

from __future__ import annotations

from attrs import asdict, field, frozen, validators

__all__ = ["Options"]

# What changes nothing of the result.
CADENCE = ("save_every", "log_every")
# What changes no step of the training, only what is made of it in the end.
AFTERWARDS = ("averaged",)


@frozen(kw_only=True)
class Options:
    """How to train; the defaults are those of the weights in the package.

    Attributes:
        epochs: How often the training documents are read.
        batch: Windows of a step.
        size: Most pieces of a window.
        rate: Highest learning rate of the encoder.
        rate_heads: Highest learning rate of everything that starts from random weights.
        share_other: Weight of the loss of contents and sources without a cue.
        drop: Share of states that is dropped.
        hidden: Share of word pieces that the encoder does not see, so that it learns to read from what stands around.
        taught: Share of what is learned that the averaged weights, and the teachers if there are any, tell instead of
            the annotators; it grows to that over the first epoch.
        decay: How slowly the averaged weights, which are the result, follow those in training.
        averaged: Of so many last epochs the averaged weights are averaged once more.
        augmented: Whether layouts are added, see `quoteattr.training.augment`.
        seed: Draws everything that is drawn.
        threads: Threads of torch. The same seed gives the same weights with the same number of threads only.
        save_every: Steps from checkpoint to checkpoint.
        log_every: Steps from log line to log line.

    Raises:
        ValueError: If one of them is out of range.
    """

    epochs: int = field(default=5, validator=validators.ge(1))
    batch: int = field(default=8, validator=validators.ge(1))
    size: int = field(default=256, validator=[validators.ge(16), validators.le(512)])
    rate: float = field(default=2e-4, validator=validators.gt(0))
    rate_heads: float = field(default=8e-4, validator=validators.gt(0))
    share_other: float = field(default=0.3, validator=validators.ge(0))
    drop: float = field(default=0.1, validator=[validators.ge(0), validators.lt(1)])
    hidden: float = field(default=0.04, validator=[validators.ge(0), validators.lt(1)])
    taught: float = field(default=0.5, validator=[validators.ge(0), validators.lt(1)])
    decay: float = field(default=0.995, validator=[validators.ge(0), validators.lt(1)])
    averaged: int = field(default=2, validator=validators.ge(1))
    augmented: bool = True
    seed: int = field(default=1, validator=validators.ge(0))
    threads: int = field(default=1, validator=validators.ge(1))
    save_every: int = field(default=100, validator=validators.ge(1))
    log_every: int = field(default=20, validator=validators.ge(1))

    def recorded(self) -> dict[str, str]:
        """Return what the result depends on, as text by name."""
        return {name: str(value) for name, value in asdict(self).items() if name not in CADENCE}

    def recorded_of_steps(self) -> dict[str, str]:
        """Return what the steps of the training depend on, as text by name: a run resumes with the same only."""
        return {name: value for name, value in self.recorded().items() if name not in AFTERWARDS}
