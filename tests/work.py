"""How much work something is, which no busy machine can change."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType, ModuleType


def lines_run(work: Callable[[], object], *modules: ModuleType) -> int:
    """How many lines of the modules run."""
    count = 0
    files = {str(Path(module.__file__ or "")) for module in modules}

    def local(frame: FrameType, event: str, argument: object) -> object:
        nonlocal count
        count += event == "line"
        return local

    before = sys.gettrace()
    sys.settrace(lambda frame, event, argument: local if frame.f_code.co_filename in files else None)
    try:
        work()
    finally:
        sys.settrace(before)
    return count
