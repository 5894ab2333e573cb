"""Visits of a step stand in the order in which they ended."""

from __future__ import annotations

import numpy as np
import pytest

from portsim.records.visits import Visits

NAN = float("nan")
FIVE = Visits(
    first=0,
    index=np.array([2, 0, 1, 3, 4], dtype=np.int32),
    pool=np.zeros(5, dtype=np.int16),
    queued=np.array([1.0, 0.0, 2.0, 3.0, 8.0]),
    started=np.array([1.0, 2.0, 4.0, 4.0, NAN]),
    ended=np.array([2.0, 4.0, 4.0, 7.0, NAN]),
    finished=4,
)


@pytest.mark.parametrize(
    ("begin", "end", "rows"),
    [(0.0, 9.0, [0, 1, 2, 3]), (4.0, 4.0, [1, 2]), (2.5, 7.0, [1, 2, 3]), (5.0, 6.0, []), (9.0, np.inf, [])],
)
def test_those_that_ended_within_a_span_are_neighbours(begin: float, end: float, rows: list[int]) -> None:
    """Both ends belong to the span; who is not through has no end."""
    assert np.arange(5)[FIVE.ended_in(begin, end)].tolist() == rows
