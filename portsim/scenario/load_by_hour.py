"""Offered load of a place by hour of the week: how busy its servers are, and what comes while it is open."""

from __future__ import annotations

from math import inf
from typing import NamedTuple

import numpy as np

from portsim.base.arrays import Floats
from portsim.base.units import HOUR

Hours = tuple[float, ...]


class ByHour(NamedTuple):
    """Load in the mean, and by hour of the week: of what comes while servers are at work, and how `busy`
    these are; 0 while there are none."""

    mean: float
    coming: Hours
    busy: Hours


def load_by_hour(work: Floats, edges: Floats, minutes: Floats) -> ByHour:
    """The load of a place to which `work` [min] comes in each hour, shape (168,), and whose servers can do
    `minutes` of work between `edges` [min], which hold every full hour.

    What comes while a place is closed, or is too much at once, waits, and is worked off as soon as servers
    can. So an hour has a load of 1 for as long as something waits, however much; it has more where more
    comes in it, while servers are at work, than they can do. Work is taken as a fluid that comes evenly in
    an hour, and every week as like the one before; what is finished after closing time is left out. Where
    more comes in a week than can be done, something waits at all times.

    Source: Newell 1982, Applications of Queueing Theory, 2nd ed., chapter 2.
    """
    if not minutes.any():
        return ByHour(inf, (inf,) * 168, (inf,) * 168)
    hour = (edges[:-1] // HOUR).astype(int)
    comes = work[hour] * np.diff(edges) / HOUR
    waits = _waiting(comes - minutes)
    done = np.where(waits[1:] > 0, minutes, waits[:-1] + comes)
    can = np.bincount(hour, minutes)

    def by_hour(what: Floats) -> Floats:
        return np.divide(np.bincount(hour, what), can, out=np.zeros(168), where=can > 0)

    coming = by_hour(np.where(minutes > 0, comes, 0.0))
    busy = np.maximum(coming, by_hour(done))
    return ByHour(float(work.sum() / minutes.sum()), tuple(coming.tolist()), tuple(busy.tolist()))


def _waiting(grows: Floats) -> Floats:
    """The work [min] that waits at the edges of a week, where a queue would grow by so much between them;
    shape (n + 1,). A week that begins with none ends with what every week begins with."""
    if grows.sum() >= 0:
        return np.full(len(grows) + 1, inf)
    level = np.concatenate([[0.0], np.cumsum(np.tile(grows, 2))])
    return (level - np.minimum.accumulate(level))[len(grows) :]
