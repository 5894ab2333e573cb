"""Opening hours, departures and weekly profiles, with their arithmetic."""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import Field

from portsim.base.arrays import Floats
from portsim.base.units import DAY, WEEK, Clock, CountValue, Real, show_clock
from portsim.model.sourced import Sourced

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


LEAST_WEIGHT, MOST_WEIGHT = 1e-9, 1e9  # of a profile: their sums and quotients stay plain numbers


class Calendar(Sourced):
    """Opening hours of servers, or departures at which waiting shipments go on. Day 0 is a Monday.

    It applies every week, or `on` the numbered days alone; the hours of `but_for` are taken out of it.
    """

    hours: tuple[tuple[Clock, Clock], ...] = ()
    departures: tuple[Clock, ...] = ()
    days: tuple[Weekday, ...] = Field(WEEKDAYS, min_length=1)
    holidays: tuple[CountValue, ...] = Field((), description="numbers of days without work, day 0 first")
    on: tuple[CountValue, ...] = Field((), description="numbers of the only days it applies to; none: all")
    but_for: Calendar | None = Field(None, description="hours that are taken out of these hours")
    range: tuple[str, str] | None = Field(None, description="other plausible hours, in words")

    def check(self) -> None:
        super().check()
        if bool(self.hours) == bool(self.departures):
            raise ValueError("a calendar has either hours or departures")
        for begin, end in self.hours:
            if not begin < end:
                raise ValueError("hours need begin before end, at most 24:00")
        for (_, end), (begin, _) in zip(self.hours, self.hours[1:], strict=False):
            if begin < end:
                raise ValueError("hours must follow one another without overlap")
        if list(self.departures) != sorted(set(self.departures)) or any(d >= DAY for d in self.departures):
            raise ValueError("departures must rise through the day, each before 24:00")
        if self.but_for is not None and not (self.hours and self.but_for.hours):
            raise ValueError("but_for takes hours out of hours; departures have none")

    def open_spans(self, end: float) -> list[tuple[float, float]]:
        """Opening hours [min] from 0 up to the end of the day of `end`, without those of `but_for`.

        Spans that touch at midnight are one.
        """
        spans: list[tuple[float, float]] = []
        for day in self.working_days(end):
            for begin, close in self.hours:
                span = (day * DAY + begin, day * DAY + close)
                if spans and spans[-1][1] == span[0]:
                    span = (spans.pop()[0], span[1])
                spans.append(span)
        return spans if self.but_for is None else without(spans, self.but_for.open_spans(end))

    def departure_times(self, end: float) -> Floats:
        """Departures [min] from 0 to one week after `end`, rising, shape (n,)."""
        days = np.asarray(self.working_days(end + WEEK), dtype=np.float64)
        return np.asarray(days[:, None] * DAY + np.asarray(self.departures)).ravel()

    def working_days(self, end: float) -> list[int]:
        """Numbers of the days up to that of `end` [min] on which it applies, day 0 first."""
        weekdays = {WEEKDAYS.index(day) for day in self.days}
        return [
            day
            for day in range(int(np.ceil(end / DAY)))
            if day % 7 in weekdays and day not in self.holidays and (not self.on or day in self.on)
        ]

    def open_share(self) -> float:
        """Share of the first week in which it is open."""
        return sum(close - begin for begin, close in self.open_spans(WEEK)) / WEEK

    def words(self) -> str:
        spans = [f"{show_clock(begin)}-{show_clock(close)}" for begin, close in self.hours]
        days = f"days {' '.join(map(str, self.on))}" if self.on else " ".join(self.days)
        closed = f", but not on days {' '.join(map(str, self.holidays))}" if self.holidays else ""
        but_for = f" but for {self.but_for.words()}" if self.but_for else ""
        return " ".join([*spans, *map(show_clock, self.departures)]) + f" ({days}{closed}){but_for}"


def without(spans: list[tuple[float, float]], gaps: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """The parts of spans of time [min] that lie in no gap."""
    for begin, close in gaps:
        parts = [part for a, b in spans for part in ((a, min(b, begin)), (max(a, close), b))]
        spans = [(a, b) for a, b in parts if a < b]
    return spans


class Profile(Sourced):
    """How a week's arrivals spread: 24 hour weights for a day and 7 day weights from Monday."""

    hours: tuple[Real, ...] = Field(min_length=24, max_length=24)
    days: tuple[Real, ...] = Field((1, 1, 1, 1, 1, 1, 1), min_length=7, max_length=7)
    range: tuple[str, str] | None = Field(None, description="other plausible profiles, in words")

    def check(self) -> None:
        super().check()
        for name, weights in (("hours", self.hours), ("days", self.days)):
            if any(w < 0 for w in weights) or sum(weights) <= 0:
                raise ValueError(f"{name} are weights: none below 0, not all 0")
            if not LEAST_WEIGHT <= min(w for w in weights if w > 0) <= max(weights) <= MOST_WEIGHT:
                raise ValueError(
                    f"{name} are weights: allowed 0, and from {LEAST_WEIGHT:g} to {MOST_WEIGHT:g}"
                )

    def weights(self) -> tuple[float, ...]:
        """Shares of the week's arrivals in its 168 hours, summing to 1."""
        total = sum(self.hours) * sum(self.days)
        return tuple(day * hour / total for day in self.days for hour in self.hours)

    def words(self) -> str:
        return f"weights of 24 hours, highest at {self.hours.index(max(self.hours))}:00"
