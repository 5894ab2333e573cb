"""The fewest servers that can do the work, where a port of other figures has too few of them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

from portsim.model.place import Place
from portsim.model.sourced import Count, Sourced
from portsim.model.world import World
from portsim.scenario.offered_load import NEARLY, Load, offered_loads


class Staffed(NamedTuple):
    """Numbers of servers by dotted key, and the places that have them."""

    numbers: Mapping[str, Sourced]
    places: tuple[str, ...]


def staffed(stated: World, other: World) -> Staffed:
    """The servers of places that have too much work in `other`, a baseline of other figures.

    Too much is more than 0.9 of what the servers can do, or than the share of that which they have in the
    baseline as stated.
    """
    usual = {(load.place, load.terminal): _share(load) for load in _loads(stated)}
    wanted: dict[str, dict[str, float]] = {}
    for load in _loads(other):
        factor = _share(load) / max(NEARLY, usual.get((load.place, load.terminal), 0.0))
        if factor > 1:
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


def _share(load: Load) -> float:
    """What is offered, as a share of what the servers can do."""
    return load.mean / load.most


def _counts(place: Place) -> list[tuple[str, Count]]:
    return list(place.counts())


def _more(count: Count, factors: Mapping[str, float]) -> Count:
    """The count times a factor at each terminal, to the next whole number above."""
    if isinstance(count.value, dict):
        more = {name: math.ceil(n * factors.get(name, 1.0)) for name, n in count.value.items()}
        return count.by_user(value=more)
    return count.by_user(value=math.ceil(count.value * max(factors.values())))
