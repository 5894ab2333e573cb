"""The use of places over time: numbers queueing and in service, and servers at work, between moments."""

from __future__ import annotations

from typing import Literal

import numpy as np

from portsim.base.arrays import Floats, Ints
from portsim.records.records import Records

HOUR = 60.0


def hours(records: Records) -> Floats:
    """The hours of the counted window [min], from its begin to its end, shape (hours + 1,)."""
    begin, end = records.window
    return np.append(np.arange(begin, end, HOUR), end)


def presence(
    records: Records, place: str, edges: Floats, what: Literal["queue", "service"], terminal: str = ""
) -> Floats:
    """Time integral [shipment min] of the number queueing or in service between edges, shape (edges - 1,).

    Exact: integral up to e of [a <= t < b] is min(e, b) - min(e, a), summed over all visits, unfinished ones
    up to the horizon.
    """
    begins, ends = (0, 1) if what == "queue" else (1, 2)
    sums = records.once(("reached", place, edges.tobytes()), lambda: _reached(records, place, edges))
    at = slice(None) if not terminal else slice(n := records.terminals.index(terminal), n + 1)
    return np.asarray(np.diff((sums[ends, at] - sums[begins, at]).sum(axis=0)))


def _reached(records: Records, place: str, edges: Floats) -> Floats:
    """Sum over the visits of a place of min(edge, moment) from the first edge on [min], the moment being
    queued, started, ended; shape (3, terminals, edges)."""
    terminals = len(records.terminals)
    at = np.array([records.terminals.index(name) for _, name, _ in records.pools], dtype=np.int16)
    counts, sums = np.zeros((2, 3, terminals * (len(edges) + 1)))
    for slot, visits in zip(records.slots, records.raw.visits, strict=True):
        if slot.place != place or not len(visits.index):
            continue
        first = (at * np.int64(len(edges) + 1)).take(visits.pool)
        for number, moments in enumerate((visits.queued, visits.started, visits.ended)):
            since = moments - edges[0]
            if visits.finished < len(since):
                since[np.isnan(since)] = records.horizon - edges[0]
            bins = _edges_before(since, edges)
            bins += first
            counts[number] += np.bincount(bins, minlength=counts.shape[1])
            sums[number] += np.bincount(bins, weights=since, minlength=sums.shape[1])
    shape = (3, terminals, len(edges) + 1)
    counts, sums = counts.reshape(shape), sums.reshape(shape)
    later = counts.sum(axis=2, keepdims=True) - counts.cumsum(axis=2)
    return np.asarray(sums.cumsum(axis=2)[..., :-1] + later[..., :-1] * (edges - edges[0]))


def _edges_before(since: Floats, edges: Floats) -> Ints:
    """How many edges lie before each moment, given from the first edge on, shape of `since`.

    Fast where the edges are evenly spaced.
    """
    steps = np.diff(edges)
    if len(steps) < 2 or not (steps == steps[0]).all():
        return np.searchsorted(edges - edges[0], since)
    passed = since * (1 / steps[0])
    np.ceil(passed, out=passed)
    np.clip(passed, 0, len(edges), out=passed)
    return np.asarray(passed, dtype=np.int64)


def capacity_integral(records: Records, place: str, edges: Floats, terminal: str = "") -> Floats:
    """Time integral [server min] of the servers at work between edges, shape (edges - 1,)."""
    total = np.zeros(len(edges))
    for number, (name, at, _) in enumerate(records.pools):
        if name != place or (terminal and at != terminal):
            continue
        tape = records.capacity[number]
        times = np.array([t for t, _ in tape] + [records.horizon])
        levels = np.array([level for _, level in tape], dtype=np.float64)
        sums = np.concatenate([[0.0], np.cumsum(levels * np.diff(times))])
        total += np.interp(edges, times, sums)
    return np.asarray(np.diff(total))
