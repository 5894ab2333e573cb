"""Laws of every queue, on random ports: seen in what was written down, and not in how an engine works."""

from __future__ import annotations

import os

import numpy as np
from hypothesis import HealthCheck, given, settings
from random_ports import ports
from worlds import lowered

from portsim.base.arrays import Floats
from portsim.engine import simpy_engine
from portsim.engine.program import Kind, Programs
from portsim.workload.build import Workload
from portsim.workload.capacity import Tape

CASES = int(os.environ.get("PORTSIM_PARITY_CASES", "60"))


@settings(max_examples=CASES, deadline=None, suppress_health_check=list(HealthCheck))
@given(ports())
def test_servers_are_enough_and_never_idle_and_the_queue_is_kept(workload: Workload) -> None:
    programs = lowered(workload)
    for pool, visits in enumerate(_by_pool(programs, workload)):
        tape = list(workload.capacity.values())[pool]
        level, queued, started, ended = visits
        for number in np.flatnonzero(np.isfinite(started)):
            moment, own = started[number], level[number]
            at_work = ((started <= moment) & ~(ended <= moment)).sum()
            assert at_work <= max(_servers(tape, moment, "left"), _servers(tape, moment, "right"))
            before = (level < own) | ((level == own) & (queued < queued[number]))
            assert not (before & (queued < moment) & ~(started <= moment)).any()
        edges = [*queued, *started[np.isfinite(started)], *ended[np.isfinite(ended)], *(t for t, _ in tape)]
        moments = np.unique([*edges, workload.horizon])
        for moment in (moments[1:] + moments[:-1]) / 2:
            waits = (queued < moment) & ~(started < moment)
            at_work = ((started < moment) & ~(ended < moment)).sum()
            assert not waits.any() or at_work >= _servers(tape, moment, "right")


def _servers(tape: Tape, moment: float, side: str) -> int:
    """Servers before a moment [min] (left), or from it on (right)."""
    number = np.searchsorted([t for t, _ in tape], moment, side=side)  # type: ignore[call-overload]
    return tape[max(int(number) - 1, 0)][1]


def _by_pool(programs: Programs, workload: Workload) -> list[Floats]:
    """Of each pool the priority of its visits, and when they queued, started and ended [min]; NaN for what
    had not come yet; shape (4, visits) each."""
    rows = [row for threads in programs.tables.values() for thread in threads for row in thread]
    level = {row.slot: row.priority for row in rows if row.kind in (Kind.VISIT, Kind.ENTER)}
    found: list[list[Floats]] = [[np.empty((4, 0))] for _ in workload.capacity]
    for number, visits in enumerate(simpy_engine.run(programs, workload).visits):
        for pool in np.unique(visits.pool[visits.pool >= 0]):
            own = visits.pool == pool
            times = [column[own] for column in (visits.queued, visits.started, visits.ended)]
            found[pool].append(np.array([np.full(own.sum(), level[number]), *times]))
    return [np.concatenate(each, axis=1) for each in found]
