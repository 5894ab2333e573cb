"""A log with a map: the columns that a stream reads, made of those of the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from portsim.base.arrays import Bools, Ints
from portsim.base.errors import nearest
from portsim.base.many import many
from portsim.model.log_map import Events, LogMap
from portsim.scenario.logs.cells.alike import Keys, repeats, repeats_in_words, row_keys
from portsim.scenario.logs.cells.cells import Asked, Cells, LogError
from portsim.scenario.logs.cells.read import read_cells
from portsim.scenario.logs.columns import Wanted
from portsim.scenario.logs.mapping.cases import Cases, cases_of
from portsim.scenario.logs.mapping.naming import ARRIVAL, CARRIER, ID, TERMINAL, Names, names_of
from portsim.scenario.logs.mapping.reading import Reading, left_out_in_words
from portsim.scenario.logs.mapping.rows import chosen_rows
from portsim.scenario.logs.mapping.sources import Taken, taken
from portsim.scenario.logs.mapping.values import Values
from portsim.scenario.logs.raw import RawLog, State, shown, state_of

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Mapped:
    """A log with a map as it is read: its table, and what is said of the reading.

    again: rows that are the same as an earlier one, in words, empty where none is or rows are events. aside:
    the names under `id` of rows that the map leaves out. told: when each cell was told, of the columns of
    which the file says it.
    """

    raw: RawLog
    reading: Reading
    told: pd.DataFrame
    again: str = ""
    aside: frozenset[str] = frozenset()


def mapped_log(
    log: LogMap,
    where: str,
    wanted: Mapping[str, Wanted],
    terminals: Sequence[str],
    clock: str | None,
) -> Mapped:
    """The table of a log: `clock`, `terminal` and of the columns in `wanted` those that the map names.

    `clock` is the moment that every row has, by which rows before the start of the map are left out; a stamp
    that is wanted may be missing. Without one every row names its carrier.

    Which rows there are, and how dates and numbers are read, follows from the whole map, whatever is wanted.

    Raises ConfigError: what is wrong with the file, or what the map says of it that is not so.
    """
    kinds: dict[str, Wanted] = {**wanted}
    if clock is not None:
        kinds[clock] = "moment"
    names: list[Names] = []

    def chosen(there: tuple[str, ...]) -> tuple[str, ...]:
        names.append(names_of(log, there, kinds, where))
        return names[0].all

    cells = read_cells(log.file, Asked.of(log), where, chosen)
    read = names[0]
    if clock is None and CARRIER not in read.columns:
        raise _no_column(CARRIER, cells, read, where)
    if clock is not None and clock not in read.columns and log.events is None:
        raise _no_column(ARRIVAL, cells, read, where)
    rows, left = chosen_rows(log, cells, read.real, where)
    values = taken(log, where, cells, rows, read.figures)
    cases = None if log.events is None else _cases(log.events, values, read, left)
    source = Values(log, values, cases, read.real, tuple(terminals))
    columns = {k: c for k, c in read.columns.items() if k in kinds or k == TERMINAL}
    table, told, notes = source.table(columns, kinds)
    kept = np.arange(len(table))
    if log.blanks == "leave_out":
        full = source.full({k: c for k, c in read.columns.items() if kinds.get(k) != "stamp"})
        if not full.all():
            what = "rows with a blank cell" if cases is None else "cases with something missing"
            left[what] = int((~full).sum())
        table, kept = table[full].reset_index(drop=True), kept[full]
    table, kept = _from_start(log, table, kept, left, where, clock)
    if table.empty:
        raise LogError(f"{where}: not one row is left; left out: {left_out_in_words(left)}")
    if log.blanks == "draw" and (blank := int(table.isna().to_numpy().sum())):
        notes.append(many(blank, "blank cell, which is drawn", "blank cells, which are drawn"))
    marks = [values.signs.words()] if values.signs.words() else []
    unread = tuple(name for name in cells.names if name not in read.all)
    other = {name: real for name, real in read.real.items() if name != real}
    reading = Reading(cells.said, cells.rows, left, unread, other, (*notes, *marks), log.words())
    raw = RawLog(where, log.file, table, log.start, source.places(kept))
    again = "" if cases is not None else _again(log, raw, rows[kept])
    aside = _aside(values, read, table) if kinds.get(ID) == "name" else frozenset()
    return Mapped(raw, reading, told.iloc[kept], again, aside)


def log_names(log: LogMap, where: str, wanted: Mapping[str, Wanted]) -> tuple[str, ...]:
    """The columns of a file whose map names none, as portsim calls them; a name is needed."""
    names: list[Names] = []

    def chosen(there: tuple[str, ...]) -> tuple[str, ...]:
        names.append(names_of(log, there, wanted, where))
        return names[0].all[:1]

    read_cells(log.file, Asked.of(log), where, chosen)
    return tuple(names[0].columns)


def _again(log: LogMap, raw: RawLog, rows: Ints) -> str:
    """The rows of the table that are the same in all columns of the file as an earlier one, in words."""
    if not raw.table.duplicated().any():
        return ""
    keys = _keys(log.file, Asked.of(log), state_of(log.file), raw.where)
    return repeats_in_words(repeats(keys[rows]), raw.at)


@lru_cache(maxsize=2)
def _keys(path: str, asked: Asked, state: State, where: str) -> Keys:
    cells = read_cells(path, asked, where)
    return row_keys(cells.columns, cells.rows)


def _aside(values: Taken, read: Names, table: pd.DataFrame) -> frozenset[str]:
    """The names under `id` in the whole file that are in no row of the table."""
    if ID not in table:
        return frozenset()
    whole = replace(values, rows=np.arange(values.cells.rows))
    text = whole.text([read.real[name] for name in read.columns[ID].names])
    return frozenset(text.drop_null().unique().to_pylist()) - frozenset(table[ID])


def _no_column(name: str, cells: Cells, read: Names, where: str) -> LogError:
    near = nearest(name, read.columns)
    hint = f" (is it {shown(near)}?)" if near else ""
    there = ", ".join(shown(name)[1:-1] for name in cells.names[:12])
    return LogError(f"{where}: columns name no {name}{hint}; the file has {there}", ("columns",))


def _cases(events: Events, values: Taken, read: Names, left: dict[str, int]) -> Cases:
    real = read.real
    activity, time = (tuple(real[name] for name in names) for names in (events.activity, events.time))
    cases = cases_of(values, real[events.case], activity, time)
    if cases.repeated:
        left["events of an activity that their case had before"] = cases.repeated
    return cases


def _from_start(
    log: LogMap, table: pd.DataFrame, kept: Ints, left: dict[str, int], where: str, clock: str | None
) -> tuple[pd.DataFrame, Ints]:
    """The table without the rows before the day on which the run begins."""
    if log.start is None:
        return table, kept
    if clock is None:
        raise LogError(
            f"{where}: start is said in the log of the carriers, and goes for this one too; remove start",
            ("start",),
        )
    import pandas as pd

    arrival = table[clock]
    if not pd.api.types.is_datetime64_any_dtype(arrival.dtype):
        raise LogError(
            f"{where}: start goes with dates, and {clock} has numbers [min]; remove start", ("start",)
        )
    local = arrival.dt.tz_localize(None) if arrival.dt.tz is not None else arrival
    before: Bools = np.asarray((local < pd.Timestamp(log.start)).to_numpy(), dtype=np.bool_)
    if before.any():
        left[f"rows before {log.start}"] = int(before.sum())
    return table[~before].reset_index(drop=True), kept[~before]
