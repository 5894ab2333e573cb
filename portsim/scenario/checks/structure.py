"""How the parts of a port refer to one another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from portsim.base.errors import did_you_mean
from portsim.model.demand import Demand
from portsim.model.place import Place
from portsim.model.port import Port
from portsim.model.steps import Start, walk
from portsim.model.world import World
from portsim.scenario.checks.problem import Problem


def structure(world: World) -> Iterator[Problem]:
    port = world.port
    yield from _modes(port)
    for name, demand in port.demand.items():
        for flow in demand.flows:
            if flow not in world.flows:
                yield Problem(
                    f"demand.{name}.flows", f"unknown flow '{flow}'{did_you_mean(flow, world.flows)}"
                )
        for key in ("brought_by", "taken_by"):
            carrier = getattr(demand, key)
            if carrier in port.demand and port.demand[carrier].before_start is not None:
                yield Problem(f"demand.{name}.{key}", f"stream '{carrier}' was there before the start")
            if carrier is not None and carrier not in port.demand:
                hint = did_you_mean(carrier, port.demand)
                yield Problem(f"demand.{name}.{key}", f"unknown stream '{carrier}'{hint}")
        yield from _declares(port, name)
        if name in (round_trip := _carriers(port, name)):
            circle = " -> ".join((name, *round_trip))
            yield Problem(f"demand.{name}", f"streams carry one another in a circle: {circle}")
        profiles = [("profile", demand.profile)]
        if demand.planned is not None:
            profiles.append(("planned.profile", demand.planned.profile))
        for key, profile in profiles:
            if profile is not None and profile not in port.profiles:
                hint = did_you_mean(profile, port.profiles)
                yield Problem(f"demand.{name}.{key}", f"unknown profile '{profile}'{hint}")
    for name, trait in port.traits.items():
        if name in port.calendars:
            yield Problem(f"traits.{name}", "is a calendar's name too; give one of the two another name")
        for stream in trait.of:
            if stream not in port.demand:
                hint = did_you_mean(stream, port.demand)
                yield Problem(f"traits.{name}.of", f"unknown stream '{stream}'{hint}")
    for name, place in port.places.items():
        if place.calendar is not None:
            calendar = port.calendars.get(place.calendar)
            if calendar is None or not calendar.hours:
                hint = did_you_mean(place.calendar, [c for c, v in port.calendars.items() if v.hours])
                what = "unknown calendar" if calendar is None else "a calendar of departures, not of hours:"
                yield Problem(f"places.{name}.calendar", f"{what} '{place.calendar}'{hint}")
        for key, count in ((place.noun, place.capacity), ("blocks", place.blocks)):
            own = port.terminals_of(place.mode)
            if own and count is not None and isinstance(count.value, dict) and set(count.value) != set(own):
                got, need = ", ".join(sorted(count.value)), ", ".join(sorted(own))
                yield Problem(
                    f"places.{name}.{key}.value", f"got terminals {got}; give one figure for each of {need}"
                )
    for told in world.flows.values():
        for step in walk(told.steps):
            if isinstance(step, Start) and step.flow not in world.flows:
                hint = did_you_mean(step.flow, world.flows)
                yield Problem(f"flows.{told.name}.{step.label}", f"starts unknown flow '{step.flow}'{hint}")


def _declares(port: Port, name: str) -> Iterator[Problem]:
    """What is wrong with a stream of declarations."""
    declares, key = port.demand[name].declares, f"demand.{name}.declares"
    if declares is None:
        return
    other = port.demand.get(declares.stream)
    if other is None:
        hint = did_you_mean(declares.stream, port.demand)
        yield Problem(f"{key}.stream", f"unknown stream '{declares.stream}'{hint}")
        return
    if other.before_start is not None or other.declares is not None:
        why = "it was there before the start" if other.declares is None else "it declares another itself"
        yield Problem(f"{key}.stream", f"'{declares.stream}' cannot be declared: {why}")
    if (first := port.owner(declares.stream, "declaration")) != name:
        yield Problem(f"{key}.stream", f"'{declares.stream}' is declared by {first} already")
    trait = port.traits.get(declares.early)
    if trait is None:
        hint = did_you_mean(declares.early, port.traits)
        yield Problem(f"{key}.early", f"unknown trait '{declares.early}'{hint}")
    elif trait.per != "declaration" or declares.stream not in trait.of:
        yield Problem(f"{key}.early", f"'{declares.early}' must be per declaration, and of {declares.stream}")


def _modes(port: Port) -> Iterator[Problem]:
    """Every mode of transport has terminals whose shares add up to 1; a carrier and a declaration keep it."""
    modes = dict.fromkeys(terminal.mode for terminal in port.terminals.values())
    for mode in modes:
        total = sum(port.terminals[name].share.value for name in port.terminals_of(mode))
        if abs(total - 1) > 1e-6:
            of_mode = f" of mode {mode}" if len(modes) > 1 else ""
            yield Problem("terminals", f"the shares{of_mode} add up to {total:.4g}; they must add up to 1")
    groups: dict[str, Mapping[str, Place] | Mapping[str, Demand]]
    groups = {"places": port.places, "demand": port.demand}
    for group, parts in groups.items():
        for name, part in parts.items():
            if part.mode not in modes:
                yield Problem(
                    f"{group}.{name}.mode",
                    f"got {part.mode}, but no terminal is of mode {part.mode}; add one under terminals",
                )
    for name, demand in port.demand.items():
        other = port.demand.get(parent := port.parent(name) or "")
        if other is not None and other.mode != demand.mode:
            yield Problem(
                f"demand.{name}.mode",
                f"got {demand.mode}, but stream '{parent}', with which {name} goes, is of mode {other.mode}; "
                "give both the same mode",
                f"demand.{name}",
            )


def _carriers(port: Port, name: str) -> list[str]:
    """Where a stream comes from, where that comes from, and so on; a circle is followed once."""
    found: list[str] = []
    parent = port.parent(name)
    while parent in port.demand and parent not in found:
        found.append(parent)
        parent = port.parent(parent)
    return found
