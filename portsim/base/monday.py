"""The date on which a run begins: a Monday, as calendars and profiles are weekly."""

from __future__ import annotations

from datetime import date, timedelta

from portsim.base.errors import got

SOME = "2023-08-07"  # where nobody says one


def last_monday(day: date) -> date:
    """The day itself if it is a Monday, or the one before it."""
    return day - timedelta(days=day.weekday())


def monday(value: object) -> date:
    """The date of day 0.

    Raises ValueError: no date, or no Monday.
    """
    try:
        day = value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        raise ValueError(f"got {got(value)}, allowed a date such as {SOME}") from None
    if day.weekday() != 0:
        before = last_monday(day)
        raise ValueError(
            f"got {day}, a {day:%A}; a run begins on a Monday, as its calendars are weekly: "
            f"take {before} or {before + timedelta(days=7)}"
        )
    return day
