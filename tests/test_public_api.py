"""The public names, their documentation, and what importing the package costs."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import quoteattr

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

# A name that goes is a breaking change, a new one a promise: both belong into a fragment.
GOLDEN = [
    "AliasTable",
    "AliasTableError",
    "Document",
    "Entry",
    "Evidence",
    "Extractor",
    "Failure",
    "FormatError",
    "Gender",
    "ModelError",
    "Quote",
    "QuoteType",
    "QuoteattrError",
    "Span",
    "Speaker",
    "SpeakerIndex",
    "SpeakerKind",
    "clusters_of_tokens",
    "extract",
]


def modules() -> Iterator[ModuleType]:
    yield quoteattr
    for found in pkgutil.walk_packages(quoteattr.__path__, "quoteattr."):
        try:
            yield importlib.import_module(found.name)
        except ModuleNotFoundError as error:
            # What an extra brings need not be there; a module of our own must be.
            if error.name is None or error.name.startswith("quoteattr"):
                raise


MODULES = {module.__name__: module for module in modules()}


def test_the_public_names_are_the_golden_ones() -> None:
    assert list(quoteattr.__all__) == GOLDEN
    assert all(hasattr(quoteattr, name) for name in GOLDEN)


def test_a_star_import_gives_the_public_names() -> None:
    names: dict[str, object] = {}
    exec("from quoteattr import *", names)  # noqa: S102
    assert sorted(names.keys() - {"__builtins__"}) == sorted(GOLDEN)


@pytest.mark.parametrize("name", MODULES)
def test_each_module_has_a_docstring_and_says_what_it_exports(name: str) -> None:
    module = MODULES[name]
    assert module.__doc__
    exported = getattr(module, "__all__", [])
    assert [each for each in exported if not hasattr(module, each)] == []
    assert len(set(exported)) == len(exported)


def public_objects() -> Iterator[tuple[str, object]]:
    """Every public function, class, method and property that the package itself defines."""
    for module in MODULES.values():
        for name, value in vars(module).items():
            own = getattr(value, "__module__", None) == module.__name__
            if name.startswith("_") or not own or not (inspect.isclass(value) or inspect.isroutine(value)):
                continue
            yield f"{module.__name__}.{name}", value
            if inspect.isclass(value):
                yield from _members(f"{module.__name__}.{name}", value)


def _members(owner: str, shape: type) -> Iterator[tuple[str, object]]:
    for name, value in vars(shape).items():
        routine = inspect.isroutine(value) or isinstance(value, property | classmethod | staticmethod)
        if routine and not name.startswith("_"):
            yield f"{owner}.{name}", value


@pytest.mark.parametrize("name", [name for name, _ in public_objects()])
def test_each_public_object_has_a_docstring(name: str) -> None:
    assert (dict(public_objects())[name].__doc__ or "").strip()


@pytest.mark.parametrize("name", [name for name in GOLDEN if not inspect.isclass(getattr(quoteattr, name))])
def test_each_public_function_names_its_arguments_and_its_result(name: str) -> None:
    function = getattr(quoteattr, name)
    documentation = inspect.getdoc(function) or ""
    assert "Returns:" in documentation
    for parameter in inspect.signature(function).parameters:
        assert f"{parameter}:" in documentation


def loaded_after(statement: str) -> set[str]:
    script = f"import sys; {statement}; print(' '.join(sys.modules))"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)  # noqa: S603
    return set(run.stdout.split())


def test_the_import_is_light() -> None:
    assert (
        loaded_after("import quoteattr") & {"spacy", "torch", "thinc", "pandas", "transformers", "onnxruntime"} == set()
    )


def test_the_import_raises_no_warning() -> None:
    subprocess.run([sys.executable, "-W", "error", "-c", "import quoteattr"], check=True)


def test_the_version_is_that_of_the_distribution() -> None:
    assert quoteattr.__version__ == metadata.version("quoteattr")
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert quoteattr.__version__ == project["version"]


@pytest.mark.parametrize(
    ("name", "base"),
    [
        ("AliasTableError", ValueError),
        ("FormatError", ValueError),
        ("ModelError", OSError),
    ],
)
def test_each_error_is_also_a_built_in(name: str, base: type[Exception]) -> None:
    error = getattr(quoteattr, name)
    assert issubclass(error, base)
    assert issubclass(error, quoteattr.QuoteattrError)


def test_the_factory_is_an_entry_point() -> None:
    (found,) = metadata.entry_points(group="spacy_factories", name="quoteattr")
    assert found.value == "quoteattr.component:make_quoteattr"
    (script,) = metadata.entry_points(group="console_scripts", name="quoteattr")
    assert script.value == "quoteattr.cli:main"
