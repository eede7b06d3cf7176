"""The command ``quoteattr train``, in a module of its own: only an installation with the extra ``train`` can run it."""

import logging
import shlex
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from .errors import FormatError
from .training.options import Options

__all__ = ["train"]

EXTRA = 'pip install "quoteattr[train]"'
EXTRA_MODULES = ("torch", "onnx", "safetensors")
DEFAULT = Options()

Files = Annotated[
    list[Path],
    typer.Argument(metavar="TRAIN", exists=True, dir_okay=False, show_default=False, help="Files to learn from."),
]
Dev = Annotated[
    Path,
    typer.Option(metavar="DEV", exists=True, dir_okay=False, show_default=False, help="File to measure on."),
]
Out = Annotated[
    Path,
    typer.Option(metavar="FOLDER", file_okay=False, show_default=False, help="Folder of the tagger, made if need be."),
]
BaseFolder = Annotated[
    Path | None,
    typer.Option(
        metavar="FOLDER",
        exists=True,
        file_okay=False,
        show_default=False,
        help="A BERT encoder to start from: config.json, model.safetensors, tokenizer.json. Without it: MiniLM.",
    ),
]
BaseName = Annotated[str, typer.Option(metavar="NAME", show_default=False, help="What the card calls the base.")]
BaseLicence = Annotated[str, typer.Option(metavar="LICENCE", show_default=False, help="Licence of it, for the card.")]
Teachers = Annotated[
    list[Path] | None,
    typer.Option(
        "--teacher",
        metavar="FOLDER",
        exists=True,
        file_okay=False,
        show_default=False,
        help="A tagger trained before, whose answers are learned too; may be given several times.",
    ),
]
Epochs = Annotated[int, typer.Option(metavar="N", min=1, help="How often the files are read.")]
BatchSize = Annotated[int, typer.Option(metavar="N", min=1, help="Windows of a step.")]
Augmented = Annotated[bool, typer.Option("--augment/--no-augment", help="Add labels, signed quotations, headlines.")]
Seed = Annotated[int, typer.Option(metavar="N", min=0, help="Draws everything that is drawn.")]
Threads = Annotated[int, typer.Option(metavar="N", min=1, help="Another number may give other weights.")]
SaveEvery = Annotated[int, typer.Option(metavar="N", min=1, help="Steps from checkpoint to checkpoint.")]
Resume = Annotated[bool, typer.Option(help="Go on from the checkpoint in the folder, if there is one.")]


def train(
    files: Files,
    dev: Dev,
    out: Out,
    base: BaseFolder = None,
    base_name: BaseName = "",
    base_licence: BaseLicence = "",
    teachers: Teachers = None,
    epochs: Epochs = DEFAULT.epochs,
    batch: BatchSize = DEFAULT.batch,
    augmented: Augmented = DEFAULT.augmented,
    seed: Seed = DEFAULT.seed,
    threads: Threads = DEFAULT.threads,
    save_every: SaveEvery = DEFAULT.save_every,
    resume: Resume = True,
) -> None:
    """Train a tagger on annotated files."""
    try:
        from .training.run import Order, train_tagger
    except ModuleNotFoundError as error:
        if error.name not in EXTRA_MODULES:
            raise
        _fail(f"training needs {error.name}: {EXTRA}")
    order = Order(
        train=tuple(files),
        dev=dev,
        out=out,
        base=base,
        base_name=base_name,
        base_licence=base_licence,
        teachers=tuple(teachers or ()),
        options=Options(
            epochs=epochs, batch=batch, augmented=augmented, seed=seed, threads=threads, save_every=save_every
        ),
        command=shlex.join(["quoteattr", *sys.argv[1:]]),
    )
    _log_to_standard_error()
    try:
        train_tagger(order, resume=resume)
    except (FormatError, OSError) as error:
        _fail(str(error))
    typer.echo(out)


def _fail(message: str) -> NoReturn:
    typer.echo(f"Error: {message}", err=True)
    raise typer.Exit(2)


def _log_to_standard_error() -> None:
    # Errors alone of the rest: the converter to int8 warns of a step that these graphs do not need.
    logging.basicConfig(format="%(asctime)s %(message)s", datefmt="%H:%M:%S", level=logging.ERROR)
    logging.getLogger("quoteattr").setLevel(logging.INFO)
