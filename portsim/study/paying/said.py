"""Figures in the sentences of an analysis: three digits, money in millions where it is that much."""

from __future__ import annotations

import math

from portsim.base.language import t
from portsim.base.spoken import unit_words

MILLION = 1e6
LEAST = 0.05  # of a million; below this a sentence speaks of yuan


def number(value: float) -> str:
    """A figure to three digits: `12.3`, `1,230`."""
    return f"{float(f'{value:.3g}'):,.6g}" if math.isfinite(value) else t("unknown")


def money(value: float, unit: str = "yuan") -> str:
    """Money [yuan] to three digits: `12.3 M yuan`, `4,500 yuan`."""
    if abs(value) < LEAST * MILLION:
        return f"{number(value)} {unit_words(unit)}"
    return f"{number(value / MILLION)} {unit_words(f'M {unit}')}"


def between(low: float, high: float, unit: str = "yuan") -> str:
    """An interval of money [yuan] on one scale: `10.1 to 14.5 M yuan`."""
    if not math.isfinite(low) or not math.isfinite(high):
        return t("of unknown ends, for it takes two replications or more")
    scale, unit = (1.0, unit) if max(abs(low), abs(high)) < LEAST * MILLION else (MILLION, f"M {unit}")
    ends = t("{low} to {high}", low=number(low / scale), high=number(high / scale))
    return f"{ends} {unit_words(unit)}"
