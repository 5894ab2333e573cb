"""Names in flows that the port does not have."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from portsim.base.errors import did_you_mean
from portsim.model.flow import reachable
from portsim.model.port import Port
from portsim.model.steps import Inside, Maybe, Step, Travel, Visit, WaitForNext, When, walk
from portsim.model.world import World
from portsim.scenario.checks.problem import Problem


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


def unknown_names(world: World) -> Iterator[Problem]:
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
