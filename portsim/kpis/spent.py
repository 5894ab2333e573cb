"""What shipments spent at chosen steps: visits, or minutes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Literal, get_args

import numpy as np

from portsim.base.arguments import check_one_of
from portsim.base.arrays import Bools, Floats
from portsim.kpis.made_of import minutes_by_label
from portsim.kpis.of_streams import OfStreams
from portsim.kpis.ways import ARRIVAL, Read, parameters, steps_chosen
from portsim.model.flow import Flow
from portsim.model.port import Port
from portsim.model.step import Edge, Step
from portsim.model.world import World
from portsim.records.records import Records
from portsim.records.shipments import Done, Shipments

What = Literal["count", "service", "queue", "both"]


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
            pending = self._pending(records, each)
            if self.until:
                passed, coming = np.isfinite(each.stamp(self.until)), records.pending_stamp(each, self.until)
                counted, pending = counted & (passed | coming), pending & ~passed
            if not counted.any():
                continue
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
        total = np.zeros(shipments.n)
        for each in self._done(records, shipments):
            visits = each.visits.over if self.what == "count" else each.visits
            index, begins, ends = visits.index, visits.queued, visits.ended
            amount = None
            if self.what != "count":
                left = len(index) - visits.finished
                starts, stops = (_so_far(t, left, records.horizon) for t in (visits.started, ends))
                amount = (starts if self.what == "queue" else stops) - (
                    starts if self.what == "service" else begins
                )
            if self.until:
                since, until = shipments.stamp(self.since)[index], shipments.stamp(self.until)[index]
                within = (begins >= since) & ~(ends > until)
                index, amount = index[within], None if amount is None else amount[within]
            total += np.bincount(index, weights=amount, minlength=shipments.n)
        return total

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
            "stream": self.streams,
            "place": self.places,
            "step": (*self.labels, *self.without),
            "count": self.counts,
        }
        return tuple((what, name) for what, names in named.items() for name in names)


def _so_far(moments: Floats, left: int, horizon: float) -> Floats:
    """Moments, with the horizon [min] for those that had not come yet; these are among the last `left`."""
    if not left:
        return moments
    out = moments.copy()
    last = out[len(out) - left :]
    last[np.isnan(last)] = horizon
    return out


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
