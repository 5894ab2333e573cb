"""A figure between stored worlds: a sum of few terms in the sliders, and its error where it was not run."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from portsim.base.arrays import Floats
from portsim.study.statistics import ERROR
from portsim.study.student import t_quantile
from portsim.study.uncertainty.chaos import Axis, Fit, fit

FOLDS = 5  # each fifth of the worlds is held out once
WORST = 0.7  # of the spread between worlds: with a larger held-out error a figure is not fit to interpolate
FEWEST = 16  # worlds with the figure
NORMAL = 1.96


@dataclass(frozen=True)
class Between:
    """One figure over the sliders [its unit].

    `shift` makes it the stored figure where all is as stated; `noise` is half the 95 % CI of a stored mean,
    the root of its mean square over the worlds; `error` the root mean square of what was wrong with held-out
    worlds, and `spread` the standard deviation between worlds. `smallest` is what matters.
    """

    fit: Fit
    shift: float
    noise: float
    error: float
    spread: float
    n: int
    smallest: float = 0.0

    @property
    def half(self) -> float:
        """Half of a 95 % interval: noise of the runs and error between them."""
        return float(np.hypot(self.noise, NORMAL * self.error))

    @property
    def fits(self) -> bool:
        """Whether it is to be shown: it explains what differs between worlds, or what it misses does not
        matter."""
        small = self.error <= WORST * self.spread or NORMAL * self.error <= self.smallest
        return self.n >= FEWEST and np.isfinite(self.half) and bool(small)

    def at(self, shares: Floats) -> Floats:
        """The figure at shares of the sliders of shape (n, sliders), shape (n,)."""
        return np.asarray(self.fit.at(shares) + self.shift)


def between(
    shares: Floats,
    figures: Floats,
    axes: Sequence[Axis],
    *,
    stated: Floats,
    stated_figure: float,
    noise: float = 0.0,
    smallest: float = 0.0,
) -> Between:
    """The figure of shape (worlds,) at shares of shape (worlds, sliders), NaN left out; `stated` are the
    shares of the port as stated, shape (sliders,), where it is `stated_figure`.

    The error is that of worlds of which nothing was used: each fifth is held out in turn, and all is chosen
    anew without it. Source: cross-validation; Hastie, Tibshirani and Friedman 2009, The Elements of
    Statistical Learning, 7.10.
    """
    there = np.isfinite(figures)
    shares, figures = shares[there], figures[there]
    n = len(figures)
    if n < FEWEST or not np.isfinite(stated_figure):
        return Between(fit(shares[:0], figures[:0], axes), 0.0, noise, np.inf, 0.0, n, smallest)
    at = stated.reshape(1, -1)

    def shifted(chosen: Floats) -> tuple[Fit, float]:
        made = fit(shares[chosen], figures[chosen], axes)
        return made, stated_figure - float(made.at(at)[0])

    wrong = np.zeros(n)
    folds = np.arange(n) % FOLDS
    for number in range(FOLDS):
        out = folds == number
        made, shift = shifted(~out)
        wrong[out] = made.at(shares[out]) + shift - figures[out]
    made, shift = shifted(np.ones(n, dtype=bool))
    error, spread = float(np.sqrt((wrong**2).mean())), float(figures.std(ddof=1))
    return Between(made, shift, noise, error, spread, n, smallest)


def noise_of(figures: Sequence[Floats]) -> float:
    """Half the 95 % CI of a world's mean by the noise of its runs, the root mean square over worlds, each of
    shape (replications,); 0 of none with two."""
    variances = [
        float(own.var(ddof=1)) / len(own) for own in figures if len(own) > 1 and np.isfinite(own).all()
    ]
    if not variances:
        return 0.0
    n = max(len(own) for own in figures)
    return t_quantile(1 - ERROR / 2, n - 1) * math.sqrt(sum(variances) / len(variances))
