"""What a spaCy `Doc` holds for the tagger: its tokens as units, and annotation as a line of JSON in its user data."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from ..errors import FormatError
from ..formats.records import DocumentRecord, parse_line, structure, unstructure, write_line
from ..tagger.features import BREAK, FIRST, GLUED, LINE, SPACE, Encoded, mark_states, shape_of
from ..types import Attribution, QuotedSpan, Segmentation, Tags
from . import ATTRIBUTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from spacy.tokens import Doc, Token

    from ..formats.records import QuoteRecord

__all__ = [
    "ANNOTATION",
    "Given",
    "annotation_of",
    "attributed",
    "attributions_of",
    "encode_doc",
    "write_annotation",
    "write_attributions",
]

# The key of ``doc.user_data`` under which the component `quoteattr` writes a whole document.
ANNOTATION = "quoteattr"
LAST_PLACE = 5


@frozen
class Given:
    """A tagger that knows the answer already.

    Attributes:
        tags: The answer.
    """

    tags: Tags

    def __call__(self, segmentation: Segmentation, quoted: Sequence[QuotedSpan]) -> Tags:  # noqa: ARG002
        """Return the answer."""
        return self.tags


def write_annotation(doc: Doc, record: DocumentRecord) -> None:
    """Write an annotated document into *doc*, for the tagger to learn from."""
    doc.user_data[ANNOTATION] = write_line(unstructure(record))


def annotation_of(doc: Doc) -> DocumentRecord:
    """Return the annotated document that *doc* holds.

    Raises:
        FormatError: If it holds none, or what it holds is not in the annotation format.
    """
    line = doc.user_data.get(ANNOTATION)
    if line is None:
        raise FormatError(
            f'the Doc that starts with {doc.text[:40]!r} has no annotation in user_data["{ANNOTATION}"]: '
            'make the training files with "python -m quoteattr.transformers convert"'
        )
    return structure(parse_line(line), DocumentRecord)


def write_attributions(doc: Doc, quotes: Iterable[QuoteRecord]) -> None:
    """Write into *doc* what the tagger found."""
    doc.user_data[ATTRIBUTIONS] = write_line(unstructure(DocumentRecord(id="", quotes=tuple(quotes))))


def attributed(doc: Doc) -> tuple[QuoteRecord, ...]:
    """Return what the tagger found in *doc*, as it was written.

    Raises:
        ValueError: If no tagger has read it.
    """
    line = doc.user_data.get(ATTRIBUTIONS)
    if line is None:
        raise ValueError("no trained tagger has read the Doc: place the pipe quoteattr_tagger before quoteattr")
    return structure(parse_line(line), DocumentRecord).quotes


def attributions_of(doc: Doc) -> Tags:
    """Return what the tagger found in *doc*, as the pipeline takes it.

    Raises:
        ValueError: If no tagger has read it.
    """
    return Tags(tuple(map(_attribution, attributed(doc))))


def _attribution(quote: QuoteRecord) -> Attribution:
    score = 1.0 if quote.score is None else quote.score
    return Attribution(quote.cue or (), quote.source or (), quote.content, score, ATTRIBUTIONS)


def encode_doc(doc: Doc, shift: int = 0) -> Encoded:
    r"""Return the tokens of *doc* that are not white space as units; linear in its length.

    Args:
        doc: The document.
        shift: What is added to the number of a token to make its one piece: the row of its vector, where those of
            several documents stand in one table.

    Example:
        >>> import spacy
        >>> units = encode_doc(spacy.blank("en")("“It rained.” Ada\n\nBo"))
        >>> [units.word(unit) for unit in range(len(units))]
        ['“', 'It', 'rained', '.', '”', 'Ada', 'Bo']
        >>> units.paragraph.tolist(), units.pieces.tolist()
        ([0, 0, 0, 0, 0, 0, 1], [0, 1, 2, 3, 4, 5, 7])
    """
    text = doc.text
    rows: list[tuple[int, ...]] = []
    lines = groupby(_lines(text, doc), key=lambda pair: pair[0])
    last_line = -1
    for number, (line, pairs) in enumerate(lines):
        tokens = [token for _, token in pairs]
        gap = FIRST if number == 0 else LINE if line == last_line + 1 else BREAK
        rows.extend(_rows(tokens, number, gap))
        last_line = line
    table = np.array(rows, dtype=np.int32).reshape(-1, 8).T.copy()
    start, end, paragraph, shape, state, before, place, token = table
    first = np.arange(len(rows) + 1, dtype=np.int32)
    return Encoded(text, start, end, paragraph, shape, state, before, place, first, token + np.int32(shift))


def _lines(text: str, doc: Doc) -> Iterator[tuple[int, Token]]:
    """Each token that is not white space, with the number of its line."""
    line, at = 0, 0
    for token in doc:
        line += text.count("\n", at, token.idx)
        at = token.idx
        if not token.is_space:
            yield line, token


def _rows(tokens: Sequence[Token], number: int, gap: int) -> Iterator[tuple[int, ...]]:
    """Start, end, paragraph, shape, state, what stands before, place and token of each unit of a paragraph."""
    words = [token.text for token in tokens]
    glued = [k > 0 and tokens[k - 1].idx + len(words[k - 1]) == token.idx for k, token in enumerate(tokens)]
    states = mark_states(words, glued, [*glued[1:], False])
    for k, token in enumerate(tokens):
        before = gap if k == 0 else GLUED if glued[k] else SPACE
        end, place = token.idx + len(words[k]), min(number + 1, LAST_PLACE)
        yield token.idx, end, number, shape_of(words[k]), states[k], before, place, token.i
