"""What every random time has: a mean, a variance, a floor, and draws [min]."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from portsim.base.arrays import Floats, ShortFloats
from portsim.base.units import Minutes, show_minutes
from portsim.model.shapes import Shape

Kind = type[np.float64 | np.float32]


class RandomTime(Shape):
    """A random time [min]."""

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

    mean: Minutes

    @property
    def average(self) -> float:
        return self.mean

    def _times(self, factor: float) -> Self:
        return self.by_user(mean=self.mean * factor)


class WithFloor(AroundMean):
    """A time around a mean that a floor can cut off; the mean is that of the shape without the floor."""

    at_least: Minutes | None = Field(None, description="shorter times are lifted to this one")

    @property
    def floor(self) -> float:
        return self.at_least or 0.0

    def _times(self, factor: float) -> Self:
        floor = None if self.at_least is None else self.at_least * factor
        return self.by_user(mean=self.mean * factor, at_least=floor)
