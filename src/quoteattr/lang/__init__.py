"""Word lists and mark tables as data: one folder a language, one TOML file a shape of `quoteattr.lang.shapes`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any, TypeVar

import cattrs

from ..errors import QuoteattrError
from .shapes import Lexicon

__all__ = ["Lexicon", "languages", "load"]

Shape = TypeVar("Shape")


def _words(value: str | list[str], _: type) -> frozenset[str]:
    """A set of words is written as a list, or as one text with the words between blanks."""
    return frozenset(value.split() if isinstance(value, str) else value)


def _converter() -> cattrs.Converter:
    converter = cattrs.Converter(forbid_extra_keys=True)
    converter.register_structure_hook_func(lambda shape: shape == frozenset[str], _words)
    return converter


def languages() -> tuple[str, ...]:
    """Return the codes of the languages that have word lists, sorted.

    Example:
        >>> languages()
        ('en',)
    """
    folders = resources.files(__package__).iterdir()
    return tuple(sorted(folder.name for folder in folders if folder.joinpath("layout.toml").is_file()))


def _read(lang: str, name: str) -> Mapping[str, Any]:
    body = resources.files(__package__).joinpath(lang, f"{name}.toml").read_text(encoding="utf-8")
    table = tomllib.loads(body)
    table.pop("about")
    return table


def load(lang: str) -> Lexicon:
    """Return all word lists of a language; read once in a process.

    Raises:
        ValueError: If there are no word lists for *lang*.

    Example:
        >>> "said" in load("en").cues.forms
        True
    """
    if not isinstance(lang, str) or lang not in languages():
        raise ValueError(f"no word lists for lang={lang!r}; there are: {', '.join(languages())}")
    return _load(lang)


@cache
def _load(lang: str) -> Lexicon:
    try:
        return _converter().structure({name: _read(lang, name) for name in Lexicon.files()}, Lexicon)
    except Exception as error:
        notes = "; ".join(cattrs.transform_error(error))
        raise QuoteattrError(f"the word lists of {lang!r} are broken: {notes}") from error
