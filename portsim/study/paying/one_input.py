"""One number of a scenario that is moved: its key, what is stated of it, and how its values are written."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from pydantic import create_model

from portsim.base.currency import YUAN, money_name, with_name
from portsim.base.errors import ConfigError, PortsimError, did_you_mean
from portsim.base.units import (
    CountValue,
    Minutes,
    PerDayValue,
    Price,
    PriceValue,
    Real,
    ShareValue,
    say_minutes,
)
from portsim.model.costs import (
    MOST_YEARS,
    Life,
    PaidOnce,
    PaidYearly,
    YearsValue,
    YuanAYearValue,
    YuanValue,
)
from portsim.model.durations import RandomTime
from portsim.model.numbers import ConstantNumber, RandomNumber
from portsim.model.part import Part
from portsim.model.shapes import Shape
from portsim.model.sourced import Count, Factor, Money, PerDay, Share, Sourced, Time
from portsim.scenario.checking import build_from
from portsim.scenario.numbers import sources
from portsim.scenario.scenario import Scenario
from portsim.scenario.yaml_text import parse_yaml

NAN = float("nan")


class Kind(NamedTuple):
    """What values of one kind of number are: their unit, type, the words for them, and their bounds."""

    unit: str
    value: Any
    words: Callable[[float], str]
    most: float = math.inf
    least: float = 0.0
    whole: bool = False


def _digits(value: float) -> str:
    """A figure to four digits: `1,410`, `0.1234`."""
    return f"{float(f'{value:.4g}'):,.10g}"


def _yuan(value: float) -> str:
    own = money_name()
    return f"{_digits(value / 1e6)} M {own}" if abs(value) >= 1e6 else f"{_digits(value)} {own}"


def _whole_words(value: float) -> str:
    return f"{value:,.0f}"


_KINDS: tuple[tuple[type[Sourced], Kind], ...] = (
    (Share, Kind("share", ShareValue, lambda value: f"{100 * value:.3g} %", 1.0)),
    (Time, Kind("min", Minutes, say_minutes)),
    (RandomTime, Kind("min", Minutes, say_minutes)),
    (Factor, Kind("", Real, _digits)),
    (PerDay, Kind("per day", PerDayValue, lambda value: f"{_digits(value)} per day")),
    (PaidOnce, Kind("yuan", YuanValue, _yuan)),
    (PaidYearly, Kind("yuan/y", YuanAYearValue, lambda value: f"{_yuan(value)} per year")),
    (Life, Kind("y", YearsValue, lambda value: f"{value:.3g} years", MOST_YEARS, 0.01)),
    (Count, Kind("", CountValue, _whole_words, whole=True)),
    (ConstantNumber, Kind("", CountValue, _whole_words, whole=True)),
    (RandomNumber, Kind("", Real, _digits)),
)
_AS_SET = {"share": "", "yuan/y": "yuan per year", "y": "years"}


@dataclass(frozen=True)
class OneInput:
    """A number of a scenario and its values [`unit`]: as stated, and the ends of its range, NaN without one.

    `key` is what `Scenario.set` takes, `number` what the file says. Values are in minutes, money (`money` is
    its name), money per hour or per year, years, a share of 1, or a number a day.
    """

    key: str
    number: Sourced
    kind: Kind
    stated: float
    low: float
    high: float
    money: str = YUAN

    def text(self, value: float) -> str:
        """A value as `Scenario.set` takes it, without loss."""
        if self.kind.whole:
            return str(round(value))
        if isinstance(self.number, RandomTime) and not self.number.figure:
            scaled = self.number.scaled(value / self.stated)
            given = {name: getattr(scaled, name) for name in type(scaled).model_fields}
            times = (f"{name}: {each!r} min" for name, each in given.items() if isinstance(each, float))
            return f"{{{', '.join(times)}}}"
        unit = _AS_SET.get(self.kind.unit, self.kind.unit).replace(YUAN, self.money)
        return f"{float(value)!r} {unit}".strip()

    def words(self, value: float) -> str:
        """A value as a person writes it."""
        return self.kind.words(value) if math.isfinite(value) else "n/a"

    def read(self, text: str, option: str) -> float:
        """The value of a text such as `30 %` or `12`.

        Raises PortsimError: the text is no value of such a number.
        """
        try:
            model: Any = create_model("Value", __base__=Part, value=(self.kind.value, ...))
            found = build_from(model, {"value": parse_yaml(text, option)})
        except ConfigError as error:
            said = re.sub(r"^value: ", "", str(error))
            raise PortsimError(f"{option}: {said if option in said else f'{self.key}: {said}'}") from None
        return _plain(getattr(found, "value"))  # noqa: B009


def find_input(scenario: Scenario, key: str) -> OneInput:
    """The number of a scenario at a dotted key: of the port, or of a measure, its options and its costs.

    Raises PortsimError: there is no such number; it is a pattern of hours or a list; it has a value for each
    terminal and none is named.
    """
    numbers = dict(sources(scenario))
    whole, _, figure = key.rpartition(".")
    if key not in numbers and whole in numbers and figure == numbers[whole].figure:
        key = whole  # places.gate_in.lanes.value
    number = numbers.get(key)
    if number is not None:
        return _input(key, number)
    for end in (".value.", "."):
        above, _, terminal = key.rpartition(end)
        count = numbers.get(above)
        if isinstance(count, Count) and isinstance(count.value, dict) and terminal in count.value:
            return _of_terminal(f"{above}.value.{terminal}", count, terminal)
    known = [name for name, each in numbers.items() if _kind(each) is not None]
    raise PortsimError(f"INPUT: unknown number '{key}'{_near(key, known)}; portsim sources lists them all")


def _near(key: str, known: list[str]) -> str:
    """The number most like a key, or those below it."""
    below = [name for name in known if name.startswith(f"{key}.")]
    return f" (allowed: {', '.join(below[:8])})" if below else did_you_mean(key, known)


def _input(key: str, number: Sourced) -> OneInput:
    if isinstance(number, Count) and isinstance(number.value, dict):
        names = ", ".join(f"{key}.value.{terminal}" for terminal in number.value)
        raise PortsimError(f"INPUT: {key} has a number for each terminal; give one of them: {names}")
    kind = _kind(number)
    if kind is None:
        what = type(number).__name__.lower()
        raise PortsimError(f"INPUT: {key} is a {what}, allowed one number that can be more or less")
    stated = number.average if isinstance(number, Shape) else _plain(getattr(number, number.figure))
    return OneInput(key, number, kind, stated, *_range(number), money_name())


def _of_terminal(key: str, count: Count, terminal: str) -> OneInput:
    kind = _kind(count)
    assert kind is not None
    return OneInput(key, count, kind, count.at(terminal), *_range(count))


def _range(number: Sourced) -> tuple[float, float]:
    low, high = (NAN, NAN) if number.range is None else map(_plain, number.range)
    return low, high


def _kind(number: Sourced) -> Kind | None:
    if isinstance(number, Money):
        return Kind(
            number.value.unit, PriceValue, lambda value: f"{_digits(value)} {with_name(number.value.unit)}"
        )
    if isinstance(number, RandomNumber) and not number.figure:
        return None  # two whole numbers, which do not move evenly
    return next((kind for sort, kind in _KINDS if isinstance(number, sort)), None)


def _plain(value: object) -> float:
    """A figure as one number."""
    return float(value.amount if isinstance(value, Price) else value)  # type: ignore[arg-type]
