"""Quantities with units: text at the edge, minutes inside."""

from __future__ import annotations

import math
import re
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema

if TYPE_CHECKING:
    import pint

NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?"
QUANTITY = re.compile(rf"({NUMBER})\s*([A-Za-z]+)")
RATE = re.compile(rf"({NUMBER})\s*(?:per\s+|/\s*)([A-Za-z]+)")
SHARE = re.compile(rf"({NUMBER})\s*(%?)")
CLOCK = re.compile(r"(\d{1,2}):(\d{2})")
TIME_UNITS = "s, min, h, day, week"


@cache
def _registry() -> pint.UnitRegistry[Any]:
    """Six definitions of our own: pint's full registry takes thirty times as long to load."""
    import pint

    registry: pint.UnitRegistry[Any] = pint.UnitRegistry(None)
    for line in (
        "minute = [time] = min = minutes = mins",
        "second = minute / 60 = s = seconds = sec",
        "hour = 60 * minute = h = hours",
        "day = 24 * hour = d = days",
        "week = 7 * day = week = weeks",
    ):
        registry.define(line)
    return registry


def _in_minutes(unit: str) -> float | None:
    """How many minutes one of this unit is; None for a unit that is no time."""
    import pint

    try:
        return float(_registry().Quantity(1, unit).to("minute").magnitude)
    except (pint.errors.UndefinedUnitError, pint.errors.DimensionalityError, AssertionError):
        return None


def minutes(value: object) -> float:
    """A time such as `150 s`, `2.5 min`, `2 h` [min].

    Raises ValueError: no number with one unit of time; negative or not finite.
    """
    text = str(value).strip()
    if isinstance(value, int | float) and not isinstance(value, bool):
        raise ValueError(f"got {text}, allowed a time with its unit: write {text} s, {text} min or {text} h")
    if len(re.findall(rf"{NUMBER}\s*[A-Za-z]+", text)) > 1:
        raise ValueError(f"got {text!r}, allowed one number and one unit: write 90 min for 1 h 30 min")
    match = QUANTITY.fullmatch(text)
    unit = _in_minutes(match[2]) if match else None
    if match is None or unit is None:
        raise ValueError(f"got {text!r}, allowed a time such as 150 s, 2.5 min or 2 h ({TIME_UNITS})")
    number = float(match[1]) * unit
    if not math.isfinite(number) or number < 0:
        raise ValueError(f"got {text!r}, allowed a time of 0 or more")
    return number


def share(value: object) -> float:
    """A share such as `5 %` or 0.05, from 0 to 1.

    Raises ValueError: not a number, or outside 0..1.
    """
    match = SHARE.fullmatch(str(value).strip())
    if match is None or isinstance(value, bool):
        raise ValueError(f"got {value!r}, allowed a share such as 5 % or 0.05")
    number = float(match[1]) / (100 if match[2] else 1)
    if not 0 <= number <= 1:
        raise ValueError(f"got {value!r}, allowed a share from 0 to 1 (0 % to 100 %)")
    return number


def per_day(value: object) -> float:
    """A rate such as `30 per hour` or `670 per day` [1/day].

    Raises ValueError: no number per unit of time; negative or not finite.
    """
    text = str(value).strip()
    match = RATE.fullmatch(text)
    unit = _in_minutes(match[2]) if match else None
    if match is None or unit is None:
        raise ValueError(f"got {text!r}, allowed a rate such as 30 per hour or 670 per day")
    number = float(match[1]) * 1440 / unit
    if not math.isfinite(number) or number < 0:
        raise ValueError(f"got {text!r}, allowed a rate of 0 or more")
    return number


def clock(value: object) -> float:
    """A time of day such as `08:30` [min after midnight]; `24:00` is the end of the day.

    Raises ValueError: no hour and minute of one day.
    """
    match = CLOCK.fullmatch(str(value).strip())
    number = int(match[1]) * 60 + int(match[2]) if match else 1441
    if match is None or int(match[2]) > 59 or number > 1440:
        raise ValueError(f"got {value!r}, allowed a time of day from 00:00 to 24:00")
    return float(number)


def count(value: object) -> int:
    """A whole number, 0 or more.

    Raises ValueError: anything else.
    """
    if isinstance(value, bool) or not re.fullmatch(r"\d{1,9}", str(value).strip()):
        raise ValueError(f"got {value!r}, allowed a whole number >= 0")
    return int(str(value))


def show_minutes(value: float) -> str:
    """Minutes in the unit a person would choose: `20 s`, `2.5 min`, `3.2 h`, `1.5 day`."""
    for unit, size in (("day", 1440.0), ("h", 60.0), ("min", 1.0)):
        if value >= size * (2 if unit == "h" else 1):
            return f"{value / size:.3g} {unit}"
    return f"{value * 60:.3g} s"


def _text(pattern: str, *examples: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": pattern, "examples": list(examples)})


Minutes = Annotated[
    float, BeforeValidator(minutes), _text(r"^\s*[0-9.eE+-]+\s*[A-Za-z]+\s*$", "150 s", "2.5 min", "2 h")
]
PerDayValue = Annotated[
    float, BeforeValidator(per_day), _text(r"^\s*[0-9.eE+-]+\s*(per\s+|/)\s*[A-Za-z]+\s*$", "30 per hour")
]
Clock = Annotated[float, BeforeValidator(clock), _text(r"^\d{1,2}:\d{2}$", "08:30")]
ShareValue = Annotated[
    float,
    BeforeValidator(share),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "number", "minimum": 0, "maximum": 1},
                {"type": "string", "pattern": r"^\s*[0-9.]+\s*%\s*$", "examples": ["5 %"]},
            ]
        }
    ),
]
CountValue = Annotated[int, BeforeValidator(count), WithJsonSchema({"type": "integer", "minimum": 0})]
