"""The bands of a forecast: from the runs, and how often they hold what comes."""

from __future__ import annotations

from math import floor

import numpy as np

from portsim.base.arrays import Floats

SHARES = LOW, MIDDLE, HIGH = 0.05, 0.5, 0.95


def band(figures: Floats) -> Floats:
    """5 % quantile, median and 95 % quantile of figures of shape (runs, ...), shape (3, ...).

    The quantile p lies at the p (runs + 1)th of the runs in order, so that a further one lies in the band in
    90 of 100 cases, from 19 runs on. Source: Hyndman and Fan 1996, Sample Quantiles in Statistical Packages,
    The American Statistician 50, type 6.
    """
    return np.quantile(figures, SHARES, axis=0, method="weibull")


def covered(days: int, runs: int) -> float:
    """The share of coming days (0..1) that lie in the band of so many runs, each of which draws one of so
    many days alike.

    Below the rth of n days in order a further one lies with chance r / (n + 1), and the band begins at the
    kth of the runs in order, which is the rth day or one below it with the chance that k runs or more are.
    Source: David and Nagaraja 2003, Order Statistics, 3rd ed., 7.2.
    """
    if not days:
        return 0.0
    place = min(max(LOW * (runs + 1), 1.0), float(runs))
    k, inside = floor(place), place % 1
    rank = (1 - inside) * _rank(k, days, runs) + inside * _rank(min(k + 1, runs), days, runs)
    return 1 - 2 * rank / (days + 1)


def _rank(k: int, days: int, runs: int) -> float:
    """Which of the days in order the kth of the runs in order is, on average."""
    from scipy import special

    return float(special.bdtr(k - 1, runs, np.arange(days) / days).sum())
