"""Documents for tests: built by hand from the words of a text, or drawn at random."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st
from strategies import texts

from quoteattr.types import Document, Evidence, Gender, Quote, QuoteType, Span, Speaker, SpeakerKind

if TYPE_CHECKING:
    from collections.abc import Sequence

MIRA = Speaker("e1", "Mira Okun", SpeakerKind.PERSON, Gender.FEMALE, ("Okun",), "Q1")
COUNCIL = Speaker("e2", "town council", SpeakerKind.ORGANIZATION)


def spans(text: str, *parts: str) -> tuple[Span, ...]:
    """Where each part stands first in the text."""
    return tuple(Span(text.index(part), text.index(part) + len(part)) for part in parts)


def said(
    text: str, *content: str, cue: str = "", source: str = "", speaker: Speaker | None = None, name: str = "q1"
) -> Quote:
    """A direct quote of *text* whose content, cue and source are these words."""
    return Quote(
        id=name,
        text=" ".join(content),
        type=QuoteType.DIRECT,
        content=spans(text, *content),
        cue=spans(text, *filter(None, [cue])),
        source=spans(text, *filter(None, [source])),
        speaker=speaker,
    )


def page(text: str, *quotes: Quote, name: str = "page") -> Document:
    """A document with these quotes, whose speakers are those of the quotes."""
    speakers = dict.fromkeys(quote.speaker for quote in quotes if quote.speaker)
    return Document(id=name, text=text, quotes=quotes, speakers=tuple(speakers))


def words() -> st.SearchStrategy[str]:
    """Short texts of any characters."""
    return st.text(max_size=8)


def speakers() -> st.SearchStrategy[list[Speaker]]:
    """Some speakers, each with an id of its own."""
    one = st.builds(
        Speaker,
        id=words(),
        name=words(),
        kind=st.sampled_from(SpeakerKind),
        gender=st.sampled_from(Gender),
        aliases=st.lists(words(), max_size=3).map(tuple),
        external_id=st.none() | words(),
    )
    return st.lists(one, max_size=3, unique_by=lambda speaker: speaker.id)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """A document with quotes anywhere in its text, which nest and overlap as they like."""
    text, cast = draw(texts(20)), draw(speakers())
    quotes = draw(st.lists(_quotes(text, cast), max_size=4))
    return Document(id=draw(words()), text=text, quotes=tuple(quotes), speakers=tuple(cast))


@st.composite
def _quotes(draw: st.DrawFn, text: str, cast: Sequence[Speaker]) -> Quote:
    some = st.lists(_spans(text), max_size=3).map(tuple)
    content = draw(some.filter(bool))
    return Quote(
        id=draw(st.text(min_size=1, max_size=4)),
        text=" ".join(span.of(text) for span in content),
        type=draw(st.sampled_from(QuoteType)),
        content=content,
        cue=draw(some),
        source=draw(some),
        speaker=draw(st.sampled_from([None, *cast])),
        nested_in=draw(st.none() | words()),
        score=draw(st.floats(0, 1)),
        evidence=tuple(draw(st.lists(st.builds(Evidence, words(), words(), words()), max_size=2))),
    )


def _spans(text: str) -> st.SearchStrategy[Span]:
    offsets = st.integers(0, len(text))
    return st.tuples(offsets, offsets).map(lambda pair: Span(min(pair), max(pair)))
