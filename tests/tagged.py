"""Segmentations without a language model: words with their tags and names, written into the text of a test.

``[Petra Lind]/PERSON said/VBD that the ferry sank/VBD.`` gives *said* and *sank* their tag and *Petra Lind* her label;
small words have the tag that they mostly have, all others are singular nouns.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import spacy
from attrs import evolve, frozen

from quoteattr.lang import load
from quoteattr.linguistics import Reader, segment_text
from quoteattr.marks import find_quoted
from quoteattr.types import Attribution, Name, Segmentation, Span
from quoteattr.uses import classify_quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from quoteattr.types import QuotedSpan, Token

LEXICON = load("en")
BLANK = spacy.blank("en")

NOTE = re.compile(
    r"\[(?P<name>[^\[\]]+)\]/(?P<label>[A-Z]+)|(?P<word>[^\s/\[\]\"“”]+)/(?P<tag>[A-Z]{2,4}\$?)(?![A-Za-z])"
)
SMALL = {
    "DT": "the a an this these every no",
    "PRP": "i you he she it we they him her them us me himself herself themselves",
    "PRP$": "my your his its our their",
    "IN": "that of in on at by from with about for if whether than as after before under while because",
    "CC": "and or but &",
    "MD": "will would can could may might must should 'll ca wo",
    "RB": "not n't also then there here reportedly allegedly soon still",
    "TO": "to",
    "WP": "who what",
    "WRB": "how why when where",
    "VBZ": "is has",
    "VBD": "was were had did",
    "VBP": "are have do",
    "VB": "be",
    "VBN": "been",
    "POS": "'s ’s",
    "UH": "yes",
}
TAGS = {word: tag for tag, words in SMALL.items() for word in words.split()}
# Nouns as labels: what the words of a name are tagged.
OF_LABEL = {"DATE": "NN", "TIME": "NN", "CARDINAL": "CD", "NORP": "JJ"}


@frozen
class _Notes:
    """The text of a test without its notes."""

    text: str
    tags: dict[int, str]
    names: tuple[Name, ...]


def _read(noted: str) -> _Notes:
    text, tags, names, at = "", dict[int, str](), list[Name](), 0
    for match in NOTE.finditer(noted):
        text += noted[at : match.start()]
        if match["name"]:
            names.append(Name(Span(len(text), len(text) + len(match["name"])), match["label"]))
        else:
            tags.update(dict.fromkeys(range(len(text), len(text) + len(match["word"])), match["tag"]))
        text += match["name"] or match["word"]
        at = match.end()
    return _Notes(text + noted[at:], tags, tuple(names))


def tagged(noted: str) -> Segmentation:
    """The segmentation of a text, with the tags and the names that stand in it."""
    notes = _read(noted)
    plain = segment_text(notes.text, Reader(BLANK), LEXICON.layout)
    labels = {at: name.label for name in notes.names for at in plain.token_range(name.span)}
    tokens = (evolve(token, tag=_tag(token, notes, labels.get(at, ""))) for at, token in enumerate(plain.tokens))
    return evolve(plain, tokens=tuple(tokens), names=notes.names)


def _tag(token: Token, notes: _Notes, label: str) -> str:
    word = token.lower
    if token.start in notes.tags:
        return notes.tags[token.start]
    if not any(map(str.isalnum, word)):
        return {"(": "-LRB-", ")": "-RRB-"}.get(word, token.text)
    usual = "CD" if word.isdigit() else TAGS.get(word, "NN")
    return OF_LABEL.get(label, "NNP") if label and usual == "NN" else usual


def quoted_in(segmentation: Segmentation) -> tuple[QuotedSpan, ...]:
    """The quotations of a text, with what they are there for."""
    return classify_quoted(segmentation, find_quoted(segmentation, LEXICON.marks), LEXICON.uses)


def words_of(text: str, spans: Iterable[Span]) -> str:
    """The words of some spans: ``one + two``."""
    return " + ".join(span.of(text) for span in spans)


def places(text: str, words: str) -> tuple[Span, ...]:
    """Where ``one + two`` stand: each one first behind the one before it."""
    return tuple(_places(text, words))


def _places(text: str, words: str) -> Iterator[Span]:
    at = 0
    for part in words.split(" + ") if words else ():
        at = text.index(part, at)
        yield Span(at, at + len(part))


def attributed(text: str, row: str) -> Attribution:
    """The attribution of a row ``content | cue | source``."""
    content, cue, source = (part.strip(" ") for part in row.split("|"))
    return Attribution(places(text, cue), places(text, source), places(text, content), 1.0, "by hand")
