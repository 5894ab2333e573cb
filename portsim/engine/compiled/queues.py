"""The choice among several sites: by the queues at two pools, remembered by the shipment."""

from __future__ import annotations

from numba import njit

from portsim.engine.compiled.memory import at
from portsim.engine.program import Kind

FEWER = int(Kind.FEWER)


@njit(nogil=True)
def choose(tables, ships, pools, row, ship, pc):
    """The row at which a shipment goes on that compares two queues, or marks what it has chosen."""
    if row.kind != FEWER:
        ships[at(ship)].sent |= 1 << row.signal
        return pc + 1
    one = pools[at(tables.pool_of[at(row.pool + ship)])]
    other = pools[at(tables.pool_of[at(row.base + ship)])]
    return pc + 1 if one.present - one.capacity < other.present - other.capacity else row.target
