"""What the servers of a place can do in a week: server minutes by the hour, and work after closing time or a
failure."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf
from typing import NamedTuple

import numpy as np

from portsim.base.arrays import Floats
from portsim.base.memory import Memory, Same
from portsim.base.units import HOUR, WEEK
from portsim.model.duty import Levels, begin_work
from portsim.model.place import Place
from portsim.model.port import Port
from portsim.model.random_time import RandomTime

EDGES: Floats = np.arange(169, dtype=np.float64) * HOUR  # of the hours of a week [min]
STEPS = 1000  # of the shares for which a mean is worked out


class FirstWeek(NamedTuple):
    """The first week of the servers of one pool, breakdowns apart.

    `edges` [min] are the full hours and the moments at which the number of servers changes, rising, shape
    (n + 1,). `minutes` are the server minutes between them, shape (n,), `within` is their sum. `falls` says
    of each moment at which servers go how many these are, and after how long others come [min].
    """

    edges: Floats
    minutes: Floats
    within: float
    falls: tuple[tuple[int, float], ...]

    @classmethod
    def of(cls, levels: Levels) -> FirstWeek:
        """The first week of servers whose numbers are known for longer."""
        steps, after = np.diff(levels.numbers), levels.moments[1:]
        rises = [*after[steps > 0].tolist(), inf]
        falls = tuple(
            (-step, next(rise for rise in rises if rise > moment) - moment)
            for moment, step in zip(after.tolist(), steps.tolist(), strict=True)
            if step < 0 and moment <= WEEK
        )
        edges = np.union1d(EDGES, levels.moments[levels.moments < WEEK])
        minutes = levels.integral(edges)
        return cls(edges, minutes, float(minutes.sum()), falls)


@dataclass(frozen=True)
class Pools:
    """The servers of the places of ports; what several have in common is worked out once."""

    memory: Memory = field(default_factory=Memory)

    def first_week(self, port: Port, place: Place, terminal: str) -> FirstWeek:
        """The first week of one pool: the servers that would begin new work."""
        calendar = None if place.calendar is None else port.calendars[place.calendar]
        key = (Same(place), Same(calendar), terminal)
        return self.memory.once(key, lambda: FirstWeek.of(begin_work(port, place, terminal, 2 * WEEK)))


def overtime(port: Port, place: Place, terminal: str, residual: float, pools: Pools) -> float:
    """Server minutes at work after closing time, the end of a shift or a failure, for each server minute
    within.

    `residual` [min] is what is left of work under way in the mean. It is cut where the number of servers
    rises again, and where the server is repaired.
    """
    week, failing = pools.first_week(port, place, terminal), place.breakdown
    if not week.within:
        return 0.0
    longer = sum(gone * min(residual, until) for gone, until in week.falls) / week.within
    if failing is not None:
        longer += until_repaired(residual, failing.repair) / failing.between.lifted.average
    return longer


def until_repaired(residual: float, repair: RandomTime) -> float:
    """Mean time [min] for which a server that has failed is still at work: until what is left of it, or the
    repair, ends.

    What is left is taken as exponential around its mean r. At a share u of it that is longer it lasts
    -r ln u, and the mean of the shorter of both is r times that of P(repair > -r ln u) over all shares.
    """
    left = -residual * np.log((np.arange(STEPS) + 0.5) / STEPS)
    longer = repair.longer(left) if repair.average else np.zeros(STEPS)
    return residual * float(np.where(left < repair.floor, 1.0, longer).mean())


def servers_up(place: Place) -> float:
    """Share of the time in which a server of a place has not failed."""
    if place.breakdown is None:
        return 1.0
    up, down = place.breakdown.between.lifted.average, place.breakdown.repair.lifted.average
    return up / (up + down)
