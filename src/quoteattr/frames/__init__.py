"""The frames of reported speech: a tagger by rules, which needs part-of-speech tags and nothing else."""

from .tagger import FrameTagger

__all__ = ["FrameTagger"]
