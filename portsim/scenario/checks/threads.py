"""Threads and signals: what is started, sent and waited for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from portsim.base.errors import did_you_mean
from portsim.model.flow import reachable
from portsim.model.steps import Body, Inside, Maybe, Signal, Start, WaitUntil, When, walk
from portsim.model.world import World
from portsim.scenario.checks.problem import Problem


def signals(world: World) -> Iterator[Problem]:
    sent = {
        name: {
            step.signal
            for flow in reachable(demand.flows, world.flows)
            for step in walk(world.flows[flow].steps)
            if isinstance(step, Signal)
        }
        for name, demand in world.port.demand.items()
    }
    for name, demand in world.port.demand.items():
        for flow in reachable(demand.flows, world.flows):
            for step in walk(world.flows[flow].steps):
                if not isinstance(step, WaitUntil):
                    continue
                by = world.port.owner(name, step.of)
                if by is None:
                    yield Problem(
                        f"flows.{flow}.{step.label}",
                        f"waits for '{step.signal}' of its {step.of}, but stream {name} has no {step.of}",
                        f"demand.{name}.flows",
                    )
                    continue
                if step.signal not in sent[by]:
                    yield Problem(
                        f"flows.{flow}.{step.label}",
                        f"waits for signal '{step.signal}', which no flow of stream {by} sends"
                        f"{did_you_mean(step.signal, sent[by])}",
                        f"demand.{name}.flows",
                    )


def threads(world: World) -> Iterator[Problem]:
    for name, demand in world.port.demand.items():
        threads = reachable(demand.flows, world.flows)
        if len(threads) > 64:
            yield Problem(f"demand.{name}.flows", f"got {len(threads)} threads a shipment, allowed 64")
        for flow in {f for f in demand.flows if demand.flows.count(f) > 1}:
            yield Problem(f"demand.{name}.flows", f"'{flow}' stands twice; a shipment runs it once")
        running = False
        for flow in threads:
            for step in walk(world.flows[flow].steps):
                if not isinstance(step, Start):
                    continue
                if step.flow in demand.flows or flow in reachable((step.flow,), world.flows):
                    running = True
                    yield Problem(
                        f"flows.{flow}.{step.label}",
                        f"starts '{step.flow}', which is already at work for this shipment",
                        f"demand.{name}.flows",
                    )
        if running:
            continue
        started = sum((_starts(world.flows[f].steps, world) for f in demand.flows), Counter[str]())
        for flow in (f for f, n in started.items() if n > 1):
            yield Problem(f"flows.{flow}", "can be started twice for one shipment", f"demand.{name}.flows")


def _starts(body: Body, world: World) -> Counter[str]:
    """How often a body can start each flow, by itself or through others; of two branches one is taken."""
    total = Counter[str]()
    for step in body:
        if isinstance(step, Start):
            total += Counter((step.flow,)) + _starts(world.flows[step.flow].steps, world)
        elif isinstance(step, Inside):
            total += _starts(step.body, world)
        elif isinstance(step, Maybe | When):
            total += _starts(step.body, world) | _starts(step.orelse, world)
    return total
