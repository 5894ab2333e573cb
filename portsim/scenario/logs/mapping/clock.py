"""By whose clock the dates of a log go: a stated zone, that of the file, or none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta, timezone
from typing import TYPE_CHECKING

import numpy as np

from portsim.base.arrays import Floats
from portsim.scenario.logs.cells.cells import LogError
from portsim.scenario.logs.cells.dates import Moments, When
from portsim.scenario.logs.raw import shown

if TYPE_CHECKING:
    import pandas as pd

MINUTE = np.timedelta64(1, "m")  # one clock can show whole minutes, and another one seconds


@dataclass(frozen=True, eq=False)
class Clocked:
    """Dates by the clock of a zone, and in UTC, or by a clock without a zone in both.

    twice: how many stand in the hour that comes twice when the clock is set back, and are taken for summer
    time; again: for winter time. never: in the hour that does not come at all.
    """

    local: pd.Series
    utc: When
    twice: int = 0
    again: int = 0
    never: int = 0


class Zone:
    """The zone of all dates of a log; `at` is the place of one of them by its number.

    Raises LogError: dates of several offsets without a zone; some with an offset and others without.
    """

    def __init__(
        self,
        stated: str | None,
        where: str,
        dates: Mapping[str, Moments],
        own: set[str],
        at: Callable[[int], str],
    ) -> None:
        there = {name: ~np.isnat(each.when) for name, each in dates.items()}
        aware = [name for name, each in dates.items() if each.aware[there[name]].any()]
        naive = [name for name, each in dates.items() if (~each.aware[there[name]]).any()]
        if aware and naive:
            one = int(np.argmax(dates[aware[0]].aware & there[aware[0]]))
            other = int(np.argmax(~dates[naive[0]].aware & there[naive[0]]))
            others = "others without" if aware[0] == naive[0] else f"{shown(naive[0])} has none"
            raise LogError(
                f"{where}: column {shown(aware[0])} has dates with an offset from UTC ({at(one)}), and "
                f"{others} ({at(other)}); give both alike"
            )
        self.aware = bool(aware)
        self.name: str | timezone | None = stated or (next(iter(own)) if len(own) == 1 else None)
        if self.aware and self.name is None:
            offsets = {each.offset for each in dates.values() if not np.isnat(each.when).all()}
            if len(offsets) > 1 or None in offsets:
                raise LogError(
                    f"{where}: column {shown(aware[0])} has dates of several offsets from UTC; "
                    "say time_zone, such as Europe/Amsterdam"
                )
            self.name = timezone(timedelta(minutes=next(iter(offsets)) or 0))

    def clocked(self, moments: Moments, after: When | None = None) -> Clocked:
        """The dates by the clock of the zone. Of an hour that comes twice the first is taken, in summer time,
        and the second where the date would else lie before the one that it follows, in `after`; what does
        not exist moves to the end of the gap."""
        import pandas as pd

        plain = pd.Series(moments.when)
        if self.name is None:
            return Clocked(plain, moments.when)
        if self.aware:
            utc = plain.dt.tz_localize("UTC")
            return Clocked(utc.dt.tz_convert(self.name), moments.when)
        strict = plain.dt.tz_localize(self.name, ambiguous="NaT", nonexistent="NaT")
        odd = strict.isna() & plain.notna()
        if not odd.any():
            return Clocked(strict, _utc(strict))
        summer = np.ones(len(plain), dtype=np.bool_)
        local = plain.dt.tz_localize(self.name, ambiguous=summer, nonexistent="shift_forward")
        twice = odd & (local.dt.tz_localize(None) == plain)
        early = twice & (_utc(local) < after - MINUTE) if after is not None else ~summer
        if early.any():
            local = plain.dt.tz_localize(self.name, ambiguous=~early, nonexistent="shift_forward")
        again = int(early.sum())
        return Clocked(local, _utc(local), int(twice.sum()) - again, again, int((odd & ~twice).sum()))


def _utc(local: pd.Series) -> When:
    return np.asarray(local.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy(), dtype="datetime64[us]")


def minutes_between(begin: When, end: When) -> Floats:
    """Minutes from one moment to another, shape (n,); NaN where one is missing."""
    ticks = end - begin
    out = ticks.astype(np.int64) / 60_000_000
    out[np.isnat(ticks)] = np.nan
    return np.asarray(out)


def backwards(rows: int) -> str:
    """How many rows have two moments in the wrong order, and what to do."""
    if rows == 1:
        return "this row ends before it begins: correct it, or take it out of the file"
    return f"{rows:,} rows end before they begin: correct them, or take them out of the file"
