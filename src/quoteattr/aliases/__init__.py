"""The caller's own speakers: `AliasTable`, its `Entry` rows, and the files they are read from."""

from .held import HeldRole
from .table import AliasTable, Entry

__all__ = ["AliasTable", "Entry", "HeldRole"]
