"""Which detected differences matter: one below 1 % of the baseline is called negligible."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

LEAST = 0.01  # of the baseline's value; what was 0 before has no such bound, and every change of it matters
RULE = "Negligibly better, worse or changed: a detected difference below 1 % of the baseline."
_NEGLIGIBLE = {"saves": "negligibly better", "worse": "negligibly worse", "changes": "negligibly changed"}


def material(comparison: pd.DataFrame) -> pd.Series[bool]:
    """Which rows of a comparison, detected or not, differ by 1 % of the baseline or more."""
    return ~(comparison["relative"].abs() < LEAST)


def said(verdict: str, relative: float) -> str:
    """A verdict of the comparison in words that set a small difference [fraction] apart from one that
    matters."""
    return _NEGLIGIBLE.get(verdict, verdict) if abs(relative) < LEAST else verdict
