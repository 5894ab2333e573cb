"""Servers by shift: how many there are in which hours, and how a shift hands over to the next one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, ClassVar

from pydantic import Discriminator, Field, Tag

from portsim.base.errors import nearest
from portsim.base.units import CLOCK, WEEK
from portsim.model.hours import (
    WEEKDAYS,
    DayNumbers,
    Hours,
    Span,
    Weekday,
    check_days,
    check_hours,
    days_in_words,
    hours_in_words,
    numbers_in_words,
    open_spans,
    without,
    working_days,
)
from portsim.model.part import Part
from portsim.model.sourced import Count, Time

EXAMPLE = (
    "write each shift with its hours: {shifts: {day: {value: 6, hours: 06:00-22:00, source: user}, "
    "night: {value: 2, hours: 22:00-06:00, source: user}}}"
)


class Shift(Count):
    """How many servers are on duty in these hours, on days of the week or `on` numbered days.

    Day 0 is a Monday. Hours that pass midnight, such as 22:00-06:00, belong to the day on which they begin.
    """

    hours: Hours = Field(min_length=1, description="when it is on duty, such as 06:00-14:00")
    days: tuple[Weekday, ...] = Field(
        WEEKDAYS, min_length=1, description="days of the week on which it is on duty"
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
        check_hours(self.hours)
        check_days(self.days, self.holidays, self.on)

    def spans(self, end: float) -> list[Span]:
        """When its servers are on duty [min], from 0 up to the end of the day of `end`."""
        return open_spans(self.hours, working_days(self.days, self.holidays, self.on), end)

    def words(self) -> str:
        some = self.on or set(self.days) != set(WEEKDAYS)
        days = f" {days_in_words(self.days, self.on)}" if some else ""
        off = f" but for days {numbers_in_words(self.holidays)}" if self.holidays else ""
        return f"{super().words()} ({hours_in_words(self.hours)}{days}{off})"


class Roster(Part):
    """The servers of a place by shift; where shifts overlap, their servers add up, and outside of all shifts
    there are none.

    When the number falls, the servers that go finish the work under way. With `last_start`, they begin no new
    work in the last minutes before.
    """

    chosen_as: ClassVar[str] = "by shift"

    shifts: dict[str, Shift] = Field(min_length=1, description="the shifts by name")
    last_start: Time | None = Field(
        None, description="how long before the number of servers falls those that leave begin no new work"
    )

    @property
    def before_end(self) -> float:
        """How long before the end of their shift servers begin no new work [min]."""
        return 0.0 if self.last_start is None else self.last_start.value

    @property
    def gaps(self) -> list[Span]:
        """When no shift is on duty in the first week [min]."""
        return without([(0.0, WEEK)], [span for shift in self.shifts.values() for span in shift.spans(WEEK)])

    def scaled(self, factor: float) -> Roster:
        """The roster with the number of every shift times a factor, to the nearest whole number."""
        return self.each(lambda shift: shift.scaled(factor))

    def each(self, change: Callable[[Shift], Shift]) -> Roster:
        """The roster with every shift changed."""
        return self.model_copy(
            update={"shifts": {name: change(shift) for name, shift in self.shifts.items()}}
        )

    def words(self) -> str:
        rest = "; closed at all other times" if self.gaps else ""
        last = f"; last start {self.last_start.words()} before fewer" if self.last_start else ""
        return ", ".join(f"{name} {shift.words()}" for name, shift in self.shifts.items()) + rest + last


def _kind(value: object) -> str:
    """Which of the two kinds a value is meant to be."""
    keys = value if isinstance(value, Mapping) and "value" not in value else ()
    by_shift = isinstance(value, Roster) or any(nearest(str(key), Roster.model_fields) for key in keys)
    return (Roster if by_shift else Count).chosen_as


Servers = Annotated[
    Annotated[Count, Tag(Count.chosen_as)] | Annotated[Roster, Tag(Roster.chosen_as)], Discriminator(_kind)
]  # one number at all hours, or a number by shift


def refuse_other_rosters(noun: str, raw: object) -> None:
    """Raises ValueError: a number of servers by the hour, written as a list or as a number for each hour."""
    value = raw.get("value") if isinstance(raw, Mapping) else raw
    by_hour = isinstance(value, Mapping) and any(CLOCK.match(str(key)) for key in value)
    if by_hour or isinstance(value, list):
        raise ValueError(f"{noun}: a number of servers by hour is a roster; {EXAMPLE}")
