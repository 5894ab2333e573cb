"""The compiled engine: the same records as the SimPy engine, bit for bit, from machine code."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from portsim.engines import RawRecords
from portsim.engines.kernel import BEGUN, ENDED, USED, VISITS, interpret
from portsim.engines.lowered import NOBODY, Tables, lay_out
from portsim.engines.memory import State, memory
from portsim.program import Kind, Programs
from portsim.workload import Workload


def run(programs: Programs, workload: Workload) -> RawRecords:
    """Run a workload up to its horizon.

    Raises PortsimError: a program that this engine cannot run.
    """
    tables, tapes = lay_out(programs, workload)
    state = memory(programs, workload, tapes)
    if workload.horizon > 0:
        interpret(tables, state, workload.horizon)
    return _records(tables, state, workload.horizon)


def prepare() -> None:
    """Have the interpreter compiled and kept on the disk; say so before it takes some seconds."""
    if interpret.signatures or _compiled_before():
        return
    print("compiling the engine, once for this installation: some seconds", file=sys.stderr, flush=True)
    run(Programs({}, {}, (), ()), Workload(1.0, (), (), {}, {}, {}))


def _compiled_before() -> bool:
    folder, source = interpret.stats.cache_path, Path(interpret.py_func.__code__.co_filename)
    kept = Path(folder).glob(f"{source.stem}.*.nbi") if folder is not None else ()
    return any(index.stat().st_mtime >= source.stat().st_mtime for index in kept)


def _records(tables: Tables, state: State, horizon: float) -> RawRecords:
    n = _add_unfinished(tables, state)
    pools = state.pools
    return RawRecords(
        state.slot[:n],
        state.shipment[:n],
        state.pool[:n],
        state.queued[:n],
        state.started[:n],
        state.ended[:n],
        state.ships["end"].copy(),
        pools["area"] + pools["present"] * (horizon - pools["last"]),
        int(state.counts[BEGUN]),
        int(state.counts[ENDED]),
    )


def _add_unfinished(tables: Tables, state: State) -> int:
    """Write down what is at work at the horizon, by thread: the places it holds, outermost first, then its
    step; the number of records then."""
    threads = state.threads[: state.counts[USED]]
    slots = np.flatnonzero(threads["pc"] != NOBODY)
    slots = slots[np.argsort(threads["name"][slots])]
    at_work, holds = threads[slots], threads["held"][slots]
    rows = tables.rows[at_work["pc"]]
    of_place = np.isin(rows["kind"], (Kind.VISIT, Kind.ENTER))
    pool = np.full(len(slots), -1)
    pool[of_place] = tables.pool_of[(rows["pool"] + at_work["ship"])[of_place]]
    begun = np.where(of_place, at_work["begun"], at_work["queued"])
    thread = np.repeat(np.arange(len(slots)), holds + 1)
    depth = np.arange(len(thread)) - np.repeat(np.cumsum(holds + 1) - holds - 1, holds + 1)
    step = depth == holds[thread]
    held = state.held[slots[thread[~step]], depth[~step]]
    done = int(state.counts[VISITS])
    new = slice(done, done + len(thread))
    state.shipment[new] = at_work["ship"][thread]
    state.ended[new] = np.nan
    for column, of_steps, of_holds in (
        (state.slot, rows["slot"], held["slot"]),
        (state.pool, pool, held["pool"]),
        (state.queued, at_work["queued"], held["queued"]),
        (state.started, begun, held["begun"]),
    ):
        column[new][step], column[new][~step] = of_steps, of_holds
    return new.stop
