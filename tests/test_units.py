"""Units: sentences in which each quotation is one item."""

from __future__ import annotations

import pytest
from hypothesis import given
from strategies import texts
from tagged import quoted_in, tagged

from quoteattr.frames.units import QUOTATION, Item, Unit, cut_units


def units(noted: str) -> list[Unit]:
    segmentation = tagged(noted)
    return list(cut_units(segmentation, quoted_in(segmentation)))


def shown(unit: Unit) -> str:
    """The words of a unit, a quotation as ``Q``, what stands in a quotation behind ``>``."""
    words = " ".join("Q" if item.tag == QUOTATION else item.lower for item in unit.items)
    return f"> {words}" if unit.within else words


def row(sentence: str, text: str, *expected: str) -> object:
    return pytest.param(text, list(expected), id=sentence)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        row("each sentence is a unit", "It rained. We left.", "it rained .", "we left ."),
        row("a semicolon parts units", "It rained; we left.", "it rained ;", "we left ."),
        row("a line parts units", "Rain at last\nWe left.", "rain at last", "we left ."),
        row("a quotation is one item", "“It rained,” she said.", "Q she said .", "> it rained ,"),
        row(
            "a quotation of two sentences is one item",
            "“It rained. We left,” she said.",
            "Q she said .",
            "> it rained .",
            "> we left ,",
        ),
        row(
            "a quotation inside a quotation is one item there",
            "“He said ‘no’ twice,” she said.",
            "Q she said .",
            "> he said Q twice ,",
            "> no",
        ),
        row(
            "paragraphs come first, then what stands in their quotations",
            "“It rained.”\n\nWe left.",
            "Q",
            "we left .",
            "> it rained .",
        ),
        row("a title is no quotation", "Her book “Rain” sold.", "her book rain sold ."),
        row("a mark without a partner is no word", "It rained.” We left.", "Q", "we left .", "> it rained ."),
        row("a hyphen makes one word of two", "The anti-rain league left.", "the anti-rain league left ."),
        row("and of three", "A side-by-side test.", "a side-by-side test ."),
        row("one between blanks does not", "The league - all of it - left.", "the league - all of it - left ."),
        row("nor one before a quotation", "The anti-“rain” league left.", "the anti- Q league left .", "> rain"),
        row("no text has no units", ""),
        row("marks alone have no units", "” ”"),
    ],
)
def test_units(text: str, expected: list[str]) -> None:
    assert list(map(shown, units(text))) == expected


def first_item(noted: str) -> Item:
    return units(noted)[0].items[0]


def test_an_item_has_the_tag_of_its_word_and_the_label_of_its_name() -> None:
    item = first_item("[Haslow]/ORG left/VBD.")
    assert (item.lower, item.tag, item.label, item.quoted) == ("haslow", "NNP", "ORG", None)


def test_a_word_of_a_name_is_no_verb() -> None:
    segmentation = tagged("[Will Haslow]/PERSON left/VBD.")
    broken = tagged("[Will Haslow]/PERSON left/VBD.".replace("Will Haslow", "Charge Haslow"))
    assert [unit.items[0].tag for unit in cut_units(segmentation, ())] == ["MD"]
    assert [unit.items[0].tag for unit in cut_units(broken, ())] == ["NNP"]


def test_a_quotation_tells_how_it_ends() -> None:
    assert first_item("“Why?” she asked.").ending == "?"
    assert first_item("Rain.").ending == ""


def test_a_unit_knows_its_paragraph() -> None:
    assert [unit.paragraph for unit in units("It rained.\n\n“We left.”")] == [0, 1, 1]


@given(texts())
def test_every_word_outside_the_quotations_is_in_one_unit(text: str) -> None:
    segmentation = tagged(text)
    found = list(cut_units(segmentation, quoted_in(segmentation)))
    items = [item for unit in found if unit.within is None for item in unit.items]
    outside = [at for item in items for at in range(item.first, item.stop)]
    assert outside == sorted(set(outside))
    assert all(unit.items for unit in found)
    assert all(0 <= item.first < item.stop <= len(segmentation.tokens) for unit in found for item in unit.items)
