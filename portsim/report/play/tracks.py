"""The steps of a day as numbers for the page: thread by thread, the second run only where it differs.

Times are whole seconds after the begin of the day. A thread is there with all its steps that take time if
one of them is under way on the day, in either run.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from portsim.base.arrays import Bools, Floats, Ints
from portsim.records.records import Records
from portsim.report.play.twins import Twins, kinds

NEVER = 2**31 - 1  # [s] has not started, or not ended, at the horizon


@dataclass(frozen=True, eq=False)
class Tracks:
    """Threads with their steps, of both runs.

    shipment, flow: of each thread, shape (threads,). same: 1 where both runs have the same steps, (threads,).
    count: the number of steps in each run, shape (2, threads), 0 in the second where it is the same.
    slot, pool, queued, started, ended: of each step, thread by thread, the first run first; pool -1 without
    a place, times in seconds, NEVER for what had not come at the horizon.
    """

    shipment: Ints
    flow: Ints
    same: Ints
    count: Ints
    slot: Ints
    pool: Ints
    queued: Ints
    started: Ints
    ended: Ints


@dataclass(frozen=True, eq=False)
class _Steps:
    """The steps of one run by thread, shape (steps,) each."""

    thread: Ints
    table: Ints  # slot, pool, queued, started, ended; shape (5, steps)


def tracks(day: Twins) -> Tracks:
    """The tracks of a day."""
    every = [_Threads(day, records) for records in day.records]
    shown = np.unique(np.concatenate([each.present for each in every]))
    one, other = (each.steps(shown) for each in every)
    counts = np.stack([np.bincount(_at(shown, each.thread), minlength=len(shown)) for each in (one, other)])
    same = _same(one, other, counts)
    kept = ~same[_at(shown, other.thread)]
    table = np.concatenate([one.table, other.table[:, kept]], axis=1)
    counts[1, same] = 0
    shipment, flow = np.divmod(shown, len(day.flows))
    return Tracks(shipment, flow, same.astype(np.int64), counts, *table)


class _Threads:
    """The visits of one run that take time, by thread: shipment and flow as one number."""

    def __init__(self, day: Twins, records: Records) -> None:
        self.day, self.raw, self.kinds = day, records.raw, kinds(records)
        slot_of = {key: number for number, key in enumerate(day.slots)}
        flow_of = {flow: number for number, flow in enumerate(day.flows)}
        pool_of = {pool: number for number, pool in enumerate(day.pools)}
        keys = [(slot.stream, slot.flow, slot.label) for slot in records.slots]
        self.slots = np.array([slot_of.get(key, -1) for key in keys], dtype=np.int64)
        self.pools = np.array([*(pool_of[pool] for pool in records.pools), -1], dtype=np.int64)
        flows = np.array([flow_of.get(flow, 0) for _, flow, _ in keys], dtype=np.int64)
        timed = np.array([kind is not None for kind in self.kinds])
        self.rows = np.flatnonzero(timed[self.raw.slot])
        slot, shipment = self.raw.slot[self.rows], self.raw.shipment[self.rows].astype(np.int64)
        self.thread = shipment * len(day.flows) + flows[slot]

    @property
    def present(self) -> Ints:
        """The threads that are under way on the day."""
        return np.unique(self.thread[self.day.present(self.raw, self.rows)])

    def steps(self, shown: Ints) -> _Steps:
        """All steps of these threads."""
        own = np.isin(self.thread, shown)
        rows, thread, raw = self.rows[own], self.thread[own], self.raw
        slot = raw.slot[rows]
        queued, ended = _seconds(self.day, raw.queued[rows]), _seconds(self.day, raw.ended[rows])
        placed = np.array([kind in ("place", "stay") for kind in self.kinds])[slot]
        started = np.where(placed, _seconds(self.day, raw.started[rows]), queued)
        table = np.stack([self.slots[slot], self.pools[raw.pool[rows]], queued, started, ended])
        order = np.lexsort((slot, raw.queued[rows], thread))
        return _Steps(thread[order], table[:, order])


def _seconds(day: Twins, minutes: Floats) -> Ints:
    """Whole seconds after the begin of the day, NEVER for NaN."""
    return np.where(np.isnan(minutes), NEVER, np.rint((minutes - day.begin) * 60)).astype(np.int64)


def _at(shown: Ints, thread: Ints) -> Ints:
    return np.searchsorted(shown, thread)


def _same(one: _Steps, other: _Steps, counts: Ints) -> Bools:
    """Whether each thread has the same steps at the same times in both runs, shape (threads,)."""
    same = counts[0] == counts[1]
    threads = np.repeat(np.arange(counts.shape[1]), counts[0])
    first, second = (np.concatenate([[0], np.cumsum(each)[:-1]]) for each in counts)
    within = np.arange(len(threads)) - first[threads]
    comparable = same[threads]
    here = np.flatnonzero(comparable)
    there = (second[threads] + within)[comparable]
    differs = (one.table[:, here] != other.table[:, there]).any(axis=0)
    same[threads[here][differs]] = False
    return np.asarray(same)
