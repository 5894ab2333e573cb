"""What is at work at the horizon is written down behind what has ended, by shipment and thread."""

from __future__ import annotations

from numba import njit

from portsim.engine.compiled.memory import NAN, at
from portsim.engine.compiled.tables import NOBODY
from portsim.engine.compiled.writing import note_time, note_visit
from portsim.engine.program import Kind

VISIT, ENTER = int(Kind.VISIT), int(Kind.ENTER)


@njit(nogil=True)
def write_unfinished(tables, state, n, used):
    """Write down of each thread the places it holds, outermost first, then its step; the number of visits
    then."""
    threads = state.threads
    _chain(threads, state.ships, used)
    for ship in range(len(state.ships)):
        t = state.ships[at(ship)].first
        while t != NOBODY:
            thread = threads[at(t)]
            for depth in range(thread.held):
                hold = state.held[at(t), at(depth)]
                n = note_visit(state, n, hold.slot, ship, hold.queued, hold.started, NAN)
            row = tables.rows[at(thread.pc)]
            if row.kind in (VISIT, ENTER):
                n = note_visit(state, n, row.slot, ship, thread.queued, thread.started, NAN)
            else:
                n = note_time(state, n, row.slot, ship, thread.queued, NAN)
            t = thread.next
    return n


@njit(nogil=True)
def _chain(threads, ships, used):
    """Chain the threads of each shipment by their numbers, where those who waited for its signals stood:
    nobody is woken any more."""
    for ship in range(len(ships)):
        ships[at(ship)].first = NOBODY
    for t in range(used):
        thread = threads[at(t)]
        if thread.pc == NOBODY:
            continue
        ship = ships[at(thread.ship)]
        before, there = NOBODY, ship.first
        while there != NOBODY and threads[at(there)].number < thread.number:
            before, there = there, threads[at(there)].next
        thread.next = there
        if before == NOBODY:
            ship.first = t
        else:
            threads[at(before)].next = t
