"""How the parts of a port refer to one another: one rule a function."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from portsim.base.errors import did_you_mean
from portsim.model.calendar import Calendar
from portsim.model.demand import Arrivals, Brought, Declared, Demand
from portsim.model.place import Mode, Place
from portsim.model.port import Port
from portsim.model.world import World
from portsim.scenario.checks.appointments import appointments
from portsim.scenario.checks.other_sites import other_sites
from portsim.scenario.checks.problem import Problem
from portsim.scenario.checks.sketch import sketch


def structure(world: World) -> Iterator[Problem]:
    """What is wrong with how parts refer to one another; flows can only be walked once this is right."""
    for rule in RULES:
        yield from rule(world)
    for stream in world.port.demand:
        for of_stream in RULES_OF_A_STREAM:
            yield from of_stream(world, stream)
    for rule in FURTHER_RULES:
        yield from rule(world)


# --- modes of transport


def _shares_of_terminals(world: World) -> Iterator[Problem]:
    """The shares of the terminals of each mode of transport add up to 1."""
    port, modes = world.port, _modes(world.port)
    for mode in modes:
        total = sum(port.terminals[name].share.value for name in port.terminals_of(mode))
        if abs(total - 1) > 1e-6:
            of_mode = f" of mode {mode}" if len(modes) > 1 else ""
            yield Problem("terminals", f"the shares{of_mode} add up to {total:.4g}; they must add up to 1")


def _times_of_terminals(world: World) -> Iterator[Problem]:
    """What takes another time at a terminal is a task."""
    tasks = world.port.tasks
    for name, terminal in world.port.terminals.items():
        for task in terminal.times:
            if task not in tasks:
                key = f"terminals.{name}.times.{task}"
                yield Problem(key, f"unknown task '{task}'{did_you_mean(task, tasks)}")


def _modes_with_terminals(world: World) -> Iterator[Problem]:
    """Every mode of a place or a stream has terminals."""
    modes = _modes(world.port)
    groups: dict[str, Mapping[str, Place] | Mapping[str, Demand]]
    groups = {"places": world.port.places, "demand": world.port.demand}
    for group, parts in groups.items():
        for name, part in parts.items():
            if part.mode not in modes:
                yield Problem(
                    f"{group}.{name}.mode",
                    f"got {part.mode}, but no terminal is of mode {part.mode}; add one under terminals, or "
                    f"leave all of that mode out: without: [{part.mode}]",
                )


def _modes_of_relatives(world: World) -> Iterator[Problem]:
    """A carrier and a declaration keep the mode of what they go with."""
    demand = world.port.demand
    for name, parent in world.streams.parent.items():
        other = demand.get(parent or "")
        if other is not None and other.mode != demand[name].mode:
            yield Problem(
                f"demand.{name}.mode",
                f"got {demand[name].mode}, but stream '{parent}', with which {name} goes, is of mode "
                f"{other.mode}; give both the same mode",
                f"demand.{name}",
            )


def _modes(port: Port) -> Mapping[Mode, None]:
    return dict.fromkeys(terminal.mode for terminal in port.terminals.values())


# --- streams


def _flows(world: World, stream: str) -> Iterator[Problem]:
    """A stream begins flows that exist."""
    for flow in world.port.demand[stream].flows:
        if flow not in world.flows:
            yield Problem(f"demand.{stream}.flows", f"unknown flow '{flow}'{did_you_mean(flow, world.flows)}")


def _carriers(world: World, stream: str) -> Iterator[Problem]:
    """A carrier is a stream of its own that comes during the run."""
    streams, demand = world.port.demand, world.port.demand[stream]
    key, carrier = f"demand.{stream}.{demand.carrier_key}", demand.carrier
    if carrier is None:
        return
    if carrier not in streams:
        yield Problem(key, f"unknown stream '{carrier}'{did_you_mean(carrier, streams)}")
    elif streams[carrier].there_before:
        yield Problem(key, f"stream '{carrier}' was there before the start")


def _declared(world: World, stream: str) -> Iterator[Problem]:
    """Declarations are of one stream that can be declared, and that no other stream declares."""
    port, key, demand = world.port, f"demand.{stream}.declares", world.port.demand[stream]
    if not isinstance(demand, Declared):
        return
    declares = demand.declares
    other = port.demand.get(declares.stream)
    if other is None:
        hint = did_you_mean(declares.stream, port.demand)
        yield Problem(f"{key}.stream", f"unknown stream '{declares.stream}'{hint}")
        return
    if other.there_before or isinstance(other, Declared):
        why = "it was there before the start" if other.there_before else "it declares another itself"
        yield Problem(f"{key}.stream", f"'{declares.stream}' cannot be declared: {why}")
    if (first := world.streams.declaration[declares.stream]) != stream:
        yield Problem(f"{key}.stream", f"'{declares.stream}' is declared by {first} already")


def _early_declarations(world: World, stream: str) -> Iterator[Problem]:
    """The trait of early declarations is one that boxes of a declaration share."""
    port, demand = world.port, world.port.demand[stream]
    if not isinstance(demand, Declared) or demand.declares.stream not in port.demand:
        return
    declares = demand.declares
    trait, key = port.traits.get(declares.early), f"demand.{stream}.declares.early"
    if trait is None:
        yield Problem(key, f"unknown trait '{declares.early}'{did_you_mean(declares.early, port.traits)}")
    elif trait.per != "declaration" or declares.stream not in trait.of:
        yield Problem(key, f"'{declares.early}' must be per declaration, and of {declares.stream}")


def _no_circles(world: World, stream: str) -> Iterator[Problem]:
    """No stream comes from itself, by whatever way."""
    found: list[str] = []
    parent = world.streams.parent[stream]
    while parent in world.port.demand and parent not in found:
        found.append(parent)
        parent = world.streams.parent[parent]
    if stream in found:
        circle = " -> ".join((stream, *found))
        yield Problem(f"demand.{stream}", f"streams carry one another in a circle: {circle}")


def _profiles(world: World, stream: str) -> Iterator[Problem]:
    """The profiles of arrivals and of planned times exist."""
    profiles = world.port.profiles
    for key, profile in world.port.demand[stream].profiles():
        if profile not in profiles:
            yield Problem(
                f"demand.{stream}.{key}", f"unknown profile '{profile}'{did_you_mean(profile, profiles)}"
            )


def _planned_for(world: World, stream: str) -> Iterator[Problem]:
    """Who goes by a carrier's plan is taken by it, or declares what it brings."""
    streams, lateness = world.port.demand, world.port.demand[stream].lateness
    for name in () if lateness is None else lateness.planned_for:
        key = f"demand.{stream}.lateness.planned_for"
        if name not in streams:
            yield Problem(key, f"unknown stream '{name}'{did_you_mean(name, streams)}")
            continue
        other = streams[name]
        taken = isinstance(other, Arrivals) and other.taken_by == stream
        if not taken and not (isinstance(other, Declared) and stream in _brought_by(world, other)):
            yield Problem(
                key,
                f"{name} is neither taken by {stream} nor declares what it brings, so it goes by no "
                "plan of it; leave it out",
            )


def _brought_by(world: World, declaration: Declared) -> list[str]:
    """The carriers that bring what is declared, one with the other."""
    found: list[str] = []
    demand = world.port.demand.get(declaration.declares.stream)
    while isinstance(demand, Brought) and demand.brought_by not in found:
        found.append(demand.brought_by)
        demand = world.port.demand.get(demand.brought_by)
    return found


def _stays_away(world: World, stream: str) -> Iterator[Problem]:
    """Who stays away has hours to do so, and a time to come of his own."""
    port, demand = world.port, world.port.demand[stream]
    if demand.stays_away is None:
        return
    key, during = f"demand.{stream}.stays_away", demand.stays_away.during
    hours = [name for name, calendar in port.calendars.items() if calendar.hours]
    if during not in hours:
        what = "calendar of departures, not of hours:" if during in port.calendars else "unknown calendar"
        yield Problem(f"{key}.during", f"{what} '{during}'{did_you_mean(during, hours)}")
    if (other := next((name for name, d in port.demand.items() if d.carrier == stream), None)) is not None:
        yield Problem(key, f"{stream} carries {other}, which cannot come without it")
    elif demand.planned is None and (isinstance(demand, Brought) or demand.there_before):
        how = "comes with its carrier" if isinstance(demand, Brought) else "is there before the start"
        yield Problem(key, f"{stream} {how} and has no planned time to come; name streams that have one")


# --- traits, places and flows


def _traits(world: World) -> Iterator[Problem]:
    """A trait has a name of its own, and streams that exist."""
    port = world.port
    for name, trait in port.traits.items():
        if name in port.calendars:
            yield Problem(f"traits.{name}", "is a calendar's name too; give one of the two another name")
        for stream in trait.of:
            if stream not in port.demand:
                hint = did_you_mean(stream, port.demand)
                yield Problem(f"traits.{name}.of", f"unknown stream '{stream}'{hint}")


def _places(world: World) -> Iterator[Problem]:
    """A place works by a calendar of hours, and has a figure for each of its terminals or one for all."""
    for name, place in world.port.places.items():
        yield from _hours_of(name, place, world.port.calendars)
        yield from _shared(world.port, name)
        terminals = sorted(world.port.sites(name))
        blocks = [] if place.blocks is None else [("blocks", place.blocks)]
        for key, count in (*place.counts(), *blocks):
            if not isinstance(count.value, dict) or not terminals:
                continue
            if (got := sorted(count.value)) != terminals:
                yield Problem(
                    f"places.{name}.{key}.value",
                    f"got terminals {', '.join(got)}; give one figure for each of {', '.join(terminals)}",
                )


def _shared(port: Port, name: str) -> Iterator[Problem]:
    """The terminals that share a place are two or more of its mode, each named once."""
    key, place = f"places.{name}.serves", port.places[name]
    known = port.terminals_of(place.mode)
    if len(place.serves) == 1:
        yield Problem(key, f"got {place.serves[0]} alone, allowed two terminals or more that share the place")
    for number, terminal in enumerate(place.serves):
        if terminal not in known:
            yield Problem(key, f"unknown terminal '{terminal}'{did_you_mean(terminal, known)}")
        elif terminal in place.serves[:number]:
            yield Problem(key, f"names terminal '{terminal}' twice")


def _hours_of(name: str, place: Place, calendars: Mapping[str, Calendar]) -> Iterator[Problem]:
    if place.calendar is None:
        return
    calendar = calendars.get(place.calendar)
    if calendar is None or not calendar.hours:
        hint = did_you_mean(place.calendar, [known for known, each in calendars.items() if each.hours])
        what = "unknown calendar" if calendar is None else "a calendar of departures, not of hours:"
        yield Problem(f"places.{name}.calendar", f"{what} '{place.calendar}'{hint}")


def _started_flows(world: World) -> Iterator[Problem]:
    """A step starts flows that exist."""
    for flow in world.flows.values():
        for step in flow.all_steps:
            for name in step.starts:
                if name not in world.flows:
                    hint = did_you_mean(name, world.flows)
                    yield Problem(f"flows.{flow.name}.{step.label}", f"starts unknown flow '{name}'{hint}")


# --- in the order in which they are reported

Rule = Callable[[World], Iterator[Problem]]

RULES: tuple[Rule, ...] = (
    _shares_of_terminals,
    _times_of_terminals,
    _modes_with_terminals,
    _modes_of_relatives,
)
RULES_OF_A_STREAM: tuple[Callable[[World, str], Iterator[Problem]], ...] = (
    _flows,
    _carriers,
    _declared,
    _early_declarations,
    _no_circles,
    _profiles,
    _planned_for,
    _stays_away,
)
FURTHER_RULES: tuple[Rule, ...] = (_traits, appointments, _places, sketch, _started_flows, other_sites)
