"""The use of places over time: numbers queueing and in service, and servers at work, between moments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np

from portsim.base.arrays import Floats, Ints
from portsim.records.records import Records

HOUR = 60.0
MANY = 1 << 14  # visits whose queueing, start and end are looked at one by one, as that takes less memory


def hours(records: Records) -> Floats:
    """The hours of the counted window [min], from its begin to its end, shape (hours + 1,)."""
    begin, end = records.window
    return np.append(np.arange(begin, end, HOUR), end)


def presence(
    records: Records, place: str, edges: Floats, what: Literal["queue", "service"], terminal: str = ""
) -> Floats:
    """Time integral [shipment min] of the number queueing or in service between edges, shape (edges - 1,).

    Exact, of all visits, unfinished ones up to the horizon. Edges on full hours are read from one table of
    all hours: the questions of a study ask for a place at three or more sets of them, and to go over all its
    visits for each took a seventh of a run.
    """
    at = slice(None) if not terminal else slice(n := records.terminals.index(terminal), n + 1)
    full = edges / HOUR
    numbers = full.astype(np.int64)
    if (full != numbers).any() or numbers[0] < 0 or edges[-1] > records.horizon:
        key = "present", place, edges.tobytes()
        return _of(records.once(key, lambda: _present(records, place, edges)), what, at)
    hourly = records.once(("present", place), lambda: _present(records, place, _every_hour(records)))
    return np.asarray(np.add.reduceat(_of(hourly, what, at)[: numbers[-1]], numbers[:-1]))


def _of(present: Floats, what: Literal["queue", "service"], at: slice) -> Floats:
    """Those queueing or in service at some terminals, shape (edges - 1,)."""
    return np.asarray(present[0 if what == "queue" else 1, at].sum(axis=0))


def _every_hour(records: Records) -> Floats:
    """Every hour [min] from the begin of a run to beyond its horizon."""
    return np.arange(0.0, records.horizon + 2 * HOUR, HOUR)


def _present(records: Records, place: str, edges: Floats) -> Floats:
    """Time integral [shipment min] between edges of those queueing, and of those in service; shape (2,
    terminals, edges - 1).

    A visit counts from its begin to its end, so what is summed is the time since each of the two has passed:
    all of every later stretch, and of its own stretch the rest of it.
    """
    stretches = len(edges) + 1  # one before the first edge, one after the last
    terminals = len(records.terminals)
    at = np.array([records.terminals.index(name) for _, name, _ in records.pools], dtype=np.int64)
    size = terminals * stretches  # of the sums of one kind of moment
    firsts = size * np.arange(3)[:, None]
    find = _stretches_of(edges, inside=edges[0] <= 0 and edges[-1] > records.horizon)
    counts, rests = np.zeros(3 * size, dtype=np.int64), np.zeros(3 * size)
    for slot, visits in zip(records.slots, records.raw.visits, strict=True):
        if slot.place != place or not len(visits.index):
            continue
        columns = (visits.queued, visits.started, visits.ended)
        together = 3 if len(visits.index) < MANY else 1  # of few visits one call takes less time than three
        for number in range(0, 3, together):
            moments = np.array(columns[number : number + together])
            if visits.finished < len(visits.index):
                left = moments[:, visits.finished :]
                left[np.isnan(left)] = records.horizon
            bins, rest = find(moments)
            bins += firsts[number : number + together]
            if terminals > 1:
                bins += (at * stretches).take(visits.pool)
            bins, rest = bins.reshape(-1), rest.reshape(-1)
            counts += np.bincount(bins, minlength=3 * size)
            rests += np.bincount(bins, weights=rest, minlength=3 * size)
    shape = (3, terminals, stretches)
    counts, rests = counts.reshape(shape)[..., :-1], rests.reshape(shape)[..., 1:-1]
    since = rests + counts.cumsum(axis=2)[..., :-1] * np.diff(edges)
    return np.asarray(since[:-1] - since[1:])


def _stretches_of(edges: Floats, *, inside: bool) -> Callable[[Floats], tuple[Ints, Floats]]:
    """What finds the stretch between edges in which each moment lies, 0 before the first edge, and what is
    left of it [min]; shape of the moments. With `inside` none lies before the first edge or after the last.

    Fast where the edges are evenly spaced. A moment on an edge may be given to either side.
    """
    steps = np.diff(edges)
    step, first, last = float(steps[0]), float(edges[0]), len(edges)

    def searched(moments: Floats) -> tuple[Ints, Floats]:
        bins = np.searchsorted(edges, moments)
        return bins, edges[np.minimum(bins, last - 1)] - moments

    def counted(moments: Floats) -> tuple[Ints, Floats]:
        since = moments - first if first else moments
        passed = since * (1 / step)
        passed += 1.0
        if not inside:
            np.clip(passed, 0.0, last, out=passed)
        bins = passed.astype(np.int64)
        rest = np.multiply(bins, step, out=passed)
        rest -= since
        return bins, rest

    return counted if len(steps) > 1 and (steps == step).all() else searched


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
