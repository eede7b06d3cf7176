"""One thread for the products of numpy while spaCy reads."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

from attrs import Factory, define
from threadpoolctl import ThreadpoolController

__all__ = ["SINGLE", "Single"]


@define(eq=False)
class Single:
    """Keeps numpy's library for products to one thread while anybody is inside.

    For products as small as spaCy's, more threads wait for one another, and each goes on spinning behind every product
    on a core that somebody else may need.

    The number of threads is that of the whole process. So whoever comes first sets it and whoever leaves last gives it
    back, however many threads of Python come and go in between.
    """

    _lock: Lock = Factory(Lock)
    _inside: int = 0
    _limit: Any = None

    @contextmanager
    def __call__(self) -> Iterator[None]:
        """Be inside."""
        with self._lock:
            if not self._inside:
                self._limit = ThreadpoolController().limit(limits=1, user_api="blas")
            self._inside += 1
        try:
            yield
        finally:
            with self._lock:
                self._inside -= 1
                if not self._inside:
                    self._limit.restore_original_limits()


SINGLE = Single()
