"""The spaCy component: what it writes into a doc, and that it survives everything that spaCy does with a pipeline."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path

import pytest
import spacy
from attrs import evolve
from spacy.language import Language
from spacy.tokens import Doc, DocBin

from quoteattr import Document, Extractor
from quoteattr.component import QuoteattrComponent
from quoteattr.errors import FormatError
from quoteattr.identity.weights import dump_weights, present_weights

WORDS = "“ We sail , ” Ada Oduya said . “ All is well , ” she said ."
TAGS = "`` PRP VBP , '' NNP NNP VBD . `` DT VBZ RB , '' PRP VBD ."
TEXT = "DV: The radar is plain.\n\n“It rained all day.”"


def pipeline(**config: object) -> Language:
    nlp = spacy.blank("en")
    nlp.add_pipe("quoteattr", config=config)
    return nlp


def spans(doc: Doc, key: str = "quoteattr") -> list[tuple[str, str, str]]:
    return [(span.label_, span.id_, span.text) for span in doc.spans[key]]


def pronoun(nlp: Language) -> Doc:
    words, tags = WORDS.split(), TAGS.split()
    names = ["B-PERSON" if word == "Ada" else "I-PERSON" if word == "Oduya" else "O" for word in words]
    return Doc(nlp.vocab, words=words, tags=tags, ents=names)


EXPECTED = [
    ("content", "q1", "The radar is plain."),
    ("cue", "q1", ":"),
    ("source", "q1", "DV"),
    ("content", "q2", "“It rained all day.”"),
]


def test_a_pipeline_writes_spans_and_quotes() -> None:
    doc = pipeline()(TEXT)
    assert spans(doc) == EXPECTED
    assert [quote.id for quote in doc._.quotes] == ["q1", "q2"]
    assert isinstance(doc._.quoteattr, Document)
    assert doc._.quoteattr.text == doc.text


def test_the_quotes_are_those_of_the_extractor() -> None:
    nlp = pipeline()
    assert nlp(TEXT)._.quoteattr == Extractor().extract(spacy.blank("en")(TEXT))


def test_a_doc_that_no_component_saw_has_no_quotes() -> None:
    pipeline()
    doc = spacy.blank("en")(TEXT)
    assert doc._.quotes == ()
    assert doc._.quoteattr is None


def test_predicting_writes_nothing() -> None:
    nlp = pipeline()
    doc = nlp.make_doc(TEXT)
    document = nlp.get_pipe("quoteattr").predict(doc)
    assert len(document.quotes) == 2
    assert (dict(doc.spans), doc.user_data) == ({}, {})


def test_a_second_run_replaces_the_first() -> None:
    nlp = pipeline()
    doc = nlp(TEXT)
    first = doc._.quoteattr
    component = nlp.get_pipe("quoteattr")
    assert component(doc) is doc
    assert spans(doc) == EXPECTED
    assert doc._.quoteattr == first


def test_other_annotation_stays() -> None:
    nlp = pipeline()
    doc = nlp.make_doc(TEXT)
    doc.spans["mine"] = [doc[0:1]]
    doc.user_data["mine"] = 7
    nlp.get_pipe("quoteattr")(doc)
    assert [span.text for span in doc.spans["mine"]] == ["DV"]
    assert doc.user_data["mine"] == 7


def test_the_key_of_the_spans_can_be_chosen() -> None:
    doc = pipeline(spans_key="said")(TEXT)
    assert spans(doc, "said") == EXPECTED
    assert "quoteattr" not in doc.spans


def test_an_alias_table_is_read_from_its_file(tmp_path: Path) -> None:
    table = tmp_path / "people.toml"
    table.write_text('[[speakers]]\nname = "Dana Veltova"\naliases = ["DV"]\n', encoding="utf-8")
    doc = pipeline(aliases=str(table))(TEXT)
    assert doc._.quotes[0].speaker.name == "Dana Veltova"


@pytest.mark.parametrize(
    ("threshold", "speaker"),
    [pytest.param(0.6, "Ada Oduya", id="a pronoun is decided"), pytest.param(99.0, None, id="nobody is good enough")],
)
def test_weights_of_speakers_are_read_from_their_file(threshold: float, speaker: str | None, tmp_path: Path) -> None:
    weights = present_weights()
    path = tmp_path / "weights.toml"
    path.write_text(dump_weights(evolve(weights, pronoun=evolve(weights.pronoun, threshold=threshold))), "utf-8")
    nlp = pipeline(speaker_weights=str(path), profile="fast")
    _, quote = nlp.get_pipe("quoteattr")(pronoun(nlp))._.quotes
    assert (quote.speaker.name if quote.speaker else None) == speaker


@pytest.mark.parametrize(
    ("config", "error", "message"),
    [
        pytest.param({"lang": "xx"}, ValueError, "no word lists for lang='xx'", id="a language without word lists"),
        pytest.param({"aliases": "no-such.csv"}, OSError, "no-such.csv", id="a table that is not there"),
        pytest.param({"speaker_weights": "no-such.toml"}, OSError, "no-such.toml", id="weights that are not there"),
        pytest.param({"speaker_weights": str(Path(__file__))}, FormatError, "test_component", id="no weights"),
    ],
)
def test_a_wrong_option_fails_when_the_component_is_added(
    config: dict[str, str], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        pipeline(**config)


@pytest.mark.parametrize("text", ["", " \n ", "”", "“", "Rain.", "\N{NO-BREAK SPACE}“Rain fell all day.”\r\n"])
def test_any_doc_gives_an_answer(text: str) -> None:
    doc = pipeline()(text)
    assert doc.text == text
    assert isinstance(doc._.quotes, tuple)


def test_a_content_that_begins_inside_a_token_takes_in_the_token() -> None:
    nlp = pipeline()
    doc = nlp.get_pipe("quoteattr")(Doc(nlp.vocab, words=["DV:", "said“It", "rained", "all", "day.”"]))
    assert all(span.text for span in doc.spans["quoteattr"])
    assert doc._.quotes


def test_a_doc_survives_a_doc_bin() -> None:
    nlp = pipeline()
    store = DocBin(store_user_data=True, docs=[nlp(TEXT)])
    (doc,) = DocBin().from_bytes(store.to_bytes()).get_docs(nlp.vocab)
    assert spans(doc) == EXPECTED
    assert doc._.quoteattr == nlp(TEXT)._.quoteattr


def test_a_doc_survives_bytes_and_pickling() -> None:
    nlp = pipeline()
    doc = nlp(TEXT)
    for copy in (Doc(nlp.vocab).from_bytes(doc.to_bytes()), pickle.loads(pickle.dumps(doc))):  # noqa: S301
        assert spans(copy) == EXPECTED
        assert copy._.quotes == doc._.quotes


def test_a_pipeline_survives_pickling() -> None:
    nlp = pickle.loads(pickle.dumps(pipeline(spans_key="said")))  # noqa: S301
    assert spans(nlp(TEXT), "said") == EXPECTED


def test_a_pipeline_survives_the_disk(tmp_path: Path) -> None:
    pipeline(spans_key="said").to_disk(tmp_path)
    nlp = spacy.load(tmp_path)
    assert nlp.pipe_names == ["quoteattr"]
    assert spans(nlp(TEXT), "said") == EXPECTED


def test_a_pipeline_survives_two_processes() -> None:
    nlp = pipeline()
    texts = [TEXT, "Rain.", TEXT, ""]
    docs = list(nlp.pipe(texts, n_process=2, batch_size=1))
    assert [doc.text for doc in docs] == texts
    assert [len(doc._.quotes) for doc in docs] == [2, 0, 2, 0]
    assert spans(docs[2]) == EXPECTED


def test_a_pipeline_is_its_own_extractors_reader() -> None:
    nlp = pipeline()
    assert len(Extractor(nlp=nlp).extract(TEXT).quotes) == 2
    assert nlp.pipe_names == ["quoteattr"]


def test_two_components_have_their_own_spans() -> None:
    nlp = pipeline()
    nlp.add_pipe("quoteattr", name="again", config={"spans_key": "again"})
    doc = nlp(TEXT)
    assert spans(doc, "again") == spans(doc) == EXPECTED


def test_the_factory_is_found_without_an_import() -> None:
    script = "import spacy; print(spacy.blank('en').add_pipe('quoteattr').__class__.__name__)"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)  # noqa: S603
    assert run.stdout.strip() == QuoteattrComponent.__name__


def test_spacy_knows_what_the_component_assigns() -> None:
    assert set(pipeline().get_pipe_meta("quoteattr").assigns) == {"doc._.quotes", "doc._.quoteattr", "doc.spans"}
