"""Matrix products for the networks of spaCy: by numpy's library, with one thread. Imported with spaCy only."""

from __future__ import annotations

from typing import Any

from thinc.api import NumpyOps
from threadpoolctl import ThreadpoolController

__all__ = ["NumpyProducts"]


class NumpyProducts(NumpyOps):  # type: ignore[misc]
    """thinc's operations, with products that know the processor they run on.

    The library that spaCy brings along takes three times as long and more where it does not know the processor. One
    thread, because those of numpy's library go on spinning after a product, and take the cores from everybody else.
    """

    def __init__(self) -> None:
        super().__init__(use_blis=False)
        self._threads = ThreadpoolController()

    def gemm(self, *args: Any, **kwargs: Any) -> Any:
        """Return the product of two matrices, as thinc's own ``gemm`` does."""
        with self._threads.limit(limits=1, user_api="blas"):
            return super().gemm(*args, **kwargs)
