"""Threads begin in recycled slots and stand in chains: ready, in a queue, waiting for a signal, or free."""

from __future__ import annotations

import numpy as np
from numba import njit

from portsim.engine.compiled.memory import NAN, SLOT_BITS, THREAD_BITS, at
from portsim.engine.compiled.tables import NOBODY

SHIP_SHIFT = THREAD_BITS + SLOT_BITS


@njit(nogil=True)
def append(threads, first, last, t):
    """Put a thread at the end of a chain; the chain's (first, last) then."""
    threads[at(t)].next = NOBODY
    if last == NOBODY:
        return t, t
    threads[at(last)].next = t
    return first, t


@njit(nogil=True)
def free_slot(threads, free, used):
    """A free slot; (slot, first free, slots used) then."""
    if free == NOBODY:
        return used, free, used + 1
    return free, threads[at(free)].next, used


@njit(nogil=True)
def name_of(thread, t):
    """(Shipment, thread, slot) in one number: the order of equal times."""
    return (np.int64(thread.ship) << SHIP_SHIFT) | (np.int64(thread.number) << SLOT_BITS) | t


@njit(nogil=True)
def begin(threads, ships, t, ship, number, pc):
    ships[at(ship)].alive += 1
    thread = threads[at(t)]
    thread.ship, thread.number, thread.pc, thread.held = ship, number, pc, 0
    thread.started = NAN
