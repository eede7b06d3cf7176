"""Word lists: every language folder fits the shapes, and says where its words are from."""

from __future__ import annotations

import tomllib
from importlib import resources
from itertools import chain, combinations
from pathlib import Path

import pytest
from attrs import fields

from quoteattr import lang
from quoteattr.errors import QuoteattrError
from quoteattr.lang import Lexicon, languages, load
from quoteattr.lang.shapes import Cues, CueVerb

FOLDER = Path(str(resources.files("quoteattr.lang")))
FRAMES = {"clause", "quote", "after", "object", "infinitive", "addressee"}


def tables() -> list[Path]:
    return sorted(FOLDER.glob("*/*.toml"))


@pytest.mark.parametrize("language", languages())
def test_each_language_fits_the_shapes(language: str) -> None:
    assert isinstance(load(language), Lexicon)
    assert load(language) is load(language)


@pytest.mark.parametrize("path", tables(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_each_table_names_its_source_and_licence(path: Path) -> None:
    about = tomllib.loads(path.read_text(encoding="utf-8"))["about"]
    assert "Apache-2.0" in about
    assert len(about.split()) > 5


def test_each_table_is_a_field_of_the_lexicon_and_the_other_way_round() -> None:
    assert {path.stem for path in tables() if path.parent.name == "en"} == set(Lexicon.files())


def test_an_unknown_language_is_an_error_that_names_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"lang='xx'; there are: en"):
        load("xx")


@pytest.mark.parametrize("language", languages())
def test_each_reporting_verb_has_its_base_form_and_frames_that_exist(language: str) -> None:
    for base, verb in load(language).cues.verbs.items():
        assert base in verb.forms, base
        assert verb.frames <= FRAMES, base
        assert verb.frames or verb.particles, base


@pytest.mark.parametrize("language", languages())
def test_words_are_in_lower_case_where_they_are_compared_so(language: str) -> None:
    lexicon = load(language)
    sets = [*_word_sets(lexicon.cues), *_word_sets(lexicon.pages), lexicon.layout.abbreviations, lexicon.layout.months]
    assert [word for word in chain.from_iterable(sets) if word != word.lower()] == []


def _word_sets(shape: object) -> list[frozenset[str]]:
    values = (getattr(shape, attribute.name) for attribute in fields(type(shape)))
    return [value for value in values if isinstance(value, frozenset)]


@pytest.mark.parametrize("language", languages())
def test_no_mark_is_in_two_families(language: str) -> None:
    families = [family.opening | family.closing | family.either for family in load(language).marks.families]
    assert [one & other for one, other in combinations(families, 2) if one & other] == []


def test_a_form_that_two_verbs_share_goes_to_the_one_with_more_frames() -> None:
    find = CueVerb(forms=frozenset({"find", "found"}), frames=frozenset({"clause", "quote"}))
    found = CueVerb(forms=frozenset({"found", "founded"}), frames=frozenset({"object"}))
    empty = {attribute.name: frozenset[str]() for attribute in fields(Cues)}
    cues = Cues(**{**empty, "verbs": {"found": found, "find": find}, "phrases": (), "possessives": ()})
    assert cues.forms["found"] is find
    assert cues.forms["founded"] is found


def test_broken_word_lists_name_the_field(monkeypatch: pytest.MonkeyPatch) -> None:
    read = lang._read

    def broken(language: str, name: str) -> object:
        table = dict(read(language, name))
        return table | {"verbz": {}} if name == "cues" else table

    monkeypatch.setattr(lang, "_read", broken)
    with pytest.raises(QuoteattrError, match=r"word lists of 'en' are broken: .*verbz.*cues"):
        lang._load.__wrapped__("en")
