"""Families of tests: p-values corrected for how many are looked at together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def holm(p: Sequence[float]) -> list[float]:
    """Holm's step-down adjusted p-values of a family; NaN stays NaN.

    Of a family in which nothing differs at most 5 % say otherwise at 0.05, however the tests depend on one
    another. Source: Holm 1979, A simple sequentially rejective multiple test procedure.
    """
    order = _ascending(p)
    out = [float("nan")] * len(p)
    highest = 0.0
    for rank, (value, index) in enumerate(order):
        highest = max(highest, min(1.0, value * (len(order) - rank)))
        out[index] = highest
    return out


def benjamini_hochberg(p: Sequence[float]) -> list[float]:
    """The false-discovery rate q of each test of a family; NaN stays NaN.

    Of what is called a difference at q below 0.05, at most 5 % are none, on average; for tests that do not
    depend on one another, or positively. Source: Benjamini and Hochberg 1995, Controlling the false discovery
    rate.
    """
    order = _ascending(p)
    out = [float("nan")] * len(p)
    lowest = 1.0
    for rank in range(len(order), 0, -1):
        value, index = order[rank - 1]
        lowest = min(lowest, value * len(order) / rank)
        out[index] = lowest
    return out


def bonferroni_level(p: Sequence[float], level: float) -> list[float]:
    """The p-value below which a member of Holm's family is sure to be rejected: level / tests."""
    tests = len(_ascending(p))
    return [level / tests if np.isfinite(value) else float("nan") for value in p]


def hochberg_level(p: Sequence[float], level: float) -> list[float]:
    """The p-value that gives a test a q below `level` at its present rank: level x rank / tests."""
    order = _ascending(p)
    out = [float("nan")] * len(p)
    for rank, (_, index) in enumerate(order, start=1):
        out[index] = level * rank / len(order)
    return out


def _ascending(p: Sequence[float]) -> list[tuple[float, int]]:
    return sorted((value, index) for index, value in enumerate(p) if np.isfinite(value))
