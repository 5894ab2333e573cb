"""Parts of the port that no step reads, and sources that do not exist."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from portsim.base.errors import did_you_mean
from portsim.model.demand import Declared
from portsim.model.keys import children
from portsim.model.part import Part
from portsim.model.port import Port
from portsim.model.sourced import ASSUMPTION, LOG, USER, Sourced, sourced_numbers
from portsim.model.varied import Varied
from portsim.model.world import World
from portsim.scenario.checks.problem import Problem


def used_keys(world: World) -> set[str]:
    """Dotted keys of all named parts that some reachable step or stream reads."""
    port = world.port
    keys = {f"terminals.{name}" for name in port.terminals} | {f"demand.{name}" for name in port.demand}
    for demand in port.demand.values():
        if isinstance(demand, Declared):
            keys.add(f"traits.{demand.declares.early}")
        keys |= {f"profiles.{profile}" for _, profile in demand.profiles()}
        if demand.stays_away is not None:
            keys.add(f"calendars.{demand.stays_away.during}")
    keys |= {f"traits.{each.books}" for each in port.appointments.values()}
    for flow in world.streams.flows_run:
        keys |= {f"{group}.{name}" for group, names in flow.named.items() for name in names}
        keys |= {f"calendars.{name}" for name in flow.named.get("traits", ())}  # a fork can ask for hours too
    keys |= {f"places.{place}" for name, place in port.levels.items() if f"chances.{name}" in keys}
    asked = {each.site for flow in world.streams.flows_run for step in flow.all_steps for each in step.others}
    keys |= {f"other_sites.{name}" for name in asked}
    keys |= {f"traits.{trait}" for name in asked if (trait := port.other_sites[name].trait) is not None}
    keys |= {f"calendars.{c}" for p in port.places.values() if (c := p.calendar)}
    return keys


def unused(world: World) -> list[str]:
    """Dotted keys of parts that nobody reads."""
    port, used = world.port, used_keys(world)
    groups = ("places", "tasks", "chances", "traits", "calendars", "profiles", "other_sites")
    return [f"{g}.{name}" for g in groups for name in getattr(port, g) if f"{g}.{name}" not in used]


def _with_alternatives(part: Part) -> Iterator[tuple[str, Sourced]]:
    """Every sourced number below a part, each with its named alternatives."""
    for key, number in sourced_numbers(part):
        yield key, number
        if isinstance(number, Varied):
            yield from ((f"{key}.alternatives.{name}", other) for name, other in number.alternatives.items())


def unknown_sources_of_changes(port: Port, before: Port, evidence: Collection[str]) -> list[Problem]:
    """Sources of the parts that another port did not have, as `unknown_sources`."""
    changed: dict[str, Any] = {}
    for group, parts in before.children().items():
        known = children(parts)
        now = children(getattr(port, group))
        changed[group] = {name: part for name, part in now.items() if known.get(name) is not part}
    return unknown_sources(Port.model_construct(**changed), evidence)


def unknown_sources(part: Part, evidence: Collection[str]) -> list[Problem]:
    """Sources that are neither rows of the evidence list nor marked as assumptions; `log` is one where the
    number is counted in the log of its stream, or a note says which log it was fitted to."""
    streams = part.demand.items() if isinstance(part, Port) else ()
    counted = {
        f"demand.{name}.{key}"
        for name, demand in streams
        if demand.log is not None
        for key in ("per_day", "number")
    }
    return [
        Problem(
            f"{key}.source", f"unknown source '{name}'{did_you_mean(name, (*evidence, ASSUMPTION, USER))}"
        )
        for key, number in _with_alternatives(part)
        for name in number.source
        if not (name == LOG and (key in counted or number.note))
        and name not in evidence
        and name not in (ASSUMPTION, USER)
        and not name.startswith("claim ")
    ]
