"""The moment at which a forecast begins, as a date of the logs or as a time since their Monday 00:00."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from portsim.base.errors import PortsimError, got
from portsim.base.units import DAY, minutes, show_clock
from portsim.scenario.logs.columns import Clock
from portsim.scenario.logs.facts import WEEKDAYS
from portsim.scenario.logs.log import Log

ALLOWED = "a date and a time such as '2026-03-05 14:00'"
SINCE = "a time since Monday 00:00 such as '86 h'"


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


def moment_of(now: str, logs: Mapping[str, Log]) -> Moment:
    """The moment that a text names, by the clock of the logs.

    Raises PortsimError: no date or time; a date where logs have none, or the other way round; logs that do
    not begin in the same week; a moment before all rows, or a day or more after the last of them.
    """
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
    if not first < moment.minute < last + DAY:
        raise PortsimError(
            f"--now: got {got(now)}, allowed a moment from {moment.words(first)} to a day after "
            f"{moment.words(last)}, the first and the last arrival of the logs"
        )
    return moment


def _minutes(now: str) -> float:
    try:
        return minutes(now)
    except ValueError:
        raise PortsimError(f"--now: got {got(now)}, allowed {SINCE}: the logs have no dates") from None


def _since(now: str, clock: Clock) -> float:
    """Minutes since the Monday of a clock; a date without an offset goes by that clock."""
    import pandas as pd

    try:
        date = pd.Timestamp(now)
    except (ValueError, OverflowError):
        raise PortsimError(f"--now: got {got(now)}, allowed {ALLOWED}") from None
    if pd.isna(date):
        raise PortsimError(f"--now: got {got(now)}, allowed {ALLOWED}")
    if date.tzinfo is not None:
        if not clock.zone:
            raise PortsimError(f"--now: got {got(now)}, but the logs have no time zone; leave the offset out")
        date = date.tz_convert(clock.zone).tz_localize(None)
    return float((date - clock.monday).total_seconds()) / 60
