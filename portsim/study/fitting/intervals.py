"""How far fitted figures could be off: their bootstrap intervals."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from portsim.base.arrays import Floats, Ints
from portsim.base.units import DAY
from portsim.study.fitting.family import Family

INSIDE = (0.025, 0.975)
AT_ONCE = 2_000_000
MEAN = "mean of the shape"


def intervals(
    family: Family, times: Floats, rng: np.random.Generator, rows: int, blocks: Ints | None = None
) -> Mapping[str, tuple[float, float]]:
    """95 % intervals of the figures of a family and of its mean (`MEAN`) by the percentiles of the bootstrap
    (Efron and Tibshirani 1993, An Introduction to the Bootstrap, 13.3).

    Values [min], shape (n,), are drawn one by one; where they depend on one another, whole `blocks` of them,
    such as days, given by a number for each value (Davison and Hinkley 1997, Bootstrap Methods, 3.8).
    """
    found: list[Mapping[str, Floats]] = []
    if blocks is None:
        at_once = max(1, AT_ONCE // len(times))
        for begin in range(0, rows, at_once):
            drawn = times[rng.integers(0, len(times), (min(at_once, rows - begin), len(times)))]
            found.append(_fitted(family, np.sort(drawn, axis=1)))
    else:
        parts = [times[blocks == each] for each in np.unique(blocks)]
        for _ in range(rows):
            some = np.concatenate([parts[i] for i in rng.integers(0, len(parts), len(parts))])
            found.append(_fitted(family, np.sort(some)[None, :]))
    every = {key: np.concatenate([each[key] for each in found]) for key in found[0]}
    return {key: _inside(values) for key, values in every.items()}


def of_mean(
    times: Floats, rng: np.random.Generator, rows: int, blocks: Ints | None = None
) -> tuple[float, float]:
    """The 95 % interval of the mean [min] of the values as they are, by the same bootstrap."""
    groups = np.arange(len(times)) if blocks is None else np.unique(blocks, return_inverse=True)[1]
    sums, numbers = np.bincount(groups, weights=times), np.bincount(groups)
    means = []
    at_once = max(1, AT_ONCE // len(sums))
    for begin in range(0, rows, at_once):
        pick = rng.integers(0, len(sums), (min(at_once, rows - begin), len(sums)))
        means.append(sums[pick].sum(axis=1) / numbers[pick].sum(axis=1))
    return _inside(np.concatenate(means))


def day_of(arrival: Floats) -> Ints:
    """The number of the day of each arrival [min], shape (n,)."""
    return np.asarray(arrival // DAY, dtype=np.int64)


def _fitted(family: Family, x: Floats) -> Mapping[str, Floats]:
    with np.errstate(invalid="ignore", divide="ignore"):
        figures = family.fit(x)
        return {**{key: each.ravel() for key, each in figures.items()}, MEAN: family.mean(figures).ravel()}


def _inside(values: Floats) -> tuple[float, float]:
    good = values[np.isfinite(values)]
    if not len(good):
        return float("nan"), float("nan")
    low, high = np.quantile(good, INSIDE)
    return float(low), float(high)
