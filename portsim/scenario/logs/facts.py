"""What a log brings into runs of one length: rows used and left out, its span, its gaps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from portsim.base.errors import ConfigError
from portsim.base.many import many
from portsim.base.units import DAY, say_minutes, show_per_day
from portsim.model.demand import Arrivals, Brought
from portsim.model.log_map import file_of
from portsim.model.port import Port
from portsim.scenario.logs.log import Log, file_name
from portsim.scenario.logs.mapping.reading import Reading
from portsim.scenario.logs.raw import log_digest
from portsim.scenario.logs.volume import Traced, Window, traced

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True)
class LogFacts:
    """A log in runs of one length. Days are numbered from 1, a Monday; times are minutes after its 00:00.

    Of the rows, `warm_up` come before the counted days, `counted` in them, `after` in the shortest run-out,
    and `left_out` later: these take no part, unless a run goes on. Of a resampled log the counted rows are
    those of the days that are drawn from. Of a log with a map, `read_as` says what was found in the file,
    `columns` the map, and `rows_not_taken` how many rows of the file it leaves out; `rows` are the others.
    Of a stream that others bring (`brought_by`), `carriers` of these are counted, some bring nothing, and
    `rows_of_others` are of carriers that the map of their log leaves out: they are not taken either.
    """

    stream: str
    file: str
    sha256: str
    rows: int
    warm_up: int
    counted: int
    after: int
    left_out: int
    first: float
    last: float
    first_day: int
    last_day: int
    days_without_rows: int
    counted_days: float
    counted_days_without_rows: int
    per_day: float
    minute_0: str
    time_zone: str
    resample: str
    read_as: str
    columns: str
    rows_not_taken: int
    brought_by: str = ""
    carriers: int = 0
    carriers_without_rows: int = 0
    rows_of_others: int = 0

    def sentence(self) -> str:
        """What is taken of the log, in one line."""
        span = f"day {self.first_day} ({_clock(self.first)}) to day {self.last_day} ({_clock(self.last)})"
        gaps = f"{self.days_without_rows} of these days without rows"
        dated = f", minute 0 is {self.minute_0}" if self.minute_0 else ""
        zone = f" by the clock of {self.time_zone}" if self.time_zone else ""
        return (
            f"demand.{self.stream}: {self.file} has {many(self.rows, 'row')}, {span}, {gaps}{dated}{zone}; "
            f"{self._use()}{self._bringing()}; this decides the volume, {show_per_day(self.per_day)}"
            + (f"; read as {self.read_as}" if self.read_as else "")
        )

    def _bringing(self) -> str:
        if not self.brought_by:
            return ""
        others = f", {self.rows_of_others:,} of others not taken" if self.rows_of_others else ""
        return (
            f"; brought by {self.carriers:,} of {self.brought_by}, of which "
            f"{self.carriers_without_rows:,} bring none{others}"
        )

    def _days(self) -> str:
        return "counted day" if self.counted_days == 1 else f"{self.counted_days:g} counted days"

    def _use(self) -> str:
        if self.resample:
            return (
                f"for each replication days are drawn anew ({self.resample}) among "
                f"{many(round(self.counted_days), 'day')} with {many(self.counted, 'row')}, "
                f"{self.left_out:,} left out"
            )
        return (
            f"{many(self.counted, 'row')} in the {self._days()}, {self.warm_up:,} in the "
            f"warm-up, {self.after:,} in the run-out, {self.left_out:,} left out"
        )


def log_warnings(port: Port, window: Window) -> Iterator[str]:
    """Where rows stand twice, and where counted time has no rows, in runs of one length."""
    for each in traced(port, window):
        if each.log.again:
            yield f"demand.{each.stream}.log: {file_name(each.demand.log or '')}: {each.log.again}"
        if each.carriers is not None:
            yield from _without(each)
        elif each.resample is None:
            yield from _gaps(each)


def no_arrival(log: Log, stream: str, horizon: float) -> ConfigError:
    """The error of a log whose first row comes after a run has ended."""
    first = log.first_day
    return ConfigError(
        f"demand.{stream}.log: no arrival before the run ends: the first is on day {first + 1} (day 1 is a "
        f"Monday), and the run lasts {say_minutes(horizon)}; set warm_up_days to {first}, or use other rows"
    )


def log_facts(each: Traced, reading: Reading | None) -> LogFacts:
    """What a log brings into runs of one length; `reading` is that of all its columns, of a log with a map.

    Raises ConfigError: it has no arrival before the runs end.
    """
    log, window, demand = each.log, each.window, each.demand
    arrival, counted = log.arrival, int(each.counted.sum())
    resampled = each.resample is not None
    if not resampled and arrival[0] >= window.horizon:
        raise no_arrival(log, each.stream, window.horizon)
    before = 0 if resampled else int((arrival < window.begin).sum())
    after = 0 if resampled else int(((arrival >= window.end) & (arrival < window.horizon)).sum())
    days = np.unique(np.asarray(arrival // DAY, dtype=np.int64))
    return LogFacts(
        stream=each.stream,
        file=file_name(demand.log or ""),
        sha256=log_digest(file_of(demand.log or "")),
        rows=len(arrival),
        warm_up=before,
        counted=counted,
        after=after,
        left_out=len(arrival) - before - counted - after,
        first=float(arrival[0]),
        last=float(arrival[-1]),
        first_day=log.first_day + 1,
        last_day=log.first_day + log.days,
        days_without_rows=log.days - len(days),
        counted_days=each.days,
        counted_days_without_rows=_empty_days(each),
        per_day=each.per_day.value,
        minute_0="" if log.clock is None else log.clock.monday.isoformat(sep=" ", timespec="minutes"),
        time_zone="" if log.clock is None else log.clock.zone,
        resample="" if each.resample is None else each.resample.words(),
        read_as="" if reading is None else reading.words(),
        columns="" if reading is None else reading.map,
        rows_not_taken=log.aside + (0 if reading is None else sum(reading.left_out.values())),
        brought_by="" if each.carriers is None else each.carriers.stream,
        carriers=0 if each.carriers is None else int(each.carriers.counted.sum()),
        carriers_without_rows=each.without,
        rows_of_others=log.aside,
    )


def _empty_days(each: Traced) -> int:
    """Counted days, or days to draw from, that have no rows."""
    if (drawn := each.drawn_from) is None:
        first, days = int(each.window.begin // DAY), round(each.window.days)
    else:
        first, days = drawn
    rows = np.asarray(each.log.arrival // DAY, dtype=np.int64)
    return int(np.isin(np.arange(first, first + days), rows, invert=True).sum())


def _without(each: Traced) -> Iterator[str]:
    if each.carriers is not None and each.without:
        of = f"{int(each.carriers.counted.sum()):,} of {each.carriers.stream} that are counted"
        yield f"demand.{each.stream}.log: {each.without:,} of the {of} bring none, as no row names them"


def _gaps(each: Traced) -> Iterator[str]:
    log, window = each.log, each.window
    name = f"demand.{each.stream}.log"
    longest = float(np.diff(log.arrival).max(initial=0.0))
    empty = _empty_days(each)
    has, is_ = ("has", "is") if empty == 1 else ("have", "are")
    counted = f"{empty} of the {window.days:g} counted days {has} no arrivals, and {is_} counted all the same"
    and_empty = f"; {counted}" if empty else ""
    tail, head = window.end - float(log.arrival[-1]), float(log.arrival[0]) - window.begin
    if tail > longest and (empty or tail > DAY / 24):
        yield (
            f"{name}: ends on day {log.first_day + log.days} ({_clock(float(log.arrival[-1]))}), "
            f"{say_minutes(tail)} before the counted days end{and_empty}; "
            "give fewer days, or resample the log"
        )
    elif head > longest and (empty or head > DAY / 24):
        yield (
            f"{name}: begins on day {log.first_day + 1} ({_clock(float(log.arrival[0]))}), "
            f"{say_minutes(head)} after the counted days begin{and_empty}; "
            f"set warm_up_days to {log.first_day}"
        )
    elif empty:
        yield f"{name}: {counted}"


def _clock(minute: float) -> str:
    """A moment as a day of the week and a time of day: `Wed 08:05`."""
    inside = int(minute % DAY)
    return f"{WEEKDAYS[int(minute // DAY) % 7]} {inside // 60:02d}:{inside % 60:02d}"


def is_repeated(port: Port, name: str) -> bool:
    """Whether a stream has the same arrivals in every replication: those of a log that is not resampled,
    a shipment for each row."""
    demand = port.demand[name]
    if isinstance(demand, Brought):
        return demand.log is not None and is_repeated(port, demand.brought_by)
    if not isinstance(demand, Arrivals) or demand.log is None:
        return False
    return demand.resample is None and demand.per_row is None
