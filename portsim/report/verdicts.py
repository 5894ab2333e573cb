"""A verdict as a cell: none without an interval and a number of replications."""

from __future__ import annotations

import math

from portsim.report.parts import Cell


def verdict(word: str, low: float, high: float, n: float) -> Cell:
    """The verdict, or that it is withheld: no verdict without an interval and a number of replications."""
    if word in ("not measured", "not testable"):
        return Cell(word)
    if any(map(math.isnan, (low, high, n))):
        return Cell("withheld: no 95 % CI")
    return Cell(word, None, "verdict")
