"""Skips the pages whose examples read real text where no language model is installed."""

from __future__ import annotations

from importlib.util import find_spec

import pytest

from quoteattr.linguistics import MODELS

# A page with this comment runs the default pipeline.
NEEDS_MODEL = "<!-- needs the language model -->"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the examples of those pages as skipped, with the reason."""
    if any(map(find_spec, MODELS)):
        return
    missing = pytest.mark.skip(reason=f"no English model is installed: {' or '.join(MODELS)}")
    for item in items:
        if item.path.suffix == ".md" and NEEDS_MODEL in item.path.read_text(encoding="utf-8"):
            item.add_marker(missing)
