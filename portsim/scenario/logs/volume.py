"""The volume that a log decides: how many shipments a day it brings, and when in the week."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from portsim.base.arrays import Bools, Floats
from portsim.base.errors import ConfigError
from portsim.base.units import DAY
from portsim.model.demand import Arrivals
from portsim.model.port import Port
from portsim.model.sourced import LOG, PerDay
from portsim.model.world import World
from portsim.scenario.logs.cells.cells import LogError
from portsim.scenario.logs.log import Log, file_name, read_log
from portsim.scenario.reading import Document
from portsim.scenario.sections import Study

DAYS = 7


@dataclass(frozen=True)
class Window:
    """The counted minutes of a run, and its end [min]."""

    begin: float
    end: float
    horizon: float

    @classmethod
    def of(cls, study: Study) -> Window:
        return cls(*study.window, study.horizon)

    @property
    def days(self) -> float:
        return (self.end - self.begin) / DAY


@dataclass(frozen=True)
class Traced:
    """A stream that comes from a log, in runs of one length."""

    stream: str
    demand: Arrivals
    log: Log
    window: Window

    @cached_property
    def counted(self) -> Bools:
        """Whether each row is within the counted days; of a resampled log, within those it is drawn from."""
        arrival = self.log.arrival
        if self.demand.resample is None:
            return (arrival >= self.window.begin) & (arrival < self.window.end)
        first, days = drawn_from(self.log, self.demand)
        return (arrival >= first * DAY) & (arrival < (first + days) * DAY)

    @property
    def days(self) -> float:
        """How many days the counted rows are spread over."""
        return self.window.days if self.demand.resample is None else drawn_from(self.log, self.demand)[1]

    @property
    def per_day(self) -> PerDay:
        """The volume of the stream: its counted rows by day [1/day]."""
        rows = int(self.counted.sum())
        name = file_name(self.demand.log or "")
        what = "counted days" if self.demand.resample is None else "days that are resampled"
        note = f"{rows:,} rows of {name} in {self.days:g} {what}"
        return PerDay.model_construct(value=rows / self.days, source=(LOG,), note=note)


def drawn_from(log: Log, demand: Arrivals) -> tuple[int, int]:
    """First day and number of the days of a log that a resampled run draws from.

    All days from that of the first row to that of the last, or the whole weeks among them from Monday on.

    Raises ConfigError: there are not two of them, so that all draws would be the same.
    """
    first, days = log.first_day, log.days
    what, least = "days", 2
    if demand.resample is not None and demand.resample.method == "weekly":
        what, least = "whole weeks from Monday on", 2 * DAYS
        last = (first + days) // DAYS * DAYS
        first = -(-first // DAYS) * DAYS
        days = max(0, last - first)
    if days < least:
        found = days // DAYS if least > 2 else days
        covered = f"{file_name(demand.log or '')} covers {found}"
        raise ConfigError(f"resample draws among 2 or more {what}, and {covered}; remove resample")
    return first, days


def traced(port: Port, window: Window) -> list[Traced]:
    """The streams of a port that come from a log.

    Raises ConfigError: a log that cannot be read.
    """
    return [
        Traced(name, demand, read_log(demand.log, port, name), window)
        for name, demand in port.demand.items()
        if isinstance(demand, Arrivals) and demand.log is not None
    ]


def ruled_by_logs(world: World, window: Window, document: Document) -> World:
    """The world in which the log of a stream decides its volume: `per_day` is its rows in the counted days.

    So the check of offered load, the ledger, the stated volumes and all weights by volume go by the log.

    Raises ConfigError: a log that cannot be read.
    """
    demand = dict(world.port.demand)
    for name, stream in demand.items():
        if isinstance(stream, Arrivals) and stream.log is not None:
            with log_blamed(document, name):
                found = Traced(name, stream, read_log(stream.log, world.port, name), window)
                demand[name] = stream.model_copy(update={"per_day": found.per_day})
    port = world.port.model_copy(update={"demand": demand})
    return replace(world, port=port) if demand != dict(world.port.demand) else world


def refuse_other_volume(world: World, baseline: World, who: str) -> None:
    """Refuse another rate or profile of a stream whose log decides both.

    Raises ConfigError: an alternative, or what is in place, changes one of them.
    """
    for name, demand in world.port.demand.items():
        before = baseline.port.demand.get(name)
        if isinstance(demand, Arrivals) and isinstance(before, Arrivals) and demand.log is not None:
            for key in ("per_day", "profile"):
                if getattr(demand, key) != getattr(before, key):
                    raise ConfigError(
                        f"{who} changes demand.{name}.{key}, but a log says how many "
                        f"come and when: it would change nothing; leave it out, or remove demand.{name}.log"
                    )


def week_shares(log: Log) -> tuple[float, ...]:
    """Share of a week's arrivals by hour of the week; of the day where the log is shorter than a week."""
    hour = np.asarray(log.arrival // (DAY / 24), dtype=np.int64)
    first = log.first_day * 24
    there = np.arange(first, first + log.days * 24)
    cycle = 168 if log.days >= DAYS else 24
    often = np.bincount(there % cycle, minlength=cycle)
    rows = np.bincount(hour % cycle, minlength=cycle)
    rate: Floats = np.divide(rows, often, out=np.zeros(cycle), where=often > 0)
    week = np.tile(rate / rate.sum(), 168 // cycle) * (cycle / 168)
    return tuple(float(share) for share in week)


def terminal_shares(log: Log, port: Port) -> dict[str, float]:
    """Share of a log's rows at each terminal."""
    rows = np.bincount(log.terminal, minlength=len(port.terminals))
    return {name: float(n) / len(log.arrival) for name, n in zip(port.terminals, rows, strict=True)}


@contextmanager
def log_blamed(document: Document, stream: str) -> Iterator[None]:
    """Put the place at which a scenario names a log before the message about it."""
    try:
        yield
    except ConfigError as error:
        keys = error.keys if isinstance(error, LogError) else ()
        raise ConfigError(f"{document.where(('demand', stream, 'log', *keys))}: {error}") from None
