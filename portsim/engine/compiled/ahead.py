"""What the next events will read is asked for while this one is worked at (1.08 to 1.17 x on the whole port,
together with signals that are not sent, as nobody hears them).

A shipment that stood for hours has left the caches when it goes on. Its thread, duration, pool and places in
the records lie in a line of memory each, and each would be waited for in turn. To ask for a line changes no
result; an address that does not exist is let go.
"""

from __future__ import annotations

from llvmlite import ir
from numba import njit, types
from numba.core import cgutils
from numba.extending import intrinsic

from portsim.engine.compiled.memory import SLOT_BITS, at
from portsim.engine.program import Kind

BRANCH = int(Kind.BRANCH)
SLOT_MASK = (1 << SLOT_BITS) - 1
AHEAD_FROM = 5000  # threads at once: all that fewer of them read stays in the caches, and asking costs 1.1 x


@intrinsic
def ask_for(typing, array, index):
    """Have the memory of an entry of a flat array fetched, without waiting for it."""

    def build(context, builder, signature, arguments):
        flat = context.make_array(signature.args[0])(context, builder, arguments[0])
        address = builder.bitcast(builder.gep(flat.data, [arguments[1]]), cgutils.voidptr_t)
        number = ir.IntType(32)
        prefetch = cgutils.get_or_insert_function(
            builder.module,
            ir.FunctionType(ir.VoidType(), [cgutils.voidptr_t, number, number, number]),
            "llvm.prefetch.p0i8",
        )
        to_read, keep_near, data = number(0), number(3), number(1)
        builder.call(prefetch, [address, to_read, keep_near, data])
        return context.get_dummy_value()

    return types.void(array, index), build


@njit(nogil=True)
def look_ahead(tables, state, size):
    """Ask for the memory of the steps that end next: they are right below the top of the heap.

    Of those further down the thread alone is asked for, so that it is there when they have come up.
    """
    heap = state.heap
    for i in range(3, min(size, 7)):
        ask_for(state.threads, heap[at(i)].key & SLOT_MASK)
    for i in range(1, min(size, 3)):
        thread = state.threads[at(heap[at(i)].key & SLOT_MASK)]
        ship, row, following = thread.ship, tables.rows[at(thread.pc)], tables.rows[at(thread.pc + 1)]
        likely, slot = tables.rows[at(row.likely)], state.slots[at(row.slot)]
        ask_for(state.ships, ship)
        if following.kind == BRANCH:
            ask_for(tables.answers, following.base + ship)
        ask_for(tables.times, likely.base + ship)
        ask_for(tables.pool_of, likely.pool + ship)
        ask_for(state.number, slot.next)
        ask_for(state.ended, slot.next)
        ask_for(state.queued, slot.next + slot.queued)
        ask_for(state.started, slot.next + slot.started)
