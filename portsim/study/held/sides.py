"""The samples of a log and of all runs, day by day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from portsim.base.arrays import Floats, Ints
from portsim.study.held.days import departures
from portsim.study.held.energy import Blocks
from portsim.study.held.kept import POINTS, Kept, by_day
from portsim.study.memory import memory

OF_THE_LOG = -1  # in place of the number of a run


class Sides(NamedTuple):
    """Samples of both sides [unit], with how many each stands for and which of the days it is of, shape (n,).

    day, run: of each day its number in the calendar, and the run or the log that it is of, shape (days,).
    """

    value: Floats
    weight: Floats
    of_day: Ints
    day: Ints
    run: Ints

    @classmethod
    def of(cls, value: Floats, day: Ints, kept: Sequence[Kept], traced: bool) -> Sides:
        """What was observed, shape (n,), beside what each replication kept. `traced`: a log brings the same
        shipments in every one."""
        values, weights, of_days = [], [], []
        numbers: dict[tuple[int, int], int] = {}
        for points, number, n, run in _days(value, day, kept, traced):
            at = numbers.setdefault((number, run), len(numbers))
            values.append(points)
            weights.append(np.full(len(points), n / len(points)))
            of_days.append(np.full(len(points), at, dtype=np.int64))
        days, runs = np.array(list(numbers)).T
        return cls(np.concatenate(values), np.concatenate(weights), np.concatenate(of_days), days, runs)

    def memory_of_runs(self, figures: Floats, shares: Sequence[float], limit: float) -> Floats:
        """What neighbouring days of the runs have in common, of each of their `figures`."""
        sums = departures(self.value, self.of_day, figures, shares, limit, self.weight)
        own = self.run != OF_THE_LOG
        return memory(sums[own], self.day[own], self.run[own])

    def blocks(self, *, weekly: bool) -> Blocks:
        """The days as blocks, or the weeks that they are of."""
        week_day = self.day % 7
        if not weekly:
            return Blocks(self.value, self.weight, self.of_day, week_day, self.run == OF_THE_LOG)
        (_, run), of_week = np.unique(np.stack([self.day // 7, self.run]), axis=1, return_inverse=True)
        which = np.bincount(of_week, 2**week_day).astype(np.int64)
        return Blocks(self.value, self.weight, of_week[self.of_day], which, run == OF_THE_LOG)


def _days(
    value: Floats, day: Ints, kept: Sequence[Kept], traced: bool
) -> Iterator[tuple[Floats, int, float, int]]:
    """Points, day, number of samples, and the run or the log that it is of, of each day on both sides.

    A day on which a log brings the same shipments in every replication is one day, however often run.
    """
    days, many = np.unique(day, return_counts=True)
    for points, number, n in zip(by_day(value, day), days, many, strict=True):
        yield points, int(number), float(n), OF_THE_LOG
    for run, each in enumerate(kept):
        sizes = np.minimum(each["day_n"], POINTS).astype(np.int64)
        pieces = np.split(each["day_points"], np.cumsum(sizes)[:-1])
        for points, number, n in zip(pieces, each["days"], each["day_n"], strict=True):
            if traced:
                yield points, int(number), float(n) / len(kept), 0
            else:
                yield points, int(number), float(n), run
