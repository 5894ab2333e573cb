"""The fewest servers that can do the work, where a port of other figures has too few of them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

from portsim.model.place import Place
from portsim.model.sourced import Count, Sourced
from portsim.model.world import World
from portsim.scenario.offered_load import NEARLY, Load, offered_loads

MOST = (NEARLY, 1.0)  # of what servers can do, in the mean and in the busiest hour


class Staffed(NamedTuple):
    """Numbers of servers by dotted key, and the places that have them."""

    numbers: Mapping[str, Sourced]
    places: tuple[str, ...]


def staffed(stated: World, other: World) -> Staffed:
    """The servers of places that have too much work in `other`, a baseline of other figures.

    Too much is more than 0.9 of what the servers can do in the mean, or all of it in the hour of the week in
    which most comes while they are at work; where it is more than that in the baseline as stated, more than
    there. What comes while a place is closed counts in the mean alone: a queue at the opening, which is
    worked off in time, asks for no more servers.
    """
    usual = {(load.place, load.terminal): _shares(load) for load in _loads(stated)}
    wanted: dict[str, dict[str, float]] = {}
    for load in _loads(other):
        allowed = map(max, MOST, usual.get((load.place, load.terminal), MOST))
        factor = max(share / most for share, most in zip(_shares(load), allowed, strict=True))
        if 1 < factor < math.inf:
            wanted.setdefault(load.place, {})[load.terminal] = factor
    places = other.port.places
    numbers = {
        f"places.{name}.{key}": _more(count, factors)
        for name, factors in wanted.items()
        for key, count in _counts(places[name])
    }
    return Staffed(numbers, tuple(wanted))


def _loads(world: World) -> tuple[Load, ...]:
    return world.once(("offered loads",), lambda: tuple(offered_loads(world)))


def _shares(load: Load) -> tuple[float, float]:
    """What is offered in the mean and comes in the busiest hour, as shares of what the servers can do."""
    return load.mean / load.most, load.rush[1]


def _counts(place: Place) -> list[tuple[str, Count]]:
    return list(place.counts())


def _more(count: Count, factors: Mapping[str, float]) -> Count:
    """The count times a factor at each terminal, to the next whole number above."""
    if isinstance(count.value, dict):
        more = {name: math.ceil(n * factors.get(name, 1.0)) for name, n in count.value.items()}
        return count.by_user(value=more)
    return count.by_user(value=math.ceil(count.value * max(factors.values())))
