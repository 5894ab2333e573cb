"""When the shipments of a log come: its span, its gaps, its hours and weekdays, odd times."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from portsim.base.arrays import Floats
from portsim.scenario.logs.cells.dates import When

DAY = np.timedelta64(1, "D")
MONDAY = np.datetime64("1970-01-05", "D")
EARLY, LATE = np.datetime64("1990-01-01"), np.datetime64("2100-01-01")


@dataclass(frozen=True, eq=False)
class Arriving:
    """Arrivals of a log; of one in minutes `first` and `last` are counted from a Monday in 1970.

    week: mean number by weekday and hour, shape (7, 24), over the hours from the first to the last; NaN
    of an hour that is not among these.
    gap: the longest time [min] without one, and when it began.
    """

    first: np.datetime64
    last: np.datetime64
    days: int
    empty: tuple[np.datetime64, ...]
    gap: tuple[float, np.datetime64]
    week: Floats
    unordered: int
    odd_years: int


def arriving(when: When) -> Arriving | None:
    """What is to be said of moments in the order of the file; None if there are none."""
    there = when[~np.isnat(when)]
    dated = len(there) > 0 and there.max() >= EARLY  # minutes are counted from a Monday in 1970
    good = (there >= EARLY) & (there < LATE) if dated else np.ones(len(there), dtype=np.bool_)
    odd = int((~good).sum())
    there = there[good]
    if not len(there):
        return None
    unordered = int((np.diff(there) < np.timedelta64(0, "us")).sum())
    there = np.sort(there)
    days = there.astype("datetime64[D]")
    first, last = days[0], days[-1]
    number = int((last - first) / DAY) + 1
    known = np.unique(days)
    empty = () if number > 100_000 else tuple(np.setdiff1d(np.arange(first, last + DAY, DAY), known))
    gaps = np.diff(there)
    at = int(np.argmax(gaps)) if len(gaps) else 0
    longest = float(gaps[at] / np.timedelta64(1, "m")) if len(gaps) else 0.0
    weekday = ((days - MONDAY) / DAY).astype(np.int64) % 7
    hour = ((there - days) / np.timedelta64(1, "h")).astype(np.int64)
    counts = np.bincount(weekday * 24 + hour, minlength=168).reshape(7, 24)
    begin, end = (int((there[n] - MONDAY) / np.timedelta64(1, "h")) for n in (0, -1))
    passed = np.arange(168)
    often = (((end - passed) // 168) - ((begin - 1 - passed) // 168)).reshape(7, 24)
    week = np.divide(counts, often, out=np.full((7, 24), np.nan), where=often > 0)
    return Arriving(there[0], there[-1], number, empty, (longest, there[at]), week, unordered, odd)
