"""What appointments name: streams that come at a time of their own, their trait, a quota at each terminal."""

from __future__ import annotations

from collections.abc import Iterator

from portsim.base.errors import did_you_mean
from portsim.model.appointments import Appointments
from portsim.model.demand import Brought, Declared
from portsim.model.world import World
from portsim.scenario.checks.problem import Problem


def appointments(world: World) -> Iterator[Problem]:
    """Streams, trait and quotas of all appointments, and that no stream books twice."""
    taken: dict[str, str] = {}
    for name, each in world.port.appointments.items():
        key = f"appointments.{name}"
        for stream in each.streams:
            if stream in taken:
                yield Problem(f"{key}.streams", f"{stream} books under appointments.{taken[stream]} already")
            else:
                yield from _stream(world, f"{key}.streams", stream)
            taken[stream] = name
        yield from _trait(world, key, each)
        yield from _quota(world, key, each)


def _stream(world: World, key: str, stream: str) -> Iterator[Problem]:
    """A stream that books comes at a time of its own, which can be moved."""
    demand = world.port.demand.get(stream)
    if demand is None:
        yield Problem(key, f"unknown stream '{stream}'{did_you_mean(stream, world.port.demand)}")
        return
    other = next((name for name, d in world.port.demand.items() if d.carrier == stream), None)
    if isinstance(demand, Declared):
        yield Problem(key, f"{stream} are declarations, and no trucks that come")
    elif demand.planned is not None:
        return
    elif other is not None:
        yield Problem(key, f"{stream} carries {other}, which cannot come without it")
    elif isinstance(demand, Brought) or demand.there_before:
        how = "comes with its carrier" if isinstance(demand, Brought) else "is there before the start"
        yield Problem(key, f"{stream} {how} and has no planned time to come; name streams that have one")


def _trait(world: World, key: str, given: Appointments) -> Iterator[Problem]:
    traits = world.port.traits
    if given.books not in traits:
        yield Problem(f"{key}.books", f"unknown trait '{given.books}'{did_you_mean(given.books, traits)}")
        return
    for stream in given.streams:
        if stream in world.port.demand and given.books not in world.streams.traits[stream]:
            yield Problem(
                f"{key}.books",
                f"no truck of {stream} has the trait {given.books}; add {stream} to traits.{given.books}.of",
            )


def _quota(world: World, key: str, given: Appointments) -> Iterator[Problem]:
    port = world.port
    modes = {port.demand[stream].mode for stream in given.streams if stream in port.demand}
    terminals = sorted(name for mode in modes for name in port.terminals_of(mode))
    if given.quota.terminals and terminals and (got := sorted(given.quota.terminals)) != terminals:
        yield Problem(
            f"{key}.quota.value",
            f"got terminals {', '.join(got)}; give one quota for each of {', '.join(terminals)}",
        )
