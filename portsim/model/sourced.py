"""Sourced numbers: every figure about the world names where it comes from, or is an honest assumption.

A number names rows of the evidence list, or is an `assumption` with a range, or was set by the `user`.
Inside portsim all times are minutes.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from portsim.base.errors import got
from portsim.base.units import (
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
