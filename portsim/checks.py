"""What can be known to be wrong before minute zero: names, signals, deadlocks, overload."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from portsim.errors import did_you_mean
from portsim.port import Demand, Place, Port
from portsim.sourced import ASSUMPTION, USER, Part, sourced_numbers
from portsim.steps import (
    Body,
    Flow,
    Inside,
    Maybe,
    Signal,
    Start,
    Step,
    Travel,
    Visit,
    WaitForNext,
    WaitUntil,
    When,
    reachable,
    walk,
)
from portsim.world import World


@dataclass(frozen=True)
class Problem:
    """A thing that is wrong, with its dotted key; `at` is where to look if a file has no such key."""

    key: str
    message: str
    at: str = ""


def problems(world: World) -> list[Problem]:
    """Everything wrong with the names and threads of a world; empty when it can run."""
    found = list(_structure(world))
    if found:
        return found
    return [*_unknown_names(world), *_signals(world), *_deadlocks(world), *_threads(world)]


def used_keys(world: World) -> set[str]:
    """Dotted keys of all named parts that some reachable step or stream reads."""
    port = world.port
    keys = {f"terminals.{name}" for name in port.terminals} | {f"demand.{name}" for name in port.demand}
    for demand in port.demand.values():
        if demand.declares is not None:
            keys.add(f"traits.{demand.declares.early}")
        keys |= {f"profiles.{p}" for p in (demand.profile, demand.planned and demand.planned.profile) if p}
    for flow in _reached(world):
        for step in walk(flow.steps):
            keys |= {f"{group}.{name}" for group, name in names_read(step)}
            if isinstance(step, When):
                keys |= {f"calendars.{name}" for name in step.traits}
    keys |= {f"calendars.{c}" for p in port.places.values() if (c := p.calendar)}
    return keys


def unused(world: World) -> list[str]:
    """Dotted keys of parts that nobody reads."""
    port, used = world.port, used_keys(world)
    groups = ("places", "tasks", "chances", "traits", "calendars", "profiles")
    return [f"{g}.{name}" for g in groups for name in getattr(port, g) if f"{g}.{name}" not in used]


def names_read(step: Step) -> Iterator[tuple[str, str]]:
    """(group, name) of every part of the port that a step reads."""
    if isinstance(step, Visit | Inside):
        yield "places", step.place
    if isinstance(step, Visit | Travel):
        yield "tasks", step.task
    if isinstance(step, Maybe):
        yield "chances", step.chance
    if isinstance(step, When):
        yield from (("traits", trait) for trait in step.traits)
    if isinstance(step, WaitForNext):
        yield "calendars", step.dispatch


def unknown_sources(part: Part, evidence: Collection[str]) -> list[Problem]:
    """Sources that are neither rows of the evidence list nor honest about having none."""
    return [
        Problem(f"{key}.source", f"unknown source '{name}'{did_you_mean(name, (*evidence, ASSUMPTION))}")
        for key, number in sourced_numbers(part)
        for name in number.source
        if name not in evidence and name not in (ASSUMPTION, USER) and not name.startswith("claim ")
    ]


def _structure(world: World) -> Iterator[Problem]:
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


def _reached(world: World) -> list[Flow]:
    names = dict.fromkeys(f for d in world.port.demand.values() for f in reachable(d.flows, world.flows))
    return [world.flows[name] for name in names]


def _unknown_names(world: World) -> Iterator[Problem]:
    port = world.port
    known = {g: set(getattr(port, g)) for g in ("places", "tasks", "chances", "traits", "calendars")}
    known["traits"] |= {name for name, calendar in port.calendars.items() if calendar.hours}
    told: set[tuple[str, str]] = set()
    for name, demand in port.demand.items():
        planned = {demand.planned.name} if demand.planned else set()
        for flow in reachable(demand.flows, world.flows):
            for step in walk(world.flows[flow].steps):
                for group, part in names_read(step):
                    known_here = known[group] | (planned if group == "calendars" else set())
                    if part in known_here or (group, part) in told:
                        continue
                    yield Problem(
                        f"flows.{flow}.{step.label}",
                        _lacks(port, name, group, part, known_here),
                        f"demand.{name}.flows",
                    )
                    told.add((group, part))
                there = port.places.get(step.place) if isinstance(step, Visit | Inside) else None
                if isinstance(step, Visit | Inside) and there is not None and there.mode != demand.mode:
                    yield Problem(
                        f"flows.{flow}.{step.label}",
                        f"stream {name} is of mode {demand.mode} and visits place '{step.place}' of mode "
                        f"{there.mode}; give the stream or the place the other mode",
                        f"demand.{name}.flows",
                    )
                calendar = port.calendars.get(step.dispatch) if isinstance(step, WaitForNext) else None
                if isinstance(step, WaitForNext) and calendar and not calendar.departures:
                    yield Problem(
                        f"flows.{flow}.{step.label}",
                        f"waits for calendar '{step.dispatch}', which has hours and no departures",
                        f"calendars.{step.dispatch}",
                    )
    for place, config in port.places.items():
        for terminal in port.terminals_of(config.mode):
            if config.pools(terminal) < 1:
                yield Problem(f"places.{place}.blocks", f"terminal {terminal} needs at least 1 block")
            if config.capacity.at(terminal) < 1:
                yield Problem(
                    f"places.{place}.{config.noun}", f"got 0 at terminal {terminal}, allowed 1 or more"
                )


def _lacks(port: Port, stream: str, group: str, part: str, known: Collection[str]) -> str:
    """The message that a stream's flow needs a part which the port does not have."""
    if group == "traits" and part in port.calendars:
        return f"asks whether calendar '{part}' is open, which has departures and no hours"
    words = {"calendars": "calendar or planned time", "traits": "trait or calendar of hours"}
    word = words.get(group, group.removesuffix("s"))
    where = "under neither traits nor calendars" if group == "traits" else f"not under {group}"
    return f"stream {stream} needs {word} '{part}', which is {where}{did_you_mean(part, known)}"


def _signals(world: World) -> Iterator[Problem]:
    sent = {
        name: {
            step.signal
            for flow in reachable(demand.flows, world.flows)
            for step in walk(world.flows[flow].steps)
            if isinstance(step, Signal)
        }
        for name, demand in world.port.demand.items()
    }
    for name, demand in world.port.demand.items():
        for flow in reachable(demand.flows, world.flows):
            for step in walk(world.flows[flow].steps):
                if not isinstance(step, WaitUntil):
                    continue
                by = world.port.owner(name, step.of)
                if by is None:
                    yield Problem(
                        f"flows.{flow}.{step.label}",
                        f"waits for '{step.signal}' of its {step.of}, but stream {name} has no {step.of}",
                        f"demand.{name}.flows",
                    )
                    continue
                if step.signal not in sent[by]:
                    yield Problem(
                        f"flows.{flow}.{step.label}",
                        f"waits for signal '{step.signal}', which no flow of stream {by} sends"
                        f"{did_you_mean(step.signal, sent[by])}",
                        f"demand.{name}.flows",
                    )


def _threads(world: World) -> Iterator[Problem]:
    for name, demand in world.port.demand.items():
        threads = reachable(demand.flows, world.flows)
        if len(threads) > 64:
            yield Problem(f"demand.{name}.flows", f"got {len(threads)} threads a shipment, allowed 64")
        for flow in {f for f in demand.flows if demand.flows.count(f) > 1}:
            yield Problem(f"demand.{name}.flows", f"'{flow}' stands twice; a shipment runs it once")
        running = False
        for flow in threads:
            for step in walk(world.flows[flow].steps):
                if not isinstance(step, Start):
                    continue
                if step.flow in demand.flows or flow in reachable((step.flow,), world.flows):
                    running = True
                    yield Problem(
                        f"flows.{flow}.{step.label}",
                        f"starts '{step.flow}', which is already at work for this shipment",
                        f"demand.{name}.flows",
                    )
        if running:
            continue
        started = sum((_starts(world.flows[f].steps, world) for f in demand.flows), Counter[str]())
        for flow in (f for f, n in started.items() if n > 1):
            yield Problem(f"flows.{flow}", "can be started twice for one shipment", f"demand.{name}.flows")


def _starts(body: Body, world: World) -> Counter[str]:
    """How often a body can start each flow, by itself or through others; of two branches one is taken."""
    total = Counter[str]()
    for step in body:
        if isinstance(step, Start):
            total += Counter((step.flow,)) + _starts(world.flows[step.flow].steps, world)
        elif isinstance(step, Inside):
            total += _starts(step.body, world)
        elif isinstance(step, Maybe | When):
            total += _starts(step.body, world) | _starts(step.orelse, world)
    return total


def _deadlocks(world: World) -> Iterator[Problem]:
    """Nested holds must take places in one order: a circle can stand still for ever (Coffman 1971)."""
    edges: dict[str, dict[str, str]] = {}

    def collect(body: Body, held: tuple[str, ...], flow: str) -> None:
        for step in body:
            if isinstance(step, Visit | Inside):
                for outer in held:
                    edges.setdefault(outer, {}).setdefault(step.place, f"{flow}.{step.label}")
            if isinstance(step, Inside):
                collect(step.body, (*held, step.place), flow)
            elif isinstance(step, Maybe | When):
                collect(step.body, held, flow)
                collect(step.orelse, held, flow)

    for flow in _reached(world):
        collect(flow.steps, (), flow.name)
    for place in edges:
        path = _circle(place, edges)
        if path and place == min(path):
            where = "; ".join(f"{a} before {b} in {edges[a][b]}" for a, b in itertools.pairwise(path))
            yield Problem(
                f"flows.{edges[path[0]][path[1]]}",
                f"can deadlock: places are held in conflicting order ({where}); take them in one order",
            )


def _circle(start: str, edges: dict[str, dict[str, str]]) -> list[str]:
    paths = [[start]]
    seen: set[str] = set()
    for path in paths:
        for following in edges.get(path[-1], {}):
            if following == start:
                return [*path, start]
            if following not in seen:
                seen.add(following)
                paths.append([*path, following])
    return []
