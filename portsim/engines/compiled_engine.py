"""The compiled engine: the same records as `simpy_engine`, bit for bit, from an interpreter in machine code."""

from __future__ import annotations

import numpy as np

from portsim.engines import RawRecords
from portsim.engines.kernel import BEGUN, ENDED, USED, VISITS, interpret
from portsim.engines.lowered import State, Tables, state, tables
from portsim.program import Kind, Programs
from portsim.workload import Workload
from portsim.workload.draws import Floats, Ints


def run(programs: Programs, workload: Workload) -> RawRecords:
    """Run a workload up to its horizon.

    Raises PortsimError: a program that this engine cannot run.
    """
    told, memory = tables(programs, workload), state(programs, workload)
    if workload.horizon > 0:
        interpret(told, memory, workload.horizon)
    return _records(told, memory, workload.horizon)


def _records(told: Tables, memory: State, horizon: float) -> RawRecords:
    n = int(memory.counts[VISITS])
    more = _unfinished(told, memory)
    whole = [memory.slot, memory.shipment, memory.pool, memory.queued, memory.started, memory.ended]
    for column, rest in zip(whole, more, strict=True):
        column[n : n + len(rest)] = rest
    slot, shipment, pool, queued, started, ended = (column[: n + len(more[0])] for column in whole)
    pools = memory.pools
    return RawRecords(
        slot,
        shipment,
        pool,
        queued,
        started,
        ended,
        memory.ships["end"].copy(),
        pools["area"] + pools["present"] * (horizon - pools["last"]),
        int(memory.counts[BEGUN]),
        int(memory.counts[ENDED]),
    )


def _unfinished(told: Tables, memory: State) -> tuple[Ints, Ints, Ints, Floats, Floats, Floats]:
    """What is at work at the horizon, by thread: the places it holds, outermost first, then its step."""
    threads = memory.threads[: memory.counts[USED]]
    slots = np.flatnonzero(threads["pc"] >= 0)
    slots = slots[np.argsort(threads["name"][slots])]
    at_work, holds = threads[slots], threads["held"][slots]
    rows = told.rows[at_work["pc"]]
    of_place = np.isin(rows["kind"], (Kind.VISIT, Kind.ENTER))
    pool = np.full(len(slots), -1, dtype=np.int64)
    pool[of_place] = told.pool_of[rows["pool"][of_place] + at_work["ship"][of_place]]
    begun = np.where(of_place, at_work["begun"], at_work["queued"])
    thread = np.repeat(np.arange(len(slots)), holds + 1)
    depth = np.arange(len(thread)) - np.repeat(np.cumsum(holds + 1) - holds - 1, holds + 1)
    step = depth == holds[thread]
    held = memory.held[slots[thread[~step]], depth[~step]]

    def merged(of_steps: np.ndarray, of_holds: np.ndarray) -> np.ndarray:
        column = np.empty(len(thread), dtype=of_steps.dtype)
        column[step], column[~step] = of_steps, of_holds
        return column

    return (
        merged(rows["slot"], held["slot"]),
        at_work["ship"][thread],
        merged(pool, held["pool"]),
        merged(at_work["queued"], held["queued"]),
        merged(begun, held["begun"]),
        np.full(len(thread), np.nan),
    )
