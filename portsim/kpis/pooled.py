"""Quantiles of the samples of several runs together, each run standing by a bounded number of points."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from portsim.base.arrays import Floats, quantiles

Points = Sequence[NDArray[np.floating[Any]]]  # of several runs, shape (m,) each
POINTS = 4000  # that stand for all samples of a run; its quantiles are off by 1 / 8000 in rank at most


def thinned(samples: Floats, most: int = POINTS) -> Floats:
    """Samples in ascending order; of more than `most` as many quantiles, each for an equal part of them."""
    return points_of(np.sort(samples), most)


def points_of(ordered: Floats, most: int = POINTS) -> Floats:
    """What `thinned` gives of samples that are in ascending order."""
    ordered, n = ordered.astype(np.float64, copy=False), len(ordered)
    if n <= most:
        return ordered
    places = (np.arange(most) + 0.5) / most * (n - 1)
    below = places.astype(np.int64)
    low = ordered.take(below)
    return np.asarray((ordered.take(below + 1) - low) * (places - below) + low)


def pooled_quantiles(points: Points, many: Sequence[float], shares: Sequence[float]) -> Floats:
    """The quantiles (0..1) of the samples of several runs together, shape (shares,); NaN without any.

    The points of each run stand for so `many` samples of it.
    """
    filled = [(own, n) for own, n in zip(points, many, strict=True) if len(own)]
    if not filled:
        return np.full(len(shares), np.nan)
    value = np.concatenate([own for own, _ in filled])
    if all(n == len(own) for own, n in filled):
        return np.array(quantiles(value, *shares))
    weight = np.concatenate([np.full(len(own), n / len(own)) for own, n in filled])
    order = np.argsort(value, kind="stable")
    middle = np.cumsum(weight[order]) - weight[order] / 2
    return np.asarray(np.interp(np.array(shares) * weight.sum(), middle, value[order]))


def over_runs(own: Floats, points: Points, many: Sequence[float], shares: Sequence[float]) -> Floats:
    """The quantiles that a study tells, shape (shares,): those of the samples of all runs together, because
    the mean of quantiles of few samples is biased.

    `own` are those of each run, shape (runs, shares), NaN of a run without samples. One that is alike in all
    runs stays, as those of one trace and that of a single run. Source: sectioning, Asmussen and Glynn 2007,
    Stochastic Simulation, III.5a; Nakayama 2014, Confidence intervals for quantiles using sectioning.
    """
    known = own[np.isfinite(own).all(axis=1)]
    if not len(known):
        return np.full(len(shares), np.nan)
    alike = known.min(axis=0) == known.max(axis=0)
    return known[0] if alike.all() else np.where(alike, known[0], pooled_quantiles(points, many, shares))


def moved_to(figure: float, own: Floats) -> Floats:
    """Figures of the replications, shape (n,), with this mean and the spread of their own; figures that are
    all alike stay as they are."""
    known = own[np.isfinite(own)]
    return own + (figure - known.mean()) if len(known) and known.min() < known.max() else own
