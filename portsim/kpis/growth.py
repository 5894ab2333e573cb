"""Whether queues grow from day to day: how many wait at each place in each quarter of a run."""

from __future__ import annotations

import numpy as np

from portsim.base.units import DAY
from portsim.kpis.use import presence
from portsim.records.records import Records

QUARTERS = 4
WEEKLY = 4 * 7  # days from which quarters are whole weeks, so that the days of the week are the same in each

Quarters = tuple[float, float, float, float]


def queue_by_quarter(records: Records) -> dict[tuple[str, str], Quarters]:
    """(place, terminal) to the mean number in the queue in each quarter of the run after its warm-up.

    The quarters are of whole days, of whole weeks where the run is long enough, and end at the horizon; none
    where it has fewer than four days.
    """
    days = whole_days(records)
    if days < QUARTERS:
        return {}
    unit = 7 if days >= WEEKLY else 1
    length = days // QUARTERS // unit * unit * DAY
    edges = records.horizon - length * np.arange(QUARTERS, -1, -1, dtype=np.float64)
    found = {}
    for place, terminal in dict.fromkeys((name, at) for name, at, _ in records.pools):
        waiting = presence(records, place, edges, "queue", terminal) / length
        found[place, terminal] = (float(waiting[0]), float(waiting[1]), float(waiting[2]), float(waiting[3]))
    return found


def whole_days(records: Records) -> int:
    """The whole days of a run after its warm-up, the run-out included."""
    return int((records.horizon - records.window[0]) // DAY)
