"""The half-width of a figure's 95 % CI against the one that is asked for, and how many replications it takes.

Words: *half-width* is half of the interval, *target* the half-width that is asked for. That a figure has
enough effective observations is another question, which `portsim compare` answers.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, NamedTuple

from portsim.study.judgement import MOST_REPLICATIONS
from portsim.study.statistics import ERROR
from portsim.study.until_precise.within import Within

Basis = Literal["share", "amount", "matters"]
ROUNDING = 1e-12  # a half-width this small beside its figure is the order of a sum
EXACT = 300.0  # standard errors from 0 beyond which only the deviation is uncertain


class Target(NamedTuple):
    """The half-width that is asked for [the figure's unit], and what it is: a share of the figure, an amount,
    or half of what matters."""

    value: float
    basis: Basis


def target_of(within: Within, estimate: float, matters: float, unit: str) -> Target:
    """The target of a figure of this size; `matters` is the smallest difference that matters [unit].

    A share of a figure near 0 is next to nothing. So a figure that is itself within what matters is asked for
    half of what matters, with which an interval always tells whether a difference matters.
    """
    if unit in within.amounts:
        return Target(within.amounts[unit], "amount")
    if abs(estimate) <= matters:
        return Target(matters / 2, "matters")
    return Target(within.share * abs(estimate), "share")


@dataclass(frozen=True)
class HalfWidth:
    """One figure after some replications [its unit]: estimate, 95 % CI, and the target of its half-width.

    `n` of the replications have the figure, and `deviation` is its standard deviation over them. Of a figure
    that is not there, or is the same trace in all of them, n is 0: no replication helps.
    """

    estimate: float
    low: float
    high: float
    n: int
    deviation: float
    target: Target

    @property
    def half_width(self) -> float:
        return (self.high - self.low) / 2

    @property
    def met(self) -> bool:
        return bool(self.n and self.half_width <= self.target.value + ROUNDING * abs(self.estimate))

    @property
    def times(self) -> float:
        """The half-width as a multiple of the target; 0 of no half-width."""
        if not self.half_width:
            return 0.0
        return self.half_width / self.target.value if self.target.value else math.inf

    @property
    def fixed(self) -> float:
        """The part of the half-width that no replication takes away: what unfinished shipments leave open."""
        if self.n < 2:
            return 0.0
        return max(0.0, self.half_width - _t(self.n) * self.deviation / math.sqrt(self.n))


NOWHERE = HalfWidth(math.nan, math.nan, math.nan, 0, math.nan, Target(math.nan, "share"))


class Needed(NamedTuple):
    """Replications with which a half-width would be as asked, and the 95 % range of that number.

    inf: not even ten million; NaN: there is no saying.
    """

    n: float
    low: float
    high: float


def needed(found: HalfWidth, replications: int) -> Needed:
    """About how many replications a figure needs, by its deviation over the `replications` that there are.

    The smallest n with t(n - 1) s / sqrt(n) <= target. Uncertain in it is s, by the chi-square interval of a
    variance; for a target that is a share of the figure it is s / |estimate|, by the exact interval of a
    coefficient of variation, which inverts the non-central t. Both hold for normal figures. Source: Law,
    Simulation Modeling and Analysis, 9.4.1; Johnson and Welch 1940, Applications of the non-central
    t-distribution; Lehmann and Romano 2005, Testing Statistical Hypotheses, 3.3 and 6.4.
    """
    if found.n < 2:
        return Needed(math.nan, math.nan, math.nan)
    room = found.target.value - found.fixed
    if room <= 0:
        same = float(replications) if found.met else math.inf
        return Needed(same, same, same)
    less, more = _ratio_range(found)
    ratio, times = found.deviation / room, replications / found.n  # some replications may not have the figure
    n, low, high = (math.inf if (m := _enough(each)) == math.inf else math.ceil(m * times)
                    for each in (ratio, ratio * less, ratio * more))  # fmt: skip
    return Needed(n, low, high)


def _enough(ratio: float) -> float:
    """The smallest n with t(n - 1) x ratio / sqrt(n) <= 1."""
    from scipy import special

    normal = float(special.ndtri(1 - ERROR / 2))
    if not (normal * ratio) ** 2 < MOST_REPLICATIONS:
        return math.inf
    n = max(2, math.floor((normal * ratio) ** 2))
    while _t(n) * ratio > n**0.5:  # t is above the normal quantile, and soon close to it
        n += 1
    return float(n)


def _ratio_range(found: HalfWidth) -> tuple[float, float]:
    """By what factors the ratio of deviation and target may be off: the ends of its 95 % range."""
    from scipy import optimize, special, stats

    freedom = found.n - 1
    low, high = (float((special.chdtri(freedom, p) / freedom) ** 0.5) for p in (1 - ERROR / 2, ERROR / 2))
    errors = found.n**0.5 * abs(found.estimate) / found.deviation if found.deviation else math.inf
    if found.target.basis != "share" or errors > EXACT:
        return 1 / high, 1 / low

    def centre(p: float) -> float:
        """The non-centrality with which as many standard errors as were seen are the quantile p."""
        ends = errors * low - 4, errors * high + 4
        return float(optimize.brentq(lambda c: float(stats.nct.cdf(errors, freedom, c)) - p, *ends))

    most, least = centre(ERROR / 2), centre(1 - ERROR / 2)
    return errors / most, errors / least if least > 0 else math.inf


def _t(n: int) -> float:
    from scipy import special

    return float(special.stdtrit(n - 1, 1 - ERROR / 2))
