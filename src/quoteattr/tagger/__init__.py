"""Readers of language: `Segmentation` and quotation marks → `Tags`, which cue, source and content belong together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from ..types import QuotedSpan, Segmentation, Tags
from .frames import FrameTagger

__all__ = ["FrameTagger", "Tagger"]


class Tagger(Protocol):
    """Anything that finds attributions; the pipeline holds one and asks nobody else about language."""

    def __call__(self, segmentation: Segmentation, quoted: Sequence[QuotedSpan]) -> Tags:
        """Return the attributions of a text. Must not raise for any segmentation."""
        ...
