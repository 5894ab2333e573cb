"""Which parameters decide a KPI: found by reading the flows, step by step, not declared by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from portsim.steps import (
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
    reachable,
)
from portsim.world import World

Chooser = Callable[[Step, str], bool]
EDGES = ("at_queue", "at_start", "at_end")


def reading_order(world: World, stream: str, traits: tuple[str, ...] = ()) -> list[tuple[str, Step]]:
    """(flow, step) of one stream as a planner reads them aloud, threads told where they start.

    A branch that shipments with these traits never take is left out.
    """
    found: list[tuple[str, Step]] = []

    def tell(body: Body, flow: str) -> None:
        for step in body:
            found.append((flow, step))
            if isinstance(step, Inside):
                tell(step.body, flow)
            elif isinstance(step, Maybe | When):
                tell(step.body, flow)
                if not (isinstance(step, When) and set(step.traits) <= set(traits)):
                    tell(step.orelse, flow)
            elif isinstance(step, Start):
                tell(world.flows[step.flow].steps, step.flow)

    for name in world.port.demand[stream].flows:
        tell(world.flows[name].steps, name)
    return found


def streams_with(world: World, streams: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(s for s in world.port.demand if not streams or s in streams)


def parameters_between(
    world: World,
    streams: tuple[str, ...],
    first: str,
    last: str,
    traits: tuple[str, ...],
    flows: tuple[str, ...] = (),
) -> tuple[str, ...]:
    """Dotted keys that the steps between two milestones read, in reading order."""
    keys: dict[str, None] = {}
    for stream in streams_with(world, streams):
        order = reading_order(world, stream, traits)
        begins = [n for n, (_, step) in enumerate(order) if _edge(step, first)]
        ends = [n for n, (_, step) in enumerate(order) if _edge(step, last)]
        if not ends or (not begins and first != "arrival"):
            continue
        begin = min(begins) if begins else -1
        include_first = begins and _edge(order[begin][1], first) != "at_end"
        for flow, step in order[begin + (0 if include_first else 1) : max(ends) + 1]:
            if flows and flow not in flows:
                continue
            keys.update(dict.fromkeys(_parameters(world, stream, step)))
    return tuple(keys)


def parameters_of_steps(
    world: World, streams: tuple[str, ...], traits: tuple[str, ...], chosen: Chooser, *, times: bool
) -> tuple[str, ...]:
    """Dotted keys that chosen steps read, and the chances and traits that decide whether they are taken."""
    keys: dict[str, None] = {}
    for stream in streams_with(world, streams):
        for flow in reachable(world.port.demand[stream].flows, world.flows):
            for step, conditions in _conditions(world.flows[flow].steps, (), traits):
                if not chosen(step, flow):
                    continue
                for condition in conditions:
                    keys.update(dict.fromkeys(_parameters(world, stream, condition)))
                if times or not isinstance(step, Visit | Travel):
                    keys.update(dict.fromkeys(_parameters(world, stream, step)))
    return tuple(keys)


def parameters_of_place(world: World, place: str) -> tuple[str, ...]:
    """Dotted keys behind a place's use: its servers, and the tasks of all steps that visit it."""
    keys: dict[str, None] = {}
    for stream in world.port.demand:
        for _, step in reading_order(world, stream):
            if isinstance(step, Visit | Inside) and step.place == place:
                keys.update(dict.fromkeys(_parameters(world, stream, step)))
                keys[f"demand.{stream}"] = None
    return tuple(keys)


def _edge(step: Step, milestone: str) -> str:
    return next((edge for edge in EDGES if getattr(step, edge, None) == milestone), "")


def _conditions(
    body: Body, around: tuple[Step, ...], traits: tuple[str, ...]
) -> Iterator[tuple[Step, tuple[Step, ...]]]:
    for step in body:
        yield step, around
        if isinstance(step, Inside):
            yield from _conditions(step.body, around, traits)
        elif isinstance(step, Maybe | When):
            known = isinstance(step, When) and set(step.traits) <= set(traits)
            inner = around if known else (*around, step)
            yield from _conditions(step.body, inner, traits)
            if not known:
                yield from _conditions(step.orelse, inner, traits)


def _parameters(world: World, stream: str, step: Step) -> Iterator[str]:
    port = world.port
    if isinstance(step, Visit | Travel):
        yield f"tasks.{step.task}"
    if isinstance(step, Visit | Inside):
        place = port.places[step.place]
        yield f"places.{step.place}.{place.noun}"
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
        yield from _until_sent(world, stream, step)


def _until_sent(world: World, stream: str, wait: WaitUntil) -> Iterator[str]:
    """What decides when a signal comes: the sending thread's steps since it last waited itself."""
    sender = world.port.owner(stream, wait.of) or stream
    declares = world.port.demand[sender].declares
    if declares is not None:
        yield f"demand.{sender}.declares"
        yield f"traits.{declares.early}.share"
    for flow in reachable(world.port.demand[sender].flows, world.flows):
        since: list[Step] = []
        for step, _ in _conditions(world.flows[flow].steps, (), ()):
            if isinstance(step, Signal) and step.signal == wait.signal:
                for each in since:
                    yield from _parameters(world, sender, each)
                since = []
            elif isinstance(step, WaitUntil):
                since = []
            else:
                since.append(step)
