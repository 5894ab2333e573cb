"""What neighbouring days have in common, as where a queue lasts from one to the next."""

from __future__ import annotations

from typing import TypeVar

import numpy as np

from portsim.base.arrays import Floats, Ints

SHOWN = 14  # days that tell what a day has of the one before it from what its day of the week brings
MOST = 0.99  # of neighbouring days
Memory = TypeVar("Memory", float, Floats)


def worth(cycles: float, memory: Memory) -> Memory:
    """How many independent days, or other cycles, so many neighbouring ones are worth in a mean.

    Source: Bayley and Hammersley 1946, The "effective" number of independent observations in an
    autocorrelated time series, Supplement to the Journal of the Royal Statistical Society 8(2).
    """
    return cycles * (1 - memory) / (1 + memory)


def memory(sums: Floats, day: Ints, run: Ints) -> Floats:
    """The correlation of neighbouring days, from 0 to MOST, shape (figures,); NaN of fewer than SHOWN days.

    sums: of each day, shape (days, figures). day, run: its number, and of which run or log it is, shape
    (days,). What a day of the week has in the mean of all runs is no memory, and is taken off.
    """
    if len(day) < SHOWN:
        return np.full(sums.shape[1], np.nan)
    _, week_day, many = np.unique(day % 7, return_inverse=True, return_counts=True)
    means = np.zeros((len(many), sums.shape[1]))
    np.add.at(means, week_day, sums)
    order = np.lexsort((day, run))
    off = (sums - (means / many[:, None])[week_day])[order]
    neighbours = (np.diff(run[order]) == 0) & (np.diff(day[order]) == 1)
    if not neighbours.any():
        return np.full(sums.shape[1], np.nan)
    own, both = (off**2).mean(axis=0), (off[1:] * off[:-1])[neighbours].mean(axis=0)
    alike = np.divide(both, own, out=np.zeros_like(own), where=own > 0)
    return np.asarray(np.clip(alike, 0.0, MOST))
