"""The network in Cimba's Python package: servers are processes, compiled by Numba, on Cimba's engine in C.

A truck is a model without a process, made when it arrives and retired when it leaves. A server takes the next
truck from a store, and the end of a road is a scheduled event. Of Cimba's two idioms that is the faster: with
a process for each truck, which acquires and releases resources, a run takes half as long again (and a truck
that gives back a crane and asks for it again at once gets it before those who wait).

Draws are traces, which the arrivals read truck by truck. With `keep` each visit that ended is written to a
captured dataset, in five numbers. Without, only how many visits ended and the sum of their waits are kept for
each step: Cimba advises such sums for speed. No count is kept of the numbers present, and no list of what is
unfinished at the horizon. A run is on one core, as all others are; its classes are compiled at their first
run in a process, in some seconds.
"""

from __future__ import annotations

import cimba as cb
import numpy as np
from cimba import inputs
from cimba_network import (
    BAYS,
    CRANES,
    DOCKS,
    EXITS,
    LABELS,
    LANES,
    LIFT,
    SCANNERS,
    SHIFT,
    TO_YARD,
    Crane,
    Port,
)
from drawn import servers
from visits import Visit, Waits

from portsim.workload.build import Stream, Workload

FLOW = "truck"
SERVERS = {
    "gate_in": LANES,
    "gate_out": EXITS,
    "scanner": SCANNERS,
    "exam_bay": BAYS,
    "cfs_dock": DOCKS,
    "yard_crane": CRANES,
}
NEVER = 1e15  # min, after every horizon
COLUMNS = 5  # of a visit: truck, label, queued, started, ended


def configured(s: Stream, horizon: float, keep: bool) -> Port:
    """The port with the draws of a stream as its inputs."""
    port = Port()
    port.trucks, port.horizon, port.keep = s.n, horizon, keep
    port.gap = inputs.trace(np.diff(s.arrival, prepend=0.0))
    port.block = inputs.trace(s.block["yard_crane"])
    port.above = inputs.trace(s.chances[FLOW, "one_above"])
    port.suspect = inputs.trace(s.chances[FLOW, "image_suspect"])
    port.exam = inputs.trace(s.traits["selected_for_exam"])
    port.cfs = inputs.trace(s.traits["goes_to_cfs"])
    for label in LABELS:
        setattr(port, label, inputs.trace(s.durations[FLOW, label]))
    port.cranes = [Crane() for _ in range(int(s.block["yard_crane"].max()) + 1)]
    for crane in port.cranes:
        crane.port = port
    port.sums = cb.Dataset()
    port.sums.capture()
    if keep:
        port.visits = cb.Dataset()
        port.visits.capture()
    return port


def run(workload: Workload, keep: bool) -> np.ndarray:
    """Run the network to the horizon: visits, shape (visits, 5), or else counts and waits, shape (labels, 2).

    Raises AssertionError: the network has other servers than the classes here, or the run failed.
    """
    found = {place: servers(workload, place) for place, _, _ in workload.capacity}
    assert found == SERVERS, f"servers: got {found}, written here for {SERVERS}"
    port = configured(workload.streams[0], workload.horizon, keep)
    window = cb.Window(warmup=NEVER, duration=1.0)  # so that no histories of lengths are kept
    results = cb.Experiment(port, window=window).run(workers=1, on_failure="raise")
    captured = results[port].visits if keep else results[port].sums
    return captured.trial(0, 0)[1].reshape(-1, COLUMNS if keep else 2)


def visits(left: np.ndarray, workload: Workload) -> list[Visit]:
    """Every visit that ended, from the captured numbers."""
    block = workload.streams[0].block["yard_crane"].tolist()
    at = {SHIFT: block, LIFT: block}
    out: list[Visit] = []
    for number, label, *moments in left.tolist():
        i, step = int(number), int(label)
        place = -1 if step >= TO_YARD else at[step][i] if step in at else 0
        out.append((FLOW, LABELS[step], i, place, *moments))
    return out


def waits(left: np.ndarray) -> Waits:
    """How many visits ended at each step, and the sum of their waits [min]."""
    return {label: (int(n), waited) for label, (n, waited) in zip(LABELS, left.tolist(), strict=True)}
