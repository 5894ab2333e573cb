"""The volume that a log decides: how many shipments a day it brings, and when in the week."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from portsim.base.arrays import Bools, Floats
from portsim.base.errors import ConfigError
from portsim.base.units import DAY, say_minutes
from portsim.model.demand import Arrivals, Brought, Declared
from portsim.model.numbers import LoggedNumber
from portsim.model.port import Port
from portsim.model.resample import Resample
from portsim.model.sourced import LOG, PerDay
from portsim.model.world import World
from portsim.scenario.logs.by_row import PER_ROW, decided, times, with_log
from portsim.scenario.logs.cells.cells import LogError
from portsim.scenario.logs.log import Log, file_name, read_log
from portsim.scenario.reading import Document
from portsim.scenario.sections import Study

DAYS = 7
RULED = {False: ("per_day", "profile"), True: ("number",)}  # what a log decides, of what is brought or not


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
    """A stream that comes from a log, in runs of one length.

    carriers: those that bring it, if any do; where days of their log are drawn, what they bring comes along.
    """

    stream: str
    demand: Arrivals | Brought
    log: Log
    window: Window
    carriers: Traced | None = None

    @classmethod
    def of(cls, port: Port, stream: str, window: Window) -> Traced:
        """A stream of a port that has a log.

        Raises ConfigError: its log, or that of those that bring it, cannot be read.
        """
        demand = port.demand[stream]
        assert not isinstance(demand, Declared) and demand.log is not None
        log = read_log(demand.log, port, stream)
        carriers = cls.of(port, demand.brought_by, window) if isinstance(demand, Brought) else None
        return cls(stream, demand, log, window, carriers)

    @property
    def drawn_from(self) -> tuple[int, int] | None:
        """First day and number of the days that a resampled run draws from; None if days are not drawn."""
        if isinstance(self.demand, Arrivals):
            return None if self.demand.resample is None else drawn_from(self.log, self.demand)
        return None if self.carriers is None else self.carriers.drawn_from

    @property
    def resample(self) -> Resample | None:
        """How days are drawn anew, of this log or of those that bring what is in it."""
        return self.demand.resample if self.carriers is None else self.carriers.resample

    @cached_property
    def counted(self) -> Bools:
        """Whether each row is within the counted days; of a resampled log, within those it is drawn from."""
        arrival = self.log.arrival
        if (drawn := self.drawn_from) is None:
            return (arrival >= self.window.begin) & (arrival < self.window.end)
        first, days = drawn
        return (arrival >= first * DAY) & (arrival < (first + days) * DAY)

    @property
    def days(self) -> float:
        """How many days the counted rows are spread over."""
        return self.window.days if (drawn := self.drawn_from) is None else drawn[1]

    @property
    def per_day(self) -> PerDay:
        """The volume of the stream: its counted rows by day [1/day]."""
        rows = int(self.counted.sum())
        own = self.demand.per_row if isinstance(self.demand, Arrivals) else None
        per_day = PerDay.model_construct(value=rows / self.days, source=(LOG,), note=self._note(rows))
        return times(per_day, None, own)

    @property
    def number(self) -> LoggedNumber:
        """How many one carrier brings, in the mean over the carriers that are counted."""
        rows = int(self.counted.sum())
        carriers = 0 if self.carriers is None else int(self.carriers.counted.sum())
        mean = rows / carriers if carriers else 0.0
        return LoggedNumber.model_construct(mean=mean, source=(LOG,), note=self._note(rows))

    @property
    def without(self) -> int:
        """How many of the carriers that are counted bring nothing."""
        if self.carriers is None or self.log.carrier is None:
            return 0
        return len(np.setdiff1d(np.flatnonzero(self.carriers.counted), self.log.carrier))

    def _note(self, rows: int) -> str:
        what = "counted days" if self.drawn_from is None else "days that are resampled"
        return f"{rows:,} rows of {file_name(self.demand.log or '')} in {self.days:g} {what}"


def drawn_from(log: Log, demand: Arrivals) -> tuple[int, int]:
    """First day and number of the days of a log that a resampled run draws from.

    All days from that of the first row to that of the last, or the whole weeks among them from Monday on; of
    a log that is as it is up to a moment, those before the day of that moment.

    Raises ConfigError: there are not two of them, so that all draws would be the same.
    """
    first, days = log.first_day, log.days
    what, least = "days", 2
    if demand.resample is not None and demand.resample.after is not None:
        days = min(days, int(demand.resample.after // DAY) - first)
        what = f"days before {say_minutes(demand.resample.after)}"
    if demand.resample is not None and demand.resample.method == "weekly":
        what, least = f"whole weeks from Monday on{what[4:]}", 2 * DAYS
        last = (first + days) // DAYS * DAYS
        first = -(-first // DAYS) * DAYS
        days = max(0, last - first)
    if days < least:
        found = max(0, days // DAYS if least > 2 else days)
        covered = f"{file_name(demand.log or '')} covers {found}"
        raise ConfigError(f"resample draws among 2 or more {what}, and {covered}; remove resample")
    return first, days


def traced(port: Port, window: Window) -> list[Traced]:
    """The streams of a port that come from a log.

    Raises ConfigError: a log that cannot be read.
    """
    return [Traced.of(port, name, window) for name, demand in port.demand.items() if demand.log is not None]


def ruled_by_logs(world: World, window: Window, document: Document) -> World:
    """The world in which the log of a stream decides its volume: `per_day` is its rows in the counted days,
    and `number` how many of them a carrier brings.

    So the check of offered load, the ledger, the stated volumes and all weights by volume go by the log.

    Raises ConfigError: a log that cannot be read.
    """
    demand = dict(world.port.demand)
    for name, stream in demand.items():
        if stream.log is not None:
            with log_blamed(document, name):
                found = Traced.of(world.port, name, window)
                ruled = {"number": found.number} if found.carriers else {"per_day": found.per_day}
                demand[name] = stream.model_copy(update=ruled)
    port = world.port.model_copy(update={"demand": demand})
    return replace(world, port=port) if demand != dict(world.port.demand) else world


def ruled_by_log(port: Port, key: str) -> str | None:
    """The stream whose log says what the number under a key does."""
    heads = {f"demand.{name}.{what}": name for name in port.demand for what in ("per_day", "number")}
    stream = next((name for head, name in heads.items() if key.startswith(head)), None)
    return stream if stream is not None and port.demand[stream].log is not None else None


def refuse_to_set(port: Port, key: str) -> None:
    """Refuse to set what the log of a stream decides.

    Raises ConfigError: it is the rate, profile or number of such a stream.
    """
    stream = ruled_by_log(port, key)
    if stream is None:
        return
    what, more = "number", ""
    if key.startswith(f"demand.{stream}.per_day"):
        what, more = "rate", f", or set demand.{stream}.{PER_ROW}, how many come for each row of it"
    said = f"the log of {stream} says how many come, so this would change nothing"
    raise ConfigError(f"set {key}: {said}; remove demand.{stream}.log to set a {what}{more}")


def refuse_other_volume(world: World, baseline: World, who: str) -> None:
    """Refuse another rate or profile of a stream whose log decides both.

    Raises ConfigError: an alternative, or what is in place, changes one of them.
    """
    for key in ruled_changes(world, baseline):
        stream = key.rpartition(".")[0]
        log = f"{stream}.log"
        more = (
            f", and {stream}.per_row says how many come for each row of it"
            if key.endswith(".per_day")
            else ""
        )
        raise ConfigError(
            f"{who} changes {key}, but a log says how many "
            f"come and when: it would change nothing; leave it out, or remove {log}; portsim fit puts a "
            f"rate in place of the log{more}"
        )


def ruled_changes(world: World, baseline: World) -> tuple[str, ...]:
    """The keys of rates and profiles that differ from the baseline's in a stream whose log decides both, but
    for a rate that goes by the number of shipments for each row."""
    return tuple(
        f"demand.{name}.{key}"
        for name, demand, before in with_log(world, baseline)
        for key in RULED[isinstance(demand, Brought)]
        if getattr(demand, key) != decided(key, demand, before)
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
