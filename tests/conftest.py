"""Profiles of the laws, and the mark of tests that need the language model."""

from __future__ import annotations

import os
from importlib.util import find_spec

import pytest
from hypothesis import settings

from quoteattr.linguistics import MODELS

# A test of the types, for the type checker alone.
collect_ignore = ["typing"]

settings.register_profile("default", max_examples=60, deadline=None, derandomize=True)
settings.register_profile("nightly", max_examples=10_000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("model") and not any(map(find_spec, MODELS)):
        pytest.skip(f"no English model is installed: {' or '.join(MODELS)}")
