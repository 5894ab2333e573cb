"""Who waits for all: every one of those shipments must be sure to send the signal, or the wait never ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from portsim.model.journey import Forks, Passage, journey
from portsim.model.world import World
from portsim.scenario.checks.problem import Problem


def all_send(world: World) -> Iterator[Problem]:
    """Every wait for all, where some of those whom it waits for may go another way and never send."""
    for stream, demand in world.port.demand.items():
        passages = journey(demand.flows, world.flows)
        by_key = {passage.key: passage for passage in passages}
        for passage in passages:
            of, signal = passage.step.awaits or ("shipment", "")
            if of != "all":
                continue
            traits = tuple(name for name in _known(passage, by_key) if name in world.port.traits)
            for sender in world.streams.senders(stream, "all"):
                ways = [
                    each.forks
                    for each in journey(world.port.demand[sender].flows, world.flows, traits)
                    if signal in each.step.sends
                ]
                if ways and not _sure(ways):
                    fork = ways[0][0][0]
                    yield Problem(
                        f"flows.{passage.flow}.{passage.step.label}",
                        f"waits for '{signal}' of all, but not every shipment of stream {sender} sends it: "
                        f"it is sent inside '{fork[1]}' of flow {fork[0]}; send it on both sides, or wait "
                        "only where the same trait holds",
                        f"demand.{stream}.flows",
                    )


def _known(passage: Passage, by_key: dict[tuple[str, str], Passage]) -> tuple[str, ...]:
    """The traits that shipments have for certain where they come to a step."""
    asked = (by_key[fork].step for fork, side in passage.forks if side == 0)
    return tuple(name for step in asked for name in step.named("traits"))


def _sure(ways: Sequence[Forks]) -> bool:
    """Whether these ways leave out nobody: one has no fork, or both sides of a fork are among them."""
    if any(not forks for forks in ways):
        return True
    for fork in {forks[0][0] for forks in ways}:
        sides = {forks[0][1] for forks in ways if forks[0][0] == fork}
        inner = ([forks[1:] for forks in ways if forks[0] == (fork, side)] for side in sides)
        if len(sides) > 1 and all(_sure(each) for each in inner):
            return True
    return False
