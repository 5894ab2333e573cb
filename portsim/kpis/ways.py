"""Which steps a KPI reads, and which parameters decide it: found by reading the flows, not declared by hand.

All comes from one walk, `tell`: the steps of a stream in reading order, each with the steps it follows
and the forks it stands behind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from portsim.model.steps import (
    Body,
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
)
from portsim.model.world import World
from portsim.records.shipments import EDGES

Chooser = Callable[[Step, str], bool]
Key = tuple[str, str]  # (flow, label)
ARRIVAL = "arrival"  # the milestone that no step stamps


@dataclass(frozen=True)
class Read:
    """A step that a KPI reads on the shipments of a stream.

    `timed`: how long it takes counts; otherwise only whether it is done.
    """

    stream: str
    flow: str
    step: Step
    timed: bool = True


@dataclass(frozen=True)
class Told:
    """A step as a stream's shipments come to it: what it follows, and the forks it is in, with the side."""

    flow: str
    step: Step
    after: frozenset[Key]
    forks: tuple[tuple[Key, bool], ...]


def tell(world: World, stream: str, traits: tuple[str, ...] = ()) -> Mapping[Key, Told]:
    """The steps of one stream as a planner reads them aloud, threads told where they start.

    A branch that shipments with these traits never take is left out. A thread that is started on two ways is
    told once: it follows both, and is in the forks that they share. A wait follows the signal it waits for.
    """
    told: dict[Key, Told] = {}

    def body(
        steps: Body, flow: str, forks: tuple[tuple[Key, bool], ...], after: frozenset[Key]
    ) -> frozenset[Key]:
        for step in steps:
            key = (flow, step.label)
            if key in told:
                shared = tuple(fork for fork in told[key].forks if fork in forks)
                told[key] = replace(told[key], after=told[key].after | after, forks=shared)
            else:
                told[key] = Told(flow, step, after, forks)
            after = frozenset({key})
            sure = isinstance(step, When) and set(step.traits) <= set(traits)
            if isinstance(step, Inside) or (isinstance(step, When) and sure):
                after = body(step.body, flow, forks, after)
            elif isinstance(step, Maybe | When):
                done = body(step.body, flow, (*forks, (key, True)), after)
                after = done | body(step.orelse, flow, (*forks, (key, False)), after)
            elif isinstance(step, Start):
                body(world.flows[step.flow].steps, step.flow, forks, after)
        return after

    for name in world.port.demand[stream].flows:
        body(world.flows[name].steps, name, (), frozenset())
    sent: dict[str, set[Key]] = {}
    for key, each in told.items():
        if isinstance(each.step, Signal):
            sent.setdefault(each.step.signal, set()).add(key)
    for key, each in told.items():
        if isinstance(each.step, WaitUntil) and each.step.of == "shipment":
            told[key] = replace(each, after=each.after | sent.get(each.step.signal, set()))
    return told


def steps_between(
    world: World, streams: tuple[str, ...], first: str, last: str, traits: tuple[str, ...]
) -> tuple[Read, ...]:
    """The steps on the ways from one milestone to another, in reading order."""
    found: dict[Read, None] = {}
    for stream in streams_with(world, streams, traits):
        told = tell(world, stream, traits)
        begun = _reach(_stamping(told, first), _earlier(told))
        between = _between(told, first, last)
        for key in between:
            for read in _with_sender(world, stream, told[key]):
                own = (read.flow, read.step.label)
                if read.stream != stream or own in between or own not in begun:
                    found[read] = None
    return tuple(found)


def steps_chosen(
    world: World,
    streams: tuple[str, ...],
    traits: tuple[str, ...],
    chosen: Chooser,
    since: str,
    until: str,
    *,
    timed: bool,
) -> tuple[Read, ...]:
    """Chosen steps, each behind the forks that decide whether it is taken.

    Only of shipments that pass `since`; with `until`, only what lies between the two milestones.
    """
    found: dict[Read, None] = {}
    for stream in streams_with(world, streams, traits):
        told = tell(world, stream, traits)
        if since != ARRIVAL and not _stamping(told, since):
            continue
        for key in _between(told, since, until) if until else told:
            each = told[key]
            if not chosen(each.step, each.flow):
                continue
            found.update({Read(stream, fork[0], told[fork].step): None for fork, _ in each.forks})
            for read in _with_sender(world, stream, each):
                plain = read.step is each.step and isinstance(each.step, Visit | Travel)
                found[replace(read, timed=timed or not plain)] = None
    return tuple(found)


def steps_at(world: World, places: tuple[str, ...]) -> tuple[Read, ...]:
    """The steps of all streams that use one of the places."""
    return tuple(
        Read(stream, each.flow, each.step)
        for stream in world.port.demand
        for each in tell(world, stream).values()
        if isinstance(each.step, Visit | Inside) and each.step.place in places
    )


def parameters_at(world: World, places: tuple[str, ...]) -> tuple[str, ...]:
    """Dotted keys behind the use of places: those of the steps there, and the streams that come."""
    keys: dict[str, None] = {}
    for read in steps_at(world, places):
        keys.update(dict.fromkeys((*parameters(world, [read]), f"demand.{read.stream}")))
    return tuple(keys)


def parameters(world: World, reads: Iterable[Read]) -> tuple[str, ...]:
    """Dotted keys of the parameters that steps read, in reading order."""
    keys = (key for read in reads if read.timed for key in _parameters(world, read.stream, read.step))
    return tuple(dict.fromkeys(keys))


def streams_with(world: World, streams: tuple[str, ...], traits: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the streams (all, if none is named) whose shipments can have the traits."""
    known = [trait for trait in traits if trait in world.port.traits]
    return tuple(
        stream
        for stream in world.port.demand
        if (not streams or stream in streams) and all(world.port.bears(stream, trait) for trait in known)
    )


def passes(world: World, stream: str, milestone: str) -> bool:
    """Whether shipments of a stream can pass a milestone."""
    return milestone == ARRIVAL or bool(_stamping(tell(world, stream), milestone))


def _stamping(told: Mapping[Key, Told], milestone: str) -> dict[Key, str]:
    """The steps that stamp a milestone, and on which edge."""
    edges = {
        key: next((e for e in EDGES if getattr(s.step, e, None) == milestone), "") for key, s in told.items()
    }
    return {key: edge for key, edge in edges.items() if edge}


def _between(told: Mapping[Key, Told], first: str, last: str) -> list[Key]:
    """Keys of the steps that come after `first` and before `last` on some way, in reading order."""
    begins, ends = _stamping(told, first), _stamping(told, last)
    before = _reach(ends, _earlier(told)) - {key for key, edge in ends.items() if edge == "at_queue"}
    if first == ARRIVAL:
        return [key for key in told if key in before]
    later: dict[Key, set[Key]] = {}
    for key, each in told.items():
        for earlier in each.after:
            later.setdefault(earlier, set()).add(key)
    after = _reach(begins, later) - {key for key, edge in begins.items() if edge == "at_end"}
    return [key for key in told if key in before and key in after]


def _earlier(told: Mapping[Key, Told]) -> Mapping[Key, frozenset[Key]]:
    return {key: each.after for key, each in told.items()}


def _reach(begin: Iterable[Key], edges: Mapping[Key, Iterable[Key]]) -> set[Key]:
    """The keys that can be reached, those at the begin included."""
    reached, left = set(begin), list(begin)
    while left:
        new = set(edges.get(left.pop(), ())) - reached
        reached |= new
        left.extend(new)
    return reached


def _with_sender(world: World, stream: str, told: Told) -> Iterator[Read]:
    """A step, and before a wait what decides when its signal comes."""
    if isinstance(told.step, WaitUntil):
        yield from _sending(world, stream, told.step, set())
    if not isinstance(told.step, Signal | Start):  # they take no time and ask nothing
        yield Read(stream, told.flow, told.step)


def _sending(world: World, stream: str, wait: WaitUntil, asked: set[tuple[str, str]]) -> Iterator[Read]:
    """The steps that decide when a signal comes.

    Of the shipment itself, those since the sending thread last waited; what came before is told in its own
    place. Of a carrier or a declaration, all that led to the signal, and what that waited for in its turn.
    """
    sender = world.port.owner(stream, wait.of) or stream
    if (sender, wait.signal) in asked:
        return
    asked.add((sender, wait.signal))
    sending = tell(world, sender)
    signals = [
        key for key, s in sending.items() if isinstance(s.step, Signal) and s.step.signal == wait.signal
    ]
    waits = {key for key, each in sending.items() if isinstance(each.step, WaitUntil)}
    cut = waits if wait.of == "shipment" else set()
    since = _reach(signals, {key: each.after - cut for key, each in sending.items()})
    for key, each in sending.items():
        if key not in since or isinstance(each.step, Signal | Start):
            continue
        if isinstance(each.step, WaitUntil) and each.step.of != "shipment":
            yield from _sending(world, sender, each.step, asked)
        yield Read(sender, each.flow, each.step)


def _parameters(world: World, stream: str, step: Step) -> Iterator[str]:
    port = world.port
    if isinstance(step, Visit | Travel):
        yield f"tasks.{step.task}"
    if isinstance(step, Visit | Inside):
        place = port.places[step.place]
        parts = {place.noun: True, "blocks": place.blocks, "breakdown": place.breakdown}
        yield from (f"places.{step.place}.{part}" for part, there in parts.items() if there)
        if place.calendar is not None:
            yield f"calendars.{place.calendar}"
    if isinstance(step, Maybe):
        yield f"chances.{step.chance}"
    if isinstance(step, When):
        for name in step.traits:
            yield f"calendars.{name}" if name in port.calendars else f"traits.{name}.share"
    if isinstance(step, WaitForNext):
        planned = port.demand[stream].planned
        own = planned is not None and planned.name == step.dispatch
        yield f"demand.{stream}.planned.dwell" if own else f"calendars.{step.dispatch}"
    if isinstance(step, WaitUntil):
        sender = port.owner(stream, step.of) or stream
        declares = port.demand[sender].declares
        if declares is not None:
            yield f"demand.{sender}.declares"
            yield f"traits.{declares.early}.share"
