"""The shipments of one stream with their visits, step by step: what the figures of a stream are read from."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import groupby
from typing import NamedTuple, TypeVar

import numpy as np

from portsim.base.arrays import Bools, Floats, ShortInts, SmallInts, read_only
from portsim.base.memory import Memory
from portsim.model.step import Edge, Step
from portsim.records.visits import Slot, Visits
from portsim.workload.bookings import Bookings

T = TypeVar("T")


def kept_columns() -> Memory:
    """A memory whose arrays are read-only, as many figures are read from them."""
    return Memory(read_only)


class Done(NamedTuple):
    """A step of a flow, and the visits that shipments of one stream made to it."""

    slot: Slot
    step: Step
    visits: Visits

    @property
    def is_hold(self) -> bool:
        """Whether it is the stay at a place that other steps are inside of."""
        return bool(self.step.held)


Stamping = list[tuple[Done, Edge]]  # of a milestone: the steps of one flow that stamp it, with the edge


@dataclass(frozen=True, eq=False)
class Shipments:
    """One stream; every array has one entry per shipment, shape (n,).

    `first` is the number of its first shipment among all. `papers` is the stream that declares it, if any;
    `declaration` counts within it, -1 for none. `done` has its steps in reading order.
    `later` says who is in the end in those cohorts of which that is not known yet at the horizon.
    `own` are the traits by which its run took its forks: a cohort of another run does not change them.
    `stamps` keeps the times of milestones. `bookings` are those of a stream with appointments. `plan` are
    planned arrivals [min], its own or those of the carrier that brings it, of a stream with any.
    """

    stream: str
    first: int
    arrival: Floats
    ended: Floats
    terminal: SmallInts
    declaration: ShortInts
    traits: Mapping[str, Bools]
    done: tuple[Done, ...]
    window: tuple[float, float]
    papers: Shipments | None = None
    later: Mapping[str, Bools] = field(default_factory=dict)
    bookings: Bookings | None = None
    plan: Floats | None = None
    stamps: Memory = field(default_factory=kept_columns, repr=False)
    own: Mapping[str, Bools] = field(default_factory=dict)
    _memory: Memory = field(init=False, default_factory=kept_columns, repr=False)

    @property
    def n(self) -> int:
        return len(self.arrival)

    @cached_property
    def by_flow(self) -> Mapping[str, tuple[Done, ...]]:
        """Its steps by the flow they are in, in reading order."""
        flows = groupby(self.done, key=lambda each: each.slot.flow)
        return {flow: tuple(done) for flow, done in flows}

    @cached_property
    def own_milestones(self) -> frozenset[str]:
        """The milestones that its own steps stamp."""
        return frozenset({"arrival", *self._stamping})

    @property
    def milestones(self) -> frozenset[str]:
        """The milestones that its steps, or those of its papers, stamp."""
        return self.own_milestones | (self.papers.own_milestones if self.papers else frozenset())

    def stamp(self, milestone: str) -> Floats:
        """Time [min] of the last stamp of a milestone, NaN where there is none, or another is under way.

        What is stamped on a declaration holds for the shipments on it that have no stamp of their own.
        """
        return self.stamps.once(milestone, lambda: self._stamp(milestone))

    def _stamp(self, milestone: str) -> Floats:
        if milestone == "arrival":
            return self.arrival
        flows = self._stamping.get(milestone, ())
        if len(flows) == 1:
            out = self._in_flow(flows[0], np.nan)
        else:  # they go on side by side
            out = np.full(self.n, -np.inf)
            for own in flows:
                np.maximum(out, self._in_flow(own, -np.inf), out=out)
            out[np.isneginf(out)] = np.nan
        if self.papers is not None and milestone in self.papers.own_milestones:
            missing = (self.declaration >= 0) & np.isnan(out)
            out[missing] = self.papers.stamp(milestone).take(self.declaration[missing])
        return out

    @property
    def _stamping(self) -> Mapping[str, list[Stamping]]:
        """Of each milestone the steps that stamp it, flow by flow."""
        return self.stamps.once(("stamping",), self._find_stamping)

    def _find_stamping(self) -> Mapping[str, list[Stamping]]:
        found: dict[str, list[Stamping]] = {}
        for done in self.by_flow.values():
            own: dict[str, Stamping] = {}
            for each in done:
                for edge, name in each.step.stamps.items():
                    own.setdefault(name, []).append((each, edge))
            for name, steps in own.items():
                found.setdefault(name, []).append(steps)
        return found

    def _in_flow(self, steps: Stamping, nowhere: float) -> Floats:
        """Time [min] at the last of the steps of one flow that stamp a milestone, `nowhere` for who has come
        to none of them, shape (n,)."""
        out = np.full(self.n, nowhere)
        for each, edge in steps:
            out[each.visits.index.astype(np.intp)] = each.visits.at(edge)
        return out

    def counted(self, traits: tuple[str, ...] = (), since: str = "arrival") -> Bools:
        """Those with all the traits that passed the milestone `since` in the window."""
        return self.once(("counted", traits, since), lambda: self._count(traits, since))

    def _count(self, traits: tuple[str, ...], since: str) -> Bools:
        if since not in self.milestones:
            return np.zeros(self.n, dtype=np.bool_)
        begin, end = self.window
        moment = self.stamp(since)
        mask = (moment >= begin) & (moment < end)
        for trait in traits:
            mask &= self.traits.get(trait, np.zeros(self.n, dtype=np.bool_))
        return mask

    def once(self, key: Hashable, work_out: Callable[[], T]) -> T:
        """What was worked out from these shipments with their traits under this key, worked out at the first
        call only."""
        return self._memory.once(key, work_out)

    def undecided(self, traits: tuple[str, ...], since: str) -> int:
        """How many of those that passed `since` in the window may still come to have all the traits, or not,
        as these are cohorts of steps that are not begun yet."""
        if not self.later.keys() & set(traits):
            return 0
        return int((self.counted(traits, since) ^ self.in_the_end.counted(traits, since)).sum())

    @property
    def in_the_end(self) -> Shipments:
        """The same in the cohorts in which they are if they begin all that they still can.

        It is not kept in itself: nothing but the collector of circles would then give its memory back.
        """
        return self._in_the_end if self.later else self

    @cached_property
    def _in_the_end(self) -> Shipments:
        return self.with_traits({**self.traits, **self.later}, {})

    def with_traits(self, traits: Mapping[str, Bools], later: Mapping[str, Bools]) -> Shipments:
        """The same with other traits and shared milestones: a cohort of another run of the same shipments."""
        return replace(self, traits=traits, later=later)


def planned_column(plans: Mapping[str, Floats], own: Callable[[str], slice], n: int) -> dict[str, Floats]:
    """Planned arrivals [min] of all `n` shipments, of which each stream has its `own`, NaN where there are
    none; no column where no stream has any."""
    column = np.full(n, np.nan)
    for stream, moments in plans.items():
        column[own(stream)] = moments
    return {"planned": column} if plans else {}
