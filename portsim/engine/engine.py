"""Engines: readers of the same programs that turn a workload into the same records."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from portsim.base.errors import PortsimError
from portsim.engine.program import Programs
from portsim.records.visits import RawRecords
from portsim.workload.build import Workload

MOST = int(np.iinfo(np.int16).max)  # slots, and pools: their numbers have two bytes in the records


def first_shipments(programs: Programs, workload: Workload) -> list[int]:
    """Number of the first shipment of each slot's stream."""
    first = {stream.name: stream.offset for stream in workload.streams}
    return [first[slot.stream] for slot in programs.slots]


def check_numbers(programs: Programs, workload: Workload) -> None:
    """Refuse, before a run, what records have no numbers for.

    Raises PortsimError: too many steps of all streams, or pools.
    """
    for what, got in (("steps of all streams", len(programs.slots)), ("pools", len(workload.capacity))):
        if got > MOST:
            raise PortsimError(f"got {got:,} {what}; allowed are {MOST:,} in one run")


class Engine(Protocol):
    """A pure function: programs and a workload in, records out."""

    def __call__(self, programs: Programs, workload: Workload) -> RawRecords: ...
