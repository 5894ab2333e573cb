"""A verdict as a cell: none without an interval and a number of replications."""

from __future__ import annotations

import math

from portsim.base.language import known, t
from portsim.report.parts import Cell


def verdict(word: str, low: float, high: float, n: float, text: str = "") -> Cell:
    """The verdict, or that it is withheld: no verdict without an interval and a number of replications.

    `text` is what is said of it, the word alone by default.
    """
    if word in ("not measured", "not testable"):
        return Cell(text or known(word))
    if any(map(math.isnan, (low, high, n))):
        return Cell(t("withheld: no 95 % CI"))
    return Cell(text or known(word), None, "verdict", word)
