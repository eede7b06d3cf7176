"""Clusters of another coreference system as evidence of who is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import spacy
from attrs import frozen
from builders import mentions_of, reports_of, spans_of
from spacy.tokens import Doc
from tagged import LEXICON

from quoteattr import Extractor, Span, clusters_of_tokens
from quoteattr.aliases import AliasTable
from quoteattr.arguments import read_clusters
from quoteattr.cast import build_cast
from quoteattr.coref import resolve_mentions
from quoteattr.identity.phrases import PhraseReader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import TypeAlias

    from quoteattr.arguments import ClusterSpan
    from quoteattr.types import Link

    Given: TypeAlias = Iterable[Iterable[ClusterSpan]]

WORDS = "Ann Boe met Mia Lund . “ The ferry sails , ” she said ."
TAGS = "NNP NNP VBD NNP NNP . `` DT NN VBZ , '' PRP VBD ."
NAMES = {"Ann": "B-PERSON", "Boe": "I-PERSON", "Mia": "B-PERSON", "Lund": "I-PERSON"}
PAIR = "[Ann Boe]/PERSON met/VBD [Mia Lund]/PERSON. "


def link_of(noted: str, source: str, cluster: list[str]) -> Link:
    """What the source is taken for when the phrases are one cluster."""
    segmentation, mentions = mentions_of(noted, [source])
    reports = reports_of(segmentation.text, [source])
    cast = build_cast(PhraseReader.of(segmentation, LEXICON), mentions, AliasTable(), LEXICON)
    clusters = [spans_of(segmentation.text, cluster)] if cluster else []
    resolution = resolve_mentions(PhraseReader.of(segmentation, LEXICON), mentions, cast, reports, clusters)
    (span,) = spans_of(segmentation.text, [source])
    (link,) = (link for link in resolution.links if link.mention.span == span)
    return link


def name_of(noted: str, source: str, cluster: list[str]) -> str | None:
    segmentation, mentions = mentions_of(noted, [source])
    cast = build_cast(PhraseReader.of(segmentation, LEXICON), mentions, AliasTable(), LEXICON)
    member = cast.by_id.get(link_of(noted, source, cluster).speaker or "")
    return member.name if member else None


@pytest.mark.parametrize(
    ("noted", "source", "cluster", "speaker"),
    [
        pytest.param(PAIR + "She said/VBD so.", "She", ["Mia Lund", "She"], "Mia Lund", id="a pronoun with a name"),
        pytest.param(PAIR + "She said/VBD so.", "She", ["Ann Boe", "She"], "Ann Boe", id="a pronoun with the other"),
        pytest.param(
            PAIR + "The diver said/VBD so.", "The diver", ["Mia Lund", "The diver"], "Mia Lund", id="a description"
        ),
        pytest.param(
            PAIR + "The diver said/VBD so.", "The diver", ["Mia Lund", "diver"], "Mia Lund", id="its head word alone"
        ),
        pytest.param(
            "[Ann Boe]/PERSON met/VBD [Mia Boe]/PERSON. [Boe]/PERSON said/VBD so.",
            "Boe",
            ["Ann Boe", "Boe"],
            "Ann Boe",
            id="a surname of two",
        ),
        pytest.param(
            "Mr. [Ulf Boe]/PERSON met/VBD [Mia Lund]/PERSON. She said/VBD so.",
            "She",
            ["Ulf Boe", "She"],
            "Mia Lund",
            id="a cluster that cannot be right does not count",
        ),
    ],
)
def test_a_name_in_the_cluster_is_preferred(noted: str, source: str, cluster: list[str], speaker: str) -> None:
    assert name_of(noted, source, cluster) == speaker


def test_the_evidence_names_the_cluster() -> None:
    assert link_of(PAIR + "She said/VBD so.", "She", ["Mia Lund", "She"]).evidence.rule == "cluster"
    assert link_of(PAIR + "She said/VBD so.", "She", []).evidence.rule != "cluster"


@pytest.mark.parametrize(
    ("clusters", "error", "message"),
    [
        pytest.param([[(0, 99)]], ValueError, "past the end", id="an offset past the end"),
        pytest.param([[(5, 2)]], ValueError, "start <= end", id="a span that ends before it starts"),
        pytest.param([[(-1, 2)]], ValueError, "0 <= start", id="an offset below 0"),
        pytest.param([["she"]], TypeError, "pair of offsets", id="a text"),
        pytest.param([[(1, 2, 3)]], TypeError, "pair of offsets", id="three numbers"),
    ],
)
def test_wrong_spans_raise(clusters: list[list[tuple[int, int]]], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        Extractor(nlp=spacy.blank("en"), profile="fast").extract("“Yes,” she said.", clusters=clusters)


@frozen
class Mentioned:
    """A mention as coreferee has it: the numbers of its tokens, of a name only the last one."""

    token_indexes: list[int]


@frozen
class Chain:
    """A chain as coreferee has it, which is iterated for its mentions."""

    mentions: list[Mentioned]

    def __iter__(self) -> Iterator[Mentioned]:
        return iter(self.mentions)


def pairs(doc: Doc, *phrases: str) -> Given:
    """A cluster as fastcoref's ``get_clusters(as_strings=False)`` gives it: pairs of offsets."""
    return [[(span.start, span.end) for span in spans_of(doc.text, phrases)]]


def chains(doc: Doc, *mentions: list[int]) -> Given:
    found = [Chain([Mentioned(numbers) for numbers in mentions])]
    return clusters_of_tokens(doc, [[mention.token_indexes for mention in chain] for chain in found])


@pytest.mark.parametrize(
    ("shape", "cluster", "speaker"),
    [
        pytest.param(pairs, [], "Ann Boe", id="an empty cluster"),
        pytest.param(pairs, ["Mia Lund", "she"], "Mia Lund", id="pairs of offsets"),
        pytest.param(pairs, ["Ann Boe", "she"], "Ann Boe", id="pairs with the other name"),
        pytest.param(pairs, ["ferry", "she"], "Ann Boe", id="pairs without a name"),
        pytest.param(chains, [[4], [12]], "Mia Lund", id="tokens"),
        pytest.param(chains, [[4, 3], [12]], "Mia Lund", id="all tokens of the name, in any order"),
        pytest.param(chains, [[1], [12]], "Ann Boe", id="tokens with the other name"),
    ],
)
def test_clusters_of_other_systems_are_taken(shape: Callable[..., Given], cluster: list[object], speaker: str) -> None:
    words, tags = WORDS.split(), TAGS.split()
    doc = Doc(spacy.blank("en").vocab, words=words, tags=tags, ents=[NAMES.get(word, "O") for word in words])
    [quote] = Extractor(profile="fast").extract(doc, clusters=shape(doc, *cluster))
    assert quote.speaker is not None
    assert quote.speaker.name == speaker


@pytest.mark.parametrize(
    ("numbers", "spans"),
    [
        pytest.param([], (), id="no chains"),
        pytest.param([[]], ((),), id="a chain without mentions"),
        pytest.param([[[0], [3]]], ((Span(0, 3), Span(10, 13)),), id="a token each"),
        pytest.param([[[1, 0]], [[3]]], ((Span(0, 5),), (Span(10, 13),)), id="a mention of two tokens, and two chains"),
        pytest.param([[[0, 3]]], ((Span(0, 13),),), id="a mention that is broken off takes in what is between"),
    ],
)
def test_tokens_become_characters(numbers: list[list[list[int]]], spans: tuple[tuple[Span, ...], ...]) -> None:
    assert clusters_of_tokens(spacy.blank("en")("Ann 🎉 saw her"), numbers) == spans


@pytest.mark.parametrize(
    "tokens",
    [
        pytest.param([4], id="a number past the end"),
        pytest.param([-1], id="a number below 0"),
        pytest.param([], id="no number"),
    ],
)
def test_wrong_tokens_raise(tokens: list[int]) -> None:
    with pytest.raises(IndexError, match="tokens of 0…3, got"):
        clusters_of_tokens(spacy.blank("en")("Ann Boe met Mia"), [[[0], tokens]])


def test_spans_and_pairs_are_the_same() -> None:
    assert read_clusters([[Span(0, 3), (4, 7)], []], 9) == ((Span(0, 3), Span(4, 7)), ())
