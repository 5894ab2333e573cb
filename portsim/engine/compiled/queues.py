"""What a shipment sees of the places that it could go to: room, a level, or the shorter of two queues."""

from __future__ import annotations

from numba import njit

from portsim.engine.compiled.memory import at
from portsim.engine.program import Kind

ROOM, MARK = int(Kind.ROOM), int(Kind.MARK)


@njit(nogil=True)
def look(tables, ships, pools, row, ship, pc):
    """The row at which a shipment goes on that asks for room, compares two queues, or marks what it chose."""
    if row.kind == MARK:
        ships[at(ship)].sent |= 1 << row.signal
        return pc + 1
    one = pools[at(tables.pool_of[at(row.pool + ship)])]
    if row.kind == ROOM:
        return pc + 1 if one.present < tables.holds[at(row.base + ship)] else row.target
    other = pools[at(tables.pool_of[at(row.base + ship)])]
    return pc + 1 if one.present - one.capacity < other.present - other.capacity else row.target
