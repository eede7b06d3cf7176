"""Annotated files → weights of the choice of speakers, with cross-validated figures."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from pathlib import Path

import numpy as np
from attrs import evolve, field, frozen, validators

from ..aliases import AliasTable
from ..cast import build_cast
from ..coref import Resolution, resolve_mentions
from ..errors import FormatError
from ..evaluate import evaluate, read_annotations, resolve_annotated
from ..formats.records import DocumentRecord
from ..identity import Cast
from ..identity.candidates import Decision, Option
from ..identity.phrases import PhraseReader
from ..identity.weights import FEATURES, About, Rule, SpeakerWeights
from ..lang import load
from ..pipeline import Extractor
from ..scoring.agreement import Names, cast_of, is_same, names_of
from ..speakers import assign_speakers
from ..types import Document, Span, Stages
from .fit import Annotated, fit_rule

__all__ = ["Figures", "Order", "Trained", "train_speakers"]

FOLDS = 5
FEWEST_DOCUMENTS = 2
# The margins for which the figures are told, besides the one that the weights have.
MARGINS = (0.0, 0.05, 0.1, 0.2, 0.3, 0.5, 0.8)


@frozen
class Order:
    """What to train.

    Attributes:
        files: Annotated files, in the annotation format.
        present: The weights to begin with, and to stay near to.
        strength: How near; above 0.
        seed: Draws which documents are measured together.
        command: What `About.command` is to say.
    """

    files: tuple[Path, ...]
    present: SpeakerWeights
    strength: float = field(default=10.0, validator=validators.gt(0))
    seed: int = field(default=1, validator=validators.ge(0))
    command: str = ""


@frozen
class Figures:
    """How good speakers are where content, cue and source are given, in percent.

    Attributes:
        accuracy: Quotes with a known speaker that are given the right one.
        answered: Those that are given any.
        precision: Of those, the ones with the right one.
    """

    accuracy: float
    answered: float
    precision: float

    def __str__(self) -> str:
        return f"accuracy {self.accuracy:.1f}, answered {self.answered:.1f}, precision {self.precision:.1f}"


@frozen
class Trained:
    """Weights with what is known of them.

    Attributes:
        weights: Fitted to all documents.
        choices: How many choices of each rule there were.
        before: With the present weights.
        after: Each document with weights fitted to others.
        margins: The same for several margins, from the smallest one.
    """

    weights: SpeakerWeights
    choices: Mapping[str, int]
    before: Figures
    after: Figures
    margins: tuple[tuple[float, Figures], ...] = ()


@frozen
class _Text:
    """A gold document, read up to the choice of speakers."""

    gold: DocumentRecord
    document: Document
    stages: Stages
    reader: PhraseReader
    cast: Cast

    def resolution(self, weights: SpeakerWeights) -> Resolution:
        stages = self.stages
        return resolve_mentions(self.reader, stages.mentions, self.cast, stages.reports, (), weights)

    def answer(self, weights: SpeakerWeights) -> Document:
        stages, found = self.stages, self.resolution(weights)
        quotes, speakers = assign_speakers(stages.segmentation, stages.reports, found.links, found.cast)
        return evolve(self.document, quotes=quotes, speakers=speakers)

    def choices(self, weights: SpeakerWeights) -> list[tuple[str, Annotated]]:
        """The choices that the annotators tell the answer of, each with its rule."""
        wanted = _speakers(self.gold)
        return [
            (each.rule, _annotated(each, wanted[each.mention]))
            for each in self.resolution(weights).decisions
            if each.rule in FEATURES and each.mention in wanted
        ]


def train_speakers(order: Order, extractor: Extractor) -> Trained:
    """Return weights fitted to the choices that are made in annotated documents.

    Args:
        order: What to train.
        extractor: Reads the texts.

    Raises:
        OSError: If a file cannot be read.
        FormatError: If one is broken, or there are fewer than two documents, or no annotated speaker.
    """
    records = list(chain.from_iterable(map(read_annotations, order.files)))
    if len(records) < FEWEST_DOCUMENTS or not any(map(_speakers, records)):
        raise FormatError(f"needed are {FEWEST_DOCUMENTS} documents or more, with annotated speakers")
    # Numbered, because two files may have documents of one id.
    texts = _texts([evolve(record, id=str(number)) for number, record in enumerate(records)], extractor)
    choices = [text.choices(order.present) for text in texts]
    before = _figures((text.gold, text.answer(order.present)) for text in texts)
    fitted = tuple(_cross_validated(texts, choices, order))
    after = _figures((text.gold, text.answer(weights)) for text, weights in fitted)
    weights = evolve(_fitted(choices, order), about=_about(order, before, after))
    counted = Counter(rule for rule, _ in chain.from_iterable(choices))
    margins = tuple((margin, _with_margin(fitted, margin)) for margin in sorted({*MARGINS, order.present.margin}))
    return Trained(weights, {rule: counted[rule] for rule in FEATURES}, before, after, margins)


def _with_margin(fitted: Iterable[tuple[_Text, SpeakerWeights]], margin: float) -> Figures:
    return _figures((text.gold, text.answer(evolve(weights, margin=margin))) for text, weights in fitted)


def _texts(records: Sequence[DocumentRecord], extractor: Extractor) -> list[_Text]:
    lexicon, table = load(extractor.lang), extractor.aliases or AliasTable()
    texts = []
    for gold, found in zip(records, resolve_annotated(records, extractor), strict=True):
        if stages := found.stages:
            reader = PhraseReader.of(stages.segmentation, lexicon)
            texts.append(_Text(gold, found, stages, reader, build_cast(reader, stages.mentions, table, lexicon)))
    return texts


def _speakers(record: DocumentRecord) -> dict[Span, Names]:
    """The speakers that the annotators tell, by the sources that name them."""
    cast = cast_of(record)
    return {
        span: cast[quote.speaker[0]]
        for quote in record.quotes
        if quote.speaker and quote.speaker[0] in cast
        for span in quote.source or ()
    }


def _annotated(decision: Decision, wanted: Names) -> Annotated:
    right = frozenset(number for number, option in enumerate(decision.options) if _is(option, wanted))
    return Annotated(tuple(option.features for option in decision.options), right)


def _is(option: Option, wanted: Names) -> bool:
    member = option.member
    return is_same(wanted, names_of(member.name, (*member.names[1:], *member.aliases)))


def _fitted(choices: Iterable[Sequence[tuple[str, Annotated]]], order: Order) -> SpeakerWeights:
    rows = list(chain.from_iterable(choices))

    def fitted(name: str) -> Rule:
        known = [choice for rule, choice in rows if rule == name]
        return fit_rule(known, order.present.rule(name), order.strength)

    return evolve(order.present, pronoun=fitted("pronoun"), role=fitted("role"), surname=fitted("surname"))


def _cross_validated(
    texts: Sequence[_Text], choices: Sequence[Sequence[tuple[str, Annotated]]], order: Order
) -> Iterable[tuple[_Text, SpeakerWeights]]:
    """Each document with weights that were fitted to others."""
    drawn = np.random.default_rng(order.seed).permutation(len(texts)).tolist()
    for fold in (drawn[first::FOLDS] for first in range(min(FOLDS, len(texts)))):
        weights = _fitted((choices[number] for number in range(len(texts)) if number not in fold), order)
        yield from ((texts[number], weights) for number in fold)


def _figures(answers: Iterable[tuple[DocumentRecord, Document]]) -> Figures:
    rows = list(answers)
    scores = evaluate([gold for gold, _ in rows], [answer for _, answer in rows])
    return Figures(scores.speaker_accuracy or 0.0, scores.speaker_answered or 0.0, scores.speaker_precision or 0.0)


def _about(order: Order, before: Figures, after: Figures) -> About:
    names = ", ".join(path.name for path in order.files)
    figures = f"speakers of gold quotes, {FOLDS}-fold cross-validation over documents: {after}; before: {before}"
    return About(names, order.command or shlex.join(["quoteattr", "train-speakers", *map(str, order.files)]), figures)
