"""The names that spaCy's recogniser finds, found in another order."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import spacy
from hypothesis import given
from strategies import texts

from quoteattr.layout import cut_paragraphs
from quoteattr.linguistics import NAMES, load_pipeline
from quoteattr.names import Recognizer, found_by_spacy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Doc

GOLD = Path(__file__).parents[1] / "fixtures" / "gold.jsonl"
BLANK = spacy.blank("en")
LABELS = ("PERSON", "ORG")
# One whose names have one word and more.
SEED = 7


def untrained(**options: Any) -> Any:
    """A recogniser with weights drawn at random, so that it finds names anywhere."""
    spacy.util.fix_random_seed(SEED)
    nlp = spacy.blank("en")
    model = {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "state_type": "ner",
        "extra_state_tokens": False,
        "hidden_width": 16,
        "maxout_pieces": 2,
        "use_upper": True,
        "tok2vec": {
            "@architectures": "spacy.HashEmbedCNN.v2",
            "pretrained_vectors": None,
            "width": 16,
            "depth": 1,
            "embed_size": 100,
            "window_size": 1,
            "maxout_pieces": 2,
            "subword_features": True,
        },
        **options,
    }
    component = nlp.add_pipe("ner", config={"model": model})
    for label in LABELS:
        component.add_label(label)
    nlp.initialize()
    if component.model.attrs["has_upper"]:
        upper = component.model.get_ref("upper")
        upper.set_param("W", np.random.default_rng(SEED).normal(size=upper.get_param("W").shape).astype("float32"))
    component.model.attrs["unseen_classes"] = set()
    return component


def by_spacy(component: Any, docs: Sequence[Doc]) -> list[list[tuple[int, int, str]]]:
    """The names by the component itself."""
    return found_by_spacy([component(doc) for doc in docs])


RANDOM = untrained()


def read(component: Any) -> Recognizer:
    recognizer = Recognizer.of(component)
    assert recognizer is not None
    return recognizer


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Ada Oduya met the mayor of Port Aubrey in the rain.", id="a sentence"),
        pytest.param("Oduya", id="one word, where no name can begin and go on"),
        pytest.param("Ada   Oduya \n of  Aubrey", id="white space, where no name begins"),
        pytest.param(" ", id="nothing but white space"),
        pytest.param("", id="nothing"),
    ],
)
def test_names_are_those_of_spacy(text: str) -> None:
    assert read(RANDOM)([BLANK(text)]) == by_spacy(RANDOM, [BLANK(text)])


@given(texts())
def test_any_text_has_the_names_of_spacy(text: str) -> None:
    text = text.encode("utf-8", "replace").decode("utf-8")
    assert read(RANDOM)([BLANK(text)]) == by_spacy(RANDOM, [BLANK(text)])


def test_the_random_recogniser_finds_names_of_one_and_of_more_words() -> None:
    [found] = read(RANDOM)([BLANK("Ada Oduya met the mayor of Port Aubrey in the rain and sailed on.")])
    assert {min(stop - first, 2) for first, stop, _ in found} == {1, 2}


def test_documents_do_not_touch_each_other() -> None:
    docs = [BLANK(text) for text in ("Ada Oduya", "", "met the mayor of Port Aubrey", "in the rain.")]
    found = read(RANDOM)(docs)
    assert found == by_spacy(RANDOM, docs)
    assert found[1] == []
    assert read(RANDOM)([]) == []


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({"extra_state_tokens": True}, id="one that reads more words"),
        pytest.param({"use_upper": False}, id="one with a single layer"),
        pytest.param({"maxout_pieces": 1}, id="one with another activation"),
    ],
)
def test_another_network_is_left_to_spacy(options: dict[str, object]) -> None:
    assert Recognizer.of(untrained(**options)) is None


def test_so_is_a_search_for_the_best_of_several_readings() -> None:
    component = untrained()
    component.cfg["beam_width"] = 4
    assert Recognizer.of(component) is None


def test_and_a_label_that_was_never_trained() -> None:
    component = untrained()
    component.model.attrs["unseen_classes"] = {3}
    assert Recognizer.of(component) is None


@pytest.mark.model
def test_the_installed_model_finds_the_same_names_in_every_article() -> None:
    nlp = load_pipeline()
    recognizer = read(nlp.get_pipe(NAMES))
    for line in GOLD.read_text(encoding="utf-8").splitlines():
        text = json.loads(line)["text"]
        docs = list(nlp.pipe(span.of(text) for span in cut_paragraphs(text)))
        assert recognizer(docs) == found_by_spacy(docs)
