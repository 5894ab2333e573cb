"""Random times made of others: a table of quantiles, a mixture of shapes, another shape by hour."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from portsim.base.arrays import Floats, Ints, ShortFloats
from portsim.base.units import DAY, Minutes, Real, say_minutes
from portsim.model.hours import Hours, check_hours
from portsim.model.part import Part
from portsim.model.random_time import Kind, Moments, RandomTime

if TYPE_CHECKING:
    from portsim.model.durations import Single

MOST_TIMES = 1001


class Empirical(RandomTime):
    """As measured: straight lines between the `quantiles`, drawn by inversion (Law, 6.2.4 and 8.3.16).

    The `quantiles` rise. They stand at even steps from the shortest to the longest, or at the `shares` given.
    """

    shape: Literal["empirical"] = "empirical"
    quantiles: tuple[Minutes, ...] = Field(
        min_length=2,
        max_length=MOST_TIMES,
        description="times in rising order, from the shortest to the longest",
    )
    shares: tuple[Real, ...] | None = Field(
        None, description="the share of times [0..1] below each quantile, from 0 to 1; even steps if not said"
    )

    @property
    def _at(self) -> Floats:
        return np.linspace(0, 1, len(self.quantiles)) if self.shares is None else np.asarray(self.shares)

    @property
    def average(self) -> float:
        return self._moment(lambda a, b: (a + b) / 2)

    @property
    def variance(self) -> float:
        """The variance [min^2]; of a straight line from a to b the second moment is (a^2 + a b + b^2) / 3."""
        return self._moment(lambda a, b: (a * a + a * b + b * b) / 3) - self.average**2

    def check(self) -> None:
        if any(a > b for a, b in pairwise(self.quantiles)):
            a, b = next((a, b) for a, b in pairwise(self.quantiles) if a > b)
            raise ValueError(
                f"shape empirical needs quantiles in rising order; got {say_minutes(a)} before "
                f"{say_minutes(b)}"
            )
        if self.quantiles[0] == self.quantiles[-1]:
            raise ValueError("shape empirical needs quantiles that differ; for one time take shape constant")
        if self.shares is not None:
            if len(self.shares) != len(self.quantiles):
                raise ValueError(
                    f"shape empirical needs a share for each quantile; got {len(self.shares)} shares and "
                    f"{len(self.quantiles)} quantiles"
                )
            if (self.shares[0], self.shares[-1]) != (0, 1) or any(a >= b for a, b in pairwise(self.shares)):
                raise ValueError("shares of shape empirical begin with 0, rise, and end with 1")
        super().check()

    def draw(self, n: int, rng: np.random.Generator, kind: Kind) -> NDArray[Any]:
        return np.interp(rng.random(n), self._at, self.quantiles).astype(kind)

    def longer(self, times: Floats) -> Floats:
        return np.asarray(1 - np.interp(times, self.quantiles, self._at))

    def exceeded_by(self, shares: Floats) -> Floats:
        return np.interp(1 - shares, self._at, self.quantiles)

    def _moment(self, of: Any) -> float:
        times = np.asarray(self.quantiles)
        return float(np.diff(self._at) @ of(times[:-1], times[1:]))

    def _times(self, factor: float) -> Self:
        return self.by_user(quantiles=tuple(time * factor for time in self.quantiles))


Weight = Annotated[Real, Field(gt=0, le=1e9, description="how many of the shipments, relative to the others")]


class MixturePart(Part):
    """One shape of a mixture, and how often it is drawn."""

    weight: Weight
    time: Single = Field(description="the shape that is drawn then")

    def words(self) -> str:
        return f"{self.weight:g} x {self.time.words()}"


class HoursPart(Part):
    """The shape of certain hours of the day, and how many of the shipments arrive in them."""

    hours: Hours = Field(min_length=1, description="hours of the day, one span or several")
    weight: Weight
    time: Single = Field(description="the shape for those that arrive then")

    def words(self) -> str:
        return f"{self.weight:g} x {self.time.words()}"


class _OfParts(RandomTime):
    """A time of one of several shapes; mean and variance go by their weights."""

    @property
    @abstractmethod
    def _parts(self) -> tuple[MixturePart | HoursPart, ...]:
        """The parts of any kind."""

    @property
    def chances(self) -> Floats:
        """How likely each part is, shape (parts,)."""
        weights = np.asarray([part.weight for part in self._parts])
        return np.asarray(weights / weights.sum())

    @property
    def average(self) -> float:
        return float(self.chances @ [part.time.average for part in self._parts])

    @property
    def variance(self) -> float:
        return self._mixed([Moments(part.time.average, part.time.variance) for part in self._parts]).variance

    @property
    def lifted(self) -> Moments:
        return self._mixed([part.time.lifted for part in self._parts])

    def _mixed(self, parts: Sequence[Moments]) -> Moments:
        """Mean and variance of a time of one of the parts, by their weights."""
        average = float(self.chances @ [each.average for each in parts])
        squares = [each.variance + each.average**2 for each in parts]
        return Moments(average, float(self.chances @ squares) - average**2)

    def draw(self, n: int, rng: np.random.Generator, kind: Kind) -> NDArray[Any]:
        """Which part by one uniform; each part draws for all, so that a shipment's times hang on it alone."""
        bounds = np.cumsum(self.chances)[:-1]
        return self._drawn(np.searchsorted(bounds, rng.random(n), side="right"), rng, kind)

    def _drawn(self, which: Ints, rng: np.random.Generator, kind: Kind) -> NDArray[Any]:
        n = len(which)
        out = np.empty(n, dtype=kind)
        for number, part in enumerate(self._parts):
            times = part.time.times(n, rng) if kind is np.float64 else part.time.short_times(n, rng)
            np.copyto(out, times, where=which == number)
        return out

    def longer_than(self, passed: Floats, share: Floats, arrival: Floats) -> Floats:
        """By the parts that are left: each as often as its weight times its share of longer times."""
        return self._longer_by(np.tile(self.chances[:, None], len(passed)), passed, share, arrival)

    def _longer_by(self, weights: Floats, passed: Floats, share: Floats, arrival: Floats) -> Floats:
        """The same by weights of the parts, shape (parts, n): where a share falls within a part is the share
        of its times."""
        times = [part.time for part in self._parts]
        left = weights * [np.where(passed < time.floor, 1.0, time.longer(passed)) for time in times]
        ends = np.cumsum(left, axis=0)
        aim = share * ends[-1]
        which = (aim > ends).sum(axis=0).clip(0, len(times) - 1)
        out: Floats = np.full(len(passed), np.nan)
        for number, time in enumerate(times):
            with np.errstate(divide="ignore", invalid="ignore"):
                own = (aim - (ends[number] - left[number])) / left[number]
            mine = (which == number) & (left[number] > 0)
            out[mine] = time.longer_than(passed[mine], own[mine].clip(1e-300, 1.0), arrival[mine])
        return out

    def _scaled_parts(self, factor: float) -> tuple[Part, ...]:
        return tuple(part.model_copy(update={"time": part.time.scaled(factor)}) for part in self._parts)


class Mixture(_OfParts):
    """One of several shapes, drawn by their weights, such as short visits and long ones."""

    shape: Literal["mixture"] = "mixture"
    parts: tuple[MixturePart, ...] = Field(
        min_length=2, max_length=20, description="the shapes, each with its weight"
    )

    @property
    def _parts(self) -> tuple[MixturePart | HoursPart, ...]:
        return self.parts

    def _times(self, factor: float) -> Self:
        return self.by_user(parts=self._scaled_parts(factor))


class ByHour(_OfParts):
    """A shape for each part of the day. The hour at which a shipment arrives decides for all of its steps, as
    durations are drawn before the clock starts. A time of no shipment, such as a repair, goes by the weights.
    """

    by_arrival: ClassVar[bool] = True

    shape: Literal["by_hour"] = "by_hour"
    parts: tuple[HoursPart, ...] = Field(
        min_length=2, max_length=24, description="the shapes, each with its hours; together they fill a day"
    )

    @property
    def _parts(self) -> tuple[MixturePart | HoursPart, ...]:
        return self.parts

    def check(self) -> None:
        every = sorted(span for part in self.parts for span in part.hours)
        check_hours(tuple(every))
        covered = sum((end - begin) % DAY or DAY for begin, end in every)
        if covered != DAY:
            raise ValueError(
                f"hours of shape by_hour make up the whole day; got {say_minutes(covered)} of it: "
                "add a part for the other hours, such as 22:00-06:00"
            )
        super().check()

    def short_times_of(self, arrival: Floats, rng: np.random.Generator) -> ShortFloats:
        return np.asarray(self._drawn(self.part_of(arrival), rng, np.float32), dtype=np.float32)

    def longer_than(self, passed: Floats, share: Floats, arrival: Floats) -> Floats:
        which = self.part_of(arrival)
        own = np.asarray(which == np.arange(len(self.parts))[:, None], dtype=np.float64)
        return self._longer_by(own, passed, share, arrival)

    def part_of(self, arrival: Floats) -> Ints:
        """The number of the part in whose hours each moment [min] lies, shape (n,)."""
        clock = np.asarray(arrival) % DAY
        which = np.zeros(len(clock), dtype=np.int64)
        for number, part in enumerate(self.parts):
            for begin, end in part.hours:
                inside = (clock >= begin) & (clock < end)
                over_midnight = (clock >= begin) | (clock < end)
                which[inside if begin < end else over_midnight] = number
        return which

    def _times(self, factor: float) -> Self:
        return self.by_user(parts=self._scaled_parts(factor))
