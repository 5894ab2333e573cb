"""What is at work at the horizon is written down behind what has ended, by shipment and thread."""

from __future__ import annotations

from numba import njit

from portsim.engine.compiled.ahead import SLOT_MASK
from portsim.engine.compiled.heap import drop_first, push
from portsim.engine.compiled.memory import LAST, NAN, NEVER, at
from portsim.engine.compiled.tables import NOBODY
from portsim.engine.compiled.threads import name_of
from portsim.engine.compiled.writing import note_time, note_visit
from portsim.engine.program import Kind

VISIT, ENTER = int(Kind.VISIT), int(Kind.ENTER)


@njit(nogil=True)
def write_unfinished(tables, state, n, used):
    """Write down of each thread the places it holds, outermost first, then its step; the number of visits
    then. The heap, whose steps do not fire any more, puts the threads in order."""
    threads, heap, size = state.threads, state.heap, 0
    heap[at(0)].due, heap[at(0)].key = NEVER, LAST
    for t in range(used):
        if threads[at(t)].pc != NOBODY:
            size = push(heap, size, 0.0, name_of(threads[at(t)], t))
    while size > 0:
        t = heap[0].key & SLOT_MASK
        size = drop_first(heap, size)
        thread = threads[at(t)]
        for depth in range(thread.held):
            hold = state.held[at(t), at(depth)]
            n = note_visit(state, n, hold.slot, thread.ship, hold.queued, hold.started, NAN)
        row = tables.rows[at(thread.pc)]
        if row.kind in (VISIT, ENTER):
            n = note_visit(state, n, row.slot, thread.ship, thread.queued, thread.started, NAN)
        else:
            n = note_time(state, n, row.slot, thread.ship, thread.queued, NAN)
    return n
