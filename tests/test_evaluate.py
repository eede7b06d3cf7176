"""Scores: each figure by hand, and the same figures as the shared scorer gives, where that is present."""

from __future__ import annotations

import importlib.util
import json
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from annotated import COUNCIL, MIRA, page, said
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from quoteattr.errors import FormatError
from quoteattr.evaluate import Disagreement, Figure, evaluate, read_annotations, report, to_json
from quoteattr.formats.records import DocumentRecord, structure

ROOT = Path(__file__).parents[1]
SCORER = ROOT.parent / "shared" / "bench" / "score.py"
CORPORA = ("polnear-dev", "polnear-speakers-dev", "seeds-dev", "wikinews-de-dev")
TYPES = (None, "direct", "indirect", "mixed")

# 0 Rain 5 fell 10 all 14 day, 19 Ada 23 said. 29 “Go 33 home,” 39 Bo 42 told 47 her.
TEXT = "Rain fell all day, Ada said. “Go home,” Bo told her."
RAIN, GO = [[0, 17]], [[29, 39]]
CAST = [
    {"id": "e1", "name": "Ada Lindt", "aliases": ["Ada", "she"]},
    {"id": "e2", "name": "The Mayor’s Office", "aliases": ["Zoé"]},
]

Json = dict[str, Any]


def annotated(*quotes: Json, **changes: object) -> DocumentRecord:
    return structure({"id": "a", "text": TEXT, "quotes": list(quotes), "entities": CAST} | changes, DocumentRecord)


def quote(*content: list[int], **layers: object) -> Json:
    return {"id": "q", "content": [list(span) for span in content]} | layers


def f1(gold: list[Json], predicted: list[Json], figure: str, **options: Any) -> float:
    found = evaluate([annotated(*gold)], [annotated(*predicted)], **options).figures()[figure]
    assert isinstance(found, Figure)
    return found.f1


@pytest.mark.parametrize(
    ("predicted", "exact", "overlap", "tokens", "matched"),
    [
        pytest.param([0, 17], 100.0, 100.0, 100.0, 100.0, id="the same span is right in every figure"),
        pytest.param([0, 19], 100.0, 100.0, 100.0, 100.0, id="a comma more does not count"),
        pytest.param([0, 15], 100.0, 100.0, 100.0, 100.0, id="a word that is touched counts whole"),
        pytest.param([0, 13], 0.0, 85.7, 85.7, 100.0, id="a word too few is not exact but matches"),
        pytest.param([0, 9], 0.0, 66.7, 66.7, 100.0, id="half of the words just match"),
        pytest.param([0, 4], 0.0, 40.0, 40.0, 0.0, id="a quarter of the words does not match"),
        pytest.param([40, 52], 0.0, 0.0, 0.0, 0.0, id="other words have nothing in common"),
        pytest.param([17, 18], 0.0, 0.0, 0.0, 0.0, id="a comma alone is no quote"),
        pytest.param([5, 999], 0.0, 42.9, 42.9, 0.0, id="a span past the end stops there"),
    ],
)
def test_content(predicted: list[int], exact: float, overlap: float, tokens: float, matched: float) -> None:
    gold, found = [quote(*RAIN)], [quote(predicted)]
    names = ("content exact", "content overlap", "content tokens", "content matched")
    assert tuple(f1(gold, found, name) for name in names) == (exact, overlap, tokens, matched)


@pytest.mark.parametrize(
    ("gold", "predicted", "right"),
    [
        pytest.param([[23, 27]], [[23, 27]], 100.0, id="the same cue is right"),
        pytest.param([[19, 27]], [[23, 27]], 100.0, id="a shared word is enough"),
        pytest.param([[23, 27]], [[42, 46]], 0.0, id="another cue is wrong"),
        pytest.param([[23, 27]], [], 0.0, id="no cue is wrong"),
        pytest.param([[17, 18]], [[42, 46]], 100.0, id="where the gold cue is a mark, any cue is right"),
        pytest.param([[17, 18]], [], 0.0, id="where the gold cue is a mark, no cue is wrong"),
        pytest.param([], [[42, 46]], None, id="an empty gold cue is not scored"),
    ],
)
def test_cue(gold: list[list[int]], predicted: list[list[int]], right: float | None) -> None:
    scores = evaluate([annotated(quote(*RAIN, cue=gold))], [annotated(quote(*RAIN, cue=predicted))])
    assert scores.cue_accuracy == right


@pytest.mark.parametrize(
    ("gold", "predicted", "right"),
    [
        pytest.param({"source": [[19, 22]]}, {"source": [[19, 22]]}, 100.0, id="the same source is right"),
        pytest.param({"source": [[0, 22]]}, {"source": [[19, 22]]}, 100.0, id="its last word is enough"),
        pytest.param({"source": [[0, 4]]}, {"source": [[0, 9]]}, 100.0, id="so is the gold's last word"),
        pytest.param({"source": [[0, 9]]}, {"source": [[0, 22]]}, 100.0, id="the gold's last word may stand inside"),
        pytest.param({"source": [[0, 22]]}, {"source": [[0, 4]]}, 100.0, id="the predicted last word may stand inside"),
        pytest.param({"source": [[19, 22]]}, {"source": [[40, 42]]}, 0.0, id="another source is wrong"),
        pytest.param({"source": []}, {"source": []}, 100.0, id="rightly none is right"),
        pytest.param({"source": []}, {}, 100.0, id="an absent layer of the prediction is empty"),
        pytest.param({"source": []}, {"source": [[19, 22]]}, 0.0, id="one where there is none is wrong"),
        pytest.param({"source": [[19, 22]]}, {"source": []}, 0.0, id="none where there is one is wrong"),
        pytest.param({"source": None}, {}, 100.0, id="null is a layer that is empty"),
        pytest.param({}, {"source": [[19, 22]]}, None, id="an absent layer of the gold is not scored"),
    ],
)
def test_source(gold: Json, predicted: Json, right: float | None) -> None:
    scores = evaluate([annotated(quote(*RAIN, **gold))], [annotated(quote(*RAIN, **predicted))])
    assert scores.source_accuracy == right
    assert scores.quote_source == (None if right is None else Figure(right, right, right))


@pytest.mark.parametrize(
    ("gold", "predicted", "entity", "right"),
    [
        pytest.param("e1", "x", {"name": "Ada Lindt"}, 100.0, id="the same name is right under any id"),
        pytest.param("e1", "x", {"name": "Ada"}, 100.0, id="an alias of the gold is right"),
        pytest.param("e1", "x", {"name": "Frau L.", "aliases": ["ADA LINDT"]}, 100.0, id="so is an alias of ours"),
        pytest.param("e1", "x", {"name": "she"}, 0.0, id="a pronoun is no alias"),
        pytest.param("e1", "x", {"name": "Lindt"}, 0.0, id="a part of a name is not the name"),
        pytest.param("e1", "x", {"name": "Zoe"}, 0.0, id="another entity's alias is wrong"),
        pytest.param("e2", "x", {"name": "mayors office"}, 100.0, id="article, apostrophe and case do not count"),
        pytest.param("e2", "x", {"name": "Zoe"}, 100.0, id="accents do not count"),
        pytest.param("e2", "x", {"name": "the the mayors office"}, 0.0, id="only one article is passed over"),
        pytest.param("e1", None, {"name": "Ada"}, 0.0, id="nobody where the gold has somebody is wrong"),
        pytest.param("e1", "y", {"name": "Ada"}, 0.0, id="an id that no entity has is wrong"),
        pytest.param("e9", "x", {"name": "Ada"}, 0.0, id="so is a gold id that no entity has"),
    ],
)
def test_speaker(gold: str, predicted: str | None, entity: Json, right: float) -> None:
    answer = annotated(quote(*RAIN, speaker=predicted), entities=[{"id": "x"} | entity])
    scores = evaluate([annotated(quote(*RAIN, speaker=gold))], [answer])
    assert scores.speaker_accuracy == right
    assert scores.quote_speaker == Figure(right, right, right)


def test_a_speaker_that_nobody_knows_counts_for_quote_and_speaker_alone() -> None:
    gold = annotated(quote(*RAIN, speaker=None), quote(*GO, speaker="e1"))
    scores = evaluate([gold], [annotated(quote(*RAIN), quote(*GO, speaker="e2"))])
    assert scores.speaker_accuracy == 0.0
    assert scores.quote_speaker == Figure(50.0, 50.0, 50.0)


def test_without_any_known_speaker_the_layer_is_not_scored() -> None:
    scores = evaluate([annotated(quote(*RAIN, speaker=None))], [annotated(quote(*RAIN))])
    assert scores.quote_speaker is None


def test_speaker_accuracy_is_told_for_each_finer_type() -> None:
    gold = annotated(quote(*RAIN, speaker="e1", quote_type="late"), quote(*GO, speaker="e1", quote_type="early"))
    scores = evaluate([gold], [annotated(quote(*RAIN, speaker="e1"), quote(*GO, speaker="e2"))])
    assert scores.by_quote_type == (("early", 0.0), ("late", 100.0))


@pytest.mark.parametrize(
    ("gold", "predicted", "counted"),
    [
        pytest.param({"optional": True}, [RAIN], (0, 0), id="a quote that answers an optional one is set aside"),
        pytest.param({"optional": True}, [], (0, 0), id="an optional one need not be found"),
        pytest.param({"optional": True}, [GO], (0, 1), id="another quote counts"),
        pytest.param({"optional": False}, [RAIN], (1, 1), id="a quote that is not optional counts"),
    ],
)
def test_optional_quotes(gold: Json, predicted: list[list[list[int]]], counted: tuple[int, int]) -> None:
    found = [quote(*content) for content in predicted]
    scores = evaluate([annotated(quote(*RAIN, **gold))], [annotated(*found)])
    assert (scores.gold, scores.predicted) == counted


def test_words_of_an_optional_quote_are_free() -> None:
    gold = annotated(quote([0, 9], optional=True), quote([10, 17]))
    assert evaluate([gold], [annotated(quote(*RAIN))]).content_tokens == Figure(100.0, 100.0, 100.0)


@pytest.mark.parametrize(
    ("content", "layers", "only", "counts"),
    [
        pytest.param(GO, {"type": "direct"}, "direct", True, id="the type that is told counts"),
        pytest.param(GO, {"type": "mixed"}, "direct", False, id="a type that is told goes before the marks"),
        pytest.param(GO, {}, "direct", True, id="all in marks is direct"),
        pytest.param([[23, 39]], {}, "mixed", True, id="partly in marks is mixed"),
        pytest.param(RAIN, {}, "indirect", True, id="without marks is indirect"),
        pytest.param(RAIN, {}, "direct", False, id="another type does not count"),
    ],
)
def test_type(content: list[list[int]], layers: Json, only: str, counts: bool) -> None:
    scores = evaluate([annotated(quote(*content, **layers))], [annotated()], type=only)
    assert scores.gold == counts


@pytest.mark.parametrize(
    ("predicted", "counts"),
    [
        pytest.param(quote(*RAIN, type="direct"), 0, id="what answers a gold quote of another type is set aside"),
        pytest.param(quote(*GO, type="indirect"), 1, id="what answers one of the type counts whatever its own"),
        pytest.param(quote([40, 52], type="direct"), 1, id="a false alarm of the type counts"),
        pytest.param(quote([40, 52], type="mixed"), 0, id="a false alarm of another type is set aside"),
    ],
)
def test_predictions_of_other_types(predicted: Json, counts: int) -> None:
    gold = annotated(quote(*RAIN, type="indirect"), quote(*GO, type="direct"))
    assert evaluate([gold], [annotated(predicted)], type="direct").predicted == counts


@pytest.mark.parametrize(
    ("nested", "counts"),
    [
        pytest.param({"nested": False}, 0, id="quotes inside quotes are passed over where the gold leaves them out"),
        pytest.param({"nested": True}, 1, id="they count where the gold has them"),
        pytest.param({}, 1, id="they count where the gold does not tell"),
    ],
)
def test_nested_quotes(nested: Json, counts: int) -> None:
    assert evaluate([annotated(**nested)], [annotated(quote(*RAIN, nested_in="q9"))]).predicted == counts


def test_each_quote_matches_once_and_the_best_pair_first() -> None:
    gold = annotated(quote(*RAIN, source=[[19, 22]]))
    worse, better = quote([0, 13], source=[]), quote(*RAIN, source=[[19, 22]])
    scores = evaluate([gold], [annotated(worse, better)])
    assert scores.content_matched == Figure(p=50.0, r=100.0, f1=66.7)
    assert scores.source_accuracy == 100.0


def test_a_document_without_a_prediction_counts_as_missed() -> None:
    scores = evaluate([annotated(quote(*RAIN))], [annotated(quote(*RAIN), id="b")])
    assert (scores.documents, scores.gold, scores.predicted) == (1, 1, 0)
    assert scores.content_exact == Figure(0.0, 0.0, 0.0)


def test_a_prediction_need_not_repeat_the_text_but_may_not_change_it() -> None:
    gold = annotated(quote(*RAIN))
    assert evaluate([gold], [annotated(quote(*RAIN), text=None)]).content_exact.f1 == 100.0
    with pytest.raises(FormatError, match="a: the text of the prediction is not"):
        evaluate([gold], [annotated(text="Other words.")])


def test_a_gold_document_needs_its_text() -> None:
    with pytest.raises(FormatError, match="a: a gold document needs a text"):
        evaluate([annotated(text=None)], [])


def test_an_unknown_type_is_refused_with_what_is_allowed() -> None:
    with pytest.raises(ValueError, match="type='loud': allowed are None, direct, indirect, mixed"):
        evaluate([], [], type="loud")


def test_extracted_documents_are_scored_as_they_are() -> None:
    document = page(TEXT, said(TEXT, "Rain fell all day", source="Ada", speaker=MIRA), name="a")
    other = evolve(document, quotes=(evolve(document.quotes[0], speaker=COUNCIL),), speakers=(COUNCIL,))
    assert evaluate([document], [document]).quote_speaker == Figure(100.0, 100.0, 100.0)
    assert evaluate([document], [other]).quote_speaker == Figure(0.0, 0.0, 0.0)


def test_errors_name_what_is_wrong_and_print_as_a_line() -> None:
    gold = annotated(quote(*RAIN, source=[[19, 22]], speaker="e1"), quote(*GO))
    scores = evaluate([gold], [annotated(quote(*RAIN, source=[[40, 42]], speaker="e2"), quote([40, 52]))])
    assert scores.errors[0] == Disagreement("a", "source", ("Ada",), ("Bo",), TEXT)
    assert [str(error) for error in scores.errors] == [
        f"a | source | ['Ada'] | ['Bo'] | {TEXT}",
        f"a | speaker | ada lindt | mayors office | {TEXT}",
        "a | missed | direct | “Go home,”",
        "a | extra | indirect | Bo told her.",
    ]


def test_the_report_has_a_line_for_each_figure_that_is_scored() -> None:
    scores = evaluate([annotated(quote(*RAIN, cue=[[23, 27]]))], [annotated(quote(*RAIN, cue=[]))])
    assert report(scores).splitlines() == [
        "documents          1",
        "gold               1",
        "predicted          1",
        "content exact      P 100.0  R 100.0  F1 100.0",
        "content overlap    P 100.0  R 100.0  F1 100.0",
        "content tokens     P 100.0  R 100.0  F1 100.0",
        "content matched    P 100.0  R 100.0  F1 100.0",
        "cue accuracy       0.0",
    ]
    assert json.loads(to_json(scores))["content exact"] == {"p": 100.0, "r": 100.0, "f1": 100.0}


def test_a_broken_line_names_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text('{"id": "a"}\n{"id": "b", "quotes": [{"id": "q"}]}\n', encoding="utf-8")
    with pytest.raises(FormatError, match=r"gold\.jsonl, line 2: required field 'content' is missing @ record.quotes"):
        read_annotations(path)


@pytest.fixture(scope="session")
def scorer() -> Any:
    if not SCORER.is_file():
        pytest.skip(f"the shared scorer is not there: {SCORER}")
    spec = importlib.util.spec_from_file_location("shared_scorer", SCORER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def check_same(scorer: Any, gold: list[Json], predicted: list[Json], only: str | None) -> None:
    figures, shown = scorer.score(gold, predicted, only, errors=10**6)
    records = ([structure(each, DocumentRecord) for each in side] for side in (gold, predicted))
    scores = evaluate(*records, type=only)
    assert json.loads(to_json(scores)) == figures
    assert [str(error) for error in scores.errors] == [" | ".join(map(str, row)) for row in shown]
    assert report(scores) == "\n".join(f"{name:18} {line(value)}" for name, value in figures.items())


def line(value: Mapping[str, float] | float) -> str:
    if isinstance(value, Mapping):
        return f"P {value['p']:5.1f}  R {value['r']:5.1f}  F1 {value['f1']:5.1f}"
    return str(value)


def noisy(document: Json, dice: random.Random) -> Json:
    """A prediction that is wrong in every way in places."""
    quotes = [disturbed(each, document, dice) for each in document["quotes"] if dice.random() < 0.85]
    stray = dice.randrange(len(document["text"]))
    quotes.append({"id": "stray", "content": [[stray, stray + 60]], "nested_in": dice.choice([None, "q1"])})
    dice.shuffle(quotes)
    return {key: value for key, value in document.items() if key != "text" or dice.random() < 0.5} | {"quotes": quotes}


def disturbed(gold: Json, document: Json, dice: random.Random) -> Json:
    known = [entity["id"] for entity in document.get("entities", [])]
    changes: Json = {
        "content": [[max(0, start - dice.randrange(30)), end + dice.randrange(40)] for start, end in gold["content"]],
        "source": dice.choice([[], None, gold["content"]]),
        "cue": dice.choice([[], gold["content"]]),
        "type": dice.choice([*TYPES]),
        "speaker": dice.choice([*known, None]),
        "nested_in": "q1",
    }
    kept = {key: value for key, value in gold.items() if key != "optional" and dice.random() < 0.95}
    return {"content": gold["content"]} | kept | {key: value for key, value in changes.items() if dice.random() < 0.2}


@pytest.mark.parametrize("only", TYPES)
@pytest.mark.parametrize("corpus", [*CORPORA, "fixtures"])
def test_figures_are_those_of_the_shared_scorer_on_disturbed_gold(scorer: Any, corpus: str, only: str | None) -> None:
    shared = SCORER.parents[1] / "corpora" / f"{corpus}.jsonl"
    path = ROOT / "fixtures" / "gold.jsonl" if corpus == "fixtures" else shared
    if not path.is_file():
        pytest.skip(f"the annotations are not there: {path}")
    gold = [json.loads(row) for row in path.read_text(encoding="utf-8").splitlines() if row.strip()]
    dice = random.Random(f"{corpus} {only}")  # noqa: S311 - the same noise at every run
    check_same(scorer, gold, [noisy(document, dice) for document in gold if dice.random() < 0.95], only)


def some_spans() -> st.SearchStrategy[list[list[int]]]:
    return st.lists(st.lists(st.integers(0, len(TEXT) + 2), min_size=2, max_size=2).map(sorted), min_size=1, max_size=2)


def some_documents() -> st.SearchStrategy[Json]:
    layers = {
        "type": st.sampled_from(["direct", "indirect", "mixed"]),
        "cue": some_spans() | st.just([]),
        "source": some_spans() | st.just([]),
        "speaker": st.sampled_from([None, "e1", "e2", "e9"]),
        "optional": st.booleans(),
        "nested_in": st.just("q1"),
        "quote_type": st.sampled_from(["early", "late"]),
    }
    quotes = st.lists(st.fixed_dictionaries({"content": some_spans()}, optional=layers), max_size=4)
    fixed = {"id": st.just("a"), "text": st.just(TEXT), "quotes": quotes}
    return st.fixed_dictionaries(fixed, optional={"entities": st.just(CAST), "nested": st.booleans()})


@given(some_documents(), some_documents(), st.sampled_from(TYPES))
def test_figures_are_those_of_the_shared_scorer_on_any_annotation(
    scorer: Any, gold: Json, predicted: Json, only: str | None
) -> None:
    check_same(scorer, [gold], [predicted], only)
