"""What every random time has: a mean, a variance, a floor, and draws [min]."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, ClassVar, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from portsim.base.arrays import Floats, ShortFloats
from portsim.base.units import Minutes, show_minutes
from portsim.model.shapes import Shape

Kind = type[np.float64 | np.float32]
LEAST_CV, MOST_CV = 1e-6, 10.0  # coefficients of variation that a file can state
SAMPLED = 100_001  # times that stand for a shape whose shares nobody has written down
STEPS = 1000  # up to a floor, for which the share of shorter times is added up


class Moments(NamedTuple):
    """Mean [min] and variance [min^2] of a time."""

    average: float
    variance: float


def within(cv: float) -> float:
    """The nearest coefficient of variation that a file can state."""
    return min(max(cv, LEAST_CV), MOST_CV)


class RandomTime(Shape):
    """A random time [min]. `by_arrival`: how long it takes hangs on when its shipment arrives."""

    by_arrival: ClassVar[bool] = False

    range: tuple[Minutes, Minutes] | None = Field(None, description="low and high of the mean")

    @property
    def floor(self) -> float:
        """The time that shorter draws are lifted to [min]."""
        return 0.0

    def times(self, n: int, rng: np.random.Generator) -> Floats:
        """`n` times [min], shape (n,)."""
        return self._lifted(n, rng, np.float64)

    def short_times(self, n: int, rng: np.random.Generator) -> ShortFloats:
        """The same to seven digits, in about half the time and memory."""
        return self._lifted(n, rng, np.float32)

    def short_times_of(self, arrival: Floats, rng: np.random.Generator) -> ShortFloats:
        """A time [min] for each shipment by its arrival [min], shape (n,): of most shapes the hour decides
        nothing."""
        return self.short_times(len(arrival), rng)

    @property
    def variance(self) -> float:
        """The variance [min^2] of the shape without its floor; 0 for a shape that does not say."""
        return 0.0

    @property
    def lifted(self) -> Moments:
        """Mean and variance of what is drawn, with the floor."""
        return Moments(self.average, self.variance)

    def longer_than(self, passed: Floats, share: Floats, arrival: Floats) -> Floats:
        """Times [min] of those that have `passed` so long already [min], at these shares (0..1) of what is
        longer, shape (n,); NaN where none is that long. Of most shapes the arrival [min] decides nothing.

        A share drawn evenly gives a draw of the time given that it is longer. Source: truncated distributions
        by inversion, Law, Simulation Modeling and Analysis, 8.2.1.
        """
        if self.average == 0:
            return np.where(passed < self.floor, self.floor, np.nan)
        left = self.longer(passed) * share
        with np.errstate(divide="ignore", invalid="ignore"):
            found = np.where(left > 0, self.exceeded_by(np.where(left > 0, left, 1.0)), np.nan)
        lifted = np.maximum(self.exceeded_by(share), self.floor)
        return np.where(passed < self.floor, lifted, found)

    def longer(self, times: Floats) -> Floats:
        """The share (0..1) of times longer than each of these [min], without the floor, shape (n,)."""
        known, at = self._sampled
        return np.asarray(1 - np.interp(times, known, at))

    def exceeded_by(self, shares: Floats) -> Floats:
        """The time [min] that each of these shares (0..1) is longer than, without the floor, shape (n,)."""
        known, at = self._sampled
        return np.asarray(np.interp(1 - shares, at, known))

    @property
    def _sampled(self) -> tuple[Floats, Floats]:
        """Times [min] in rising order and the shares below them, of a shape that says no more of itself."""
        drawn = np.sort(self.draw(SAMPLED, np.random.Generator(np.random.Philox(0)), np.float64))
        return drawn, np.linspace(0, 1, SAMPLED)

    def spread_by(self, factor: float) -> RandomTime:
        """The time with the same mean, its standard deviation a factor as large, or as large as the shape
        allows. A shape that does not say how stays as it is.
        """
        return self

    @abstractmethod
    def draw(self, n: int, rng: np.random.Generator, kind: Kind) -> NDArray[Any]:
        """`n` times [min] of the shape, without its floor, as numbers of this kind, shape (n,)."""

    def _lifted(self, n: int, rng: np.random.Generator, kind: Kind) -> NDArray[Any]:
        if self.average == 0:  # what takes no time draws no chance
            return np.full(n, self.floor, dtype=kind)
        drawn = self.draw(n, rng, kind)
        return np.maximum(drawn, self.floor) if self.floor > 0 else drawn

    def _written(self, figure: float) -> str:
        return show_minutes(figure)


class AroundMean(RandomTime):
    """A time that is given by its mean."""

    figure: ClassVar[str] = "mean"

    mean: Minutes = Field(description="the mean time")

    @property
    def average(self) -> float:
        return self.mean

    def _times(self, factor: float) -> Self:
        return self.by_user(mean=self.mean * factor)


class WithFloor(AroundMean):
    """A time around a mean that a floor can cut off; the mean is that of the shape without the floor."""

    at_least: Minutes | None = Field(None, description="the least that it takes: a shorter draw is set to it")

    @property
    def floor(self) -> float:
        return self.at_least or 0.0

    @property
    def lifted(self) -> Moments:
        """With a floor f, and F(x) the share of times below x: E[max(X, f)] = E[X] + the integral of F(x) up
        to f, E[max(X, f)^2] = E[X^2] + that of 2 x F(x)."""
        if not self.floor or not self.average:
            return Moments(self.average or self.floor, self.variance)
        middles = (np.arange(STEPS) + 0.5) * self.floor / STEPS
        below = (1 - self.longer(middles)) * self.floor / STEPS
        average = self.average + float(below.sum())
        square = self.variance + self.average**2 + float((2 * middles * below).sum())
        return Moments(average, max(0.0, square - average**2))

    def _times(self, factor: float) -> Self:
        floor = None if self.at_least is None else self.at_least * factor
        return self.by_user(mean=self.mean * factor, at_least=floor)
