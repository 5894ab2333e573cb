"""From what an engine wrote and what the workload knew to the records of one replication."""

from __future__ import annotations

import numpy as np

from portsim.base.arrays import Bools, joined, read_only
from portsim.model.world import World
from portsim.records.records import Records
from portsim.records.visits import RawRecords, Slot
from portsim.workload.build import Workload, pool_numbers


def collect(
    raw: RawRecords,
    slots: tuple[Slot, ...],
    workload: Workload,
    window: tuple[float, float],
    world: World | None = None,
) -> Records:
    """Join what the engine wrote with what the workload knew; none of it can be written to."""
    streams = workload.streams
    names = workload.terminals
    traits: dict[str, Bools] = {}
    for trait in streams[0].traits if streams else ():
        traits[trait] = read_only(np.concatenate([s.traits[trait] for s in streams]))
    return Records(
        raw,
        slots,
        tuple((place, names[t], block) for place, t, block in pool_numbers(workload)),
        tuple(s.name for s in streams),
        tuple(s.offset for s in streams),
        names,
        workload.flows,
        tuple({**workload.capacity, **workload.duty}.values()),
        read_only(joined([s.terminal for s in streams], np.int16)),
        read_only(joined([s.carrier for s in streams], np.int32)),
        read_only(joined([s.declaration for s in streams], np.int32)),
        read_only(joined([s.arrival for s in streams], np.float64)),
        traits,
        workload.horizon,
        window,
        world,
        bookings={s.name: s.bookings.sealed for s in streams if s.bookings is not None},
        plans={s.name: read_only(s.plan) for s in streams if s.plan is not None},
    )
