"""The command line: ``quoteattr extract``, ``quoteattr evaluate``, ``train``, ``train-speakers``, ``aliases``.

Exit codes: 0 if all went well, 1 if a document could not be read (the others are done), 2 for wrong arguments.
"""

import datetime
import io
import secrets
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from enum import Enum
from importlib import metadata
from pathlib import Path
from typing import Annotated, NoReturn, TextIO

import typer
from attrs import define

from .aliases import AliasTable
from .cli_aliases import aliases_app
from .cli_speakers import train_speakers_command
from .cli_train import train
from .errors import FormatError, ModelError
from .evaluate import evaluate as scored
from .evaluate import read_annotations, report, resolve_annotated, to_json
from .formats.jsonl import Input, dump_failure, scan_texts, write_jsonl
from .formats.records import DocumentRecord
from .pipeline import Extractor
from .types import Document, Failure, Profile, QuoteType

__all__ = ["main"]

STANDARD_INPUT = "-"


class Format(str, Enum):
    """What the output looks like."""

    TABLE = "table"
    JSONL = "jsonl"
    CSV = "csv"
    HTML = "html"


SpeakerWeightsFile = Annotated[
    Path | None,
    typer.Option(metavar="FILE", show_default=False, help="Weights to choose speakers by, as of train-speakers."),
]

# What would be read as prose, and is none.
NO_TEXTS = {".csv", ".docx", ".htm", ".html", ".json", ".odt", ".pdf", ".tsv", ".xls", ".xlsx", ".xml", ".zip"}
FORMAT_OF_ENDING = {".jsonl": Format.JSONL, ".csv": Format.CSV, ".html": Format.HTML, ".txt": Format.TABLE}


@define
class _Failures:
    """Reports what cannot be read, and counts it."""

    records: TextIO | None
    count: int = 0

    def add(self, failure: Failure) -> None:
        self.count += 1
        message = f"quoteattr: {failure.id}: {failure.error}"
        # Written here and not by typer, which would write past the progress bar into its line.
        sys.stderr.write("".join(c if c.isprintable() else "\ufffd" for c in message) + "\n")
        if self.records is not None:
            self.records.write(dump_failure(failure) + "\n")
            self.records.flush()


def extract(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="IN",
            show_default=False,
            help="Text files in UTF-8, .jsonl files with text, and id and date if any, on each line, or - for standard "
            "input.",
        ),
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="OUT",
            show_default=False,
            help="Write to this file; its ending tells the format: .jsonl, .csv, .html, .txt (table).",
        ),
    ] = None,
    form: Annotated[
        Format | None,
        typer.Option("--format", help="Without it: table on a terminal, else jsonl.", show_default=False),
    ] = None,
    aliases: Annotated[
        Path | None,
        typer.Option(metavar="FILE", show_default=False, help="Known speakers: an alias table of any format."),
    ] = None,
    date: Annotated[
        str | None,
        typer.Option(metavar="YYYY-MM-DD", show_default=False, help="Day of texts without one: who held a role then."),
    ] = None,
    profile: Annotated[
        Profile, typer.Option(help="With the trained tagger, or by rules alone and faster.")
    ] = Profile.ACCURATE,
    min_score: Annotated[
        float, typer.Option(metavar="P", min=0.0, max=1.0, help="Leave out quotes with a lower score.")
    ] = 0.0,
    speaker_weights: SpeakerWeightsFile = None,
) -> None:
    """Find who said what in texts."""
    _check_inputs(inputs)
    chosen = form or _default_format(output)
    _check_output(output, [*inputs, *(str(path) for path in (aliases, speaker_weights) if path)])
    table, day = _alias_table(aliases), _day(date)
    try:
        extractor = _extractor(profile, speaker_weights, aliases=table, min_score=min_score)
        with _opened(output) as file:
            failures = _Failures(file if chosen is Format.JSONL else None)
            texts = ((name, text, own or day) for name, text, own in _told_twice(_texts(inputs, failures)))
            documents = _documents(extractor.pipe(texts), failures)
            _writer(chosen)(_watched(documents, inputs) if _is_watched(inputs, output) else documents, file)
    except ModelError as error:
        typer.echo(f"Error: {error}", err=True)
        raise typer.Exit(2) from error
    raise typer.Exit(1 if failures.count else 0)


def evaluate(
    gold: Annotated[Path, typer.Argument(metavar="GOLD", exists=True, dir_okay=False, help="Gold annotations.")],
    predicted: Annotated[
        Path | None,
        typer.Argument(metavar="PRED", exists=True, dir_okay=False, show_default=False, help="Predictions."),
    ] = None,
    only: Annotated[
        QuoteType | None, typer.Option("--type", show_default=False, help="Score only quotes of this type.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as one JSON object.")] = False,
    errors: Annotated[
        int, typer.Option(metavar="N", min=0, help="Show the first N disagreements on standard error.")
    ] = 0,
    gold_quotes: Annotated[
        bool, typer.Option("--gold-quotes", help="Find the speakers of the gold quotes, and score them; takes no PRED.")
    ] = False,
    speaker_weights: SpeakerWeightsFile = None,
) -> None:
    """Score predicted annotations against gold ones."""
    if gold_quotes is (predicted is not None):
        _refuse("needed, or --gold-quotes, and not both", "PRED")
    if speaker_weights and not gold_quotes:
        _refuse("allowed only with --gold-quotes, since the speakers of PRED are there already", "--speaker-weights")
    try:
        known = read_annotations(gold)
        answers = list(_answers(known, predicted, speaker_weights))
        scores = scored(known, answers, type=only)
    except (FormatError, OSError) as error:
        _refuse(str(error), "GOLD PRED")
    if predicted:
        _tell_unmatched([each.id for each in known], [each.id for each in answers])
    typer.echo((to_json if as_json else report)(scores, answers=gold_quotes))
    for each in scores.errors[:errors]:
        typer.echo(str(each), err=True)


def _answers(
    gold: Sequence[DocumentRecord], predicted: Path | None, speaker_weights: Path | None
) -> Iterable[DocumentRecord | Document]:
    if predicted:
        return read_annotations(predicted)
    return resolve_annotated(gold, _extractor(Profile.FAST, speaker_weights))


def _tell_unmatched(gold: Sequence[str], predicted: Sequence[str]) -> None:
    for count, what in (
        (len({*gold} - {*predicted}), "gold documents have no prediction, so their quotes count as missed"),
        (len({*predicted} - {*gold}), "predicted documents are passed over, since no gold document has their id"),
        (len(predicted) - len({*predicted}), "predicted documents are passed over, since a later one has their id"),
    ):
        if count:
            typer.echo(f"quoteattr: {count} {what}", err=True)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"quoteattr {metadata.version('quoteattr')}")
        raise typer.Exit


def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Who said what: quotations, reported speech and their speakers."""


def _refuse(message: str, argument: str) -> NoReturn:
    raise typer.BadParameter(message, param_hint=argument)


def _check_inputs(inputs: Sequence[str]) -> None:
    if inputs.count(STANDARD_INPUT) > 1:
        _refuse("standard input can be read only once", "IN")
    for name in inputs:
        if name != STANDARD_INPUT and not Path(name).exists():
            _refuse(f"no file {name!r}", "IN")
        if Path(name).is_dir():
            _refuse(f"{name!r} is a folder", "IN")
        if Path(name).suffix.lower() in NO_TEXTS:
            _refuse(f"{name!r} is no plain text: make it a .jsonl file with text, and id if any, on each line", "IN")


def _default_format(output: Path | None) -> Format:
    if output is None:
        return Format.TABLE if sys.stdout.isatty() else Format.JSONL
    if output.suffix.lower() not in FORMAT_OF_ENDING:
        known = ", ".join(FORMAT_OF_ENDING)
        _refuse(f"the ending of {output.name!r} tells no format; known are {known}; or say --format", "OUT")
    return FORMAT_OF_ENDING[output.suffix.lower()]


def _check_output(output: Path | None, read: Sequence[str]) -> None:
    if output is None:
        return
    if output.is_dir() or not output.parent.is_dir():
        _refuse(f"{str(output)!r} is a folder" if output.is_dir() else f"no folder {str(output.parent)!r}", "OUT")
    for name in read:
        if name != STANDARD_INPUT and output.exists() and Path(name).exists() and output.samefile(name):
            _refuse(f"{str(output)!r} is read and cannot be written", "OUT")


def _alias_table(aliases: Path | None) -> AliasTable | None:
    try:
        return AliasTable.read(aliases) if aliases else None
    except (ValueError, OSError) as error:
        _refuse(str(error), "--aliases")


def _day(date: str | None) -> datetime.date | None:
    try:
        return None if date is None else datetime.datetime.strptime(date, "%Y-%m-%d").date()
    except ValueError:
        _refuse(f"{date!r} is no day; one is written 2004-03-09", "--date")


def _extractor(
    profile: Profile, speaker_weights: Path | None, *, aliases: AliasTable | None = None, min_score: float = 0.0
) -> Extractor:
    try:
        return Extractor(aliases=aliases, profile=profile, min_score=min_score, speaker_weights=speaker_weights)
    except ModelError:
        raise
    except (FormatError, OSError) as error:
        _refuse(str(error), "--speaker-weights")


@contextmanager
def _opened(output: Path | None) -> Iterator[TextIO]:
    """Open the output; a regular file gets its name only when it is complete."""
    if output is None:
        yield _standard_output()
        return
    target = output.resolve()
    if target.exists() and not target.is_file():
        with _created(target, new=False) as file:
            yield file
        return
    part = target.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with _created(part, new=True) as file:
            yield file
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _created(path: Path, *, new: bool) -> TextIO:
    try:
        return path.open("x" if new else "w", encoding="utf-8", newline="")
    except OSError as error:
        _refuse(f"cannot write: {error}", "OUT")


def _standard_output() -> TextIO:
    if isinstance(sys.stdout, io.TextIOWrapper):
        if sys.stdout.isatty():
            sys.stdout.reconfigure(errors="replace")
        else:
            sys.stdout.reconfigure(encoding="utf-8", newline="")
    return sys.stdout


def _texts(inputs: Iterable[str], failures: _Failures) -> Iterator[Input]:
    for found in _found(inputs):
        if isinstance(found, Failure):
            failures.add(found)
        else:
            yield found


def _told_twice(texts: Iterable[Input]) -> Iterator[Input]:
    """The texts; of an id that another one has had, it is told."""
    known: set[str] = set()
    for name, text, day in texts:
        if name in known:
            typer.echo(f"quoteattr: the id {name!r} stands on more than one text", err=True)
        known.add(name)
        yield name, text, day


def _found(inputs: Iterable[str]) -> Iterator[Input | Failure]:
    for name in inputs:
        path = Path(name)
        if name == STANDARD_INPUT:
            yield _decoded("stdin", "standard input", sys.stdin.buffer.read)
        elif _holds_many(name):
            try:
                yield from scan_texts(path)
            except OSError as error:
                yield Failure(path.stem, f"cannot be read: {error}")
        else:
            yield _decoded(path.stem, name, path.read_bytes)


def _decoded(name: str, place: str, read: Callable[[], bytes]) -> Input | Failure:
    # Decoded from bytes, because reading as text would turn \r\n into \n and move the offsets.
    try:
        return name, read().decode("utf-8"), None
    except UnicodeDecodeError as error:
        return Failure(name, f"{place} is not UTF-8: byte {error.start + 1} is {error.object[error.start]:#04x}")
    except OSError as error:
        return Failure(name, f"cannot be read: {error}")


def _read_each(inputs: list[str], take: Callable[[Document], None]) -> int:
    """Give each document to *take*, and return how many could not be read."""
    _check_inputs(inputs)
    failures = _Failures(None)
    texts = _told_twice(_texts(inputs, failures))
    for document in _documents(Extractor(profile=Profile.FAST).pipe(texts), failures):
        take(document)
    return failures.count


def _documents(results: Iterable[Document | Failure], failures: _Failures) -> Iterator[Document]:
    for result in results:
        if isinstance(result, Failure):
            failures.add(result)
        else:
            yield result


def _writer(form: Format) -> Callable[[Iterable[Document], TextIO], None]:
    # The modules that draw are loaded where they are needed, so that the command starts quickly.
    if form is Format.JSONL:
        return write_jsonl
    if form is Format.HTML:
        from .formats.html import write_page

        return write_page
    from .formats.rows import write_csv, write_table

    return write_csv if form is Format.CSV else write_table


def _holds_many(name: str) -> bool:
    return Path(name).suffix.lower() == ".jsonl"


def _is_watched(inputs: Sequence[str], output: Path | None) -> bool:
    """Tell whether to show progress; not where the output itself scrolls over the same terminal."""
    several = len(inputs) > 1 or _holds_many(inputs[0])
    return several and sys.stderr.isatty() and not (output is None and sys.stdout.isatty())


def _watched(documents: Iterable[Document], inputs: Sequence[str]) -> Iterator[Document]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (BarColumn(), TextColumn("{task.completed} documents"), TimeElapsedColumn())
    total = None if any(map(_holds_many, inputs)) else len(inputs)
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        yield from progress.track(documents, total=total)


def _app() -> typer.Typer:
    app = typer.Typer(add_completion=False, no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False)
    app.callback()(_options)
    app.command()(extract)
    app.command()(evaluate)
    app.command()(train)
    app.command("train-speakers")(train_speakers_command)
    app.add_typer(aliases_app(_read_each), name="aliases")
    return app


def main() -> None:
    """Run the command line."""
    _app()()
