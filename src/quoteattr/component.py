"""The spaCy factory `quoteattr`: `nlp.add_pipe("quoteattr")`, then `doc._.quotes` and `doc.spans["quoteattr"]`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve
from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .types import Document, Quote

__all__ = ["QuoteattrComponent", "make_quoteattr"]

KEY = "quoteattr"
DOC = "doc"
LAYERS = ("content", "cue", "source")


class QuoteattrComponent:
    """Finds quotes in a ``Doc`` and writes them into it; a second run replaces what the first one wrote.

    Written are ``doc.spans[spans_key]`` (a span for each content, cue and source, labelled so, with the quote's id as
    its span id) and one line of JSON in ``doc.user_data``, which ``doc._.quotes`` (a tuple of `Quote`) and
    ``doc._.quoteattr`` (the `Document`) read. Both survive ``nlp.pipe(n_process=2)``, ``DocBin`` with
    ``store_user_data=True`` and pickling.
    """

    def __init__(
        self,
        spans_key: str,
        lang: str,
        profile: str,
        aliases: str | None,
        tagger: str | None,
        speaker_weights: str | None = None,
    ) -> None:
        from .aliases import AliasTable
        from .frames import FrameTagger
        from .lang import load
        from .pipeline import Extractor

        if tagger not in (None, DOC):
            raise ValueError(f"tagger must be {DOC!r} or None, got {tagger!r}")
        self.spans_key = spans_key
        table = None if aliases is None else AliasTable.read(aliases)
        self.frames = None if tagger is None else FrameTagger(load(lang).cues)
        weights = None if speaker_weights is None else Path(speaker_weights)
        self.extractor = Extractor(
            lang=lang, profile=profile, aliases=table, tagger=self.frames, speaker_weights=weights
        )

    def __call__(self, doc: Doc) -> Doc:
        """Return *doc* with its quotes; its text, tokens and other annotation stay as they are."""
        self.set_annotations(doc, self.predict(doc))
        return doc

    def predict(self, doc: Doc) -> Document:
        """Return the quotes of *doc* without writing anything.

        Raises:
            ValueError: If the tagger is to be that of the doc, and none has read it.
        """
        if self.frames is None:
            return self.extractor.extract(doc)
        from .combine import CombinedTagger
        from .transformers.docs import Given, attributions_of

        tagger = CombinedTagger(Given(attributions_of(doc)), self.frames)
        return evolve(self.extractor, tagger=tagger).extract(doc)

    def set_annotations(self, doc: Doc, document: Document) -> None:
        """Write the quotes of *document* into *doc*."""
        from .formats.jsonl import dumps

        doc.user_data[KEY] = dumps(document)
        doc.spans[self.spans_key] = SpanGroup(doc, name=self.spans_key, spans=list(_spans(doc, document)))


def _spans(doc: Doc, document: Document) -> Iterator[Span]:
    for quote in document.quotes:
        for layer in LAYERS:
            for place in getattr(quote, layer):
                yield doc.char_span(place.start, place.end, layer, span_id=quote.id, alignment_mode="expand")


def _document(doc: Doc) -> Document | None:
    from .formats.jsonl import loads

    line = doc.user_data.get(KEY)
    return None if line is None else loads(line)


def _quotes(doc: Doc) -> tuple[Quote, ...]:
    document = _document(doc)
    return () if document is None else document.quotes


@Language.factory(  # type: ignore[untyped-decorator] # spaCy's own
    "quoteattr",
    assigns=["doc._.quotes", "doc._.quoteattr", "doc.spans"],
    default_config={
        "spans_key": KEY,
        "lang": "en",
        "profile": "accurate",
        "aliases": None,
        "tagger": None,
        "speaker_weights": None,
    },
)
def make_quoteattr(
    nlp: Language,  # noqa: ARG001
    name: str,  # noqa: ARG001
    spans_key: str,
    lang: str,
    profile: str,
    aliases: str | None,
    tagger: str | None,
    speaker_weights: str | None,
) -> QuoteattrComponent:
    """Return the component for ``nlp.add_pipe("quoteattr")``.

    Args:
        nlp: The pipeline.
        name: The component's name in it.
        spans_key: The key of ``doc.spans`` to write.
        lang: Language of the word lists.
        profile: ``"accurate"`` or ``"fast"``.
        aliases: Path of an alias table; ``None`` for none. A pipeline that is saved keeps the path, not the table.
        tagger: ``"doc"`` to take what the pipe ``quoteattr_tagger`` before this one has found, in the place of the
            profile's trained tagger; ``None`` for that one.
        speaker_weights: Path of a file that ``quoteattr train-speakers`` wrote; ``None`` for the weights of the
            package. A pipeline that is saved keeps the path.

    Raises:
        ValueError: If there are no word lists for *lang*, or no such *profile* or *tagger*.
        AliasTableError: If the table cannot be read.
        OSError: If there is no file of that name.
        FormatError: If *speaker_weights* lacks a weight, or has an unknown one.
    """
    for attribute, getter in (("quotes", _quotes), ("quoteattr", _document)):
        if not Doc.has_extension(attribute):
            Doc.set_extension(attribute, getter=getter)
    return QuoteattrComponent(spans_key, lang, profile, aliases, tagger, speaker_weights)
