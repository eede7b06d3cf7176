"""Speaker labels, dashes and headings → `Turn`: speech that the layout of the page gives to somebody."""

from __future__ import annotations

import bisect
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, pairwise

from attrs import evolve, frozen

from .identity.naming import straight
from .lang.shapes import Pages
from .types import Paragraph, ParagraphKind, QuotedSpan, Report, Segmentation, Span, Turn

__all__ = ["find_turns", "name_by_turns"]

# A label is short: a title, a name, an initial; a transcript that is quoted has a mark before each.
LABEL = re.compile(r"[\"“]?(?P<label>[^\W_][^:\n“”\"!?]{0,59}?)\s?(?P<cue>:)\s+(?=\S)")
TURN = re.compile(r"(?P<label>[^\W\d_])(?P<cue>[.:])\s+(?=\S)")
SIGNATURE = re.compile(r"\s*(?P<cue>[-–—―]{1,3})\s*(?P<name>[^\W\d_][^\n:;!?“”\"]{1,79}?)[\s.]*\Z")
BARE_SIGNATURE = re.compile(r"(?P<cue>[-–—―]{1,3})\s*(?P<name>[^\W\d_][^\n:;!?“”\"]{1,79}?)[\s.]*\Z")
HEADLINE_DASH = re.compile(r"(?P<said>.{8,}?)\s(?P<cue>[-–—―]{1,2})\s(?P<name>[^\W\d_][^\n:;!?“”\"–—―]{1,39}?)\Z", re.S)
BRACKETED = re.compile(r"\s*(?P<cue>\()(?P<name>[^\W\d_][^\n()]{1,79})\)[\s.]*\Z")
BULLETS = " \t\xa0-–—•*·"
LONGEST_LABEL = 6
LONGEST_NAME = 10
LONGEST_DESCRIPTION = 4
FEWEST_LABELS = 3
LONGEST_PARTICLE = 3
PERSON = "PERSON"
SPEAKING_NAMES = frozenset({"PERSON", "ORG", "GPE", "NORP"})


@frozen
class _Page:
    """What the rules look at.

    Attributes:
        names: Words of the page's names, each name whole, in lower case.
        labels: How often each label stands at the start of a paragraph.
        is_transcript: Whether known or repeated labels stand before several paragraphs.
    """

    segmentation: Segmentation
    quoted: Sequence[QuotedSpan]
    pages: Pages
    names: frozenset[str]
    labels: Counter[str]
    is_transcript: bool


def find_turns(segmentation: Segmentation, quoted: Sequence[QuotedSpan], pages: Pages) -> tuple[Turn, ...]:
    """Return the turns of a page in document order; no two overlap.

    Labels (``MZ: …``, ``MR. SMITH: …``, ``Q:``), names behind a dash (``“…” — Jane Doe``), headlines (``Doe:
    ‘…’``, ``… – Doe``) and block speech under a heading that names the speaker. Never raises for any text; linear.

    Args:
        segmentation: The text.
        quoted: Its quotations, sorted.
        pages: Word lists for labels and headings.
    """
    page = _read_page(segmentation, [span for span in quoted if span.depth == 0], pages)
    turns: list[Turn] = []
    for paragraph in segmentation.paragraphs:
        if paragraph.kind is ParagraphKind.BOILERPLATE:
            continue
        turn = next((turn for rule in RULES if (turn := rule(page, paragraph)) is not None), None)
        if turn is not None:
            turns.append(turn)
    found = chain(turns, _unlabelled(page, turns), _block_speech(page), _signatures_below(page))
    return _apart(sorted(found, key=lambda turn: (turn.content.start, -turn.content.end)))


def name_by_turns(reports: Sequence[Report], turns: Sequence[Turn]) -> tuple[Report, ...]:
    """Return the reports; one without a source that stands in a turn has the turn's name for its heading.

    Args:
        reports: Quotes from elsewhere, which do not know the layout.
        turns: The turns of their page, in document order.
    """
    names: list[Span | None] = []
    for turn in turns:
        goes_on = names[-1] if names and turn.continues else None
        names.append(turn.source or turn.heading or goes_on)

    def name_of(report: Report) -> Span | None:
        at = bisect.bisect_right(turns, report.content[0].start, key=lambda turn: turn.content.start) - 1
        return names[at] if at >= 0 and report.content[0] in turns[at].content else None

    return tuple(
        evolve(report, heading=name)
        if not report.source and report.heading is None and (name := name_of(report)) is not None
        else report
        for report in reports
    )


def _apart(turns: Sequence[Turn]) -> tuple[Turn, ...]:
    kept: list[Turn] = []
    for turn in turns:
        if not kept or kept[-1].content.end <= turn.content.start:
            kept.append(turn)
    return tuple(kept)


def _read_page(segmentation: Segmentation, quoted: Sequence[QuotedSpan], pages: Pages) -> _Page:
    text = segmentation.text
    labels: Counter[str] = Counter()
    for paragraph in segmentation.paragraphs:
        match = _match_label(text, paragraph, pages)
        if match is not None:
            labels[match["label"]] += 1
    names = frozenset(name.span.of(text).lower() for name in segmentation.names if name.label in SPEAKING_NAMES)
    sure = sum(count for label, count in labels.items() if count > 1 or _is_one_of(label, names))
    return _Page(segmentation, quoted, pages, names, labels, sure >= FEWEST_LABELS)


def _match_label(text: str, paragraph: Paragraph, pages: Pages) -> re.Match[str] | None:
    for pattern in (LABEL, TURN):
        match = pattern.match(text, paragraph.span.start, paragraph.span.end)
        if match is None or match.end() >= paragraph.span.end:
            continue
        if pattern is TURN and match["label"].lower() not in pages.turns:
            continue
        return match
    return None


def _label(page: _Page, paragraph: Paragraph) -> Turn | None:
    match = _match_label(page.segmentation.text, paragraph, page.pages)
    if match is None or not _names_speaker(page, match["label"], paragraph):
        return None
    heads = paragraph.kind is ParagraphKind.HEADLINE and page.labels[match["label"]] < FEWEST_LABELS
    return Turn(
        content=Span(match.end(), paragraph.span.end),
        source=Span(*match.span("label")),
        cue=Span(*match.span("cue")) if match["cue"] == ":" else None,
        heading=None,
        continues=False,
        spoken=not heads,
        rule="headline label" if heads else "label",
    )


def _names_speaker(page: _Page, label: str, paragraph: Paragraph) -> bool:
    words = label.split()
    low = label.lower()
    if len(words) > LONGEST_LABEL or low in page.pages.not_labels or words[0].lower() in page.pages.not_labels:
        return False
    if low in page.pages.turns:
        return True
    if words[-1].lower() in page.pages.voices and _opens_quoted(page, paragraph):
        return True
    if not label[0].isupper() or not all(map(_can_be_in_name, words)):
        return False
    if label.isupper() and len(label) > 1 and paragraph.kind is not ParagraphKind.HEADLINE:
        return True
    if page.labels[label] >= FEWEST_LABELS or (page.is_transcript and paragraph.kind is ParagraphKind.BODY):
        return True
    known = _is_one_of(label, page.names) or (len(words) == 1 and _is_known(page, label))
    if paragraph.kind is ParagraphKind.HEADLINE:
        return known or words[-1].lower() in page.pages.voices
    return known and (page.labels[label] > 1 or _opens_quoted(page, paragraph))


def _is_one_of(label: str, names: frozenset[str]) -> bool:
    """Whether a label is one of *names*, as it stands or with the family name in front: "Boe, Ann"."""
    return label.lower() in names or straight(label).lower() in names


def _can_be_in_name(word: str) -> bool:
    return word[0].isupper() or not word[0].isalpha() or len(word) <= LONGEST_PARTICLE


def _opens_quoted(page: _Page, paragraph: Paragraph) -> bool:
    """Whether a quotation starts right behind the label."""
    match = _match_label(page.segmentation.text, paragraph, page.pages)
    return match is not None and any(span.outer.start == match.end() for span in _inside(page, paragraph))


def _inside(page: _Page, paragraph: Paragraph) -> Iterator[QuotedSpan]:
    """The quotations of a paragraph, in text order."""
    at = bisect.bisect_left(page.quoted, paragraph.span.start, key=lambda span: span.outer.start)
    while at < len(page.quoted) and page.quoted[at].outer.start < paragraph.span.end:
        yield page.quoted[at]
        at += 1


def _signature(page: _Page, paragraph: Paragraph) -> Turn | None:
    """``“…” — Jane Doe``."""
    text = page.segmentation.text
    last = max(_inside(page, paragraph), key=lambda span: span.outer.end, default=None)
    if last is None or text[paragraph.span.start : last.outer.start].strip(BULLETS):
        return None
    match = SIGNATURE.match(text, last.outer.end, paragraph.span.end)
    match = match or BRACKETED.match(text, last.outer.end, paragraph.span.end)
    if match is None or not _is_name(match["name"]):
        return None
    cue = Span(*match.span("cue")) if match.re is SIGNATURE else None
    return Turn(last.outer, Span(*match.span("name")), cue, None, False, True, "signature")


def _is_name(words: str) -> bool:
    parts = words.split()
    return len(parts) <= (LONGEST_NAME if parts[0][0].isupper() else LONGEST_DESCRIPTION)


def _signatures_below(page: _Page) -> Iterator[Turn]:
    """A quotation that is a paragraph, and under it a line with a dash and a name."""
    text = page.segmentation.text
    whole = {span.outer.start: span for span in page.quoted}
    paragraphs = page.segmentation.paragraphs
    for above, below in pairwise(paragraphs):
        span = whole.get(above.span.start)
        match = BARE_SIGNATURE.match(text, below.span.start, below.span.end)
        if span is None or match is None or not _is_name(match["name"]) or above.span.end - span.outer.end > 1:
            continue
        yield Turn(span.outer, Span(*match.span("name")), Span(*match.span("cue")), None, False, True, "signature")


def _headline(page: _Page, paragraph: Paragraph) -> Turn | None:
    """``Safe zones possible – Doe``."""
    if paragraph.kind is not ParagraphKind.HEADLINE:
        return None
    match = HEADLINE_DASH.fullmatch(page.segmentation.text, paragraph.span.start, paragraph.span.end)
    if match is None or not (_is_known(page, match["name"]) or match["name"].split()[-1] in page.pages.voices):
        return None
    return Turn(
        content=Span(*match.span("said")),
        source=Span(*match.span("name")),
        cue=Span(*match.span("cue")),
        heading=None,
        continues=False,
        spoken=False,
        rule="headline dash",
    )


def _headline_quotation(page: _Page, paragraph: Paragraph) -> Turn | None:
    """``Doe tears into plan: ‘A’``."""
    if paragraph.kind is not ParagraphKind.HEADLINE:
        return None
    text = page.segmentation.text
    span = next((span for span in _inside(page, paragraph) if span.outer.end >= paragraph.span.end - 1), None)
    head = text[paragraph.span.start : span.outer.start].rstrip() if span else ""
    name = next((name for name in page.segmentation.names if name.span.start == paragraph.span.start), None)
    if span is None or name is None or not head.endswith(":") or name.label not in SPEAKING_NAMES:
        return None
    colon = paragraph.span.start + len(head) - 1
    return Turn(span.outer, name.span, Span(colon, colon + 1), None, False, False, "headline quotation")


def _is_known(page: _Page, name: str) -> bool:
    low = name.lower()
    return low in page.names or any(low in known.split() for known in page.names)


def _unlabelled(page: _Page, turns: Sequence[Turn]) -> Iterator[Turn]:
    """The paragraphs of a transcript between one label and the next: the turn goes on.

    A transcript begins and ends with labels in capitals or that come again; another one may stand in a title above it.
    """
    labels = {
        page.segmentation.paragraph_at(turn.content.start): turn.source.of(page.segmentation.text)
        for turn in turns
        if turn.rule == "label" and turn.source
    }
    sure = [index for index, label in labels.items() if label.isupper() or page.labels[label] > 1]
    if len(sure) < FEWEST_LABELS:
        return
    for index in range(min(sure) + 1, max(sure)):
        paragraph = page.segmentation.paragraphs[index]
        shouted = paragraph.span.of(page.segmentation.text).isupper()
        if index not in labels and paragraph.kind is ParagraphKind.BODY and not shouted:
            yield Turn(paragraph.span, None, None, None, True, True, "turn goes on")


def _block_speech(page: _Page) -> Iterator[Turn]:
    heading: Span | None = None
    block: list[Paragraph] = []
    for paragraph in page.segmentation.paragraphs:
        if paragraph.kind is ParagraphKind.BODY:
            if heading is not None:
                block.append(paragraph)
            continue
        if paragraph.kind is ParagraphKind.BYLINE and not block:
            continue
        yield from _speech(page, heading, block)
        above = heading if not block else None
        heading, block = _speech_heading(page, paragraph) or above, []
    yield from _speech(page, heading, block)


def _speech(page: _Page, heading: Span | None, block: Sequence[Paragraph]) -> Iterator[Turn]:
    if heading is None or not block or not _is_first_person(page, block):
        return
    for paragraph in block:
        follows = paragraph is not block[0]
        yield Turn(paragraph.span, None, None, None if follows else heading, follows, True, "block speech")


def _is_first_person(page: _Page, block: Sequence[Paragraph]) -> bool:
    """Whether somebody speaks for themselves, or to somebody, in at least half of the paragraphs."""
    first_person = page.pages.first_person

    def speaks(paragraph: Paragraph) -> bool:
        tokens = page.segmentation.tokens
        words = [tokens[at] for at in page.segmentation.token_range(paragraph.span)]
        return any(word.lower in first_person for word in words)

    return 2 * sum(map(speaks, block)) >= len(block)


def _speech_heading(page: _Page, paragraph: Paragraph) -> Span | None:
    """The name behind ``Remarks by`` in a heading."""
    tokens = [page.segmentation.tokens[at] for at in page.segmentation.token_range(paragraph.span)]
    speech = next((at for at, token in enumerate(tokens) if token.lower in page.pages.speeches), None)
    if paragraph.kind is not ParagraphKind.HEADLINE or speech is None:
        return None
    author = next((t for t in tokens[speech + 1 :] if t.lower in page.pages.authors), None)
    if author is None:
        return None
    names = [
        name
        for name in page.segmentation.names
        if name.span in paragraph.span and name.span.start > author.start and name.label in SPEAKING_NAMES
    ]
    return min(names, key=lambda name: name.label != PERSON).span if names else None


RULES: tuple[Callable[[_Page, Paragraph], Turn | None], ...] = (_label, _signature, _headline_quotation, _headline)
