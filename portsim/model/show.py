"""A part of the port in a few words, for the change log."""

from __future__ import annotations

from portsim.model.calendar import Calendar, Profile
from portsim.model.place import Breakdown, Place
from portsim.model.shapes import Duration, Number
from portsim.model.sourced import Count, Money, PerDay, Share, Sourced, Time
from portsim.model.tariff import Tariff


def show(value: object) -> str:
    """A part in a few words, for the change log."""
    from portsim.base.units import show_minutes, show_per_day, show_price, show_share

    if value is None:
        return "none"
    if isinstance(value, Duration):
        mean = "" if value.shape in ("constant", "exponential") else ", mean"
        return f"{value.shape}{mean} {show_minutes(value.average)}"
    if isinstance(value, Place):
        return f"{show(value.capacity)} {value.noun}"
    if isinstance(value, Count):
        counts = value.value
        if isinstance(counts, dict):
            return " ".join(f"{k}={v}" for k, v in counts.items())
        return str(counts)
    if isinstance(value, Time):
        return show_minutes(value.value)
    if isinstance(value, PerDay):
        return show_per_day(value.value)
    if isinstance(value, Share):
        return show_share(value.value)
    if isinstance(value, Money):
        return show_price(value.value)
    if isinstance(value, Tariff):
        return f"{show(value.cost)}, {value.payer}"
    if isinstance(value, Number):
        return f"{value.shape}, mean {value.average:.4g}"
    if isinstance(value, Calendar):
        spans = [f"{show_clock(a)}-{show_clock(b)}" for a, b in value.hours]
        days = f"days {' '.join(map(str, value.on))}" if value.on else " ".join(value.days)
        but_for = f" but for {show(value.but_for)}" if value.but_for else ""
        return " ".join([*spans, *map(show_clock, value.departures)]) + f" ({days}){but_for}"
    if isinstance(value, Breakdown):
        return f"fails after {show(value.between)}, repaired in {show(value.repair)}"
    if isinstance(value, Profile):
        return f"weights of 24 hours, highest at {value.hours.index(max(value.hours))}:00"
    inner = getattr(value, "value", getattr(value, "share", None))
    if isinstance(inner, Sourced):
        return show(inner)
    return f"{inner:.4g}" if isinstance(inner, float) else str(inner if inner is not None else value)


def show_clock(minutes: float) -> str:
    """A time of day [min after midnight] as a clock shows it."""
    return f"{int(minutes) // 60:02d}:{int(minutes) % 60:02d}"


def show_range(number: object) -> str:
    """A sourced number's range in words; empty when it has none."""
    from portsim.base.units import show_minutes, show_price, show_share

    bounds = getattr(number, "range", None)
    if bounds is None:
        return ""
    if isinstance(number, Duration | Time):
        return " to ".join(show_minutes(b) for b in bounds)
    if isinstance(number, Money):
        return " to ".join(show_price(b) for b in bounds)
    if isinstance(number, Share):
        return " to ".join(map(show_share, bounds))
    return " to ".join(f"{b:g}" if isinstance(b, float) else str(b) for b in bounds)
