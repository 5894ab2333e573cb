"""The same world with unlimited servers: queues are left for opening hours, for other shipments, and for full
places by whose level a chance goes."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from portsim.model.place import Place
from portsim.model.sourced import Count
from portsim.model.world import World

C = TypeVar("C", bound=Count)

MANY = 1_000_000  # servers of a pool: more than shipments can ever be at one place


def unlimited(world: World) -> World:
    """The world with unlimited servers at every place that has any, but for places by whose level a chance
    goes: their servers say what is full.

    Opening hours and shifts stay, as they are inputs; breakdowns of all other places go, as another
    server is always free. No draw moves.
    """
    return world.once(("unlimited servers",), lambda: _unlimited(world))


def _unlimited(world: World) -> World:
    kept = set(world.port.levels.values())
    places = {name: p if name in kept else _with_many(p) for name, p in world.port.places.items()}
    return replace(world, port=world.port.model_copy(update={"places": places}))


def _with_many(place: Place) -> Place:
    return place.model_copy(update={"servers": place.servers.each(_many_of), "breakdown": None})


def _many_of(count: C) -> C:
    value = {name: _many(n) for name, n in count.value.items()} if isinstance(count.value, dict) else None
    return count.by_user(value=_many(count.at("")) if value is None else value)


def _many(servers: int) -> int:
    return MANY if servers else 0
