"""Priorities, servers that are kept while others are waited for, and servers that fail, against theory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.linalg import spsolve
from test_theory import RUNS, WARM_UP, agrees
from worlds import columns_of, flow, lasting, one, port, replicated, stream_of

from portsim.model.flow import Flow
from portsim.model.place import Breakdown, Place
from portsim.model.port import Port
from portsim.model.steps import inside, travel, visit

State = tuple[int, int]  # how many are there, and what of them or of the server


def waits(world: Port, flows: Sequence[Flow], labels: Sequence[str], days: float) -> np.ndarray:
    """Mean wait [min] at steps of those who came after the warm-up, one row per replication."""
    out = []
    for records in replicated(world, flows, days, RUNS):
        queued_and_started = (columns_of(records, label)[:2] for label in labels)
        out.append(
            [
                np.nanmean((started - queued)[queued >= WARM_UP * 1440])
                for queued, started in queued_and_started
            ]
        )
    return np.array(out)


def stationary(rates: Mapping[tuple[State, State], float]) -> dict[State, float]:
    """How likely each state of a Markov chain with these rates is in the long run."""
    number = {state: n for n, state in enumerate(dict.fromkeys(s for pair in rates for s in pair))}
    rows, columns, values = [], [], []
    for (one_state, other), rate in rates.items():
        rows += [number[other], number[one_state]]
        columns += [number[one_state], number[one_state]]
        values += [rate, -rate]
    balance = coo_array((values, (rows, columns))).tolil()
    balance[0, :] = 1.0
    ones = np.zeros(len(number))
    ones[0] = 1.0
    return dict(zip(number, spsolve(balance.tocsr(), ones), strict=True))


def test_two_priorities_wait_as_cobham_says() -> None:
    """Cobham 1954, Operations Research 2: W1 = R / (1 - r1) and W2 = R / ((1 - r1) (1 - r)), where R is half
    of the rate times the second moment of the work: 0.7 x 2 / 2 with exponential work of a minute."""
    demand = {"fast": stream_of(0.3 * 1440, ("f",)), "slow": stream_of(0.4 * 1440, ("g",))}
    flows = [
        flow("f", visit("gate", "work", label="urgent", priority="urgent")),
        flow("g", visit("gate", "work", label="normal")),
    ]
    found = waits(port({"work": lasting("1 min")}, demand), flows, ("urgent", "normal"), 25)
    assert agrees(found[:, 0], 0.7 / 0.7)
    assert agrees(found[:, 1], 0.7 / (0.7 * 0.3))


def test_one_tractor_is_kept_for_the_way_and_the_lift() -> None:
    """M/G/1 by Pollaczek and Khinchine: the work is 0.4 + 0.3 min, both exponential, so its second moment is
    0.4^2 + 0.3^2 + 0.7^2 = 0.74; at 1 a minute the wait is 0.74 / (2 x 0.3)."""
    places = {"tractor": Place(servers=one()), "crane": Place(servers=one())}
    tasks = {"go": lasting("0.4 min"), "lift": lasting("0.3 min")}
    held = inside("tractor", (travel("go"), visit("crane", "lift")), label="hold")
    world = port(tasks, {"truck": stream_of(1440)}, places=places)
    assert agrees(waits(world, [flow("f", held)], ("hold",), 15)[:, 0], 0.74 / 0.6)


def test_three_tractors_that_share_a_crane_are_their_markov_chain() -> None:
    """States: boxes in the system, and how many of the tractors stand at the crane. Waits by Little's law."""
    ways, lifts, tractors, most = 1 / 0.9, 1 / 0.75, 3, 300
    rates: dict[tuple[State, State], float] = {}
    for n in range(most + 1):
        for at_crane in range(min(n, tractors) + 1):
            on_the_way = min(n, tractors) - at_crane
            if n < most:
                rates[(n, at_crane), (n + 1, at_crane)] = 1.0
            if on_the_way:
                rates[(n, at_crane), (n, at_crane + 1)] = on_the_way * ways
            if at_crane:
                rates[(n, at_crane), (n - 1, at_crane - 1)] = lifts
    likely = stationary(rates)
    places = {"tractor": Place(servers=one(tractors)), "crane": Place(servers=one())}
    tasks = {"go": lasting("0.9 min"), "lift": lasting("0.75 min")}
    held = inside("tractor", (travel("go"), visit("crane", "lift")), label="hold")
    world = port(tasks, {"truck": stream_of(1440)}, places=places)
    found = waits(world, [flow("f", held)], ("hold", "lift"), 25)
    assert agrees(found[:, 0], sum(p * max(n - tractors, 0) for (n, _), p in likely.items()))
    assert agrees(found[:, 1], sum(p * max(at - 1, 0) for (_, at), p in likely.items()))


def test_a_server_that_fails_finishes_what_it_has_begun() -> None:
    """States: trucks there, and whether the lane is up (0), down but still at a truck (1), or down (2). It
    fails by its own clock, and what it is at is finished. The wait is the time there less the work."""
    rate, work, fails, repaired, most = 0.6, 1.0, 1 / 20, 1 / 5, 400
    rates: dict[tuple[State, State], float] = {}
    for n in range(most + 1):
        for lane in (0, 1, 2) if n else (0, 2):
            if n < most:
                rates[(n, lane), (n + 1, lane)] = rate
            if n and lane != 2:
                rates[(n, lane), (n - 1, 0 if lane == 0 else 2)] = work
            rates[(n, lane), (n, 0) if lane else (n, 1 if n else 2)] = repaired if lane else fails
    there = sum(p * n for (n, _), p in stationary(rates).items()) / rate
    lane = Place(servers=one(), breakdown=Breakdown(between=lasting("20 min"), repair=lasting("5 min")))
    world = port({"work": lasting("1 min")}, {"truck": stream_of(rate * 1440)}, places={"gate": lane})
    found = waits(world, [flow("f", visit("gate", "work"))], ("work",), 25)[:, 0]
    assert agrees(found, there - 1 / work)
