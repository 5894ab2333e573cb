"""How full places get: the highest level of any of their blocks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from portsim.base.arrays import Floats, Ints
from portsim.kpis.of_places import OfPlaces
from portsim.records.records import Records


@dataclass(frozen=True)
class PeakFill(OfPlaces):
    """The largest share of its servers that a block of places has in use at any moment of the window; one
    sample, of the fullest block.

    Whoever leaves at a moment makes room for who comes then. Servers are the most that a block ever has.
    """

    def samples(self, records: Records) -> Floats:
        places = self.alike(records)
        peaks = _peaks(records, places)
        shares = [
            peaks[number] / most
            for number, (name, _, _) in enumerate(records.pools)
            if name in places and (most := max(level for _, level in records.capacity[number]))
        ]
        return np.array([max(shares)]) if shares else np.empty(0)

    @property
    def single(self) -> bool:
        return True


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
