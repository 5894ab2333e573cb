"""What an event log holds: which events of a run, and which of them make one case."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal, get_args

import numpy as np

from portsim.base.arrays import Bools, Ints
from portsim.base.errors import PortsimError, did_you_mean, got
from portsim.model.step import walk
from portsim.records.doing import Doing, doing
from portsim.records.records import Records
from portsim.report.logs.dates import Dates

Case = Literal["shipment", "thread", "carrier", "declaration"]
CASES: tuple[Case, ...] = get_args(Case)
LIFECYCLE = ("schedule", "start", "complete")  # of XES, for queued, started and ended
EDGES: dict[Doing, tuple[int, ...]] = {"place": (0, 1, 2), "delay": (1, 2), "wait": (0, 2), "moment": (2,)}


@dataclass(frozen=True, eq=False)
class Log:
    """The records of a run with what is taken of them.

    case: all steps of a shipment, of one of its threads, or of a carrier or declaration with those of all
    shipments that it carries or declares. streams: those that are taken, all if none is named. counted:
    only shipments that arrived in the counted days. ends: only the end of each step, not its queue and start.
    """

    records: Records
    dates: Dates
    case: Case = "shipment"
    streams: tuple[str, ...] = ()
    counted: bool = False
    ends: bool = False

    def __post_init__(self) -> None:
        if self.case not in CASES:
            raise PortsimError(f"case: got {got(self.case)}, allowed {', '.join(CASES)}")
        for name in self.streams:
            if name not in self.records.streams:
                raise PortsimError(f"unknown stream '{name}'{did_you_mean(name, self.records.streams)}")

    @cached_property
    def flows(self) -> tuple[str, ...]:
        """The flows that run as threads, by number."""
        return tuple(dict.fromkeys(slot.flow for slot in self.records.slots))

    @cached_property
    def flow_of_slot(self) -> Ints:
        """The number of the flow of each slot, shape (slots,)."""
        return np.array([self.flows.index(slot.flow) for slot in self.records.slots], dtype=np.int64)

    @cached_property
    def taken(self) -> Bools:
        """Whether the steps of each shipment are in the log, shape (shipments,)."""
        records = self.records
        own = np.zeros(records.n, dtype=np.bool_)
        for name in self.streams or records.streams:
            own[records.own(name)] = True
        if self.counted:
            begin, end = records.window
            own &= (records.arrival >= begin) & (records.arrival < end)
        return own

    @cached_property
    def rows(self) -> Ints:
        """The visits in the log by case, in the order in which they ended; shape (visits in it,)."""
        kept = np.flatnonzero(self.taken[self.records.raw.shipment])
        return kept[np.argsort(self.case_of(kept), kind="stable")]

    def case_of(self, rows: Ints) -> Ints:
        """The number of the case of each of these visits: a shipment; of threads, shipment and flow."""
        records = self.records
        shipment = records.raw.shipment[rows].astype(np.int64)
        if self.case == "thread":
            return self.thread(rows)
        if self.case == "shipment":
            return shipment
        owner = (records.carrier if self.case == "carrier" else records.declaration)[shipment]
        return np.where(owner < 0, shipment, owner)

    def thread(self, rows: Ints) -> Ints:
        """The number of the thread of each of these visits: shipment and flow."""
        flow = self.flow_of_slot[self.records.raw.slot[rows]]
        return self.records.raw.shipment[rows].astype(np.int64) * len(self.flows) + flow

    @cached_property
    def edges(self) -> tuple[tuple[int, ...], ...]:
        """Which of queued, started, ended are events of each slot."""
        found = (
            EDGES[doing(slot, step)]
            for slot, step in zip(self.records.slots, self.records.steps, strict=True)
        )
        return tuple((2,) if self.ends else each for each in found)

    @cached_property
    def last_inside(self) -> Ints:
        """The last slot that lies inside each slot, itself if none does; shape (slots,)."""
        records = self.records
        number = {(s.stream, s.flow, s.label): n for n, s in enumerate(records.slots)}
        last = np.arange(len(records.slots))
        for n, (slot, step) in enumerate(zip(records.slots, records.steps, strict=True)):
            labels = (inner.label for body in step.bodies for inner in walk(body))
            inside = (number.get((slot.stream, slot.flow, label), n) for label in labels)
            last[n] = max(inside, default=n)
        return last
