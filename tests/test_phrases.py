"""Noun phrases, circumstances and subjects, read from tags."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from attrs import evolve
from tagged import LEXICON, quoted_in, tagged

from quoteattr.frames.phrases import (
    find_subject,
    is_noun,
    is_time,
    is_verb,
    phrase_after,
    phrase_before,
    skip_circumstance,
)
from quoteattr.frames.units import Item, cut_units

if TYPE_CHECKING:
    from collections.abc import Sequence

CUES = LEXICON.cues


def items(noted: str) -> tuple[Item, ...]:
    """The items of one sentence."""
    segmentation = tagged(noted)
    return next(cut_units(segmentation, quoted_in(segmentation))).items


def shown(sequence: Sequence[Item]) -> str:
    return " ".join(item.lower or "Q" for item in sequence)


def place(sequence: Sequence[Item], word: str) -> int:
    return next(at for at, item in enumerate(sequence) if item.lower == word)


def row(sentence: str, text: str, expected: str) -> object:
    return pytest.param(text, expected, id=sentence)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        row("a name", "[Petra Lind]/PERSON ! said", "petra lind"),
        row("a pronoun", "She ! said", "she"),
        row("a determiner alone", "This ! is", "this"),
        row("a noun with its determiner", "Yesterday/RB the captain ! said", "the captain"),
        row("adjectives", "The old/JJ harbour master ! said", "the old harbour master"),
        row("a predeterminer", "All/PDT the captains/NNS ! said", "all the captains"),
        row("a number as an age", "The 28-year-old/JJ ! said", "the 28-year-old"),
        row("a participle inside", "The retired/VBN captain ! said", "the retired captain"),
        row("a possessive", "The ferry's captain ! said", "the ferry 's captain"),
        row(
            "a prepositional phrase",
            "A clerk at the ministry of transport ! said",
            "a clerk at the ministry of transport",
        ),
        row("two names", "[Lind]/PERSON and [Vey]/PERSON ! said", "lind and vey"),
        row("no more than the subject behind a verb", "He left/VBD and the captain ! said", "the captain"),
        row("a bracket", "The captain ([Lind]/PERSON) ! said", "the captain ( lind )"),
        row("quoted words inside", "The “late/JJ and slow/JJ” captain ! said", "the Q captain"),
        row("a company with *and* in its name", "[Lind and Sons]/ORG ! said", "lind and sons"),
        row("a date before the noun is not part of it", "[Monday]/DATE ferries/NNS ! said", "ferries"),
        row("a preposition that ties nothing", "He slept/VBD despite/IN the captain ! said", "the captain"),
        row("no noun at all", "Slowly/RB ! said", ""),
        row("nothing", "! said", ""),
    ],
)
def test_phrase_before(text: str, expected: str) -> None:
    sequence = items(text)
    end = place(sequence, "!")
    assert shown(sequence[phrase_before(sequence, end, CUES) : end]) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        row("a name", "said # [Petra Lind]/PERSON.", "petra lind"),
        row("a pronoun", "said # she left/VBD.", "she"),
        row("a determiner alone", "said # this .", "this"),
        row("a noun with what stands before it", "said # the old/JJ harbour master.", "the old harbour master"),
        row("a prepositional phrase", "said # a clerk at the ministry.", "a clerk at the ministry"),
        row("two names", "said # [Lind]/PERSON and [Vey]/PERSON.", "lind and vey"),
        row("a bracket", "said # the captain ([Lind]/PERSON).", "the captain ( lind )"),
        row("a bracket that never closes", "said # the captain ([Lind]/PERSON", "the captain"),
        row("quoted words inside", "said # the “late/JJ and slow/JJ” captain.", "the Q captain"),
        row("a date behind it is not part of it", "said # the captain on [Monday]/DATE.", "the captain"),
        row("a pronoun behind a preposition is not part of it", "said # the captain to him.", "the captain"),
        row("a second determiner begins another phrase", "gave # the captain the ferry.", "the captain"),
        row("no noun at all", "said # slowly/RB.", ""),
        row("nothing", "said #", ""),
    ],
)
def test_phrase_after(text: str, expected: str) -> None:
    sequence = items(text)
    start = place(sequence, "#") + 1
    assert shown(sequence[start : phrase_after(sequence, start, CUES)]) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        row("an adverb", "said # calmly/RB that", "calmly"),
        row("a date", "said # [Monday]/DATE that", "monday"),
        row("a preposition and a date", "said # on [Monday]/DATE that", "on monday"),
        row("a prepositional phrase", "said # in a letter to the crew that", "in a letter to the crew"),
        row("a preposition with nothing behind it", "said # in that/IN it", ""),
        row("a complementizer", "said # that/IN it", ""),
        row("nothing", "said #", ""),
    ],
)
def test_skip_circumstance(text: str, expected: str) -> None:
    sequence = items(text)
    start = place(sequence, "#") + 1
    assert shown(sequence[start : skip_circumstance(sequence, start, CUES)]) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        row("right before the verb", "The captain said/VBD it.", "the captain"),
        row("before auxiliaries", "The captain has not said/VBN it.", "the captain"),
        row("before an adverb", "The captain calmly/RB said/VBD it.", "the captain"),
        row("before a date", "The captain on [Monday]/DATE said/VBD it.", "the captain"),
        row("with its apposition", "[Lind]/PERSON, the captain, said/VBD it.", "lind , the captain"),
        row("before a participle between commas", "[Lind]/PERSON, smiling/VBG, said/VBD it.", "lind"),
        row("before a relative pronoun", "The captain who said/VBD it.", "the captain"),
        row("before a comma and a relative pronoun", "[Lind]/PERSON, who said/VBD it.", "lind"),
        row("behind an introduction", "In the harbour, the captain said/VBD it.", "the captain"),
        row("none before a preposition", "The captain of said/VBD it.", ""),
        row("no subject at the start", "Said/VBD it.", ""),
        row("no subject behind an adverb", "Soon/RB said/VBD it.", ""),
    ],
)
def test_find_subject(text: str, expected: str) -> None:
    sequence = items(text)
    subject = find_subject(sequence, place(sequence, "said"), CUES)
    assert ("" if subject is None else shown(sequence[slice(*subject)])) == expected


@pytest.mark.parametrize(
    ("item", "noun", "verb", "time"),
    [
        pytest.param(Item(0, 1, "ferry", "NN"), True, False, False, id="a noun"),
        pytest.param(Item(0, 1, "sails", "VBZ"), False, True, False, id="a verb"),
        pytest.param(Item(0, 1, "sails", ""), False, True, False, id="a word without tag may be a verb"),
        pytest.param(Item(0, 1, "12", "CD"), True, False, False, id="a number"),
        pytest.param(Item(0, 1, ")", "-RRB-"), True, False, False, id="a closing bracket"),
        pytest.param(Item(0, 1, "monday", "NNP", "DATE"), True, False, True, id="a date"),
    ],
)
def test_kinds_of_words(item: Item, noun: bool, verb: bool, time: bool) -> None:
    assert (is_noun(item), is_verb(item), is_time(item)) == (noun, verb, time)


def test_an_age_is_somebody_and_no_time() -> None:
    words = items("The 28-year-old/JJ said/VBD it.")
    sequence = [evolve(item, label="DATE" if item.tag == "JJ" else "") for item in words]
    subject = find_subject(sequence, place(sequence, "said"), CUES)
    assert subject is not None
    assert shown(sequence[slice(*subject)]) == "the 28-year-old"
