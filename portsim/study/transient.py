"""The initial transient of a run that starts empty: where it ends, and whether it is more than noise."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, sqrt

import numpy as np

from portsim.base.arrays import Floats
from portsim.study.student import t_quantile

BATCH = 5  # of MSER-5
ERROR = 0.01  # chance to take noise of any of the series for a transient
FEWEST = 3  # cycles in which a transient can be told from noise


@dataclass(frozen=True)
class Transient:
    """How long a series takes to settle.

    point: the truncation point of MSER [steps of the series].
    cycles: so many whole cycles are to be left out; 0 if the begin differs from the rest by noise alone.
    early, later: the mean of the cycles that are left out (of the first, if none is) and of all others.
    settled: False if the two halves of what is left differ too, so that the run is too short to tell.
    """

    point: int
    cycles: int
    early: float
    later: float
    settled: bool = True


def mser(series: Floats, batch: int = BATCH) -> int:
    """The truncation point [steps] of a series of shape (steps,) that minimises the marginal standard error.

    It is the number d of batches for which the sum of squares about the mean of what is left, over the square
    of the number of batches that are left, is smallest. Only the first half is searched: towards the end few
    batches are left, and the error is small by chance; a point that would lie there means that the series is
    too short. Source: White, Cobb and Spratt, A comparison of five steady-state truncation heuristics for
    simulation, Winter Simulation Conference 2000 (MSER-5: batches of 5).

    Raises ValueError: fewer than three batches.
    """
    n = len(series) // batch
    if n < 3:
        raise ValueError(f"MSER takes 3 batches of {batch} or more; got {len(series)} steps")
    means = series[: n * batch].reshape(n, batch).mean(axis=1)
    means = means - means.mean()  # sums of squares of large numbers lose their digits
    left = np.arange(n, 0, -1)
    sums, squares = (np.cumsum(each[::-1])[::-1] for each in (means, means**2))
    error = np.maximum(squares - sums**2 / left, 0.0) / left**2
    return int(np.argmin(error[: n // 2 + 1])) * batch


def transient(series: Floats, cycle: int, batch: int, among: int = 1) -> Transient:
    """The transient of a series that repeats itself every `cycle` steps, shape (replications, steps).

    MSER finds the point on the mean over replications. Of the whole cycles up to it only those count that
    differ from all later ones by more than noise: a t-test of cycle means over replications, at a level that
    holds for all of `among` series (Bonferroni). The same test tells whether what is left has settled: its
    two halves differ by noise alone.

    Raises ValueError: fewer than FEWEST whole cycles.
    """
    n = series.shape[1] // cycle
    if n < FEWEST:
        raise ValueError(f"a transient is looked for in {FEWEST} cycles of {cycle} or more; got {n}")
    series = series[:, : n * cycle]
    blocks = series.reshape(len(series), n, cycle).mean(axis=2)
    point = mser(series.mean(axis=0), batch)
    end, level = min(ceil(point / cycle), n // 2), ERROR / among
    first = next((first for first in range(end) if not _differs(blocks, first, end, level)), end)
    early, later = blocks[:, : max(first, 1)], blocks[:, max(first, 1) :]
    settled = not _differs(blocks, first, (first + n) // 2, level)
    return Transient(point, first, float(early.mean()), float(later.mean()), settled)


def _differs(blocks: Floats, first: int, end: int, level: float) -> bool:
    """Whether cycles from `first` up to `end` differ from all after it; shape (replications, cycles)."""
    before, after = blocks[:, first:end], blocks[:, end:]
    if after.size < 2:
        return False
    difference = abs(float(before.mean() - after.mean()))
    spread = float(after.std(ddof=1)) * sqrt(1 / before.size + 1 / after.size)
    if difference <= 1e-9 * abs(float(after.mean())):
        return False
    return difference > spread * t_quantile(1 - level / 2, after.size - 1)
