"""What the types promise to those who use the package: read by the type checker, never run."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import assert_type

from spacy.tokens import Doc

from quoteattr import (
    AliasTable,
    AliasTableError,
    Document,
    Entry,
    Evidence,
    Extractor,
    Failure,
    FormatError,
    Gender,
    ModelError,
    Quote,
    QuoteattrError,
    QuoteType,
    Span,
    Speaker,
    SpeakerIndex,
    SpeakerKind,
    clusters_of_tokens,
    extract,
)
from quoteattr.evaluate import Figure, Scores, evaluate, read_annotations
from quoteattr.formats.html import to_html
from quoteattr.formats.jsonl import dumps, loads, read_jsonl, to_record
from quoteattr.speaker_index import AmbiguousMerge, IndexedSpeaker
from quoteattr.types import Attribution, QuotedSpan, Report, Segmentation, Stages, Tagger, Tags


def read_a_text(text: str) -> list[str]:
    document = extract(text, id="page")
    assert_type(document, Document)
    for quote in document:
        assert_type(quote, Quote)
        assert_type(quote.type, QuoteType)
        assert_type(quote.content, tuple[Span, ...])
        assert_type(quote.speaker, Speaker | None)
        assert_type(quote.nested_in, str | None)
        assert_type(quote.evidence, tuple[Evidence, ...])
    return [quote.speaker.name for quote in document.quotes if quote.speaker is not None]


def ask_for_a_speaker(document: Document) -> Sequence[Quote]:
    for speaker in document.speakers:
        assert_type(speaker.kind, SpeakerKind)
        assert_type(speaker.gender, Gender)
        assert_type(speaker.external_id, str | None)
        assert_type(document.quotes_by(speaker), Sequence[Quote])
    return document.quotes_by("Ann Boe")


def read_many(texts: Mapping[str, str]) -> Iterator[Document]:
    boe = Entry(name="Ann Boe", aliases=["AB"], roles=["mayor of Torrin"], kind="person", gender=Gender.FEMALE, id="Q1")
    extractor = Extractor(aliases=AliasTable([boe]), lang="en")
    for found in extractor.pipe(texts.items()):
        if isinstance(found, Failure):
            assert_type(found.error, str)
        else:
            assert_type(found, Document)
            yield found


def look_at_the_stages(document: Document) -> Tags:
    if document.stages is None:
        return Tags()
    assert_type(document.stages, Stages)
    assert_type(document.stages.quoted, tuple[QuotedSpan, ...])
    return document.stages.tags


def my_tagger(segmentation: Segmentation, quoted: Sequence[QuotedSpan]) -> Tags:
    content = tuple(span.outer for span in quoted)
    cue = tuple(token.span for token in segmentation.tokens if token.lower == "said")
    return Tags((Attribution(cue=cue, source=(), content=content, score=0.5, rule="mine"),))


def read_with_my_tagger(text: str) -> Document:
    tagger: Tagger = my_tagger
    return Extractor(tagger=tagger).extract(text)


def write_and_read(document: Document, path: Path) -> list[Document | Failure]:
    assert_type(dumps(document), str)
    assert_type(loads(dumps(document)), Document)
    assert_type(to_record(document), dict[str, object])
    assert_type(to_html(document), str)
    return list(read_jsonl(path))


def score(gold: Path, predicted: Sequence[Document]) -> float:
    scores = evaluate(read_annotations(gold), predicted, type="direct")
    assert_type(scores, Scores)
    assert_type(scores.content_exact, Figure)
    assert_type(scores.speaker_accuracy, float | None)
    return scores.content_exact.f1


def read_a_table(path: Path) -> AliasTable | None:
    try:
        return AliasTable.read(path)
    except AliasTableError as error:
        assert_type(error, AliasTableError)
        return None


def read_with_what_i_know(text: str, table: AliasTable) -> SpeakerIndex:
    known = Entry(name="Ann Boe", roles=["mayor [2001..]"], ids={"a": "1"})
    extractor = Extractor(aliases=table.merge(AliasTable([known])))
    day = datetime.date(2003, 5, 1)
    assert_type(extractor.extract(text, date=day, clusters=[[(0, 7), (20, 23)], [Span(0, 3)]]), Document)
    report = Report(QuoteType.DIRECT, content=(Span(0, 3),))
    assert_type(extractor.resolve(text, [report], date=day), Document)
    index = SpeakerIndex(extractor.pipe([("a", text, day), ("b", text), text]))
    assert_type(index.counts(), dict[str, int])
    assert_type(index.most_quoted(3), tuple[IndexedSpeaker, ...])
    assert_type(index.ambiguous, tuple[AmbiguousMerge, ...])
    return index


def read_with_another_coreference_system(doc: Doc, chains: Sequence[Sequence[Sequence[int]]]) -> Document:
    clusters = clusters_of_tokens(doc, chains)
    assert_type(clusters, tuple[tuple[Span, ...], ...])
    return Extractor().extract(doc, clusters=clusters)


ERRORS: tuple[type[QuoteattrError], ...] = (AliasTableError, FormatError, ModelError)


def what_the_type_checker_refuses(span: Span) -> None:
    extract("Rain", "page")  # type: ignore[call-arg]
    Extractor("en_core_web_sm")  # type: ignore[call-arg]
    Extractor(aliases={"AB": "Ann Boe"})  # type: ignore[arg-type]
    span.start = 1  # type: ignore[misc]
