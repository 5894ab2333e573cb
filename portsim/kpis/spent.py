"""What shipments spent at chosen steps: visits, or minutes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from portsim.base.arrays import Bools, Floats, joined
from portsim.kpis.kpi import Quantity
from portsim.kpis.made_of import minutes_by_label
from portsim.kpis.ways import ARRIVAL, Read, parameters, steps_chosen
from portsim.model.flow import Flow, reachable
from portsim.model.step import Step, walk
from portsim.model.world import World
from portsim.records.records import Records
from portsim.records.shipments import Done, Shipments

What = Literal["count", "service", "queue", "both"]


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
    since: str = ARRIVAL
    streams: tuple[str, ...] = ()
    traits: tuple[str, ...] = ()

    def chosen(self, step: Step, flow: str) -> bool:
        if (self.flows and flow not in self.flows) or step.label in self.without:
            return False
        if self.places and not set(self.places) & set(step.named("places")):
            return False
        if self.counts:
            return step.counts in self.counts
        if self.labels:
            return step.label in self.labels
        if self.stamps:
            return self.stamps in step.stamps.values()
        return bool(step.named("tasks")) or bool(self.places and step.held)

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
            lambda: [
                each
                for each in shipments.done
                if self.chosen(each.step, each.slot.flow)
                and (not self.places or each.slot.place in self.places)  # a step can use several places
            ],
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
            begun = reachable(step.starts, records.flows)
            inner = any(self.chosen(s, name) for name in begun for s in walk(records.flows[name].steps))
            if inner or self.chosen(step, flow.name):
                last = number
        return [step.label for step in steps[: last + 1]]

    def withheld(self, records: Records) -> bool:
        """Never: what has been spent so far is a figure."""
        return False

    def exists(self, records: Records) -> bool:
        """Whether shipments of these streams have a chosen step at all."""
        return any(self._done(records, each) for each in records.among(self.streams))

    def behind(self, records: Records) -> Mapping[str, float]:
        counts = self.what == "count"
        return minutes_by_label(self, records, self.since, self.until, self.chosen, counts=counts)

    @property
    def behind_in_minutes(self) -> bool:
        return self.what != "count"

    def steps(self, world: World) -> tuple[Read, ...]:
        timed = self.what != "count"
        return steps_chosen(
            world, self.streams, self.traits, self.chosen, self.since, self.until, timed=timed
        )

    def reads(self, world: World) -> tuple[str, ...]:
        return parameters(world, self.steps(world))

    def among(self, traits: tuple[str, ...]) -> Spent:
        return replace(self, traits=tuple(dict.fromkeys((*self.traits, *traits))))
