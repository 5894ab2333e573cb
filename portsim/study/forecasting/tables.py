"""The tables of a forecast: queues by place, arrivals by stream, hour by hour, with bands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from portsim.base.arrays import Floats
from portsim.study.forecasting.bands import band
from portsim.study.forecasting.moment import Moment
from portsim.study.forecasting.shift import Shift, Told

if TYPE_CHECKING:
    import pandas as pd

BAND = ("low", "median", "high")
Seen = Mapping[str, Floats]


def queues_table(found: Sequence[Told], moment: Moment, edges: Floats) -> pd.DataFrame:
    """Who waits at each place in each hour [shipments], with bands; and who is served there.

    `hour` 0 is the hour before the forecast begins, or of a list the moment itself; 1 is its first hour.
    """
    import pandas as pd

    rows = []
    for name in found[0].shifts:
        waiting, busy = (
            _bands(found, name, lambda shift: shift.waiting),
            _bands(found, name, lambda s: s.busy),
        )
        for place, (at, terminal) in enumerate(found[0].places[name]):
            for hour, begins in enumerate(_begins(moment, edges)):
                rows.append(
                    (name, at, terminal, hour, begins, *waiting[:, place, hour], *busy[:, place, hour])
                )
    served = [f"busy_{each}" for each in BAND]
    return pd.DataFrame(rows, columns=["alternative", "place", "terminal", "hour", "begins", *BAND, *served])


def arrivals_table(found: Sequence[Told], moment: Moment, edges: Floats, seen: Seen) -> pd.DataFrame:
    """Who comes of each stream in each hour, and who is in the port at its end [shipments], with bands.

    `seen` are the rows of its log in that hour, where the log goes so far: those after the forecast begins
    were not used for it.
    """
    import pandas as pd

    rows = []
    for name in found[0].shifts:
        came, inside = (
            _bands(found, name, lambda shift: shift.arrived),
            _bands(found, name, lambda s: s.inside),
        )
        for number, stream in enumerate(found[0].streams[name]):
            own = seen.get(stream, np.full(len(edges) - 1, np.nan))
            for hour, begins in enumerate(_begins(moment, edges)):
                rows.append(
                    (name, stream, hour, begins, *came[:, number, hour], own[hour], *inside[:, number, hour])
                )
    there = [f"inside_{each}" for each in BAND]
    return pd.DataFrame(rows, columns=["alternative", "stream", "hour", "begins", *BAND, "seen", *there])


def _begins(moment: Moment, edges: Floats) -> list[str]:
    return [moment.words(float(edge)) for edge in edges[:-1]]


def _bands(found: Sequence[Told], name: str, what: Callable[[Shift], Floats]) -> Floats:
    """5 % quantile, median and 95 % quantile over the runs, shape (3, rows, hours + 1)."""
    return band(np.array([what(each.shifts[name]) for each in found]))
