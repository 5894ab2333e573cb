"""The terminal that all benchmarks run: its world, and its draws for so many days."""

from __future__ import annotations

from pathlib import Path

from terminal_flows import FLOWS

from portsim import workload
from portsim.document import build, read
from portsim.port import Port
from portsim.program import Programs, lower
from portsim.workload import Workload
from portsim.world import World

PORT = Path(__file__).parent / "one_terminal.yaml"
SEED = 20230815


def world() -> World:
    """The port of `one_terminal.yaml` with the flows of `terminal_flows.py`."""
    return World(build(Port, read(PORT)), {flow.name: flow for flow in FLOWS})


def draw(days: int, replication: int = 0) -> tuple[Workload, Programs]:
    """The draws of so many days from minute zero, and the programs of the flows."""
    terminal = world()
    drawn = workload.build(terminal.port, terminal.flows, days * 1440.0, SEED, replication)
    return drawn, lower(drawn)
