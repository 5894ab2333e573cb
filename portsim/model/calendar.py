"""Opening hours, departures and weekly profiles, with their arithmetic, and what else they could be."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from portsim.base.arrays import Floats
from portsim.base.units import DAY, WEEK, Clock, Real, show_clock
from portsim.model.hours import (
    WEEKDAYS,
    DayNumbers,
    Hours,
    Span,
    Weekday,
    all_days,
    check_days,
    check_hours,
    days_in_words,
    hours_in_words,
    numbers_in_words,
    open_spans,
    without,
    working_days,
)
from portsim.model.sourced import Sourced
from portsim.model.varied import Other, Varied

LEAST_WEIGHT, MOST_WEIGHT = 1e-9, 1e9  # of a profile: their sums and quotients stay plain numbers


class Timetable(Sourced):
    """Hours, or departures, on days of the week or on numbered days. Day 0 is a Monday.

    Hours that pass midnight, such as 22:00 to 06:00, belong to the day on which they begin.
    """

    hours: Hours = Field(
        (), description="open hours, such as 08:00-17:00, or several spans; either hours or departures"
    )
    departures: tuple[Clock, ...] = Field(
        (), description="times of day at which waiting shipments go on, in rising order"
    )
    days: tuple[Weekday, ...] = Field(
        WEEKDAYS, min_length=1, description="days of the week with these hours or departures"
    )
    holidays: DayNumbers = Field(
        (),
        description="days on which it does not apply: numbers from 0, the first Monday; with study.start "
        "also dates or a country (US-CA)",
    )
    on: DayNumbers = Field(
        (), description="the only days on which it applies, written as holidays are; all days if not said"
    )

    def check(self) -> None:
        super().check()
        if bool(self.hours) == bool(self.departures):
            raise ValueError("a calendar has either hours or departures")
        check_hours(self.hours)
        check_days(self.days, self.holidays, self.on)
        if list(self.departures) != sorted(set(self.departures)) or any(d >= DAY for d in self.departures):
            raise ValueError("departures must rise through the day, each before 24:00")

    def open_spans(self, end: float) -> list[Span]:
        """Opening hours [min] from 0 up to the end of the day of `end`. Spans that touch at midnight are
        one."""
        return open_spans(self.hours, working_days(self.days, self.holidays, self.on), end)

    def departure_times(self, end: float) -> Floats:
        """Departures [min] from 0 to one week after `end`, rising, shape (n,)."""
        days = np.asarray(self.working_days(end + WEEK), dtype=np.float64)
        return np.asarray(days[:, None] * DAY + np.asarray(self.departures)).ravel()

    def working_days(self, end: float) -> list[int]:
        """Numbers of the days up to that of `end` [min] on which it applies, day 0 first."""
        return list(filter(working_days(self.days, self.holidays, self.on), all_days(end)))

    def open_share(self) -> float:
        """Share of the first week in which it is open."""
        return sum(close - begin for begin, close in self.open_spans(WEEK)) / WEEK

    def words(self) -> str:
        times = filter(None, (hours_in_words(self.hours), " ".join(map(show_clock, self.departures))))
        off = f" but for days {numbers_in_words(self.holidays)}" if self.holidays else ""
        return " ".join(times) + f" ({days_in_words(self.days, self.on)}){off}"


class OtherCalendar(Other, Timetable):
    """What a calendar could be instead: its hours or departures as a whole, with their days."""


class Calendar(Varied, Timetable):
    """Opening hours of servers, or departures at which waiting shipments go on. Day 0 is a Monday.

    It applies every week, or `on` the numbered days alone; the hours of `but_for` are taken out of it. Hours
    that pass midnight, such as 22:00 to 06:00, belong to the day on which they begin. What else it could
    plausibly be are its `alternatives`: a what-if names one, `set: {calendars.exam_shift: hourly}`.
    """

    but_for: Calendar | None = Field(None, description="a calendar whose hours are taken out of these")
    range: tuple[str, str] | None = Field(None, description="other plausible hours, in words")
    alternatives: dict[str, OtherCalendar] = Field({}, description="other plausible calendars, by name")

    def check(self) -> None:
        super().check()
        if self.but_for is not None and not (self.hours and self.but_for.hours):
            raise ValueError("but_for takes hours out of hours; departures have none")
        for name, other in self.alternatives.items():
            if bool(other.hours) != bool(self.hours):
                kind = "hours" if self.hours else "departures"
                raise ValueError(f"alternative {name} has to have {kind}, as the calendar itself has")

    def open_spans(self, end: float) -> list[Span]:
        """Opening hours [min] from 0 up to the end of the day of `end`, without those of `but_for`.

        Spans that touch at midnight are one.
        """
        spans = super().open_spans(end)
        return spans if self.but_for is None else without(spans, self.but_for.open_spans(end))

    def words(self) -> str:
        return super().words() + (f" but for {self.but_for.words()}" if self.but_for else "")


class Weights(Sourced):
    """How arrivals spread over the hours of a day and the days of a week."""

    hours: tuple[Real, ...] = Field(
        min_length=24, max_length=24, description="24 weights, one for each hour of the day"
    )
    days: tuple[Real, ...] = Field(
        (1, 1, 1, 1, 1, 1, 1),
        min_length=7,
        max_length=7,
        description="7 weights, one for each day from Monday on",
    )

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


class OtherProfile(Other, Weights):
    """What a profile could be instead, as a whole."""


class Profile(Varied, Weights):
    """How arrivals spread over the hours of a day and the days of a week.

    What else it could plausibly be are its `alternatives`: a what-if names one, as of a calendar.
    """

    range: tuple[str, str] | None = Field(None, description="other plausible profiles, in words")
    alternatives: dict[str, OtherProfile] = Field({}, description="other plausible profiles, by name")
