"""Programs as the SimPy engine reads them: columns as plain lists, and places as pools."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from portsim.engine.program import Instruction, Kind, Programs
from portsim.engine.simpy_parts import Pool, Row
from portsim.engine.tally import still_to_send
from portsim.workload.build import Stream, Workload, pools_used

_Pools = Callable[[Stream, str], list[Pool]]


def tables_of(programs: Programs, workload: Workload, pools: Sequence[Pool]) -> dict[str, list[list[Row]]]:
    """Stream to the rows of each of its threads; `pools` in the order of their numbers."""
    numbers = pools_used(workload)

    def pools_of(stream: Stream, place: str) -> list[Pool]:
        """The pool of a place that each shipment uses."""
        where = zip(stream.terminal.tolist(), stream.block[place].tolist(), strict=True)
        return [pools[numbers[place, terminal, block]] for terminal, block in where]

    return {
        stream.name: [
            [_row(row, stream, workload, pools_of) for row in table] for table in programs.tables[stream.name]
        ]
        for stream in workload.streams
    }


def _row(row: Instruction, stream: Stream, workload: Workload, pools: _Pools) -> Row:
    kind = int(row.kind)
    if kind == Kind.TRAVEL:
        return kind, row.slot, stream.durations[row.column].tolist()
    if kind in (Kind.VISIT, Kind.ENTER):
        times = stream.durations[row.column].tolist() if kind == Kind.VISIT else None
        return kind, row.slot, times, pools(stream, row.place), row.priority
    if kind == Kind.BRANCH:
        if row.chance:
            return kind, row.target, stream.chances[row.column].tolist(), ()
        tapes = tuple(workload.hours[name].tolist() for name in row.calendars)
        return kind, row.target, stream.having(row.traits).tolist(), tapes
    if kind == Kind.JUMP:
        return kind, row.target
    if kind == Kind.WAIT:
        return kind, row.slot, row.signal, stream.owners(row.owner).tolist()
    if kind == Kind.SIGNAL:
        return kind, row.slot, row.signal
    if kind == Kind.NEXT:
        planned = stream.planned.get(row.dispatch)
        if planned is not None:
            return kind, row.slot, planned.tolist(), None
        return kind, row.slot, None, workload.departures[row.dispatch]
    if kind == Kind.START:
        return kind, row.thread
    if kind == Kind.SENT:
        return kind, row.target, row.signal
    if kind == Kind.ROOM:
        return kind, row.target, pools(stream, row.place), stream.limits(row.place, row.column).tolist()
    if kind == Kind.FEWER:
        return kind, row.target, pools(stream, row.place), pools(stream, row.than)
    if kind == Kind.MARK:
        return kind, row.signal
    if kind == Kind.TALLY:
        other = next(each for each in workload.streams if each.name == row.of)
        return kind, row.signal, stream.owners_in(other).tolist()
    return (kind, row.slot)


def departure(row: Row, index: int, now: float) -> float:
    """The moment [min] that a shipment at a row of kind NEXT waits for: its own, or the first from now on."""
    if row[2] is not None:
        return float(row[2][index])
    tape = row[3]
    position = int(np.searchsorted(tape, now, side="left"))
    return float(tape[position]) if position < len(tape) else float("inf")


def senders_left(programs: Programs, workload: Workload, signals: int) -> dict[int, int]:
    """Shipment x `signals` + signal to how many have to send it still, of signals that several send."""
    left: dict[int, int] = {}
    offsets = {stream.name: stream.offset for stream in workload.streams}
    numbers = still_to_send(programs, workload)
    for each in programs.gathered:
        for ship, number in enumerate(numbers[each.number, each.stream].tolist(), offsets[each.stream]):
            left[ship * signals + each.number] = number
    return left
