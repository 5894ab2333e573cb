"""Programs and workload as flat arrays: what the compiled interpreter reads, and its working memory.

Columns of all streams lie one behind the other; a row knows `base` so that `column[base + shipment]` is
its figure. Sizes are bounds known before the run, so that nothing ever grows inside the interpreter;
memory that a run does not reach is never touched.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from portsim.engines import pool_numbers
from portsim.errors import PortsimError
from portsim.program import PRIORITIES, Instruction, Kind, Programs
from portsim.workload import Stream, Workload
from portsim.workload.draws import Floats, Ints

SHIP_BITS, THREAD_BITS, SLOT_BITS = 27, 6, 27  # with three bits of rank they fill one int64
SIGNALS = 64  # a shipment's signals are the bits of one int64
OWNERS = ("shipment", "carrier", "declaration")
NOBODY = -1

ROW = np.dtype(
    [
        ("base", "i8"),  # of the row's durations, planned times or answers
        ("pool", "i8"),  # base of the row's pool numbers
        ("slot", "i4"),
        ("target", "i4"),  # the row to go on at, or the first row of a started thread
        ("tape", "i4"),  # of departures or of hours; NOBODY for a planned time, or for a fork at any hour
        ("kind", "i1"),
        ("priority", "i1"),
        ("signal", "i1"),
        ("owner", "i1"),
        ("thread", "i4"),
    ],
    align=True,
)
SHIP = np.dtype(
    [
        ("end", "f8"),
        ("sent", "i8"),
        ("stream", "i4"),
        ("carrier", "i4"),
        ("declaration", "i4"),
        ("alive", "i4"),
        ("first", "i4"),  # who waits for its signals: a chain of threads in order of joining
        ("last", "i4"),
    ],
    align=True,
)
THREAD = np.dtype(
    [
        ("name", "i8"),  # (shipment, thread, slot) in one number: the order of equal times
        ("queued", "f8"),
        ("begun", "f8"),  # NaN unless a server has been given
        ("ship", "i4"),
        ("pc", "i4"),  # NOBODY where the slot is free
        ("next", "i4"),  # in the one chain it is in: ready, a queue, waiters, free slots
        ("held", "i4"),
    ],
    align=True,
)
HELD = np.dtype([("queued", "f8"), ("begun", "f8"), ("pool", "i4"), ("slot", "i4")], align=True)
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
TAPE = np.dtype([("begin", "i8"), ("next", "i8"), ("end", "i8")], align=True)

Struct = NDArray[np.void]
Scalar = TypeVar("Scalar", bound=np.generic)


class Tables(NamedTuple):
    """What does not change during a run."""

    rows: Struct
    first_row: NDArray[np.int32]  # of each stream's threads, shape (streams, threads)
    begins: NDArray[np.int32]  # how many threads an arrival of each stream begins
    times: Floats
    answers: NDArray[np.uint8]
    pool_of: NDArray[np.int32]
    moments: Floats  # of all tapes: departures, or openings and closings in turn
    arrival: Floats  # rising, infinity behind the last
    arriving: NDArray[np.int32]
    change: Floats  # of capacity; rising, infinity behind the last
    changing: NDArray[np.int32]
    level: NDArray[np.int32]


class State(NamedTuple):
    """The interpreter's working memory, and the records it writes."""

    ships: Struct
    threads: Struct
    held: Struct  # shape (threads, deepest nesting of places)
    pools: Struct
    queues: Struct  # one per pool and priority
    tapes: Struct
    heap_time: Floats
    heap_key: Ints
    slot: Ints
    shipment: Ints
    pool: Ints
    queued: Floats
    started: Floats
    ended: Floats
    counts: Ints  # visits recorded, threads begun, threads ended, slots used


def lay_out(programs: Programs, workload: Workload) -> tuple[Tables, State]:
    """Lay programs and columns out flat, with the working memory of a run that has not begun.

    Raises PortsimError: a program that the compiled engine cannot run.
    """
    _refuse(programs, workload)
    layout = _Layout(programs, workload)
    arrival = _joined([s.arrival for s in workload.streams], np.float64)
    order = np.argsort(arrival, kind="stable")
    pools = pool_numbers(workload)
    changes = [(t, pools[key], level) for key, tape in workload.capacity.items() for t, level in tape[1:]]
    changes.sort()
    never = np.array([np.inf])
    told = Tables(
        layout.rows,
        layout.first_row,
        np.array([len(s.flows) for s in workload.streams], dtype=np.int32),
        _joined(layout.times, np.float64),
        _joined(layout.answers, np.uint8),
        _joined(layout.pools, np.int32),
        _joined(layout.tapes, np.float64),
        np.concatenate([arrival[order], never]),
        order.astype(np.int32),
        np.array([*(t for t, _, _ in changes), np.inf]),
        np.array([pool for _, pool, _ in changes], dtype=np.int32),
        np.array([level for _, _, level in changes], dtype=np.int32),
    )
    return told, _memory(programs, workload, layout.tapes)


def _memory(programs: Programs, workload: Workload, moments: Sequence[Floats]) -> State:
    ships = np.zeros(workload.n, dtype=SHIP)
    ships["end"] = np.nan
    ships["first"] = ships["last"] = NOBODY
    ships["stream"] = np.repeat(np.arange(len(workload.streams)), [s.n for s in workload.streams])
    ships["carrier"] = _joined([s.carrier for s in workload.streams], np.int64)
    ships["declaration"] = _joined([s.declaration for s in workload.streams], np.int64)
    visits = threads = 0
    for stream in workload.streams:
        most_visits, most_threads = _most(programs, stream)
        visits += most_visits * stream.n
        threads += most_threads * stream.n
    if threads >= 1 << SLOT_BITS:
        raise _refusal("threads", threads, 1 << SLOT_BITS)
    capacity = workload.capacity.values()
    pools = np.zeros(len(workload.capacity), dtype=POOL)
    pools["capacity"] = [tape[0][1] if tape else 0 for tape in capacity]
    tapes = np.zeros(len(moments), dtype=TAPE)
    tapes["end"] = np.cumsum([len(tape) for tape in moments], dtype=np.int64)
    tapes["begin"][1:] = tapes["next"][1:] = tapes["end"][:-1]
    return State(
        ships,
        np.empty(threads, dtype=THREAD),
        np.empty((threads, _deepest(programs)), dtype=HELD),
        pools,
        np.full((len(pools) * len(PRIORITIES), 2), NOBODY, dtype=np.int32).view(QUEUE)[:, 0],
        tapes,
        np.concatenate([np.array([np.inf]), np.empty(threads)]),
        np.empty(threads + 1, dtype=np.int64),
        np.empty(visits, dtype=np.int64),
        np.empty(visits, dtype=np.int64),
        np.empty(visits, dtype=np.int64),
        np.empty(visits),
        np.empty(visits),
        np.empty(visits),
        np.zeros(4, dtype=np.int64),
    )


class _Layout:
    """Writes the rows, and collects the columns that they point into."""

    def __init__(self, programs: Programs, workload: Workload) -> None:
        self.programs, self.workload = programs, workload
        self.times: list[Floats] = []
        self.answers: list[NDArray[np.uint8]] = []
        self.pools: list[NDArray[np.int32]] = []
        self.tapes: list[Floats] = []
        self.tape_numbers: dict[str | tuple[str, ...], int] = {}
        self.pool_at = _pool_numbers_at(workload)
        counts = [[len(table) for table in programs.tables[s.name]] for s in workload.streams]
        self.first_row = np.zeros((len(counts), max((len(c) for c in counts), default=0)), dtype=np.int32)
        self.rows = np.zeros(sum(sum(c) for c in counts), dtype=ROW)
        number = 0
        for s, lengths in enumerate(counts):
            for thread, length in enumerate(lengths):
                self.first_row[s, thread] = number
                number += length
        self.filled = {"times": 0, "answers": 0, "pools": 0}
        for s, stream in enumerate(workload.streams):
            pool_base: dict[str, int] = {}
            for thread, table in enumerate(programs.tables[stream.name]):
                for pc, row in enumerate(table):
                    self._row(self.rows[self.first_row[s, thread] + pc], row, stream, s, thread, pool_base)

    def _row(
        self, out: np.void, row: Instruction, stream: Stream, number: int, thread: int, pools: dict[str, int]
    ) -> None:
        kind = row.kind
        out["kind"], out["slot"], out["priority"] = kind, row.slot, row.priority
        out["signal"], out["owner"], out["tape"] = row.signal, OWNERS.index(row.owner), NOBODY
        if kind in (Kind.BRANCH, Kind.JUMP):
            out["target"] = self.first_row[number, thread] + row.target
        if kind == Kind.START:
            out["target"], out["thread"] = self.first_row[number, row.thread], row.thread
        if kind in (Kind.TRAVEL, Kind.VISIT):
            out["base"] = self._append("times", self.times, stream.durations[row.column], stream)
        if kind in (Kind.VISIT, Kind.ENTER):
            if row.place not in pools:
                visited = _visited(stream, row.place, self.pool_at)
                pools[row.place] = self._append("pools", self.pools, visited, stream)
            out["pool"] = pools[row.place]
        if kind == Kind.BRANCH:
            answers = stream.chances[row.column] if row.chance else np.ones(stream.n, dtype=np.bool_)
            for trait in row.traits:
                answers = answers & stream.traits[trait]
            out["base"] = self._append("answers", self.answers, answers.view(np.uint8), stream)
            if row.calendars:
                hours = [self.workload.hours[name] for name in row.calendars]
                out["tape"] = self._tape(row.calendars, all_open(hours))
        if kind == Kind.NEXT:
            if row.dispatch in stream.planned:
                out["base"] = self._append("times", self.times, stream.planned[row.dispatch], stream)
            else:
                out["tape"] = self._tape(row.dispatch, self.workload.departures[row.dispatch])

    def _append(
        self, name: str, columns: list[NDArray[Scalar]], column: NDArray[Scalar], stream: Stream
    ) -> int:
        """Put a column behind the others; the base from which a shipment's number counts."""
        base = self.filled[name] - stream.offset
        columns.append(column)
        self.filled[name] += stream.n
        return base

    def _tape(self, name: str | tuple[str, ...], moments: Floats) -> int:
        if name not in self.tape_numbers:
            self.tape_numbers[name] = len(self.tapes)
            self.tapes.append(moments)
        return self.tape_numbers[name]


def all_open(hours: Sequence[Floats]) -> Floats:
    """When several calendars of hours are open at once [min]: opens, closes, opens, ..."""
    moments = np.unique(np.concatenate(hours))
    is_open = np.ones(len(moments), dtype=np.bool_)
    for tape in hours:  # between an opening and its closing an odd number of a tape's moments has passed
        is_open &= np.searchsorted(tape, moments, side="right") % 2 == 1
    return moments[np.diff(is_open, prepend=False)]


def _pool_numbers_at(workload: Workload) -> dict[str, NDArray[np.int32]]:
    """Place to the number of its pool at each terminal and block, NOBODY where there is none."""
    found: dict[str, NDArray[np.int32]] = {}
    keys = pool_numbers(workload)
    for place in dict.fromkeys(place for place, _, _ in keys):
        mine = {(t, b): number for (p, t, b), number in keys.items() if p == place}
        table = np.full([1 + max(axis) for axis in zip(*mine, strict=True)], NOBODY, dtype=np.int32)
        for at, number in mine.items():
            table[at] = number
        found[place] = table
    return found


def _visited(stream: Stream, place: str, pool_at: dict[str, NDArray[np.int32]]) -> NDArray[np.int32]:
    """The pool of a place that each shipment uses.

    Raises KeyError: a terminal or block without such a pool.
    """
    if not stream.n:
        return np.empty(0, dtype=np.int32)
    table = pool_at[place]
    terminal, block = stream.terminal, stream.block[place]
    if (terminal >= table.shape[0]).any() or (block >= table.shape[1]).any():
        raise KeyError(place)
    pools = table[terminal, block]
    if (pools == NOBODY).any():
        raise KeyError(place)
    return pools


def _most(programs: Programs, stream: Stream) -> tuple[int, int]:
    """The most visits and threads that one shipment of a stream can have."""
    tables = programs.tables[stream.name]
    known: dict[int, tuple[int, int]] = {}

    def whole(thread: int, above: tuple[int, ...]) -> tuple[int, int]:
        if thread in above:
            name = programs.threads[stream.name][thread]
            raise PortsimError(
                f"the compiled engine cannot run a flow that starts itself: {name}; take engine: simpy"
            )
        if thread not in known:
            table = tables[thread]
            most = [(0, 0)] * len(table)
            for pc in range(len(table) - 1, -1, -1):
                row = table[pc]
                follow = [most[pc + 1]] if row.kind not in (Kind.END, Kind.JUMP) else []
                follow += [most[row.target]] if row.kind in (Kind.BRANCH, Kind.JUMP) else []
                visits = max((v for v, _ in follow), default=0)
                threads = max((t for _, t in follow), default=0)
                if row.kind == Kind.START:
                    started = whole(row.thread, (*above, thread))
                    visits, threads = visits + started[0], threads + started[1]
                most[pc] = visits + (row.slot >= 0 and row.kind != Kind.ENTER), threads
            known[thread] = most[0][0], most[0][1] + 1
        return known[thread]

    found = [whole(thread, ()) for thread in range(len(stream.flows))]
    return sum(v for v, _ in found), sum(t for _, t in found)


def _deepest(programs: Programs) -> int:
    """The most places that one thread holds at once."""
    deepest = 0
    for table in (t for threads in programs.tables.values() for t in threads):
        depth = 0
        for row in table:
            depth += (row.kind == Kind.ENTER) - (row.kind == Kind.LEAVE)
            deepest = max(deepest, depth)
    return deepest


def _refuse(programs: Programs, workload: Workload) -> None:
    threads = max((len(names) for names in programs.threads.values()), default=0)
    for what, got, allowed in (
        ("signals", len(programs.signals), SIGNALS),
        ("threads a shipment", threads, 1 << THREAD_BITS),
        ("shipments", workload.n, 1 << SHIP_BITS),
    ):
        if got > allowed:
            raise _refusal(what, got, allowed)


def _refusal(what: str, got: int, allowed: int) -> PortsimError:
    return PortsimError(
        f"the compiled engine cannot run {got} {what}; allowed are {allowed}: take engine: simpy"
    )


def _joined(columns: Sequence[NDArray[Scalar]], kind: type[Scalar]) -> NDArray[Scalar]:
    return np.concatenate([*columns, np.empty(0, dtype=kind)]).astype(kind, copy=False)
