"""A signal is sent: those who wait for it go on, first in, first out."""

from __future__ import annotations

from numba import njit

from portsim.engine.compiled.memory import at
from portsim.engine.compiled.tables import NOBODY
from portsim.engine.compiled.threads import append
from portsim.engine.compiled.writing import note_time


@njit(nogil=True)
def send(state, rows, n, ready, last, ship, signal, now):
    """A signal of a shipment is sent, who waits for it goes on; (visits, first ready, last ready) then."""
    threads = state.threads
    sender = state.ships[at(ship)]
    sender.sent |= 1 << signal
    if not (sender.awaited >> signal) & 1:
        return n, ready, last
    sender.awaited &= ~(1 << signal)
    before, waiter = NOBODY, sender.first
    while waiter != NOBODY:
        other = threads[at(waiter)]
        following, wanted = other.next, rows[at(other.pc)]
        if wanted.signal == signal:
            if before == NOBODY:
                sender.first = following
            else:
                threads[at(before)].next = following
            if following == NOBODY:
                sender.last = before
            n = note_time(state, n, wanted.slot, other.ship, other.queued, now)
            other.pc += 1
            ready, last = append(threads, ready, last, waiter)
        else:
            before = waiter
        waiter = following
    return n, ready, last
