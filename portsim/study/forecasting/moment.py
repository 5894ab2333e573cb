"""The moment at which a forecast begins, as a date of the logs or as a time since their Monday 00:00."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta, timezone
from math import inf
from typing import TYPE_CHECKING, NamedTuple

from portsim.base.errors import PortsimError, got
from portsim.base.units import DAY, minutes, show_clock
from portsim.scenario.logs.cells.dates import moments_of, order_of
from portsim.scenario.logs.columns import Clock
from portsim.scenario.logs.facts import WEEKDAYS
from portsim.scenario.logs.log import Log

if TYPE_CHECKING:
    import pandas as pd

ALLOWED = "a date and a time such as '2026-03-05 14:00'"
SINCE = "a time since Monday 00:00 such as '86 h'"
YEARS = (1900, 2999)  # of a date
FARTHEST = 3650  # days after the Monday 00:00 from which a run counts
YEAR_FIRST = re.compile(r"\s*\d{4}([-/.]?)\d{1,2}\1\d{1,2}(?!\d)")  # any other date is read as in a log


class Moment(NamedTuple):
    """A moment of a run [min], and the clock by which it has a date, if the logs have one."""

    minute: float
    clock: Clock | None

    def words(self, minute: float | None = None) -> str:
        """This moment, or another one of the run [min], as its clock shows it."""
        at = self.minute if minute is None else minute
        time = f"{WEEKDAYS[int(at // DAY) % 7]} {show_clock(at % DAY)}"
        if self.clock is None:
            return time
        import pandas as pd

        return f"{time}, {(self.clock.monday + pd.Timedelta(minutes=at)).date().isoformat()}"


def moment_of(now: str, logs: Mapping[str, Log], *, listed: bool = False) -> Moment:
    """The moment that a text names, by the clock of the logs. With a list of what stands where (`listed`)
    logs may end before, and none is needed.

    Raises PortsimError: no date or time; a date where logs have none, or the other way round; logs that do
    not begin in the same week; a moment before all rows, or a day or more after the last of them; one
    more than ten years after the Monday of day 1.
    """
    if listed and not logs:
        return _near(_without_logs(now), now)
    clocks = {name: log.clock for name, log in logs.items()}
    mondays = {None if each is None else each.monday for each in clocks.values()}
    if len(mondays) > 1:
        begins = ", ".join(
            f"{name} {'has no dates' if each is None else each.monday.date()}"
            for name, each in clocks.items()
        )
        raise PortsimError(
            f"forecast: logs have different Mondays as day 1: {begins}; say start in each map, or give "
            "arrivals as dates in all of them"
        )
    clock = next(iter(clocks.values()))
    moment = Moment(_minutes(now) if clock is None else _since(now, clock), clock)
    first = min(float(log.arrival[0]) for log in logs.values())
    last = max(float(log.arrival[-1]) for log in logs.values())
    if not first < moment.minute < (inf if listed else last + DAY):
        until = "" if listed else f" to a day after {moment.words(last)}"
        which = "the first arrival" if listed else "the first and the last arrival"
        raise PortsimError(
            f"now: got {got(now)}, allowed a moment from {moment.words(first)}{until}, {which} of the logs"
        )
    return _near(moment, now)


def _near(moment: Moment, now: str) -> Moment:
    """The moment, if runs can go on so far."""
    if moment.minute > FARTHEST * DAY:
        day = "Monday 00:00" if moment.clock is None else str(moment.clock.monday.date())
        raise PortsimError(f"now: got {got(now)}, allowed a moment up to {FARTHEST:,} days after {day}")
    return moment


def _without_logs(now: str) -> Moment:
    """A date, in the week from the Monday before it, or a time since a Monday 00:00."""
    import pandas as pd

    try:
        minute = minutes(now)
    except ValueError:
        minute = None
    if minute is None:
        date = _date(now, f"{ALLOWED}, or {SINCE}")
        zone = "" if date.tzinfo is None else str(date.tzinfo)
        day = date.tz_localize(None).normalize()
        monday = day - pd.Timedelta(days=day.weekday() or 7)  # a run has a day before it goes on
        return Moment(float((date.tz_localize(None) - monday).total_seconds()) / 60, Clock(monday, zone))
    if minute <= 0:
        raise PortsimError(f"now: got {got(now)}, allowed {SINCE}, above 0")
    return Moment(minute, None)


def _minutes(now: str) -> float:
    try:
        return minutes(now)
    except ValueError:
        raise PortsimError(f"now: got {got(now)}, allowed {SINCE}: the logs have no dates") from None


def _since(now: str, clock: Clock) -> float:
    """Minutes since the Monday of a clock; a date without an offset goes by that clock."""
    date = _date(now, ALLOWED)
    if date.tzinfo is not None:
        if not clock.zone:
            raise PortsimError(f"now: got {got(now)}, but the logs have no time zone; leave the offset out")
        date = date.tz_convert(clock.zone).tz_localize(None)
    return float((date - clock.monday).total_seconds()) / 60


def _date(now: str, allowed: str) -> pd.Timestamp:
    """The date and time that a text is, in any of the ways in which a log can write it.

    Raises PortsimError: it is none; its day and month can be the one or the other.
    """
    import pandas as pd

    try:
        date = pd.Timestamp(now) if YEAR_FIRST.match(now) else _as_in_logs(now)
    except (ValueError, OverflowError):
        raise PortsimError(f"now: got {got(now)}, allowed {allowed}") from None
    if pd.isna(date):
        raise PortsimError(f"now: got {got(now)}, allowed {allowed}")
    if not YEARS[0] <= date.year <= YEARS[1]:
        raise PortsimError(f"now: got {got(now)}, allowed a year from {YEARS[0]} to {YEARS[1]}")
    return date


def _as_in_logs(now: str) -> pd.Timestamp:
    """The date and time as the reader of logs has it; NaT if it is none.

    Raises PortsimError: its day and month can be the one or the other.
    """
    import pandas as pd
    import pyarrow as pa

    cell = pa.chunked_array([[now.strip()]])
    day_first, doubtful = order_of([cell])
    readings = [moments_of(cell, first) for first in (True, False)]
    dates = [pd.Timestamp(each.when[0]) for each in readings]
    if day_first is None and doubtful is not None and dates[0] != dates[1]:
        both = " or ".join(str(date.date()) for date in dates)
        raise PortsimError(f"now: got {got(now)}, which can be {both}; write the year first")
    date, offset = dates[day_first is False], readings[day_first is False].offset
    if pd.isna(date) or offset is None:
        return date
    return date.tz_localize("UTC").tz_convert(timezone(timedelta(minutes=offset)))
