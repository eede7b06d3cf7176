"""``python -m quoteattr.transformers``: the ready configuration, and spaCy's training files of annotated JSON Lines."""

from pathlib import Path
from typing import Annotated

import spacy
import typer
from spacy.tokens import DocBin

from ..errors import FormatError
from ..evaluate import read_annotations
from .docs import write_annotation

__all__ = ["convert", "make_app", "write_config"]

CONFIG = Path(__file__).parent / "config.cfg"


def convert(source: Path, target: Path, lang: str = "en") -> int:
    """Write an annotated JSON Lines file as spaCy's training file, a ``DocBin``.

    Args:
        source: The file, in the annotation format.
        target: The file to write, by custom ``.spacy``.
        lang: Language whose tokenizer cuts the texts.

    Returns:
        The number of documents.

    Raises:
        OSError: If a file cannot be read or written.
        FormatError: At the first broken line or document without a text, naming it.
    """
    nlp = spacy.blank(lang)
    packed = DocBin(attrs=["ORTH", "SPACY"], store_user_data=True)
    for record in read_annotations(source):
        if record.text is None:
            raise FormatError(f"{record.id}: an annotated document needs a text")
        doc = nlp.make_doc(record.text)
        write_annotation(doc, record)
        packed.add(doc)
    packed.to_disk(target)
    return len(packed)


def write_config(target: Path) -> None:
    """Write the ready configuration for ``spacy train``.

    Raises:
        OSError: If the file cannot be written.
    """
    target.write_bytes(CONFIG.read_bytes())


def _convert(
    source: Annotated[Path, typer.Argument(metavar="IN", exists=True, dir_okay=False, help="Annotated JSON Lines.")],
    target: Annotated[Path, typer.Argument(metavar="OUT", dir_okay=False, help="File to write, by custom .spacy.")],
    lang: Annotated[str, typer.Option(metavar="LANG", help="Language whose tokenizer cuts the texts.")] = "en",
) -> None:
    """Write annotated JSON Lines as spaCy's training file."""
    try:
        count = convert(source, target, lang)
    except (FormatError, OSError) as error:
        typer.echo(f"Error: {error}", err=True)
        raise typer.Exit(2) from error
    typer.echo(f"{target}: {count} documents")


def _config(
    target: Annotated[Path, typer.Argument(metavar="OUT", dir_okay=False, help="File to write, by custom config.cfg.")],
) -> None:
    """Write the ready configuration for spacy train."""
    write_config(target)
    typer.echo(target)


def make_app() -> typer.Typer:
    """Return the command line."""
    app = typer.Typer(add_completion=False, no_args_is_help=True, help="Train a tagger over a transformer with spaCy.")
    app.command(name="convert")(_convert)
    app.command(name="config")(_config)
    return app


if __name__ == "__main__":
    make_app()(prog_name="python -m quoteattr.transformers")
