"""The records of one replication: two tables from which every figure is computed.

`visits`, one row per step taken by a shipment, in the order in which they ended, unfinished last:
shipment, stream, thread, flow, label, place, terminal, block, queued, started, ended [min].
`shipments`, one row per shipment: shipment, stream, terminal, carrier, declaration, arrival, ended [min], and
one column per trait. NaN stands for what had not come yet at the horizon.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from portsim.engines import RawRecords, pool_numbers
from portsim.errors import PortsimError
from portsim.port import Port
from portsim.program import Programs, Slot
from portsim.steps import Flow, Step, walk
from portsim.workload import Workload
from portsim.workload.draws import Bools, Floats, Ints

if TYPE_CHECKING:
    import pandas as pd


T = TypeVar("T")


@dataclass(frozen=True)
class Records:
    """Columns of the two tables as arrays, with the names behind their numbers.

    Visit columns have shape (visits,), shipment columns shape (shipments,). `window` is the part of
    the run [min] whose arrivals are counted: warm-up before it, run-out after it. `port` is the world of the
    run, for figures that need stated volumes and tariffs; None where only steps are measured.
    """

    raw: RawRecords
    slots: tuple[Slot, ...]
    pools: tuple[tuple[str, str, int], ...]
    streams: tuple[str, ...]
    terminals: tuple[str, ...]
    flows: Mapping[str, Flow]
    capacity: tuple[tuple[tuple[float, int], ...], ...]
    stream: Ints
    terminal: Ints
    carrier: Ints
    declaration: Ints
    arrival: Floats
    traits: Mapping[str, Bools]
    horizon: float
    window: tuple[float, float]
    port: Port | None = None  # the world's configuration, for what is no matter of shipments

    @property
    def n(self) -> int:
        return len(self.arrival)

    @cached_property
    def by_slot(self) -> Mapping[int, Ints]:
        """Row numbers of the visits of every slot, rising."""
        short = self.raw.slot.astype(np.min_scalar_type(len(self.slots)))  # two bytes are sorted by radix
        order = np.argsort(short, kind="stable")
        edges = np.concatenate([[0], np.cumsum(np.bincount(short, minlength=len(self.slots)))])
        return {s: order[edges[s] : edges[s + 1]] for s in range(len(self.slots))}

    @cached_property
    def unfinished_by_slot(self) -> Mapping[int, Ints]:
        """Shipments whose visit was not over at the horizon, of every slot."""
        return {
            s: self.raw.shipment[rows[np.isnan(self.raw.ended[rows])]] for s, rows in self.by_slot.items()
        }

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        found = {(name, step.label): step for name, flow in self.flows.items() for step in walk(flow.steps)}
        return tuple(found[slot.flow, slot.label] for slot in self.slots)

    def counted(
        self, streams: tuple[str, ...] = (), traits: tuple[str, ...] = (), since: str = "arrival"
    ) -> Bools:
        """Shipments of these streams (all by default) with all the traits that passed the milestone `since`
        in the window, shape (n,)."""
        begin, end = self.window
        moment = self.stamp(since)
        mask = np.zeros(self.n, dtype=np.bool_)
        for number, name in enumerate(self.streams):  # the shipments of a stream are neighbours
            if not streams or name in streams:
                own = slice(*np.searchsorted(self.stream, (number, number + 1)))
                mask[own] = (moment[own] >= begin) & (moment[own] < end)
        for trait in traits:
            mask &= self.traits.get(trait, np.zeros(self.n, dtype=np.bool_))
        return mask

    def stamp(self, milestone: str) -> Floats:
        """Time [min] at which each shipment passed a milestone, NaN where it did not, shape (n,)."""
        return self.stamps.get(milestone, self._never)

    @cached_property
    def _never(self) -> Floats:
        return np.full(self.n, np.nan)

    @cached_property
    def stamps(self) -> Mapping[str, Floats]:
        """Milestone to the time [min] of its last stamp per shipment, NaN where there is none, shape (n,)."""
        out: dict[str, Floats] = {"arrival": self.arrival.copy()}
        edges = (("at_queue", self.raw.queued), ("at_start", self.raw.started), ("at_end", self.raw.ended))
        for slot, step in enumerate(self.steps):
            for edge, times in edges:
                name = getattr(step, edge, None)
                if name is None:
                    continue
                column = out.setdefault(name, np.full(self.n, np.nan))
                rows = self.by_slot[slot]
                column[self.raw.shipment[rows]] = times[rows]
        declared = self.declaration >= 0
        for column in out.values():  # what is stamped on a declaration holds for the boxes on it
            missing = declared & np.isnan(column)
            column[missing] = column[self.declaration[missing]]
        return out

    def visits_table(self) -> pd.DataFrame:
        import pandas as pd

        places = np.array([p for p, _, _ in self.pools] + [""])
        blocks = np.array([b for _, _, b in self.pools] + [-1])
        of_slot = {n: np.array([getattr(s, n) for s in self.slots]) for n in ("stream", "flow", "label")}
        pool, slot = self.raw.pool, self.raw.slot
        return pd.DataFrame(
            {
                "shipment": self.raw.shipment,
                "stream": pd.Categorical(of_slot["stream"][slot]),
                "thread": pd.Categorical(of_slot["flow"][slot]),
                "flow": pd.Categorical(of_slot["flow"][slot]),
                "label": pd.Categorical(of_slot["label"][slot]),
                "place": pd.Categorical(places[pool]),
                "terminal": pd.Categorical(np.array(self.terminals)[self.terminal[self.raw.shipment]]),
                "block": blocks[pool],
                "queued": self.raw.queued,
                "started": self.raw.started,
                "ended": self.raw.ended,
            }
        )

    def shipments_table(self) -> pd.DataFrame:
        import pandas as pd

        return pd.DataFrame(
            {
                "shipment": np.arange(self.n),
                "stream": pd.Categorical(np.array(self.streams)[self.stream]),
                "terminal": pd.Categorical(np.array(self.terminals)[self.terminal]),
                "carrier": self.carrier,
                "declaration": self.declaration,
                "arrival": self.arrival,
                "ended": self.raw.shipment_end,
                **dict(self.traits),
            }
        )

    def write(self, folder: Path) -> None:
        """Write visits.parquet and shipments.parquet; the folder is taken for whole only when both are."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        from portsim.files import staged_folder

        with staged_folder(folder, mark="visits.parquet") as partial:
            for name, table in (("visits", self.visits_table()), ("shipments", self.shipments_table())):
                try:
                    pq.write_table(
                        pa.Table.from_pandas(table, preserve_index=False), partial / f"{name}.parquet"
                    )
                except OSError as error:
                    reason = os.strerror(error.errno) if error.errno else str(error)
                    raise PortsimError(f"cannot write {folder / name}.parquet: {reason}") from None

    def with_traits_of(self, other: Records) -> Records:
        """These records with the traits of other records of the same shipments: one cohort for both.

        Raises PortsimError: the two have other shipments, so there is no common cohort.
        """
        if self.n != other.n:
            raise PortsimError(
                f"a cohort needs the same shipments in both scenarios; got {self.n} and {other.n}: "
                "the demand was changed"
            )
        shared = {
            name: getattr(self, name) for name in ("by_slot", "unfinished_by_slot", "steps", "stamps")
        }  # know no traits
        cohort = replace(self, traits=other.traits)
        cohort.__dict__.update(shared)
        return cohort

    def once(self, key: Hashable, work_out: Callable[[], T]) -> T:
        """What was worked out from these records under this key, worked out at the first call only."""
        memory: dict[Hashable, T] = self.__dict__.setdefault("_once", {})
        if key not in memory:
            memory[key] = work_out()
        return memory[key]


def collect(
    raw: RawRecords,
    programs: Programs,
    workload: Workload,
    window: tuple[float, float],
    port: Port | None = None,
) -> Records:
    """Join what the engine wrote with what the workload knew."""
    streams = workload.streams
    empty_i, empty_f = np.empty(0, dtype=np.int64), np.empty(0)
    names = workload.terminals
    traits: dict[str, Bools] = {}
    for trait in streams[0].traits if streams else ():
        traits[trait] = np.concatenate([s.traits[trait] for s in streams])
    return Records(
        raw,
        programs.slots,
        tuple((place, names[t], block) for place, t, block in pool_numbers(workload)),
        tuple(s.name for s in streams),
        names,
        workload.flows,
        tuple(workload.capacity.values()),
        np.concatenate([np.full(s.n, i, dtype=np.int64) for i, s in enumerate(streams)] or [empty_i]),
        np.concatenate([s.terminal for s in streams] or [empty_i]),
        np.concatenate([s.carrier for s in streams] or [empty_i]),
        np.concatenate([s.declaration for s in streams] or [empty_i]),
        np.concatenate([s.arrival for s in streams] or [empty_f]),
        traits,
        workload.horizon,
        window,
        port,
    )


def check(records: Records) -> None:
    """Conservation of shipments and time, and Little's law, asserted on every run.

    Every shipment either ended or is still at work; threads begun = ended + at work; per pool the
    engine's own time integral of the number present equals the visitors' summed sojourn times
    (Little 1961: L = lambda W, exact on a finite interval when unfinished sojourns are cut off there).

    Raises PortsimError: the records do not add up (a defect of portsim, to be reported).
    """
    raw = records.raw
    open_visits = np.isnan(raw.ended)
    places = np.array([bool(slot.place) for slot in records.slots])
    threads_open = raw.threads_begun - raw.threads_ended
    # held places (`inside`) stand open beside the step their thread is at; each thread is at one step
    holds = sum(
        int(open_visits[records.by_slot[s]].sum())
        for s, step in enumerate(records.steps)
        if type(step).__name__ == "Inside"
    )
    waiting_to_hold = sum(
        int((open_visits & np.isnan(raw.started))[records.by_slot[s]].sum())
        for s, step in enumerate(records.steps)
        if type(step).__name__ == "Inside"
    )
    at_step = int(open_visits.sum()) - holds + waiting_to_hold
    if at_step != threads_open:
        raise PortsimError(f"shipments are not conserved: {threads_open} threads at work, {at_step} recorded")
    arrived = records.arrival < records.horizon
    unfinished = int(np.isnan(raw.shipment_end[arrived]).sum())
    still = len(np.unique(raw.shipment[open_visits]))
    if unfinished != still:
        raise PortsimError(f"shipments are not conserved: {unfinished} without an end, {still} still at work")
    at_place = places[raw.slot]
    until = np.where(open_visits, records.horizon, raw.ended)[at_place]
    sojourn = np.bincount(
        raw.pool[at_place], weights=until - raw.queued[at_place], minlength=len(records.pools)
    )
    if not np.allclose(sojourn, raw.area, rtol=1e-9, atol=1e-6):
        worst = int(np.argmax(np.abs(sojourn - raw.area)))
        raise PortsimError(
            f"Little's law fails at {records.pools[worst]}: integral {raw.area[worst]:.6f}, "
            f"sojourn times {sojourn[worst]:.6f} [shipment min]"
        )
    _check_time(records)


def _check_time(records: Records) -> None:
    """No visit ends before it starts or starts before it queues, and no thread loses a minute: the times of
    its finished steps add up to the time from the first to the last, and a shipment's steps reach from its
    arrival to its end."""
    raw = records.raw
    if (raw.started < raw.queued).any() or (raw.ended < raw.started).any():
        raise PortsimError("time is not conserved: a visit ends before it starts, or starts before it queues")
    flows: dict[str, list[str]] = {name: [] for name in records.streams}  # its threads, numbered
    for slot in records.slots:
        if slot.flow not in flows[slot.stream]:
            flows[slot.stream].append(slot.flow)
    flow = np.array([flows[slot.stream].index(slot.flow) for slot in records.slots], dtype=np.int64)
    width = np.array([len(names) for names in flows.values()], dtype=np.int64)[records.stream]
    after = np.cumsum(width)  # a shipment's threads are numbered up to here
    holds = np.array([type(step).__name__ == "Inside" for step in records.steps], dtype=np.bool_)[raw.slot]
    ends = np.where(holds, raw.started, raw.ended)  # of a hold, only the wait for the place is a step's time
    done = np.isfinite(ends)
    thread = ((after - width)[raw.shipment] + flow[raw.slot])[done]
    begins, ends = raw.queued[done], ends[done]
    threads = int(width.sum())
    first, last = np.full(threads, np.inf), np.full(threads, -np.inf)
    np.minimum.at(first, thread, begins)
    np.maximum.at(last, thread, ends)
    spent = np.bincount(thread, weights=ends - begins, minlength=threads)
    seen = np.isfinite(first)
    lost = np.abs((last - first)[seen] - spent[seen])
    if len(lost) and lost.max() > 1e-6:
        ship = np.searchsorted(after, np.flatnonzero(seen)[np.argmax(lost)], side="right")
        raise PortsimError(
            f"time is not conserved: shipment {ship} spends {lost.max():.6g} min between two steps"
        )
    first, last = np.full(records.n, np.inf), np.full(records.n, -np.inf)
    np.minimum.at(first, raw.shipment, raw.queued)
    np.maximum.at(last, raw.shipment[done], ends)
    came, went = records.arrival < records.horizon, np.isfinite(raw.shipment_end)
    if (first[came] != records.arrival[came]).any() or (last[went] != raw.shipment_end[went]).any():
        raise PortsimError(
            "time is not conserved: a shipment's steps do not reach from its arrival to its end"
        )
