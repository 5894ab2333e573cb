"""Flows with the sites of a port: each step that can be done at several sites knows all of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Any, NamedTuple

from portsim.model.flow import Flow
from portsim.model.other_site import OtherSite, choices
from portsim.model.step import Elsewhere, Group, Step, rebuilt, spoken
from portsim.model.words import Travel, Visit

Pairs = tuple[tuple[str, str], ...]  # what takes the part of what


class Known(NamedTuple):
    """A site as flows ask for it: the number of its choice, what takes the part of what there, and the places
    there and here whose queues are compared."""

    site: str
    choice: int
    instead: Pairs
    queues: tuple[str, str] | None


@dataclass(frozen=True)
class VisitAtSites(Visit):
    """A visit that some shipments make at another site; `others` in the order in which they are asked."""

    others: tuple[Elsewhere, ...] = ()

    @property
    def names(self) -> tuple[tuple[Group, str], ...]:
        pairs: list[tuple[Group, str]] = [*super().names]
        for each in self.others:
            pairs += [("places", each.place), ("tasks", each.task)]
        return tuple(dict.fromkeys(pairs))

    def sentence(self, calendars: Collection[str]) -> str:
        queue, _, task = super().sentence(calendars).partition(", ")
        return f"{queue}{_elsewhere(self.others, self.place, self.task)}, {task}"


@dataclass(frozen=True)
class TravelToSites(Travel):
    """A way that some shipments go to another site."""

    others: tuple[Elsewhere, ...] = ()

    @property
    def names(self) -> tuple[tuple[Group, str], ...]:
        further: tuple[tuple[Group, str], ...] = tuple(("tasks", each.task) for each in self.others)
        return tuple(dict.fromkeys((*super().names, *further)))

    def sentence(self, calendars: Collection[str]) -> str:
        return f"{super().sentence(calendars)}{_elsewhere(self.others, '', self.task)}"


def _elsewhere(others: tuple[Elsewhere, ...], place: str, task: str) -> str:
    """What the other sites have in the place of what a flow names, in brackets."""
    said = []
    for each in others:
        here = [name for name, own in ((each.place, place), (each.task, task)) if name and name != own]
        said.append(f"{spoken(each.site)}: {', '.join(map(spoken, here)) or 'as here'}")
    return f" ({'; '.join(said)})"


def with_sites(flows: Mapping[str, Flow], sites: Mapping[str, OtherSite]) -> Mapping[str, Flow]:
    """The flows, in which every visit and way that can be done at several sites knows all of them.

    Sites by trait come first, as they are asked first. Whatever a step knew of sites before is forgotten.
    """
    numbers = {name: number for number, names in enumerate(choices(sites)) for name in names}
    ordered = sorted(sites, key=lambda name: sites[name].rule != "trait")
    known = tuple(_known(name, sites[name], numbers[name]) for name in ordered)
    return {name: _with_sites(flow, known) for name, flow in flows.items()}


def _known(name: str, site: OtherSite, choice: int) -> Known:
    place = site.shortest_queue
    queues = None if place is None else (site.instead.get(place, place), place)
    return Known(name, choice, tuple(site.instead.items()), queues)


@lru_cache(maxsize=1024)  # a world is made anew by each change of a measure
def _with_sites(flow: Flow, known: tuple[Known, ...]) -> Flow:
    steps = rebuilt(flow.steps, lambda step: _at_sites(step, known))
    return flow if steps == flow.steps else replace(flow, steps=steps)


def _at_sites(step: Step, known: tuple[Known, ...]) -> Step:
    """The step with all sites that have another place or task for it; of those whose queues are compared with
    all of their choice, as the first step that one comes to decides for the others."""
    if not isinstance(step, Visit | Travel):
        return step
    place = step.place if isinstance(step, Visit) else ""
    own = {each.site for each in known if {place, step.task} & dict(each.instead).keys()}
    compared = {each.choice for each in known if each.site in own and each.queues is not None}
    others = tuple(
        Elsewhere(
            each.site,
            dict(each.instead).get(place, place),
            dict(each.instead).get(step.task, step.task),
            each.queues,
        )
        for each in known
        if each.site in own or (each.queues is not None and each.choice in compared)
    )
    if others == step.others:
        return step
    plain, sited = (Visit, VisitAtSites) if isinstance(step, Visit) else (Travel, TravelToSites)
    said: dict[str, Any] = {each.name: getattr(step, each.name) for each in fields(plain)}
    return sited(**said, others=others) if others else plain(**said)
