"""What quotation marks are there for: speech, or a title, a nickname, a term, a word held at a distance."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from .types import QuotedSpan, QuotedUse, Segmentation, Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .lang.shapes import Uses

__all__ = ["classify_quoted"]

WORD = re.compile(r"[^\W_]+(?:['’.&-][^\W_]+)*")
# A nickname stands in the middle of a name, with or without brackets.
NAME_BEFORE = re.compile(r"(?<!\w)([^\W\d_][^\W\d_]*)\.?\s+\(?\Z")
NAME_AFTER = re.compile(r"\)?\s+([^\W\d_]+)")
LAST_WORD = re.compile(r"(s['’](?=\s)|['’]s|[^\W_]+(?:-[^\W_]+)*)[,:]?\s+\Z")
NOUNS = frozenset(("NN", "NNS"))
SOURCES = frozenset(("NNP", "NNPS", "PRP"))
NEAR = 40
ENDS_OF_SPEECH = frozenset(".,!?…—–")
STRONG_ENDS = frozenset("!?…—–")
LONGEST_TITLE = 12
FEWEST_IN_TITLE_LINE = 3
LONGEST_TITLE_LINE = 24
LONGEST_TERM = 4
LONGEST_SCARE = 2
# Room for the longest phrase of the word lists, and for the longest title.
VIEW = 48
LONGEST_INNER = 120


def classify_quoted(segmentation: Segmentation, quoted: Iterable[QuotedSpan], uses: Uses) -> tuple[QuotedSpan, ...]:
    """Return the quoted spans with their `use`, in the order given; all else stays as it is.

    Only certain cases lose their place as speech: a nickname inside a name, a title after a word for a work or with
    every word of weight capitalised, a term after a phrase that announces one, one or two words held at a distance
    after such a phrase or between a determiner and a noun. Whatever fills a paragraph or runs over its end, lacks a
    mark, or ends the way speech does stays `SPEECH`, and so does a fragment that a later stage may find reported.

    Args:
        segmentation: The text; its tags, where there are any, tell nouns.
        quoted: Spans of `find_quoted` for the same text.
        uses: The word lists of the language.

    Returns:
        New spans of the same number. Never raises for any text; linear in the number of spans.

    Example:
        >>> from quoteattr.lang import load
        >>> from quoteattr.types import Paragraph, ParagraphKind
        >>> text = "She wrote a book titled “The Long Way Home” there."
        >>> whole = Span(0, len(text))
        >>> segmentation = Segmentation(text, (Paragraph(whole, ParagraphKind.BODY, 0, (0, 0)),), (), (), ())
        >>> span = QuotedSpan(Span(24, 43), Span(25, 42), "“", "”", depth=0, closed=True, continues=False)
        >>> [quoted.use.value for quoted in classify_quoted(segmentation, [span], load("en").uses)]
        ['title']
    """
    return tuple(evolve(span, use=_use(_View.of(segmentation, span), uses)) for span in quoted)


@frozen
class _View:
    """A quoted span and what is to be seen around it."""

    segmentation: Segmentation
    span: QuotedSpan
    inner: str
    before: str
    after: str
    words: tuple[str, ...]

    @classmethod
    def of(cls, segmentation: Segmentation, span: QuotedSpan) -> _View:
        text, outer = segmentation.text, span.outer
        paragraph = segmentation.paragraphs[segmentation.paragraph_at(outer.start)].span
        before = text[max(paragraph.start, outer.start - VIEW) : outer.start]
        after = text[outer.end : min(paragraph.end, outer.end + VIEW)]
        inner = span.inner.of(text) if len(span.inner) <= LONGEST_INNER else ""
        return cls(segmentation, span, inner, before, after, tuple(WORD.findall(inner)))

    @property
    def last_word(self) -> str:
        """The word right before it, in lower case, the end of a possessive for itself."""
        found = LAST_WORD.search(self.before)
        return found.group(1).lower().replace("’", "'") if found else ""

    @property
    def is_whole_paragraph(self) -> bool:
        """Whether nothing but blanks and full stops stands around it."""
        return not self.before.strip() and not self.after.strip(" .")

    def follows(self, phrases: tuple[str, ...]) -> bool:
        """Whether one of the phrases stands right before it; a comma may stand between."""
        low = self.before.lower().rstrip().removesuffix(",")
        return any(low.endswith(phrase) and not low[: -len(phrase)][-1:].isalnum() for phrase in phrases)


def _use(view: _View, uses: Uses) -> QuotedUse:
    if not view.span.closed or view.span.continues or not view.words:
        return QuotedUse.SPEECH
    if view.is_whole_paragraph:
        return QuotedUse.TITLE if _is_title_line(view, uses) else QuotedUse.SPEECH
    if _is_nickname(view, uses):
        return QuotedUse.NICKNAME
    if _is_title(view, uses):
        return QuotedUse.TITLE
    if view.inner[-1] in STRONG_ENDS:
        return QuotedUse.SPEECH
    if len(view.words) <= LONGEST_TERM and view.follows(uses.term_introducers):
        return QuotedUse.TERM
    return QuotedUse.SCARE if _is_scare(view, uses) else QuotedUse.SPEECH


def _is_nickname(view: _View, uses: Uses) -> bool:
    given, surname = NAME_BEFORE.search(view.before), NAME_AFTER.match(view.after)
    if given is None or surname is None or len(view.words) > LONGEST_SCARE or view.inner[-1] in ENDS_OF_SPEECH:
        return False
    names = (given.group(1), surname.group(1))
    return (
        all(word[0].isupper() for word in view.words)
        and all(_is_name(name, uses) for name in names)
        and _stands_out(view, uses)
    )


def _is_name(word: str, uses: Uses) -> bool:
    shaped = word.istitle() or (len(word) > 1 and word[0].isupper() and not word.isupper()) or len(word) == 1
    return shaped and word[0].isupper() and word.lower() not in uses.small_words | uses.determiners


def _is_title(view: _View, uses: Uses) -> bool:
    if len(view.words) > LONGEST_TITLE or not _is_capitalised(view.words, uses):
        return False
    if view.follows(uses.title_introducers):
        return True
    fits = len(view.words) > 1 and view.last_word in uses.title_contexts and view.inner[-1] not in STRONG_ENDS
    return fits and _stands_out(view, uses)


def _is_title_line(view: _View, uses: Uses) -> bool:
    """Whether a paragraph by itself is the title of a work, or a heading in marks."""
    fits = FEWEST_IN_TITLE_LINE <= len(view.words) <= LONGEST_TITLE_LINE and view.inner[-1] not in STRONG_ENDS
    return fits and _is_capitalised(view.words, uses)


def _stands_out(view: _View, uses: Uses) -> bool:
    """Whether capitals mean something there: not every word around has one, as in a headline."""
    around = WORD.findall(f"{view.before} {view.after}")
    return any(word[0].islower() and word not in uses.small_words for word in around)


def _is_capitalised(words: tuple[str, ...], uses: Uses) -> bool:
    weighty = [word for word in words if word.lower() not in uses.small_words]
    first_fits = words[0][0].isupper() or words[0][0].isdigit()
    return first_fits and all(word[0].isupper() or word[0].isdigit() for word in weighty)


def _is_scare(view: _View, uses: Uses) -> bool:
    if len(view.words) > LONGEST_SCARE or view.inner[-1] in ENDS_OF_SPEECH or not _is_lower(view.words):
        return False
    if view.follows(uses.scare_introducers):
        return True
    return view.last_word in uses.determiners and _precedes_noun(view) and not _may_be_reported(view)


def _is_lower(words: tuple[str, ...]) -> bool:
    return all(word.islower() and word[0].isalpha() for word in words)


def _precedes_noun(view: _View) -> bool:
    outer = view.span.outer
    near = view.segmentation.token_range(Span(outer.end, outer.end + 2))
    following = next((t for i in near if (t := view.segmentation.tokens[i]).start > outer.end), None)
    return following is not None and following.tag in NOUNS


def _may_be_reported(view: _View) -> bool:
    """Whether a name or a pronoun stands near in the sentence: somebody whose word it could be."""
    tokens, outer = view.segmentation.tokens, view.span.outer
    inside = view.segmentation.token_range(outer)
    near = tokens[max(0, inside.start - NEAR) : inside.stop + NEAR]
    here = {tokens[i].sentence for i in inside}
    return any(token.tag in SOURCES and token.sentence in here for token in near)
