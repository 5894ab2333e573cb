"""Who waits for all that it carries or declares, and for how many."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from portsim.base.arrays import ShortInts
from portsim.engine.program import Kind, Programs
from portsim.workload.build import Workload


def still_to_send(programs: Programs, workload: Workload) -> Mapping[tuple[int, str], ShortInts]:
    """Gathered signal and its stream to how many have to send it, for each shipment of that, shape (n,)."""
    streams = {stream.name: stream for stream in workload.streams}
    left = {
        (each.number, each.stream): np.zeros(streams[each.stream].n, dtype=np.int32)
        for each in programs.gathered
    }
    for stream in workload.streams:
        rows = (row for table in programs.tables[stream.name] for row in table if row.kind == Kind.TALLY)
        for number, of in dict.fromkeys((row.signal, row.of) for row in rows):
            owner = stream.owners_in(streams[of])
            left[number, of] += np.bincount(
                owner[owner >= 0] - streams[of].offset, minlength=streams[of].n
            ).astype(np.int32)
    return left
