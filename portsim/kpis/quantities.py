"""The quantities that KPIs are made of: time between milestones, time spent at steps, use of places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from portsim.kpis import Quantity
from portsim.kpis.reads import (
    Chooser,
    Read,
    parameters,
    parameters_at,
    steps_at,
    steps_between,
    steps_chosen,
)
from portsim.kpis.use import capacity_integral, hours, presence
from portsim.records import Records
from portsim.shipments import Done, Shipments
from portsim.steps import Flow, Inside, Start, Step, Travel, Visit, reachable, walk
from portsim.workload.draws import Bools, Floats, joined
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
        return times[finished]

    def unfinished(self, records: Records) -> float:
        """Share of the counted shipments that have not reached `last` at the horizon."""
        times = self._times(records)
        return float(np.isnan(times).mean()) if len(times) else 0.0

    def counted(self, shipments: Shipments) -> Bools:
        return shipments.counted(self.traits, self.first)

    def _times(self, records: Records) -> Floats:
        found = []
        for each in records.among(self.streams):
            if self.first in each.milestones:
                counted = self.counted(each)
                found.append(each.stamp(self.last)[counted] - each.stamp(self.first)[counted])
        return joined(found, np.float64)

    def steps(self, world: World) -> tuple[Read, ...]:
        return steps_between(world, self.streams, self.first, self.last, self.traits)

    def reads(self, world: World) -> tuple[str, ...]:
        return parameters(world, self.steps(world))

    def among(self, traits: tuple[str, ...]) -> Between:
        return replace(self, traits=tuple(dict.fromkeys((*self.traits, *traits))))

    def exists(self, records: Records) -> bool:
        """Whether shipments of these streams have steps that stamp both milestones."""
        return any({self.first, self.last} <= each.own_milestones for each in records.among(self.streams))

    def behind(self, records: Records) -> Mapping[str, float]:
        return _minutes_by_label(self, records, self.first, self.last, lambda *_: True)


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

    def counted(self, shipments: Shipments) -> Bools:
        return shipments.counted(self.traits, self.since)

    @property
    def _choice(self) -> Spent:
        """The same choice of steps, whatever is looked at in them."""
        return replace(self, what="count", until="", since="", streams=(), traits=())

    def _done(self, records: Records, shipments: Shipments) -> list[Done]:
        """The chosen steps of a stream."""
        return records.once(
            ("chosen", self._choice, shipments.stream),
            lambda: [each for each in shipments.done if self.chosen(each.step, each.slot.flow)],
        )

    def samples(self, records: Records) -> Floats:
        found = []
        for each in records.among(self.streams):
            counted = self.counted(each)
            if self.until:
                counted = counted & np.isfinite(each.stamp(self.until))
            if counted.any():
                found.append(self._amounts(records, each)[counted])
        return joined(found, np.float64)

    def _amounts(self, records: Records, shipments: Shipments) -> Floats:
        """What each shipment of a stream spent, shape (n,)."""
        total = np.zeros(shipments.n)
        for each in self._done(records, shipments):
            visits = each.visits.over
            index, begins, ends = visits.index, visits.queued, visits.ended
            amount = None
            if self.what != "count":
                amount = (visits.started if self.what == "queue" else ends) - (
                    visits.started if self.what == "service" else begins
                )
            if self.until:
                since, until = shipments.stamp(self.since)[index], shipments.stamp(self.until)[index]
                within = (begins >= since) & (ends <= until)
                index, amount = index[within], None if amount is None else amount[within]
            total += np.bincount(index, weights=amount, minlength=shipments.n)
        return total

    def unfinished(self, records: Records) -> float:
        """Share of the counted shipments with such work that are not through with it at the horizon."""
        coming = records.once(
            ("coming", self._choice),
            lambda: {
                (name, label) for name, f in records.flows.items() for label in self._coming(f, records)
            },
        )
        some = left = 0
        for each in records.among(self.streams):
            chosen = self._done(records, each)
            waiting, worked = np.zeros(each.n, dtype=np.bool_), np.zeros(each.n, dtype=np.bool_)
            for done in each.done:
                if (done.slot.flow, done.slot.label) in coming:
                    waiting[done.visits.index[done.visits.finished :]] = True
            for done in chosen:
                worked[done.visits.index] = True
            counted = self.counted(each)
            some += int((counted & (waiting | worked)).sum())
            left += int((counted & waiting).sum())
        return left / some if some else 0.0

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
        return any(self._done(records, each) for each in records.among(self.streams))

    def behind(self, records: Records) -> Mapping[str, float]:
        counts = self.what == "count"
        return _minutes_by_label(self, records, self.since, self.until, self.chosen, counts=counts)

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
    of: Between | Spent, records: Records, first: str, last: str, chosen: Chooser, *, counts: bool = False
) -> dict[str, float]:
    """Step label to its mean minutes [min] (or visits) per counted shipment, between two milestones."""
    found: dict[str, float] = {}
    n = 0
    for each in records.among(of.streams):
        counted = of.counted(each)
        if last:
            counted = counted & np.isfinite(each.stamp(last))
        n += int(counted.sum())
        if not counted.any():
            continue
        for done in each.done:
            if done.is_hold or not chosen(done.step, done.slot.flow):
                continue
            visits = done.visits.over
            within = counted[visits.index] & (visits.queued >= each.stamp(first)[visits.index])
            if last:
                within &= visits.ended <= each.stamp(last)[visits.index]
            total = float(within.sum()) if counts else float((visits.ended - visits.queued)[within].sum())
            if total:
                found[done.step.label] = found.get(done.step.label, 0.0) + total
    return {label: total / max(n, 1) for label, total in found.items()}


@dataclass(frozen=True)
class Busy(Quantity):
    """Work done at places per hour of a server on duty, over the window, time-weighted; one sample.

    Work that runs on after closing time counts as work, so the figure can pass 1. A place that a world does
    not have adds nothing.
    """

    places: tuple[str, ...]

    def samples(self, records: Records) -> Floats:
        edges = hours(records)
        offered = sum(float(capacity_integral(records, place, edges).sum()) for place in self.places)
        used = sum(float(presence(records, place, edges, "service").sum()) for place in self.places)
        return np.array([used / offered]) if offered > 0 else np.empty(0)

    def steps(self, world: World) -> tuple[Read, ...]:
        return steps_at(world, self.places)

    def reads(self, world: World) -> tuple[str, ...]:
        return parameters_at(world, self.places)
