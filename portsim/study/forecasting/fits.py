"""Whether those who stand in the port have room there: servers for who is in service, room at a place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from portsim.base.errors import ConfigError
from portsim.model.duty import on_duty
from portsim.model.port import Port
from portsim.model.world import World
from portsim.scenario.listed.rows import Row
from portsim.study.forecasting.groups import IN_SERVICE, WAITING, Group, Head
from portsim.study.forecasting.sites import places_at

RARE = 1e-6  # share of the times of a step that are so long: a 'since' is then likelier to be wrong
Where = tuple[str, str]  # place, terminal
Sites = tuple[Where, ...]  # at one of which a row stands


def check_room(world: World, groups: Sequence[Group], now: float) -> None:
    """Raises ConfigError: more are in service at a place than servers are on duty there, more hold servers
    than there are, or more are there than it holds; with the row at which they become too many."""
    port = world.port
    serving, holding, there = Counter[Sites](), Counter[Where](), Counter[Sites]()
    for group, heads, head in _heads(groups):
        row = head.row
        places = places_at(world, row, head.step)
        sites: Sites = tuple((place, port.places[place].site(row.terminal)) for place in places)
        if sites:
            if head.kind == IN_SERVICE:
                serving[sites] += row.count
                most = sum(_on_duty(port, *where, now) for where in sites)
                _refuse(row, "doing", _within(serving, sites), most, "are in service", port, sites)
            there[sites] += row.count
            rooms = [port.places[place].room(row.terminal) for place in places]
            if head.step.takes_time and all(rooms):
                most = sum((room or 0) * port.pools(*at) for room, at in zip(rooms, sites, strict=True))
                got = _within(there, sites)
                _refuse(row, "step", got, most, "are there, served and waiting,", port, sites)
        if head is not min(heads, key=lambda each: each.number):
            continue  # what a shipment holds is counted once
        for place in group.midway.holds:
            where = place, port.places[place].site(row.terminal)
            holding[where] += row.count
            most = port.places[place].most(row.terminal) * port.pools(place, where[1])
            got = holding[where] + _within(serving, (where,))
            _refuse(row, "step", got, most, "hold one", port, (where,))


def _within(found: Counter[Sites], sites: Sites) -> int:
    """How many are at one of these sites, as far as it is known that they are at no other one."""
    return sum(number for others, number in found.items() if set(others) <= set(sites))


class Overlong(NamedTuple):
    """How many are in service or on the way for longer than their step can take, and so end at once, and how
    many for longer than all but `RARE` of such times [shipments]."""

    than_can_be: int
    than_nearly_all: int


def overlong(port: Port, groups: Sequence[Group], now: float) -> Overlong:
    """Of those who stand in the port how many are at their step for too long."""
    can_not, rarely = 0, 0
    for _, _, head in _heads(groups):
        if head.kind != WAITING and not np.isnan(head.row.since):
            time = port.time(head.step.named("tasks")[0], head.row.terminal)
            came = np.array([head.row.since if np.isnan(head.row.arrival) else head.row.arrival])
            passed = np.array([now - head.row.since])
            if np.isnan(time.longer_than(passed, np.ones(1), came)).all():
                can_not += head.row.count
            elif (passed > time.longer_than(np.zeros(1), np.array([RARE]), came)).all():
                rarely += head.row.count
    return Overlong(can_not, rarely)


def _heads(groups: Iterable[Group]) -> Iterator[tuple[Group, tuple[Head, ...], Head]]:
    """All rows in the order of the list, each with the rows of the same shipment."""
    every = ((group, each.heads, head) for group in groups for each in group.members for head in each.heads)
    return iter(sorted(every, key=lambda each: each[2].row.number))


def _on_duty(port: Port, place: str, terminal: str, now: float) -> int:
    """Servers on duty at a place now, or just before [1], breakdowns apart."""
    levels = on_duty(port, port.places[place], terminal, now + 1.0)
    numbers = levels.at(np.array([np.nextafter(now, 0.0), now]))
    return int(numbers.max()) * port.pools(place, terminal)


def _refuse(row: Row, column: str, got: int, allowed: int, what: str, port: Port, sites: Sites) -> None:
    if got > allowed:
        names, terminal = " or ".join(place for place, _ in sites), sites[0][1]
        at = f"{names} at {terminal}" if len(port.terminals) > 1 else names
        noun = port.places[sites[0][0]].noun
        why = f"allowed {allowed}: so many {noun} are there now"
        if column == "step" and what.startswith("are there"):
            why = f"allowed {allowed}: so many it holds"
        raise ConfigError(
            f"{row.place(row.number)}, column '{column}': with this row {got:,} {what} at {at}, {why}; "
            f"correct the list, or the {noun} of the scenario"
        )


def queues_of(world: World, groups: Iterable[Group]) -> Counter[Where]:
    """How many stand at each place and are not in service [shipments], of those who can be at only one."""
    found = Counter[Where]()
    for _, _, head in _heads(groups):
        places = places_at(world, head.row, head.step)
        if head.kind == WAITING and head.step.takes_time and len(places) == 1:
            found[places[0], world.port.places[places[0]].site(head.row.terminal)] += head.row.count
    return found
