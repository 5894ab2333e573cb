"""The quantities that KPIs are made of: time between milestones, time spent at steps, use of places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from portsim.kpis import Quantity
from portsim.kpis.reads import (
    EDGES,
    Chooser,
    Read,
    parameters,
    parameters_at,
    steps_at,
    steps_between,
    steps_chosen,
)
from portsim.records import Records
from portsim.steps import Flow, Inside, Start, Step, Travel, Visit, reachable, walk
from portsim.workload.draws import Bools, Floats
from portsim.world import World

MOST_UNFINISHED = 0.01
What = Literal["count", "service", "queue", "both"]


@dataclass(frozen=True)
class Between(Quantity):
    """Time [min] from one milestone to another, for each shipment that passed `first` in the window.

    A shipment that has not reached `last` at the horizon has no sample. Those are the long ones, so a figure
    is given only while they are few: above MOST_UNFINISHED there are no samples at all, and the KPI reads
    `not measured` until the study has more run-out days.
    """

    first: str
    last: str
    streams: tuple[str, ...] = ()
    traits: tuple[str, ...] = ()

    def samples(self, records: Records) -> Floats:
        times = self._times(records)
        finished = np.isfinite(times)
        if not len(times) or 1 - finished.mean() > MOST_UNFINISHED:
            return np.empty(0)
        return np.asarray(times[finished])

    def unfinished(self, records: Records) -> float:
        """Share of the counted shipments that have not reached `last` at the horizon."""
        times = self._times(records)
        return float(np.isnan(times).mean()) if len(times) else 0.0

    def counted(self, records: Records) -> Bools:
        return records.counted(self.streams, self.traits, self.first)

    def _times(self, records: Records) -> Floats:
        times = records.stamp(self.last) - records.stamp(self.first)
        return np.asarray(times[self.counted(records)])

    def steps(self, world: World) -> tuple[Read, ...]:
        return steps_between(world, self.streams, self.first, self.last, self.traits)

    def reads(self, world: World) -> tuple[str, ...]:
        return parameters(world, self.steps(world))

    def among(self, traits: tuple[str, ...]) -> Between:
        return replace(self, traits=tuple(dict.fromkeys((*self.traits, *traits))))

    def exists(self, records: Records) -> bool:
        """Whether shipments of these streams have steps that stamp both milestones."""
        return {self.first, self.last} <= records.once(
            ("stamped", self.streams), lambda: self._stamped(records)
        )

    def _stamped(self, records: Records) -> set[str]:
        """The milestones that the steps of these streams stamp."""
        there = {"arrival"}
        for slot, step in zip(records.slots, records.steps, strict=True):
            if not self.streams or slot.stream in self.streams:
                there |= {name for edge in EDGES if (name := getattr(step, edge, None))}
        return there

    def behind(self, records: Records) -> Mapping[str, float]:
        return _minutes_by_label(records, self.counted(records), self.first, self.last, lambda *_: True)


@dataclass(frozen=True)
class Spent(Quantity):
    """What each shipment spent at chosen steps: number of visits, or minutes [min]; 0 for who had none.

    Steps are chosen by what they count, by label, by the milestone they stamp, or by place alone; `places`
    and `flows` narrow any choice. `until` leaves out what ended after that milestone, or began before
    `since`. Without a choice all travels and visits count.
    """

    what: What
    counts: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    stamps: str = ""
    without: tuple[str, ...] = ()
    flows: tuple[str, ...] = ()
    until: str = ""
    since: str = "gate_arrival"
    streams: tuple[str, ...] = ()
    traits: tuple[str, ...] = ()

    def chosen(self, step: Step, flow: str) -> bool:
        if (self.flows and flow not in self.flows) or step.label in self.without:
            return False
        if self.places and getattr(step, "place", None) not in self.places:
            return False
        if self.counts:
            return getattr(step, "counts", None) in self.counts
        if self.labels:
            return step.label in self.labels
        if self.stamps:
            return self.stamps in (getattr(step, e, None) for e in ("at_queue", "at_start", "at_end"))
        return isinstance(step, Travel | Visit) or bool(self.places and isinstance(step, Inside))

    def counted(self, records: Records) -> Bools:
        return records.counted(self.streams, self.traits, self.since)

    @property
    def _choice(self) -> Spent:
        """The same choice of steps, whatever is looked at in them."""
        return replace(self, what="count", until="", since="", streams=(), traits=())

    def _slots(self, records: Records) -> list[int]:
        """Numbers of the chosen steps' slots, in the streams that are looked at."""
        chosen = records.once(
            ("slots", self._choice),
            lambda: [
                number
                for number, (slot, step) in enumerate(zip(records.slots, records.steps, strict=True))
                if self.chosen(step, slot.flow)
            ],
        )
        return [n for n in chosen if not self.streams or records.slots[n].stream in self.streams]

    def samples(self, records: Records) -> Floats:
        total = np.zeros(records.n)
        raw = records.raw
        limit = records.stamps.get(self.until) if self.until else None
        begin_at = records.stamps.get(self.since, np.full(records.n, np.inf))
        for slot in self._slots(records):
            rows = records.by_slot[slot]
            rows = rows[np.isfinite(raw.ended[rows])]
            if limit is not None:
                ships = raw.shipment[rows]
                rows = rows[(raw.queued[rows] >= begin_at[ships]) & (raw.ended[rows] <= limit[ships])]
            if self.what == "count":
                amount = np.ones(len(rows))
            else:
                begin = raw.started if self.what == "service" else raw.queued
                end = raw.started if self.what == "queue" else raw.ended
                amount = end[rows] - begin[rows]
            np.add.at(total, raw.shipment[rows], amount)
        counted = self.counted(records)
        if limit is not None:
            counted &= np.isfinite(limit)
        return np.asarray(total[counted])

    def unfinished(self, records: Records) -> float:
        """Share of the counted shipments with such work that are not through with it at the horizon."""
        counted, raw = self.counted(records), records.raw
        coming = records.once(
            ("coming", self._choice),
            lambda: {
                (name, label) for name, f in records.flows.items() for label in self._coming(f, records)
            },
        )
        waiting, worked = np.zeros(records.n, dtype=np.bool_), np.zeros(records.n, dtype=np.bool_)
        for number, slot in enumerate(records.slots):
            if (slot.flow, slot.label) in coming:
                waiting[records.unfinished_by_slot[number]] = True
        for number in self._slots(records):
            worked[raw.shipment[records.by_slot[number]]] = True
        some = int((counted & (waiting | worked)).sum())
        return int((counted & waiting).sum()) / some if some else 0.0

    def _coming(self, flow: Flow, records: Records) -> list[str]:
        """Labels of a flow at or after which a chosen step can come, also in a thread started there."""
        steps = list(walk(flow.steps))
        last = -1
        for number, step in enumerate(steps):
            begun = reachable((step.flow,), records.flows) if isinstance(step, Start) else ()
            inner = any(self.chosen(s, name) for name in begun for s in walk(records.flows[name].steps))
            if inner or self.chosen(step, flow.name):
                last = number
        return [step.label for step in steps[: last + 1]]

    def exists(self, records: Records) -> bool:
        """Whether shipments of these streams have a chosen step at all."""
        return bool(self._slots(records))

    def behind(self, records: Records) -> Mapping[str, float]:
        counts = self.what == "count"
        counted = self.counted(records)
        return _minutes_by_label(records, counted, self.since, self.until, self.chosen, counts=counts)

    def steps(self, world: World) -> tuple[Read, ...]:
        timed = self.what != "count"
        return steps_chosen(
            world, self.streams, self.traits, self.chosen, self.since, self.until, timed=timed
        )

    def reads(self, world: World) -> tuple[str, ...]:
        return parameters(world, self.steps(world))

    def among(self, traits: tuple[str, ...]) -> Spent:
        return replace(self, traits=tuple(dict.fromkeys((*self.traits, *traits))))


def _minutes_by_label(
    records: Records, counted: Bools, first: str, last: str, chosen: Chooser, *, counts: bool = False
) -> dict[str, float]:
    """Step label to its mean minutes [min] (or visits) per counted shipment, between two milestones."""
    raw = records.raw
    begin = records.stamps.get(first, np.full(records.n, np.inf))
    limit = records.stamps.get(last, np.full(records.n, -np.inf)) if last else np.full(records.n, np.inf)
    if last:
        counted = counted & np.isfinite(limit)
    n = max(int(counted.sum()), 1)
    found: dict[str, float] = {}
    for slot, step in enumerate(records.steps):
        if isinstance(step, Inside) or not chosen(step, records.slots[slot].flow):
            continue
        rows = records.by_slot[slot]
        ships = raw.shipment[rows]
        within = counted[ships] & (raw.ended[rows] <= limit[ships]) & (raw.queued[rows] >= begin[ships])
        rows = rows[within]
        total = len(rows) if counts else float((raw.ended[rows] - raw.queued[rows]).sum())
        if total:
            found[step.label] = found.get(step.label, 0.0) + total / n
    return found


@dataclass(frozen=True)
class Busy(Quantity):
    """Work done at places per hour of a server on duty, over the window, time-weighted; one sample.

    Work that runs on after closing time counts as work, so the figure can pass 1. A place that a world does
    not have adds nothing.
    """

    places: tuple[str, ...]

    def samples(self, records: Records) -> Floats:
        begin, end = records.window
        edges = np.array([begin, end])
        offered = sum(float(capacity_integral(records, place, edges).sum()) for place in self.places)
        used = sum(float(presence(records, place, edges, "service").sum()) for place in self.places)
        return np.array([used / offered]) if offered > 0 else np.empty(0)

    def steps(self, world: World) -> tuple[Read, ...]:
        return steps_at(world, self.places)

    def reads(self, world: World) -> tuple[str, ...]:
        return parameters_at(world, self.places)


def presence(
    records: Records, place: str, edges: Floats, what: Literal["queue", "service"], terminal: str = ""
) -> Floats:
    """Time integral [shipment min] of the number queueing or in service between edges, shape (edges - 1,).

    Exact: integral up to e of [a <= t < b] is min(e, b) - min(e, a), summed over all visits, unfinished ones
    up to the horizon.
    """
    raw = records.raw
    rows = [records.by_slot[s] for s, slot in enumerate(records.slots) if slot.place == place]
    visits = np.concatenate(rows) if rows else np.empty(0, dtype=np.int64)
    if terminal:
        at = np.array([t == terminal for _, t, _ in records.pools])
        visits = visits[at[raw.pool[visits]]]
    started = np.where(np.isfinite(raw.started[visits]), raw.started[visits], records.horizon)
    ended = np.where(np.isfinite(raw.ended[visits]), raw.ended[visits], records.horizon)
    begin, end = (raw.queued[visits], started) if what == "queue" else (started, ended)
    return np.asarray(np.diff(_sum_of_minimum(end, edges) - _sum_of_minimum(begin, edges)))


def _sum_of_minimum(values: Floats, edges: Floats) -> Floats:
    """Sum over values of min(edge, value), for every edge."""
    rising = np.sort(values)
    total = np.concatenate([[0.0], np.cumsum(rising)])
    below = np.searchsorted(rising, edges)
    return np.asarray(total[below] + (len(values) - below) * edges)


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
