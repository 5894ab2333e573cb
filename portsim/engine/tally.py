"""Who waits for all that it carries or declares, and for how many."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from portsim.base.arrays import ShortInts
from portsim.engine.program import Kind, Programs
from portsim.workload.build import Workload


def still_to_send(programs: Programs, workload: Workload) -> Mapping[int, ShortInts]:
    """Number of a gathered signal to how many have to send it for each shipment of its stream, shape (n,)."""
    streams = {stream.name: stream for stream in workload.streams}
    left = {each.number: np.zeros(streams[each.stream].n, dtype=np.int32) for each in programs.gathered}
    for stream in workload.streams:
        rows = (row for table in programs.tables[stream.name] for row in table if row.kind == Kind.TALLY)
        for number, of in {row.signal: row.of for row in rows}.items():
            owner = stream.owners_in(streams[of])
            left[number] += np.bincount(
                owner[owner >= 0] - streams[of].offset, minlength=streams[of].n
            ).astype(np.int32)
    return left
