"""How likely each figure of a range is: the figure at a share of its distribution."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import Literal

Distribution = Literal["triangular", "uniform", "lognormal"]
INSIDE = 1.96  # standard deviations: 95 % of a lognormal lie within its range, the rest at the ends
NORMAL = NormalDist()


def figure_at(share: float, low: float, stated: float, high: float, distribution: Distribution) -> float:
    """The figure below which a share [0..1] of a distribution lies, from `low` to `high`.

    Triangular: most likely as stated. Uniform: all alike. Lognormal: half of it below what is stated, on
    either side as wide as that end of the range asks for, and cut off at the ends.
    Source: inverse of the distribution function; Law, Simulation Modeling and Analysis, 8.3.15.
    """
    if low == high:
        return low
    if distribution == "uniform":
        return low + (high - low) * share
    if distribution == "lognormal":
        return _lognormal(share, low, stated, high)
    rising = (stated - low) / (high - low)
    if share < rising:
        return low + math.sqrt(share * (high - low) * (stated - low))
    return high - math.sqrt((1 - share) * (high - low) * (high - stated))


def _lognormal(share: float, low: float, stated: float, high: float) -> float:
    if not 0 < share < 1:
        return low if share <= 0 else high
    normal = NORMAL.inv_cdf(share)
    end = low if normal < 0 else high
    figure = stated * math.exp(abs(normal) / INSIDE * math.log(end / stated))
    return min(max(figure, low), high)
