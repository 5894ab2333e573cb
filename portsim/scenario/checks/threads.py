"""Threads and signals: what is started, sent and waited for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache

from portsim.base.errors import did_you_mean
from portsim.model.flow import Flow, reachable
from portsim.model.step import Body, Owner, Step
from portsim.model.streams import MOST_THREADS
from portsim.model.world import World
from portsim.scenario.checks.problem import Problem


def signals(world: World) -> Iterator[Problem]:
    """Every signal that is waited for, or asked for, must have an owner that sends it."""
    sent = {
        stream: {name for flow in flows for step in world.flows[flow].all_steps for name in step.sends}
        for stream, flows in world.streams.threads.items()
    }
    known = {name for flow in world.flows.values() for step in flow.all_steps for name in step.sends}
    for stream, flows in world.streams.threads.items():
        for flow in flows:
            for step in world.flows[flow].all_steps:
                needed = _signal_of(step)
                if needed is None:
                    continue
                of, signal = needed
                by = world.streams.senders(stream, of)
                if of == "all":  # who carries none that send it goes on at once
                    if signal in known:
                        continue
                    near = did_you_mean(signal, known)
                    message = f"waits for signal '{signal}' of all, which no flow sends{near}"
                elif not by:
                    message = f"waits for '{signal}' of its {of}, but stream {stream} has no {of}"
                elif not any(signal in sent[name] for name in by):
                    others = {name for stream in by for name in sent[stream]}
                    message = (
                        f"waits for signal '{signal}', which no flow of stream {' or '.join(by)} sends"
                        f"{did_you_mean(signal, others)}"
                    )
                else:
                    continue
                yield Problem(f"flows.{flow}.{step.label}", message, f"demand.{stream}.flows")


def _signal_of(step: Step) -> tuple[Owner, str] | None:
    """(whose, which) signal a step waits for or asks for, if any."""
    what, name = step.asks or ("", "")
    return ("shipment", name) if what == "sent" else step.awaits


def threads(world: World) -> Iterator[Problem]:
    """A shipment runs a limited number of threads, each of them once."""
    for stream, demand in world.port.demand.items():
        at, number = f"demand.{stream}.flows", len(world.streams.threads[stream])
        if number > MOST_THREADS:
            yield Problem(at, f"got {number} threads a shipment, allowed {MOST_THREADS}")
        for flow, times in Counter(demand.flows).items():
            if times > 1:
                yield Problem(at, f"duplicate flow '{flow}'; a shipment runs it once")
        running = list(_started_while_at_work(world, stream))
        yield from running
        if not running:
            own = tuple(world.flows[flow] for flow in world.streams.threads[stream])
            for flow in _started_twice(demand.flows, own):
                yield Problem(f"flows.{flow}", "can be started twice for one shipment", at)


def _started_while_at_work(world: World, stream: str) -> Iterator[Problem]:
    """Steps that start a thread which begins with the shipment, or which led to that step."""
    begun = world.port.demand[stream].flows
    for flow in world.streams.threads[stream]:
        for step in world.flows[flow].all_steps:
            for started in step.starts:
                if started in begun or flow in reachable((started,), world.flows):
                    yield Problem(
                        f"flows.{flow}.{step.label}",
                        f"starts '{started}', which is already at work for this shipment",
                        f"demand.{stream}.flows",
                    )


@lru_cache(maxsize=1024)  # alternatives have most of their flows in common
def _started_twice(begun: tuple[str, ...], own: tuple[Flow, ...]) -> tuple[str, ...]:
    """The flows that can be started twice for one shipment, which begins with some of these flows."""
    flows = {flow.name: flow for flow in own}
    started = sum((_starts(flows[name].steps, flows) for name in begun), Counter[str]())
    return tuple(name for name, times in started.items() if times > 1)


def _starts(body: Body, flows: Mapping[str, Flow]) -> Counter[str]:
    """How often a body can start each flow, by itself or through others; of a fork one body is done."""
    total = Counter[str]()
    for step in body:
        for flow in step.starts:
            total += Counter((flow,)) + _starts(flows[flow].steps, flows)
        inside = Counter[str]()
        for inner in step.bodies:
            own = _starts(inner, flows)
            inside = inside | own if step.is_fork else inside + own
        total += inside
    return total
