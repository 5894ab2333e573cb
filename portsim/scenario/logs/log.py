"""A user's own log of arrivals, in the place of generated columns; with or without a map of its columns.

Columns: `arrival` [min after Monday 00:00, or dates], `terminal` (not needed when there is one), any trait
of the stream (0 or 1), its planned times under their names [as `arrival`], and for any step `flow.label`
that its shipments can come to the measured time [min, or durations], or 0 or 1 for a step of chance. In the
log of a stream that others bring, `carrier` stands in the place of `arrival`: the `id` of a row of their log.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from portsim.base.arrays import Floats, Ints
from portsim.base.errors import ConfigError, did_you_mean
from portsim.base.units import DAY
from portsim.model.demand import Brought
from portsim.model.log_map import LogMap, Named, file_of
from portsim.model.port import Port
from portsim.scenario.logs.cells.alike import repeats_in_words
from portsim.scenario.logs.columns import (
    Clock,
    Wanted,
    clock_of,
    moments_told,
    numbers,
    texts,
    value_in_words,
)
from portsim.scenario.logs.joined import joined, names_of_carriers
from portsim.scenario.logs.mapping.naming import ARRIVAL, CARRIER, ID
from portsim.scenario.logs.mapping.reading import Reading
from portsim.scenario.logs.raw import RawLog, State, check_log_file, raw_log, shown, state_of

if TYPE_CHECKING:
    import pandas as pd

NONE: Mapping[str, Wanted] = MappingProxyType({})
KEPT = 32  # logs that are kept in memory as long as their files do not change


@dataclass(frozen=True, eq=False)
class Log:
    """Arrivals in order of time [min]; every array has shape (n,) and is never to be written to. NaN in a
    column is to be drawn.

    rows: the number of each in the whole log, in this order. ids: the names of all rows of the whole log,
    where it has them, and left_out those of rows that its map leaves out. carrier: of a stream that others
    bring, the number in the log of these; aside: how many rows are of carriers that are left out there.
    again: rows that are the same as an earlier one, with the place of the first, in words; empty where none
    is. told: when each cell was told [min], of the columns of which the file says it; NaN where it does not.
    """

    arrival: Floats
    terminal: Ints
    columns: Mapping[str, Floats]
    rows: Ints
    moments: frozenset[str] = frozenset()  # the columns that are moments, as arrivals are
    clock: Clock | None = None
    reading: Reading | None = None  # of a log with a map
    ids: tuple[str, ...] = ()
    left_out: frozenset[str] = frozenset()
    carrier: Ints | None = None
    aside: int = 0
    again: str = ""
    told: Mapping[str, Floats] = field(default_factory=dict)

    @property
    def first_day(self) -> int:
        """The day of the first arrival; day 0 is the Monday on which a run begins."""
        return int(self.arrival[0] // DAY)

    @property
    def days(self) -> int:
        """Whole days from that of the first arrival to that of the last one."""
        return int(self.arrival[-1] // DAY) - self.first_day + 1


def read_log(log: Named, port: Port, stream: str, wanted: Mapping[str, Wanted] = NONE) -> Log:
    """Read a log: arrivals, terminals, and of the columns in `wanted` those that it has.

    Raises ConfigError: a file that cannot be read; a wanted column of a type that does not fit; a value that
    is missing, below 0 or no number, or a trait other than 0 or 1; an unknown terminal; of a stream that
    others bring, no log of these, and all that `joined` raises.
    """
    path = file_of(log)
    where = f"demand.{stream}.log: {path}"
    check_log_file(path, where)
    own = tuple(
        (name, list(port.terminals).index(name)) for name in port.terminals_of(port.demand[stream].mode)
    )
    demand, carriers, by = port.demand[stream], None, ""
    if isinstance(demand, Brought):
        carriers, by = _carriers(port, stream, demand.brought_by, where), f"demand.{demand.brought_by}.log"
    return _read(log, state_of(path), where, own, tuple(sorted(wanted.items())), carriers, by)


def _carriers(port: Port, stream: str, by: str, where: str) -> Log:
    """The log of the carriers that bring a stream, with their names.

    Raises ConfigError: they have no log, or it has no names; and all that `read_log` raises.
    """
    log = port.demand[by].log
    if log is None:
        raise ConfigError(
            f"{where}: {by} brings {stream} and has no log to find its calls in; "
            f"add demand.{by}.log with a column 'id', or remove demand.{stream}.log"
        )
    carriers = read_log(log, port, by, {ID: "name"})
    if not carriers.ids:
        raise ConfigError(
            f"{where}: demand.{by}.log has no column 'id', by which the rows of {stream} name their carrier; "
            "add it there"
        )
    return carriers


@lru_cache(maxsize=KEPT)
def _read(
    log: Named,
    state: State,
    where: str,
    terminals: tuple[tuple[str, int], ...],
    wanted: tuple[tuple[str, Wanted], ...],
    carriers: Log | None,
    by: str,
) -> Log:
    reading, left_out, again, told = None, frozenset[str](), "", None
    if isinstance(log, LogMap):
        from portsim.scenario.logs.mapping.mapped import mapped_log

        kinds = dict(wanted) if carriers is None else {**dict(wanted), CARRIER: "name"}
        names = [name for name, _ in terminals]
        mapped = mapped_log(log, where, kinds, names, ARRIVAL if carriers is None else None)
        raw, reading, left_out, again = mapped.raw, mapped.reading, mapped.aside, mapped.again
        told = mapped.told
    else:
        raw = _raw(log, state, where)
    gaps = isinstance(log, LogMap) and log.blanks == "draw"
    figures = tuple((name, kind) for name, kind in wanted if kind != "name" and name in raw.names)
    ids = names_of_carriers(raw) if (ID, "name") in wanted else ()
    if carriers is not None:
        brought = _brought(raw, reading, dict(terminals), figures, ids, left_out, carriers, by, gaps, told)
        apart = reading is not None and reading.unread  # boxes of a vessel can be alike in what is read
        return replace(brought, again=again if apart else "")
    check_arrival(raw)
    clock = clock_of(raw)
    arrival = numbers(raw, "arrival", "moment", clock)
    order = np.argsort(arrival, kind="stable")
    columns = {name: numbers(raw, name, kind, clock, gaps=gaps)[order] for name, kind in figures}
    terminal = terminal_numbers(raw, dict(terminals))[order]
    named = tuple(ids[row] for row in order.tolist()) if ids else ()
    if reading is None:
        again = repeats_in_words(raw.table.duplicated().to_numpy(), raw.at)
    more = Log(arrival[order], terminal, columns, np.arange(len(order)), _moments(figures), clock, reading)
    when = _told(told, clock, order)
    return _frozen(replace(more, ids=named, left_out=left_out, again=again, told=when))


def _brought(
    raw: RawLog,
    reading: Reading | None,
    terminals: Mapping[str, int],
    figures: tuple[tuple[str, Wanted], ...],
    ids: tuple[str, ...],
    left_out: frozenset[str],
    carriers: Log,
    by: str,
    gaps: bool,
    told: pd.DataFrame | None,
) -> Log:
    """A log whose shipments come with their carriers: when these do, and at their terminals."""
    key = {number: name for name, number in terminals.items()}
    found = joined(
        raw, by, carriers.ids, carriers.left_out, [key.get(n, "") for n in carriers.terminal.tolist()]
    )
    rows, moments = found.rows, f"'arrival' of {by}"
    return _frozen(
        Log(
            carriers.arrival[found.carrier],
            carriers.terminal[found.carrier],
            {
                name: numbers(raw, name, kind, carriers.clock, moments, gaps=gaps)[rows]
                for name, kind in figures
            },
            np.arange(len(rows)),
            _moments(figures),
            carriers.clock,
            reading,
            tuple(ids[row] for row in rows.tolist()) if ids else (),
            left_out | _of_those_aside(ids, rows),
            found.carrier,
            found.aside,
            told=_told(told, carriers.clock, rows),
        )
    )


def _told(told: pd.DataFrame | None, clock: Clock | None, rows: Ints) -> dict[str, Floats]:
    """When each cell was told [min], of rows of a table in their order, as far as it goes by the clock."""
    moments = {} if told is None else {str(name): moments_told(told[name], clock) for name in told}
    return {name: each[rows] for name, each in moments.items() if each is not None}


def _of_those_aside(ids: tuple[str, ...], rows: Ints) -> frozenset[str]:
    """The names of the rows that do not take part."""
    return frozenset(ids) - {ids[row] for row in rows.tolist()} if ids else frozenset()


def _moments(figures: tuple[tuple[str, Wanted], ...]) -> frozenset[str]:
    return frozenset(name for name, kind in figures if kind in ("moment", "plan"))


def _frozen(log: Log) -> Log:
    """The log, whose arrays are never to be written to."""
    carrier = () if log.carrier is None else (log.carrier,)
    for array in (log.arrival, log.terminal, log.rows, *log.columns.values(), *log.told.values(), *carrier):
        array.setflags(write=False)
    return log


@lru_cache(maxsize=2)
def _raw(path: str, state: State, where: str) -> RawLog:
    return raw_log(path, where)


def column_names(log: Named, stream: str, wanted: Mapping[str, Wanted] = NONE) -> tuple[str, ...]:
    """The names of the columns of a log, as portsim calls them: of one with a map, what the map names.

    Raises ConfigError: a file that cannot be read.
    """
    path = file_of(log)
    where = f"demand.{stream}.log: {path}"
    check_log_file(path, where)
    if isinstance(log, LogMap):
        from portsim.scenario.logs.mapping.mapped import log_names

        return tuple(log.columns) or log_names(log, where, wanted)
    return _raw(path, state_of(path), where).names


def check_arrival(raw: RawLog) -> None:
    """Raises ConfigError: the log has no column `arrival`."""
    if "arrival" not in raw.names:
        found = ", ".join(shown(name)[1:-1] for name in raw.names[:12])
        raise ConfigError(f"{raw.where}: no column 'arrival' [min]; got {found or 'no columns'}")


def terminal_numbers(raw: RawLog, own: Mapping[str, int]) -> Ints:
    """The number of the terminal of each row, shape (n,), of those that a row may name.

    Raises ConfigError: no column `terminal` where there are several; a terminal of another name.
    """
    if "terminal" not in raw.names:
        if len(own) > 1:
            raise ConfigError(
                f"{raw.where}: no column 'terminal'; with several terminals each row names one, or the map "
                "has terminal: KEY, of a file of one terminal alone"
            )
        return np.full(len(raw.table), next(iter(own.values())), dtype=np.int64)
    found = texts(raw.table["terminal"])
    numbers = np.array([own.get(name, -1) if name is not None else -1 for name in found], dtype=np.int64)
    if (numbers < 0).any():
        row = int(np.argmin(numbers >= 0))
        got = value_in_words(raw.table["terminal"].iloc[row])
        hint = did_you_mean((found[row] or "")[:100], own)
        raise ConfigError(f"{raw.where}: {raw.at(row)}, column 'terminal': got {got}{hint}")
    return numbers


def file_name(log: Named) -> str:
    """The name of a log's file without its folder, which is another one on another machine."""
    return Path(file_of(log)).name
