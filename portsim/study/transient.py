"""The initial transient of a run that starts empty: where it ends, and whether it is more than noise."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, sqrt
from typing import NamedTuple

import numpy as np

from portsim.base.arrays import Floats
from portsim.study.memory import MOST, worth
from portsim.study.student import t_quantile

BATCH = 5  # of MSER-5
ERROR = 0.01  # chance to take noise of any of the series for a transient
FEWEST = 3  # cycles in which a transient can be told from noise
LEAST_RUNS = 2  # replications that show what noise is
ROUNDING = 1e-9  # a relative difference this small is the order of a sum


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
    """The transient of numbers, 0 or more, that repeat themselves every `cycle` steps, shape (replications,
    steps).

    MSER finds the point on the mean over replications. Of the whole cycles up to it, the first ones count
    that each differ from the second half of the run by more than noise, at a level that holds for all of
    `among` series (Bonferroni). They are tested one after the other until one does not differ, and figures do
    not choose what is tested: so the level holds for all cycles together. The same test tells whether what is
    left has settled: its two halves differ by noise alone. Differences are those of log(1 + number), which is
    hardly skewed where a number in a queue is.
    Source: Maurer, Hothorn and Lehmacher 1995, Multiple comparisons in drug clinical trials and preclinical
    assays: a-priori ordered hypotheses; Bartlett 1947, The use of transformations, Biometrics 3.

    Raises ValueError: fewer than FEWEST whole cycles, or than LEAST_RUNS replications.
    """
    runs, n = len(series), series.shape[1] // cycle
    if n < FEWEST:
        raise ValueError(f"a transient is looked for in {FEWEST} cycles of {cycle} or more; got {n}")
    if runs < LEAST_RUNS:
        raise ValueError(f"noise is told by {LEAST_RUNS} replications or more; got {runs}")
    series = series[:, : n * cycle]
    numbers = series.reshape(runs, n, cycle).mean(axis=2)
    logs = np.log1p(numbers)
    noise, level, half = noise_of(logs), ERROR / among, n // 2

    def differ(early: Floats, late: Floats) -> bool:
        difference, scale = abs(float(early.mean() - late.mean())), abs(float(late.mean()))
        error = sqrt(noise.of_mean(early.shape[1]) + noise.of_mean(late.shape[1]))
        return difference > ROUNDING * scale + error * t_quantile(1 - level / 2, noise.freedom)

    point = mser(series.mean(axis=0), batch)
    end = min(ceil(point / cycle), half)
    cycles = next((k for k in range(end) if not differ(logs[:, k : k + 1], logs[:, half:])), end)
    early, later = numbers[:, : max(cycles, 1)], numbers[:, max(cycles, 1) :]
    middle = (cycles + n) // 2
    settled = not differ(logs[:, cycles:middle], logs[:, middle:])
    return Transient(point, cycles, float(early.mean()), float(later.mean()), settled)


class Noise(NamedTuple):
    """What chance does to the figure of a cycle, as a mean over replications.

    `variance` is that of this mean and `freedom` its degrees of freedom; `memory` is the correlation of
    neighbouring cycles, from 0 to 1.
    """

    variance: float
    memory: float
    freedom: float

    def of_mean(self, cycles: int) -> float:
        """The variance of the mean of so many neighbouring cycles, which are worth fewer independent ones."""
        return self.variance / max(worth(cycles, self.memory), 1.0)


def noise_of(cycles: Floats) -> Noise:
    """The noise of figures of shape (replications, cycles), as large in every cycle.

    It is what replications differ by in the same cycle, so that no transient takes part in it. Where the mean
    over replications goes up and down by more than that in the second half, as with holidays that all
    replications have, `more` is added: it is then what neighbours of this mean differ by, without their
    trend. They are few, so there are fewer degrees of freedom.
    Source: as `worth`; of neighbours and how free they are von Neumann, Kent, Bellinson and Hart
    1941, The mean square successive difference, Annals of Mathematical Statistics 12(2); of the sum
    Satterthwaite 1946, An approximate distribution of estimates of variance components, Biometrics Bulletin
    2(6).
    """
    runs, n = cycles.shape
    mean = cycles.mean(axis=0)
    off = cycles - mean
    own = float((off**2).sum()) / ((runs - 1) * n)
    together = float((off[:, 1:] * off[:, :-1]).sum()) / ((runs - 1) * (n - 1))
    memory = min(max(together / own, 0.0), MOST) if own > 0 else 0.0
    freedom, own = (runs - 1) * n * (1 - memory**2) / (1 + memory**2), own / runs
    steps = np.diff(mean[n // 2 :])
    free = len(steps) - 1  # without their trend
    more = max(float(steps.var(ddof=1)) / 2 - own, 0.0) if free > 0 else 0.0
    if more > 0:
        few = 2 * free**2 / (3 * free - 1)
        freedom = (own + more) ** 2 / (own**2 / freedom + more**2 / few)
    return Noise(own + more, memory, max(freedom, 1.0))
