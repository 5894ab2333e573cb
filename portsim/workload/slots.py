"""Slots by the clock are given out: every truck gets the free one that is nearest to its wish.

Trucks of one slot whose wishes lie in the same part of it prefer the slots around in the same order. So slots
are filled part by part, many trucks at a time, and never truck by truck.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import ceil

import numpy as np

from portsim.base.arrays import Floats, Ints

NONE = -1  # who has no slot


@dataclass(frozen=True)
class Rule:
    """Lengths of slots and zones, and how far from its wish a truck takes one [min].

    `beyond`: who finds none within these limits takes the next free one.
    """

    slot: float
    zone: float
    earliest: float
    latest: float
    beyond: bool = False


class Slots:
    """The places left in the slots of one terminal from minute 0 on: none is given out twice."""

    def __init__(self, quota: Ints) -> None:
        self._free: list[int] = quota.tolist()
        self.n = len(self._free)
        self._later = [k if free else k + 1 for k, free in enumerate(self._free)] + [self.n]
        self._earlier = [0] + [k + 1 if free else k for k, free in enumerate(self._free)]

    def free(self, slot: int) -> int:
        return self._free[slot]

    def take(self, slot: int, wanted: int) -> int:
        """Give out so many places of a slot, or all that are left; how many."""
        given = min(wanted, self._free[slot])
        self._free[slot] -= given
        if not self._free[slot]:
            self._later[slot], self._earlier[slot + 1] = slot + 1, slot
        return given

    def first(self, slot: int) -> int:
        """The first slot with a place left, from this one on; `n` if there is none."""
        return _end(self._later, min(slot, self.n))

    def last(self, slot: int) -> int:
        """The last slot with a place left, up to this one; -1 if there is none."""
        return _end(self._earlier, slot + 1) - 1


def _end(links: list[int], begin: int) -> int:
    """Where a path of links ends; each link of it leads there from now on (path compression)."""
    end = begin
    while links[end] != end:
        end = links[end]
    while links[begin] != end:
        links[begin], begin = end, links[begin]
    return end


def own_slot(wished: Floats, slot: float) -> Ints:
    """The slot in which each moment [min] lies, shape (n,)."""
    own = np.floor(wished / slot).astype(np.int64)
    return np.asarray(own - (own * slot > wished))


def book(wished: Floats, not_before: Floats, rule: Rule, slots: Slots) -> Ints:
    """The slot of each truck, -1 for none, shape (n,). Wishes [min] rise, and first come is first served.

    A truck takes the free slot whose zone is nearest to its wish: 0 if the wish lies within it. Of two that
    are as near, the later. It takes an earlier slot than its own only if that begins `not_before` [min].
    """
    booked = np.full(len(wished), NONE, dtype=np.int64)
    own = own_slot(wished, rule.slot)
    into = wished - own * rule.slot
    cuts = _cuts(rule)
    group = own * (len(cuts) + 1) + np.searchsorted(cuts, into, side="right")
    bounds = [0, *(np.flatnonzero(np.diff(group)) + 1).tolist(), len(wished)] if len(wished) else [0]
    for begin, end in pairwise(bounds):
        slot = int(own[begin])
        served = begin + slots.take(slot, end - begin)
        booked[begin:served] = slot
        if served < end:
            left = slice(served, end)
            booked[left] = _elsewhere(slot, into[left], not_before[left], rule, slots)
    return booked


def _cuts(rule: Rule) -> Floats:
    """Where within a slot the order of preference changes [min]: the wish is as near to one that begins j
    slots later as to one that begins i earlier. And where a limit begins or ends to hold: of those who go
    beyond it the first still comes before the second, who need not."""
    m = np.arange(-ceil(rule.zone / rule.slot) - 1, 3)
    limits = (-rule.latest % rule.slot, np.nextafter((rule.zone + rule.earliest) % rule.slot, np.inf))
    cuts = np.union1d(_as_near(m, rule), limits)
    return np.asarray(cuts[(cuts > 0) & (cuts < rule.slot)])


def _as_near(m: Ints | int, rule: Rule) -> Floats:
    """Solves j slot - x = x + i slot - zone for x [min], with m = j - i."""
    return np.asarray((m * rule.slot + rule.zone) / 2)


def _elsewhere(own: int, into: Floats, not_before: Floats, rule: Rule, slots: Slots) -> Ints:
    """Slots of trucks that find their own slot full, by their wishes within it [min], shape (n,)."""
    booked = np.full(len(into), NONE, dtype=np.int64)
    left = np.arange(len(into))
    later, earlier = slots.first(own + 1), slots.last(own - 1)
    while len(left):
        ahead, back = later - own, own - earlier
        wait = ahead * rule.slot - into[left]
        sooner = into[left] + back * rule.slot - rule.zone
        can_wait = later < slots.n and float(wait.min()) <= rule.latest
        can_come = earlier >= 0 and float(sooner.min()) <= rule.earliest
        if not (can_wait or can_come):
            break
        if can_wait and not (can_come and into[0] < _as_near(ahead - back, rule)):
            slot, fits = later, wait <= rule.latest
            later = slots.first(later + 1)
        else:
            slot = earlier
            fits = (sooner <= rule.earliest) & (not_before[left] <= slot * rule.slot)
            earlier = slots.last(earlier - 1)
        chosen = np.flatnonzero(fits)[: slots.free(slot)]
        slots.take(slot, len(chosen))
        booked[left[chosen]] = slot
        left = np.delete(left, chosen)
    slot = own
    while rule.beyond and len(left) and (slot := slots.first(slot + 1)) < slots.n:
        given = slots.take(slot, len(left))
        booked[left[:given]] = slot
        left = left[given:]
    return booked


def rebook(moment: Floats, rule: Rule, slots: Slots) -> Ints:
    """The first free slot that begins after each moment [min], within `latest` of it or `beyond`; -1 for
    none, shape (n,). First come is first served."""
    booked = np.full(len(moment), NONE, dtype=np.int64)
    for each in np.argsort(moment, kind="stable"):
        slot = slots.first(ceil(moment[each] / rule.slot))
        if slot < slots.n and (rule.beyond or slot * rule.slot - moment[each] <= rule.latest):
            slots.take(slot, 1)
            booked[each] = slot
    return booked
