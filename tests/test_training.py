"""What training does without torch: labels from annotation, more layouts, calibration, the card, the command."""

from __future__ import annotations

import json
import random
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer
from typer.testing import CliRunner

from quoteattr import cli
from quoteattr.errors import FormatError, ModelError
from quoteattr.formats.records import DocumentRecord, QuoteRecord
from quoteattr.tagger import read_tagger
from quoteattr.tagger.decode import CONTENT, SOURCE
from quoteattr.tagger.runtime import ENCODER, LABELS, PIECES, WEIGHTS, Calibration
from quoteattr.training import augment
from quoteattr.training.assess import Judged, figures, judge
from quoteattr.training.calibrate import calibration_error, cross_validated_error, fit, pool_adjacent_violators
from quoteattr.training.card import Base, Card, DataFile, Figures, Teacher, sha256_of, write_card, write_tagger_card
from quoteattr.training.data import IGNORED, annotate, check_cues, check_texts, examples
from quoteattr.training.options import Options
from quoteattr.types import QuoteType, Span

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "“The bridge is closed,” Ada Oduya said.\n\nRain fell all night. Bo Lund denied that the dam had leaked.\n"


def quote(text: str, content: str, cue: str = "", source: str = "", kind: QuoteType = QuoteType.DIRECT) -> QuoteRecord:
    def spans(words: str) -> tuple[Span, ...]:
        return (Span(text.index(words), text.index(words) + len(words)),) if words else ()

    return QuoteRecord(type=kind, content=spans(content), cue=spans(cue), source=spans(source))


def draw(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - no secret


def record(*quotes: QuoteRecord, text: str = TEXT, name: str = "a") -> DocumentRecord:
    return DocumentRecord(id=name, text=text, quotes=quotes)


BRIDGE = quote(TEXT, "“The bridge is closed,”", "said", "Ada Oduya")
DAM = quote(TEXT, "that the dam had leaked", "denied", "Bo Lund", QuoteType.INDIRECT)


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    made = Tokenizer.from_file(str(WEIGHTS / PIECES))
    made.no_truncation()
    made.no_padding()
    return made


class TestData:
    def test_a_quote_becomes_the_units_of_its_words_without_outer_marks(self, tokenizer: Tokenizer) -> None:
        document = annotate(record(BRIDGE), tokenizer)
        (found,) = document.quotes
        words = [" ".join(map(document.encoded.word, range(*run))) for run in (*found.content, *found.source)]
        assert words == ["The bridge is closed", "Ada Oduya"]
        assert found.cue is not None
        assert document.encoded.word(found.cue[0]) == "said"

    def test_a_colon_is_a_cue_although_it_has_no_word(self, tokenizer: Tokenizer) -> None:
        text = "Bo Lund: It leaked."
        (found,) = annotate(record(quote(text, "It leaked.", ":", "Bo Lund"), text=text), tokenizer).quotes
        assert found.cue == (2, 3)

    def test_a_quote_inside_another_is_left_out(self, tokenizer: Tokenizer) -> None:
        nested = evolve(DAM, nested_in="q1")
        assert len(annotate(record(BRIDGE, nested), tokenizer).quotes) == 1

    def test_the_windows_of_a_document_part_it(self, tokenizer: Tokenizer) -> None:
        document = annotate(record(BRIDGE, DAM), tokenizer)
        found = list(examples(document, 16, draw(3)))
        units = [unit for each in found for unit in range(each.window.first, each.window.last)]
        assert len(found) > 1
        assert units == list(range(len(document.encoded)))
        assert max(each.pieces for each in found) <= 14

    def test_each_cue_has_the_labels_of_its_own_quote(self, tokenizer: Tokenizer) -> None:
        document = annotate(record(BRIDGE, DAM), tokenizer)
        (found,) = examples(document, 256, draw(9))
        word = document.encoded.word
        assert [" ".join(word(u) for u in np.flatnonzero(row == CONTENT)) for row in found.labels] == [
            "The bridge is closed",
            "that the dam had leaked",
        ]
        assert [" ".join(word(u) for u in np.flatnonzero(row == SOURCE)) for row in found.labels] == [
            "Ada Oduya",
            "Bo Lund",
        ]

    def test_an_optional_quote_teaches_nothing(self, tokenizer: Tokenizer) -> None:
        document = annotate(record(evolve(BRIDGE, optional=True)), tokenizer)
        (found,) = examples(document, 256, draw(9))
        assert found.cues == ()
        assert set(np.unique(found.tags)) == {IGNORED, 0}

    def test_data_without_any_cue_is_refused(self) -> None:
        with pytest.raises(FormatError, match="no quote has a cue"):
            check_cues([record(evolve(BRIDGE, cue=None))])

    def test_a_document_without_text_is_refused_by_its_id(self) -> None:
        with pytest.raises(FormatError, match="b: an annotated document needs a text"):
            check_texts([record(), DocumentRecord(id="b")])

    def test_no_document_at_all_is_refused(self) -> None:
        with pytest.raises(FormatError, match="no document"):
            check_texts([])


POOL = (augment.Saying("We will not close it", "Ada Oduya"), augment.Saying("The “old” dam leaked", "Bo Lund"))


def words_of(made: DocumentRecord) -> list[tuple[str, ...]]:
    text = made.text or ""
    return [
        tuple(span.of(text) for spans in (each.content, each.cue or (), each.source or ()) for span in spans)
        for each in made.quotes
    ]


class TestAugment:
    def test_direct_quotes_of_named_sources_are_what_layouts_are_made_of(self) -> None:
        said = "“The bridge is closed,” she said."
        pronoun = record(quote(said, "“The bridge is closed,”", "said", "she"), text=said)
        assert augment.sayings([record(BRIDGE, DAM), pronoun]) == (augment.Saying("The bridge is closed", "Ada Oduya"),)

    @pytest.mark.parametrize("make", [augment.signed, augment.labelled])
    @given(seed=st.integers(0, 10_000))
    def test_a_block_has_a_quote_for_each_saying_at_its_words(self, make: type, seed: int) -> None:
        block = make(POOL, draw(seed))
        for each, saying in zip(block.quotes, POOL, strict=True):
            assert saying.words[:3] in each.content[0].of(block.text)
            assert len(each.cue[0].of(block.text)) in (1, 2)
            assert each.source[0].of(block.text)

    @given(seed=st.integers(0, 10_000))
    def test_a_headline_has_its_speaker_and_words(self, seed: int) -> None:
        block = augment.headline(POOL[0], draw(seed))
        (each,) = block.quotes
        assert each.source[0].of(block.text) == "Ada Oduya"
        assert "We will not close it" in each.content[0].of(block.text)

    @given(seed=st.integers(0, 10_000))
    def test_what_was_annotated_keeps_its_words_wherever_a_block_goes(self, seed: int) -> None:
        rng = draw(seed)
        before = record(BRIDGE, DAM)
        after = augment.insert(before, augment.signed(POOL, rng), rng.choice((0, TEXT.index("\n"), len(TEXT) - 1)))
        assert words_of(before) == words_of(after)[:2]
        assert len(after.quotes) == 4

    @given(seed=st.integers(0, 10_000))
    def test_an_augmented_document_differs_in_marks_and_blocks_alone(self, seed: int) -> None:
        after = augment.augment(record(BRIDGE, DAM), POOL, draw(seed))
        straight = [
            tuple(word.translate(augment.STRAIGHT) for word in words) for words in words_of(record(BRIDGE, DAM))
        ]
        assert [tuple(w.translate(augment.STRAIGHT) for w in words) for words in words_of(after)[:2]] == straight

    def test_the_same_seed_gives_the_same_document(self) -> None:
        assert augment.augment(record(DAM), POOL, draw(1)) == augment.augment(record(DAM), POOL, draw(1))


class TestCalibration:
    @pytest.mark.parametrize(
        ("values", "pooled"),
        [
            pytest.param([], [], id="nothing gives nothing"),
            pytest.param([1, 2, 3], [1, 2, 3], id="what ascends stays"),
            pytest.param([3, 2, 1], [2, 2, 2], id="what falls becomes its mean"),
            pytest.param([1, 3, 2, 4], [1, 2.5, 2.5, 4], id="one violation becomes one block"),
            pytest.param([1, 5, 4, 0], [1, 3, 3, 3], id="a late low value pulls all before it down"),
            pytest.param([2, 2], [2, 2], id="equal neighbours are one block"),
        ],
    )
    def test_pooling(self, values: list[float], pooled: list[float]) -> None:
        blocks = pool_adjacent_violators(values, [1] * len(values))
        assert [value for value, _, count in blocks for _ in range(count)] == pooled

    def test_a_heavy_value_moves_a_block_less(self) -> None:
        assert pool_adjacent_violators([2, 1], [3, 1]) == [(1.75, 4, 2)]

    @given(st.lists(st.floats(0, 1), max_size=30))
    def test_blocks_ascend_and_keep_the_sum(self, values: list[float]) -> None:
        blocks = pool_adjacent_violators(values, [1.0] * len(values))
        means = [value for value, _, _ in blocks]
        assert means == sorted(set(means))
        assert sum(value * mass for value, mass, _ in blocks) == pytest.approx(sum(values))

    @given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=30))
    def test_a_fit_never_falls_and_stays_between_0_and_1(self, pairs: list[tuple[float, bool]]) -> None:
        found = fit([Judged(0, score, is_right) for score, is_right in pairs])
        told = [found.probability_of(step / 20) for step in range(21)]
        assert told == sorted(told)
        assert 0 <= told[0] <= told[-1] <= 1

    def test_without_quotes_nothing_changes(self) -> None:
        assert fit([]) == Calibration()
        assert Calibration().probability_of(0.37) == pytest.approx(0.37)

    def test_a_fit_tells_the_share_that_is_right(self) -> None:
        judged = [Judged(0, 0.9, k < 3) for k in range(4)] + [Judged(0, 0.5, k < 1) for k in range(4)]
        found = fit(judged)
        assert found == Calibration((0.5, 0.9), (0.25, 0.75))
        assert found.probability_of(0.7) == pytest.approx(0.5)

    @pytest.mark.parametrize(
        ("score", "probability"),
        [
            pytest.param((), (), id="no point at all"),
            pytest.param((0.1, 0.2), (0.5,), id="more scores than probabilities"),
            pytest.param((0.2, 0.1), (0.1, 0.2), id="scores that fall"),
            pytest.param((0.1, 0.2), (0.6, 0.5), id="probabilities that fall"),
            pytest.param((0.1, 0.2), (0.6, 1.5), id="a probability above one"),
        ],
    )
    def test_a_broken_calibration_is_refused(self, score: tuple[float, ...], probability: tuple[float, ...]) -> None:
        with pytest.raises(ValueError, match="a calibration needs"):
            Calibration(score, probability)

    def test_the_error_is_the_mean_gap_between_what_is_told_and_what_is_right(self) -> None:
        assert calibration_error([0.9, 0.9, 0.2, 0.2], [True, False, False, False]) == pytest.approx(0.3)
        assert calibration_error([], []) == 0

    def test_cross_validation_passes_over_what_nobody_sees(self) -> None:
        judged = [Judged(number, 0.9, True) for number in range(10)] + [Judged(0, 0.1, False)]
        assert cross_validated_error(judged, 0.5) == 0
        assert cross_validated_error(judged, 0.0) > 0


class TestAssess:
    @pytest.mark.parametrize(
        ("predicted", "is_right"),
        [
            pytest.param(BRIDGE, True, id="the same quote is right"),
            pytest.param(evolve(BRIDGE, source=(Span(60, 67),)), False, id="another source is wrong"),
            pytest.param(evolve(BRIDGE, content=(Span(0, 4),)), False, id="less than half of the words is wrong"),
            pytest.param(evolve(BRIDGE, content=(Span(0, 14),)), True, id="most of the words are enough"),
            pytest.param(evolve(DAM), False, id="what nobody annotated is wrong"),
        ],
    )
    def test_right_is_what_evaluate_counts(self, predicted: QuoteRecord, is_right: bool) -> None:
        answer = DocumentRecord(id="a", quotes=(evolve(predicted, score=0.8),))
        assert judge([record(BRIDGE)], [answer]) == (Judged(0, 0.8, is_right),)

    def test_figures_have_a_row_for_each_type_that_the_gold_has(self) -> None:
        gold = [record(BRIDGE)]
        told = figures(gold, gold)
        assert told["quote+source F1"] == told["direct: quote+source F1"] == 100
        assert not any("indirect" in name for name in told)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in (ENCODER, LABELS, PIECES):
        (tmp_path / name).write_bytes((WEIGHTS / name).read_bytes())
    return tmp_path


def card() -> Card:
    return Card(
        train=(DataFile("train.jsonl", "aa", 3, 7),),
        dev=DataFile("dev.jsonl", "bb", 1, 2),
        base=Base("an encoder", "", "cc"),
        teachers=(Teacher("another", "dd"),),
        command="quoteattr train train.jsonl --dev dev.jsonl --out here",
        seed=7,
        options={"epochs": "2"},
        versions={"python": "3"},
        figures=Figures({"quote+source F1": 70.5}, {"quote+source F1": 70.1}),
        calibration_error=0.03,
        judged=12,
    )


class TestCard:
    def test_the_tagger_of_a_folder_has_the_calibration_of_its_card(self, folder: Path) -> None:
        write_tagger_card(folder, np.eye(3, dtype=np.float32), Calibration((0.4, 0.9), (0.5, 1.0)))
        tagger = read_tagger(folder)
        assert tagger.calibration.probability_of(0.65) == pytest.approx(0.75)
        assert tagger.networks.transition.tolist() == np.eye(3).tolist()

    def test_a_card_without_calibration_changes_no_score(self, folder: Path) -> None:
        write_tagger_card(folder, np.eye(3, dtype=np.float32), Calibration())
        told = json.loads((folder / "tagger.json").read_text())
        del told["calibration"]
        (folder / "tagger.json").write_text(json.dumps(told))
        assert read_tagger(folder).calibration == Calibration()

    @pytest.mark.parametrize(
        "broken",
        [
            pytest.param({"score": [0.5], "probability": [2]}, id="a probability above one"),
            pytest.param({"score": [0.5]}, id="scores alone"),
            pytest.param([1], id="no table"),
            pytest.param({"score": 1, "probability": 1}, id="no lists"),
            pytest.param({"score": [0.5], "probability": [1], "other": [1]}, id="an unknown key"),
        ],
    )
    def test_a_broken_calibration_is_an_error_that_names_the_card(self, folder: Path, broken: object) -> None:
        write_tagger_card(folder, np.eye(3, dtype=np.float32), Calibration())
        told = json.loads((folder / "tagger.json").read_text())
        (folder / "tagger.json").write_text(json.dumps({**told, "calibration": broken}))
        with pytest.raises(ModelError, match=r"tagger\.json is not the card"):
            read_tagger(folder)

    def test_the_card_tells_what_the_tagger_is_made_of(self, folder: Path) -> None:
        write_tagger_card(folder, np.eye(3, dtype=np.float32), Calibration())
        write_card(folder, card())
        body = (folder / "CARD.md").read_text()
        for line in (
            "| train.jsonl (training) | `aa` | 3 | 7 |",
            "Base encoder: an encoder, licence: not stated,",
            "$ quoteattr train train.jsonl --dev dev.jsonl --out here",
            "Taught by another, SHA-256 of its weights in float32 `dd`.",
            "Seed 7.",
            "| quote+source F1 | 70.5 | 70.1 | 0.4 |",
            f"| encoder.onnx | `{sha256_of(folder / ENCODER)}` |",
            f"| tagger.json | `{sha256_of(folder / 'tagger.json')}` |",
        ):
            assert line in body.splitlines() or line in body


class TestCommand:
    def test_without_torch_the_command_names_the_extra(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delitem(sys.modules, "quoteattr.training.run", raising=False)
        for name in ("checkpoint", "crf", "export", "graphs", "loop", "losses", "network"):
            monkeypatch.delitem(sys.modules, f"quoteattr.training.{name}", raising=False)
        for name in ("torch", "onnx", "safetensors"):
            monkeypatch.setitem(sys.modules, name, None)
        gold = tmp_path / "gold.jsonl"
        gold.write_text("{}\n")
        arguments = ["train", str(gold), "--dev", str(gold), "--out", str(tmp_path / "out")]
        result = CliRunner().invoke(cli._app(), arguments)
        assert result.exit_code == 2
        assert 'pip install "quoteattr[train]"' in result.stderr

    @pytest.mark.parametrize(
        "wrong",
        [
            pytest.param({"epochs": 0}, id="no epoch"),
            pytest.param({"size": 1000}, id="windows that no encoder reads"),
            pytest.param({"drop": 1.0}, id="everything dropped"),
            pytest.param({"threads": 0}, id="no thread"),
        ],
    )
    def test_options_out_of_range_are_refused(self, wrong: dict[str, int]) -> None:
        with pytest.raises(ValueError, match=next(iter(wrong))):
            Options(**wrong)
