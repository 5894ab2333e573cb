"""A log as it was at a moment: what it was told later is to be drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from portsim.base.arrays import Bools
from portsim.scenario.logs.log import Log


def known_at(log: Log, moment: float | None, order: Sequence[str]) -> Log:
    """The log whose cells are to be drawn (NaN) where they were told after a moment [min]; without one as it
    is.

    order: the columns of each flow as its steps follow one another. Where one is not told yet, no later one
    of the flow is, whatever stands there: shipments have not come so far.
    """
    if moment is None or not log.told:
        return log
    columns = dict(log.columns)
    behind: dict[tuple[str, str], Bools] = {}  # by flow; a trait is alone, without a point
    for name in (each for each in order if each in columns):
        flow = name.partition(".")[:2]
        late = behind.get(flow, np.zeros(len(log.arrival), dtype=np.bool_))
        if name in log.told:
            late = late | (log.told[name] > moment)
        behind[flow] = late
        columns[name] = np.where(late, np.nan, columns[name])
    return replace(log, columns=columns, told={})
