"""The log of one replication: the trace as it is, or days of it drawn anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import ceil

import numpy as np
from numpy.typing import NDArray

from portsim.base.arrays import Floats, Ints, Scalar
from portsim.base.units import DAY
from portsim.model.demand import Arrivals
from portsim.scenario.logs.facts import no_arrival
from portsim.scenario.logs.joined import by_carrier
from portsim.scenario.logs.log import Log
from portsim.scenario.logs.volume import DAYS, drawn_from
from portsim.workload.draws import Draws

WORKING, WEEKEND, HOLIDAY = range(3)  # kinds of days
LEAST_HOLIDAYS = 2  # of a log, to be drawn for one another


def before_horizon(log: Log, name: str, horizon: float) -> Log:
    """The rows of a stream's log that arrive before a run ends [min]; no later one can take part in it.

    Raises ConfigError: there is not one.
    """
    end = int(np.searchsorted(log.arrival, horizon, side="left"))
    if not end:
        raise no_arrival(log, name, horizon)
    if end == len(log.arrival):
        return log
    return replace(
        log,
        arrival=log.arrival[:end],
        terminal=log.terminal[:end],
        rows=log.rows[:end],
        columns={name: column[:end] for name, column in log.columns.items()},
    )


def with_carriers(log: Log, wanted: Ints | None, arrival: Floats) -> tuple[Ints, Ints, Mapping[str, Floats]]:
    """What the carriers of a run bring by the log of a stream, in the order of these carriers.

    wanted: the row of each carrier in its own log; of resampled days one comes more than once. arrival: when
    each comes in the run [min]: planned times move with it by whole days. Both of shape (carriers,).

    Returns the carrier of each, its row in the log, and the columns of the log; shape (n,) each.
    """
    assert wanted is not None and log.carrier is not None, "the log is joined with that of its carriers"
    carrier, rows = by_carrier(log.carrier, wanted)
    moved = np.rint((arrival[carrier] - log.arrival[rows]) / DAY) * DAY
    columns = {
        name: column[rows] + moved if name in log.moments else column[rows]
        for name, column in log.columns.items()
    }
    return carrier, log.rows[rows], columns


def of_replication(log: Log, demand: Arrivals, horizon: float, draws: Draws) -> Log:
    """The log as it is; where its stream says `resample`, days of it laid end to end up to the horizon, or
    from a moment on.

    A day is taken with all its rows, so what belongs together within a day stays together. Logs that cover
    the same days are drawn alike: a busy day of one is a busy day of all.
    """
    if demand.resample is None:
        return log
    first, days = drawn_from(log, demand)
    wanted = ceil(horizon / DAY)
    if demand.resample.method == "weekly":
        taken = first + weekly_days(days // DAYS, wanted, _draws(draws, "weekly", first, days))
    elif demand.resample.method == "alike":
        free = demand.resample.holidays
        taken = alike_days(first, days, wanted, _draws(draws, "alike", first, days), free)
    else:
        mean = float(demand.resample.block or DAY) / DAY
        taken = first + stationary_days(days, wanted, mean, _draws(draws, "stationary", first, days))
    laid = _laid_out(log, taken)
    return laid if demand.resample.after is None else _joined_at(demand.resample.after, log, laid)


def _joined_at(moment: float, before: Log, after: Log) -> Log:
    """The rows of one log up to a moment [min], and those of another from it on."""
    first, second = before.arrival < moment, after.arrival >= moment

    def both(one: NDArray[Scalar], other: NDArray[Scalar]) -> NDArray[Scalar]:
        return np.concatenate([one[first], other[second]])

    return replace(
        before,
        arrival=both(before.arrival, after.arrival),
        terminal=both(before.terminal, after.terminal),
        rows=both(before.rows, after.rows),
        columns={name: both(column, after.columns[name]) for name, column in before.columns.items()},
    )


Uniforms = Mapping[str, np.random.Generator]


def _draws(draws: Draws, method: str, first: int, days: int) -> Uniforms:
    """Generators of their own for where blocks begin and end: a longer run moves no earlier day."""
    address = ("days of a log", method, str(first), str(days))
    return {word: draws.at(*address, word) for word in ("begin", "end")}


def stationary_days(days: int, wanted: int, mean: float, draws: Uniforms) -> Ints:
    """Which of the days 0 to `days` - 1 stands on each wanted day, shape (wanted,).

    After each day a block ends with chance 1 / `mean` [days]; the next begins on any day, all alike. The day
    after the last is the first, so every day is as likely as any other.
    Source: Politis and Romano 1994, The stationary bootstrap, JASA 89, section 2.
    """
    begin = np.asarray(draws["begin"].random(wanted) * days, dtype=np.int64)
    new = draws["end"].random(wanted) < 1 / mean
    new[:1] = True
    since = np.arange(wanted)
    block = np.maximum.accumulate(np.where(new, since, 0))
    return np.asarray((begin[block] + since - block) % days, dtype=np.int64)


def weekly_days(weeks: int, wanted: int, draws: Uniforms) -> Ints:
    """Which day of `weeks` whole weeks stands on each wanted day, shape (wanted,): weeks are drawn whole."""
    week = np.asarray(draws["begin"].random(-(-wanted // DAYS)) * weeks, dtype=np.int64)
    day = np.arange(wanted)
    return np.asarray(week[day // DAYS] * DAYS + day % DAYS, dtype=np.int64)


def alike_days(first: int, days: int, wanted: int, draws: Uniforms, holidays: Sequence[int] = ()) -> Ints:
    """Which of the days from `first` on stands on each wanted day, shape (wanted,): any of those alike, as
    `days_like` has them; where none is alike, any that is no holiday, and if all are, any."""
    there, day = np.arange(first, first + days), np.arange(wanted)
    uniform, taken = draws["begin"].random(wanted), np.empty(wanted, dtype=np.int64)
    others = there[~np.isin(there, holidays)]
    kinds = kind_of(day, holidays)
    for kind, alike in enumerate(days_like(there, holidays)):
        own = next(each for each in (alike, others, there) if len(each))
        mine = kinds == kind
        taken[mine] = own[np.asarray(uniform[mine] * len(own), dtype=np.int64)]
    return taken


def days_like(there: Ints, holidays: Sequence[int]) -> tuple[Ints, Ints, Ints]:
    """Of the days that are there those that can stand on a day of each kind, as `kind_of` numbers them: on a
    holiday the holidays, or the weekend where there are fewer than two."""
    kinds = kind_of(there, holidays)
    working, weekend, free = (there[kinds == kind] for kind in (WORKING, WEEKEND, HOLIDAY))
    return working, weekend, free if len(free) >= LEAST_HOLIDAYS else weekend


def kind_of(days: Ints, holidays: Sequence[int]) -> Ints:
    """Whether days are working days (0), Saturdays or Sundays (1) or holidays (2), shape of `days`; day 0 is
    a Monday."""
    weekend = np.where(days % DAYS >= DAYS - 2, WEEKEND, WORKING)
    return np.asarray(np.where(np.isin(days, holidays), HOLIDAY, weekend), dtype=np.int64)


def _laid_out(log: Log, taken: Ints) -> Log:
    """The rows of the taken days of a log, moved to the days 0, 1, 2, ... of a run."""
    begins = np.searchsorted(log.arrival, taken * DAY, side="left")
    ends = np.searchsorted(log.arrival, (taken + 1) * DAY, side="left")
    rows = np.concatenate([np.arange(begin, end) for begin, end in zip(begins, ends, strict=True)])
    moved: Floats = np.repeat((np.arange(len(taken)) - taken) * DAY, ends - begins)
    columns = {
        name: column[rows] + moved if name in log.moments else column[rows]
        for name, column in log.columns.items()
    }
    arrival, terminal = log.arrival[rows] + moved, log.terminal[rows]
    return replace(log, arrival=arrival, terminal=terminal, rows=log.rows[rows], columns=columns)
