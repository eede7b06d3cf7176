"""The extractor: what it takes, what it refuses, and what it says of its stages."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
import spacy
from attrs.exceptions import FrozenInstanceError
from tagged import LEXICON, places, tagged

import quoteattr
from quoteattr import AliasTable, Document, Entry, Extractor, Failure, QuoteType
from quoteattr.frames import FrameTagger
from quoteattr.types import Attribution, Segmentation, Tags

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from quoteattr.types import QuotedSpan

BLANK = spacy.blank("en")
FRAMES = FrameTagger(LEXICON.cues)
EXTRACTOR = Extractor(nlp=BLANK, tagger=FRAMES)
FIXTURES = Path(__file__).parents[1] / "fixtures"
TEXT = "Pier shut\n\nDV: The radar is plain.\n\n“It rained all day.”"


def test_an_extractor_reads_a_text() -> None:
    document = EXTRACTOR.extract(TEXT, id="page")
    assert (document.id, document.text) == ("page", TEXT)
    assert [(quote.id, quote.text, quote.type) for quote in document.quotes] == [
        ("q1", "The radar is plain.", QuoteType.DIRECT),
        ("q2", "“It rained all day.”", QuoteType.DIRECT),
    ]
    assert [speaker.name for speaker in document.speakers] == ["DV"]


def test_an_extractor_reads_a_doc_as_it_is() -> None:
    assert EXTRACTOR.extract(BLANK(TEXT)) == EXTRACTOR.extract(TEXT)


def test_every_stage_can_be_seen() -> None:
    stages = EXTRACTOR.extract(TEXT).stages
    assert stages is not None
    assert stages.segmentation.text == TEXT
    assert [span.outer.of(TEXT) for span in stages.quoted] == ["“It rained all day.”"]
    assert [turn.rule for turn in stages.turns] == ["label"]
    assert [report.evidence[0].rule for report in stages.reports] == ["label", "quotation goes on"]
    assert "DV" in [mention.span.of(TEXT) for mention in stages.mentions]
    assert "DV" in [link.mention.span.of(TEXT) for link in stages.links]


def test_a_text_without_words_has_no_quotes() -> None:
    assert EXTRACTOR.extract("") == Document(id="", text="", quotes=(), speakers=())


def test_an_alias_table_goes_first() -> None:
    table = AliasTable([Entry(name="Dana Veltova", aliases=["DV"], id="Q7")])
    (quote,) = Extractor(nlp=BLANK, tagger=FRAMES, aliases=table).extract("DV: The radar is plain.").quotes
    assert quote.speaker is not None
    assert (quote.speaker.name, quote.speaker.external_id) == ("Dana Veltova", "Q7")


def test_a_tagger_of_the_caller_decides_about_language() -> None:
    text = "Ann held that it rained."

    def tagger(segmentation: Segmentation, quoted: Sequence[QuotedSpan]) -> Tags:
        assert not quoted
        content, cue, source = (places(segmentation.text, words) for words in ("it rained", "held", "Ann"))
        return Tags((Attribution(cue, source, content, 0.5, "mine"),))

    (quote,) = Extractor(nlp=BLANK, tagger=tagger).extract(text).quotes
    assert (quote.text, quote.score, quote.evidence[0].rule) == ("it rained", 0.5, "mine")


@pytest.mark.parametrize(
    ("value", "message"),
    [
        pytest.param(None, "text must be a str or a spaCy Doc, got NoneType", id="nothing"),
        pytest.param(b"Rain", "text must be a str or a spaCy Doc, got bytes", id="bytes"),
        pytest.param(["Rain"], "text must be a str or a spaCy Doc, got list", id="a list"),
        pytest.param(tagged("Rain"), "text must be a str or a spaCy Doc, got Segmentation", id="a segmentation"),
    ],
)
def test_what_is_no_text_is_an_error(value: object, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        EXTRACTOR.extract(value)
    with pytest.raises(TypeError, match=message):
        quoteattr.extract(value)


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        pytest.param({"nlp": "en_core_web_sm"}, TypeError, "nlp must be .* got str", id="the name of a model"),
        pytest.param({"aliases": {"AB": "Ann"}}, TypeError, "aliases must be .* got dict", id="a table as a dict"),
        pytest.param({"lang": "xx"}, ValueError, "no word lists for lang='xx'; there are: en", id="a language"),
        pytest.param({"lang": ""}, ValueError, "no word lists for lang=''", id="no language"),
    ],
)
def test_a_wrong_option_is_an_error_at_once(options: dict[str, object], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        Extractor(**options)


def test_options_are_keywords_and_cannot_change() -> None:
    with pytest.raises(TypeError, match="positional"):
        Extractor(BLANK)
    with pytest.raises(FrozenInstanceError):
        EXTRACTOR.lang = "de"


def test_pipe_keeps_the_order_and_numbers_what_has_no_id() -> None:
    found = list(EXTRACTOR.pipe(["“It rained all day.”", ("page", TEXT), BLANK("No quotes.")]))
    assert [(each.id, len(each.quotes)) for each in found if isinstance(each, Document)] == [
        ("0", 1),
        ("page", 2),
        ("2", 0),
    ]


@pytest.mark.parametrize("name", [10, np.int64(10)], ids=["a number", "a number of a data frame"])
def test_a_number_may_be_an_id(name: int) -> None:
    [found] = EXTRACTOR.pipe([(name, "Rain.")])
    assert found.id == "10"


def test_a_truth_value_is_no_id() -> None:
    [found] = EXTRACTOR.pipe([(True, "Rain.")])
    assert found == Failure(id="True", error="TypeError: id must be a str, got True")


def test_pipe_goes_on_behind_a_document_that_cannot_be_read() -> None:
    first, second, third = EXTRACTOR.pipe(["Rain.", ("broken", 7), "Snow."])
    assert second == Failure(id="broken", error="TypeError: text must be a str or a spaCy Doc, got int")
    assert [each.id for each in (first, third)] == ["0", "2"]


def test_pipe_is_lazy() -> None:
    def endless() -> Iterator[str]:
        while True:
            yield "Rain."

    found = EXTRACTOR.pipe(endless())
    assert [next(found).id, next(found).id] == ["0", "1"]


@pytest.mark.model
@pytest.mark.parametrize(
    ("options", "ahead"),
    [
        pytest.param({"threads": 1}, 1, id="the trained tagger, one thread"),
        pytest.param({"threads": 3}, 3, id="the trained tagger, three threads"),
        pytest.param({"threads": 3, "profile": "fast"}, 0, id="the frames"),
    ],
)
def test_pipe_takes_no_more_texts_ahead_than_it_has_use_for(options: dict[str, object], ahead: int) -> None:
    taken: list[int] = []

    def texts() -> Iterator[str]:
        for number in range(10):
            taken.append(number)
            yield "Rain."

    found = Extractor(nlp=BLANK, **options).pipe(texts())
    for number in range(6):
        next(found)
        assert len(taken) == number + 1 + ahead


@pytest.mark.model
def test_pipe_loses_nothing_that_it_took_before_its_source_broke() -> None:
    def broken() -> Iterator[str]:
        yield from ("Rain.", "Snow.", "Hail.")
        raise OSError("no more")

    found = Extractor(nlp=BLANK, threads=2).pipe(broken())
    assert [next(found).id for _ in range(3)] == ["0", "1", "2"]
    with pytest.raises(OSError, match="no more"):
        next(found)


@pytest.mark.model
def test_a_batch_and_its_threads_change_no_result() -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted(FIXTURES.glob("*.txt"))[:8]]
    alone = [Extractor().extract(text, id=str(place)) for place, text in enumerate(texts)]
    for threads in (1, 3):
        assert list(Extractor(threads=threads).pipe(texts)) == alone


def test_an_extractor_holds_nothing_of_the_last_text() -> None:
    alone = EXTRACTOR.extract("“She left.”")
    EXTRACTOR.extract(TEXT)
    assert EXTRACTOR.extract("“She left.”") == alone


@pytest.mark.model
def test_the_default_extractor_reads_english() -> None:
    document = quoteattr.extract("“We sail at noon,” said Petra Lindqvist, the captain.", id="page")
    (quote,) = document.quotes
    assert quote.speaker is not None
    assert (document.id, quote.text, quote.speaker.name) == ("page", "“We sail at noon,”", "Petra Lindqvist")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        pytest.param(lambda: EXTRACTOR.extract("Rain.", id=5), "id must be a str, got 5", id="an id that is a number"),
        pytest.param(lambda: Extractor(nlp=BLANK, tagger=7), "tagger must be a callable", id="a tagger that is none"),
        pytest.param(lambda: next(EXTRACTOR.pipe("ab")), "texts must be an iterable", id="one text for many"),
        pytest.param(lambda: Document("", "", (), ()).quotes_by(None), "speaker must be", id="a speaker that is none"),
    ],
)
def test_a_wrong_argument_raises_at_once(call: Callable[[], object], message: str) -> None:
    with pytest.raises(TypeError, match=message):
        call()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        pytest.param({"profile": "best"}, "profile must be one of 'accurate', 'fast', got 'best'", id="profile"),
        pytest.param({"lang": ["en"]}, "no word lists for lang=", id="language"),
        pytest.param({"threads": -1}, "threads", id="threads"),
    ],
)
def test_a_wrong_option_names_what_is_allowed(options: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        Extractor(nlp=BLANK, **options)
