"""What the SimPy engine has at work at the horizon, as records without an end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from portsim.engine.program import Kind
from portsim.engine.simpy_parts import NAN, Pool, Thread

Record = tuple[float, float, float, float, float, float]  # slot, shipment, pool, queued, started, ended


def unfinished(
    at_work: Iterable[Thread], pools: Sequence[Pool], waiting: Iterable[Sequence[Thread]]
) -> Iterator[Record]:
    """By thread: the places that it holds, outermost first, then its step.

    `at_work` are the threads whose step is under way, the others wait in a pool's queue or for a signal.
    """
    steps = [*_under_way(at_work), *_queuing(pools), *_waiting(waiting)]
    for thread, step in sorted(steps, key=lambda pair: pair[0].key):
        for pool, slot, queued, started in thread.held:
            yield slot, thread.ship, pool.number, queued, started, NAN
        yield step


def _under_way(threads: Iterable[Thread]) -> Iterator[tuple[Thread, Record]]:
    for thread in threads:
        row = thread.rows[thread.pc]
        visits = row[0] == Kind.VISIT
        pool = row[3][thread.index].number if visits else -1
        started = thread.started if visits else thread.queued
        yield thread, (row[1], thread.ship, pool, thread.queued, started, NAN)


def _queuing(pools: Sequence[Pool]) -> Iterator[tuple[Thread, Record]]:
    for pool in pools:
        for _, _, thread in pool.queue:
            yield thread, (thread.rows[thread.pc][1], thread.ship, pool.number, thread.queued, NAN, NAN)


def _waiting(for_signals: Iterable[Sequence[Thread]]) -> Iterator[tuple[Thread, Record]]:
    for threads in for_signals:
        for thread in threads:
            yield thread, (thread.rows[thread.pc][1], thread.ship, -1, thread.queued, thread.queued, NAN)
