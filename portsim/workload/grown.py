"""More or fewer shipments than a log has rows: some rows count more than once, or not at all."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from portsim.base.arrays import Bools, Scalar
from portsim.base.units import HOUR
from portsim.model.demand import Arrivals
from portsim.scenario.logs.log import Log
from portsim.workload.draws import Draws

WITHIN = HOUR  # after its row comes what comes once more, at the latest [min]


def by_row(log: Log, demand: Arrivals, name: str, draws: Draws) -> tuple[Log, Bools]:
    """The log with as many shipments for each row as its stream says, and who of them takes part, shape (n,).

    Each row counts as often as the whole part of `per_row`, and once more with the chance that is left; a
    larger number takes all that a smaller one takes. What comes more than once is as its row in all things,
    and comes at any moment between it and the next row of the log, but within `WITHIN`: not in the middle of
    a night in which nobody comes. The rows themselves stand first, those that do not take part too, so that
    draws of one row move with no other one. A log that is as it is up to a moment is so here, too.
    """
    n = len(log.arrival)
    everyone = np.ones(n, dtype=np.bool_)
    if demand.per_row is None:
        return log, everyone
    whole, rest = divmod(demand.per_row.value, 1.0)
    often = int(whole) + (draws.at("per row", name).random(n) < rest)
    if demand.resample is not None and demand.resample.after is not None:
        often = np.where(log.arrival < demand.resample.after, 1, often)
    gaps = np.minimum(np.diff(log.arrival, append=log.arrival[-1:]), WITHIN)
    rows, moved = [], []
    for number in range(1, int(often.max(initial=0))):
        again = np.flatnonzero(often > number)
        uniform = draws.at("per row", name, "moment", str(number)).random(n)
        rows.append(again)
        moved.append((gaps * uniform)[again])
    if not rows:
        return log, often > 0
    added, later = np.concatenate(rows), np.concatenate(moved)

    def longer(column: NDArray[Scalar]) -> NDArray[Scalar]:
        return np.concatenate([column, column[added]])

    columns = {key: longer(column) for key, column in log.columns.items()}
    for key in log.moments & columns.keys():
        columns[key][n:] += later
    arrival = longer(log.arrival)
    arrival[n:] += later
    grown = replace(
        log, arrival=arrival, terminal=longer(log.terminal), rows=longer(log.rows), columns=columns
    )
    return grown, np.concatenate([often > 0, np.ones(len(added), dtype=np.bool_)])
