"""What a benchmark runs: a port file and its flows, the draws of so many days, and these as plain lists."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from portsim.engine.lowering import programs_of
from portsim.engine.program import Programs
from portsim.model.flow import Flow
from portsim.model.port import Port
from portsim.model.world import World
from portsim.scenario.checking import build
from portsim.scenario.reading import read
from portsim.workload import build as workload
from portsim.workload.build import Stream, Workload

SEED = 20230815


@dataclass(frozen=True)
class Model:
    """A port file and the flows that its streams begin."""

    port: Path
    flows: tuple[Flow, ...]

    def world(self) -> World:
        return World(build(Port, read(self.port)), {flow.name: flow for flow in self.flows})

    def draw(self, days: int, replication: int = 0) -> tuple[Workload, Programs]:
        """The draws of so many days from minute zero, and the programs of the flows."""
        world = self.world()
        drawn = workload.build(world, days * 1440.0, SEED, replication)
        return drawn, programs_of(world)


class Draws:
    """The draws of one stream as plain lists: one entry per shipment."""

    def __init__(self, stream: Stream) -> None:
        self.name, self.flows, self.first = stream.name, stream.flows, stream.offset
        self.arrival = stream.arrival.tolist()
        self.minutes = {key: column.tolist() for key, column in stream.durations.items()}
        self.chances = {key: column.tolist() for key, column in stream.chances.items()}
        self.traits = {key: column.tolist() for key, column in stream.traits.items()}
        self.planned = {key: column.tolist() for key, column in stream.planned.items()}
        self.block = stream.block["yard_crane"].tolist() if "yard_crane" in stream.block else []
        self.carrier = stream.carrier.tolist()


def servers(workload: Workload, place: str) -> int:
    """How many servers a place has when all of them work."""
    return max(level for _, level in workload.capacity[place, 0, 0])
