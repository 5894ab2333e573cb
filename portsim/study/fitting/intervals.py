"""How far fitted figures could be off: their bootstrap intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from scipy import special, stats

from portsim.base.arrays import Floats, Ints
from portsim.base.units import DAY
from portsim.study.fitting.checks import SURE
from portsim.study.fitting.family import Family

OUTSIDE = 0.025  # at either end
AT_ONCE = 2_000_000
PARTS = 50  # at most, that are left out in turn
MEAN = "mean of the shape"


def intervals(
    family: Family, times: Floats, rng: np.random.Generator, rows: int, blocks: Ints | None = None
) -> Mapping[str, tuple[float, float]]:
    """95 % intervals of the figures of a family and of its mean (`MEAN`) by the bootstrap, as `inside` reads
    them; of its `ends` none.

    Values [min], shape (n,), are drawn one by one; where they depend on one another, whole `blocks` of them,
    such as days, given by a number for each value (Davison and Hinkley 1997, Bootstrap Methods, 3.8).
    """
    found: list[Mapping[str, Floats]] = []
    if blocks is None:
        n = len(times)
        at_once = max(1, AT_ONCE // n)
        for begin in range(0, rows, at_once):
            drawn = times[rng.integers(0, n, (min(at_once, rows - begin), n))]
            found.append(_fitted(family, np.sort(drawn, axis=1)))
        parts = np.array_split(rng.permutation(n), min(n, PARTS))
    else:
        numbers = np.unique(blocks)
        n, own = len(numbers), [times[blocks == each] for each in numbers]
        for _ in range(rows):
            some = np.concatenate([own[i] for i in rng.integers(0, n, n)])
            found.append(_fitted(family, np.sort(some)[None, :]))
        some_numbers = np.array_split(rng.permutation(numbers), min(n, PARTS))
        parts = [np.flatnonzero(np.isin(blocks, each)) for each in some_numbers]
    whole = _fitted(family, np.sort(times)[None, :])
    without = [_fitted(family, np.sort(np.delete(times, part))[None, :]) for part in parts]
    return {
        key: inside(
            np.concatenate([each[key] for each in found]),
            float(whole[key][0]),
            np.array([each[key][0] for each in without]),
            n,
        )
        for key in whole
        if key not in family.ends
    }


def of_mean(
    times: Floats, rng: np.random.Generator, rows: int, blocks: Ints | None = None
) -> tuple[float, float]:
    """The 95 % interval of the mean [min] of the values as they are, by the same bootstrap."""
    groups = np.arange(len(times)) if blocks is None else np.unique(blocks, return_inverse=True)[1]
    sums, numbers = np.bincount(groups, weights=times), np.bincount(groups)
    n = len(sums)
    means = []
    at_once = max(1, AT_ONCE // n)
    for begin in range(0, rows, at_once):
        pick = rng.integers(0, n, (min(at_once, rows - begin), n))
        means.append(sums[pick].sum(axis=1) / numbers[pick].sum(axis=1))
    parts = np.array_split(rng.permutation(n), min(n, PARTS))
    left = [(sums.sum() - sums[part].sum()) / (numbers.sum() - numbers[part].sum()) for part in parts]
    return inside(np.concatenate(means), float(times.mean()), np.array(left), n)


def of_parts(
    families: Sequence[Family | None],
    times: Floats,
    part: Ints,
    rng: np.random.Generator,
    rows: int,
    blocks: Ints | None = None,
) -> tuple[float, float]:
    """The 95 % interval of the mean [min] of times whose parts have a shape each, by the same bootstrap: each
    sample is fitted anew, part by part. `part`, shape (n,), is the number of each time's family; None stands
    for times that are taken as they are."""

    def mean_of(some: Ints) -> float:
        own = (np.sort(times[some[part[some] == number]]) for number in range(len(families)))
        return sum(
            len(x) * float(x.mean() if family is None else _fitted(family, x[None, :])[MEAN][0])
            for family, x in zip(families, own, strict=True)
            if len(x)
        ) / len(some)

    groups = np.arange(len(times)) if blocks is None else np.unique(blocks, return_inverse=True)[1]
    n, order = int(groups.max()) + 1, np.argsort(groups, kind="stable")
    own = np.split(order, np.cumsum(np.bincount(groups))[:-1])
    drawn = [mean_of(np.concatenate([own[i] for i in rng.integers(0, n, n)])) for _ in range(rows)]
    left = [
        mean_of(np.flatnonzero(~np.isin(groups, some)))
        for some in np.array_split(rng.permutation(n), min(n, PARTS))
    ]
    return inside(np.array(drawn), mean_of(np.arange(len(times))), np.array(left), n)


def of_share(answers: Floats, days: Ints | None = None) -> tuple[float, float]:
    """The 95 % interval of a share [0..1] of answers of 0 and 1, shape (n,), of Wilson 1927 (JASA 22).

    With the number of the day of each, and days that differ beyond chance (chi-square, p below 0.01), it is
    that of as many answers as tell as much: n over the design effect of days, with Student's t of days in
    place of the normal (Korn and Graubard 1998, Survey Methodology 24).
    """
    n, share, z = float(len(answers)), float(answers.mean()), float(special.ndtri(1 - OUTSIDE))
    alone = share * (1 - share)
    if days is not None and alone:
        of_day = np.unique(days, return_inverse=True)[1]
        off, many = np.bincount(of_day, weights=answers - share), np.bincount(of_day)
        freedom = len(many) - 1
        if stats.chi2.sf((off**2 / many).sum() / alone, freedom) < SURE:
            effect = (freedom + 1) / freedom * float((off**2).sum()) / (n * alone)
            n /= max(effect, 1.0) * (float(stats.t.isf(OUTSIDE, freedom)) / z) ** 2
    middle, half = share + z**2 / (2 * n), z * (alone / n + z**2 / (4 * n**2)) ** 0.5
    return max((middle - half) / (1 + z**2 / n), 0.0), min((middle + half) / (1 + z**2 / n), 1.0)


def inside(drawn: Floats, whole: float, without: Floats, n: int) -> tuple[float, float]:
    """The 95 % interval of a figure that is `whole` in the sample of n values or blocks, `drawn` in samples
    of the bootstrap, and as in `without` where parts of the sample are left out in turn, one or more values
    each; NaN where it is not known.

    Percentiles, corrected for bias and for an error that grows with the figure (BCa: Efron 1987, JASA 82),
    read at Student's shares in the place of the normal ones, as a bootstrap is too narrow by n / (n - 1) and
    knows its own spread no better than n - 1 degrees of freedom do (expanded percentiles: Hesterberg 2015,
    The American Statistician 69, 5.3).
    """
    good, left = drawn[np.isfinite(drawn)], without[np.isfinite(without)]
    if n < 2 or not len(good) or len(left) < 2 or not np.isfinite(whole):
        return float("nan"), float("nan")
    off = left.mean() - left
    squares = float((off**2).sum())
    grows = float((off**3).sum()) / (6 * squares**1.5) if squares > 0 else 0.0
    below = (float((good < whole).sum()) + float((good == whole).sum()) / 2 + 0.5) / (len(good) + 1)
    bias = float(special.ndtri(below))
    far = float(stats.t.isf(OUTSIDE, n - 1)) * (n / (n - 1)) ** 0.5
    moved = bias + np.array([-far, far])
    shares = special.ndtr(bias + moved / np.maximum(1 - grows * moved, 0.1))
    low, high = np.quantile(good, shares, method="weibull")
    return float(low), float(high)


def day_of(arrival: Floats) -> Ints:
    """The number of the day of each arrival [min], shape (n,)."""
    return np.asarray(arrival // DAY, dtype=np.int64)


def _fitted(family: Family, x: Floats) -> Mapping[str, Floats]:
    with np.errstate(invalid="ignore", divide="ignore"):
        figures = family.fit(x)
        return {**{key: each.ravel() for key, each in figures.items()}, MEAN: family.mean(figures).ravel()}
