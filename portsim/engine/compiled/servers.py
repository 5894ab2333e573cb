"""Servers of a pool: handed over by who leaves to the first in the queue, and more or fewer on duty."""

from __future__ import annotations

from numba import njit

from portsim.engine.compiled.memory import at
from portsim.engine.compiled.tables import NOBODY
from portsim.engine.compiled.threads import append
from portsim.engine.program import PRIORITIES

LEVELS = len(PRIORITIES)


@njit(nogil=True)
def release(threads, pools, queues, p, now):
    """One leaves a pool; the thread to whom the server is handed over, or NOBODY."""
    pool = pools[at(p)]
    pool.area += pool.present * (now - pool.last)
    pool.last = now
    pool.present -= 1
    if pool.queued and pool.busy <= pool.capacity:
        return _first_in_queue(threads, pools, queues, p, now)
    pool.busy -= 1
    return NOBODY


@njit(nogil=True)
def _first_in_queue(threads, pools, queues, p, now):
    """Give a server to the first in the queue, by priority, then by joining."""
    level = p * LEVELS
    while queues[at(level)].first == NOBODY:
        level += 1
    queue = queues[at(level)]
    t = queue.first
    queue.first = threads[at(t)].next
    if queue.first == NOBODY:
        queue.last = NOBODY
    threads[at(t)].started = now
    pools[at(p)].queued -= 1
    return t


@njit(nogil=True)
def change_capacity(threads, pools, queues, p, level, ready, last, now):
    """So many servers are on duty now: who gets one goes on, nobody is evicted; (first, last ready) then."""
    pool = pools[at(p)]
    pool.capacity = level
    while pool.queued and pool.busy < pool.capacity:
        pool.busy += 1
        ready, last = append(threads, ready, last, _first_in_queue(threads, pools, queues, p, now))
    return ready, last
