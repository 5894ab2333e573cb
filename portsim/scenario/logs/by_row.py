"""How many shipments come for each row of a log, and the volume that goes by it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from portsim.model.demand import Arrivals, Demand
from portsim.model.sourced import Factor, PerDay
from portsim.model.world import World

PER_ROW = "per_row"  # of a stream: how many come for each row of its log


def grown(world: World, baseline: World) -> World:
    """A world made of a baseline whose logs rule it, in which the volume of a stream goes by what it changed
    in the number of shipments for each row."""
    demand = {
        name: each.model_copy(update={"per_day": decided("per_day", each, before)})
        for name, each, before in with_log(world, baseline)
        if isinstance(each, Arrivals) and isinstance(before, Arrivals)
        if each.per_row != before.per_row and each.per_day == before.per_day
    }
    if not demand:
        return world
    return replace(world, port=world.port.model_copy(update={"demand": {**world.port.demand, **demand}}))


def grown_changes(world: World, baseline: World) -> tuple[str, ...]:
    """The keys of the numbers of shipments by row of a log that differ from the baseline's."""
    return tuple(
        f"demand.{name}.{PER_ROW}"
        for name, demand, before in with_log(world, baseline)
        if getattr(demand, PER_ROW, None) != getattr(before, PER_ROW, None)
    )


def decided(key: str, demand: Demand, before: Demand) -> object:
    """What a log decides under a key of a changed stream; `before` is the stream that it was."""
    if key == "per_day" and isinstance(demand, Arrivals) and isinstance(before, Arrivals):
        return times(before.per_day, before.per_row, demand.per_row)
    return getattr(before, key)


def times(per_day: PerDay, before: Factor | None, after: Factor | None) -> PerDay:
    """A volume that a log decides, for another number of shipments for each row."""
    old, new = ("" if each is None else f", {each.words()} for each" for each in (before, after))
    ratio = (1.0 if after is None else after.value) / (1.0 if before is None else before.value)
    note = per_day.note.removesuffix(old) + new
    return per_day.model_copy(update={"value": per_day.value * ratio, "note": note})


def with_log(world: World, baseline: World) -> Iterator[tuple[str, Demand, Demand]]:
    """The streams of a world that have a log, each with what it is in the baseline, where that is alike."""
    for name, demand in world.port.demand.items():
        before = baseline.port.demand.get(name)
        if before is not None and demand.log is not None and type(demand) is type(before):
            yield name, demand, before
