"""What the observed figures leave of each input, and at which share the calibrated port has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from portsim.base.arrays import Floats
from portsim.study.calibration.posterior import Posterior
from portsim.study.calibration.unknowns import GRID, Axis, Space

ENDS = (0.05, 0.5, 0.95)
LEFT, TOGETHER = 0.8, 0.7  # of the prior; rank correlation from which two inputs trade off
CHANCE = 1.747  # of the root of n: what 95 of 100 samples of n points are apart from their own distribution
NOT_IDENTIFIED = "not identified"


@dataclass(frozen=True)
class Narrowed:
    """One input over the posterior.

    `low`, `median` and `high` are the shares [0..1] of its prior at 5, 50 and 95 % of the posterior; the
    `median` of what steps through names is a share of the likeliest. `left` is how much prior and posterior
    have in common [0..1]. `trades_with` is the input that it goes with most, where their rank `correlation`
    is 0.7 or more, else empty.
    """

    low: float
    median: float
    high: float
    left: float
    verdict: str
    trades_with: str
    correlation: float

    @property
    def shares(self) -> tuple[float, float, float]:
        return self.low, self.median, self.high

    @property
    def fixed(self) -> bool:
        """Whether the figures fix it, be it together with another one."""
        return self.verdict != NOT_IDENTIFIED

    @property
    def stays(self) -> bool:
        """Whether the calibrated port has it as stated: the figures say nothing of it, alone or with
        another."""
        return not self.fixed and not self.trades_with


def narrowed(space: Space, posterior: Posterior) -> dict[str, Narrowed]:
    """Each input by its name.

    Not identified: more than 0.8 of the prior is left, or no more is gone than by chance in so few points. Of
    n points of the prior itself 1.747 over the root of n is gone in 5 of 100 cases.
    Source: Kuiper 1960, Proceedings of the Koninklijke Nederlandse Akademie A 63.
    """
    correlations = posterior.correlations(space.levels(posterior.points))
    least = max(1 - LEFT, CHANCE / posterior.effective**0.5)
    found = {}
    for place, (name, axis) in enumerate(zip(space.names, space.axes, strict=True)):
        own = posterior.points[:, place]
        low, median, high = map(float, posterior.quantiles(own, ENDS))
        left = in_common(axis, own, posterior.weights)
        others = np.abs(correlations[place])
        others[place] = 0.0
        nearest = int(np.argmax(others))
        together = float(correlations[place, nearest]) if others[nearest] >= TOGETHER else np.nan
        other = space.names[nearest] if np.isfinite(together) else ""
        verdict = NOT_IDENTIFIED if 1 - left < least else "trades off" if other else "identified"
        if axis.named:
            median = likeliest(axis, own, posterior.weights)
        found[name] = Narrowed(low, median, high, left, verdict, other, together)
    return found


def in_common(axis: Axis, shares: Floats, weights: Floats) -> float:
    """How much of its prior an input has left [0..1]: 1 less the most by which prior and posterior differ in
    the chance of any interval of its figures. Shares and weights are of shape (n,).

    Of a posterior with one peak it is what lies below both densities, and of whole numbers below both
    probabilities. Source: Kuiper 1960, Proceedings of the Koninklijke Nederlandse Akademie A 63.
    """
    prior, levels = axis.levels((np.arange(GRID) + 0.5) / GRID), axis.levels(shares)
    at = np.unique(np.concatenate([prior, levels]))
    apart = _up_to(at, levels, weights) - _up_to(at, prior, np.full(GRID, 1 / GRID))
    return float(1 - (max(apart.max(), 0.0) - min(apart.min(), 0.0)))


def _up_to(at: Floats, levels: Floats, weights: Floats) -> Floats:
    """The weight of levels up to each of `at`."""
    order = np.argsort(levels)
    passed = np.concatenate([[0.0], np.cumsum(weights[order])])
    return np.asarray(passed[np.searchsorted(levels[order], at, side="right")])


def likeliest(axis: Axis, shares: Floats, weights: Floats) -> float:
    """A share at which an input that steps through names has the one with the most weight."""
    levels = axis.levels(shares)
    names = np.unique(levels)
    best = names[np.argmax([weights @ (levels == name) for name in names])]
    return float(np.median(shares[levels == best]))


def settled(found: Mapping[str, Narrowed]) -> dict[str, float]:
    """The shares at which the calibrated port has its inputs, by name, without those that stay as stated."""
    return {name: each.median for name, each in found.items() if not each.stays}
