"""Lines of a page: paragraphs, their kinds and the articles they belong to."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from strategies import texts

from quoteattr.lang import load
from quoteattr.layout import cut_paragraphs, label_paragraphs

LAYOUT = load("en").layout
LONG = "The ferry across the sound was late again"


def row(sentence: str, text: str, *expected: str) -> object:
    return pytest.param(text, list(expected), id=sentence)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        row("no text", ""),
        row("white space alone", " \n\t\n\N{NO-BREAK SPACE}\r\n"),
        row("one line", "It rained.", "It rained."),
        row("a blank line ends a paragraph", "It rained.\n\nWe left.", "It rained.", "We left."),
        row("a single line break ends a paragraph", "It rained.\nWe left.", "It rained.", "We left."),
        row("CRLF line breaks", "It rained.\r\n\r\nWe left.\r\nHome.", "It rained.", "We left.", "Home."),
        row("carriage returns alone", "It rained.\rWe left.", "It rained.", "We left."),
        row("a line of blanks is blank", "It rained.\n \t\N{NO-BREAK SPACE}\nWe left.", "It rained.", "We left."),
        row("a line separator", "It rained.\N{LINE SEPARATOR}We left.", "It rained.", "We left."),
        row(
            "white space at both ends is left out",
            "  It rained.\t\n\N{NO-BREAK SPACE}We left. ",
            "It rained.",
            "We left.",
        ),
        row("a line that goes on in lower case", f"{LONG},\nshe said.", f"{LONG},\nshe said."),
        row("a line that goes on behind CRLF", f"{LONG}\r\nand again.", f"{LONG}\r\nand again."),
        row("a list in lower case behind a colon", "Bring:\nbread\nwater.", "Bring:", "bread\nwater."),
        row("a full stop before lower case", "It rained.\niPhones fell.", "It rained.", "iPhones fell."),
        row(
            "lines that were wrapped, also before a capital",
            "The ferry of the\nnorthern line was\nlate, as\nLind had said\nto the crew.\n\nWe left.",
            "The ferry of the\nnorthern line was\nlate, as\nLind had said\nto the crew.",
            "We left.",
        ),
        row(
            "two wrapped lines are too few to tell",
            "The ferry of the\nnorthern line was\nlate.\nLind left.",
            "The ferry of the\nnorthern line was\nlate.",
            "Lind left.",
        ),
    ],
)
def test_cut_paragraphs(text: str, expected: list[str]) -> None:
    assert [span.of(text) for span in cut_paragraphs(text)] == expected


def kinds(text: str) -> list[str]:
    return [f"{kind.value} {article}" for kind, article in label_paragraphs(text, cut_paragraphs(text), LAYOUT)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        row("a sentence", "It rained all day.", "body 0"),
        row("a sentence that ends inside marks", "“It rained all day.”", "body 0"),
        row("a line that ends in a colon", "She wrote:", "body 0"),
        row("a line that ends in a comma", "Dear friends,", "body 0"),
        row("a long line without a full stop", " ".join(["word"] * 25), "body 0"),
        row("a short line without a full stop", "Ferry late again", "headline 0"),
        row("a headline with a quotation", "Ferry late, says ‘angry’ Lind", "headline 0"),
        row("the author's line", "By Petra Lind", "byline 0"),
        row("a date line", "Monday, 4 March 2019", "byline 0"),
        row("a month that is a word", "May we leave", "headline 0"),
        row("a year without a month", "Ferries of 2019", "headline 0"),
        row("a line of a comment form", "Leave a Reply", "boilerplate 0"),
        row("a link to more", "READ MORE: Ferry late again", "boilerplate 0"),
        row("a filing line", "Published in Transport", "boilerplate 0"),
        row("a share line with signs around it", "» Share this »", "boilerplate 0"),
        row("a copyright line", "© 2019 The Sound Courier. All rights reserved.", "boilerplate 0"),
        row("a post with a handle in front", "@soundferry We are late again.", "boilerplate 0"),
        row("a post with a handle behind the name", "Sound Ferry (@soundferry) March 4", "boilerplate 0"),
        row("a picture of a post", "pic.twitter.com/a1b2c3", "boilerplate 0"),
        row("a ruled line", "* * *", "boilerplate 0"),
        row("a handle inside a sentence", "The account @soundferry was closed.", "body 0"),
        row(
            "a headline with an author's line begins an article",
            "Ferry late again\nBy Petra Lind\nIt rained.\nPier shut\nBy Omar Vey\nIt snowed.",
            "headline 0",
            "byline 0",
            "body 0",
            "headline 1",
            "byline 1",
            "body 1",
        ),
        row(
            "a headline inside an article begins none",
            "Ferry late again\nIt rained.\nPier shut\nIt snowed.",
            "headline 0",
            "body 0",
            "headline 0",
            "body 0",
        ),
        row("no text", ""),
    ],
)
def test_label_paragraphs(text: str, expected: list[str]) -> None:
    assert kinds(text) == expected


@given(texts())
def test_paragraphs_stand_apart_and_leave_nothing_out_but_white_space(text: str) -> None:
    spans = cut_paragraphs(text)
    assert all(span.of(text) == span.of(text).strip() != "" for span in spans)
    assert all(one.end < other.start for one, other in pairwise(spans))
    assert "".join("".join(span.of(text).split()) for span in spans) == "".join(text.split())
    assert len(label_paragraphs(text, spans, LAYOUT)) == len(spans)
