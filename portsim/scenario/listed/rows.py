"""The rows of a list of what stands where: one or more shipments at one step of their stream.

Columns: `stream` and `step`; `terminal` (not needed when there is one); `since` (when it came to the step, or
its service began) and `arrival` (when it came to the port), as dates by the clock or as times after Monday
00:00; `doing` (`waiting` or `in service`); `count`; `id` (rows of one id are of one shipment); `carrier` and
`declaration` (the id of a row that carries or declares it); and any trait of the stream (yes or no).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from math import isfinite
from typing import TYPE_CHECKING, Literal

import numpy as np

from portsim.base.arrays import Floats
from portsim.base.errors import ConfigError, did_you_mean, listed, nearest
from portsim.base.notes import note
from portsim.base.units import minutes, say_minutes
from portsim.model.port import Port
from portsim.scenario.logs.cells.cells import Asked, Cells, LogError
from portsim.scenario.logs.cells.dates import moments_of, order_of
from portsim.scenario.logs.cells.figures import Signs, flags_of, numbers_of, trimmed
from portsim.scenario.logs.cells.names import plain_name
from portsim.scenario.logs.cells.read import read_cells
from portsim.scenario.logs.columns import Clock
from portsim.scenario.logs.mapping.clock import Zone
from portsim.scenario.logs.raw import shown

if TYPE_CHECKING:
    import pyarrow as pa

Doing = Literal["", "waiting", "in service"]
DOING: Mapping[str, Doing] = {"": "", "waiting": "waiting", "in service": "in service"}
NAMES = ("stream", "step", "terminal", "since", "arrival", "doing", "count", "id", "carrier", "declaration")
TEXTS = ("stream", "step", "terminal", "doing", "id", "carrier", "declaration")
MOST = 1_000_000  # shipments


@dataclass(frozen=True)
class Row:
    """Shipments that stand at one step; `since` and `arrival` [min] are NaN where the list does not say."""

    number: int  # from 0
    place: Callable[[int], str]  # of a row in the file
    stream: str
    step: str
    terminal: str
    since: float
    arrival: float
    doing: Doing
    count: int
    id: str
    carrier: str  # the id of a row
    declaration: str
    traits: Mapping[str, bool]

    def wrong(self, column: str, text: str) -> ConfigError:
        """The error of a cell."""
        return ConfigError(f"{self.place(self.number)}, column '{column}': {text}")


def read_list(path: str, port: Port, clock: Clock | None, now: float) -> tuple[Row, ...]:
    """The rows of a list; `clock` is that of its dates, None where moments are minutes after Monday 00:00.

    Raises ConfigError: no such file, or none that can be read; no row; a column that is missing or not known;
    a value that cannot be, with its place.
    """
    where = f"--from-state: {path}"
    try:
        cells = read_cells(path, Asked(), where)
    except LogError as error:
        if error.keys != ("encoding",):
            raise
        raise ConfigError(f"{where}: is not text in UTF-8; save it as UTF-8, or give an .xlsx file") from None
    if not cells.rows:
        raise ConfigError(f"{where}: there is not one row below the header; give a row for what stands where")
    return _Table(where, cells, _named(where, cells, port), port, clock, now).rows()


def _named(where: str, cells: Cells, port: Port) -> dict[str, str]:
    """Each column that is read, as portsim calls it, to its name in the file."""
    known = (*NAMES, *port.traits)
    plain = {plain_name(name): name for name in known}
    found = {plain[plain_name(name)]: name for name in cells.names if plain_name(name) in plain}
    for need in ("stream", "step"):
        if need not in found:
            raise ConfigError(
                f"{where}: no column '{need}'; got {listed(cells.names)}; a list has stream and step, and "
                f"may have {', '.join(NAMES[2:])} and traits"
            )
    others = [name for name in cells.names if name not in found.values()]
    for name in others:
        if (near := nearest(plain_name(name), known, 0.75)) is not None:
            raise ConfigError(
                f"{where}: no column is called {shown(name)} (nearest: {near}); rename it, or remove it"
            )
    if others:
        note(f"{where}: columns not read: {listed(others)}")
    return found


@dataclass(frozen=True)
class _Table:
    """The cells of a list, with what their values can be."""

    where: str
    cells: Cells
    columns: Mapping[str, str]
    port: Port
    clock: Clock | None
    now: float

    def rows(self) -> tuple[Row, ...]:
        texts = {name: self._texts(name) for name in TEXTS}
        since, arrival = (self._moments(name) for name in ("since", "arrival"))
        counts = self._counts()
        traits = {name: self._flags(name) for name in self.port.traits if name in self.columns}
        filled = np.zeros(self.cells.rows, dtype=np.bool_)
        for name in self.columns:
            filled |= ~self._read(name).is_null().to_numpy()
        found = []
        for n in range(self.cells.rows):
            if not filled[n]:
                continue  # a blank line
            row = Row(
                n,
                self._place,
                texts["stream"][n],
                texts["step"][n],
                texts["terminal"][n],
                float(since[n]),
                float(arrival[n]),
                "",
                int(counts[n]),
                texts["id"][n],
                texts["carrier"][n],
                texts["declaration"][n],
                {name: bool(flags[n]) for name, flags in traits.items() if isfinite(flags[n])},
            )
            found.append(self._checked(row, texts["doing"][n]))
        if not found:
            raise ConfigError(f"{self.where}: all rows are blank; give a row for what stands where")
        if (total := sum(row.count for row in found)) > MOST:
            raise ConfigError(f"{self.where}: got {total:,} shipments, allowed {MOST:,}")
        return tuple(found)

    def _place(self, row: int) -> str:
        return f"{self.where}: {self.cells.at(row)}"

    def _checked(self, row: Row, doing: str) -> Row:
        """The row with the terminal and the word that are meant.

        Raises ConfigError: an unknown stream or terminal; another word for what it does; an id of several;
        one that came to the port after it came to the step.
        """
        if row.stream not in self.port.demand:
            got = shown(row.stream) if row.stream else "nothing"
            raise row.wrong("stream", f"got {got}{did_you_mean(row.stream, self.port.demand)}")
        own = self.port.terminals_of(self.port.demand[row.stream].mode)
        terminal = row.terminal or (own[0] if len(own) == 1 else "")
        if terminal not in own:
            alike = [name for name in own if plain_name(name) == plain_name(terminal)]
            if len(alike) != 1:
                got = shown(terminal) if terminal else "nothing, and there are several terminals"
                raise row.wrong("terminal", f"got {got}{did_you_mean(terminal, own)}")
            terminal = alike[0]
        word = plain_name(doing).replace("_", " ")
        if word not in DOING:
            raise row.wrong("doing", f"got {shown(doing)}, allowed waiting, in service, or nothing")
        if row.id and row.count > 1:
            raise row.wrong(
                "count", f"got {row.count} under the id {shown(row.id)}, allowed 1: an id is of one"
            )
        if row.arrival > row.since:
            after = say_minutes(row.arrival - row.since)
            raise row.wrong(
                "arrival", f"got a moment {after} after 'since', allowed one up to it; correct one"
            )
        return replace(row, terminal=terminal, doing=DOING[word])

    def _read(self, name: str) -> pa.ChunkedArray:
        return trimmed(self.cells.columns[self.columns[name]])

    def _column(self, name: str) -> pa.ChunkedArray | None:
        return self._read(name) if name in self.columns else None

    def _texts(self, name: str) -> Sequence[str]:
        column = self._column(name)
        return [""] * self.cells.rows if column is None else [each or "" for each in column.to_pylist()]

    def _wrong(self, name: str, row: int, value: object, allowed: str) -> ConfigError:
        return ConfigError(f"{self._place(row)}, column '{name}': got {shown(value)}, allowed {allowed}")

    def _counts(self) -> Floats:
        column = self._column("count")
        if column is None:
            return np.ones(self.cells.rows)
        found = numbers_of(column, Signs())
        blank = column.is_null().to_numpy()
        bad = ~blank & ~((found >= 1) & (found == np.floor(found)))
        if bad.any():
            row = int(np.argmax(bad))
            raise self._wrong("count", row, column[row].as_py(), "a whole number of 1 or more")
        return np.where(blank, 1.0, found)

    def _flags(self, name: str) -> Floats:
        column = self._column(name)
        assert column is not None
        found = flags_of(column, None)
        bad = np.isnan(found) & ~column.is_null().to_numpy()
        if bad.any():
            row = int(np.argmax(bad))
            raise self._wrong(name, row, column[row].as_py(), "yes or no (1 or 0), or nothing")
        return found

    def _moments(self, name: str) -> Floats:
        """Moments of the run [min], NaN where a cell is blank; none after now."""
        column = self._column(name)
        if column is None:
            return np.full(self.cells.rows, np.nan)
        blank = column.is_null().to_numpy()
        found = _minutes(column) if self.clock is None else self._dates(name, column)
        bad = ~blank & ~np.isfinite(found)
        if bad.any():
            row = int(np.argmax(bad))
            minutes = "minutes after Monday 00:00 or a time such as 85.5 h, as --now has no date"
            allowed = minutes if self.clock is None else "a date and a time such as 2026-03-05 14:00"
            raise self._wrong(name, row, column[row].as_py(), allowed)
        late = ~blank & (found > self.now)
        if late.any():
            row = int(np.argmax(late))
            after = say_minutes(found[row] - self.now)
            raise self._wrong(
                name, row, column[row].as_py(), f"a moment up to --now; this is {after} after it"
            )
        return found

    def _dates(self, name: str, column: pa.ChunkedArray) -> Floats:
        """Dates as minutes of the clock, NaN for blanks and for what is no date."""
        assert self.clock is not None
        try:
            day_first, doubtful = order_of([column])
        except ValueError:
            raise self._wrong(
                name, 0, column[0].as_py(), "dates of one kind, such as 2026-03-05 14:00"
            ) from None
        if day_first is None and doubtful is not None:
            value = column[doubtful[1]].as_py()
            raise self._wrong(
                name, doubtful[1], value, "a date that leaves no doubt, such as 2026-03-05 14:00"
            )
        dates = moments_of(column, bool(day_first))
        zones = {zone for zone in (self.cells.zones.get(self.columns[name]),) if zone}
        if (dates.aware[~np.isnat(dates.when)].any() or zones) and not self.clock.zone:
            row = int(np.argmax(dates.aware)) if dates.aware.any() else 0
            raise self._wrong(
                name, row, column[row].as_py(), "a date without an offset, as --now has no time zone"
            )
        local = (
            Zone(self.clock.zone or None, self.where, {name: dates}, zones, self.cells.at)
            .clocked(dates)
            .local
        )
        if local.dt.tz is not None:
            local = local.dt.tz_convert(self.clock.zone).dt.tz_localize(None)
        return np.asarray((local - self.clock.monday).dt.total_seconds().to_numpy(), dtype=np.float64) / 60


def _minutes(column: pa.ChunkedArray) -> Floats:
    """Times as numbers of minutes or with their unit [min], NaN for blanks and for what is neither."""
    found = numbers_of(column, Signs())
    for row in np.flatnonzero(np.isnan(found) & ~column.is_null().to_numpy()):
        with suppress(ValueError):  # the caller says where
            found[row] = minutes(str(column[int(row)].as_py()).strip())
    return found
