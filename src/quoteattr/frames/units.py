"""Sentences as the frames read them: words, and each quotation folded into one item."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from attrs import evolve, frozen

from ..types import QuotedSpan, QuotedUse, Segmentation, Span

__all__ = ["QUOTATION", "Item", "Unit", "cut_units"]

# The tag of an item that is a whole quotation; Penn tags are never in lower case.
QUOTATION = "quotation"
PROPER = "NNP"
# A word of such a name is no verb, whatever the tagger says.
NAMED = frozenset({"PERSON", "ORG", "GPE", "NORP"})
SEMICOLON, HYPHEN = ";", "-"
MARKS = frozenset("\"“”„«»‹›")


@frozen
class Item:
    """A word, or a whole quotation.

    Attributes:
        first: Its first token.
        stop: One after its last token.
        lower: The word in lower case with a straight apostrophe; ``""`` for a quotation.
        tag: Penn tag of the word; `QUOTATION` for a quotation.
        label: Entity label of the word; ``""`` where it is in no name.
        quoted: The quotation; ``None`` for a word.
        ending: The last character inside a quotation; ``""`` for a word.
    """

    first: int
    stop: int
    lower: str
    tag: str
    label: str = ""
    quoted: QuotedSpan | None = None
    ending: str = ""


@frozen
class Unit:
    """A sentence with its quotations folded.

    Attributes:
        items: Never empty.
        paragraph: Index of its paragraph.
        within: The quotation whose words these are; ``None`` outside quotations.
    """

    items: tuple[Item, ...]
    paragraph: int
    within: QuotedSpan | None


@frozen
class _Region:
    """A run of tokens and the quotations that stand directly in it."""

    tokens: range
    quoted: tuple[QuotedSpan, ...]
    paragraph: int
    within: QuotedSpan | None


def cut_units(segmentation: Segmentation, quoted: Sequence[QuotedSpan]) -> Iterator[Unit]:
    """Yield the units of a text: of each paragraph first, then of what stands in its quotations."""
    labels = _labels(segmentation)
    for region in _regions(segmentation, quoted):
        items = list(_joined(segmentation, _fold(segmentation, region, labels)))
        start = 0
        for at in range(1, len(items) + 1):
            if at == len(items) or _sentence_ends(segmentation, items[at - 1], items[at]):
                yield Unit(tuple(items[start:at]), region.paragraph, region.within)
                start = at


def _labels(segmentation: Segmentation) -> dict[int, str]:
    return {at: name.label for name in segmentation.names for at in segmentation.token_range(name.span)}


def _regions(segmentation: Segmentation, quoted: Sequence[QuotedSpan]) -> Iterator[_Region]:
    speech = [span for span in quoted if span.use is QuotedUse.SPEECH]
    children: dict[Span | None, list[QuotedSpan]] = {}
    open_spans: list[QuotedSpan] = []
    for span in speech:
        while open_spans and open_spans[-1].outer.end <= span.outer.start:
            open_spans.pop()
        parent = open_spans[-1].outer if open_spans else None
        children.setdefault(parent, []).append(span)
        open_spans.append(span)
    outermost = iter(children.get(None, ()))
    pending = next(outermost, None)
    for index, paragraph in enumerate(segmentation.paragraphs):
        own: list[QuotedSpan] = []
        while pending is not None and pending.outer.start < paragraph.span.end:
            own.append(pending)
            pending = next(outermost, None)
        yield _Region(segmentation.token_range(paragraph.span), tuple(own), index, None)
    for span in speech:
        tokens = segmentation.token_range(span.inner)
        inside = tuple(children.get(span.outer, ()))
        yield _Region(tokens, inside, segmentation.paragraph_at(span.outer.start), span)


def _fold(segmentation: Segmentation, region: _Region, labels: dict[int, str]) -> Iterator[Item]:
    spans = iter(region.quoted)
    span = next(spans, None)
    at = region.tokens.start
    while at < region.tokens.stop:
        token = segmentation.tokens[at]
        if span is not None and token.end > span.outer.start:
            covered = segmentation.token_range(span.outer)
            stop = max(at + 1, min(covered.stop, region.tokens.stop))
            yield Item(at, stop, "", QUOTATION, "", span, span.inner.of(segmentation.text)[-1:])
            at, span = stop, next(spans, None)
            continue
        if token.text not in MARKS:
            label = labels.get(at, "")
            tag = PROPER if label in NAMED and token.tag.startswith("VB") else token.tag
            yield Item(at, at + 1, token.lower, tag, label)
        at += 1


def _joined(segmentation: Segmentation, items: Iterable[Item]) -> Iterator[Item]:
    """The items with words that hyphens hold together as one, which is what its last part is."""
    parts: list[Item] = []
    for item in items:
        if parts and not _are_one_word(segmentation, parts[-1], item):
            yield from _compound(parts)
            parts = []
        parts.append(item)
    yield from _compound(parts)


def _are_one_word(segmentation: Segmentation, item: Item, following: Item) -> bool:
    if QUOTATION in (item.tag, following.tag) or (item.lower == HYPHEN) == (following.lower == HYPHEN):
        return False
    return segmentation.tokens[item.stop - 1].end == segmentation.tokens[following.first].start


def _compound(parts: Sequence[Item]) -> Iterator[Item]:
    if len(parts) < 2 or HYPHEN in (parts[0].lower, parts[-1].lower):
        yield from parts
    else:
        yield evolve(parts[-1], first=parts[0].first, lower="".join(part.lower for part in parts))


def _sentence_ends(segmentation: Segmentation, item: Item, following: Item) -> bool:
    if item.lower == SEMICOLON:
        return True
    return segmentation.tokens[item.stop - 1].sentence != segmentation.tokens[following.first].sentence
