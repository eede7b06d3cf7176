"""Speakers of quotes that are known already: the reports made of them, and how they are scored."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import spacy
from typer.testing import CliRunner

from quoteattr import Extractor, cli
from quoteattr.errors import FormatError
from quoteattr.evaluate import evaluate, report, resolve_annotated, to_json
from quoteattr.formats.records import DocumentRecord, structure
from quoteattr.scoring.given import reports_of
from quoteattr.types import QuoteType, Report, Span

if TYPE_CHECKING:
    from pathlib import Path

# 0 “We 3 sail.” 11 — 13 Ada 17 Oduya. 24 “All 29 is 32 well.” 39 It 42 rained, 50 Bo 53 Lund 58 said.
TEXT = "“We sail.” — Ada Oduya. “All is well.” It rained, Bo Lund said."
EXTRACTOR = Extractor(nlp=spacy.blank("en"), profile="fast")


def record(**changes: object) -> DocumentRecord:
    quotes = [
        {"id": "q1", "content": [[0, 10]], "source": [[13, 22]], "speaker": "e1"},
        {"id": "q2", "content": [[24, 38]], "source": [], "speaker": "e1"},
        {"id": "q3", "content": [[39, 48]], "cue": [[58, 62]], "source": [[50, 57]], "speaker": "e2"},
    ]
    entities = [{"id": "e1", "name": "Ada Oduya"}, {"id": "e2", "name": "Bo Lund"}]
    return structure({"id": "a", "text": TEXT, "quotes": quotes, "entities": entities} | changes, DocumentRecord)


def test_reports_have_all_but_the_speakers() -> None:
    assert reports_of(record()) == (
        Report(QuoteType.DIRECT, (Span(0, 10),), source=(Span(13, 22),)),
        Report(QuoteType.DIRECT, (Span(24, 38),), follows=0),
        Report(QuoteType.INDIRECT, (Span(39, 48),), cue=(Span(58, 62),), source=(Span(50, 57),)),
    )


@pytest.mark.parametrize(
    ("quotes", "follows"),
    [
        pytest.param([{"content": [[0, 10]]}], [None], id="the first follows nobody"),
        pytest.param([{"content": [[39, 48]]}, {"content": [[0, 10]]}], [None, 0], id="an indirect one if no other"),
        pytest.param(
            [{"content": [[0, 10]]}, {"content": [[39, 48]]}, {"content": [[24, 38]]}], [None, 0, 0], id="a direct one"
        ),
        pytest.param(
            [{"id": "o", "content": [[0, 38]]}, {"content": [[24, 38]], "nested_in": "o"}, {"content": [[0, 9]]}],
            [None, 0, 0],
            id="not one inside another",
        ),
    ],
)
def test_a_quote_without_a_source_goes_on(quotes: list[object], follows: list[int | None]) -> None:
    assert [each.follows for each in reports_of(record(quotes=quotes))] == follows


def test_the_speakers_alone_are_scored() -> None:
    silent = {"id": "q0", "content": [[0, 10]], "source": [], "speaker": "e1"}
    gold = [record(), structure({"id": "b", "text": TEXT, "quotes": [silent], "entities": []}, DocumentRecord)]
    scores = evaluate(gold, resolve_annotated(gold, EXTRACTOR))
    assert (scores.content_exact.f1, scores.source_accuracy, scores.predicted) == (100.0, 100.0, 4)
    assert scores.answers() == {"speaker answered": 75.0, "speaker precision": 100.0}
    assert report(scores, answers=True).splitlines()[-1] == "speaker precision  100.0"
    assert "speaker answered" not in report(scores)
    assert json.loads(to_json(scores, answers=True))["speaker answered"] == 75.0


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        pytest.param({"text": None}, "needs a text", id="no text"),
        pytest.param({"quotes": [{"content": [[0, 900]]}]}, "past the end", id="an offset past the end"),
        pytest.param({"quotes": [{"content": []}]}, "no content", id="no content"),
    ],
)
def test_wrong_gold_is_told(changes: dict[str, object], message: str) -> None:
    with pytest.raises(FormatError, match=message):
        list(resolve_annotated([record(**changes)], EXTRACTOR))


@pytest.mark.parametrize("number", [-1, 0, 1])
def test_a_report_names_only_other_reports_that_are_there(number: int) -> None:
    with pytest.raises(ValueError, match="allowed are"):
        EXTRACTOR.resolve(TEXT, [Report(QuoteType.DIRECT, (Span(0, 10),), follows=number)])


def test_reports_are_reports_and_their_spans_are_spans() -> None:
    with pytest.raises(TypeError, match="Report values"):
        EXTRACTOR.resolve(TEXT, ["q1"])  # type: ignore[list-item]
    with pytest.raises(TypeError, match=r"report 0: .* got \(0, 10\)"):
        EXTRACTOR.resolve(TEXT, [Report(QuoteType.DIRECT, ((0, 10),))])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        pytest.param(["--gold-quotes", "gold.jsonl"], 0, "speaker precision  100.0", id="gold alone"),
        pytest.param(["gold.jsonl"], 2, "PRED", id="neither a prediction nor the option"),
        pytest.param(["--gold-quotes", "gold.jsonl", "gold.jsonl"], 2, "PRED", id="both"),
    ],
)
def test_the_command(
    arguments: list[str], code: int, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cli, "Extractor", lambda **_: EXTRACTOR)
    quote = {"content": [[0, 10]], "source": [[13, 22]], "speaker": "e1"}
    line = {"id": "a", "text": TEXT, "quotes": [quote], "entities": [{"id": "e1", "name": "Ada Oduya"}]}
    (tmp_path / "gold.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    result = CliRunner().invoke(cli._app(), ["evaluate", *arguments])
    assert result.exit_code == code
    assert told in result.stdout + result.stderr
