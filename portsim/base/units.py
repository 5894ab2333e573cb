"""Quantities with units: text at the edge, minutes inside."""

from __future__ import annotations

import math
import re
from fractions import Fraction
from typing import Annotated, Literal, NamedTuple

from pydantic import BeforeValidator, PlainSerializer, PlainValidator, WithJsonSchema

from portsim.base.currency import YUAN, money_name, refused, with_name, worth
from portsim.base.errors import got, nearest

HOUR = 60.0  # lengths of time [min]
DAY = 24 * HOUR
WEEK = 7 * DAY
NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?"
QUANTITY = re.compile(rf"({NUMBER})\s*([A-Za-z]+)", re.ASCII)
RATE = re.compile(rf"({NUMBER})\s*(?:per\s+|/\s*)([A-Za-z]+)", re.ASCII)
MONEY = re.compile(rf"({NUMBER})\s*([A-Za-z]+)(?:\s*(?:per\s+|/\s*)([A-Za-z]+))?", re.ASCII)
SHARE = re.compile(rf"({NUMBER})\s*(%?)", re.ASCII)
CLOCK = re.compile(r"(\d{1,2}):(\d{2})", re.ASCII)
SEVERAL = re.compile(rf"(?:{NUMBER}\s*[A-Za-z]+[\s,+]*){{2,}}", re.ASCII)
LONGEST = 40  # characters: a quantity is short, and numbers of thousands of digits are slow
UNITS = (
    "s",
    "min",
    "h",
    "day",
    "week",
    "second",
    "seconds",
    "minute",
    "minutes",
    "hour",
    "hours",
    "days",
    "weeks",
)
SPELLINGS = {  # minutes in one of a unit, and how it may be written
    Fraction(1, 60): "s sec secs second seconds",
    Fraction(1): "min mins minute minutes",
    Fraction(60): "h hour hours",
    Fraction(1440): "d day days",
    Fraction(10080): "week weeks",
}
IN_MINUTES = {
    name: one for one, names in SPELLINGS.items() for name in names.split()
}  # exact: 0.1 h is 6 min


def _in_minutes(unit: str) -> Fraction | str:
    """How many minutes one of this unit is; for what is no unit of time, what to say about it."""
    if unit in IN_MINUTES:
        return IN_MINUTES[unit]
    if unit in (YUAN, "yuans", money_name()):
        return f"; {unit} is no unit of time"
    near = unit.lower() if unit.lower() in UNITS else nearest(unit, UNITS)
    return f"; unknown unit '{unit}'" + (
        f" (nearest: {near})" if near else " (allowed: s, min, h, day, week)"
    )


def _quantity(value: object, pattern: re.Pattern[str], allowed: str) -> tuple[Fraction, Fraction]:
    """The number of a text and the minutes in its unit, both exact."""
    text = value.strip() if isinstance(value, str) else ""
    match = pattern.fullmatch(text) if len(text) <= LONGEST else None
    if match is None:
        raise ValueError(f"got {got(value)}, allowed {allowed}{commas(text)}")
    unit = _in_minutes(match[2])
    if isinstance(unit, str):
        raise ValueError(f"got {got(value)}, allowed {allowed}{unit}")
    return Fraction(match[1]), unit


def commas(text: str) -> str:
    """What to write for a number with a comma, which is a thousand in one country and a point in another."""
    found = re.search(r"\d[\d.]*(?:,[\d.]*\d)+", text[:LONGEST], re.ASCII)
    number, ways = "" if found is None else found[0], []
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", number):
        ways.append(number.replace(",", ""))
    if re.fullmatch(r"(?:\d+|\d{1,3}(?:\.\d{3})+),\d+", number):
        ways.append(number.replace(".", "").replace(",", "."))
    return f"; numbers have no commas: write {' or '.join(ways)}" if ways else ""


def _finite(number: Fraction, value: object, what: str) -> float:
    if number < 0 or number > 10**15:
        raise ValueError(
            f"got {got(value)}, allowed {what} of 0 or more{', and finite' if number > 0 else ''}"
        )
    return float(number)


def minutes(value: object) -> float:
    """A time such as `150 s`, `2.5 min`, `2 h` [min].

    Raises ValueError: no number with one unit of time; negative or not finite.
    """
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        raise ValueError(
            f"got {value}, allowed a time with its unit: write {value} s, {value} min or {value} h"
        )
    text = value.strip() if isinstance(value, str) and len(value) <= LONGEST else ""
    if SEVERAL.fullmatch(text) and not QUANTITY.fullmatch(text):
        raise ValueError(f"got {value!r}, allowed one number and one unit: write 90 min for 1 h 30 min")
    number, unit = _quantity(value, QUANTITY, "a time such as 150 s, 2.5 min or 2 h")
    return _finite(number * unit, value, "a time")


def share(value: object) -> float:
    """A share such as `5 %` or 0.05, from 0 to 1.

    Raises ValueError: not a number, or outside 0..1.
    """
    text = str(value).strip() if isinstance(value, str | int | float) else ""
    match = SHARE.fullmatch(text) if len(text) <= LONGEST else None
    if match is None:
        raise ValueError(f"got {got(value)}, allowed a share such as 5 % or 0.05{commas(text)}")
    number = Fraction(match[1]) / (100 if match[2] else 1)
    if not 0 <= number <= 1:
        hint = f"; write {text} % for {text} in a hundred" if 1 < number <= 100 and not match[2] else ""
        raise ValueError(f"got {got(value)}, allowed a share from 0 to 1 (0 % to 100 %){hint}")
    return float(number)


def per_day(value: object) -> float:
    """A rate such as `30 per hour` or `670 per day` [1/day].

    Raises ValueError: no number per unit of time; negative or not finite.
    """
    number, unit = _quantity(value, RATE, "a rate such as 30 per hour or 670 per day")
    return _finite(number * Fraction(DAY) / unit, value, "a rate")


class Price(NamedTuple):
    """What one piece costs [yuan], or one hour [yuan/h]."""

    amount: float
    unit: Literal["yuan", "yuan/h"]


def price(value: object) -> Price:
    """Money such as `75 yuan` for a piece, or `120 yuan/h`, `40 yuan per day` for time, in yuan or in the
    money that is counted in.

    Raises ValueError: no number of it, or of a third money; negative or not finite; not per unit of time.
    """
    own = money_name()
    allowed = f"money such as 75 {own}, 120 {own}/h or 40 {own} per day"
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        raise ValueError(f"got {value}, allowed money with its unit: write {value} {own} or {value} {own}/h")
    text = value.strip() if isinstance(value, str) else ""
    match = MONEY.fullmatch(text) if len(text) <= LONGEST else None
    if match is None:
        raise ValueError(f"got {got(value)}, allowed {allowed}{commas(text)}")
    one_is, per = worth(match[2]), match[3]
    if one_is is None:
        raise ValueError(f"got {got(value)}, allowed {allowed}; {refused(match[2])}")
    number = Fraction(match[1]) * one_is
    if per is None:
        return Price(_finite(number, value, "money"), "yuan")
    one = _in_minutes(per)
    if isinstance(one, str):
        raise ValueError(f"got {got(value)}, allowed {allowed}{one}")
    return Price(_finite(number * Fraction(HOUR) / one, value, "money"), "yuan/h")


def show_price(value: Price) -> str:
    """A price as a person writes it: `75 yuan`, `120 yuan/h`, in the money that is counted in."""
    return f"{value.amount:.6g} {with_name(value.unit)}"


def clock(value: object) -> float:
    """A time of day such as `08:30` [min after midnight]; `24:00` is the end of the day.

    Raises ValueError: no hour and minute of one day.
    """
    match = CLOCK.fullmatch(value.strip()) if isinstance(value, str) else None
    minute = HOUR * int(match[1]) + int(match[2]) if match else DAY + 1
    if match is None or int(match[2]) > 59 or minute > DAY:
        raise ValueError(f"got {got(value)}, allowed a time of day from 00:00 to 24:00")
    return minute


def count(value: object) -> int:
    """A whole number, 0 or more.

    Raises ValueError: anything else.
    """
    text = str(value).strip() if isinstance(value, int | str) and not isinstance(value, bool) else ""
    if not re.fullmatch(r"\d+", text, re.ASCII):
        raise ValueError(f"got {got(value)}, allowed a whole number >= 0{commas(text)}")
    if len(text) > 12:
        raise ValueError(f"got {got(value)}, allowed a whole number of at most 12 digits")
    return int(text)


def whole(value: object) -> int:
    """A plain whole number.

    Raises ValueError: text, true or false, or a part of a whole.
    """
    if type(value) is not int:
        raise ValueError(f"got {got(value)}, allowed a whole number")
    return value


def _of_a_hundred(text: str) -> str:
    """What to write for a share in per cent where a plain number is asked for."""
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?) ?%\s*", text[:LONGEST], re.ASCII)
    return f"; write {float(found[1]) / 100:.10g}" if found else ""


def real(value: object) -> float:
    """A plain number.

    Raises ValueError: text, true or false, or not finite.
    """
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        hint = commas(value) or _of_a_hundred(value) if isinstance(value, str) else ""
        raise ValueError(f"got {got(value)}, allowed a number{hint}")
    return value


def show_minutes(value: float, digits: int = 3) -> str:
    """Minutes in the unit a person would choose: `20 s`, `2.5 min`, `3.2 h`, `1.5 day`."""
    size = abs(value)
    unit, one = ("day", DAY) if size >= DAY else ("h", HOUR) if size >= 2 * HOUR else ("min", 1.0)
    if size < 1:
        unit, one = "s", 1 / 60
    number = value / one
    whole = abs(number) >= 10**digits - 0.5
    return f"{number:.0f} {unit}" if whole else f"{number:.{digits}g} {unit}"


def say_minutes(value: float) -> str:
    """Minutes as a sentence says them: `20 s`, `3.2 h`, `1 day`, `1.5 days`; in files they are `1.5 day`."""
    text = show_minutes(value)
    return f"{text}s" if text.endswith(" day") and text != "1 day" else text


def show_clock(value: float) -> str:
    """A time of day [min after midnight] as a clock shows it."""
    return f"{int(value) // 60:02d}:{int(value) % 60:02d}"


def show_share(value: float, digits: int = 4) -> str:
    """A share as a person writes it: `5 %`."""
    return f"{100 * value:.{digits}g} %"


def show_per_day(value: float) -> str:
    """A rate [1/day] as a person writes it: `670 per day`."""
    return f"{value:.6g} per day"


def text_schema(pattern: str, *examples: str) -> WithJsonSchema:
    """What the schema of files says of a text."""
    return WithJsonSchema({"type": "string", "pattern": pattern, "examples": list(examples)})


Minutes = Annotated[
    float,
    BeforeValidator(minutes),
    text_schema(r"^\s*[0-9.eE+-]+\s*[A-Za-z]+\s*$", "150 s", "2.5 min", "2 h"),
]
PerDayValue = Annotated[
    float,
    BeforeValidator(per_day),
    text_schema(r"^\s*[0-9.eE+-]+\s*(per\s+|/)\s*[A-Za-z]+\s*$", "30 per hour"),
]
PriceValue = Annotated[
    Price,
    PlainValidator(price),
    PlainSerializer(show_price, return_type=str),
    text_schema(
        r"^\s*[0-9.eE+-]+\s*(yuan|[A-Z]{3})(\s*(per\s+|/)\s*[A-Za-z]+)?\s*$",
        "75 yuan",
        "120 yuan/h",
        "40 USD per day",
    ),
]
Clock = Annotated[float, BeforeValidator(clock), text_schema(r"^\d{1,2}:\d{2}$", "08:30")]
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
Real = Annotated[float, BeforeValidator(real)]
CountValue = Annotated[
    int, BeforeValidator(count), WithJsonSchema({"type": "integer", "minimum": 0, "examples": [6]})
]
