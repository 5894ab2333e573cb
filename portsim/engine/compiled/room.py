"""How often each row of a program is passed at most: who takes which fork is drawn before the run begins."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from portsim.base.arrays import Bools, Ints
from portsim.base.errors import PortsimError
from portsim.engine.program import Instruction, Kind, Programs
from portsim.workload.build import Stream, Workload

Times = NDArray[np.int16]  # how often each shipment passes, shape (n,)


def passes(programs: Programs, workload: Workload) -> tuple[Ints, int]:
    """The most visits of every slot, shape (slots,), and the most threads, of a whole run.

    Forks by opening hours, a signal, room or queues leave open which way is taken; both are counted then.

    Raises PortsimError: a flow that starts itself, so that nothing bounds its records.
    """
    visits = np.zeros(len(programs.slots), dtype=np.int64)
    threads = 0
    for stream in workload.streams:
        tables = programs.tables[stream.name]
        begun = [np.zeros(stream.n, dtype=np.int16) for _ in tables]
        for thread in range(len(stream.flows)):
            begun[thread] += 1
        for thread in _starters_first(tables, programs.threads[stream.name], len(stream.flows)):
            threads += int(begun[thread].sum(dtype=np.int64))
            _count(tables[thread], stream, begun[thread], begun, visits)
    return visits, threads


def _count(
    rows: tuple[Instruction, ...], stream: Stream, all_of_them: Times, begun: list[Times], visits: Ints
) -> None:
    """Walk one program: add the visits of its slots, and the threads it starts."""
    arriving: dict[int, Times] = {}  # row to those who jump there
    here, number = all_of_them, int(all_of_them.sum(dtype=np.int64))
    for pc, row in enumerate(rows):
        if pc in arriving:
            here = np.minimum(here + arriving.pop(pc), all_of_them)
            number = int(here.sum(dtype=np.int64))
        if row.kind == Kind.BRANCH:
            taken = here * _answers(row, stream)
            _add(arriving, row.target, here if row.calendars else here - taken)
            here, number = taken, int(taken.sum(dtype=np.int64))
        elif row.kind in (Kind.SENT, Kind.ROOM, Kind.FEWER):
            _add(arriving, row.target, here)
        elif row.kind == Kind.JUMP:
            _add(arriving, row.target, here)
            here, number = np.zeros_like(here), 0
        elif row.kind == Kind.START:
            begun[row.thread] = begun[row.thread] + here
        elif row.slot >= 0 and row.kind != Kind.ENTER:  # a hold is written down as it ends
            visits[row.slot] += number


def _add(arriving: dict[int, Times], row: int, who: Times) -> None:
    arriving[row] = arriving[row] + who if row in arriving else who


def _answers(row: Instruction, stream: Stream) -> Bools:
    """Whether each shipment takes a fork, opening hours left aside, shape (n,)."""
    return stream.chances[row.column] if row.chance else stream.having(row.traits)


def _starters_first(
    tables: tuple[tuple[Instruction, ...], ...], names: tuple[str, ...], first: int
) -> list[int]:
    """The threads of a stream, each behind all that start it."""
    done: list[int] = []
    for thread in range(first):
        _follow(thread, (), tables, names, done)
    return done[::-1]


def _follow(
    thread: int,
    above: tuple[int, ...],
    tables: tuple[tuple[Instruction, ...], ...],
    names: tuple[str, ...],
    done: list[int],
) -> None:
    """Add a thread to those that are done, behind all that it starts; `above` are those that start it."""
    if thread in above:
        raise PortsimError(
            f"the compiled engine cannot run a flow that starts itself: {names[thread]}; take engine: simpy"
        )
    if thread not in done:
        for row in tables[thread]:
            if row.kind == Kind.START:
                _follow(row.thread, (*above, thread), tables, names, done)
        done.append(thread)
