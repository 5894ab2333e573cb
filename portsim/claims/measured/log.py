"""A measured log, read: when each shipment passed which milestone, where, and in which week."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from portsim.base.arrays import Bools, Floats, Ints
from portsim.base.errors import did_you_mean
from portsim.base.units import DAY, HOUR
from portsim.base.units import WEEK as MINUTES_OF_WEEK
from portsim.claims.measured.entry import Measurement
from portsim.kpis.between import Between
from portsim.kpis.milestones import milestones_in_order
from portsim.kpis.targets import milestones_of
from portsim.model.log_map import Column, LogMap
from portsim.model.step import walk
from portsim.model.world import World
from portsim.scenario.logs.cells.cells import LogError
from portsim.scenario.logs.columns import Clock, Wanted, clock_of, numbers
from portsim.scenario.logs.log import terminal_numbers
from portsim.scenario.logs.mapping.clock import backwards
from portsim.scenario.logs.mapping.mapped import log_names, mapped_log
from portsim.scenario.logs.mapping.naming import ARRIVAL, TERMINAL
from portsim.scenario.logs.mapping.reading import Reading
from portsim.scenario.logs.raw import RawLog, log_digest, shown
from portsim.scenario.logs.readable import readable

if TYPE_CHECKING:
    import pandas as pd

COARSE = 1.0  # [min]: one clock can show whole minutes, and another one seconds


@dataclass(frozen=True, eq=False)
class Samples:
    """Intervals that were measured, a row each, shape (n,), by their begin.

    value: [min]. begin: when it began [min after 00:00 of the first Monday, by the clock of the place].
    terminal: its number among those of the port, -1 where the log does not say. held_out: whether its week
    is held out. open: how many more began and have no end in the log.
    """

    value: Floats
    begin: Floats
    terminal: Ints
    held_out: Bools
    open: int

    @property
    def n(self) -> int:
        return len(self.value)

    @cached_property
    def day(self) -> Ints:
        """The day of each begin, shape (n,); day 0 is the first Monday."""
        return np.asarray(np.floor_divide(self.begin, DAY), dtype=np.int64)

    @cached_property
    def hour(self) -> Ints:
        """The hour of the week of each begin, 0 to 167, shape (n,)."""
        return np.asarray(np.floor_divide(self.begin % MINUTES_OF_WEEK, HOUR), dtype=np.int64)

    def among(self, rows: Bools) -> Samples:
        """Some of them; `open` is not known of a part, and 0."""
        return Samples(self.value[rows], self.begin[rows], self.terminal[rows], self.held_out[rows], 0)


@dataclass(frozen=True, eq=False)
class MeasuredLog:
    """The shipments of a log, a row each.

    local: milestone to when each passed it by the clock of the place, elapsed: by a clock that is never set
    back, both [min after 00:00 of the Monday of the first row], shape (n,), NaN where it did not. row: the
    moment that every row has. terminal: number among those of the port, -1 where the log does not say.
    traits: shape (n,). weeks: name of the week of each row, shape (n,), as `hold_out` names it.
    """

    name: str
    entry: Measurement
    local: Mapping[str, Floats]
    elapsed: Mapping[str, Floats]
    row: Floats
    terminal: Ints
    traits: Mapping[str, Bools]
    clock: Clock | None
    reading: Reading
    sha256: str
    terminals: tuple[str, ...]  # those that its rows name
    again: str  # rows that are the same as an earlier one, in words; empty where none is
    weeks: tuple[str, ...] = field(repr=False)

    @property
    def n(self) -> int:
        return len(self.row)

    @cached_property
    def held_out(self) -> Bools:
        """Whether the week of each row is held out from calibration, shape (n,)."""
        return np.isin(np.array(self.weeks), self.entry.hold_out)

    def has(self, of: Between) -> bool:
        """Whether it tells this interval: both milestones, and the traits that are asked for."""
        return {of.first, of.last} <= set(self.local) and set(of.traits) <= set(self.traits)

    def samples(self, of: Between) -> Samples:
        """The intervals of its shipments, in the order of the rows; rows without its begin have none.

        Raises KeyError: the log does not tell it.
        """
        began = ~np.isnan(self.elapsed[of.first])
        for trait in of.traits:
            began &= self.traits[trait]
        value = self.elapsed[of.last] - self.elapsed[of.first]
        rows = began & ~np.isnan(value)
        return Samples(
            value[rows],
            self.local[of.first][rows],
            self.terminal[rows],
            self.held_out[rows],
            int((began & np.isnan(value)).sum()),
        )


def read_measured(name: str, entry: Measurement, world: World, where: str) -> MeasuredLog:
    """Read a measured log; `where` begins every message about it.

    Raises ConfigError: what is wrong with the file or its map; no two milestones of its
    streams. A LogError leads to the part of the map that is meant.
    """
    kinds = wanted_of(entry, world)
    log = _with_columns(entry.map, kinds, where)
    stamps = [key for key in _in_order(entry, world) if key in log.columns]
    if len(stamps) < 2:
        known = ", ".join(_in_order(entry, world))
        has = f"names {stamps[0]} alone" if stamps else "names none"
        raise LogError(
            f"{where}: an interval needs two milestones of {' or '.join(entry.stream)}, and the log {has}; "
            f"milestones are {known}",
            ("columns",),
        )
    clock_key = ARRIVAL if log.events is not None else stamps[0]
    modes = dict.fromkeys(world.port.demand[stream].mode for stream in entry.stream)
    own = {each: n for n, each in enumerate(world.port.terminals) if world.port.terminals[each].mode in modes}
    mapped = mapped_log(log, where, kinds, list(own), clock_key)
    raw, table = mapped.raw, mapped.raw.table
    clock = clock_of(_under_arrival(raw, clock_key))
    local = {key: _minutes(table[key], clock, local=True) for key in stamps}
    elapsed = {key: _minutes(table[key], clock, local=False) for key in stamps}
    _check_order(elapsed, entry, world, raw)
    row = _minutes(table[clock_key], clock, local=True)
    traits = {key: numbers(raw, key, "flag", None) > 0 for key, kind in kinds.items()
              if kind == "flag" and key in table}  # fmt: skip
    terminal = np.full(len(table), -1, dtype=np.int64)
    if TERMINAL in table or len(own) == 1:
        terminal = terminal_numbers(raw, own)
    found = tuple(each for each, n in own.items() if (terminal == n).any())
    weeks = _weeks(row, clock)
    read = mapped.reading, log_digest(log.file), found, mapped.again
    return MeasuredLog(name, entry, local, elapsed, row, terminal, traits, clock, *read, tuple(weeks))


def wanted_of(entry: Measurement, world: World) -> dict[str, Wanted]:
    """What a measured log may have beside terminals: milestones of its streams, and what their logs have."""
    kinds: dict[str, Wanted] = {}
    for stream in entry.stream:
        kinds |= readable(world.streams, stream)
    kinds = {key: kind for key, kind in kinds.items() if kind == "flag"}
    return kinds | dict.fromkeys(_in_order(entry, world), "stamp")


def _in_order(entry: Measurement, world: World) -> tuple[str, ...]:
    """The milestones of the streams, in the order in which shipments pass them."""
    found: dict[str, None] = {}
    for stream in entry.stream:
        own = milestones_in_order(world, stream)
        found |= dict.fromkeys((*own, *sorted(milestones_of(world, stream) - set(own))))
    return tuple(found)


def _check_order(elapsed: Mapping[str, Floats], entry: Measurement, world: World, raw: RawLog) -> None:
    """Refuse rows that pass two milestones of one thread in the wrong order.

    Raises LogError: they are further apart than clocks that show whole minutes explain.
    """
    for flow in dict.fromkeys(flow for each in entry.stream for flow in world.port.demand[each].flows):
        own = [name for step in walk(world.flows[flow].steps) for name in step.stamps.values()]
        known = [name for name in dict.fromkeys(own) if name in elapsed and own.count(name) == 1]
        for first, last in pairwise(known):
            minutes = elapsed[last] - elapsed[first]
            late = minutes < -COARSE
            if late.any():
                row = int(np.argmax(late))
                columns = entry.map.columns
                names = " to ".join(
                    " ".join(columns[key].names) if key in columns else key for key in (first, last)
                )
                raise LogError(
                    f"{raw.where}: {raw.at(row)}, {names} ({first} to {last}): got {minutes[row]:g} min, "
                    f"allowed 0 or more; {backwards(int(late.sum()))}",
                    ("columns", last) if last in columns else (),
                )


def _with_columns(log: LogMap, kinds: Mapping[str, Wanted], where: str) -> LogMap:
    """The map with its columns named: those of the file that have portsim's names where it names none.

    Raises LogError: it names a column that such a log does not have.
    """
    known = (*kinds, TERMINAL)
    if not log.columns:
        there = [key for key in log_names(log, where, kinds) if key in known]
        return log.model_copy(update={"columns": {key: Column.model_validate(key) for key in there}})
    for key in log.columns:
        if key not in known:
            hint = did_you_mean(key[:100], known)
            raise LogError(f"{where}: unknown column {shown(key)}{hint}", ("columns", key))
    return log


def _under_arrival(raw: RawLog, key: str) -> RawLog:
    """The log with the column that all its rows have under the name by which its clock is found."""
    return RawLog(raw.where, raw.path, raw.table.rename(columns={ARRIVAL: "", key: ARRIVAL})
                  if key != ARRIVAL else raw.table, raw.start, raw.place)  # fmt: skip


def _minutes(column: pd.Series, clock: Clock | None, *, local: bool) -> Floats:
    """Moments [min after the Monday of the clock], by the clock of the place or by one that is never set
    back; NaN for none, shape (n,)."""
    import pandas as pd

    if not pd.api.types.is_datetime64_any_dtype(column.dtype):
        return column.to_numpy(dtype=np.float64, na_value=np.nan)
    assert clock is not None
    monday = clock.monday
    if column.dt.tz is not None and local:
        column = column.dt.tz_localize(None)
    elif column.dt.tz is not None:
        monday = monday.tz_localize(column.dt.tz)
    seconds = (column - monday).dt.total_seconds()
    return np.asarray(seconds.to_numpy(dtype=np.float64, na_value=np.nan) / 60)


def _weeks(row: Floats, clock: Clock | None) -> list[str]:
    """The name of the week of each row: `2025-W14` by its dates, else its number from 1."""
    import pandas as pd

    number = np.asarray(np.floor_divide(row, MINUTES_OF_WEEK), dtype=np.int64)
    names = {}
    for each in np.unique(number).tolist():
        if clock is None:
            names[each] = str(each + 1)
        else:
            year, week, _ = (clock.monday + pd.Timedelta(weeks=each)).isocalendar()
            names[each] = f"{year}-W{week:02d}"
    return [names[each] for each in number.tolist()]
