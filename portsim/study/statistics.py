"""Intervals and paired comparisons over independent replications."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from portsim.base.arrays import Floats
from portsim.study.student import t_beyond, t_quantile

LEVEL = 0.95
ERROR = 0.05  # how often a difference may be found where there is none


ROUNDING = 1e-12  # a relative difference this small is the order of a sum, not an effect


@dataclass(frozen=True)
class Paired:
    """A paired comparison of one KPI; `low` and `high` are the 95 % CI of the difference.

    `deviation` is the standard deviation of the difference over replications.
    """

    baseline: float
    value: float
    difference: float
    low: float
    high: float
    p: float
    variance_reduction: float
    deviation: float
    n: int


def interval(values: Floats) -> tuple[float, float, float]:
    """Mean and 95 % t-interval of independent replications; (mean, low, high).

    The interval is infinite for a single replication. Source: Law, Simulation Modeling and Analysis,
    equation 4.12.
    """
    values = values[np.isfinite(values)]
    n = len(values)
    if n == 0:
        return float("nan"), float("nan"), float("nan")
    mean = float(values.mean())
    if n == 1:
        return mean, float("-inf"), float("inf")
    half = t_quantile(0.5 + LEVEL / 2, n - 1) * float(values.std(ddof=1)) / n**0.5
    return mean, mean - half, mean + half


def paired(baseline: Floats, value: Floats) -> Paired:
    """Paired-t comparison, shapes (n,) of replication figures; pairs with a NaN are left out.

    Without any pair there is no difference, and each side has the mean of its own figures.
    `variance_reduction` is (Var[a] + Var[b]) / Var[b - a]: how many times more replications independent
    runs would need; below 1 pairing has back-fired. Source: Law, 10.2.1 and 11.2.
    """
    both = np.isfinite(baseline) & np.isfinite(value)
    a, b = baseline[both], value[both]
    n = len(a)
    if n == 0:
        nan = float("nan")
        return Paired(interval(baseline)[0], interval(value)[0], nan, nan, nan, nan, nan, nan, 0)
    difference = b - a
    difference[np.abs(difference) <= ROUNDING * np.maximum(np.abs(a), np.abs(b))] = 0.0
    mean, low, high = interval(difference)
    spread = float(difference.var(ddof=1)) if n > 1 else float("nan")
    apart = float(a.var(ddof=1) + b.var(ddof=1)) if n > 1 else float("nan")
    if spread == 0:
        p, reduction = (1.0 if mean == 0 else 0.0), (float("inf") if apart > 0 else float("nan"))
    elif n > 1:
        p = float(2 * t_beyond(abs(mean) / (spread / n) ** 0.5, n - 1))
        reduction = apart / spread
    else:
        p, reduction = float("nan"), float("nan")
    return Paired(float(a.mean()), float(b.mean()), mean, low, high, p, reduction, spread**0.5, n)


def distinct(traced: bool, *figures: Floats) -> tuple[Floats, ...]:
    """Figures of the same replications, shape (n,) each; of the first alone, shape (1,), if they are copies.

    They are if the runs repeat the trace of a log (`traced`) and all replications gave the same: n copies say
    no more than one of them, so there is no CI.
    """
    copies = all(np.array_equal(each[1:], each[:-1], equal_nan=True) for each in figures)
    return tuple(each[:1] for each in figures) if traced and copies else figures
