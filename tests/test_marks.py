"""Quotation marks: pairing, apostrophes and units, nesting, paragraphs that reopen, missing marks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import spacy
from hypothesis import given
from strategies import texts, well_marked
from work import lines_run

from quoteattr import glyphs, marks
from quoteattr.lang import load
from quoteattr.linguistics import Reader, segment_text
from quoteattr.marks import find_quoted

if TYPE_CHECKING:
    from strategies import Marked

    from quoteattr.types import QuotedSpan

LEXICON = load("en")
BLANK = spacy.blank("en")


def quoted(text: str) -> tuple[QuotedSpan, ...]:
    return find_quoted(segment_text(text, Reader(BLANK), LEXICON.layout), LEXICON.marks)


def inner(text: str) -> list[str]:
    return [span.inner.of(text) for span in quoted(text)]


def row(sentence: str, text: str, *expected: str) -> object:
    return pytest.param(text, list(expected), id=sentence)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        row("straight double marks", '"It rains," Vera said. "Stay in."', "It rains,", "Stay in."),
        row("curly double marks", "“It rains,” Vera said. “Stay in.”", "It rains,", "Stay in."),
        row("straight single marks", "'It rains,' Vera said. 'Stay in.'", "It rains,", "Stay in."),
        row("curly single marks", "‘It rains,’ Vera said. ‘Stay in.’", "It rains,", "Stay in."),
        row("guillemets that point outwards", "« Il pleut », dit-elle. «Restez.»", "Il pleut", "Restez."),
        row("guillemets that point inwards", "»Es regnet«, sagte sie. »Bleib.«", "Es regnet", "Bleib."),
        row("single guillemets", "She wrote ‹rain› on ›both‹ doors.", "rain", "both"),
        row("low and high marks", "„Es regnet“, sagte sie, ‚sehr‘ nass.", "Es regnet", "sehr"),
        row("marks of TeX", "``It rains,'' Vera said, ``a `little' rain.''", "It rains,", "a `little' rain.", "little"),
        row("doubled straight marks on both sides", "''It rains,'' Vera said. ''Stay in.''", "It rains,", "Stay in."),
        row("doubled curly marks", "‘‘It rains,’’ Vera said. “Stay in.’’", "It rains,", "Stay in."),
        row("three straight marks in a row", "''She said, 'no.''' ''''", "She said, 'no.'", "no."),
        row("primes around words", "She called it ″wet weather″ and ′rain′.", "wet weather", "rain"),
        row("full-width marks", "She called it ＂wet weather＂ there.", "wet weather"),
        row("mixed glyphs", '“It rains," Vera said. "Stay in.”', "It rains,", "Stay in."),
        row("blanks inside the marks", '" It rains, " Vera said.', "It rains,"),
        row("no blanks around the marks", 'Vera said:"It rains."Then"stay in,"she said.', "It rains.", "stay in,"),
        row("a dash before the mark", "They drifted—“(mostly) south”—and stopped.", "(mostly) south"),
        row("marks in brackets", "The boat (“Gull”) and the other ['Tern'] sank.", "Gull", "Tern"),
        row(
            "brackets of an editor",
            "“(T)hey overc(ame) […] it [all],” she said, “part(ing).”",
            "(T)hey overc(ame) […] it [all],",
            "part(ing).",
        ),
        row("dots at the start", 'She went on: "...and it rained," he said.', "...and it rained,"),
        row("an invisible character before the mark", "\u202a“It rains,”\u202c she said.", "It rains,"),
        row("a combining mark before the mark", "“Cafe\u0301”, she read.", "Cafe\u0301"),
        row("nothing between the marks", 'An empty "" and a blank “ ” hold nothing.'),
        row("no mark at all", "It rained all day."),
        row("no text at all", ""),
    ],
)
def test_styles(text: str, expected: list[str]) -> None:
    assert inner(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        row("a contraction", "It don't rain; it won’t rain."),
        row("a possessive of a name in s", "James' boat and the Joneses’ house stood there."),
        row("a decade", "In the '90s, and in the ’80s, it rained; in ‘70s songs too."),
        row("a year without its century", "The class of '98 met the class of '05 there."),
        row("a word cut in front", "Tell 'em 'tis wet, 'cause ’twas raining ’til dawn."),
        row("a letter between two apostrophes", "Rock 'n' roll, rock ’n’ roll and salt-'n'-pepper."),
        row("a word cut behind", "Goin' home, my ol' friend, with bread an’ butter."),
        row("a clock", "It is two o’clock or three o'clock."),
        row("a name with an apostrophe", "O'Hara met d'Arbel in Hawai‘i, near Sana'a."),
        row("a clitic cut off by a tokenizer", "Vera 's boat was n't there , she 'd left ."),
        row("feet and inches", 'The 6\'2" guard and the 5′11″ centre are 6 feet, 7’1” and 5" apart.'),
        row("a unit inside a quotation", '"The 6\'2" guard is tall," she said.', "The 6'2\" guard is tall,"),
        row("a number that ends a quotation", '"We were 48" she said. "Not 50."', "We were 48", "Not 50."),
        row("a year that ends a quotation", 'She said "it was 1998" and left.', "it was 1998"),
        row("minutes of an angle", "At 52°31′12″ north it rained."),
        row("apostrophes inside single marks", "‘I don’t know,’ she said, ‘it’s wet.’", "I don’t know,", "it’s wet."),
        row(
            "a possessive plural inside single marks", "‘The sailors’ boat sank,’ she said.", "The sailors’ boat sank,"
        ),
        row("a plural that ends single marks", "The ‘sailors’ met the 'owners' there.", "sailors", "owners"),
        row("a cut word inside single marks", "‘I’m goin’ home,’ she said.", "I’m goin’ home,"),
        row("a cut word that is itself quoted", "She wrote 'em' and ‘cause’ there.", "em", "cause"),
        row("single marks in a headline", "Mayor: 'safe streets' are near", "safe streets"),
        row(
            "a possessive far behind an apostrophe",
            "The 'ouse was full of boats, nets and rope, and of all the old sailors' coats.",
        ),
        row("an arrow of navigation", "Home » World » Weather"),
    ],
)
def test_apostrophes_and_units(text: str, expected: list[str]) -> None:
    assert inner(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        row("single in double", "“She said ‘no’ to me,” he said.", "0 She said ‘no’ to me,", "1 no"),
        row("double in single", "‘She said “no” to me,’ he said.", "0 She said “no” to me,", "1 no"),
        row("straight in straight", "\"She said 'no way,'\" he said.", "0 She said 'no way,'", "1 no way,"),
        row("both begin together", "“‘No’ is what she said,” he said.", "0 ‘No’ is what she said,", "1 No"),
        row("both end together", "‘She said, “No.”’", "0 She said, “No.”", "1 No."),
        row(
            "three levels",
            "“A friend said, ‘He cried “fire” and ran.’”",
            "0 A friend said, ‘He cried “fire” and ran.’",
            "1 He cried “fire” and ran.",
            "2 fire",
        ),
        row("the same directed marks", "“She said “no” to me,” he said.", "0 She said “no” to me,", "1 no"),
        row("the same straight marks", '"She said "no" to me," he said.', '0 She said "no" to me,', "1 no"),
        row("guillemets in double", "“Elle dit « non » ici,” he said.", "0 Elle dit « non » ici,", "1 non"),
        row("two inside one", "“A ‘b’ and ‘c’ d,” he said.", "0 A ‘b’ and ‘c’ d,", "1 b", "1 c"),
    ],
)
def test_nesting(text: str, expected: list[str]) -> None:
    assert [f"{span.depth} {span.inner.of(text)}" for span in quoted(text)] == expected


def test_nesting_has_a_bottom() -> None:
    text = "“a ‘b " * 40 + "c" + "’”" * 40
    assert max(span.depth for span in quoted(text)) < 12


def flags(span: QuotedSpan, text: str) -> str:
    left = "~" if span.continues else ""
    return f"{left}{span.opening}{span.inner.of(text)}{span.closing}" + ("" if span.closed else " …open")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        row("two paragraphs, the second reopens", "“It rains.\n\n“It pours.”", "“It rains. …open", "~“It pours.”"),
        row(
            "a chain of four",
            "“A b.\n\n“C d.\n\n“E f.\n\n“G h,” she said.",
            "“A b. …open",
            "~“C d. …open",
            "~“E f. …open",
            "~“G h,”",
        ),
        row("a chain of straight marks", '"It rains.\n\n"It pours."', '"It rains. …open', '~"It pours."'),
        row("a chain of single marks", "‘It rains.\r\n\r\n‘It pours.’", "‘It rains. …open", "~‘It pours.’"),
        row(
            "a chain of two levels",
            "“She said, ‘It rains.\n\n“‘It pours.’”",
            "“She said, ‘It rains. …open",
            "‘It rains. …open",
            "~“‘It pours.’”",
            "~‘It pours.’",
        ),
        row(
            "page furniture in between",
            "“It rains here.\n\nAdvertisement\n\n“It pours.”",
            "“It rains here. …open",
            "~“It pours.”",
        ),
        row("the next paragraph has no marks", "“It rains here.\n\nShe went home.", "“It rains here. …open"),
        row(
            "the next paragraph only closes",
            "“It rains here.\n\nIt pours,” she said.",
            "“It rains here. …open",
            "~It pours,” …open",
        ),
        row("a closed one before", "“It rains.”\n\n“It pours.”", "“It rains.”", "“It pours.”"),
        row("no pair over a paragraph border", 'A "b c\n\nD e" f.\n\n"G."', '"b c …open', '"G."'),
    ],
)
def test_paragraphs(text: str, expected: list[str]) -> None:
    assert [flags(span, text) for span in quoted(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        row(
            "no closing mark at the end",
            "“It rains,” she said. “It pours. We stay.",
            "“It rains,”",
            "“It pours. We stay. …open",
        ),
        row(
            "no closing mark before the next quotation",
            "“It rains here. He said: “It pours,” and left.",
            "“It rains here. …open",
            "“It pours,”",
        ),
        row(
            "no closing mark before a straight one",
            '"It rains, she said. "It pours," he said.',
            '"It rains, she said. …open',
            '"It pours,"',
        ),
        row("no closing mark of a fragment", "She called it “wet weather. Then she left.", "“wet weather. …open"),
        row("no closing mark of an inner one", "“She said ‘no way and left,” he said.", "“She said ‘no way and left,”"),
        row("no opening mark", "She left. It rains here,” he said.", "It rains here,” …open"),
        row(
            "no opening mark after a quotation",
            "“So,” she said, it rains here,” he said.",
            "“So,”",
            "she said, it rains here,” …open",
        ),
        row("no opening mark, straight", 'She left. It rains here," he said.', 'It rains here," …open'),
        row("a lone mark inside a sentence", 'The word" stands here.'),
        row("a closing mark that opens", "”It rains,” she said.", "”It rains,”"),
        row("an opening mark that closes", "“It rains,“ she said. “Stay.“", "“It rains,“", "“Stay.“"),
        row(
            "a mark at the word before",
            "He denied any claims of harbour” illegal landings,” adding more.",
            "”illegal landings,”",
        ),
        row("a mark at the comma before", "She says,” there is rain,” and so on.", "”there is rain,”"),
        row("a doubled mark", '"“It rains here,” she said.', "“It rains here,”"),
        row("a mark alone at the end", "“It rains here. “", "“It rains here.“"),
        row(
            "single marks closed at the double one",
            "“He said, ‘It rains,” she said.",
            "“He said, ‘It rains,”",
            "‘It rains, …open",
        ),
        row(
            "single marks outside an open double one",
            "‘She said “no way and left,’ he said.",
            "‘She said “no way and left,’",
            "“no way and left, …open",
        ),
    ],
)
def test_missing_marks(text: str, expected: list[str]) -> None:
    assert [flags(span, text) for span in quoted(text)] == expected


def test_offsets_count_code_points() -> None:
    text = "🎉 “Na\u0308ive,”\r\n\r\n\N{NO-BREAK SPACE}«𝒬»"
    assert [(s.outer.start, s.outer.end, s.inner.start, s.inner.end) for s in quoted(text)] == [
        (2, 11, 3, 10),
        (16, 19, 17, 18),
    ]


@given(texts())
def test_every_span_lies_in_the_text_with_its_marks(text: str) -> None:
    for span in quoted(text):
        assert text.startswith(span.opening, span.outer.start)
        assert text[: span.outer.end].endswith(span.closing)
        assert span.outer.end <= len(text)
        assert span.inner in span.outer
        assert span.inner.of(text) == span.inner.of(text).strip() != ""
        assert span.closed == bool(span.opening and span.closing)


@given(texts())
def test_spans_are_sorted_and_lie_apart_or_inside_one_another(text: str) -> None:
    around: list[QuotedSpan] = []
    spans = quoted(text)
    assert list(spans) == sorted(spans, key=lambda span: (span.outer.start, -span.outer.end))
    for span in spans:
        while around and around[-1].outer.end <= span.outer.start:
            around.pop()
        assert all(span.outer in outer.outer for outer in around)
        assert span.depth >= len(around)
        around.append(span)


@given(texts())
def test_no_span_crosses_a_paragraph_border(text: str) -> None:
    segmentation = segment_text(text, Reader(BLANK), LEXICON.layout)
    for span in find_quoted(segmentation, LEXICON.marks):
        assert span.outer in segmentation.paragraphs[segmentation.paragraph_at(span.outer.start)].span


@given(texts())
def test_a_paragraph_in_front_moves_all_and_changes_nothing(text: str) -> None:
    def relative(found: tuple[QuotedSpan, ...], shift: int) -> list[tuple[object, ...]]:
        return [
            (
                s.outer.start - shift,
                s.outer.end - shift,
                s.inner.start - shift,
                s.inner.end - shift,
                s.depth,
                s.continues,
            )
            for s in found
        ]

    assert relative(quoted("I\n\n" + text), 3) == relative(quoted(text), 0)


@given(well_marked())
def test_marks_that_all_have_partners_are_paired_as_they_were_set(marked: Marked) -> None:
    assert [(span.outer.start, span.outer.end) for span in quoted(marked.text)] == list(marked.outer)


@given(texts(max_size=15), well_marked())
def test_a_lost_mark_changes_no_paragraph_but_its_own_and_the_next(broken: str, marked: Marked) -> None:
    text = f"{broken}\n\nIt rained.\n\n{marked.text}"
    shift = len(text) - len(marked.text)
    found = [(s.outer.start - shift, s.outer.end - shift) for s in quoted(text) if s.outer.start >= shift]
    assert found == list(marked.outer)


@pytest.mark.parametrize(
    "piece",
    [
        pytest.param('"', id="straight marks"),
        pytest.param("“", id="marks that only open"),
        pytest.param("”", id="marks that only close"),
        pytest.param("a” ", id="marks that only close after words"),
        pytest.param("a” b. ", id="missing opening marks"),
        pytest.param("“A ", id="missing closing marks"),
        pytest.param("“A. ‘", id="marks that open two levels"),
        pytest.param("‘a ’b ", id="single marks"),
        pytest.param("a' 's ", id="apostrophes"),
        pytest.param("‘a’ b” ", id="single marks inside a missing opening mark"),
        pytest.param("'\u0301\u200d", id="marks with invisible characters"),
        pytest.param("«a “b ‘c ‹", id="marks of all families"),
        pytest.param('6" ', id="inches"),
        pytest.param("”    ", id="blanks"),
    ],
)
def test_work_grows_with_the_text_and_no_faster(piece: str) -> None:
    small, large = (segment_text(piece * times, Reader(BLANK), LEXICON.layout) for times in (400, 800))
    works = [lines_run(lambda s=s: find_quoted(s, LEXICON.marks), glyphs, marks) for s in (small, large)]
    assert works[1] < 2.3 * works[0]
