"""Sourced numbers: every figure about the world names where it comes from, or is an honest assumption.

A number names rows of the evidence list, or is an `assumption` with a range, or was set by the `user`.
Inside portsim all times are minutes.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from portsim.errors import got
from portsim.units import (
    CountValue,
    Minutes,
    PerDayValue,
    Price,
    PriceValue,
    ShareValue,
    show_minutes,
    show_per_day,
    show_price,
    show_share,
)

ASSUMPTION = "assumption"
USER = "user"


class Part(BaseModel):
    """A piece of the configuration: frozen, and an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _sources(value: object) -> object:
    if not isinstance(value, str | list | tuple):
        raise ValueError(f"got {got(value)}, allowed the name of a source or a list of names")
    return (value,) if isinstance(value, str) else value


Sources = Annotated[
    tuple[str, ...],
    BeforeValidator(_sources, json_schema_input_type=str | list[str]),
    Field(min_length=1, description="rows of the evidence list, 'assumption' (with a range), or 'user'"),
]


class Sourced(Part):
    """A number with the place it comes from and, where it is uncertain, a range."""

    source: Sources
    note: str = Field("", description="how the figure was read or chosen")

    @model_validator(mode="after")
    def _assumption_has_range(self) -> Sourced:
        bounds = getattr(self, "range", None)
        if ASSUMPTION in self.source and bounds is None:
            raise ValueError("an assumption needs a range: add range: [low, high]")
        if bounds is not None and not isinstance(bounds[0], str) and not bounds[0] <= bounds[1]:
            raise ValueError("a range is [low, high]: its first number must not be above its second")
        return self

    def _in_range(self, figure: Any, name: str = "value", show: Callable[[Any], str] = str) -> None:
        """Raises ValueError: the figure lies outside the number's own range, by more than rounding."""
        low, high = getattr(self, "range", None) or (figure, figure)
        if not low <= figure <= high and not any(_close(figure, end) for end in (low, high)):
            raise ValueError(
                f"{name} {show(figure)} lies outside its own range, {show(low)} to {show(high)}; "
                "set both so that they agree"
            )


def _close(figure: Any, end: Any) -> bool:
    return not isinstance(figure, Price) and math.isclose(figure, end)


class Count(Sourced):
    """A whole number [1], one for all terminals or one per terminal."""

    value: CountValue | dict[str, CountValue]
    range: tuple[CountValue, CountValue] | None = None

    @model_validator(mode="after")
    def _holds(self) -> Count:
        counts = self.value if isinstance(self.value, dict) else {"": self.value}
        for terminal, count in counts.items():
            self._in_range(count, f"value of {terminal}," if terminal else "value")
        return self

    def at(self, terminal: str) -> int:
        return self.value[terminal] if isinstance(self.value, dict) else self.value


class Share(Sourced):
    """A share or chance [0..1]."""

    value: ShareValue
    range: tuple[ShareValue, ShareValue] | None = None

    @model_validator(mode="after")
    def _holds(self) -> Share:
        self._in_range(self.value, show=show_share)
        return self


class Time(Sourced):
    """A fixed time [min]."""

    value: Minutes
    range: tuple[Minutes, Minutes] | None = None

    @model_validator(mode="after")
    def _holds(self) -> Time:
        self._in_range(self.value, show=show_minutes)
        return self


class PerDay(Sourced):
    """A rate [1/day]."""

    value: PerDayValue
    range: tuple[PerDayValue, PerDayValue] | None = None

    @model_validator(mode="after")
    def _holds(self) -> PerDay:
        self._in_range(self.value, show=show_per_day)
        return self


class Money(Sourced):
    """A price: of one piece [yuan], or of one hour [yuan/h]; the unit decides."""

    value: PriceValue
    range: tuple[PriceValue, PriceValue] | None = None

    @model_validator(mode="after")
    def _one_unit(self) -> Money:
        units = {price.unit for price in (self.value, *(self.range or ()))}
        if len(units) > 1:
            raise ValueError("a range has the unit of its value: both for a piece [yuan], or both per time")
        self._in_range(self.value, show=show_price)
        return self


SHAPES: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    # shape: (needs, may have)
    "constant": (frozenset({"mean"}), frozenset()),
    "exponential": (frozenset({"mean"}), frozenset({"at_least"})),
    "erlang": (frozenset({"mean", "k"}), frozenset({"at_least"})),
    "lognormal": (frozenset({"mean", "cv"}), frozenset({"at_least"})),
    "triangular": (frozenset({"low", "mode", "high"}), frozenset()),
    "uniform": (frozenset({"low", "high"}), frozenset()),
}


class Duration(Sourced):
    """A random time [min]: `mean` is the mean, `cv` the coefficient of variation, `k` Erlang phases.

    `at_least` lifts shorter draws to a floor; the mean is that of the shape without the floor.
    """

    shape: Literal["constant", "exponential", "erlang", "lognormal", "triangular", "uniform"]
    mean: Minutes | None = None
    k: Annotated[int, Field(ge=1, le=100)] | None = None
    cv: Annotated[float, Field(gt=0, le=10)] | None = None
    low: Minutes | None = None
    mode: Minutes | None = None
    high: Minutes | None = None
    at_least: Minutes | None = None
    range: tuple[Minutes, Minutes] | None = Field(None, description="low and high of the mean")

    @model_validator(mode="after")
    def _fits_shape(self) -> Duration:
        needs, may = SHAPES[self.shape]
        given = {
            key
            for key in ("mean", "k", "cv", "low", "mode", "high", "at_least")
            if getattr(self, key) is not None
        }
        if missing := sorted(needs - given):
            raise ValueError(f"shape {self.shape} needs {', '.join(missing)}")
        if extra := sorted(given - needs - may):
            raise ValueError(f"shape {self.shape} does not take {', '.join(extra)}")
        if self.low is not None and self.high is not None:
            middle = self.low if self.mode is None else self.mode
            if not self.low <= middle <= self.high or self.low == self.high:
                raise ValueError(f"shape {self.shape} needs low <= mode <= high, and low below high")
        self._in_range(self.average, "mean", show_minutes)
        return self

    @property
    def average(self) -> float:
        """Mean of the shape [min]."""
        if self.shape == "triangular":
            assert self.low is not None and self.mode is not None and self.high is not None
            return (self.low + self.mode + self.high) / 3
        if self.shape == "uniform":
            assert self.low is not None and self.high is not None
            return (self.low + self.high) / 2
        assert self.mean is not None
        return self.mean


class Number(Sourced):
    """A random whole number: geometric (from 1), poisson, uniform (low..high) or constant."""

    shape: Literal["constant", "geometric", "poisson", "uniform"]
    mean: Annotated[float, Field(gt=0, lt=1e6)] | None = None
    low: CountValue | None = None
    high: CountValue | None = None
    range: tuple[float, float] | None = Field(None, description="low and high of the mean")

    @model_validator(mode="after")
    def _fits_shape(self) -> Number:
        if self.shape == "uniform":
            if self.low is None or self.high is None or self.mean is not None or self.low > self.high:
                raise ValueError("shape uniform needs low <= high, and no mean")
        elif self.mean is None or self.low is not None or self.high is not None:
            raise ValueError(f"shape {self.shape} needs mean, and no low or high")
        elif self.shape == "geometric" and self.mean < 1:
            raise ValueError("shape geometric counts from 1: its mean is at least 1")
        elif self.shape == "constant" and self.mean != round(self.mean):
            raise ValueError("shape constant needs a whole number as its mean")
        self._in_range(self.average, "mean", "{:g}".format)
        return self

    @property
    def average(self) -> float:
        if self.shape == "uniform":
            assert self.low is not None and self.high is not None
            return (self.low + self.high) / 2
        assert self.mean is not None
        return self.mean


SCALED = frozenset(
    {"value", "mean", "low", "mode", "high", "at_least"}
)  # keys of figures; cv and k are shapes


def scaled(number: Sourced, factor: float) -> Sourced:
    """The number times a factor, by the user's wish: whole numbers are rounded, all times of a shape scale.

    Raises ValueError: what is no number; a result that a number of this kind cannot take.
    """
    if not isinstance(number, Count | Share | Time | PerDay | Duration | Number):
        raise ValueError(f"scale takes a number, not a {type(number).__name__.lower()}")
    whole = isinstance(number, Count) or (
        isinstance(number, Number) and number.shape in ("constant", "uniform")
    )

    def times(value: float) -> float:
        return int(value * factor + 0.5) if whole else value * factor

    data: dict[str, object] = {"source": (USER,), "range": None, "note": ""}
    for key in SCALED & type(number).model_fields.keys():
        value = getattr(number, key)
        if isinstance(value, dict):
            data[key] = {terminal: times(each) for terminal, each in value.items()}
        elif value is not None:
            data[key] = times(value)
    if isinstance(number, Share) and number.value * factor > 1:
        raise ValueError(f"{100 * number.value:.4g} % times {factor:g} is above 100 %")
    if isinstance(number, Number) and number.average * factor < 1:
        raise ValueError(f"a mean of {number.average:g} times {factor:g} is below 1")
    return number.model_copy(update=data)


def sourced_numbers(part: Part, path: str = "") -> list[tuple[str, Sourced]]:
    """Every sourced number below a part, with its dotted key, in file order."""
    found: list[tuple[str, Sourced]] = []
    if isinstance(part, Sourced):
        found.append((path, part))
    for name in type(part).model_fields:
        _collect(getattr(part, name), f"{path}.{name}" if path else name, found)
    return found


def _collect(value: object, path: str, found: list[tuple[str, Sourced]]) -> None:
    if isinstance(value, Part):
        found.extend(sourced_numbers(value, path))
    elif isinstance(value, dict):
        for key, inner in value.items():
            _collect(inner, f"{path}.{key}", found)
