"""The posterior: points that were run, weighted by how well they go with the observed figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from portsim.base.arrays import Floats
from portsim.study.calibration.region import CUTOFF, STEPS, Matched, Region
from portsim.study.calibration.walking import walked

LONG = 3 * STEPS  # steps until points lie as the posterior does


def log_likelihood(matched: Matched, points: Floats) -> Floats:
    """Of points of shape (n, inputs), up to a constant, shape (n,): normal, with the errors of what was
    observed, the discrepancy of the model and the variance of the emulators.

    Source: Kennedy and O'Hagan 2001, JRSS B 63, with the discrepancy given beforehand.
    """
    off, variance = matched.foretold(points)
    own = list(matched.places)
    covariance = matched.targets.covariance[np.ix_(own, own)] + variance[:, :, None] * np.eye(len(own))
    root = np.linalg.cholesky(covariance)
    standard = np.linalg.solve(root, off[:, :, None])[:, :, 0]
    logs = np.log(np.diagonal(root, axis1=1, axis2=2)).sum(axis=1)
    return np.asarray(-0.5 * (standard**2).sum(axis=1) - logs)


def sampled(
    waves: Sequence[Matched], last: Matched, region: Region, keep: int, rng: np.random.Generator
) -> Floats:
    """Points to run, as likely as the `last` emulators hold them to be, shape (keep, inputs); none that any
    wave rules out, for emulators know little beyond the region that taught them."""

    def density(points: Floats) -> Floats:
        found = np.full(len(points), -np.inf)
        within = np.ones(len(points), dtype=np.bool_)
        for each in waves:
            if within.any():
                within[within] = each.implausibility(points[within]) <= CUTOFF
        if within.any():
            found[within] = log_likelihood(last, points[within])
        return found

    found = density(region.points)
    weights = np.exp(found - found.max())
    chosen = rng.choice(len(region.points), len(region.points), p=weights / weights.sum())
    points = walked(region.points[chosen], density, LONG, rng)
    return points[rng.choice(len(points), keep, replace=False)]


@dataclass(frozen=True)
class Posterior:
    """Points of shape (n, inputs) that were run, and their weights, shape (n,), of sum 1."""

    points: Floats
    weights: Floats

    @property
    def effective(self) -> float:
        """How many points of equal weight would say as much (Kish 1965, Survey Sampling)."""
        return float(1 / (self.weights**2).sum())

    def quantiles(self, figures: Floats, at: tuple[float, ...]) -> Floats:
        """Weighted quantiles of figures of shape (n,), shape (len(at),)."""
        return weighted_quantiles(figures, self.weights, at)

    def correlations(self, figures: Floats) -> Floats:
        """Rank correlations over the posterior of figures of shape (n, inputs), shape (inputs, inputs); 0 of
        what does not vary.

        Source: Spearman 1904, American Journal of Psychology 15, with weights.
        """
        from scipy.stats import rankdata

        ranks = rankdata(figures, axis=0)
        centred = ranks - self.weights @ ranks
        covariance = centred.T @ (centred * self.weights[:, None])
        deviations = np.sqrt(np.diag(covariance))
        scale = np.where(deviations > 0, deviations, np.inf)
        found = covariance / scale[:, None] / scale
        np.fill_diagonal(found, 1.0)
        return np.asarray(found)


def weighted(points: Floats, before: Matched, now: Matched) -> Posterior:
    """The posterior by the emulators that know these points' own runs, of points that were drawn by the
    emulators `before`.

    Source: importance resampling, Rubin 1988, Bayesian Statistics 3.
    """
    logs = log_likelihood(now, points) - log_likelihood(before, points)
    weights = np.exp(logs - logs.max())
    return Posterior(points, weights / weights.sum())


def weighted_quantiles(figures: Floats, weights: Floats, at: tuple[float, ...]) -> Floats:
    """Quantiles of figures of shape (n,) with weights of sum 1: between figures where these lie apart."""
    order = np.argsort(figures)
    ranked, share = figures[order], weights[order]
    middles = np.cumsum(share) - share / 2
    return np.asarray(np.interp(at, middles, ranked))
