"""Losses, several priorities at several servers, blocks in turn, and fixed departures, against theory."""

from __future__ import annotations

from math import factorial

import numpy as np
import pytest
from scipy.optimize import brentq
from test_theory import RUNS, WARM_UP, agrees, erlang_c
from test_theory_of_priorities_and_holds import waits
from worlds import columns_of, flow, lasting, one, port, replicated, stream_of

from portsim.model.calendar import Calendar
from portsim.model.place import Place
from portsim.model.steps import if_room, signal, visit, wait_for_next


def erlang_b(servers: int, load: float) -> float:
    """The chance that all servers are busy where nobody waits (Gross and Harris, 2.6)."""
    weights = [load**k / factorial(k) for k in range(servers + 1)]
    return weights[-1] / sum(weights)


def test_erlang_s_loss_formula_gives_the_textbook_s_figure() -> None:
    """Two servers with a load of 1: 1/2 of 1 + 1 + 1/2, a fifth."""
    assert erlang_b(2, 1.0) == pytest.approx(0.2)


def test_the_share_that_is_lost_depends_on_the_mean_of_the_work_alone() -> None:
    """M/G/c/c is insensitive (Sevastyanov 1957, Theory of Probability and its Applications 2)."""
    places = {"gate": Place(servers=one(4), holds=one(4))}
    work = lasting("1 min", "lognormal", cv=2)
    world = port({"work": work}, {"truck": stream_of(3 * 1440)}, places=places)
    gate = if_room("gate", (visit("gate", "work"),), orelse=(signal("lost"),))
    shares = []
    for records in replicated(world, [flow("f", gate)], 15, RUNS):
        lost, came = (columns_of(records, label)[0] >= WARM_UP * 1440 for label in ("lost", "work"))
        shares.append(lost.sum() / (lost.sum() + came.sum()))
    assert agrees(np.array(shares), erlang_b(4, 3.0))


def test_three_priorities_at_three_lanes() -> None:
    """Kella and Yechiali 1985, Naval Research Logistics 32: of alike exponential work at c servers, a class
    waits C / (c (1 - s) (1 - s')) services, with the use s by it and those before it, s' by those before."""
    rates = {"urgent": 0.6, "normal": 0.9, "low": 0.9}
    demand = {name: stream_of(rate * 1440, (name,)) for name, rate in rates.items()}
    flows = [flow(name, visit("gate", "work", label=f"at_{name}", priority=name)) for name in rates]
    world = port({"work": lasting("1 min")}, demand, places={"gate": Place(servers=one(3), noun="lanes")})
    found = waits(world, flows, [f"at_{name}" for name in rates], 25)
    before = 0.0
    for number, rate in enumerate(rates.values()):
        use = before + rate / 3
        assert agrees(found[:, number], erlang_c(3, 2.4) / (3 * (1 - use) * (1 - before)))
        before = use


def test_each_of_three_blocks_in_turn_is_a_queue_with_erlang_arrivals() -> None:
    """Every third of a Poisson stream is E3/M/1, a GI/M/1: s / (1 - s) services with s = (r / (r + 1 - s))^3
    for arrivals at r in all (Gross and Harris, 5.3.1). By chance it would be M/M/1, with 4 services."""
    rate = 2.4
    places = {"gate": Place(servers=one(), noun="lanes", blocks=one(3), in_turn=True)}
    world = port({"work": lasting("1 min")}, {"truck": stream_of(rate * 1440)}, places=places)
    found = waits(world, [flow("f", visit("gate", "work"))], ("work",), 15)
    s = brentq(lambda s: (rate / (rate + 1 - s)) ** 3 - s, 0, 0.99)
    assert s / (1 - s) < 0.7 * 4
    assert agrees(found[:, 0], s / (1 - s))


def test_a_shuttle_every_twenty_minutes_is_waited_for_ten_on_the_average() -> None:
    """All who wait go on together to a gate of 2 min each: n who come at once wait n - 1 min on the average,
    so of a Poisson number with mean 6 each waits E[n (n - 1)] / E[n] = 6, and for what is left of others."""
    clock = tuple(f"{minute // 60:02d}:{minute % 60:02d}" for minute in range(0, 1440, 20))
    world = port(
        {"work": lasting("2 min", "constant")},
        {"truck": stream_of(0.3 * 1440)},
        calendars={"shuttle": Calendar(departures=clock, source="user")},
        places={"gate": Place(servers=one(), noun="lanes")},
    )
    steps = (wait_for_next("shuttle", label="shuttle"), visit("gate", "work"))
    rides, queues = [], []
    for records in replicated(world, [flow("f", *steps)], 30, RUNS):
        queued, _, ended = columns_of(records, "shuttle")
        rides.append(np.nanmean(ended - queued))
        joined, started, _ = columns_of(records, "work")
        queues.append(np.nanmean(started - joined))
    assert agrees(np.array(rides), 10.0)
    assert agrees(np.array(queues), 6.0 + _left_over(6.0, 2.0, 20.0))


def _left_over(mean: float, work: float, gap: float) -> float:
    """The work [min] that a batch finds on the average: W' = max(W + work n - gap, 0) with n Poisson, as a
    Markov chain (Lindley 1952, Proceedings of the Cambridge Philosophical Society 48)."""
    n = np.arange(60)
    chance = np.exp(-mean) * mean**n / np.array([float(factorial(k)) for k in n])
    chain = np.zeros((200, 200))  # of W / work
    for state in range(200):
        for number, part in zip(n, chance, strict=True):
            chain[state, min(max(state + number - int(gap / work), 0), 199)] += part
    values, vectors = np.linalg.eig(chain.T)
    steady = np.real(vectors[:, np.argmax(np.real(values))])
    return float(work * (steady / steady.sum()) @ np.arange(200))
