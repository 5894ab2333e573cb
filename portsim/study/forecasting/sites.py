"""At which of several sites a row of a list stands: by the place that it names, its traits, its terminal."""

from __future__ import annotations

from collections.abc import Mapping

from portsim.model.nearest import nearest_site
from portsim.model.other_site import choices
from portsim.model.step import Step
from portsim.model.world import World
from portsim.scenario.listed.rows import Row
from portsim.scenario.logs.raw import shown

OWN = ""  # no other site: where the flow says


def sites_at(world: World, row: Row, step: Step) -> Mapping[str, str]:
    """The sites at which a row can stand, each to its place there; none of a step without a place.

    Raises ConfigError: it names a place to which no such shipment goes, or goes by the shortest queue.
    """
    found = dict(_open_to(world, row, step))
    if not (place := _named(row, step)):
        return found
    there = {site: at for site, at in found.items() if at == place}
    if not there:
        raise row.wrong("step", f"got {shown(place)}, to which no such shipment of {row.terminal} goes")
    sites = world.port.other_sites
    by_queue = {site for site in found if site != OWN and sites[site].shortest_queue is not None}
    if by_queue and there.keys() & {OWN, *by_queue}:
        raise row.wrong(
            "step", f"got {shown(place)}, but a run sends it to the shortest queue; say {step.label}"
        )
    return there


def places_at(world: World, row: Row, step: Step) -> tuple[str, ...]:
    """The places at which a row can stand; several where its site is drawn or decided in a run."""
    return tuple(dict.fromkeys(sites_at(world, row, step).values())) if step.named("places") else ()


def goes_to(world: World, row: Row, step: Step) -> Mapping[str, bool]:
    """Of which other sites the place that a row names tells whether it goes there."""
    found: dict[str, bool] = {}
    if _named(row, step):
        there = sites_at(world, row, step)
        for each in step.others:
            if each.site not in there:
                found[each.site] = False
            elif len(there) == 1:
                found[each.site] = True
                break  # later ones are not asked
    return found


def traits_by_site(world: World, row: Row, step: Step) -> Mapping[str, bool]:
    """The traits that follow from the place that a row names."""
    sites, own = world.port.other_sites, world.streams.traits[row.stream]
    return {
        trait: goes
        for name, goes in goes_to(world, row, step).items()
        if (trait := sites[name].trait) in own and trait is not None and sites[name].takes(row.terminal)
    }


def _open_to(world: World, row: Row, step: Step) -> Mapping[str, str]:
    """The sites of a step that are open to a row by its terminal and the traits that it states."""
    port, own = world.port, world.streams.traits[row.stream]
    found: dict[str, str] = {}
    for each in step.others:
        site = port.other_sites[each.site]
        if not site.takes(row.terminal):
            continue
        has = None
        if site.trait is not None:
            has = row.traits.get(site.trait) if site.trait in own else False
        elif site.nearest is not None:
            choice = next(names for names in choices(port.other_sites) if each.site in names)
            has = nearest_site(port, choice, row.terminal) == each.site
        if has is not False:
            found[each.site] = each.place
        if has:
            return found  # it takes all whom no earlier one does
    places = step.named("places")
    return {**found, OWN: places[0]} if places else found


def _named(row: Row, step: Step) -> str:
    """The place that a row names in the place of a step; empty if it names the step."""
    return row.step if row.step in step.named("places") and row.step != step.label else ""
