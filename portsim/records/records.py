"""The records of one replication: two tables from which every figure is computed.

`visits`, one row per step taken by a shipment, in the order in which they ended, unfinished last:
shipment, stream, thread, flow, label, place, terminal, block, queued, started, ended [min].
`shipments`, one row per shipment: shipment, stream, terminal, carrier, declaration, arrival, ended [min], and
one column per trait; with appointments also wished, slot_opens and slot_closes [min], with lateness also
planned [min]. NaN stands for what had not come yet at the horizon, or was not booked or planned.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from portsim.base.arrays import Bools, Floats, ShortInts, SmallInts, read_only, seal
from portsim.base.errors import PortsimError
from portsim.base.folders import staged_folder
from portsim.base.many import many
from portsim.base.memory import Memory
from portsim.model.flow import Flow
from portsim.model.port import Port
from portsim.model.step import Step
from portsim.model.world import World
from portsim.records.cohorts import members
from portsim.records.shipments import Done, Shipments, kept_columns, planned_column
from portsim.records.tables import PIECE, VisitsTable, Words, write_parquet
from portsim.records.unfinished import Awaited, Stamping, still_to_come
from portsim.records.visits import RawRecords, Slot
from portsim.workload.bookings import Bookings, booked_columns

if TYPE_CHECKING:
    import pandas as pd

T = TypeVar("T")
MARK = "visits.parquet"  # a folder with this file holds records


@dataclass(frozen=True, eq=False)
class Records:
    """Columns of the two tables as arrays, with the names behind their numbers.

    Visit columns have shape (visits,), shipment columns shape (shipments,). `window` is the part of the run
    [min] whose arrivals are counted: warm-up before it, run-out after it. `world` is the world of the run,
    for figures that need stated volumes, tariffs or calendars; None where only steps are measured. `grouped`
    are the shipments by stream where they are at hand already. Who is still waiting at the horizon is taken
    to be through `grace` [min] later. Two records are equal only if they are the same object.
    """

    raw: RawRecords
    slots: tuple[Slot, ...]
    pools: tuple[tuple[str, str, int], ...]
    streams: tuple[str, ...]
    first: tuple[int, ...]  # number of the first shipment of each stream
    terminals: tuple[str, ...]
    flows: Mapping[str, Flow]
    capacity: tuple[tuple[tuple[float, int], ...], ...]
    terminal: SmallInts
    carrier: ShortInts
    declaration: ShortInts
    arrival: Floats
    traits: Mapping[str, Bools]
    horizon: float
    window: tuple[float, float]
    world: World | None = None
    grouped: Mapping[str, Shipments] | None = field(default=None, repr=False)
    grace: float = 0.0
    bookings: Mapping[str, Bookings] = field(default_factory=dict)  # of the streams with appointments
    plans: Mapping[str, Floats] = field(default_factory=dict)  # planned arrivals [min], of streams with any
    _memory: Memory = field(init=False, default_factory=kept_columns, repr=False)

    def __repr__(self) -> str:
        return f"<Records of {many(self.n, 'shipment')}, {many(len(self.raw.order), 'visit')}>"

    @property
    def n(self) -> int:
        """The number of shipments of all streams, those of the warm-up and run-out too."""
        return len(self.arrival)

    @property
    def port(self) -> Port | None:
        """The port of the world of the run; None where that is not known."""
        return None if self.world is None else self.world.port

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The step of each slot, by number."""
        found = {(name, step.label): step for name, flow in self.flows.items() for step in flow.all_steps}
        return tuple(found[slot.flow, slot.label] for slot in self.slots)

    def own(self, stream: str) -> slice:
        """Where the shipments of a stream stand in the columns."""
        number = self.streams.index(stream)
        return slice(self.first[number], (*self.first, self.n)[number + 1])

    @cached_property
    def by_stream(self) -> Mapping[str, Shipments]:
        """The shipments of every stream with their visits."""
        return self._by_stream() if self.grouped is None else self.grouped

    def _by_stream(self) -> Mapping[str, Shipments]:
        done: dict[str, list[Done]] = {name: [] for name in self.streams}
        for slot, step, visits in zip(self.slots, self.steps, self.raw.visits, strict=True):
            done[slot.stream].append(Done(slot, step, visits))
        declaring = {name: self._papers_of(name) for name in self.streams}
        found: dict[str, Shipments] = {}
        for name in sorted(self.streams, key=lambda name: declaring[name] is not None):  # papers first
            papers, own = declaring[name], self.own(name)
            declaration = self.declaration[own]
            if papers is not None:
                declaration = np.where(declaration < 0, -1, declaration - self.own(papers).start)
                seal(declaration)
            traits = {trait: has[own] for trait, has in self.traits.items()}
            found[name] = Shipments(
                name,
                own.start,
                self.arrival[own],
                self.raw.shipment_end[own],
                self.terminal[own],
                declaration,
                traits,
                tuple(done[name]),
                self.window,
                None if papers is None else found[papers],
                bookings=self.bookings.get(name),
                plan=self.plans.get(name),
                own=traits,
            )
        return {name: self._with_cohorts(found[name]) for name in self.streams}

    def _with_cohorts(self, shipments: Shipments) -> Shipments:
        """The shipments of a stream with the cohorts of the port as further traits."""
        cohorts = {} if self.port is None else self.port.cohorts
        own = {
            name: members(cohort, shipments, self.terminals, self.flows) for name, cohort in cohorts.items()
        }
        now = {name: read_only(each) for name, (each, _) in own.items()}
        later = {
            name: read_only(each) for name, (at_the_end, each) in own.items() if (at_the_end != each).any()
        }
        return shipments.with_traits({**shipments.traits, **now}, later) if own else shipments

    def _papers_of(self, stream: str) -> str | None:
        """The stream that declares a stream's shipments."""
        last = int(self.declaration[self.own(stream)].max(initial=-1))
        return None if last < 0 else self.streams[np.searchsorted(self.first, last, side="right") - 1]

    def among(self, streams: tuple[str, ...]) -> list[Shipments]:
        """The shipments of these streams and those of their kind, all if none is named, in the order of the
        streams."""
        return self.once(("among", streams), lambda: self._among(streams))

    def _among(self, streams: tuple[str, ...]) -> list[Shipments]:
        alike = streams if self.port is None else self.port.streams_like(streams)
        return [each for name, each in self.by_stream.items() if not streams or name in alike]

    def visits_table(self) -> pd.DataFrame:
        """A row per step taken by a shipment, in the order in which they ended, unfinished last.

        `shipment` is its row in `shipments_table`; texts are categories, `place` empty where a step needs
        none; `block` counts from 0, -1 without a place. `queued`, `started` and `ended` [min] are from the
        Monday 00:00 on with which the run begins, NaN for what had not come yet at its end.
        """
        return self._visits.frame(self.raw.rows)

    @cached_property
    def _visits(self) -> VisitsTable:
        blocks = [block for _, _, block in self.pools]
        return VisitsTable(self.raw, self.slots, blocks, self._terminals, self.terminal)

    @cached_property
    def _terminals(self) -> Words:
        there = np.bincount(self.terminal, minlength=len(self.terminals)) > 0
        return Words(self.terminals, there)

    def shipments_table(self) -> pd.DataFrame:
        """A row per shipment, those of the warm-up and run-out too.

        `stream` and `terminal` are categories; `carrier` and `declaration` are rows of this table, -1 without
        one. `arrival` and `ended` [min], NaN while it is at work; with appointments `wished`, `slot_opens`
        and `slot_closes`, these two of the slot that was booked last, with lateness `planned` [min]; then a
        column of True and False for each trait.
        """
        import pandas as pd

        own = np.diff((*self.first, self.n))
        return pd.DataFrame(
            {
                "shipment": np.arange(self.n),
                "stream": Words(self.streams, own > 0).at(np.repeat(np.arange(len(own)), own)),
                "terminal": self._terminals.at(self.terminal),
                "carrier": self.carrier,
                "declaration": self.declaration,
                "arrival": self.arrival,
                "ended": self.raw.shipment_end,
                **planned_column(self.plans, self.own, self.n),
                **booked_columns(self.bookings, self.own, self.n),
                **dict(self.traits),
            }
        )

    def write(self, folder: Path) -> None:
        """Write visits.parquet and shipments.parquet; the folder is taken for whole only when both are."""
        with staged_folder(folder, mark=MARK) as partial:
            self.write_into(partial)

    def write_into(self, partial: Path) -> None:
        """Write the two files into a folder that is taken for whole when all else is there too.

        Raises PortsimError: they cannot be written.
        """
        visits = (self._visits.frame(rows) for rows in self.raw.pieces(PIECE))
        for name, pieces in (("visits", visits), ("shipments", iter((self.shipments_table(),)))):
            write_parquet(pieces, partial / f"{name}.parquet")

    def alone(self, stream: str) -> Records:
        """The records of one stream without all others, those of its kind too."""
        return self.once(("alone", stream), lambda: replace(self, grouped={stream: self.by_stream[stream]}))

    def pending(self, shipments: Shipments, awaited: Awaited) -> Bools:
        """Whether an awaited step is under way or can still come for each shipment of a stream, (n,)."""
        return shipments.stamps.once(
            ("pending", awaited), lambda: still_to_come(shipments, self.flows, awaited)
        )

    def pending_stamp(self, shipments: Shipments, milestone: str) -> Bools:
        """Whether each shipment of a stream can still pass a milestone, on its own or on its declaration's
        way, shape (n,)."""
        coming = self.pending(shipments, Stamping(milestone))
        if shipments.papers is not None and milestone in shipments.papers.own_milestones:
            papers, declared = self.pending_stamp(shipments.papers, milestone), shipments.declaration >= 0
            coming = coming | (declared & papers.take(np.where(declared, shipments.declaration, 0)))
        return coming & np.isnan(shipments.stamp(milestone))

    def later(self, grace: float) -> Records:
        """The same records, but who is still waiting at the horizon is through so much [min] later, and is in
        the cohorts in which it can still come."""
        grouped = {name: each.in_the_end for name, each in self.by_stream.items()}
        return replace(self, grace=grace, grouped=grouped)

    def with_traits_of(self, other: Records) -> Records:
        """These records with the traits of other records of the same shipments: one cohort for both.

        Raises PortsimError: the two have other shipments, so there is no common cohort.
        """
        if (self.n, self.first) != (other.n, other.first):
            raise PortsimError(
                f"a cohort needs the same shipments in both alternatives; got {self.n} and {other.n}: "
                "the demand was changed"
            )
        shipments = {  # with the same visits and milestones
            name: each.with_traits(other.by_stream[name].traits, other.by_stream[name].later)
            for name, each in self.by_stream.items()
        }
        return replace(self, traits=other.traits, grouped=shipments)

    def with_trait(self, trait: str, has: Mapping[str, Bools]) -> Records:
        """These records with one more trait; `has` says of each stream who has it, shape (n,)."""
        shipments = {
            name: each.with_traits({**each.traits, trait: has[name]}, each.later)
            for name, each in self.by_stream.items()
        }
        return replace(self, grouped=shipments)

    def once(self, key: Hashable, work_out: Callable[[], T]) -> T:
        """What was worked out from these records under this key, worked out at the first call only;
        arrays are read-only."""
        return self._memory.once(key, work_out)
