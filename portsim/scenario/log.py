"""A user's own log of arrivals, CSV or Parquet, in the place of generated columns.

Columns: `arrival` [min after Monday 00:00], `terminal` (not needed when there is one), any trait
(0 or 1), the stream's planned time under its name [min], and for any step `flow.label` its measured
time [min], or 0 or 1 for a step of chance.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from portsim.base.arrays import Floats, Ints
from portsim.base.errors import ConfigError, did_you_mean
from portsim.model.flow import Flow
from portsim.model.port import Port
from portsim.model.step import walk

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Log:
    """Arrivals in order of time; every array has shape (n,)."""

    arrival: Floats
    terminal: Ints
    columns: Mapping[str, Floats]


def read_log(path: str, port: Port, stream: str, timed: Mapping[str, str] | None = None) -> Log:
    """Read and check a log; with `timed` (see `logged_steps`), a column `flow.label` must be one of these.

    Raises ConfigError: missing, empty or unreadable file; an unknown column; a value that is no
    number, below 0, or a trait other than 0 or 1; an unknown terminal.
    """
    import pandas as pd

    where = f"demand.{stream}.log: {path}"
    file = Path(path)
    if not os.path.isfile(path):  # noqa: PTH113 - false, and no error, for what can be no name
        raise ConfigError(f"{where}: no such file; give a CSV or Parquet file")
    try:
        if file.suffix == ".parquet":
            table = pd.read_parquet(file).reset_index(drop=True)
        else:
            table = pd.read_csv(file, dtype={"terminal": str})
    except pd.errors.EmptyDataError:
        raise ConfigError(f"{where}: the file is empty; it needs at least a column 'arrival' [min]") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{where}: is not text in UTF-8; save the file as UTF-8") from None
    except (ValueError, OSError) as error:
        reason = str(error).splitlines()[0].rpartition("C error: ")[2].rstrip(".").lower()
        raise ConfigError(f"{where}: cannot be read as {file.suffix or 'CSV'}: {reason}") from None
    if not isinstance(table.index, pd.RangeIndex):  # pandas takes what is too much for row names
        raise ConfigError(f"{where}: the rows have more values than the header has columns")
    if "arrival" not in table:
        raise ConfigError(
            f"{where}: no column 'arrival' [min]; got {', '.join(map(str, table.columns)) or 'no columns'}"
        )
    if table.empty:
        raise ConfigError(f"{where}: there is not one row below the header")
    table = table.iloc[np.argsort(_numbers(table["arrival"], where, "arrival"), kind="stable")]
    columns: dict[str, Floats] = {}
    planned = port.demand[stream].planned
    due = (planned.name,) if planned is not None else ()
    allowed = ("arrival", "terminal", *port.traits, *due, *(timed or ()))
    for name in map(str, table.columns):
        if name in ("arrival", "terminal"):
            continue
        if name not in allowed and (timed is not None or "." not in name):
            raise ConfigError(f"{where}: unknown column '{name}'{did_you_mean(name, allowed)}")
        columns[name] = _numbers(table[name], where, name)
        if (name in port.traits or (timed or {}).get(name) == "chance") and not np.isin(
            columns[name], (0, 1)
        ).all():
            row = table.index[int(np.argmin(np.isin(columns[name], (0, 1))))] + 2
            value = table[name][row - 2]
            raise ConfigError(f"{where}: row {row}, column '{name}': got '{value}', allowed 0 or 1")
    return Log(_numbers(table["arrival"], where, "arrival"), _terminals(table, port, stream, where), columns)


def logged_steps(flows: Iterable[Flow]) -> dict[str, str]:
    """`flow.label` of every step that a log can settle, and whether it gives a `time` or a `chance`."""
    return {
        f"{flow.name}.{step.label}": "chance" if step.named("chances") else "time"
        for flow in flows
        for step in walk(flow.steps)
        if step.named("chances") or step.named("tasks")
    }


def _numbers(column: object, where: str, name: str) -> Floats:
    import pandas as pd

    values = pd.to_numeric(pd.Series(column), errors="coerce").to_numpy(dtype=np.float64)
    bad = np.flatnonzero(~np.isfinite(values) | (values < 0))
    if len(bad):
        value, row = pd.Series(column).iloc[bad[0]], pd.Series(column).index[bad[0]] + 2
        shown = "nothing" if pd.isna(value) else f"'{value}'"
        raise ConfigError(f"{where}: row {row}, column '{name}': got {shown}, allowed a number of 0 or more")
    return values


def _terminals(table: pd.DataFrame, port: Port, stream: str, where: str) -> Ints:
    names = port.terminals_of(port.demand[stream].mode)
    if "terminal" not in table:
        if len(names) > 1:
            raise ConfigError(f"{where}: no column 'terminal'; with several terminals each row names one")
        return np.full(len(table), list(port.terminals).index(names[0]), dtype=np.int64)
    unknown = [t for t in table["terminal"].fillna("").unique() if t not in names]
    if unknown:
        raise ConfigError(f"{where}: unknown terminal '{unknown[0]}'{did_you_mean(unknown[0], names)}")
    return np.asarray(table["terminal"].map(list(port.terminals).index), dtype=np.int64)
