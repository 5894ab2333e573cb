"""Targets checked against the streams and their milestones."""

from __future__ import annotations

from collections.abc import Iterator

from portsim.base.errors import did_you_mean
from portsim.kpis.milestones import milestones_in_order
from portsim.kpis.ways import ARRIVAL, passes, steps_between
from portsim.model.target import KEYS, Target
from portsim.model.world import World
from portsim.scenario.checks.problem import Problem
from portsim.scenario.problems import report
from portsim.scenario.scenario import Scenario


def check_targets(scenario: Scenario) -> None:
    """Refuse targets of unknown streams or milestones, the wrong way round, or two for the same time.

    Raises ConfigError: each with its place, what was got and what is allowed.
    """
    world = scenario.baseline
    found: list[Problem] = []
    taken: dict[tuple[str, str], str] = {}
    for name, target in world.port.targets.items():
        wrong = list(_wrong_with(world, f"targets.{name}", target))
        found += wrong
        for stream in () if wrong else streams_of(world, target):
            first = taken.setdefault((stream, target.span), name)
            if first != name:
                found.append(
                    Problem(
                        f"targets.{name}",
                        f"stream {stream} has a target from {target.span} already, {first}; "
                        "give one of the two other streams",
                    )
                )
    report(found, scenario.document)


def streams_of(world: World, target: Target) -> tuple[str, ...]:
    """The streams that a target is about: those it names, and of their kind (or of all, if it names none)
    those that pass both milestones."""
    both = {target.first, target.last}
    return tuple(
        stream
        for stream in world.port.demand
        if stream in target.streams
        or (target in world.port.targets_of(stream) and both <= milestones_of(world, stream))
    )


def milestones_of(world: World, stream: str) -> frozenset[str]:
    """The milestones that shipments of a stream, or their declarations, can pass."""
    both = (stream, world.streams.declaration[stream])
    flows = (flow for name in both if name is not None for flow in world.streams.threads[name])
    return frozenset({ARRIVAL, *(name for flow in flows for name in world.flows[flow].stamped)})


def _wrong_with(world: World, key: str, target: Target) -> Iterator[Problem]:
    port = world.port
    unknown = [stream for stream in target.streams if stream not in port.demand]
    for stream in unknown:
        yield Problem(f"{key}.streams", f"unknown stream '{stream}'{did_you_mean(stream, port.demand)}")
    if unknown:
        return
    if not target.streams:
        yield from _of_no_stream(world, key, target)
    for stream in streams_of(world, target):
        known = milestones_of(world, stream)
        missing = {field: name for field in KEYS if (name := getattr(target, field)) not in known}
        for field, name in missing.items():
            yield Problem(
                f"{key}.{KEYS[field]}",
                f"shipments of stream {stream} pass no milestone '{name}'{did_you_mean(name, known)}",
            )
        if not missing and _backwards(world, stream, target):
            yield Problem(
                f"{key}.to",
                f"shipments of stream {stream} pass {target.last} before {target.first}; "
                "give from and to the other way round",
            )


def _of_no_stream(world: World, key: str, target: Target) -> Iterator[Problem]:
    """A target of all streams needs one that passes both milestones."""
    if streams_of(world, target):
        return
    known = set[str]().union(*(milestones_of(world, stream) for stream in world.port.demand))
    missing = {field: name for field in KEYS if (name := getattr(target, field)) not in known}
    for field, name in missing.items():
        yield Problem(f"{key}.{KEYS[field]}", f"unknown milestone '{name}'{did_you_mean(name, known)}")
    if not missing:
        yield Problem(key, f"no stream passes both {target.first} and {target.last}; name others")


def _backwards(world: World, stream: str, target: Target) -> bool:
    """Whether a way leads from the last to the first milestone, and none from the first to the last."""
    if target.last == ARRIVAL:
        return True
    if not (passes(world, stream, target.first) and passes(world, stream, target.last)):
        names = milestones_in_order(world, stream)
        both = [names.index(name) for name in (target.first, target.last) if name in names]
        return both != sorted(both)
    there = steps_between(world, (stream,), target.first, target.last, ())
    back = steps_between(world, (stream,), target.last, target.first, ())
    return bool(back) and not there
