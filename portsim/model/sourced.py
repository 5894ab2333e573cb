"""Sourced numbers: every figure about the world names where it comes from, or is an assumption with a range.

A number names rows of the evidence list, or is an `assumption` with a range, or was set by the `user`; the
volume of a stream that comes from a log is counted in that `log`. Inside portsim all times are minutes. Each
kind of number says itself in words and scales itself, so that a new kind is one class.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Annotated, Any, ClassVar, Self

from pydantic import BeforeValidator, Field, model_validator

from portsim.base.currency import money_name
from portsim.base.errors import got
from portsim.base.units import (
    CountValue,
    Minutes,
    PerDayValue,
    Price,
    PriceValue,
    Real,
    ShareValue,
    show_minutes,
    show_per_day,
    show_price,
    show_share,
)
from portsim.model.part import Part
from portsim.model.spread import Distribution, figure_at

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
    range: tuple[Any, Any] | None = Field(None, description="low and high of what it could plausibly be")
    distribution: Distribution = Field(
        "triangular",
        description="how likely each figure of the range is: triangular, most likely as stated; uniform, "
        "all alike; lognormal, half of it below what is stated",
    )

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
        if self.distribution != "triangular" and (isinstance(low, str) or level_of(low) <= 0):
            if isinstance(low, str):
                raise ValueError(f"a distribution needs a range of figures: got {self.distribution} of none")
            if self.distribution == "lognormal":
                raise ValueError(f"lognormal needs a range above 0, got {self._written(low)}")

    @property
    def ranged(self) -> bool:
        """Whether it says what else the number could plausibly be."""
        return self.range is not None

    def range_words(self) -> str:
        """The range in words; empty if there is none."""
        return "" if self.range is None else self._spread_words(map(self._written, self.range))

    def _spread_words(self, ends: Iterable[str]) -> str:
        """Both ends of a range in words, with the distribution where it is not the usual one."""
        how = "" if self.distribution == "triangular" else f" ({self.distribution})"
        return " to ".join(ends) + how

    @property
    def varies(self) -> bool:
        """Whether it has a range from which `drawn_at` can take other figures."""
        return False

    @property
    def level(self) -> float:
        """Its figure as a plain number [its unit]; NaN for what is no single number."""
        return math.nan

    def drawn_at(self, share: float) -> Self:
        """The number at a share [0..1] of the distribution over its range: 0 is its low end, 1 its high end.

        Raises ValueError: it has no range of figures.
        """
        raise ValueError("it has no range of figures to take another one from")

    def words_at(self, share: float) -> str:
        """What `drawn_at` gives, in brief.

        Raises ValueError: as `drawn_at`.
        """
        return self.drawn_at(share).brief

    @property
    def brief(self) -> str:
        """The number in the fewest words: of a shape its mean alone."""
        return self.words()

    def scaled(self, factor: float) -> Self:
        """The number times a factor, by the user's wish.

        Raises ValueError: this kind is no number, or the product is none of this kind.
        """
        raise ValueError(f"scale takes a number, not a {type(self).__name__.lower()}")

    def by_user(self, **figures: object) -> Self:
        """The number with other figures, set by the user: the old range and note were about the old ones.

        Raises ValueError: figures that do not go together.
        """
        plain = {"source": (USER,), "range": None, "distribution": "triangular", "note": ""}
        changed = self.model_copy(update={**plain, **figures})
        changed.check()
        return changed

    def _taken(self, share: float, low: float, stated: float, high: float) -> float:
        """The figure at a share of its distribution between these ends."""
        return figure_at(share, low, stated, high, self.distribution)

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


def level_of(figure: Any) -> float:
    """A figure as a plain number; of a price its amount."""
    return figure.amount if isinstance(figure, Price) else float(figure)


class Count(Sourced):
    """A whole number [1], one for all terminals or one per terminal."""

    figure: ClassVar[str] = "value"
    chosen_as: ClassVar[str] = "one number"

    value: CountValue | dict[str, CountValue] = Field(
        description="one number for all terminals, or one for each by its name"
    )
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
        """The count at a terminal."""
        return self.value[terminal] if isinstance(self.value, dict) else self.value

    def each(self, change: Callable[[Self], Self]) -> Self:
        """The count changed; a roster has several to change."""
        return change(self)

    @property
    def varies(self) -> bool:
        return self.range is not None and any(self.all)

    @property
    def level(self) -> float:
        """The number of all terminals together, or the one for all."""
        return float(sum(self.all))

    def drawn_at(self, share: float) -> Self:
        """The count at a share of its distribution, to the nearest whole number.

        Counts of several terminals go by one factor: the smallest does not fall below the range, nor the
        largest rise above it. Where there are some, one is left.
        """
        if not self.varies or self.range is None:
            return super().drawn_at(share)
        low, high = self.range
        if not isinstance(self.value, dict):
            return self.model_copy(update={"value": _nearest(self._taken(share, low, self.value, high))})
        counts = [n for n in self.value.values() if n]
        factor = self._taken(share, low / min(counts), 1.0, high / max(counts))
        return self.model_copy(
            update={"value": {name: n and max(1, _nearest(n * factor)) for name, n in self.value.items()}}
        )

    def words(self) -> str:
        if isinstance(self.value, dict):
            return " ".join(f"{terminal}={count}" for terminal, count in self.value.items())
        return str(self.value)

    def scaled(self, factor: float) -> Self:
        """The count times a factor, to the nearest whole number."""
        if isinstance(self.value, dict):
            return self.by_user(value={name: _nearest(n * factor) for name, n in self.value.items()})
        return self.by_user(value=_nearest(self.value * factor))


def _nearest(number: float) -> int:
    return int(number + 0.5)


class Figure(Sourced):
    """A number of one figure, under `value`."""

    figure: ClassVar[str] = "value"

    value: Any = Field(description="the figure, with its unit if it has one")

    def check(self) -> None:
        super().check()
        self._in_range(self.value)

    def words(self) -> str:
        return self._written(self.value)

    def scaled(self, factor: float) -> Self:
        return self.by_user(value=self.value * factor)

    @property
    def varies(self) -> bool:
        return self.range is not None

    @property
    def level(self) -> float:
        return level_of(self.value)

    def drawn_at(self, share: float) -> Self:
        if self.range is None:
            return super().drawn_at(share)
        low, high = map(level_of, self.range)
        return self.model_copy(update={"value": self._figure(self._taken(share, low, self.level, high))})

    def _figure(self, level: float) -> Any:
        """A plain number as a figure of this kind."""
        return level


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


class Factor(Figure):
    """How many times as many, above 0 and up to 100."""

    MOST: ClassVar[float] = 100.0

    value: Real
    range: tuple[Real, Real] | None = None

    def check(self) -> None:
        super().check()
        for figure in (self.value, *(self.range or ())):
            if not 0 < figure <= self.MOST:
                raise ValueError(f"got {figure:g}, allowed above 0 and up to {self.MOST:g}")

    def _written(self, figure: float) -> str:
        return f"{figure:.6g}"


class PerDay(Figure):
    """How many come in a day [1/day]."""

    value: PerDayValue
    range: tuple[PerDayValue, PerDayValue] | None = None

    def range_words(self) -> str:
        return "" if self.range is None else self._spread_words(f"{figure:g}" for figure in self.range)

    def _written(self, figure: float) -> str:
        return show_per_day(figure)


class Money(Figure):
    """A price: of one piece [yuan], or of one hour [yuan/h]; the unit decides."""

    value: PriceValue
    range: tuple[PriceValue, PriceValue] | None = None

    def check(self) -> None:
        if len({price.unit for price in (self.value, *(self.range or ()))}) > 1:
            raise ValueError(
                f"a range has the unit of its value: both for a piece [{money_name()}], or both per time"
            )
        super().check()

    def scaled(self, factor: float) -> Self:
        return self.by_user(value=Price(self.value.amount * factor, self.value.unit))

    def _figure(self, level: float) -> Price:
        return Price(level, self.value.unit)

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
