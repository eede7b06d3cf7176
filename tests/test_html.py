"""HTML: quotes marked in their text, everything escaped."""

from __future__ import annotations

import io
from html.parser import HTMLParser

import pytest
from annotated import COUNCIL, MIRA, documents, page, said
from attrs import evolve
from hypothesis import given

from quoteattr.formats.html import pieces, to_html, to_page, write_page
from quoteattr.types import Document, Quote, QuoteType, Span, Speaker

TEXT = "“The well is dry,” said Mira Okun."
DRY = page(TEXT, said(TEXT, "“The well is dry,”", cue="said", source="Mira Okun", speaker=MIRA))
VOID = {"meta", "br"}


class Reader(HTMLParser):
    """Collects the marked text and all tags, and checks that they are balanced."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.text = ""
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append((tag, dict(attrs).get("class") or ""))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if any(kind == "quoteattr-text" for _, kind in self.open):
            self.text += data


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert not reader.open
    return reader


def cut(text: str, *quotes: Quote) -> list[tuple[str, str, str]]:
    """Each piece that belongs to a quote: words, initials of its roles, id of the innermost quote."""
    return [
        (piece.text, "".join(role[0] if role != "cue" else "k" for role in piece.roles), piece.quote.id)
        for piece in pieces(page(text, *quotes))
        if piece.quote
    ]


def quote(name: str, *content: tuple[int, int], source: tuple[tuple[int, int], ...] = ()) -> Quote:
    contents, sources = (tuple(Span(*pair) for pair in pairs) for pairs in (content, source))
    return Quote(name, "", QuoteType.DIRECT, contents, source=sources)


@pytest.mark.parametrize(
    ("quotes", "expected"),
    [
        pytest.param([], [], id="a text without quotes has no marked piece"),
        pytest.param([quote("a", (0, 3))], [("abc", "c", "a")], id="a quote is one piece"),
        pytest.param([quote("a", (0, 1), (4, 6))], [("a", "c", "a"), ("ef", "c", "a")], id="two contents, two pieces"),
        pytest.param(
            [quote("a", (0, 6)), quote("b", (2, 4))],
            [("ab", "c", "a"), ("cd", "c", "b"), ("ef", "c", "a")],
            id="a nested quote cuts the outer one",
        ),
        pytest.param(
            [quote("a", (0, 4)), quote("b", (2, 6))],
            [("ab", "c", "a"), ("cd", "c", "b"), ("ef", "c", "b")],
            id="overlapping quotes are cut at both bounds",
        ),
        pytest.param(
            [quote("a", (0, 6)), quote("b", (4, 6), source=((0, 2),))],
            [("ab", "cs", "b"), ("cd", "c", "a"), ("ef", "c", "b")],
            id="a source inside an outer content belongs to the inner quote",
        ),
        pytest.param([quote("a", (2, 2))], [], id="an empty span marks nothing"),
        pytest.param([quote("a", (4, 99))], [("ef", "c", "a")], id="a span past the end stops there"),
        pytest.param([quote("a", (7, 9))], [], id="a span behind the end marks nothing"),
    ],
)
def test_where_the_text_is_cut(quotes: list[Quote], expected: list[tuple[str, str, str]]) -> None:
    assert cut("abcdef", *quotes) == expected


@given(documents())
def test_the_pieces_are_the_text_and_no_piece_is_cut_by_a_span(document: Document) -> None:
    start = 0
    for piece in pieces(document):
        here = Span(start, start + len(piece.text))
        over = {
            role
            for each in document.quotes
            for role, spans in (("content", each.content), ("source", each.source), ("cue", each.cue))
            if any(here in span for span in spans)
        }
        assert set(piece.roles) == (over if piece.text else set())
        start = here.end
    assert "".join(piece.text for piece in pieces(document)) == document.text


@given(documents())
def test_the_fragment_is_balanced_and_holds_the_text(document: Document) -> None:
    shown = read(to_html(document)).text.rstrip("\n")
    assert len(shown) == len(document.text.rstrip("\n"))


def test_a_fragment_names_the_speaker_in_the_title() -> None:
    titles = [tag["title"] for _, tag in read(to_html(DRY)).tags if "title" in tag]
    assert titles == ["Mira Okun · direct · q1"] * 3


def test_a_fragment_says_where_the_speaker_is_not_told() -> None:
    assert 'title="speaker not told · direct · q1"' in to_html(page("Yes.", said("Yes.", "Yes.")))


def test_the_roles_are_classes_and_the_legend_explains_them() -> None:
    reader = read(to_html(DRY))
    shown = [tag["class"] for name, tag in reader.tags if name == "span"]
    assert sorted(shown) == sorted(["quoteattr-content", "quoteattr-source", "quoteattr-cue"] * 2)
    assert reader.text.strip() == TEXT


@pytest.mark.parametrize(
    "evil", ["<script>alert(1)</script>", '" onmouseover="x', "'><b>", "&amp;", "{{ 7 * 7 }}", "</style>"]
)
def test_everything_is_escaped(evil: str) -> None:
    speaker = evolve(COUNCIL, name=evil)
    document = page(evil, said(evil, evil, speaker=speaker, name=evil), name=evil)
    reader = read(to_page([document]))
    assert {name for name, _ in reader.tags} <= {
        *("html", "head", "meta", "title", "style", "body", "div", "span", "article", "h2")
    }
    assert {key for _, tag in reader.tags for key in tag} <= {"charset", "name", "content", "class", "title"}
    assert reader.text.strip() == evil
    assert [tag["title"] for _, tag in reader.tags if "title" in tag] == [f"{evil} · direct · {evil}"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("a\0b\x1bc", "a�b�c", id="controls that HTML forbids are replaced"),
        pytest.param("a\ud800b", "a�b", id="a lone surrogate is replaced"),
        pytest.param("  a\n\tb", "  a\n\tb", id="blanks, tabs and line ends stay"),
    ],
)
def test_characters_that_html_cannot_hold(text: str, shown: str) -> None:
    html = to_html(page(text, said(text, text, speaker=Speaker("e1", text))))
    assert f">{shown}</span>" in html
    assert html.encode()


def test_there_is_no_script_and_the_style_reaches_only_its_own_classes() -> None:
    html = to_html(DRY)
    style = html.split("<style>")[1].split("</style>")[0]
    assert "<script" not in html
    assert all(line.startswith(".quoteattr") for line in style.strip().splitlines())


def test_a_notebook_shows_the_fragment() -> None:
    assert DRY._repr_html_() == to_html(DRY)


def test_a_page_holds_every_document_under_its_id_and_suits_dark_screens() -> None:
    html = to_page([DRY, page("Silence.", name="second")])
    assert html.startswith("<!DOCTYPE html>")
    assert html.index("<h2>page</h2>") < html.index("<h2>second</h2>")
    assert html.count("<style>") == 2
    assert 'name="color-scheme" content="light dark"' in html


def test_a_page_is_written_as_documents_come() -> None:
    file = io.StringIO()
    seen: list[bool] = []

    def coming():
        yield DRY
        seen.append("Mira Okun" in file.getvalue())

    write_page(coming(), file)
    assert seen == [True]
    assert file.getvalue() == to_page([DRY])
