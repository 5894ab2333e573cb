"""The compiled engine: the same records as the SimPy engine, bit for bit, from machine code."""

from __future__ import annotations

import sys

import numpy as np

from portsim.base.arrays import Ints, SmallInts
from portsim.engine.compiled.kernel import BEGUN, ENDED, USED, VISITS, interpret
from portsim.engine.compiled.machine_code import on_disk
from portsim.engine.compiled.memory import State, memory, refuse
from portsim.engine.compiled.tables import NOBODY, Tables, lay_out
from portsim.engine.engine import check_numbers
from portsim.engine.program import Kind, Programs
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
    ends = state.slots["next"].copy()
    n = _add_unfinished(tables, state)
    pool_bases = np.zeros(len(ends), dtype=np.int64)
    rows = tables.rows[tables.rows["slot"] >= 0]
    pool_bases[rows["slot"]] = rows["pool"]
    nowhere = np.broadcast_to(np.int16(NOBODY), n)
    spans = zip(state.slots, begins.tolist(), ends.tolist(), pool_bases.tolist(), strict=True)
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
    tables: Tables, state: State, nowhere: SmallInts, slot: np.void, begin: int, end: int, pool_base: int
) -> Visits:
    """The visits of a slot from row `begin` on; those before row `end` are over. Views of the columns; of a
    slot without a place the pools are as many of `nowhere`."""
    behind, first = int(slot["next"]), int(slot["first"])
    index, ended = state.number[begin:behind], state.ended[begin:behind]
    queued = started = ended
    if slot["timed"]:
        shift = int(slot["queued"])
        queued = started = state.queued[begin + shift : behind + shift]
    pool = nowhere[: len(index)]
    if slot["placed"]:
        shift = int(slot["started"])
        started = state.started[begin + shift : behind + shift]
        pool = tables.pool_of[pool_base + first :].take(index)
    return Visits(first, index, pool, queued, started, ended, end - begin)


def _add_unfinished(tables: Tables, state: State) -> int:
    """Write down what is at work at the horizon, by thread: the places it holds, outermost first, then its
    step; the number of visits then."""
    threads = state.threads[: state.counts[USED]]
    numbers = np.flatnonzero(threads["pc"] != NOBODY)
    numbers = numbers[np.lexsort((threads["number"][numbers], threads["ship"][numbers]))]
    holds, joined, at = (threads[name].take(numbers) for name in ("held", "queued", "pc"))
    served = np.isin(tables.rows["kind"], (Kind.VISIT, Kind.ENTER)).take(at)
    given = np.where(served, threads["started"].take(numbers), joined)
    thread = np.repeat(np.arange(len(numbers)), holds + 1)
    depth = np.arange(len(thread)) - np.repeat(np.cumsum(holds + 1) - holds - 1, holds + 1)
    step = depth == holds[thread]
    owner, nested = numbers[thread[~step]], depth[~step]
    slot = np.empty(len(thread), dtype=np.int64)
    queued, started = np.empty((2, len(thread)))
    for column, of_steps, of_holds in (
        (slot, tables.rows["slot"].take(at), "slot"),
        (queued, joined, "queued"),
        (started, given, "started"),
    ):
        column[step], column[~step] = of_steps, state.held[of_holds][owner, nested]
    done = int(state.counts[VISITS])
    state.order[done : done + len(slot)] = slot
    by_slot = np.argsort(slot, kind="stable")
    slot = slot[by_slot].astype(np.intp, copy=False)
    counts = np.bincount(slot, minlength=len(state.slots))
    row = state.slots["next"].take(slot) + np.arange(len(slot)) - (np.cumsum(counts) - counts).take(slot)
    ship = threads["ship"].take(numbers).take(thread[by_slot])
    state.number[row] = ship - state.slots["first"].take(slot)
    state.ended[row] = np.nan
    for column, times, shift, where in (
        (state.queued, queued, "queued", "timed"),
        (state.started, started, "started", "placed"),
    ):
        mine = (state.slots[where] != 0).take(slot)
        column[(row + state.slots[shift].take(slot))[mine]] = times[by_slot][mine]
    state.slots["next"] += counts
    return done + len(slot)
