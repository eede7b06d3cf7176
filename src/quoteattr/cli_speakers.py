"""The command ``quoteattr train-speakers``."""

from pathlib import Path
from typing import Annotated

import typer

from .errors import FormatError
from .identity.weights import dump_weights, first_weights, read_weights
from .pipeline import Extractor
from .types import Profile

__all__ = ["train_speakers_command"]

Gold = Annotated[
    list[Path],
    typer.Argument(metavar="GOLD", exists=True, dir_okay=False, show_default=False, help="Annotated files."),
]
Out = Annotated[Path, typer.Option(metavar="FILE", dir_okay=False, help="File of the weights.")]
Start = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        exists=True,
        dir_okay=False,
        show_default=False,
        help="Weights to begin with, and to stay near to. Without it: those that the package began with.",
    ),
]
Strength = Annotated[float, typer.Option(metavar="S", min=0.001, help="How near they stay to those they begin with.")]
Seed = Annotated[int, typer.Option(metavar="N", min=0, help="Draws which documents are measured together.")]


def train_speakers_command(
    files: Gold, out: Out = Path("weights.toml"), start: Start = None, strength: Strength = 10.0, seed: Seed = 1
) -> None:
    """Fit the weights that speakers are chosen by."""
    from .ranking import Order, train_speakers

    options = f"--strength {strength:g} --seed {seed}"
    command = " ".join(["quoteattr train-speakers", *(path.name for path in files), options])
    try:
        present = read_weights(start) if start else first_weights()
        trained = train_speakers(
            Order(tuple(files), present, strength, seed, command), Extractor(profile=Profile.FAST)
        )
        out.write_text(dump_weights(trained.weights), encoding="utf-8")
    except (FormatError, OSError) as error:
        typer.echo(f"Error: {error}", err=True)
        raise typer.Exit(2) from error
    typer.echo("choices  " + ", ".join(f"{rule} {count}" for rule, count in trained.choices.items()))
    typer.echo(f"before   {trained.before}")
    typer.echo(f"after    {trained.after}")
    for margin, figures in trained.margins:
        typer.echo(f"margin   {figures} at {margin:g}")
