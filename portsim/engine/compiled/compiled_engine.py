"""The compiled engine: the same records as the SimPy engine, bit for bit, from machine code."""

from __future__ import annotations

import sys

import numpy as np

from portsim.base.arrays import Ints, SmallInts
from portsim.engine.compiled.kernel import BEGUN, ENDED, VISITS, interpret
from portsim.engine.compiled.machine_code import on_disk
from portsim.engine.compiled.memory import State, memory, refuse
from portsim.engine.compiled.tables import NOBODY, Tables, lay_out
from portsim.engine.engine import check_numbers
from portsim.engine.program import Programs
from portsim.records.visits import RawRecords, Visits
from portsim.workload.build import Workload


def run(programs: Programs, workload: Workload) -> RawRecords:
    """Run a workload up to its horizon.

    Raises PortsimError: a program that this engine cannot run.
    """
    check_numbers(programs, workload)
    refuse(programs, workload)
    tables, tapes = lay_out(programs, workload)
    state = memory(programs, workload, tables, tapes)
    begins = state.slots["next"].copy()
    if workload.horizon > 0:
        interpret(tables, state, workload.horizon)
    return _records(tables, state, begins, workload.horizon)


def prepare_ahead() -> None:
    """Have the interpreter ready before anybody asks, unless it must still be compiled and can be kept:
    then who needs it compiles it, and a study on SimPy does not wait for that."""
    if on_disk(interpret) or interpret.stats.cache_path is None:
        prepare()


def prepare() -> None:
    """Have the interpreter compiled and kept on the disk; say so before it takes some seconds."""
    if interpret.signatures:
        return
    if on_disk(interpret):
        try:
            _run_nothing()
            return
        except Exception as error:  # Numba takes the index as it is, and any error can come of a damaged one
            for index in on_disk(interpret):
                index.unlink()
            print(f"the compiled engine on the disk is damaged ({type(error).__name__})", file=sys.stderr)
    print("compiling the engine, once for this installation: some seconds", file=sys.stderr, flush=True)
    _run_nothing()


def _run_nothing() -> None:
    """Run an empty workload, for which Numba compiles the interpreter or reads it from the disk."""
    run(Programs({}, {}, (), ()), Workload(1.0, (), (), {}, {}, {}))


def _records(tables: Tables, state: State, begins: Ints, horizon: float) -> RawRecords:
    n = int(state.counts[VISITS])
    pool_bases = np.zeros(len(state.slots), dtype=np.int64)
    rows = tables.rows[tables.rows["slot"] >= 0]
    pool_bases[rows["slot"]] = rows["pool"]
    nowhere = np.broadcast_to(np.int16(NOBODY), n)
    columns = (state.slots, begins, state.over, pool_bases)
    spans = zip(*(column.tolist() for column in columns), strict=True)
    pools = state.pools
    return RawRecords(
        state.order[:n],
        tuple(_visits(tables, state, nowhere, *span) for span in spans),
        state.end,
        pools["area"] + pools["present"] * (horizon - pools["last"]),
        int(state.counts[BEGUN]),
        int(state.counts[ENDED]),
    )


def _visits(
    tables: Tables,
    state: State,
    nowhere: SmallInts,
    slot: tuple[int, ...],
    begin: int,
    over: int,
    pool_base: int,
) -> Visits:
    """The visits of a slot from row `begin` on; those before row `over` have ended. Views of the columns; of
    a slot without a place the pools are as many of `nowhere`."""
    behind, to_queued, to_started, first, timed, placed = slot  # as in `SLOT`
    index, ended = state.number[begin:behind], state.ended[begin:behind]
    queued = started = ended
    if timed:
        queued = started = state.queued[begin + to_queued : behind + to_queued]
    pool = nowhere[: len(index)]
    if placed:
        started = state.started[begin + to_started : behind + to_started]
        pool = tables.pool_of[pool_base + first :].take(index)
    return Visits(first, index, pool, queued, started, ended, over - begin)
