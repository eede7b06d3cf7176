"""The shapes of the word lists: what each TOML file of a language folder holds."""

from __future__ import annotations

from attrs import fields, frozen

__all__ = ["Layout", "Lexicon"]


@frozen
class Layout:
    """What lines of a page look like (``layout.toml``).

    Attributes:
        abbreviations: Words with a full stop that seldom ends a sentence, in lower case.
        abbreviations_at_end: Abbreviations that end a sentence where a word of *starters* follows, in lower case.
        starters: Words that start a sentence more often than they follow an abbreviation.
        boilerplate_lines: Whole lines of page furniture, in lower case, without outer punctuation.
        boilerplate_starts: Beginnings of such lines, in lower case.
        byline_starts: Beginnings of lines that name the author, in lower case, with the blank that follows.
        months: Names of months as a date line has them, in lower case.
    """

    abbreviations: frozenset[str]
    abbreviations_at_end: frozenset[str]
    starters: frozenset[str]
    boilerplate_lines: frozenset[str]
    boilerplate_starts: tuple[str, ...]
    byline_starts: tuple[str, ...]
    months: frozenset[str]


@frozen
class Lexicon:
    """All word lists of a language.

    Attributes:
        layout: For segmentation.
    """

    layout: Layout

    @classmethod
    def files(cls) -> tuple[str, ...]:
        """Return the names of the TOML files of a language folder, without their ending."""
        return tuple(attribute.name for attribute in fields(cls))
