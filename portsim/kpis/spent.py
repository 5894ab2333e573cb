"""What shipments spent at chosen steps: visits, or minutes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Literal, get_args

import numpy as np

from portsim.base.arguments import check_one_of
from portsim.base.arrays import Bools, Floats, joined
from portsim.kpis.made_of import minutes_by_label
from portsim.kpis.of_streams import OfStreams
from portsim.kpis.ways import ARRIVAL, Read, parameters, steps_chosen
from portsim.model.flow import Flow
from portsim.model.port import Port
from portsim.model.step import Edge, Step
from portsim.model.world import World
from portsim.records.records import Records
from portsim.records.shipments import Done, Shipments
from portsim.records.visits import Visits

What = Literal["count", "service", "queue", "both"]
EDGES: Mapping[What, tuple[Edge, Edge]] = {  # of a step, between which minutes lie
    "queue": ("at_queue", "at_start"),
    "service": ("at_start", "at_end"),
    "both": ("at_queue", "at_end"),
}


@dataclass(frozen=True)
class Spent(OfStreams):
    """What each shipment spent at chosen steps: number of visits, or minutes [min]; 0 for who had none.

    Steps are chosen by what they count, by label, by the milestone they stamp, or by place alone; `places`
    and `flows` narrow any choice, and take in places of their kind. `until` leaves out what ended after that
    milestone, or began before `since`. Without a choice all travels and visits count. A shipment with chosen
    steps still to come at the horizon has spent so much so far.
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

    def check_itself(self) -> None:
        super().check_itself()
        check_one_of("Spent: what", self.what, get_args(What))

    def chosen(self, step: Step, flow: str) -> bool:
        """Whether a step of a flow is one of those that it counts."""
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
        """Which shipments of a stream are measured, shape (n,)."""
        return shipments.counted(self.traits, self.since)

    @cached_property
    def _choice(self) -> Spent:
        """The same choice of steps, whatever is looked at in them."""
        return replace(self, what="count", until="", since="", streams=(), traits=())

    def _done(self, records: Records, shipments: Shipments) -> list[Done]:
        """The chosen steps of a stream."""
        return records.once(
            ("chosen", self._choice, shipments.stream),
            lambda: [
                each
                for flow, done in shipments.by_flow.items()
                if (labels := _labels(self._choice, records.flows[flow]))
                for each in done
                if each.slot.label in labels
                and (not self.places or each.slot.place in self.places)  # a step can use several places
            ],
        )

    def _with_kin(self, port: Port | None) -> Spent:
        """The same with all places that are of the kind of those it names."""
        places = self.places if port is None else port.places_like(self.places)
        return self if places == self.places else replace(self, places=places)

    def undecided(self, records: Records) -> int:
        return sum(each.undecided(self.traits, self.since) for each in records.among(self.streams))

    def each(self, records: Records) -> Iterator[tuple[Floats, Bools]]:
        """Of each stream the samples, and which of them are of shipments with chosen steps still to come."""
        return self._with_kin(records.port)._spent(records)

    def _spent(self, records: Records) -> Iterator[tuple[Floats, Bools]]:
        for each in records.among(self.streams):
            counted = self.counted(each)
            if not counted.any():
                continue
            pending = self._pending(records, each)
            if self.until:
                passed, coming = np.isfinite(each.stamp(self.until)), records.pending_stamp(each, self.until)
                counted, pending = counted & (passed | coming), pending & ~passed
            amounts, waiting = self.amounts(records, each)[counted], pending[counted]
            if records.grace:
                amounts[waiting] = self._later(amounts, waiting, records.grace)
            yield amounts, waiting

    def _later(self, amounts: Floats, waiting: Bools, grace: float) -> Floats:
        """What those with steps still to come have spent when they are through `grace` [min] later: of visits
        as many as any shipment has made, but one more at least."""
        if self.what == "count":
            return np.asarray(np.maximum(amounts[waiting] + 1, amounts.max(initial=0)))
        return amounts[waiting] + grace

    def amounts(self, records: Records, shipments: Shipments) -> Floats:
        """What each shipment of a stream, with the traits or without, has spent up to the horizon: visits
        that have ended, or minutes [min] of all, shape (n,). Places are those it names, and none of their
        kind."""
        done = [each.visits for each in self._done(records, shipments)]
        if self.what == "count":
            over = [visits.over for visits in done]
            whose = joined([each.index[self._within(each, shipments)] for each in over], np.int32)
            return np.bincount(whose, minlength=shipments.n).astype(np.float64)
        total = np.zeros(shipments.n)
        for visits in done:
            within = self._within(visits, shipments)
            minutes = _minutes(visits, self.what, records.horizon)[within]
            total += np.bincount(visits.index[within], weights=minutes, minlength=shipments.n)
        return total

    def _within(self, visits: Visits, shipments: Shipments) -> slice | Bools:
        """Which visits lie between the two milestones; all, where there is none that ends it."""
        if not self.until:
            return slice(None)
        since, until = (shipments.stamp(name).take(visits.index) for name in (self.since, self.until))
        return np.asarray((visits.queued >= since) & ~(visits.ended > until))

    def _pending(self, records: Records, shipments: Shipments) -> Bools:
        """Whether each shipment of a stream has a chosen step under way or still to come, shape (n,)."""
        return records.pending(
            shipments, _Choosing(self._choice, "at_start" if self.what == "queue" else "at_end")
        )

    def exists(self, records: Records) -> bool:
        """Whether shipments of these streams have a chosen step at all."""
        wide = self._with_kin(records.port)
        return any(wide._done(records, each) for each in records.among(self.streams))

    def behind(self, records: Records) -> Mapping[str, float]:
        counts, wide = self.what == "count", self._with_kin(records.port)
        return minutes_by_label(self, records, self.since, self.until, wide.chosen, counts=counts)

    @property
    def behind_in_minutes(self) -> bool:
        return self.what != "count"

    def steps(self, world: World) -> tuple[Read, ...]:
        timed, wide = self.what != "count", self._with_kin(world.port)
        return steps_chosen(
            world, self.streams, self.traits, wide.chosen, self.since, self.until, timed=timed
        )

    def reads(self, world: World) -> tuple[str, ...]:
        return parameters(world, self.steps(world))

    @property
    def mentions(self) -> tuple[tuple[str, str], ...]:
        named = {
            "milestone": [name for name in (self.stamps, self.since, self.until) if name],
            "place": self.places,
            "flow": self.flows,
            "step": (*self.labels, *self.without),
            "count": self.counts,
        }
        own = ((what, name) for what, names in named.items() for name in names)
        return (*own, *super().mentions)


def _minutes(visits: Visits, what: What, horizon: float) -> Floats:
    """How long each visit took [min], or so far at the horizon [min], shape (visits,)."""
    begins, ends = visits.at(EDGES[what][0]), visits.at(EDGES[what][1])
    minutes = ends - begins
    if visits.finished < len(minutes):  # among the others are all whose moments had not come yet
        left = slice(visits.finished, None)
        minutes[left] = _so_far(ends[left], horizon) - _so_far(begins[left], horizon)
    return minutes


def _so_far(moments: Floats, horizon: float) -> Floats:
    """Moments, with the horizon [min] for those that had not come yet."""
    return np.where(np.isnan(moments), horizon, moments)


@dataclass(frozen=True)
class _Choosing:
    """Awaits the chosen steps, up to an edge of theirs."""

    choice: Spent
    edge: Edge

    def __call__(self, step: Step, flow: str) -> Edge | None:
        return self.edge if self.choice.chosen(step, flow) else None


@lru_cache(maxsize=8192)  # of flows that are the same in many runs: a twentieth of each
def _labels(choice: Spent, flow: Flow) -> frozenset[str]:
    """The steps of a flow that are chosen."""
    return frozenset(step.label for step in flow.all_steps if choice.chosen(step, flow.name))
