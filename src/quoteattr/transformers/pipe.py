"""The trainable component: learns attributions from annotated documents, and writes those it finds into a `Doc`."""

from __future__ import annotations

import random
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import evolve
from spacy.pipeline import TrainablePipe
from spacy.tokens import SpanGroup
from spacy.training import validate_examples, validate_get_examples

from ..errors import FormatError
from ..formats.records import DocumentRecord
from ..tagger.decode import Settings
from ..tagger.trained import TrainedTagger
from ..training.assess import figures, quote_record
from ..training.data import examples as windows_of
from ..training.data import with_quotes
from .docs import annotation_of, attributed, attributions_of, encode_doc, write_attributions
from .network import Lesson, heads_of, networks_over

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from spacy.language import Language
    from spacy.tokens import Doc, Span
    from spacy.training import Example
    from spacy.vocab import Vocab
    from thinc.api import Model, Optimizer

    from ..formats.records import QuoteRecord
    from ..training.data import Example as Window
    from ..types import Attribution

__all__ = ["QuoteTagger"]

# Most tokens of a window to learn from.
SIZE = 256
SAMPLE = 10
LAYERS = ("content", "cue", "source")
FIGURES = {
    "quotes_f": "quote+source F1",
    "contents_f": "content exact F1",
    "content_tokens_f": "content tokens F1",
}


class QuoteTagger(TrainablePipe):
    """Finds cues over the vectors of a transformer, and given each cue its content and source.

    Written are a line of JSON in ``doc.user_data["quoteattr_tagger"]``, which the component ``quoteattr`` reads with
    the setting ``tagger = "doc"``, and ``doc.spans[spans_key]``: a span for each content, cue and source, labelled so,
    with the attribution's number as its id.

    Args:
        vocab: The vocabulary of the pipeline.
        model: The model, as `quoteattr.transformers.factory.make_model` gives it.
        name: The component's name.
        spans_key: The key of ``doc.spans`` to write.
        threshold: Attributions with a lower score are left out, 0…1.

    Raises:
        ValueError: If *threshold* is outside 0…1.
    """

    def __init__(self, vocab: Vocab, model: Model[Any, Any], name: str, *, spans_key: str, threshold: float) -> None:
        if not 0 <= threshold <= 1:
            raise ValueError(f"threshold must be from 0 to 1, got {threshold!r}")
        super().__init__(vocab, model, name)
        self.spans_key = spans_key
        self.settings = Settings(accept=threshold)

    def predict(self, docs: Iterable[Doc]) -> list[tuple[QuoteRecord, ...]]:
        """Return the attributions of each document, none inside another, without writing anything."""
        docs = list(docs)
        if not any(map(len, docs)):
            return [() for _ in docs]
        vectors = self.model.get_ref("tok2vec").predict(docs)
        return [self._read(doc, each) for doc, each in zip(docs, vectors, strict=True)]

    def _read(self, doc: Doc, vectors: object) -> tuple[QuoteRecord, ...]:
        tagger = TrainedTagger(networks_over(self.model, vectors), self.settings)
        units = encode_doc(doc)
        return tuple(quote_record(units, each) for each in tagger.read(units, tagger.candidates(units)))

    def set_annotations(self, docs: Iterable[Doc], scores: Sequence[tuple[QuoteRecord, ...]]) -> None:
        """Write the attributions that `predict` gave into the documents."""
        for doc, quotes in zip(docs, scores, strict=True):
            write_attributions(doc, quotes)
            spans = list(_spans(doc, attributions_of(doc).attributions))
            doc.spans[self.spans_key] = SpanGroup(doc, name=self.spans_key, spans=spans)

    def update(
        self,
        examples: Iterable[Example],
        *,
        drop: float = 0.0,
        sgd: Optimizer | None = None,
        losses: dict[str, float] | None = None,
    ) -> dict[str, float]:
        """Learn from a batch whose reference documents hold their annotation, and return the losses.

        Raises:
            FormatError: If one holds none; ``python -m quoteattr.transformers convert`` writes it.
        """
        losses = {} if losses is None else losses
        losses.setdefault(self.name, 0.0)
        examples = list(examples)
        validate_examples(examples, "QuoteTagger.update")
        if not any(len(example.predicted) for example in examples):
            return losses
        heads_of(self.model).set_dropout(drop)
        scores, backprop = self.model.begin_update(_lesson(examples))
        loss, gradient = self.get_loss(examples, scores)
        backprop(gradient)
        if sgd not in (None, False):
            self.finish_update(sgd)
        losses[self.name] += loss
        return losses

    def get_loss(self, examples: Iterable[Example], scores: Any) -> tuple[float, Any]:  # noqa: ARG002
        """Return the loss and its gradient.

        Which cues the head is asked about depends on the annotation, so *scores*, what the model gives, is the loss.
        """
        return float(scores), np.ones_like(scores)

    def initialize(self, get_examples: Callable[[], Iterable[Example]], *, nlp: Language | None = None) -> None:  # noqa: ARG002
        """Draw the weights above the transformer anew.

        Raises:
            FormatError: If a reference document holds no annotation, or no quote of any has a cue.
        """
        validate_get_examples(get_examples, "QuoteTagger.initialize")
        if not any(quote.cue for each in get_examples() for quote in annotation_of(each.reference).quotes):
            raise FormatError("no quote has a cue: the tagger finds quotes by their cues, so the layer cue is needed")
        self.model.initialize(X=[each.predicted for each in islice(get_examples(), SAMPLE)])

    def score(self, examples: Iterable[Example]) -> dict[str, float]:
        """Return how well predicted documents agree with their references, 0…1.

        ``quotes_f`` is the F1 of quote+source, ``contents_f`` that of contents with exact boundaries,
        ``content_tokens_f`` that of their tokens, all as `quoteattr.evaluate` defines them.
        """
        examples = list(examples)
        gold = [evolve(annotation_of(each.reference), id=str(k)) for k, each in enumerate(examples)]
        found = [DocumentRecord(id=str(k), quotes=attributed(each.predicted)) for k, each in enumerate(examples)]
        told = figures(gold, found)
        return {name: told[figure] / 100 for name, figure in FIGURES.items() if figure in told}


def _lesson(examples: Sequence[Example]) -> Lesson:
    # Of spaCy's own random numbers, which its training seeds.
    rng = random.Random(random.random())  # noqa: S311 - no secret
    shift = 0
    windows: list[Window] = []
    for example in examples:
        units = encode_doc(example.predicted, shift)
        windows += windows_of(with_quotes(units, annotation_of(example.reference)), SIZE, rng)
        shift += len(example.predicted)
    return Lesson([example.predicted for example in examples], windows, rng)


def _spans(doc: Doc, attributions: Sequence[Attribution]) -> Iterator[Span]:
    for number, attribution in enumerate(attributions, start=1):
        for layer in LAYERS:
            for place in getattr(attribution, layer):
                yield doc.char_span(place.start, place.end, layer, span_id=f"a{number}", alignment_mode="expand")
