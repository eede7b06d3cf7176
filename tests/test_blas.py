"""One thread for numpy's products, however many ask for it."""

from __future__ import annotations

import numpy as np
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from quoteattr.blas import Single


def threads() -> set[int]:
    """The numbers of threads of all libraries for products; numpy has loaded one."""
    assert np.ones((2, 2)).sum() == 4
    return {each["num_threads"] for each in threadpool_info() if each["user_api"] == "blas"}


def test_products_have_one_thread_inside_and_as_many_as_before_outside() -> None:
    single = Single()
    with threadpool_limits(2, user_api="blas"):
        before = threads()
        with single():
            assert threads() == {1}
        assert threads() == before


def test_the_number_comes_back_when_the_last_one_leaves() -> None:
    single = Single()
    with threadpool_limits(2, user_api="blas"):
        before = threads()
        one, other = single(), single()
        one.__enter__()
        other.__enter__()
        one.__exit__(None, None, None)
        assert threads() == {1}
        other.__exit__(None, None, None)
        assert threads() == before


def test_the_number_comes_back_behind_an_error() -> None:
    single = Single()
    with threadpool_limits(2, user_api="blas"):
        before = threads()
        with pytest.raises(ZeroDivisionError), single():
            raise ZeroDivisionError
        assert threads() == before
