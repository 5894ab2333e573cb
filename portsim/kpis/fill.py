"""How full places get: the highest level of any of their blocks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from portsim.base.arrays import Floats, Ints
from portsim.kpis.kpi import Quantity
from portsim.kpis.ways import Read, parameters_at, steps_at
from portsim.model.world import World
from portsim.records.records import Records


@dataclass(frozen=True)
class PeakFill(Quantity):
    """The largest share of its servers that a block of places has in use at any moment of the window; one
    sample, of the fullest block.

    Whoever leaves at a moment makes room for who comes then. Servers are the most that a block ever has.
    Places of their kind count too, and a place that a world does not have adds nothing.
    """

    places: tuple[str, ...]

    def samples(self, records: Records) -> Floats:
        places = self.places if records.port is None else records.port.places_like(self.places)
        peaks = _peaks(records, places)
        shares = [
            peaks[number] / most
            for number, (name, _, _) in enumerate(records.pools)
            if name in places and (most := max(level for _, level in records.capacity[number]))
        ]
        return np.array([max(shares)]) if shares else np.empty(0)

    @property
    def mentions(self) -> tuple[tuple[str, str], ...]:
        return tuple(("place", name) for name in self.places)

    @property
    def single(self) -> bool:
        return True

    def steps(self, world: World) -> tuple[Read, ...]:
        return steps_at(world, self.places)

    def reads(self, world: World) -> tuple[str, ...]:
        return parameters_at(world, self.places)

    @property
    def adds_up(self) -> bool:
        return False


def _peaks(records: Records, places: tuple[str, ...]) -> Ints:
    """The most servers of each pool in use at any moment of the window, shape (pools,)."""
    begin, end = records.window
    pools, taken, left = [np.empty(0, dtype=np.int16)], [np.empty(0)], [np.empty(0)]
    for slot, visits in zip(records.slots, records.raw.visits, strict=True):
        if slot.place in places:
            here = (visits.started < end) & ~(visits.ended <= begin)  # an end that never comes is no number
            pools.append(visits.pool[here])
            taken.append(visits.started[here].clip(begin))
            left.append(visits.ended[here])
    pool, came, went = (np.concatenate(each) for each in (pools, taken, left))
    moments, of, steps = np.append(came, went), np.append(pool, pool), np.repeat([1, -1], len(pool))
    known = ~np.isnan(moments)
    order = np.lexsort((steps[known], moments[known], of[known]))
    levels, of = np.cumsum(steps[known][order]), of[known][order]
    peaks = np.zeros(len(records.pools), dtype=np.int64)
    for number in np.unique(of):
        first, last = np.searchsorted(of, (number, number + 1))
        peaks[number] = levels[first:last].max() - (levels[first - 1] if first else 0)
    return peaks
