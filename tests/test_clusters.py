"""Clusters of another coreference system as evidence of who is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import spacy
from builders import mentions_of, reports_of, spans_of
from tagged import LEXICON

from quoteattr import Extractor, Span
from quoteattr.aliases import AliasTable
from quoteattr.arguments import read_clusters
from quoteattr.cast import build_cast
from quoteattr.coref import resolve_mentions

if TYPE_CHECKING:
    from quoteattr.types import Link

PAIR = "[Ann Boe]/PERSON met/VBD [Mia Lund]/PERSON. "


def link_of(noted: str, source: str, cluster: list[str]) -> Link:
    """What the source is taken for when the phrases are one cluster."""
    segmentation, mentions = mentions_of(noted, [source])
    reports = reports_of(segmentation.text, [source])
    cast = build_cast(segmentation, mentions, AliasTable(), LEXICON)
    clusters = [spans_of(segmentation.text, cluster)] if cluster else []
    resolution = resolve_mentions(segmentation, mentions, cast, reports, LEXICON, clusters)
    (span,) = spans_of(segmentation.text, [source])
    (link,) = (link for link in resolution.links if link.mention.span == span)
    return link


def name_of(noted: str, source: str, cluster: list[str]) -> str | None:
    segmentation, mentions = mentions_of(noted, [source])
    cast = build_cast(segmentation, mentions, AliasTable(), LEXICON)
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


def test_spans_and_pairs_are_the_same() -> None:
    assert read_clusters([[Span(0, 3), (4, 7)], []], 9) == ((Span(0, 3), Span(4, 7)), ())
