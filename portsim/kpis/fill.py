"""How full places get: the highest level of any of their blocks."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

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
    by_pool, peaks = np.argsort(pool, kind="stable"), np.zeros(len(records.pools), dtype=np.int64)
    edges = np.searchsorted(pool[by_pool], np.arange(len(peaks) + 1)).tolist()
    for number, own in enumerate(by_pool[first:last] for first, last in pairwise(edges)):
        comes, goes = np.sort(came[own]), np.sort(went[own])  # an end that never comes stands last
        there = np.arange(1, len(own) + 1) - np.searchsorted(goes, comes, side="right")
        peaks[number] = there.max(initial=0)
    return peaks
