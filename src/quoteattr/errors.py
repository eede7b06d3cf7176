"""The exceptions of the package; each is also the built-in that a caller would expect."""

__all__ = ["AliasTableError", "FormatError", "ModelError", "QuoteattrError"]


class QuoteattrError(Exception):
    """The base of every exception that this package raises on purpose."""


class AliasTableError(QuoteattrError, ValueError):
    """An alias table cannot be read or contradicts itself; the message names file, line and cure."""


class FormatError(QuoteattrError, ValueError):
    """A record is not in the annotation format; the message names the field and what is allowed."""


class ModelError(QuoteattrError, OSError):
    """A language model or trained weights are missing or broken; the message names the cure."""
