"""The steps of a day as numbers for the page: thread by thread, the second run only where it differs.

Times are whole seconds after the begin of the day. A thread is there with all its steps that take time if
one of them is under way on the day, in either run.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from portsim.base.arrays import Ints
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
    every = [_steps(day, records) for records in day.records]
    shown = np.unique(np.concatenate([thread for _, thread in every]))
    one, other = (_of(steps, shown) for steps, _ in every)
    counts = np.stack([np.bincount(_at(shown, each.thread), minlength=len(shown)) for each in (one, other)])
    same = _same(one, other, counts)
    kept = ~same[_at(shown, other.thread)]
    table = np.concatenate([one.table, other.table[:, kept]], axis=1)
    counts[1, same] = 0
    shipment, flow = np.divmod(shown, len(day.flows))
    return Tracks(shipment, flow, same.astype(np.int64), counts, *table)


def _steps(day: Twins, records: Records) -> tuple[_Steps, Ints]:
    """The steps of a run that take time, and the threads that are under way on the day."""
    own = kinds(records)
    slot_of = {key: number for number, key in enumerate(day.slots)}
    flow_of = {flow: number for number, flow in enumerate(day.flows)}
    pool_of = {pool: number for number, pool in enumerate(day.pools)}
    slots, flows = np.full(len(own), -1), np.zeros(len(own), dtype=np.int64)
    for n, (slot, kind) in enumerate(zip(records.slots, own, strict=True)):
        if kind is not None:
            slots[n], flows[n] = slot_of[slot.stream, slot.flow, slot.label], flow_of[slot.flow]
    pools = np.array([*(pool_of[pool] for pool in records.pools), -1])
    raw = records.raw
    timed = slots[raw.slot] >= 0
    thread = raw.shipment.astype(np.int64) * len(day.flows) + flows[raw.slot]
    present = np.unique(thread[timed & day.present(records, np.arange(len(raw.slot)))])
    rows = np.flatnonzero(timed & np.isin(thread, present))
    place = np.array([kind in ("place", "stay") for kind in own])[raw.slot[rows]]
    queued, ended = _seconds(day, raw.queued[rows]), _seconds(day, raw.ended[rows])
    started = np.where(place, _seconds(day, raw.started[rows]), queued)
    table = np.stack([slots[raw.slot[rows]], pools[raw.pool[rows]], queued, started, ended])
    order = np.lexsort((raw.slot[rows], raw.queued[rows], thread[rows]))
    return _Steps(thread[rows][order], table[:, order]), present


def _seconds(day: Twins, minutes: np.ndarray) -> Ints:
    """Whole seconds after the begin of the day, NEVER for NaN."""
    return np.where(np.isnan(minutes), NEVER, np.rint((minutes - day.begin) * 60)).astype(np.int64)


def _of(steps: _Steps, shown: Ints) -> _Steps:
    kept = np.isin(steps.thread, shown)
    return _Steps(steps.thread[kept], steps.table[:, kept])


def _at(shown: Ints, thread: Ints) -> Ints:
    return np.searchsorted(shown, thread)


def _same(one: _Steps, other: _Steps, counts: Ints) -> np.ndarray:
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
