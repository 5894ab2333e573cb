"""Programs and workload as flat arrays: the tables that the compiled interpreter reads.

Columns of all streams lie one behind the other; a row of a program knows `base`, so that `base + shipment` is
where its figure stands. Shipments of about the same time are neighbours in a column, and so share the
memory that is fetched for one of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, NamedTuple

import numpy as np
from numpy.typing import NDArray

from portsim.base.arrays import Floats, Ints, Scalar, ShortFloats, ShortInts, SmallInts, joined
from portsim.base.errors import PortsimError
from portsim.engine.compiled.likely import likely_next
from portsim.engine.program import Instruction, Kind, Programs
from portsim.workload.build import Stream, Workload, pool_numbers, pools_used

OWNERS = ("shipment", "carrier", "declaration")
NOBODY = -1
MOST_FIGURES = int(np.iinfo(np.int32).max)  # a row's bases have four bytes

ROW = np.dtype(
    [
        ("base", "i4"),  # of the row's durations, planned times, answers, owners, room or compared pools
        ("pool", "i4"),  # base of the row's pool numbers, or of those whom its owners wait for
        ("slot", "i4"),
        ("target", "i4"),  # the row to go on at, or the first row of a started thread
        ("tape", "i4"),  # of departures or of hours; NOBODY for a planned time, or for a fork at any hour
        ("kind", "i1"),
        ("priority", "i1"),
        ("signal", "i1"),
        ("owner", "i1"),
        ("likely", "i4"),  # the row that is likely to take time next
        ("thread", "i4"),
    ],
    align=True,  # 32 bytes
)

Struct = NDArray[np.void]


class Tables(NamedTuple):
    """What does not change during a run."""

    rows: Struct
    first_row: NDArray[np.int32]  # of each stream's threads, shape (streams, threads)
    begins: NDArray[np.int32]  # how many threads an arrival of each stream begins
    times: ShortFloats
    due: Floats  # planned times
    answers: NDArray[np.uint8]
    owner: ShortInts  # who waits for a signal of each
    holds: ShortInts  # how many may be at the place of each, or its level
    pool_of: NDArray[np.int16]
    moments: Floats  # of all tapes: departures, or openings and closings in turn
    stream: SmallInts  # of each shipment
    carrier: ShortInts
    declaration: ShortInts
    arrival: Floats  # rising, infinity behind the last
    arriving: NDArray[np.int32]
    change: Floats  # of capacity; rising, infinity behind the last
    changing: NDArray[np.int32]
    level: NDArray[np.int32]


def lay_out(programs: Programs, workload: Workload) -> tuple[Tables, list[Floats]]:
    """Lay programs and columns out flat; the tables, and the tapes whose moments they hold.

    Raises KeyError: a shipment at a terminal or block where the place has no pool.
    Raises PortsimError: more figures than there are numbers for.
    """
    layout = _Layout(programs, workload)
    arrival, order = _by_time(joined([s.arrival for s in workload.streams], np.float64))
    pools = pool_numbers(workload)
    changes = [(t, pools[key], level) for key, tape in workload.capacity.items() for t, level in tape[1:]]
    changes.sort()
    never = np.array([np.inf])
    tables = Tables(
        layout.rows,
        layout.first_row,
        np.array([len(s.flows) for s in workload.streams], dtype=np.int32),
        joined(layout.times.columns, np.float32),
        joined(layout.due.columns, np.float64),
        joined(layout.answers.columns, np.uint8),
        joined(layout.owners.columns, np.int32),
        joined(layout.holds.columns, np.int32),
        joined(layout.pools.columns, np.int16),
        joined(layout.tapes, np.float64),
        np.repeat(np.arange(len(workload.streams), dtype=np.int16), [s.n for s in workload.streams]),
        joined([s.carrier for s in workload.streams], np.int32),
        joined([s.declaration for s in workload.streams], np.int32),
        np.concatenate([arrival, never]),
        order.astype(np.int32, copy=False),
        np.array([*(t for t, _, _ in changes), np.inf]),
        np.array([pool for _, pool, _ in changes], dtype=np.int32),
        np.array([level for _, _, level in changes], dtype=np.int32),
    )
    return tables, layout.tapes


def _by_time(arrival: Floats) -> tuple[Floats, Ints]:
    """Arrivals [min] in order of time, and which each of them is; those of one stream mostly rise already."""
    if (arrival[1:] >= arrival[:-1]).all():
        return arrival, np.arange(len(arrival))
    order = np.argsort(arrival, kind="stable")
    return arrival.take(order), order


class _Frame(NamedTuple):
    """The rows of all streams one behind the other, `base`, `pool` and `tape` left open."""

    rows: Struct
    first_row: NDArray[np.int32]  # of each stream's threads, shape (streams, threads)


def _frame_of(programs: Programs, streams: tuple[str, ...]) -> _Frame:
    """The rows of the programs of these streams; never to be written to."""
    return programs.once(("frame", streams), lambda: _make_frame(programs, streams))


def _make_frame(programs: Programs, streams: tuple[str, ...]) -> _Frame:
    own_heard = heard(programs)
    tables = [programs.tables[stream] for stream in streams]
    first_row = np.zeros((len(tables), max(map(len, tables), default=0)), dtype=np.int32)
    number = 0
    for s, threads in enumerate(tables):
        for thread, rows in enumerate(threads):
            first_row[s, thread] = number
            number += len(rows)
    found = [
        _row(row, first_row[s], int(first_row[s, thread]), own_heard[stream])
        for s, stream in enumerate(streams)
        for thread, rows in enumerate(tables[s])
        for row in rows
    ]
    table = np.array(found, dtype=ROW)
    table["likely"] = likely_next(table["kind"], table["target"])
    return _Frame(table, first_row)


def _row(
    row: Instruction, first_row: NDArray[np.int32], begin: int, own_heard: frozenset[int]
) -> tuple[int, ...]:
    """The figures of a row in the order of `ROW`; its thread begins at row `begin`."""
    kind, signal = row.kind, row.signal
    target = started = 0
    if kind == Kind.SIGNAL and signal not in own_heard:
        signal = NOBODY
    if kind in (Kind.BRANCH, Kind.JUMP, Kind.SENT, Kind.ROOM, Kind.FEWER):
        target = begin + row.target
    if kind == Kind.START:
        target, started = int(first_row[row.thread]), row.thread
    owner = OWNERS.index(row.owner)
    return 0, 0, row.slot, target, NOBODY, kind, row.priority, signal, owner, NOBODY, started


class _Columns(Generic[Scalar]):
    """Columns of all streams one behind the other."""

    def __init__(self) -> None:
        self.columns: list[NDArray[Scalar]] = []
        self.filled = 0

    def add(self, column: NDArray[Scalar], stream: Stream) -> int:
        """The base of the new column: `base + shipment` is where a shipment's figure stands."""
        base = self.filled - stream.offset
        self.columns.append(column)
        self.filled += stream.n
        if self.filled > MOST_FIGURES:
            raise refusal("figures of one kind", self.filled, MOST_FIGURES)
        return base


class _Layout:
    """Writes the rows, and collects the columns that they point to."""

    def __init__(self, programs: Programs, workload: Workload) -> None:
        self.workload = workload
        self.times, self.answers, self.pools = (
            _Columns[np.float32](),
            _Columns[np.uint8](),
            _Columns[np.int16](),
        )
        self.due, self.owners, self.holds = _Columns[np.float64](), _Columns[np.int32](), _Columns[np.int32]()
        self.left_at = left_at(programs, workload)
        self.tapes: list[Floats] = []
        self.tape_numbers: dict[str | tuple[str, ...], int] = {}
        self.pool_at = _pool_numbers_at(workload)
        frame = _frame_of(programs, tuple(stream.name for stream in workload.streams))
        self.rows, self.first_row = frame.rows.copy(), frame.first_row
        found: list[tuple[int, int, int]] = []
        for stream in workload.streams:
            pools: dict[str, int] = {}
            for rows in programs.tables[stream.name]:
                found += [self._columns_of(row, stream, pools) for row in rows]
        if found:
            self.rows["base"], self.rows["pool"], self.rows["tape"] = zip(*found, strict=True)

    def _columns_of(self, row: Instruction, stream: Stream, pools: dict[str, int]) -> tuple[int, int, int]:
        """`base`, `pool` and `tape` of a row."""
        kind, base, pool, tape = row.kind, 0, 0, NOBODY
        if kind in (Kind.TRAVEL, Kind.VISIT):
            base = self.times.add(stream.durations[row.column], stream)
        for place in (row.place, row.than):
            if place and place not in pools:
                pools[place] = self.pools.add(_visited(stream, place, self.pool_at), stream)
        if row.place:
            pool = pools[row.place]
        if kind == Kind.FEWER:
            base = pools[row.than]
        if kind == Kind.BRANCH:
            answers = stream.chances[row.column] if row.chance else stream.having(row.traits)
            base = self.answers.add(answers.view(np.uint8), stream)
            if row.calendars:
                hours = [self.workload.hours[name] for name in row.calendars]
                tape = self._tape(row.calendars, all_open(hours))
        if kind == Kind.NEXT:
            if row.dispatch in stream.planned:
                base = self.due.add(stream.planned[row.dispatch], stream)
            else:
                tape = self._tape(row.dispatch, self.workload.departures[row.dispatch])
        if kind == Kind.ROOM:
            base = self.holds.add(stream.limits(row.place, row.column), stream)
        if kind == Kind.TALLY:
            other = next(each for each in self.workload.streams if each.name == row.of)
            base = self.owners.add(stream.owners_in(other), stream)
            pool = self.left_at[row.signal, row.of]
        return base, pool, tape

    def _tape(self, name: str | tuple[str, ...], moments: Floats) -> int:
        if name not in self.tape_numbers:
            self.tape_numbers[name] = len(self.tapes)
            self.tapes.append(moments)
        return self.tape_numbers[name]


def left_at(programs: Programs, workload: Workload) -> dict[tuple[int, str], int]:
    """Gathered signal and its stream to the base of its figures: `base + shipment` is how many have to send
    it."""
    streams = {stream.name: stream for stream in workload.streams}
    found: dict[tuple[int, str], int] = {}
    filled = 0
    for each in programs.gathered:
        found[each.number, each.stream] = filled - streams[each.stream].offset
        filled += streams[each.stream].n
    return found


def heard(programs: Programs) -> dict[str, frozenset[int]]:
    """The signals of each stream's shipments that something comes of: by which a shipment itself waits, forks
    or counts, or for which shipments wait on their carriers and declarations, whichever these are.

    All others are written down and no more.
    """
    asking = (Kind.WAIT, Kind.SENT, Kind.TALLY)
    rows = {
        name: [row for thread in threads for row in thread if row.kind in asking]
        for name, threads in programs.tables.items()
    }
    of_others = {row.signal for each in rows.values() for row in each if row.owner != "shipment"}
    return {name: frozenset(of_others.union(row.signal for row in each)) for name, each in rows.items()}


def refusal(what: str, got: int, allowed: int) -> PortsimError:
    return PortsimError(
        f"the compiled engine cannot run {got} {what}; allowed are {allowed}: take engine: simpy"
    )


def all_open(hours: Sequence[Floats]) -> Floats:
    """When several calendars of hours are open at once [min]: opens, closes, opens, ..."""
    moments = np.unique(np.concatenate(hours))
    is_open = np.ones(len(moments), dtype=np.bool_)
    for tape in hours:  # between an opening and its closing an odd number of a tape's moments has passed
        is_open &= np.searchsorted(tape, moments, side="right") % 2 == 1
    return moments[np.diff(is_open, prepend=False)]


def _pool_numbers_at(workload: Workload) -> dict[str, NDArray[np.int16]]:
    """Place to the number of its pool at each terminal and block, NOBODY where there is none."""
    found: dict[str, NDArray[np.int16]] = {}
    keys: dict[str, dict[tuple[int, int], int]] = {}
    for (place, terminal, block), number in pools_used(workload).items():
        keys.setdefault(place, {})[terminal, block] = number
    for place, mine in keys.items():
        table = np.full([1 + max(axis) for axis in zip(*mine, strict=True)], NOBODY, dtype=np.int16)
        for at, number in mine.items():
            table[at] = number
        found[place] = table
    return found


def _visited(stream: Stream, place: str, pool_at: dict[str, NDArray[np.int16]]) -> NDArray[np.int16]:
    """The pool of a place that each shipment uses.

    Raises KeyError: a terminal or block without such a pool.
    """
    if not stream.n:
        return np.empty(0, dtype=np.int16)
    table, block = pool_at[place], stream.block[place]
    if table.size == 1 and not stream.terminal.any() and not block.any():
        return np.full(stream.n, table.item(), dtype=np.int16)
    try:
        pools = table[stream.terminal, block] if block.max() else table[:, 0].take(stream.terminal)
    except IndexError:
        raise KeyError(place) from None
    if pools.min() == NOBODY:
        raise KeyError(place)
    return pools
