"""Visits as an engine writes them, step by step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from portsim.base.arrays import Floats, Ints, Scalar, ShortInts, SmallInts, joined
from portsim.model.step import Edge

TIMES = ("queued", "started", "ended")


@dataclass(frozen=True)
class Visits:
    """The visits of one slot in the order in which they ended, unfinished ones last; shape (visits,) each.

    index: number of the shipment in its stream, whose first shipment is number `first` of all.
    pool: where it was, -1 without a place.
    queued, started, ended [min]: NaN for what had not come yet at the horizon. Without a place `started` is
    `queued`, the same array; of a signal all three are.
    """

    first: int
    index: ShortInts
    pool: SmallInts
    queued: Floats
    started: Floats
    ended: Floats
    finished: int  # so many have ended

    @property
    def shipment(self) -> ShortInts:
        return self.index + np.int32(self.first)

    def at(self, edge: Edge) -> Floats:
        """The times [min] of one edge of the step, shape (visits,)."""
        return {"at_queue": self.queued, "at_start": self.started, "at_end": self.ended}[edge]

    @property
    def over(self) -> Visits:
        """Those that have ended."""
        if self.finished == len(self.index):
            return self
        head = slice(self.finished)
        index, pool = self.index[head], self.pool[head]
        times = (self.queued[head], self.started[head], self.ended[head])
        return Visits(self.first, index, pool, *times, self.finished)

    def ended_in(self, begin: float, end: float) -> slice:
        """Where those stand that ended from `begin` to `end` [min], both included."""
        ended = self.ended[: self.finished]
        return slice(int(ended.searchsorted(begin, "left")), int(ended.searchsorted(end, "right")))


@dataclass(frozen=True)
class RawRecords:
    """What an engine returns: the visits of every slot, and in which order they ended.

    order: the slot of each visit in the order in which they ended, unfinished ones last; shape (visits,).
    shipment_end [min]: shape (shipments,), NaN while a thread is at work.
    area: time integral of the number present [shipment min], shape (pools,), kept by the engine's own clock.
    """

    order: SmallInts
    visits: tuple[Visits, ...]
    shipment_end: Floats
    area: Floats
    threads_begun: int
    threads_ended: int

    def equals(self, other: RawRecords) -> bool:
        """Equal to the last bit, order included."""
        return (
            np.array_equal(self.order, other.order)
            and np.array_equal(self.shipment_end, other.shipment_end, equal_nan=True)
            and all(
                (one.first, one.finished) == (two.first, two.finished)
                and np.array_equal(one.index, two.index)
                and np.array_equal(one.pool, two.pool)
                and all(np.array_equal(getattr(one, t), getattr(two, t), equal_nan=True) for t in TIMES)
                for one, two in zip(self.visits, other.visits, strict=True)
            )
        )

    # the visits as flat columns, shape (visits,) each, in the order in which they ended

    @property
    def slot(self) -> SmallInts:
        return self.order

    @cached_property
    def shipment(self) -> ShortInts:
        return self._flat([v.shipment for v in self.visits], np.int32)

    @cached_property
    def pool(self) -> SmallInts:
        return self._flat([v.pool for v in self.visits], np.int16)

    @cached_property
    def queued(self) -> Floats:
        return self._flat([v.queued for v in self.visits], np.float64)

    @cached_property
    def started(self) -> Floats:
        return self._flat([v.started for v in self.visits], np.float64)

    @cached_property
    def ended(self) -> Floats:
        return self._flat([v.ended for v in self.visits], np.float64)

    @cached_property
    def _places(self) -> NDArray[np.intp]:
        return np.argsort(self.order, kind="stable")  # two bytes are sorted by radix

    def _flat(self, columns: Sequence[NDArray[Scalar]], kind: type[Scalar]) -> NDArray[Scalar]:
        out = np.empty(len(self.order), dtype=kind)
        out[self._places] = joined(columns, kind)
        return out


def by_slot(
    first: Sequence[int], slot: Ints, shipment: Ints, pool: Ints, times: Sequence[Floats]
) -> tuple[SmallInts, tuple[Visits, ...]]:
    """The order and the visits of every slot, from flat columns in the order in which they ended.

    `first` is the number of the first shipment of each slot's stream; `times` are queued, started, ended.
    """
    order = slot.astype(np.int16)
    places = np.argsort(order, kind="stable")
    edges = np.concatenate([[0], np.cumsum(np.bincount(order, minlength=len(first)))])
    found = []
    for number, begin in enumerate(first):
        rows = places[edges[number] : edges[number + 1]]
        queued, started, ended = (column[rows] for column in times)
        index = (shipment[rows] - begin).astype(np.int32)
        finished = int(np.isfinite(ended).sum())
        found.append(Visits(begin, index, pool[rows].astype(np.int16), queued, started, ended, finished))
    return order, tuple(found)


@dataclass(frozen=True)
class Slot:
    """Where a recorded visit belongs."""

    stream: str
    flow: str
    label: str
    place: str
