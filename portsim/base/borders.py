"""Figures and the borders that they are held against: what is a border but for rounding lies on it."""

from __future__ import annotations

import math

from portsim.base.arrays import Bools, Floats

NEAR = 1e-6  # of a border; times of tasks have seven digits, so sums of them are off by no more


def on_border(figure: float, *borders: float) -> float:
    """The border that a figure is but for rounding [its unit], else the figure.

    So a port in which all takes 16.4 min keeps a limit of 16.4 min.
    """
    return next((each for each in borders if math.isclose(figure, each, rel_tol=NEAR)), figure)


def within(samples: Floats, limit: float) -> Bools:
    """Which samples of shape (n,) are at most the limit, but for rounding [their unit]."""
    return samples <= limit + NEAR * abs(limit)
