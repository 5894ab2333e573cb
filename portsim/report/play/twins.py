"""Two runs on the same draws as one set of names: what is shown of a day of both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from portsim.base.arrays import Bools, Ints
from portsim.base.errors import PortsimError
from portsim.base.units import DAY
from portsim.records.doing import doing
from portsim.records.records import Records
from portsim.records.visits import RawRecords

KINDS = ("place", "stay", "delay", "wait", "next")  # stay: keeps a server of a place; next: to a departure
Pool = tuple[str, str, int]
Key = tuple[str, str, str]  # stream, flow, label


@dataclass(frozen=True, eq=False)
class Twins:
    """The records of two alternatives in one replication, and the day that is shown.

    `begin` and `end` are minutes of the run; a shipment has the same number in both.
    """

    records: tuple[Records, Records]
    begin: float
    end: float

    @cached_property
    def pools(self) -> tuple[Pool, ...]:
        """The pools of both: place, terminal, block."""
        return tuple(dict.fromkeys(pool for each in self.records for pool in each.pools))

    @cached_property
    def slots(self) -> tuple[Key, ...]:
        """The steps of both that take time: stream, flow and label."""
        found: dict[Key, None] = {}
        for records in self.records:
            for slot, kind in zip(records.slots, kinds(records), strict=True):
                if kind is not None:
                    found[slot.stream, slot.flow, slot.label] = None
        return tuple(found)

    @cached_property
    def kind(self) -> tuple[int, ...]:
        """What is done at each of `slots`: a number of KINDS."""
        known: dict[Key, int] = {}
        for records in self.records:
            for slot, kind in zip(records.slots, kinds(records), strict=True):
                if kind is not None:
                    known.setdefault((slot.stream, slot.flow, slot.label), KINDS.index(kind))
        return tuple(known[key] for key in self.slots)

    @cached_property
    def flows(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(flow for _, flow, _ in self.slots))

    @cached_property
    def begun(self) -> frozenset[tuple[str, str]]:
        """The threads, stream and flow, that no other thread starts."""
        found = {(stream, flow) for stream, flow, _ in self.slots}
        for records in self.records:
            for stream, flow, _ in self.slots:
                begun = records.flows[flow].starts if flow in records.flows else ()
                found -= {(stream, name) for name in begun}
        return frozenset(found)

    @cached_property
    def papers(self) -> frozenset[str]:
        """The streams that are declarations of others."""
        return self._owners("declaration")

    @cached_property
    def carriers(self) -> frozenset[str]:
        """The streams that carry others and are not carried themselves, as vessels and flights are."""
        records = self.records[0]
        own = {name: records.own(name) for name in records.streams}
        carried = {name for name, span in own.items() if (records.carrier[span] >= 0).any()}
        return self._owners("carrier") - carried

    def _owners(self, column: str) -> frozenset[str]:
        records = self.records[0]
        owner = records.carrier if column == "carrier" else records.declaration
        has = np.zeros(records.n, dtype=np.bool_)
        has[owner[owner >= 0]] = True
        return frozenset(name for name in records.streams if has[records.own(name)].any())

    @property
    def noun(self) -> Mapping[str, str]:
        """What the servers of each place are called."""
        ports = [records.port for records in self.records if records.port is not None]
        return {name: place.noun for port in ports for name, place in port.places.items()}

    def present(self, raw: RawRecords, rows: Ints) -> Bools:
        """Whether each of these visits is under way at some moment of the day."""
        return (raw.queued[rows] < self.end) & ~(raw.ended[rows] <= self.begin)


def kinds(records: Records) -> list[str | None]:
    """What is done at each slot of the records, one of KINDS; None for what takes no time."""
    found: list[str | None] = []
    for slot, step in zip(records.slots, records.steps, strict=True):
        what = doing(slot, step)
        if what == "place":
            found.append("stay" if step.held else "place")
        elif what == "wait":
            found.append("wait" if step.awaits is not None else "next")
        else:
            found.append("delay" if what == "delay" else None)
    return found


def twins(one: Records, other: Records, day: int = 1) -> Twins:
    """A counted day of two runs, from 1.

    Raises PortsimError: the runs have other shipments, so none is the same in both; there is no such day.
    """
    if (one.n, one.first, one.streams, one.window) != (other.n, other.first, other.streams, other.window):
        raise PortsimError(
            f"play shows the same shipments in both alternatives; got {one.n} and {other.n}: "
            "the demand was changed; choose an alternative that leaves it as it is"
        )
    begin, end = one.window
    days = max(1, int(-((begin - end) // DAY)))
    if not 1 <= day <= days:
        raise PortsimError(f"day: got {day}, allowed 1 to {days}, the counted days of the run")
    first = begin + (day - 1) * DAY
    return Twins((one, other), first, first + DAY)
