"""Names in flows that the port does not have, or has for something else."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from portsim.base.errors import did_you_mean
from portsim.model.demand import Demand
from portsim.model.duty import ever_at_work
from portsim.model.place import Place
from portsim.model.port import Port
from portsim.model.roster import Roster
from portsim.model.step import Group, Step
from portsim.model.world import World
from portsim.scenario.checks.problem import Mend, Problem

GROUPS: tuple[Group, ...] = ("places", "tasks", "chances", "traits", "calendars")


def unknown_names(world: World) -> Iterator[Problem]:
    """Every name in a flow must stand in the port, under what the flow takes it for."""
    reported: set[tuple[Group, str]] = set()
    for stream, flows in world.streams.threads.items():
        known = _known(world.port, stream)
        for flow in flows:
            for step in () if _fits(world, stream, flow, known) else world.flows[flow].all_steps:
                for group, name in step.names:
                    if name not in known[group] and (group, name) not in reported:
                        reported.add((group, name))
                        message = _lacks(world.port, stream, group, name, known[group])
                        mend = Mend("add", f"{group}.{name}")
                        yield Problem(f"flows.{flow}.{step.label}", message, f"demand.{stream}.flows", mend)
                yield from _of_another_mode(world.port, stream, flow, step)
                yield from _without_departures(world.port, flow, step)
    yield from _empty_places(world.port)
    yield from _of_no_kind(world.port)
    yield from _blocks_of_others(world)


def _fits(world: World, stream: str, flow: str, known: Mapping[Group, Collection[str]]) -> bool:
    """Whether nothing is wrong with the names of a flow as a whole, so that no step need be looked at."""
    port, named, mode = world.port, world.flows[flow].named, world.port.demand[stream].mode
    places = (port.places.get(name) for name in named.get("places", ()))
    calendars = (port.calendars.get(name) for name in named.get("calendars", ()))
    return (
        all(name in known[group] for group, names in named.items() for name in names)
        and all(place is None or place.mode == mode for place in places)
        and all(calendar is None or calendar.departures for calendar in calendars)
    )


def _blocks_of_others(world: World) -> Iterator[Problem]:
    """Places whose blocks are those at a place that there is not, or that has other blocks."""
    places = world.port.places
    for name, place in places.items():
        at = place.as_carrier_at or place.as_at
        if at is None:
            continue
        key = f"places.{name}.{'as_at' if place.as_carrier_at is None else 'as_carrier_at'}"
        other = places.get(at)
        if other is None:
            yield Problem(key, f"got '{at}'{did_you_mean(at, places)}")
        elif other.mode != place.mode:
            yield Problem(key, f"'{at}' is a place of mode {other.mode}, not {place.mode}")
        elif other.serves != place.serves:
            yield Problem(key, f"'{at}' is not shared by the same terminals; give both the same serves")
        elif other.as_at is not None:
            yield Problem(key, f"'{at}' takes its blocks from another place too; name that one")
        elif place.as_at is None:
            yield from _as_many_blocks(world, key, name, at)


def _as_many_blocks(world: World, key: str, name: str, at: str) -> Iterator[Problem]:
    place, other = world.port.places[name], world.port.places[at]
    for terminal in world.port.sites(name):
        if other.pools(terminal) != place.pools(terminal):
            yield Problem(
                key,
                f"'{at}' has {other.pools(terminal)} blocks at {terminal}, '{name}' has "
                f"{place.pools(terminal)}; give both as many",
            )
            break


def _of_no_kind(port: Port) -> Iterator[Problem]:
    """Places and streams that are to be like one that there is not, like themselves or like one another."""
    for group, things in (("places", port.places), ("demand", port.demand)):
        for name, thing in things.items():
            others = [other for other in things if other != name]
            if thing.like and thing.like not in others:
                yield Problem(f"{group}.{name}.like", f"got '{thing.like}'{did_you_mean(thing.like, others)}")
            elif name in (chain := _likes(things, name)):
                yield Problem(
                    f"{group}.{name}.like",
                    f"{' is like '.join((name, *chain))}, in a circle; take out one of them",
                )


def _likes(things: Mapping[str, Place] | Mapping[str, Demand], name: str) -> list[str]:
    """What a thing is like, what that is like in its turn, and so on; up to the first for a second time."""
    found: list[str] = []
    while (name in things) and (like := things[name].like) and like not in found:
        found.append(like)
        name = like
    return found


def _known(port: Port, stream: str) -> dict[Group, set[str]]:
    """What each group has for the flows of a stream: also hours as traits, its planned times as calendars."""
    known = {group: set(getattr(port, group)) for group in GROUPS}
    known["traits"] |= {name for name, calendar in port.calendars.items() if calendar.hours}
    known["calendars"] |= set(port.demand[stream].plans)
    return known


def _of_another_mode(port: Port, stream: str, flow: str, step: Step) -> Iterator[Problem]:
    mode = port.demand[stream].mode
    for name in step.named("places"):
        place = port.places.get(name)
        if place is not None and place.mode != mode:
            yield Problem(
                f"flows.{flow}.{step.label}",
                f"stream {stream} is of mode {mode} and visits place '{name}' of mode "
                f"{place.mode}; give the stream or the place the other mode",
                f"demand.{stream}.flows",
            )


def _without_departures(port: Port, flow: str, step: Step) -> Iterator[Problem]:
    for name in step.named("calendars"):
        calendar = port.calendars.get(name)
        if calendar is not None and not calendar.departures:
            yield Problem(
                f"flows.{flow}.{step.label}",
                f"waits for calendar '{name}', which has hours and no departures",
                f"calendars.{name}",
            )


def _empty_places(port: Port) -> Iterator[Problem]:
    for name, place in port.places.items():
        for terminal in port.sites(name):
            if place.pools(terminal) < 1:
                yield Problem(f"places.{name}.blocks", f"terminal {terminal} needs at least 1 block")
            if place.most(terminal) < 1:
                yield Problem(
                    f"places.{name}.{place.noun}",
                    f"got 0 at terminal {terminal}, allowed 1 or more; a place that is closed at times has a "
                    "calendar",
                )
            elif isinstance(place.servers, Roster) and not ever_at_work(port, place, terminal):
                yield Problem(
                    f"places.{name}.{place.noun}",
                    f"no {place.noun} ever begin work at terminal {terminal}: the shifts lie outside the "
                    "hours of the calendar, or are shorter than last_start",
                )


def _lacks(port: Port, stream: str, group: Group, part: str, known: Collection[str]) -> str:
    """The message that a stream's flow needs a part which the port does not have."""
    if group == "traits" and part in port.calendars:
        return f"asks whether calendar '{part}' is open, which has departures and no hours"
    words: dict[Group, str] = {
        "calendars": "calendar or planned time",
        "traits": "trait or calendar of hours",
    }
    word = words.get(group, group.removesuffix("s"))
    where = "under neither traits nor calendars" if group == "traits" else f"not under {group}"
    return f"stream {stream} needs {word} '{part}', which is {where}{did_you_mean(part, known)}"
