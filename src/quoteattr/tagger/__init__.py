"""The trained tagger: weights, card, and what runs them; no torch."""

from .trained import TrainedTagger, read_tagger

__all__ = ["TrainedTagger", "read_tagger"]
