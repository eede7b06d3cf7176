"""What quotation marks are there for: certain cases lose their place as speech, all others keep it."""

from __future__ import annotations

import pytest
import spacy
from attrs import evolve
from hypothesis import given
from strategies import texts

from quoteattr.lang import load
from quoteattr.linguistics import Reader, segment_text
from quoteattr.marks import find_quoted
from quoteattr.types import QuotedSpan, QuotedUse, Segmentation
from quoteattr.uses import classify_quoted

LEXICON = load("en")
BLANK = spacy.blank("en")


def segment(text: str, **tags: str) -> Segmentation:
    """The segmentation of a text, some of its words with a tag."""
    plain = segment_text(text, Reader(BLANK), LEXICON.layout)
    return evolve(plain, tokens=tuple(evolve(token, tag=tags.get(token.text, "")) for token in plain.tokens))


def classify(segmentation: Segmentation) -> tuple[QuotedSpan, ...]:
    return classify_quoted(segmentation, find_quoted(segmentation, LEXICON.marks), LEXICON.uses)


def row(sentence: str, text: str, *uses: str) -> object:
    return pytest.param(text, list(uses), id=sentence)


@pytest.mark.parametrize(
    ("text", "uses"),
    [
        row("a sentence that is said", "“It rains here,” Vera said.", "speech"),
        row("a fragment that is said", "Vera called it “a wet place” today.", "speech"),
        row("a whole paragraph", "“The Rain.”", "speech"),
        row("a slogan that is shouted", "They shouted “Clean Water Now” all day.", "speech"),
        row("a capitalised reply", "She said, “Good Morning” and left.", "speech"),
        row("a nickname inside a name", "William “Rain” Haslow and Vera 'Mae' Tonks met.", "nickname", "nickname"),
        row("a nickname in brackets", "William (“Rain”) Haslow met them.", "nickname"),
        row("a nickname after an initial", "William T. “Rain” Haslow Jr. met them.", "nickname"),
        row("a capitalised word in a headline", "Former Mayor Finds ‘Wet’ Streets Near Harbour", "speech"),
        row("a word between function words", "In “Rainfall” Haslow sings.", "speech"),
        row("a title after its kind", "Her book “Rivers” and the song “wet streets” sold.", "title", "speech"),
        row("a title with its comma inside", "His memoir, “The Long Rain,” sold well.", "title"),
        row("a title after *titled*", "She gave a talk entitled “How to Swim?” there.", "title"),
        row("a title after a programme's part", "The host of “Rain and Shine” slept.", "title"),
        row("a title after a possessive", "She told Channel Nine’s “Rain and Shine” that it pours.", "title"),
        row("a title after *on*", 'She laughed on "Rain and Shine."', "title"),
        row("capitals that shout after *on*", "She insisted on “Rain Now!” and left.", "speech"),
        row("capitals after *on* in a headline", "Mayor Insists on ‘Clean Water’", "speech"),
        row("a title inside speech", "“I read the novel ‘Rivers’ twice,” she said.", "speech", "title"),
        row("a name given", "The wind is known as “the breath” there.", "term"),
        row("a word spoken about", "She used the word “drizzle” twice.", "term"),
        row("a sentence after *the word*", "She said the word “it will rain for days and days” again.", "speech"),
        row("a word not vouched for", "The so-called ‘dry season’ is wet.", "scare"),
        row("a sentence after *so-called*", "The so-called “it never rains” law fell.", "speech"),
        row("no closing mark", "Her book “Rivers. And so on", "speech"),
        row("a very long stretch", f"Her book “{'Rain ' * 60}” sold.", "speech"),
    ],
)
def test_uses(text: str, uses: list[str]) -> None:
    assert [span.use.value for span in classify(segment(text))] == uses


def test_a_word_between_determiner_and_noun_is_held_at_a_distance() -> None:
    (span,) = classify(segment("The “smart” umbrella broke.", umbrella="NN"))
    assert span.use is QuotedUse.SCARE


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Vera wanted the “smart” umbrella.", id="a name"),
        pytest.param("She wanted the “smart” umbrella.", id="a pronoun"),
    ],
)
def test_a_word_that_somebody_near_may_have_said_stays_speech(text: str) -> None:
    (span,) = classify(segment(text, umbrella="NN", Vera="NNP", She="PRP"))
    assert span.use is QuotedUse.SPEECH


@given(texts())
def test_only_the_use_changes(text: str) -> None:
    segmentation = segment(text)
    found = find_quoted(segmentation, LEXICON.marks)
    classified = classify_quoted(segmentation, found, LEXICON.uses)
    assert tuple(evolve(span, use=QuotedUse.SPEECH) for span in classified) == found
    assert all(span.use is QuotedUse.SPEECH for span in classified if not span.closed or span.continues)
