"""Which steps a KPI reads, and which parameters decide it: found in the flows, not declared by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from portsim.model.demand import Declared
from portsim.model.journey import Key, Passage, journey
from portsim.model.place import Place
from portsim.model.step import Edge, Owner, Step
from portsim.model.world import World

Chooser = Callable[[Step, str], bool]
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


def ways(world: World, stream: str, traits: tuple[str, ...] = ()) -> Mapping[Key, Passage]:
    """The steps of one stream, each once, in the order in which a planner reads them aloud.

    A branch that shipments with these traits never take is left out. A thread that is started on two ways
    follows both, and is in the forks that they share. A wait follows the signal it waits for.
    """
    return world.once(("ways", stream, traits), lambda: _ways(world, stream, traits))


def _ways(world: World, stream: str, traits: tuple[str, ...]) -> Mapping[Key, Passage]:
    found: dict[Key, Passage] = {}
    for passage in journey(world.port.demand[stream].flows, world.flows, traits):
        first = found.get(passage.key, passage)
        found[passage.key] = replace(
            first,
            before=tuple(dict.fromkeys((*first.before, *passage.before))),
            forks=tuple(fork for fork in first.forks if fork in passage.forks),
        )
    senders: dict[str, dict[Key, None]] = {}
    for key, passage in found.items():
        for name in passage.step.sends:
            senders.setdefault(name, {})[key] = None
    for key, passage in found.items():
        if passage.step.awaits is not None and passage.step.awaits[0] == "shipment":
            sent = ((sender, "") for sender in senders.get(passage.step.awaits[1], ()))
            found[key] = replace(passage, before=tuple(dict.fromkeys((*passage.before, *sent))))
    return found


def steps_between(
    world: World, streams: tuple[str, ...], first: str, last: str, traits: tuple[str, ...]
) -> tuple[Read, ...]:
    """The steps on the ways from one milestone to another, in reading order."""
    key = ("steps between", streams, first, last, traits)
    return world.once(key, lambda: _steps_between(world, streams, first, last, traits))


def _steps_between(
    world: World, streams: tuple[str, ...], first: str, last: str, traits: tuple[str, ...]
) -> tuple[Read, ...]:
    found: dict[Read, None] = {}
    for stream in streams_with(world, streams, traits):
        steps = ways(world, stream, traits)
        begun = _reach(_stamping(steps, first), _earlier(steps))
        between = _between(steps, first, last)
        for key in between:
            for read in _with_sender(world, stream, steps[key]):
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
        steps = ways(world, stream, traits)
        if since != ARRIVAL and not _stamping(steps, since):
            continue
        for key in _between(steps, since, until) if until else steps:
            each = steps[key]
            if not chosen(each.step, each.flow):
                continue
            found.update({Read(stream, fork[0], steps[fork].step): None for fork, _ in each.forks})
            for read in _with_sender(world, stream, each):
                plain = read.step is each.step and bool(each.step.named("tasks"))
                found[replace(read, timed=timed or not plain)] = None
    return tuple(found)


def steps_at(world: World, places: tuple[str, ...]) -> tuple[Read, ...]:
    """The steps of all streams that use one of the places, or one of their kind."""
    alike = set(world.port.places_like(places))
    return tuple(
        Read(stream, each.flow, each.step)
        for stream in world.port.demand
        for each in ways(world, stream).values()
        if set(each.step.named("places")) & alike
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
    """Those of the streams and of their kind (all, if none is named) whose shipments can have the traits."""
    known = [trait for trait in traits if trait in world.port.traits]
    alike = world.port.streams_like(streams)
    return tuple(
        stream
        for stream in world.port.demand
        if (not streams or stream in alike) and world.streams.traits[stream].issuperset(known)
    )


def passes(world: World, stream: str, milestone: str) -> bool:
    """Whether shipments of a stream can pass a milestone."""
    return milestone == ARRIVAL or bool(_stamping(ways(world, stream), milestone))


def _stamping(steps: Mapping[Key, Passage], milestone: str) -> dict[Key, Edge]:
    """The steps that stamp a milestone, and on which edge."""
    edges = ((key, edge, name) for key, each in steps.items() for edge, name in each.step.stamps.items())
    found: dict[Key, Edge] = {}
    for key, edge, name in edges:
        if name == milestone:
            found.setdefault(key, edge)
    return found


def _between(steps: Mapping[Key, Passage], first: str, last: str) -> list[Key]:
    """Keys of the steps that come after `first` and before `last` on some way, in reading order."""
    begins, ends = _stamping(steps, first), _stamping(steps, last)
    earlier = _earlier(steps)
    before = _reach(ends, earlier) - {key for key, edge in ends.items() if edge == "at_queue"}
    if first == ARRIVAL:
        return [key for key in steps if key in before]
    later: dict[Key, set[Key]] = {}
    for key, those in earlier.items():
        for each in those:
            later.setdefault(each, set()).add(key)
    after = _reach(begins, later) - {key for key, edge in begins.items() if edge == "at_end"}
    return [key for key in steps if key in before and key in after]


def _earlier(steps: Mapping[Key, Passage]) -> Mapping[Key, frozenset[Key]]:
    """The steps that come right before each step."""
    return {key: frozenset(before for before, _ in each.before) for key, each in steps.items()}


def _reach(begin: Iterable[Key], edges: Mapping[Key, Iterable[Key]]) -> set[Key]:
    """The keys that can be reached, those at the begin included."""
    reached, left = set(begin), list(begin)
    while left:
        new = set(edges.get(left.pop(), ())) - reached
        reached |= new
        left.extend(new)
    return reached


def _with_sender(world: World, stream: str, passage: Passage) -> Iterator[Read]:
    """A step, and before a wait what decides when its signal comes."""
    if passage.step.awaits is not None:
        yield from _sending(world, stream, *passage.step.awaits, set())
    if not passage.step.instant:
        yield Read(stream, passage.flow, passage.step)


def _sending(
    world: World, stream: str, of: Owner, signal: str, asked: set[tuple[str, str]]
) -> Iterator[Read]:
    """The steps that decide when a signal comes.

    Of the shipment itself, those since the sending thread last waited; what came before is read in its own
    place. Of a carrier or a declaration, all that led to the signal, and what that waited for in its turn.
    """
    for sender in world.streams.senders(stream, of):
        if (sender, signal) in asked:
            continue
        asked.add((sender, signal))
        steps = ways(world, sender)
        signals = [key for key, each in steps.items() if signal in each.step.sends]
        cut = {key for key, each in steps.items() if of == "shipment" and each.step.awaits is not None}
        since = _reach(signals, {key: before - cut for key, before in _earlier(steps).items()})
        for key, each in steps.items():
            if key not in since or each.step.instant:
                continue
            if each.step.awaits is not None and each.step.awaits[0] != "shipment":
                yield from _sending(world, sender, *each.step.awaits, asked)
            yield Read(sender, each.flow, each.step)


def _parameters(world: World, stream: str, step: Step) -> Iterator[str]:
    """Dotted keys of the parameters that one step reads."""
    port = world.port
    for task in step.named("tasks"):
        yield f"tasks.{task}"
        yield from (f"terminals.{name}.times.{task}" for name in port.terminals_with(task))
    for name in step.named("places"):
        yield from _of_place(name, port.places[name])
    for chance in step.named("chances"):
        yield f"chances.{chance}"
        if chance in port.levels:
            yield from _of_place(port.levels[chance], port.places[port.levels[chance]])
    for trait in step.named("traits"):
        yield f"calendars.{trait}" if trait in port.calendars else f"traits.{trait}.share"
    for other in step.others:
        site = port.other_sites[other.site]
        if site.share is not None:
            yield f"other_sites.{other.site}.share"
        elif site.trait is not None:
            yield f"traits.{site.trait}.share"
    plans = port.demand[stream].plans
    for name in step.named("calendars"):
        yield from (
            (f"demand.{stream}.{key}" for key in plans[name]) if name in plans else (f"calendars.{name}",)
        )
    if step.awaits is not None:
        for sender in world.streams.senders(stream, step.awaits[0]):
            sending = port.demand[sender]
            if isinstance(sending, Declared):
                yield f"demand.{sender}.declares"
                yield f"traits.{sending.declares.early}.share"


def _of_place(name: str, place: Place) -> Iterator[str]:
    parts = {place.noun: True, "blocks": place.blocks, "breakdown": place.breakdown}
    yield from (f"places.{name}.{part}" for part, there in parts.items() if there)
    if place.as_at is not None:
        yield f"places.{place.as_at}.blocks"
    if place.calendar is not None:
        yield f"calendars.{place.calendar}"
