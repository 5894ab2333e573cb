"""Engines: readers of the same programs that turn a workload into the same records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from portsim.program import Programs
from portsim.workload import Workload
from portsim.workload.draws import Floats, Ints


@dataclass(frozen=True)
class RawRecords:
    """What an engine returns, visits in the order in which they ended; unfinished ones come last.

    slot, shipment, pool: shape (visits,); pool is -1 where no place was visited.
    queued, started, ended [min]: shape (visits,), NaN for what had not come yet at the horizon.
    shipment_end [min]: shape (shipments,), NaN while a thread is at work.
    area: time integral of the number present [shipment min], shape (pools,), kept by the engine's own clock.
    """

    slot: Ints
    shipment: Ints
    pool: Ints
    queued: Floats
    started: Floats
    ended: Floats
    shipment_end: Floats
    area: Floats
    threads_begun: int
    threads_ended: int

    def equals(self, other: RawRecords) -> bool:
        """Equal to the last bit, order included."""
        names = ("slot", "shipment", "pool", "queued", "started", "ended", "shipment_end")
        return all(
            np.array_equal(getattr(self, n), getattr(other, n), equal_nan=n[0] in "qes" and n != "slot")
            for n in names
        )


class Engine(Protocol):
    """A pure function: programs and a workload in, records out."""

    def __call__(self, programs: Programs, workload: Workload) -> RawRecords: ...


def pool_numbers(workload: Workload) -> dict[tuple[str, int, int], int]:
    """(place, terminal, block) to the number of the pool, the same for every engine."""
    return {key: number for number, key in enumerate(workload.capacity)}
