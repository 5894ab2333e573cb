"""Columns of a log, converted by their type to minutes or to 0 and 1, or refused by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

import numpy as np

from portsim.base.arrays import Bools, Floats
from portsim.base.errors import ConfigError
from portsim.scenario.logs.raw import RawLog, shown

if TYPE_CHECKING:
    import pandas as pd

Wanted = Literal["moment", "plan", "stamp", "time", "flag", "name"]
# what is read in a column; a plan and a stamp may be before 0, and a stamp may be missing
NUMBER = "a number of 0 or more"
TYPED: Mapping[Wanted, str] = MappingProxyType(
    {
        "moment": f"{NUMBER} [min], or dates",
        "plan": "a number [min], or dates",
        "stamp": "a number [min], or dates",
        "time": f"{NUMBER} [min], or durations",
        "flag": "0 or 1",
        "name": "a name",
    }
)


MOST: Mapping[Wanted, float] = MappingProxyType({"moment": 1e9, "plan": 1e9, "stamp": 1e9, "time": 1e15})
"""Minutes from 0, that is 1900 years; a time as long as one of a scenario can be."""


@dataclass(frozen=True)
class Clock:
    """The Monday 00:00 that is minute 0 of a log with dates, and the zone whose clock it goes by, if any."""

    monday: pd.Timestamp
    zone: str


def clock_of(raw: RawLog) -> Clock | None:
    """The clock of a log whose arrivals are dates: minute 0 is 00:00 of the Monday before the first of them,
    or of the day that a map states.

    So an hour of the week in the log is that hour of the week in a run. None where arrivals are numbers.
    """
    import pandas as pd

    column = _plain(raw.table["arrival"])
    if not pd.api.types.is_datetime64_any_dtype(column.dtype) or not column.notna().any():
        return None
    first = column.min()
    zone = "" if first.tzinfo is None else str(first.tzinfo)
    if raw.start is not None:
        return Clock(pd.Timestamp(raw.start), zone)
    day = first.tz_localize(None).normalize()
    return Clock(day - pd.Timedelta(days=day.weekday()), zone)


def numbers(
    raw: RawLog,
    name: str,
    wanted: Wanted,
    clock: Clock | None,
    by: str = "'arrival'",
    *,
    gaps: bool = False,
) -> Floats:
    """A column as minutes, or as 0 and 1, shape (n,) in the order of the file.

    Whole and decimal numbers, nullable ones, categories and numbers written as text are taken as they are;
    dates become minutes of the clock, durations minutes, true and false 1 and 0 where that is wanted. `by`
    says in messages which moments the clock is of. With `gaps` a time, 0 or 1 may be missing: NaN.

    Raises ConfigError: a type that cannot be what is wanted; a value that is missing or no number, below 0
    where that is not wanted, or so large that it is no minutes.
    """
    import pandas as pd

    column = _plain(raw.table[name])
    kind = pd.api.types
    if kind.is_bool_dtype(column.dtype):
        if wanted != "flag":
            raise _refused(raw, name, "true and false", wanted)
        values = column.to_numpy(dtype=np.float64, na_value=np.nan)
    elif kind.is_datetime64_any_dtype(column.dtype):
        if wanted not in ("moment", "plan"):
            raise _refused(raw, name, "dates", wanted)
        values = _minutes_of(raw, name, column, clock, by)
    elif kind.is_timedelta64_dtype(column.dtype):
        if wanted in ("flag", "plan"):
            raise _refused(raw, name, "durations", wanted)
        values = column.dt.total_seconds().to_numpy(dtype=np.float64, na_value=np.nan) / 60
    elif kind.is_numeric_dtype(column.dtype) and not kind.is_complex_dtype(column.dtype):
        values = column.to_numpy(dtype=np.float64, na_value=np.nan)
    else:
        values = np.array([_number(value) for value in column], dtype=np.float64)
    least = -np.inf if wanted == "plan" else 0.0
    good = np.isin(values, (0, 1)) if wanted == "flag" else np.isfinite(values) & (values >= least)
    if gaps and wanted in ("time", "flag"):
        good |= column.isna().to_numpy()
    refuse_first(raw, name, good, _allowed(raw, wanted))
    if wanted in MOST:
        far = np.abs(values) > MOST[wanted]
        refuse_first(raw, name, ~far, f"{_allowed(raw, wanted)}, and at most {MOST[wanted]:,.0f} min")
    return values


def refuse_first(raw: RawLog, name: str, good: Bools, allowed: str) -> None:
    """Raises ConfigError: the first value that is not good, with its place and what is allowed."""
    if not good.all():
        row = int(np.argmin(good))
        place = f"{raw.where}: {raw.at(row)}, column {shown(name)}"
        raise ConfigError(f"{place}: got {value_in_words(raw.table[name].iloc[row])}, allowed {allowed}")


def texts(column: pd.Series) -> list[str | None]:
    """The names in a column: text, whole numbers or categories; None for nothing and for all else."""
    return [_text(value) for value in _plain(column)]


def _plain(column: pd.Series) -> pd.Series:
    """A column of categories as the values that these stand for."""
    import pandas as pd

    if isinstance(column.dtype, pd.CategoricalDtype):
        return pd.Series(np.asarray(column), index=column.index)
    return column


def _refused(raw: RawLog, name: str, found: str, wanted: Wanted) -> ConfigError:
    return ConfigError(f"{raw.where}: column {shown(name)}: got {found}, allowed {_allowed(raw, wanted)}")


def _allowed(raw: RawLog, wanted: Wanted) -> str:
    """What may stand in a column; text has no dates and durations of its own."""
    if raw.typed or wanted == "flag":
        return TYPED[wanted]
    return "a number" if wanted == "plan" else NUMBER


def _minutes_of(raw: RawLog, name: str, column: pd.Series, clock: Clock | None, by: str) -> Floats:
    zone = str(column.dt.tz) if column.dt.tz is not None else ""
    if clock is None:
        raise ConfigError(
            f"{raw.where}: column {shown(name)}: got dates, but {by} has numbers; give both alike"
        )
    if bool(zone) != bool(clock.zone):
        with_zone, without = (shown(name), by) if zone else (by, shown(name))
        raise ConfigError(
            f"{raw.where}: column {with_zone} has a time zone and {without} has none; give both alike"
        )
    return _since(column, clock)


def moments_told(column: pd.Series, clock: Clock | None) -> Floats | None:
    """Moments as minutes of a clock, shape (n,), NaN where there is none; None where they do not go by it."""
    import pandas as pd

    if not pd.api.types.is_datetime64_any_dtype(column.dtype):
        return column.to_numpy(dtype=np.float64) if clock is None else None
    if clock is None or (column.dt.tz is None) != (not clock.zone):
        return None
    return _since(column, clock)


def _since(column: pd.Series, clock: Clock) -> Floats:
    local = column if column.dt.tz is None else column.dt.tz_convert(clock.zone).dt.tz_localize(None)
    seconds = (local - clock.monday).dt.total_seconds()
    return np.asarray(seconds.to_numpy(dtype=np.float64, na_value=np.nan) / 60)


def _number(value: object) -> float:
    """A number that stands as text or as an object of its own; NaN for all else."""
    if isinstance(value, bool | np.bool_) or not isinstance(value, str | int | float | Decimal | np.number):
        return float("nan")
    if isinstance(value, np.complexfloating) or (isinstance(value, str) and "_" in value):
        return float("nan")
    try:
        return float(value)
    except (ValueError, ArithmeticError):
        return float("nan")


def _text(value: object) -> str | None:
    if isinstance(value, str):
        return value
    if isinstance(value, bool | np.bool_):
        return None
    if isinstance(value, int | np.integer):
        return str(int(value))
    if isinstance(value, float | np.floating) and float(value).is_integer():  # whole numbers beside a gap
        return str(int(value))
    return None


def value_in_words(value: object) -> str:
    """A value that is refused, in the words of a message."""
    import pandas as pd

    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and value != value):
        return "nothing"
    if isinstance(value, str | bool | int | float | Decimal | np.generic | pd.Timestamp | pd.Timedelta):
        return shown(value)
    return f"a value of type {type(value).__name__}"
