"""What the servers of a place can do in a week: server minutes by the hour, and work after closing time."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf

import numpy as np

from portsim.base.arrays import Floats
from portsim.base.memory import Memory, Same
from portsim.base.units import HOUR, WEEK
from portsim.model.duty import Levels, begin_work
from portsim.model.place import Place
from portsim.model.port import Port

EDGES: Floats = np.arange(169, dtype=np.float64) * HOUR  # of the hours of a week [min]


@dataclass(frozen=True)
class Pools:
    """The servers of the places of ports; what several have in common is worked out once."""

    memory: Memory = field(default_factory=Memory)

    def levels(self, port: Port, place: Place, terminal: str, end: float) -> Levels:
        """How many servers of one pool would begin new work, from 0 up to `end` [min]."""
        calendar = None if place.calendar is None else port.calendars[place.calendar]
        key = (Same(place), Same(calendar), terminal, end)
        return self.memory.once(key, lambda: begin_work(port, place, terminal, end))


def overtime(port: Port, place: Place, terminal: str, residual: float, pools: Pools | None = None) -> float:
    """Server minutes at work after closing time or the end of a shift, for each server minute within.

    `residual` [min] is what is left of work under way. It is cut where the number of servers rises again.
    """
    levels = (pools or Pools()).levels(port, place, terminal, 2 * WEEK)
    steps, after = np.diff(levels.numbers), levels.moments[1:]
    rises = [*after[steps > 0].tolist(), inf]
    falls = [
        (moment, -step) for moment, step in zip(after, steps, strict=True) if step < 0 and moment <= WEEK
    ]
    longer = sum(
        gone * min(residual, next(rise for rise in rises if rise > moment) - moment) for moment, gone in falls
    )
    within = float(levels.integral(EDGES).sum())
    return float(longer / within) if within else 0.0


def at_work(port: Port, place: Place, terminal: str, pools: Pools | None = None) -> Floats:
    """Mean number of servers of one pool that begin work in each hour of the first week, breakdowns included,
    shape (168,)."""
    share = 1.0
    if place.breakdown is not None:
        up, down = place.breakdown.between.average, place.breakdown.repair.average
        share = up / (up + down)
    return (pools or Pools()).levels(port, place, terminal, WEEK).integral(EDGES) / HOUR * share
