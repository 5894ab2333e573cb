"""Controls in groups as a planner thinks: measures, places that belong together, demand, prices.

Which places belong together is read from the flows: those that mostly the same flows visit. What else the
flows read (tasks, chances, traits, calendars) stands with the places where it is done, or else with those
whose flows are most like its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from portsim.base.language import known, t
from portsim.model.flow import Flow
from portsim.model.step import Group as OfPort
from portsim.model.world import World
from portsim.report.words import inline, label, listed, parts_label
from portsim.scenario.scenario import Scenario
from portsim.serve.controls import Control

ALIKE = 0.5  # share of flows that places have in common to belong together
NAMED = 3  # places that name their group
READ_BY_FLOWS: tuple[OfPort, ...] = ("tasks", "chances", "traits", "calendars")
MEASURES, PORT, OTHER = "Measures and uptake", "The port", "Demand, prices and more"
Flows = frozenset[str]


class Grouped(NamedTuple):
    """A group of controls: the part of the page in which it stands, its title, and its controls with their
    titles."""

    part: str
    title: str
    controls: tuple[tuple[str, Control], ...]


def grouped(scenario: Scenario, controls: Iterable[Control]) -> tuple[Grouped, ...]:
    """All controls, each in one group; measures first, then the port in the order of its file."""
    clusters = _clusters(scenario.bare or scenario.baseline)
    found: dict[tuple[str, str], list[tuple[str, Control]]] = {}
    order = {MEASURES: 0, PORT: 1, OTHER: 2}
    for control in controls:
        part, title, own = _at(control, scenario, clusters)
        found.setdefault((part, title), []).append((own, control))
    titles = [_of_measure(use.measure, scenario) for uses in scenario.compare.values() for use in uses]
    titles += clusters.titles.values()
    places = {title: number for number, title in enumerate(dict.fromkeys(titles))}
    ranked = sorted(found, key=lambda each: (order[each[0]], places.get(each[1], len(places))))
    return tuple(Grouped(*key, tuple(sorted(found[key], key=_servers_first))) for key in ranked)


def _servers_first(titled: tuple[str, Control]) -> bool:
    return not titled[1].name.startswith("places.")


def _at(control: Control, scenario: Scenario, clusters: Clusters) -> tuple[str, str, str]:
    """Part of the page, title of the group, title of the control."""
    section, name, *rest = control.keys[0].split(".")
    own = parts_label([part for part in rest if part != "value"])
    if len(control.keys) > 1:
        own = label(control.name)
    elif section not in ("measures", "what_ifs"):
        own = t("{title}: {text}", title=label(name), text=inline(own)) if own else label(name)
    if section in ("measures", "what_ifs"):
        return MEASURES, _of_measure(name, scenario), own
    cluster = clusters.titles.get((section, name))
    if cluster is not None:
        return PORT, cluster, own
    return OTHER, _sections().get(section, label(section)), own


def _sections() -> dict[str, str]:
    """Titles of groups by the part of a scenario file whose numbers they hold."""
    return {
        "demand": t("Demand"),
        "profiles": t("Demand"),
        "tariffs": t("Prices"),
        "targets": t("Targets"),
        "tasks": t("Other times"),
        "shapes": t("Other times"),
        "traits": t("Other shares"),
        "other_sites": t("Other sites"),
        "chances": t("Other shares"),
    }


def _of_measure(name: str, scenario: Scenario) -> str:
    what_if = scenario.what_ifs.get(name)
    return known(what_if.title if what_if else "") or label(name)


class Clusters(NamedTuple):
    """(section, name) of parts of the port to the title of their group."""

    titles: Mapping[tuple[str, str], str]


def _clusters(world: World) -> Clusters:
    flows = _flows_of(world)
    visits = {name: _users(flows, "places", name) for name in world.port.places}
    together: list[tuple[Flows, list[str]]] = []
    for place, users in visits.items():
        near = max(together, key=lambda each: _alike(each[0], users), default=None)
        if near is not None and users and _alike(near[0], users) >= ALIKE:
            near[1].append(place)
        else:
            together.append((users, [place]))
    titles = {("places", place): _title(places) for _, places in together for place in places}
    for section in READ_BY_FLOWS:
        for name in getattr(world.port, section):
            there = _where(world, flows, section, name)
            users = _users(flows, section, name)
            near = max(together, key=lambda each: _alike(each[0], users), default=None)
            if there is not None:
                titles[section, name] = titles["places", there]
            elif near is not None and _alike(near[0], users) > 0:
                titles[section, name] = _title(near[1])
    for name, site in world.port.other_sites.items():
        named = (titles.get(("places", other)) for other in site.instead.values())
        there = next((title for title in named if title), "")
        for key in (("other_sites", name), ("traits", site.trait or "")):
            if there:
                titles.setdefault(key, there)
    return Clusters(titles)


def _flows_of(world: World) -> Mapping[str, Flow]:
    """The flows that streams run through."""
    return {flow.name: flow for flow in world.streams.flows_run}


def _users(flows: Mapping[str, Flow], section: OfPort, name: str) -> Flows:
    return frozenset(flow for flow, each in flows.items() if name in each.named.get(section, ()))


def _where(world: World, flows: Mapping[str, Flow], section: OfPort, name: str) -> str | None:
    """The place at which a task is done, or whose servers keep a calendar; None if there is none."""
    if section == "calendars":
        kept = (place for place, each in world.port.places.items() if each.calendar == name)
        return next(kept, None)
    if section != "tasks":
        return None
    steps = (step for flow in flows.values() for step in flow.all_steps if name in step.named("tasks"))
    return next((place for step in steps for place in step.named("places")), None)


def _alike(one: Flows, other: Flows) -> float:
    """Flows in common, of all of both (Jaccard); 0 of none."""
    return len(one & other) / len(one | other) if one | other else 0.0


def _title(places: list[str]) -> str:
    names = listed([label(places[0]), *map(inline, places[1:NAMED])])
    return t("{names} and more", names=names) if len(places) > NAMED else names
