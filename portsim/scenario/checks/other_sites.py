"""Other sites: what they stand in for is visited, what stands in is there, and one rule is for the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from portsim.base.errors import PortsimError, did_you_mean
from portsim.base.units import show_share
from portsim.model.flow import Flow
from portsim.model.other_site import OtherSite, choices
from portsim.model.port import Port
from portsim.model.step import Group
from portsim.model.world import World
from portsim.scenario.checks.problem import Problem

ROUNDING = 1e-9
MOST_QUEUES = 4  # of other sites in one choice: each further one doubles the rows of its programs


def other_sites(world: World) -> Iterator[Problem]:
    """Names of all other sites, and how the sites of each choice go together."""
    port = world.port
    try:
        flows = world.streams.flows_run if port.other_sites else ()
    except PortsimError:  # a flow that there is not, which another rule tells
        return
    for name, site in port.other_sites.items() if flows else ():
        if name in port.traits or name in port.calendars:
            taken = "a trait" if name in port.traits else "a calendar"
            yield Problem(f"other_sites.{name}", f"this name is taken by {taken}; give the site another one")
        for main, other in site.instead.items():
            yield from _stands_in(world, f"other_sites.{name}.instead.{main}", site, main, other)
        yield from _rule(port, name, site)
        if _given(world) and site.trait in port.traits and not _has_takers(world, site, site.trait):
            yield Problem(
                f"other_sites.{name}.trait",
                f"no shipment that comes to such a place or way has the trait '{site.trait}'; add its stream "
                f"to traits.{site.trait}.of",
            )
        yield from _terminals(port, name, site)
    for choice in choices(port.other_sites):
        yield from _together(port, choice)


def _stands_in(world: World, key: str, site: OtherSite, main: str, other: str) -> Iterator[Problem]:
    """What takes the part of a place or task is of its kind, and flows can leave the choice to the port."""
    port = world.port
    known: dict[Group, Sequence[str]] = {"places": [*port.places], "tasks": [*port.tasks]}
    groups = [group for group, names in known.items() if main in names]
    if not groups:
        names = (*port.places, *port.tasks)
        yield Problem(key, f"unknown place or task '{main}'{did_you_mean(main, names)}")
    elif len(groups) == 2:
        yield Problem(key, f"'{main}' is a place and a task; give one of the two another name")
    elif other not in known[groups[0]]:
        kind = groups[0].removesuffix("s")
        yield Problem(key, f"unknown {kind} '{other}'{did_you_mean(other, known[groups[0]])}")
    elif main == other:
        yield Problem(key, f"'{main}' takes its own part; name another {groups[0].removesuffix('s')}")
    elif groups == ["places"]:
        yield from _place(world, key, site, main, other)
    elif _given(world) and not _names(world, "tasks", main):
        yield Problem(key, f"no flow does '{main}'; name a task of a visit or of a way of a flow")


def _place(world: World, key: str, site: OtherSite, main: str, other: str) -> Iterator[Problem]:
    port = world.port
    own, its = port.places[main], port.places[other]
    if own.mode != its.mode:
        yield Problem(key, f"'{other}' is a place of mode {its.mode}, and '{main}' of mode {own.mode}")
    elif (held := _otherwise_used(world, main)) is not None:
        yield Problem(
            key,
            f"flow {held[0]} {held[1]} '{main}', and other sites are for places that flows visit; name a "
            "place that is only visited",
        )
    elif _given(world) and not _names(world, "places", main):
        yield Problem(key, f"no flow visits '{main}'; name a place that a flow visits")
    elif site.terminals and _named_by_flows(world, other):
        yield Problem(
            key,
            f"a flow visits '{other}' itself, so it stands at all terminals; take out terminals, or name "
            "another place",
        )
    elif its.serves and (stray := [each for each in site.terminals if each not in its.serves]):
        yield Problem(
            key,
            f"the site takes shipments of {stray[0]}, and '{other}' serves {' and '.join(its.serves)}; add "
            f"{stray[0]} to places.{other}.serves, or take it out of terminals",
        )


def _given(world: World) -> bool:
    """Whether the port is as its file says: a measure may take away the last step at a place."""
    return not world.changes


def _has_takers(world: World, site: OtherSite, trait: str) -> bool:
    """Whether shipments with a trait come to what the site stands in for, or could if that were there."""
    mine = {name for flow in world.streams.flows_run for name in _all_names(flow)} & set(site.instead)
    streams = (stream for stream, has in world.streams.traits.items() if trait in has)
    named = (name for stream in streams for flow in world.streams.threads[stream]
             for name in _all_names(world.streams.flows[flow]))  # fmt: skip
    return not mine or not mine.isdisjoint(named)


def _all_names(flow: Flow) -> tuple[str, ...]:
    """The places and tasks that the steps of a flow name."""
    return (*flow.named.get("places", ()), *flow.named.get("tasks", ()))


def _names(world: World, group: Group, main: str) -> bool:
    """Whether a visit or a way of a flow that streams run names a place or task."""
    return any(
        step.can_be_elsewhere and main in step.named(group)[:1]
        for flow in world.streams.flows_run
        for step in flow.all_steps
    )


def _otherwise_used(world: World, place: str) -> tuple[str, str] | None:
    """A flow that keeps a server of a place, or asks for room there, and which of the two."""
    for flow in world.streams.flows_run:
        for step in flow.all_steps:
            if place in step.named("places") and not step.can_be_elsewhere:
                return flow.name, "keeps" if step.held else "asks for room at"
    return None


def _named_by_flows(world: World, place: str) -> bool:
    """Whether a flow names a place by itself, and not only as that of another site."""
    steps = (step for flow in world.streams.flows_run for step in flow.all_steps)
    return any(place in step.named("places")[: 1 if step.others else None] for step in steps)


def _rule(port: Port, name: str, site: OtherSite) -> Iterator[Problem]:
    """The trait is one of the port; the way is one that the site has another one for."""
    if site.trait is not None and site.trait not in port.traits:
        hint = did_you_mean(site.trait, port.traits)
        yield Problem(f"other_sites.{name}.trait", f"unknown trait '{site.trait}'{hint}")
    ways = [main for main in site.instead if main in port.tasks]
    if site.nearest is not None and site.nearest not in ways:
        yield Problem(
            f"other_sites.{name}.nearest",
            f"got '{site.nearest}', which is no task under instead{did_you_mean(site.nearest, ways)}; name "
            "the way there, and under instead the one that takes its part",
        )
    places = [main for main in site.instead if main in port.places]
    if site.shortest_queue is not None and site.shortest_queue not in places:
        yield Problem(
            f"other_sites.{name}.shortest_queue",
            f"got '{site.shortest_queue}', which is no place under instead"
            f"{did_you_mean(site.shortest_queue, places)}; name the place whose queues are compared",
        )


def _terminals(port: Port, name: str, site: OtherSite) -> Iterator[Problem]:
    """The terminals whose shipments come are of the mode of its places, each named once."""
    key = f"other_sites.{name}.terminals"
    modes = {port.places[main].mode for main in site.instead if main in port.places}
    known = [each for each in port.terminals if not modes or port.terminals[each].mode in modes]
    for number, terminal in enumerate(site.terminals):
        if terminal not in known:
            yield Problem(key, f"unknown terminal '{terminal}'{did_you_mean(terminal, known)}")
        elif terminal in site.terminals[:number]:
            yield Problem(key, f"names terminal '{terminal}' twice")


def _together(port: Port, choice: tuple[str, ...]) -> Iterator[Problem]:
    """The sites of a choice that do not go by trait go by one rule; their shares add up to 1 at most."""
    rest = [name for name in choice if port.other_sites[name].rule != "trait"]
    for name in rest[1:]:
        first, own = port.other_sites[rest[0]], port.other_sites[name]
        if own.rule != first.rule:
            yield Problem(
                f"other_sites.{name}.{own.rule}",
                f"it is in one choice with {rest[0]}, to which shipments come by {first.rule}; let all sites "
                "of a choice that do not go by trait go by one rule",
            )
        elif own.nearest != first.nearest:
            yield Problem(
                f"other_sites.{name}.nearest",
                f"got '{own.nearest}', and {rest[0]} of the same choice has '{first.nearest}'; compare the "
                "times of one way",
            )
        elif own.shortest_queue != first.shortest_queue:
            yield Problem(
                f"other_sites.{name}.shortest_queue",
                f"got '{own.shortest_queue}', and {rest[0]} of the same choice has '{first.shortest_queue}'; "
                "compare the queues at one place",
            )
    queues = [name for name in rest if port.other_sites[name].shortest_queue is not None]
    if len(queues) > MOST_QUEUES:
        yield Problem(
            f"other_sites.{queues[MOST_QUEUES]}",
            f"got {len(queues)} sites of one choice by shortest_queue, allowed {MOST_QUEUES}",
        )
    for terminal in port.terminals:
        shares = {
            name: site.share.value
            for name in rest
            if (site := port.other_sites[name]).share is not None and site.takes(terminal)
        }
        if sum(shares.values()) > 1 + ROUNDING:
            yield Problem(
                f"other_sites.{[*shares][-1]}.share",
                f"the shares of {' and '.join(shares)} add up to {show_share(sum(shares.values()))} at "
                f"{terminal}, allowed 100 %; the rest goes to the places that the flows name",
            )
            return
