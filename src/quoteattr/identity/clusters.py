"""Clusters of mentions that another coreference system has made, as evidence of who is meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from ..types import Span
    from .members import Cast
    from .phrases import PhraseReader

__all__ = ["Clusters"]


@frozen
class Clusters:
    """Which members of the cast stand in one cluster with a mention.

    Mentions are compared by their heads, since systems differ in the words around them.

    Attributes:
        reader: The text.
        at: For the head of each mention the number of its cluster.
        members: For each cluster the members that it names, with the article in which it does.
    """

    reader: PhraseReader
    at: Mapping[int, int]
    members: Sequence[frozenset[tuple[int, str]]]

    @classmethod
    def of(cls, reader: PhraseReader, cast: Cast, clusters: Sequence[Sequence[Span]]) -> Clusters:
        """Return *clusters* with the names in them; where one mention stands in two, the first counts. Linear."""
        at: dict[int, int] = {}
        members: list[frozenset[tuple[int, str]]] = []
        for number, cluster in enumerate(clusters):
            heads = [head for span in cluster if (head := _head(reader, span)) is not None]
            for head in heads:
                at.setdefault(head, number)
            members.append(frozenset(_named(reader, cast, heads)))
        return cls(reader, at, members)

    def named_with(self, span: Span) -> tuple[str, ...]:
        """Return the ids of the members that the cluster of the mention at *span* names in the same article."""
        head = _head(self.reader, span) if self.at else None
        if head is None or head not in self.at:
            return ()
        article = _article(self.reader, head)
        return tuple(sorted(member for place, member in self.members[self.at[head]] if place == article))


def _head(reader: PhraseReader, span: Span) -> int | None:
    phrase = reader.read(span)
    return phrase.head if phrase else None


def _named(reader: PhraseReader, cast: Cast, heads: Sequence[int]) -> Iterator[tuple[int, str]]:
    for head in heads:
        name = cast.name_at(reader.segmentation.tokens[head].start)
        member = cast.at(name) if name else None
        if member and member.named:
            yield _article(reader, head), member.id


def _article(reader: PhraseReader, at: int) -> int:
    segmentation = reader.segmentation
    if not segmentation.paragraphs:
        return 0
    return segmentation.paragraphs[segmentation.paragraph_at(segmentation.tokens[at].start)].article
