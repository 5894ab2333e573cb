"""Whether a simulated figure is equivalent to an observed one: two one-sided tests against a band."""

from __future__ import annotations

import math
from typing import Literal, NamedTuple

from portsim.base.borders import on_border
from portsim.claims.measured.entry import Band
from portsim.study.student import t_beyond, t_quantile

Found = Literal["equivalent", "different", "undecided"]
ERROR = 0.05  # how often a figure outside its band may be called equivalent
DECIDING = 2  # figures that decide a verdict, P50 and P90
FAR = ERROR / DECIDING / 2  # of each side of each of them, for `different`


class Estimate(NamedTuple):
    """A figure with its standard error [the same unit] and its degrees of freedom; NaN where not known."""

    value: float
    error: float
    freedom: float


class Tested(NamedTuple):
    """What the tests say: p of the two one-sided tests (the larger), the verdict, and on which side the
    simulated figure lies where it is different (-1 below, 1 above, 0 elsewhere)."""

    p: float
    found: Found
    side: int


def equivalence(simulated: Estimate, observed: Estimate, band: Band) -> Tested:
    """Hold a simulated figure against an observed one.

    The hypothesis of each test is that the simulated figure lies outside one end of the band; *equivalent*
    rejects both at 5 %. *Different*: all of it lies beyond one end, at 5 % for all figures that decide
    together (Bonferroni). A relative band is one of the ratio, so that the error of the observed figure
    counts at the end of the band too. Of two figures without any error the one lies in the band, ends
    included, or not.
    Source: Schuirmann 1987, Journal of Pharmacokinetics and Biopharmaceutics 15; of ratios Hauschke, Kieser,
    Diletti and Burke 1999, Statistics in Medicine 18; degrees of freedom Welch 1938, Biometrika 29.
    """
    if band.relative:
        share = math.copysign(band.size, observed.value)
        low = _above(simulated, observed, 1 - share, 0.0)
        high = _above(simulated, observed, 1 + share, 0.0)
    else:
        low = _above(simulated, observed, 1.0, -band.size)
        high = _above(simulated, observed, 1.0, band.size)
    if simulated.error == observed.error == 0:
        return _as_they_are(simulated.value, observed.value, band)
    below, above = 1 - low, high
    p = max(low, 1 - high)
    if math.isnan(p):
        return Tested(p, "undecided", 0)
    if p < ERROR:
        return Tested(p, "equivalent", 0)
    if below < FAR:
        return Tested(p, "different", -1)
    return Tested(p, "different", 1) if above < FAR else Tested(p, "undecided", 0)


def _as_they_are(simulated: float, observed: float, band: Band) -> Tested:
    """Whether a figure lies in the band, its ends included, round another one; neither has an error."""
    half = band.size * abs(observed) if band.relative else band.size
    low, high = observed - half, observed + half
    value = on_border(simulated, low, high)
    side = int(value > high) - int(value < low)
    return Tested(float(side != 0), "different" if side else "equivalent", side)


def difference(simulated: Estimate, observed: Estimate) -> tuple[float, float, float]:
    """Simulated less observed, with its 95 % interval (Welch); infinite ends where an error is not known."""
    apart = simulated.value - observed.value
    error, freedom = _together(simulated, observed, 1.0)
    if math.isnan(error):
        return apart, -math.inf, math.inf
    half = t_quantile(0.975, freedom) * error if error else 0.0
    return apart, apart - half, apart + half


def _above(simulated: Estimate, observed: Estimate, factor: float, more: float) -> float:
    """The p-value of the test whose hypothesis is that the simulated figure is at most `factor` times the
    observed one and `more` [its unit]."""
    apart = simulated.value - factor * observed.value - more
    error, freedom = _together(simulated, observed, factor)
    if math.isnan(error) or math.isnan(apart):
        return math.nan
    if error == 0:
        return 0.5 if apart == 0 else float(apart < 0)
    return t_beyond(apart / error, freedom)


def _together(simulated: Estimate, observed: Estimate, factor: float) -> tuple[float, float]:
    """Standard error of simulated - factor * observed, and its degrees of freedom (Welch)."""
    own, other = simulated.error**2, (factor * observed.error) ** 2
    both = own + other
    if not both > 0:
        return math.sqrt(both) if both == both else math.nan, 1.0
    parts = [(each**2 / free) for each, free in ((own, simulated.freedom), (other, observed.freedom)) if each]
    return math.sqrt(both), both**2 / sum(parts)
