"""Working memory of the compiled interpreter: threads, queues and heap as flat arrays, and room for records.

Sizes are known before the run, so that nothing ever grows inside the interpreter: who takes which fork is
drawn already, so it can be counted how often each row of a program will be passed at most.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from portsim.base.arrays import Floats, Ints, ShortInts, SmallInts, joined
from portsim.engine.compiled.room import passes
from portsim.engine.compiled.tables import NOBODY, Struct, Tables, refusal
from portsim.engine.engine import first_shipments
from portsim.engine.program import PRIORITIES, Kind, Programs
from portsim.engine.tally import still_to_send
from portsim.model.streams import MOST_THREADS
from portsim.workload.build import Workload

SHIP_BITS, SLOT_BITS = 27, 27
THREAD_BITS = (MOST_THREADS - 1).bit_length()  # with three bits of rank they fill one int64
CACHE_LINE = 64  # bytes
BLOCK = 1024  # entries that are copied at once
SIGNALS = 64  # a shipment's signals are the bits of one int64
LAST = np.iinfo(np.int64).max
NEVER, NAN = np.inf, np.nan
at = np.uintp  # an index that is never negative, which spares the check for one that is (1.2 x)

SHIP = np.dtype(
    [
        ("sent", "i8"),
        ("awaited", "i8"),  # the signals for which someone waits
        ("first", "i4"),  # who waits for its signals: a chain of threads in order of joining
        ("last", "i4"),
        ("alive", "i4"),
    ],
    align=True,  # 32 bytes
)
THREAD = np.dtype(
    [
        ("queued", "f8"),
        ("started", "f8"),  # NaN unless a server has been given
        ("ship", "i4"),
        ("pc", "i4"),  # NOBODY where the slot is free
        ("next", "i4"),  # in the one chain it is in: ready, a queue, waiters, free slots
        ("held", "i2"),  # how many places
        ("number", "i1"),  # which of its shipment's threads
    ],
    align=True,  # 32 bytes
)
HELD = np.dtype([("queued", "f8"), ("started", "f8"), ("pool", "i4"), ("slot", "i4")], align=True)
POOL = np.dtype(
    [
        ("area", "f8"),
        ("last", "f8"),
        ("capacity", "i4"),
        ("busy", "i4"),
        ("present", "i4"),
        ("queued", "i4"),
    ],
    align=True,
)
QUEUE = np.dtype([("first", "i4"), ("last", "i4")], align=True)
SLOT = np.dtype(
    [
        ("next", "i8"),  # where its next visit is written
        ("queued", "i8"),  # what to add to get to the columns that only some slots have
        ("started", "i8"),
        ("first", "i4"),  # number of the first shipment of its stream
        ("timed", "i1"),  # whether it has a place in `queued`
        ("placed", "i1"),  # whether it has a place in `started`
    ],
    align=True,
)
TAPE = np.dtype([("begin", "i8"), ("next", "i8"), ("end", "i8")], align=True)
ENTRY = np.dtype([("due", "f8"), ("key", "i8")], align=True)


class State(NamedTuple):
    """The interpreter's working memory, and the records it writes."""

    ships: Struct
    end: Floats  # of each shipment
    threads: Struct
    held: Struct  # shape (threads, deepest nesting of places)
    pools: Struct
    queues: Struct  # one per pool and priority
    tapes: Struct
    heap: Struct
    slots: Struct  # the visits of a slot are neighbours
    order: SmallInts  # the slot of each visit in the order in which they ended
    number: ShortInts  # of the shipment in its stream
    ended: Floats
    queued: Floats  # of slots that take time
    started: Floats  # of slots with a place
    left: ShortInts  # of those for whom someone waits, see `tables.left_at`
    over: Ints  # where the visits of each slot that have ended end, shape (slots,)
    counts: Ints  # visits recorded, threads begun, threads ended


def memory(programs: Programs, workload: Workload, tables: Tables, moments: Sequence[Floats]) -> State:
    """Memory for a run that has not begun; `moments` of each tape [min].

    Raises PortsimError: more threads than there are numbers for, or a flow that starts itself, so that
    nothing bounds its records.
    """
    new = np.zeros(1, dtype=SHIP)
    new["first"] = new["last"] = NOBODY
    ships = _copies(workload.n, new)
    left = still_to_send(programs, workload)
    for each in programs.gathered:
        first = next(stream.offset for stream in workload.streams if stream.name == each.stream)
        mine = ships["sent"][first : first + len(left[each.number, each.stream])]
        mine |= (left[each.number, each.stream] == 0).astype(np.int64) << each.number
    visits, threads = passes(programs, workload)
    if threads >= 1 << SLOT_BITS:
        raise refusal("threads", threads, 1 << SLOT_BITS)
    pools = np.zeros(len(workload.capacity), dtype=POOL)
    pools["capacity"] = [tape[0][1] if tape else 0 for tape in workload.capacity.values()]
    tapes = np.zeros(len(moments), dtype=TAPE)
    tapes["end"] = np.cumsum([len(tape) for tape in moments], dtype=np.int64)
    tapes["begin"][1:] = tapes["next"][1:] = tapes["end"][:-1]
    rows = tables.rows[tables.rows["slot"] >= 0]
    kinds = np.zeros(len(visits), dtype=np.int64)
    kinds[rows["slot"]] = rows["kind"]
    slots = np.zeros(len(visits), dtype=SLOT)
    slots["timed"], slots["placed"] = kinds != Kind.SIGNAL, np.isin(kinds, (Kind.VISIT, Kind.LEAVE))
    timed, placed = visits * slots["timed"], visits * slots["placed"]
    slots["next"] = _ahead(visits)
    slots["queued"], slots["started"] = _ahead(timed) - _ahead(visits), _ahead(placed) - _ahead(visits)
    slots["first"] = first_shipments(programs, workload)
    heap = np.empty(threads + 2, dtype=ENTRY)
    heap["due"][:2], heap["key"][:2] = NEVER, LAST
    return State(
        ships,
        np.full(workload.n, np.nan),
        _in_lines(threads, THREAD),
        np.empty((threads, programs.once("deepest", lambda: _deepest(programs))), dtype=HELD),
        pools,
        np.full((len(pools) * len(PRIORITIES), 2), NOBODY, dtype=np.int32).view(QUEUE)[:, 0],
        tapes,
        heap,
        slots,
        np.empty(visits.sum(), dtype=np.int16),
        np.empty(visits.sum(), dtype=np.int32),
        np.empty(visits.sum()),
        np.empty(timed.sum()),
        np.empty(placed.sum()),
        joined([left[each.number, each.stream] for each in programs.gathered], np.int32),
        slots["next"].copy(),
        np.zeros(3, dtype=np.int64),
    )


def _in_lines(n: int, dtype: np.dtype[np.void]) -> Struct:
    """Room for n entries, of which none lies in two lines of the cache, if a line holds some exactly."""
    size = n * dtype.itemsize
    room = np.empty(size + CACHE_LINE, dtype=np.uint8)
    begin = -room.ctypes.data % CACHE_LINE
    return room[begin : begin + size].view(dtype)


def _copies(n: int, entry: Struct) -> Struct:
    """n copies of an entry, shape (1,): blocks of them are copied as bytes (0.4 of the time by fields)."""
    room, block = _in_lines(n, entry.dtype), np.repeat(entry, BLOCK)
    whole = n // BLOCK * BLOCK
    room[:whole].view(np.uint8).reshape(-1, block.nbytes)[:] = block.view(np.uint8)
    room[whole:] = block[: n - whole]
    return room


def _ahead(sizes: Ints) -> Ints:
    """Where each of some neighbours begins, shape of `sizes`."""
    return np.cumsum(sizes) - sizes


def _deepest(programs: Programs) -> int:
    """The most places that one thread holds at once."""
    deepest = 0
    for table in (t for threads in programs.tables.values() for t in threads):
        depth = 0
        for row in table:
            depth += (row.kind == Kind.ENTER) - (row.kind == Kind.LEAVE)
            deepest = max(deepest, depth)
    return deepest


def refuse(programs: Programs, workload: Workload) -> None:
    """Refuse what there are no numbers for.

    Raises PortsimError: too many signals, threads of a shipment, or shipments.
    """
    threads = max((len(names) for names in programs.threads.values()), default=0)
    for what, got, allowed in (
        ("signals", len(programs.signals), SIGNALS),
        ("threads a shipment", threads, MOST_THREADS),
        ("shipments", workload.n, 1 << SHIP_BITS),
    ):
        if got > allowed:
            raise refusal(what, got, allowed)
