"""The weights that speakers are chosen by: their file, the fit, and the command."""

from __future__ import annotations

import json
import math
from functools import partial
from typing import TYPE_CHECKING

import attrs
import numpy as np
import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from quoteattr import Extractor, cli, cli_speakers
from quoteattr.errors import FormatError
from quoteattr.identity.weights import (
    FEATURES,
    Rule,
    SpeakerWeights,
    dump_weights,
    first_weights,
    present_weights,
    read_weights,
)
from quoteattr.ranking import Order, train_speakers
from quoteattr.ranking.fit import Annotated, fit_rule
from quoteattr.types import QuoteType, Report, Span

if TYPE_CHECKING:
    from pathlib import Path

PRESENT = present_weights()
LEAST = PRESENT.role.threshold
FILE = dump_weights(PRESENT)
EXTRACTOR = Extractor(nlp=spacy.blank("en"), profile="fast")
TRUE = Rule(0.5, {"near": 2.0, "other": -1.0})
ZERO = Rule(0.0, {"near": 0.0, "other": 0.0})


def drawn(count: int) -> list[Annotated]:
    """Choices between two and nobody, answered with the chances that TRUE gives."""
    random = np.random.default_rng(7)
    choices = []
    for _ in range(count):
        options = tuple({"near": float(random.normal()), "other": float(random.normal())} for _ in range(2))
        chances = np.exp([*(TRUE.score(option) for option in options), TRUE.threshold])
        answer = int(random.choice(3, p=chances / chances.sum()))
        choices.append(Annotated(options, frozenset({answer} - {2})))
    return choices


def test_the_fit_finds_the_weights_that_the_answers_were_drawn_with() -> None:
    found = fit_rule(drawn(3000), ZERO, strength=0.1)
    assert found.weights == pytest.approx(TRUE.weights, abs=0.15)
    assert found.threshold == pytest.approx(TRUE.threshold, abs=0.15)


@pytest.mark.parametrize(
    ("choices", "strength"),
    [
        pytest.param([], 1.0, id="without choices nothing moves"),
        pytest.param(drawn(20), 1e9, id="held very strongly nothing moves"),
        pytest.param([Annotated(({"near": 1.0},) * 2, frozenset([0, 1]))] * 9, 1e6, id="two right answers"),
    ],
)
def test_the_weights_stay(choices: list[Annotated], strength: float) -> None:
    assert fit_rule(choices, TRUE, strength) == TRUE


def test_the_threshold_rises_where_nobody_is_right() -> None:
    nobody = [Annotated(({"near": 1.0},), frozenset())] * 20
    assert fit_rule(nobody, ZERO, 1.0).threshold > 1


@pytest.mark.parametrize("strength", [0.0, -1.0, math.nan])
def test_a_strength_is_above_zero(strength: float) -> None:
    with pytest.raises(ValueError, match="allowed"):
        fit_rule(drawn(1), ZERO, strength)


def test_the_file_of_the_package_has_every_feature_and_tells_where_it_comes_from() -> None:
    assert {name: set(PRESENT.rule(name).weights) for name in FEATURES} == {n: set(f) for n, f in FEATURES.items()}
    assert all(attrs.astuple(PRESENT.about))


def test_training_begins_with_weights_that_were_set_by_hand() -> None:
    assert not first_weights().about.command
    assert first_weights().margin == PRESENT.margin


@given(margin=st.floats(0, 9), told=st.text(), threshold=st.floats(-99, 99), weight=st.floats(-99, 99))
def test_what_is_written_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, margin: float, told: str, threshold: float, weight: float
) -> None:
    role = Rule(threshold, dict.fromkeys(FEATURES["role"], weight))
    weights = attrs.evolve(PRESENT, margin=margin, role=role, about=attrs.evolve(PRESENT.about, data=told))
    path = tmp_path_factory.mktemp("weights") / "weights.toml"
    path.write_text(dump_weights(weights), encoding="utf-8", newline="")
    assert read_weights(path) == weights


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        pytest.param('"same noun"', '"same nown"', r"no weight for \['same noun'\], unknown .*'same nown'", id="typo"),
        pytest.param("margin = 0.05", "margin = -1", "margin=-1.0: allowed", id="a margin below zero"),
        pytest.param("margin = 0.05", "margin = true", "True is not a number", id="a margin that is no number"),
        pytest.param(f"threshold = {LEAST}", "threshold = nan", "role: .* finite", id="a threshold that is not finite"),
        pytest.param("margin = 0.05", "margin", "line 1", id="no TOML"),
        pytest.param("[surname]", "[surnames]", "surname", id="a rule that is not there"),
        pytest.param("[about]", "[about]\nby = 1", "by", id="a key that nobody knows"),
    ],
)
def test_a_wrong_file_is_told(old: str, new: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "weights.toml"
    assert old in FILE
    path.write_text(FILE.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(FormatError, match=message) as caught:
        read_weights(path)
    assert str(path) in str(caught.value)


# 0 “We 3 sail.” 11 — 13 Ada 17 Oduya. 24 “All 29 is 32 well,” 39 she 43 said.
TEXT = "“We sail.” — Ada Oduya. “All is well,” she said."


def gold(tmp_path: Path, documents: int = 2, speaker: str = "e1") -> Path:
    quotes = [
        {"content": [[0, 10]], "source": [[13, 22]], "speaker": speaker},
        {"content": [[24, 38]], "cue": [[43, 47]], "source": [[39, 42]], "speaker": speaker},
    ]
    line = {"id": "a", "text": TEXT, "quotes": quotes, "entities": [{"id": "e1", "name": "Ada Oduya"}]}
    path = tmp_path / "gold.jsonl"
    path.write_text((json.dumps(line) + "\n") * documents, encoding="utf-8")
    return path


RIVALS = "Dr Ada Oduya met Dr Ida Vik. “All is well,” she said."


def rivals(tmp_path: Path) -> Path:
    """Two who may be meant by one pronoun, and nearly equally so."""
    quote = {"content": [[29, 43]], "cue": [[48, 52]], "source": [[44, 47]], "speaker": "e1"}
    line = {"id": "a", "text": RIVALS, "quotes": [quote], "entities": [{"id": "e1", "name": "Ada Oduya"}]}
    path = tmp_path / "rivals.jsonl"
    path.write_text((json.dumps(line) + "\n") * 2, encoding="utf-8")
    return path


def test_the_choices_of_annotated_files_are_fitted(tmp_path: Path) -> None:
    trained = train_speakers(Order((gold(tmp_path),), PRESENT), EXTRACTOR)
    assert trained.choices == {"pronoun": 2, "role": 0, "surname": 0}
    assert trained.before.accuracy == trained.after.accuracy == 100.0
    assert trained.weights.pronoun.weights["spoke last"] >= PRESENT.pronoun.weights["spoke last"]
    assert trained.weights.role == PRESENT.role


def test_figures_are_told_for_several_margins(tmp_path: Path) -> None:
    trained = train_speakers(Order((gold(tmp_path),), attrs.evolve(PRESENT, margin=0.15)), EXTRACTOR)
    assert [margin for margin, _ in trained.margins] == [0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 0.8]
    assert dict(trained.margins)[0.15] == trained.after


def test_a_larger_margin_answers_less(tmp_path: Path) -> None:
    trained = train_speakers(Order((rivals(tmp_path),), PRESENT), EXTRACTOR)
    answered = [figures.answered for _, figures in trained.margins]
    assert answered == sorted(answered, reverse=True)
    assert answered[0] > answered[-1]


@pytest.mark.parametrize(
    ("documents", "speaker"), [pytest.param(1, "e1", id="one document"), pytest.param(2, "e9", id="no speakers")]
)
def test_too_little_is_refused(documents: int, speaker: str, tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="2 documents or more"):
        train_speakers(Order((gold(tmp_path, documents, speaker),), PRESENT), EXTRACTOR)


def run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(cli._app(), ["train-speakers", *map(str, arguments)])
    return result.exit_code, result.stdout + result.stderr


def test_the_command_writes_weights_that_can_be_begun_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli_speakers, "Extractor", lambda profile: EXTRACTOR)
    path, out = gold(tmp_path), tmp_path / "weights.toml"
    code, told = run(path, "--out", out, "--strength", 2)
    assert (code, told.splitlines()[0]) == (0, "choices  pronoun 2, role 0, surname 0")
    assert "accuracy 100.0, answered 100.0, precision 100.0" in told
    assert told.splitlines()[-1] == "margin   accuracy 100.0, answered 100.0, precision 100.0 at 0.8"
    weights = read_weights(out)
    assert isinstance(weights, SpeakerWeights)
    assert weights.about.command == "quoteattr train-speakers gold.jsonl --strength 2 --seed 1"
    assert run(path, "--out", out, "--start", out)[0] == 0


def test_the_command_tells_what_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli_speakers, "Extractor", lambda profile: EXTRACTOR)
    code, told = run(gold(tmp_path, 1), "--out", tmp_path / "w.toml")
    assert (code, "needed are 2 documents" in told) == (2, True)
    assert not (tmp_path / "w.toml").exists()


def strict(tmp_path: Path) -> Path:
    """Weights with which nobody is good enough for a pronoun."""
    path = tmp_path / "strict.toml"
    path.write_text(FILE.replace("threshold = 0.6", "threshold = 99.0", 1), encoding="utf-8")
    return path


def test_an_extractor_takes_weights_of_ones_own(tmp_path: Path) -> None:
    nobody = Extractor(nlp=spacy.blank("en"), profile="fast", speaker_weights=strict(tmp_path))
    reports = [
        Report(QuoteType.DIRECT, (Span(0, 10),), source=(Span(13, 22),)),
        Report(QuoteType.DIRECT, (Span(24, 38),), cue=(Span(43, 47),), source=(Span(39, 42),)),
    ]
    said = [quote.speaker for quote in nobody.resolve(TEXT, reports).quotes]
    assert [speaker.name if speaker else None for speaker in said] == ["Ada Oduya", None]


@pytest.mark.parametrize(
    ("own", "answered"),
    [pytest.param(False, "100.0", id="those of the package"), pytest.param(True, "50.0", id="weights of one's own")],
)
def test_weights_can_be_scored(own: bool, answered: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "Extractor", partial(Extractor, nlp=spacy.blank("en")))
    option = ["--speaker-weights", str(strict(tmp_path))] if own else []
    result = CliRunner().invoke(cli._app(), ["evaluate", "--gold-quotes", str(gold(tmp_path)), *option])
    assert (result.exit_code, result.stderr) == (0, "")
    assert f"speaker answered   {answered}" in result.stdout
