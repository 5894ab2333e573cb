"""Hours of the day on days of the week, with their arithmetic. A span may pass midnight: 22:00 to 06:00."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Annotated, Literal

import numpy as np
from pydantic import BeforeValidator, Field

from portsim.base.errors import got
from portsim.base.monday import monday
from portsim.base.units import DAY, Clock, CountValue, show_clock

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


MOST_SAID = 10  # numbers of days in a sentence
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _from_to(value: object) -> object:
    """A span that is written as text, `22:00-06:00`, as its two times."""
    if not isinstance(value, str):
        return value
    if value.count("-") != 1:
        raise ValueError(f"got {got(value)}, allowed hours such as 22:00-06:00")
    return value.split("-")


def _several(value: object) -> object:
    """One span, written as text, where a list of them may stand."""
    return (_from_to(value),) if isinstance(value, str) else value


def _as_it_is(value: object) -> object:
    return value


Written = Annotated[
    str, Field(pattern=r"^\s*\d{1,2}:\d{2}\s*-\s*\d{1,2}:\d{2}\s*$", examples=["22:00-06:00"])
]
FromTo = Annotated[
    tuple[Clock, Clock], BeforeValidator(_from_to, json_schema_input_type=Written | tuple[Clock, Clock])
]
Hours = Annotated[
    tuple[FromTo, ...], BeforeValidator(_several, json_schema_input_type=Written | tuple[FromTo, ...])
]
Span = tuple[float, float]  # from, up to [min]
Monday = Annotated[date, BeforeValidator(monday)]  # on which a run begins
Dated = Annotated[
    str,
    Field(pattern=r"^(\d{4}-\d{2}-\d{2}|[A-Z]{2}(-[A-Za-z0-9]+)?)$", examples=["2026-05-04", "CN", "US-CA"]),
]
"""What a file may say in the place of a number: a date, or a country; `scenario/holidays.py` counts them."""
DayNumbers = Annotated[
    tuple[CountValue, ...],
    BeforeValidator(_as_it_is, json_schema_input_type=Dated | tuple[CountValue | Dated, ...]),
]


def check_hours(hours: Hours) -> None:
    """Raises ValueError: hours that have no length or overlap; one before the last passes midnight."""
    for begin, end in hours:
        if begin in (end, DAY):
            raise ValueError(
                f"hours go from one time of day to another one; got {show_clock(begin)}-{show_clock(end)}: "
                "write 00:00-24:00 for the whole day, and 22:00-06:00 for a night"
            )
    through = [_span(begin, end) for begin, end in hours]
    following = [*through[1:], *((begin + DAY, end + DAY) for begin, end in through[:1])]
    if any(begin < end for (_, end), (begin, _) in zip(through, following, strict=True)):
        raise ValueError("hours must follow one another without overlap, those over midnight last")


def _span(begin: float, end: float) -> Span:
    """A span of hours on day 0 [min]; one that passes midnight ends on day 1."""
    return (begin, end) if begin < end else (begin, end + DAY)


def open_spans(hours: Hours, applies: Callable[[int], bool], end: float) -> list[Span]:
    """The hours [min] of the days to which they apply, from 0 up to the end of the day of `end`.

    A span that passes midnight belongs to the day on which it begins; the last night before day 0, a Sunday,
    reaches into it as any other does. Spans that touch are one.
    """
    days = _days(end)
    spans: list[Span] = []
    for day in filter(applies, range(-1, days)):
        for begin, close in (_span(*each) for each in hours):
            span = (max(day * DAY + begin, 0.0), min(day * DAY + close, days * DAY))
            if spans and spans[-1][1] == span[0]:
                span = (spans.pop()[0], span[1])
            if span[0] < span[1]:
                spans.append(span)
    return spans


def working_days(
    days: Iterable[Weekday], holidays: Iterable[int], on: Iterable[int]
) -> Callable[[int], bool]:
    """Whether a numbered day is one of these days of the week, no holiday, and one of `on`, if any.

    Day 0 is a Monday. Day -1, the Sunday before it, is no holiday and no numbered day.
    """
    weekdays, closed, only = {WEEKDAYS.index(day) for day in days}, set(holidays), set(on)
    return lambda day: day % 7 in weekdays and day not in closed and (not only or day in only)


def check_days(days: Iterable[Weekday], holidays: Iterable[int], on: Iterable[int]) -> None:
    """Raises ValueError: none of the numbered days `on` is one of these days of the week and no holiday."""
    works = working_days(days, holidays, ())
    if (numbered := tuple(on)) and not any(map(works, numbered)):
        named = " ".join(WEEKDAYS[day % 7] for day in numbered[:MOST_SAID])
        raise ValueError(
            f"applies to no day: of the days under on ({numbers_in_words(numbered)}: {named}) none is one of "
            "days and no holiday; correct on, days or holidays"
        )


def all_days(end: float) -> range:
    """Numbers of the days up to that of `end` [min]."""
    return range(_days(end))


def _days(end: float) -> int:
    return int(np.ceil(end / DAY))


def without(spans: list[Span], gaps: list[Span]) -> list[Span]:
    """The parts of spans of time [min] that lie in no gap."""
    for begin, close in gaps:
        parts = [part for a, b in spans for part in ((a, min(b, begin)), (max(a, close), b))]
        spans = [(a, b) for a, b in parts if a < b]
    return spans


def hours_in_words(hours: Hours) -> str:
    """Hours as a person writes them: `08:00-12:00 13:00-22:00`."""
    return " ".join(f"{show_clock(begin)}-{show_clock(close)}" for begin, close in hours)


def numbers_in_words(days: Sequence[int]) -> str:
    """Numbers of days, the first of many: `4 5 6`."""
    some = " ".join(map(str, days[:MOST_SAID]))
    return some if len(days) <= MOST_SAID else f"{some} and {len(days) - MOST_SAID} more"


def days_in_words(days: Iterable[Weekday], on: Iterable[int]) -> str:
    """The days to which hours apply: `mon tue`, or `days 4 5`."""
    numbers = numbers_in_words(tuple(on))
    return f"days {numbers}" if numbers else " ".join(days)
