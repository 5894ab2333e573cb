"""Sourced numbers: every figure about the world names where it comes from, or is an assumption with a range.

A number names rows of the evidence list, or is an `assumption` with a range, or was set by the `user`; the
volume of a stream that comes from a log is counted in that `log`. Inside portsim all times are minutes. Each
kind of number says itself in words and scales itself, so that a new kind is one class.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Annotated, Any, ClassVar, Self

from pydantic import BeforeValidator, Field, model_validator

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
from portsim.model.part import Part

ASSUMPTION = "assumption"


USER = "user"
LOG = "log"


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

    figure: ClassVar[str] = ""  # the key that a plain value in place of the whole stands for; empty: none

    source: Sources
    note: str = Field("", description="how the figure was read or chosen")
    range: tuple[Any, Any] | None = None

    @model_validator(mode="after")
    def _holds(self) -> Self:
        self.check()
        return self

    def check(self) -> None:
        """Check the number as a whole.

        Raises ValueError: an assumption without a range, a range upside down, a figure outside of it.
        """
        if ASSUMPTION in self.source and not self.ranged:
            raise ValueError("an assumption needs a range: add range: [low, high]")
        low, high = self.range or ("", "")
        if not isinstance(low, str) and not low <= high:
            raise ValueError("a range is [low, high]: its first number must not be above its second")

    @property
    def ranged(self) -> bool:
        """Whether it says what else the number could plausibly be."""
        return self.range is not None

    def range_words(self) -> str:
        """The range in words; empty if there is none."""
        return "" if self.range is None else " to ".join(map(self._written, self.range))

    def scaled(self, factor: float) -> Self:
        """The number times a factor, by the user's wish.

        Raises ValueError: this kind is no number, or the product is none of this kind.
        """
        raise ValueError(f"scale takes a number, not a {type(self).__name__.lower()}")

    def by_user(self, **figures: object) -> Self:
        """The number with other figures, set by the user: the old range and note were about the old ones.

        Raises ValueError: figures that do not go together.
        """
        changed = self.model_copy(update={"source": (USER,), "range": None, "note": "", **figures})
        changed.check()
        return changed

    def _written(self, figure: Any) -> str:
        """A figure of this kind as a person writes it."""
        return str(figure)

    def _in_range(self, figure: Any, name: str = "value") -> None:
        """Raises ValueError: the figure lies outside the number's own range, by more than rounding."""
        low, high = self.range or (figure, figure)
        if not low <= figure <= high and not any(_close(figure, end) for end in (low, high)):
            raise ValueError(
                f"{name} {self._written(figure)} lies outside its own range, "
                f"{self._written(low)} to {self._written(high)}; set both so that they agree"
            )


def _close(figure: Any, end: Any) -> bool:
    return not isinstance(figure, Price) and math.isclose(figure, end)


class Count(Sourced):
    """A whole number [1], one for all terminals or one per terminal."""

    figure: ClassVar[str] = "value"
    chosen_as: ClassVar[str] = "one number"

    value: CountValue | dict[str, CountValue]
    range: tuple[CountValue, CountValue] | None = None

    def check(self) -> None:
        super().check()
        counts = self.value if isinstance(self.value, dict) else {"": self.value}
        for terminal, count in counts.items():
            self._in_range(count, f"value of {terminal}," if terminal else "value")

    @property
    def all(self) -> tuple[int, ...]:
        """The counts of all terminals, or the one for all."""
        return tuple(self.value.values()) if isinstance(self.value, dict) else (self.value,)

    def at(self, terminal: str) -> int:
        return self.value[terminal] if isinstance(self.value, dict) else self.value

    def each(self, change: Callable[[Self], Self]) -> Self:
        """The count changed; a roster has several to change."""
        return change(self)

    def words(self) -> str:
        if isinstance(self.value, dict):
            return " ".join(f"{terminal}={count}" for terminal, count in self.value.items())
        return str(self.value)

    def scaled(self, factor: float) -> Self:
        """The count times a factor, to the nearest whole number."""
        if isinstance(self.value, dict):
            return self.by_user(value={name: int(n * factor + 0.5) for name, n in self.value.items()})
        return self.by_user(value=int(self.value * factor + 0.5))


class Figure(Sourced):
    """A number of one figure, under `value`."""

    figure: ClassVar[str] = "value"

    value: Any

    def check(self) -> None:
        super().check()
        self._in_range(self.value)

    def words(self) -> str:
        return self._written(self.value)

    def scaled(self, factor: float) -> Self:
        return self.by_user(value=self.value * factor)


class Share(Figure):
    """A share or chance [0..1]."""

    chosen_as: ClassVar[str] = "one share"

    value: ShareValue
    range: tuple[ShareValue, ShareValue] | None = None

    def scaled(self, factor: float) -> Self:
        if self.value * factor > 1:
            raise ValueError(f"{self.words()} times {factor:g} is above 100 %")
        return super().scaled(factor)

    def _written(self, figure: float) -> str:
        return show_share(figure)


class Time(Figure):
    """A fixed time [min]."""

    value: Minutes
    range: tuple[Minutes, Minutes] | None = None

    def _written(self, figure: float) -> str:
        return show_minutes(figure)


class PerDay(Figure):
    """A rate [1/day]."""

    value: PerDayValue
    range: tuple[PerDayValue, PerDayValue] | None = None

    def range_words(self) -> str:
        return "" if self.range is None else " to ".join(f"{figure:g}" for figure in self.range)

    def _written(self, figure: float) -> str:
        return show_per_day(figure)


class Money(Figure):
    """A price: of one piece [yuan], or of one hour [yuan/h]; the unit decides."""

    value: PriceValue
    range: tuple[PriceValue, PriceValue] | None = None

    def check(self) -> None:
        if len({price.unit for price in (self.value, *(self.range or ()))}) > 1:
            raise ValueError("a range has the unit of its value: both for a piece [yuan], or both per time")
        super().check()

    def scaled(self, factor: float) -> Self:
        return self.by_user(value=Price(self.value.amount * factor, self.value.unit))

    def _written(self, figure: Price) -> str:
        return show_price(figure)


def sourced_numbers(part: Part, path: str = "") -> list[tuple[str, Sourced]]:
    """Every sourced number below a part, with its dotted key, in file order."""
    found: list[tuple[str, Sourced]] = []
    if isinstance(part, Sourced):
        found.append((path, part))
    for name, value in part.children().items():
        _collect(value, f"{path}.{name}" if path else name, found)
    return found


def _collect(value: object, path: str, found: list[tuple[str, Sourced]]) -> None:
    if isinstance(value, Part):
        found.extend(sourced_numbers(value, path))
    elif isinstance(value, dict):
        for key, inner in value.items():
            _collect(inner, f"{path}.{key}", found)
