"""The caller's table of speakers: what they are called, what they are, and the caller's id for them."""

from .table import AliasTable, Entry

__all__ = ["AliasTable", "Entry"]
