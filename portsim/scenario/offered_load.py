"""Offered load, known before the run: the work that arrives at a place per server at work."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from math import inf

import numpy as np

from portsim.base.language import t
from portsim.model.chance import before_a_run
from portsim.model.journey import Forks, Key, journey, share_of_way
from portsim.model.random_time import Moments, RandomTime
from portsim.model.site_shares import done_at, site_shares
from portsim.model.step import Group, Step
from portsim.model.world import World
from portsim.scenario.held_waiting import held_waiting
from portsim.scenario.load_by_hour import Hours, load_by_hour
from portsim.scenario.logs.means import measured_of
from portsim.scenario.rates import daily_rate, shares_of_hours, shares_of_terminals, trait_share
from portsim.scenario.server_minutes import Pools, overtime, servers_up

NEARLY = 0.9  # of what servers can do: from there on a queue is long, and hangs on small changes
ROUNDING = 1e-9
Occupation = tuple[str, float, Moments]  # place, chance that a shipment comes to it, time


@dataclass(frozen=True)
class Load:
    """Offered load of a place at a terminal: work offered per server at work, mean and by hour of week.

    `coming` counts what comes in an hour while servers are at work; `hours` counts with it what waits and is
    worked off then, up to all that the servers can do.
    `terminals` are those whose shipments come to it: more than one where they share it.
    `most` is the load that its servers can do: 1, or more where they finish what is under way when they close
    or fail; without end where whoever finds no room is turned away.
    `at_least` if servers are held, too, while something is waited for: how long, only a run can tell.
    """

    place: str
    terminal: str
    mean: float
    coming: Hours
    hours: Hours
    most: float
    terminals: tuple[str, ...]
    at_least: bool = False

    @property
    def where(self) -> str:
        """The terminals at which it is, as messages name them."""
        return ", ".join(self.terminals)

    @property
    def grows(self) -> bool:
        """Whether the queue grows without end."""
        return self.mean > self.most + ROUNDING

    @property
    def peak(self) -> tuple[int, float]:
        """The hour of the week in which servers are busiest, and the load then."""
        return _highest(self.hours)

    @property
    def full(self) -> int:
        """The hours of the week in which all servers are busy."""
        return sum(1 - ROUNDING <= hour < inf for hour in self.hours)

    @property
    def rush(self) -> tuple[int, float]:
        """The hour of the week in which most comes while servers are at work, and the load that this is."""
        return _highest(self.coming)


def _highest(hours: Hours) -> tuple[int, float]:
    """The first hour that has as much as the highest, but for rounding, and how much that is."""
    most = max(hours)
    return next(hour for hour, load in enumerate(hours) if load >= most - ROUNDING), most


def overloads(world: World, pools: Pools | None = None) -> list[str]:
    """The places to which more work comes than their servers can do in the long run, or nearly so, in
    words."""
    found = []
    for load in offered_loads(world, pools):
        names = {"place": load.place, "terminals": load.where, "noun": world.port.places[load.place].noun}
        if load.grows:
            found.append(
                t(
                    "places.{place}: offered load {load:.2f} at {terminals}: more work arrives than the "
                    "{noun} can do, so the queue grows for as long as the run lasts",
                    load=load.mean,
                    **names,
                )
            )
        elif load.mean >= NEARLY * load.most:
            found.append(
                t(
                    "places.{place}: offered load {load:.2f} at {terminals}: the {noun} are hardly ever "
                    "free, so the queue is long and hangs on small changes",
                    load=load.mean,
                    **names,
                )
            )
    return found


def offered_loads(world: World, pools: Pools | None = None) -> list[Load]:
    """Offered load of every place: rate x expected work / server minutes of the first week.

    A server that is never idle can do more than 1: at closing time, at the end of its shift, or when it
    fails, it finishes what it has begun, which takes E[S^2] / 2 E[S] longer for times S (the mean residual
    life of a renewal process; Cox 1962, Renewal Theory, 5.2), though not beyond the next opening or repair.

    Work is booked at the hour of arrival of its stream, so the hours are a guess where shipments reach a
    place much later. What is held while it queues or waits inside is left out. Otherwise
    the mean is exact but for hours that several nested forks ask for, and traits that send shipments to other
    sites (taken as independent), for declarations cut short at a vessel's end, and for chances that go by how
    full a place is, which are taken as they are where it is half full.

    `pools` keeps what the places of one world have in common with those of another. A world's loads are
    worked out once; where a stream comes from a log each time, as the file can have changed.
    """
    if any(demand.log is not None for demand in world.port.demand.values()):
        return _loads(world, Pools() if pools is None else pools)
    kept = world.once(("offered loads",), lambda: _loads(world, Pools() if pools is None else pools))
    return list(kept)


def _loads(world: World, pools: Pools) -> list[Load]:
    port = world.port
    work = {(place, terminal): np.zeros(168) for place in port.places for terminal in port.sites(place)}
    total = dict.fromkeys(port.places, 0.0)
    squares = dict.fromkeys(port.places, 0.0)
    for name in port.demand:
        rate = daily_rate(port, name)
        shares = np.array(shares_of_hours(port, name))
        at = shares_of_terminals(port, name)
        occupations = list(_occupations(world, name))
        expected = _minutes(occupations)
        here = _minutes_by_terminal(world, name, expected)
        for place, minutes in expected.items():
            total[place] += rate * 7 * minutes
            for terminal in port.terminals_of(port.places[place].mode):
                site = port.places[place].site(terminal)
                if (place, site) in work:  # a site of other terminals does not stand there
                    work[place, site] += rate * 7 * shares * here[terminal][place] * at.get(terminal, 0.0)
        for place, chance, time in occupations:
            squares[place] += rate * 7 * chance * (time.variance + time.average**2)
    turning_away, waiting = _turning_away(world), held_waiting(world)
    loads = []
    for (place, terminal), hours in work.items():
        config, whole = port.places[place], total[place]
        week = pools.first_week(port, config, terminal)
        can = port.pools(place, terminal) * servers_up(config) * week.minutes
        most = 1 + overtime(port, config, terminal, squares[place] / (2 * whole), pools) if whole else 1.0
        if place in turning_away:
            most = inf
        loads.append(
            Load(
                place,
                terminal,
                *load_by_hour(hours, week.edges, can),
                most,
                config.terminals_at(terminal),
                place in waiting,
            )
        )
    return loads


def expected_work(world: World, stream: str) -> dict[str, float]:
    """Expected minutes that one shipment of a stream occupies a server of each place."""
    return _minutes(_occupations(world, stream))


def _minutes(occupations: Iterable[Occupation]) -> dict[str, float]:
    """Expected minutes at each place."""
    total: dict[str, float] = {}
    for place, chance, time in occupations:
        total[place] = total.get(place, 0.0) + chance * time.average
    return total


def _minutes_by_terminal(
    world: World, stream: str, expected: dict[str, float]
) -> dict[str, dict[str, float]]:
    """Expected minutes at each place for a shipment of each terminal; `expected` are those of any."""
    terminals = world.port.terminals
    if not world.port.other_sites and not any(each.times for each in terminals.values()):
        return dict.fromkeys(terminals, expected)
    return {name: _minutes(_occupations(world, stream, name)) for name in terminals}


def _occupations(world: World, stream: str, terminal: str | None = None) -> Iterator[Occupation]:
    """(place, chance that a shipment comes to it, time) of every step that occupies a server; for a shipment
    of one terminal, or of any, with its chance to be of each. What its log measures is as in the mean of its
    rows, of which each goes its own way."""
    port, (times, answers) = world.port, measured_of(world, stream)
    at = {} if terminal is None else {terminal: 1.0}
    forks: dict[Key, Step] = {}

    def share(fork: Key, group: Group, name: str) -> float:
        chances = group == "chances"
        stated = before_a_run(port.chances[name]) if chances else trait_share(world, name, stream)
        found = answers.get(".".join(fork) if chances else name)
        if found is None:
            return stated
        return np.where(np.isnan(found), stated, found)  # type: ignore[return-value]  # row by row

    def of_all(group: Group, name: str) -> float:
        return float(np.mean(share(("", ""), group, name)))

    def time(key: str, stated: RandomTime) -> Moments:
        found = times.get(key)
        return stated.lifted if found is None else found.time(stated.lifted)

    @cache
    def chance_of(ways: Forks) -> float:
        found = share_of_way(ways, forks, share, port.traits)
        return float(np.mean(found)) if answers else found

    for passage in journey(port.demand[stream].flows, world.flows):
        step = passage.step
        column = ".".join(passage.key)
        if step.is_fork:
            forks[passage.key] = step
        chance = chance_of(passage.forks)
        if not step.others and not any(map(port.terminals_with, step.named("tasks"))):
            for task in step.named("tasks"):
                for place in (*passage.holds, *step.named("places")):
                    yield place, chance, time(column, port.tasks[task])
            continue
        at = at or shares_of_terminals(port, stream)
        for name, there in at.items():
            goes = site_shares(port, of_all, name) if step.others else {}
            for part, places, tasks in done_at(step, goes):
                for task in tasks:
                    for place in (*passage.holds, *places):
                        yield place, chance * there * part, time(column, port.time(task, name))


def _turning_away(world: World) -> set[str]:
    """The places that turn away whoever finds no room: nobody comes to them but where there is room."""
    asks = (step.asks for flow in world.streams.flows_run for step in flow.all_steps)
    if not any(each is not None and each[0] == "room" for each in asks):
        return set()
    asked: dict[str, bool] = {}
    for demand in world.port.demand.values():
        passages = {each.key: each for each in journey(demand.flows, world.flows)}
        for each in passages.values():
            for place in () if each.step.is_fork else (*each.step.held, *each.step.named("places")):
                rooms = (passages[fork].step.asks for fork, side in each.forks if side == 0)
                asked[place] = asked.get(place, True) and ("room", place) in rooms
    return {place for place, always in asked.items() if always}
