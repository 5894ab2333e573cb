"""The best of several systems by a simulated figure: the fully sequential procedure of Kim and Nelson."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from portsim.base.arrays import Floats
from portsim.study.sizing.feasibility import eta


class Race(NamedTuple):
    """Who is still in, the first being the better one so far, and after how many replications the others were
    dropped."""

    left: tuple[int, ...]
    dropped: Mapping[int, int]


def race(figures: Mapping[int, Floats], systems: int, zone: float, error: float, first: int) -> Race:
    """Who of some systems can still have the smallest expected figure, `figures[system]` of shape (n,) each.

    All have the replications on the same draws; who is dropped early may have fewer than the others.
    `systems` is how many there were before any was left out for another reason. Once one is left it is the
    best with a probability of at least 1 - `error`, where the best is better than all others by `zone` or
    more; else it is within `zone` of the best with about that probability. Of equal systems the earlier one
    is taken.

    Source: Kim and Nelson 2001, A fully sequential procedure for indifference-zone selection in simulation
    (ACM TOMACS 11), section 3, with c = 1: variances of differences from `first` replications, then
    everybody is dropped whose mean is above another one's by more than
    W = max(0, zone / (2 r) ((first - 1) 2 eta S^2 / zone^2 - r)).
    """
    alive, dropped = list(figures), dict[int, int]()
    spread = 2 * eta(error / max(1, systems - 1), first) * (first - 1)
    sums = {each: np.cumsum(own) for each, own in figures.items()}
    squares = {
        (i, j): float(np.var(figures[i][:first] - figures[j][:first], ddof=1))
        for n, i in enumerate(alive)
        for j in alive[:n]
    }

    def square(i: int, j: int) -> float:
        return squares[i, j] if (i, j) in squares else squares[j, i]

    at = first
    while len(alive) > 1 and all(len(figures[each]) >= at for each in alive):
        means = {each: float(sums[each][at - 1]) / at for each in alive}
        last = max(spread * square(i, j) / zone**2 for n, i in enumerate(alive) for j in alive[:n])
        if at > last:
            out = [each for each in alive if each != min(alive, key=means.__getitem__)]
        else:
            out = [
                i
                for i in alive
                if any(
                    means[i] > means[j] + max(0.0, zone / (2 * at) * (spread * square(i, j) / zone**2 - at))
                    for j in alive
                    if j != i
                )
            ]
        for each in out:
            alive.remove(each)
            dropped[each] = at
        at += 1
    return Race(tuple(sorted(alive, key=lambda each: float(figures[each].mean()))), dropped)


def smallest(figures: Mapping[int, Floats], order: Sequence[int]) -> int:
    """The system with the smallest mean; of equal ones the first in this order."""
    return min((each for each in order if each in figures), key=lambda each: float(figures[each].mean()))
