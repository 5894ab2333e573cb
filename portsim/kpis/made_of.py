"""What a figure is made of: its minutes or visits, step by step."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from portsim.base.arrays import Bools
from portsim.kpis.ways import Chooser
from portsim.records.records import Records
from portsim.records.shipments import Shipments


class Counting(Protocol):
    """A quantity that counts shipments of some streams."""

    @property
    def streams(self) -> tuple[str, ...]: ...

    def counted(self, shipments: Shipments) -> Bools: ...


def minutes_by_label(
    of: Counting, records: Records, first: str, last: str, chosen: Chooser, *, counts: bool = False
) -> dict[str, float]:
    """Step label to its mean minutes [min] (or visits) per counted shipment, between two milestones."""
    found: dict[str, float] = {}
    n = 0
    for each in records.among(of.streams):
        counted = of.counted(each)
        if last:
            counted = counted & np.isfinite(each.stamp(last))
        n += int(np.count_nonzero(counted))
        if not counted.any():
            continue
        begins = np.where(counted, each.stamp(first), np.inf)  # of all others no visit lies within
        ends = each.stamp(last) if last else np.full(each.n, np.inf)
        earliest, latest = begins.min(), ends[counted].max()
        for done in each.done:
            if done.is_hold or not chosen(done.step, done.slot.flow):
                continue
            visits = done.visits
            if not counts and visits.ended is visits.queued:
                continue  # takes no time
            rows = visits.ended_in(earliest, latest)
            index, queued, ended = visits.index[rows], visits.queued[rows], visits.ended[rows]
            if not len(index):
                continue
            within = queued >= begins.take(index)  # faster than [index] for numbers of four bytes
            if last:
                within &= ended <= ends.take(index)
            total = (
                float(np.count_nonzero(within)) if counts else float((ended - queued).compress(within).sum())
            )
            if total:
                found[done.step.label] = found.get(done.step.label, 0.0) + total
    return {label: total / max(n, 1) for label, total in found.items()}
