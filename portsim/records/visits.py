"""Visits as an engine writes them, step by step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from portsim.base.arrays import Floats, Ints, Scalar, ShortInts, SmallInts, joined, seal
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

    def __post_init__(self) -> None:
        seal(self.index, self.pool, self.queued, self.started, self.ended)

    @property
    def shipment(self) -> ShortInts:
        return self.index + np.int32(self.first)

    def at(self, edge: Edge) -> Floats:
        """The times [min] of one edge of the step, shape (visits,)."""
        return {"at_queue": self.queued, "at_start": self.started, "at_end": self.ended}[edge]

    @property
    def over(self) -> Visits:
        """Those that have ended."""
        # to keep itself would keep the memory of the whole run until Python looks for circles of objects
        return self if self.finished == len(self.index) else self._over

    @cached_property
    def _over(self) -> Visits:
        head = slice(self.finished)
        index, pool = self.index[head], self.pool[head]
        times = (self.queued[head], self.started[head], self.ended[head])
        return Visits(self.first, index, pool, *times, self.finished)

    def ended_in(self, begin: float, end: float) -> slice:
        """Where those stand that ended from `begin` to `end` [min], both included."""
        ended = self.ended[: self.finished]
        return slice(int(ended.searchsorted(begin, "left")), int(ended.searchsorted(end, "right")))


@dataclass(frozen=True)
class Rows:
    """Visits of all slots as flat columns, in the order in which they ended, shape (visits,) each; times
    [min]."""

    slot: SmallInts
    shipment: ShortInts
    pool: SmallInts
    queued: Floats
    started: Floats
    ended: Floats

    def __post_init__(self) -> None:
        seal(self.slot, self.shipment, self.pool, self.queued, self.started, self.ended)


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

    def __post_init__(self) -> None:
        seal(self.order, self.shipment_end, self.area)

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

    def pieces(self, size: int) -> Iterator[Rows]:
        """All visits in the order in which they ended, so many at a time; of none, one piece of none."""
        begins = np.zeros(len(self.visits), dtype=np.int64)
        for begin in range(0, max(len(self.order), 1), size):
            slot = self.order[begin : begin + size]
            ends = begins + np.bincount(slot, minlength=len(begins))
            yield self._piece(slot, begins, ends)
            begins = ends

    def _piece(self, slot: SmallInts, begins: Ints, ends: Ints) -> Rows:
        """The visits of a stretch of the order, of which each slot has those from `begins` to `ends`."""
        spans = zip(self.visits, begins.tolist(), ends.tolist(), strict=True)
        own = [(visits, slice(first, last)) for visits, first, last in spans if last > first]
        places = np.argsort(slot, kind="stable")  # two bytes are sorted by radix

        def in_order(columns: Sequence[NDArray[Scalar]], kind: type[Scalar]) -> NDArray[Scalar]:
            out = np.empty(len(slot), dtype=kind)
            out[places] = joined(columns, kind)
            return out

        return Rows(
            slot,
            in_order([visits.index[rows] + np.int32(visits.first) for visits, rows in own], np.int32),
            in_order([visits.pool[rows] for visits, rows in own], np.int16),
            in_order([visits.queued[rows] for visits, rows in own], np.float64),
            in_order([visits.started[rows] for visits, rows in own], np.float64),
            in_order([visits.ended[rows] for visits, rows in own], np.float64),
        )

    @cached_property
    def rows(self) -> Rows:
        """All visits in the order in which they ended."""
        return next(self.pieces(max(len(self.order), 1)))

    @property
    def slot(self) -> SmallInts:
        return self.order

    @property
    def shipment(self) -> ShortInts:
        return self.rows.shipment

    @property
    def pool(self) -> SmallInts:
        return self.rows.pool

    @property
    def queued(self) -> Floats:
        return self.rows.queued

    @property
    def started(self) -> Floats:
        return self.rows.started

    @property
    def ended(self) -> Floats:
        return self.rows.ended


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
