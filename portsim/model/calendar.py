"""Opening hours, departures and weekly profiles, with their arithmetic."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
from pydantic import Field, model_validator

from portsim.base.arrays import Floats
from portsim.base.units import DAY, WEEK, Clock, CountValue
from portsim.model.sourced import Sourced

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


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

    @model_validator(mode="after")
    def _hours_or_departures(self) -> Calendar:
        if bool(self.hours) == bool(self.departures):
            raise ValueError("a calendar has either hours or departures")
        for begin, end in self.hours:
            if not begin < end:
                raise ValueError("hours need begin before end, at most 24:00")
        for (_, end), (begin, _) in zip(self.hours, self.hours[1:], strict=False):
            if begin < end:
                raise ValueError("hours must follow one another without overlap")
        if list(self.departures) != sorted(set(self.departures)) or any(d >= 1440 for d in self.departures):
            raise ValueError("departures must rise through the day, each before 24:00")
        if self.but_for is not None and not (self.hours and self.but_for.hours):
            raise ValueError("but_for takes hours out of hours; departures have none")
        return self


class Profile(Sourced):
    """How a week's arrivals spread: 24 hour weights for a day and 7 day weights from Monday."""

    hours: tuple[float, ...] = Field(min_length=24, max_length=24)
    days: tuple[float, ...] = Field((1, 1, 1, 1, 1, 1, 1), min_length=7, max_length=7)
    range: tuple[str, str] | None = Field(None, description="other plausible profiles, in words")

    @model_validator(mode="after")
    def _weights(self) -> Profile:
        for name, weights in (("hours", self.hours), ("days", self.days)):
            if any(not math.isfinite(w) or w < 0 for w in weights) or sum(weights) <= 0:
                raise ValueError(f"{name} are weights: none below 0, not all 0")
        return self

    def weights(self) -> tuple[float, ...]:
        """Shares of the week's arrivals in its 168 hours, summing to 1."""
        total = sum(self.hours) * sum(self.days)
        return tuple(day * hour / total for day in self.days for hour in self.hours)


def open_spans(calendar: Calendar, end: float) -> list[tuple[float, float]]:
    """Opening hours [min] from 0 up to the end of the day of `end`, without those of `but_for`.

    Spans that touch at midnight are one.
    """
    spans: list[tuple[float, float]] = []
    for day in working_days(calendar, end):
        for begin, close in calendar.hours:
            span = (day * DAY + begin, day * DAY + close)
            if spans and spans[-1][1] == span[0]:
                span = (spans.pop()[0], span[1])
            spans.append(span)
    return spans if calendar.but_for is None else _without(spans, open_spans(calendar.but_for, end))


def _without(spans: list[tuple[float, float]], gaps: list[tuple[float, float]]) -> list[tuple[float, float]]:
    for begin, close in gaps:
        parts = [part for a, b in spans for part in ((a, min(b, begin)), (max(a, close), b))]
        spans = [(a, b) for a, b in parts if a < b]
    return spans


def departures(calendar: Calendar, end: float) -> Floats:
    """Departure times [min] of a dispatch calendar from 0 to one week after `end`, rising, shape (n,)."""
    days = np.asarray(working_days(calendar, end + WEEK), dtype=np.float64)
    return np.asarray(days[:, None] * DAY + np.asarray(calendar.departures)).ravel()


def working_days(calendar: Calendar, end: float) -> list[int]:
    open_days = {WEEKDAYS.index(day) for day in calendar.days}
    return [
        day
        for day in range(int(np.ceil(end / DAY)))
        if day % 7 in open_days and day not in calendar.holidays and (not calendar.on or day in calendar.on)
    ]


def hours_share(calendar: Calendar) -> float:
    """Share of the first week in which a calendar of hours is open."""
    week = 7 * 1440.0
    return sum(close - begin for begin, close in open_spans(calendar, week)) / week
