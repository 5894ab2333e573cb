"""Contrasts: weighed sums over the runs of a design, and what replications say of them with a 95 % CI.

A contrast maps runs (factors that are on, as bits) to weights; its value is the sum of weight times figure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import factorial

import numpy as np

from portsim.base.arrays import Floats
from portsim.study.statistics import ROUNDING, interval, paired
from portsim.study.two_levels import Design, Pair

Contrast = Mapping[int, float]


def main_effect(design: Design, factor: int) -> dict[int, float]:
    """What a factor changes on average over the runs of a design: mean where it is on - mean where it is off.

    Source: Montgomery, Design and Analysis of Experiments, 6.2 and 6.3.
    """
    return dict(zip(design.runs, design.signs[:, factor] * 2 / design.size, strict=True))


def interaction(design: Design, pair: Pair) -> dict[int, float]:
    """How much more a factor changes where another one is on than where that is off, on average over the
    design; of a fraction, the sum of this over the pairs that are aliased.

    It is twice what Montgomery (6.2) calls the interaction effect, who halves it: so of two factors alone it
    is what both change, less what each changes alone.
    """
    one, other = pair
    signs = design.signs
    return dict(zip(design.runs, signs[:, one] * signs[:, other] * 4 / design.size, strict=True))


def shapley(factors: int, factor: int) -> dict[int, float]:
    """What a factor changes on average over all orders in which factors can be added one by one.

    The sum over sets S without it of |S|! (k - |S| - 1)! / k! (figure of S with it - figure of S). Source:
    Shapley 1953, A value for n-person games. It needs all combinations.
    """
    bit, out = 1 << factor, dict[int, float]()
    for others in range(1 << factors):
        if others & bit:
            continue
        size = others.bit_count()
        weight = factorial(size) * factorial(factors - size - 1) / factorial(factors)
        out[others | bit], out[others] = weight, -weight
    return out


def together(members: int) -> dict[int, float]:
    """What some factors, as bits, change together where no other one is on."""
    return {members: 1.0, 0: -1.0}


def on_top(factors: int, factor: int) -> dict[int, float]:
    """What a factor changes where all others are on already."""
    everyone = (1 << factors) - 1
    return {everyone: 1.0, everyone & ~(1 << factor): -1.0}


def alone(members: int) -> dict[int, float]:
    """The sum of what some factors, as bits, change, each where no other one is on."""
    return total(*(together(1 << i) for i in range(members.bit_length()) if members >> i & 1))


def counted_twice(members: int) -> dict[int, float]:
    """The sum of what some factors change each alone, less what they change together."""
    return less(alone(members), together(members))


def beyond_two(design: Design, factor: int) -> dict[int, float]:
    """The main effect of a factor, less the mean of what it changes alone and on top of all others.

    It is 0 where no more than two factors act on each other, as each interaction of two is then half in the
    one and half in the other. In a fraction it shows what a main effect has of three factors at once, with
    which it is aliased.
    """
    ends = total(together(1 << factor), on_top(design.factors, factor))
    return less(main_effect(design, factor), {run: weight / 2 for run, weight in ends.items()})


def left_over(design: Design) -> dict[int, float]:
    """What all factors change together, less the sum of their main effects.

    It is twice the sum of the interactions of three, five, ... factors (Montgomery's, with their halves), so
    it is 0 where no more than two factors act on each other.
    """
    mains = total(*(main_effect(design, i) for i in range(design.factors)))
    return less(together((1 << design.factors) - 1), mains)


def total(*contrasts: Contrast) -> dict[int, float]:
    """The sum of contrasts."""
    out: dict[int, float] = {}
    for each in contrasts:
        for run, weight in each.items():
            out[run] = out.get(run, 0.0) + weight
    return out


def less(one: Contrast, other: Contrast) -> dict[int, float]:
    """The difference of two contrasts."""
    return total(one, {run: -weight for run, weight in other.items()})


@dataclass(frozen=True)
class Estimate:
    """A contrast over replications: mean, 95 % CI, p-value of no difference from 0, replications.

    It is not `exact` where shipments are unfinished; the CI then holds however long they take, up to the
    longest run-out.
    """

    mean: float
    low: float
    high: float
    p: float
    n: int
    exact: bool = True

    @property
    def nothing(self) -> bool:
        """Whether it is 0 in every replication, so that there is nothing to test."""
        return self.low == self.high == 0

    @property
    def clear(self) -> bool:
        """Whether its CI leaves out 0."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class Response:
    """What was measured in the runs of a design, as a figure of which more is better [unit].

    `value` has shape (replications, runs); `later` is the same if all that is unfinished took the longest
    run-out longer. `columns` is the place of each run. `headline` marks what is said first.
    """

    name: str
    title: str
    unit: str
    better: str
    columns: Mapping[int, int]
    value: Floats
    later: Floats
    headline: bool = False

    def has(self, contrast: Contrast) -> bool:
        """Whether all runs of a contrast were run."""
        return all(run in self.columns for run, weight in contrast.items() if weight)

    def of(self, contrast: Contrast) -> Estimate:
        """A contrast with its t-interval over replications. A replication in which a run of it was not
        measured is left out.

        Source: Law, Simulation Modeling and Analysis, 12.2: the whole design is replicated, and each
        replication gives every effect once, under common random numbers.
        """
        middle, lowest, highest = self._sums(contrast)
        result = paired(np.zeros(len(middle)), middle)
        exact = bool(np.array_equal(lowest, highest, equal_nan=True))
        low, high = interval(lowest)[1], interval(highest)[2]
        return Estimate(result.difference, low, high, result.p, result.n, exact)

    def share(self, part: Contrast, whole: Contrast) -> tuple[float, float, float]:
        """The share of a contrast in another one, with its 95 % CI; NaN where the CI of the whole holds 0.

        It is of what was seen, where something is unfinished too. Of a single replication the CI is infinite.

        The interval is that of a ratio of means by the delta method: that of the mean of part - share x
        whole, divided by the whole. Source: Cochran, Sampling Techniques, 6.3.
        """
        nan = float("nan")
        one, all_ = self._sums(part)[0], self._sums(whole)[0]
        measured = np.isfinite(one) & np.isfinite(all_)
        mean, low, high = interval(all_[measured])
        if not mean or not (low > 0 or high < 0 or measured.sum() == 1):
            return nan, nan, nan
        share = float(one[measured].mean() / mean)
        _, low, high = interval((one - share * all_)[measured] / abs(mean))
        return share, share + low, share + high

    def _sums(self, contrast: Contrast) -> tuple[Floats, Floats, Floats]:
        """A contrast in each replication, shape (replications,): as seen, and its lowest and highest value
        where something is unfinished."""
        used = {run: weight for run, weight in contrast.items() if weight}
        places, weights = [self.columns[run] for run in used], np.array(list(used.values()))
        seen, later = self.value[:, places], self.later[:, places]
        least, most = np.minimum(seen, later), np.maximum(seen, later)
        up = weights > 0
        size = (np.abs(weights) * np.abs(seen)).sum(axis=1)
        sums = (
            seen @ weights,
            np.where(up, least, most) @ weights,
            np.where(up, most, least) @ weights,
        )
        middle, lowest, highest = (np.where(np.abs(each) <= ROUNDING * size, 0.0, each) for each in sums)
        return middle, lowest, highest
