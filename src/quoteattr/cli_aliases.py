"""The commands ``quoteattr aliases check`` and ``quoteattr aliases suggest``."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from .aliases import AliasTable
from .errors import ModelError
from .types import Document

__all__ = ["aliases_app", "check", "suggest_with"]

# Gives each document of some inputs to a function and returns how many could not be read.
Reader: TypeAlias = Callable[[list[str], Callable[[Document], None]], int]

Table = Annotated[
    Path,
    typer.Argument(metavar="FILE", exists=True, dir_okay=False, show_default=False, help="An alias table."),
]
Inputs = Annotated[
    list[str],
    typer.Argument(metavar="TEXTS", show_default=False, help="Text files in UTF-8, .jsonl files, or - as in extract."),
]
DRAFT_ENDINGS = (".yaml", ".yml")
Output = Annotated[
    Path | None,
    typer.Option(
        "-o", "--output", metavar="OUT", show_default=False, help="Write the draft to this file, which must be new."
    ),
]
Least = Annotated[int, typer.Option("--documents", metavar="N", min=1, help="Only names that N documents have.")]


def check(file: Table) -> None:
    """Tell whether an alias table can be read, and what in it leaves texts undecided."""
    try:
        table = AliasTable.read(file)
    except (ValueError, OSError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    conflicts = table.conflicts
    for note in conflicts:
        typer.echo(f"note: {note}")
    typer.echo(f"{file}: {len(table)} speakers, no problems, {len(conflicts)} notes")


def suggest_with(read: Reader) -> Callable[..., None]:
    """Return the command ``suggest``, which reads its texts with *read*."""

    def suggest(inputs: Inputs, output: Output = None, documents: Least = 2) -> None:
        """Draft an alias table from the names that texts have in common."""
        if output is not None and (output.exists() or not output.parent.is_dir()):
            wrong = "exists already" if output.exists() else "has no folder"
            raise typer.BadParameter(f"{str(output)!r} {wrong}", param_hint="OUT")
        if output is not None and output.suffix.lower() not in DRAFT_ENDINGS:
            known = ", ".join(DRAFT_ENDINGS)
            raise typer.BadParameter(f"a draft is YAML: {output.name!r} must end in {known}", param_hint="OUT")
        from .aliases.draft import Draft
        from .lang import load

        draft = Draft(load("en"))
        try:
            failures = read(inputs, draft.add)
        except ModelError as error:
            typer.echo(f"Error: {error}", err=True)
            raise typer.Exit(2) from error
        body = draft.to_yaml(documents)
        if output is None:
            typer.echo(body, nl=False)
        else:
            output.write_text(body, encoding="utf-8")
        raise typer.Exit(1 if failures else 0)

    return suggest


def aliases_app(read: Reader) -> typer.Typer:
    """Return the commands on alias tables."""
    app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Check an alias table, or draft one.")
    app.command()(check)
    app.command("suggest")(suggest_with(read))
    return app
