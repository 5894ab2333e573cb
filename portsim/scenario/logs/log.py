"""A user's own log of arrivals, in the place of generated columns; with or without a map of its columns.

Columns: `arrival` [min after Monday 00:00, or dates], `terminal` (not needed when there is one), any trait
of the stream (0 or 1), its planned times under their names [as `arrival`], and for any step `flow.label`
that its shipments can come to the measured time [min, or durations], or 0 or 1 for a step of chance.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

import numpy as np

from portsim.base.arrays import Floats, Ints
from portsim.base.errors import ConfigError, did_you_mean
from portsim.base.named import no_file
from portsim.base.units import DAY
from portsim.model.log_map import LogMap, Named, file_of
from portsim.model.port import Port
from portsim.scenario.logs.columns import Clock, Wanted, clock_of, numbers, texts, value_in_words
from portsim.scenario.logs.mapping.mapped import log_names, mapped_log
from portsim.scenario.logs.mapping.reading import Reading
from portsim.scenario.logs.raw import RawLog, State, raw_log, shown, state_of

NONE: Mapping[str, Wanted] = MappingProxyType({})
KEPT = 32  # logs that are kept in memory as long as their files do not change


@dataclass(frozen=True)
class Log:
    """Arrivals in order of time [min]; every array has shape (n,) and is never to be written to."""

    arrival: Floats
    terminal: Ints
    columns: Mapping[str, Floats]
    moments: frozenset[str] = frozenset()  # the columns that are moments, as arrivals are
    clock: Clock | None = None
    reading: Reading | None = None  # of a log with a map

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
    is missing, below 0 or no number, or a trait other than 0 or 1; an unknown terminal.
    """
    path = file_of(log)
    where = f"demand.{stream}.log: {path}"
    if cause := no_file(path):
        raise ConfigError(f"{where}: {cause}; give a CSV or Parquet file")
    own = tuple(
        (name, list(port.terminals).index(name)) for name in port.terminals_of(port.demand[stream].mode)
    )
    return _read(log, state_of(path), where, own, tuple(sorted(wanted.items())))


@lru_cache(maxsize=KEPT)
def _read(
    log: Named,
    state: State,
    where: str,
    terminals: tuple[tuple[str, int], ...],
    wanted: tuple[tuple[str, Wanted], ...],
) -> Log:
    reading = None
    if isinstance(log, LogMap):
        mapped = mapped_log(log, where, dict(wanted), [name for name, _ in terminals])
        raw, reading = mapped.raw, mapped.reading
    else:
        raw = _raw(log, state, where)
        check_arrival(raw)
    clock = clock_of(raw)
    arrival = numbers(raw, "arrival", "moment", clock)
    order = np.argsort(arrival, kind="stable")
    columns = {name: numbers(raw, name, kind, clock)[order] for name, kind in wanted if name in raw.names}
    terminal = terminal_numbers(raw, dict(terminals))[order]
    arrival = arrival[order]
    for array in (arrival, terminal, *columns.values()):
        array.setflags(write=False)
    moments = frozenset(name for name, kind in wanted if kind in ("moment", "plan"))
    return Log(arrival, terminal, columns, moments, clock, reading)


@lru_cache(maxsize=2)
def _raw(path: str, state: State, where: str) -> RawLog:
    return raw_log(path, where)


def column_names(log: Named, stream: str, wanted: Mapping[str, Wanted] = NONE) -> tuple[str, ...]:
    """The names of the columns of a log, as portsim calls them: of one with a map, what the map names.

    Raises ConfigError: a file that cannot be read; no column `arrival`.
    """
    path = file_of(log)
    where = f"demand.{stream}.log: {path}"
    if cause := no_file(path):
        raise ConfigError(f"{where}: {cause}; give a CSV or Parquet file")
    if isinstance(log, LogMap):
        return tuple(log.columns) or log_names(log, where, wanted)
    raw = _raw(path, state_of(path), where)
    check_arrival(raw)
    return raw.names


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
            raise ConfigError(f"{raw.where}: no column 'terminal'; with several terminals each row names one")
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
