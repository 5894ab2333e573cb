"""Flows with the sites of a port: each step that can be done at several sites knows all of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Any

from portsim.model.flow import Flow
from portsim.model.other_site import OtherSite
from portsim.model.step import Elsewhere, Group, Step, rebuilt, spoken
from portsim.model.words import Travel, Visit

Instead = tuple[tuple[str, Mapping[str, str]], ...]  # each site with what takes the part of what there


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
        said.append(f"{spoken(each.site)}: {', '.join(map(spoken, here))}")
    return f" ({'; '.join(said)})"


def with_sites(flows: Mapping[str, Flow], sites: Mapping[str, OtherSite]) -> Mapping[str, Flow]:
    """The flows, in which every visit and way that can be done at several sites knows all of them.

    Sites by trait come first, as they are asked first. Whatever a step knew of sites before is forgotten.
    """
    ordered = sorted(sites, key=lambda name: sites[name].rule != "trait")
    instead = tuple((name, tuple(sites[name].instead.items())) for name in ordered)
    return {name: _with_sites(flow, instead) for name, flow in flows.items()}


@lru_cache(maxsize=1024)  # a world is made anew by each change of a measure
def _with_sites(flow: Flow, instead: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]) -> Flow:
    known = tuple((name, dict(pairs)) for name, pairs in instead)
    steps = rebuilt(flow.steps, lambda step: _at_sites(step, known))
    return flow if steps == flow.steps else replace(flow, steps=steps)


def _at_sites(step: Step, instead: Instead) -> Step:
    if not isinstance(step, Visit | Travel):
        return step
    place = step.place if isinstance(step, Visit) else ""
    others = tuple(
        Elsewhere(site, known.get(place, place), known.get(step.task, step.task))
        for site, known in instead
        if place in known or step.task in known
    )
    if others == step.others:
        return step
    plain, sited = (Visit, VisitAtSites) if isinstance(step, Visit) else (Travel, TravelToSites)
    said: dict[str, Any] = {each.name: getattr(step, each.name) for each in fields(plain)}
    return sited(**said, others=others) if others else plain(**said)
