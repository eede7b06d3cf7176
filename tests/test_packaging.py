"""What is not Python is in the package, and in the wheel that is built from it."""

from __future__ import annotations

from importlib import import_module, resources
from importlib.util import find_spec
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = ROOT / "src" / "quoteattr"


def files() -> list[str]:
    """Every file of the source tree but Python's own leavings."""
    found = (path for path in SOURCES.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return sorted(path.relative_to(SOURCES.parent).as_posix() for path in found)


DATA = [name for name in files() if not name.endswith(".py")]


def test_there_is_data() -> None:
    assert {"quoteattr/py.typed", "quoteattr/lang/en/cues.toml", "quoteattr/formats/templates/page.html"} <= set(DATA)


@pytest.mark.parametrize("name", DATA)
def test_the_installed_package_has_its_data(name: str) -> None:
    assert resources.files("quoteattr").joinpath(*name.split("/")[1:]).is_file()


@pytest.mark.skipif(find_spec("hatchling") is None, reason="hatchling, which builds the wheel, is not installed")
def test_the_wheel_has_every_file_and_both_entry_points(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    wheel = tmp_path / import_module("hatchling.build").build_wheel(str(tmp_path))
    with ZipFile(wheel) as archive:
        names = set(archive.namelist())
        (entry_points,) = (archive.read(name).decode() for name in names if name.endswith("entry_points.txt"))
        (about,) = (archive.read(name).decode() for name in names if name.endswith(".dist-info/METADATA"))
    assert sorted(name for name in names if ".dist-info/" not in name) == files()
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert "quoteattr = quoteattr.cli:main" in entry_points
    assert "quoteattr = quoteattr.component:make_quoteattr" in entry_points
    assert "License-Expression: Apache-2.0" in about
