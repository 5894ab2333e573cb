"""Random times: each shape of duration is one class with its figures, its checks, its mean and its draws.

A new shape is a class here and its name in `Duration`. One that is declared elsewhere, as a subclass of
`RandomTime`, can be used from Python, but not named in files.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import Annotated, Any, ClassVar, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import BeforeValidator, Field
from typing_extensions import TypeAliasType

from portsim.base.arrays import Floats, ShortFloats
from portsim.base.units import Minutes, Real, show_minutes, whole
from portsim.model.shapes import Shape, or_given

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


class _AroundMean(RandomTime):
    """A time that is given by its mean."""

    figure: ClassVar[str] = "mean"

    mean: Minutes

    @property
    def average(self) -> float:
        return self.mean

    def _times(self, factor: float) -> Self:
        return self.by_user(mean=self.mean * factor)


class _WithFloor(_AroundMean):
    """A time around a mean that a floor can cut off; the mean is that of the shape without the floor."""

    at_least: Minutes | None = Field(None, description="shorter times are lifted to this one")

    @property
    def floor(self) -> float:
        return self.at_least or 0.0

    def _times(self, factor: float) -> Self:
        floor = None if self.at_least is None else self.at_least * factor
        return self.by_user(mean=self.mean * factor, at_least=floor)


class Constant(_AroundMean):
    """Always the same time."""

    shape: Literal["constant"] = "constant"

    def draw(self, n: int, rng: np.random.Generator, kind: Kind) -> NDArray[Any]:
        return np.full(n, self.mean, dtype=kind)

    def words(self) -> str:
        return f"constant {show_minutes(self.mean)}"


class Exponential(_WithFloor):
    """As long as it takes for something that can happen at any moment."""

    shape: Literal["exponential"] = "exponential"

    def draw(self, n: int, rng: np.random.Generator, kind: Kind) -> NDArray[Any]:
        return self.mean * rng.standard_exponential(n, dtype=kind)

    @property
    def variance(self) -> float:
        return self.mean**2

    def words(self) -> str:
        return f"exponential {show_minutes(self.mean)}"


class Erlang(_WithFloor):
    """A sum of `k` exponential phases of equal mean (Law, Simulation Modeling and Analysis, 8.3.3)."""

    shape: Literal["erlang"] = "erlang"
    k: Annotated[int, BeforeValidator(whole), Field(ge=1, le=100, description="number of phases")]

    @property
    def variance(self) -> float:
        return self.mean**2 / self.k

    def draw(self, n: int, rng: np.random.Generator, kind: Kind) -> NDArray[Any]:
        parts = rng.standard_exponential(n * self.k, dtype=kind)  # neighbours are of one time
        out = parts[:: self.k].copy()
        for each in range(1, self.k):
            out += parts[each :: self.k]
        out *= self.mean / self.k
        return out


class Lognormal(_WithFloor):
    """Skewed to long times: sigma^2 = ln(1 + cv^2), mu = ln(mean) - sigma^2 / 2 (Law, 6.2.2)."""

    shape: Literal["lognormal"] = "lognormal"
    cv: Annotated[Real, Field(gt=0, le=10, description="coefficient of variation")]

    @property
    def variance(self) -> float:
        return (self.cv * self.mean) ** 2

    def draw(self, n: int, rng: np.random.Generator, kind: Kind) -> NDArray[Any]:
        variance = float(np.log1p(self.cv**2))
        mu = float(np.log(self.mean)) - variance / 2
        return np.asarray(np.exp(mu + variance**0.5 * rng.standard_normal(n, dtype=kind)))


class Triangular(RandomTime):
    """From `low` to `high`, most often near `mode`; drawn by inversion (Law, 8.3.15)."""

    shape: Literal["triangular"] = "triangular"
    low: Minutes
    mode: Minutes
    high: Minutes

    @property
    def average(self) -> float:
        return (self.low + self.mode + self.high) / 3

    @property
    def variance(self) -> float:
        low, mode, high = self.low, self.mode, self.high
        return (low**2 + mode**2 + high**2 - low * mode - low * high - mode * high) / 18

    def check(self) -> None:
        if not self.low <= self.mode <= self.high or self.low == self.high:
            raise ValueError("shape triangular needs low <= mode <= high, and low below high")
        super().check()

    def draw(self, n: int, rng: np.random.Generator, kind: Kind) -> NDArray[Any]:
        uniform, width = rng.random(n, dtype=kind), self.high - self.low
        rising = np.sqrt(uniform * (width * (self.mode - self.low)))
        falling = np.sqrt((1 - uniform) * (width * (self.high - self.mode)))
        out = np.where(uniform * width < self.mode - self.low, self.low + rising, self.high - falling)
        return np.maximum(out, self.low)  # the last digit of a root can fall below

    def _times(self, factor: float) -> Self:
        return self.by_user(low=self.low * factor, mode=self.mode * factor, high=self.high * factor)


class Uniform(RandomTime):
    """Any time from `low` to `high`, all alike."""

    shape: Literal["uniform"] = "uniform"
    low: Minutes
    high: Minutes

    @property
    def average(self) -> float:
        return (self.low + self.high) / 2

    @property
    def variance(self) -> float:
        return (self.high - self.low) ** 2 / 12

    def check(self) -> None:
        if not self.low < self.high:
            raise ValueError("shape uniform needs low below high")
        super().check()

    def draw(self, n: int, rng: np.random.Generator, kind: Kind) -> NDArray[Any]:
        return self.low + (self.high - self.low) * rng.random(n, dtype=kind)

    def _times(self, factor: float) -> Self:
        return self.by_user(low=self.low * factor, high=self.high * factor)


Duration = TypeAliasType(
    "Duration",
    Annotated[
        Constant | Exponential | Erlang | Lognormal | Triangular | Uniform,
        Field(discriminator="shape"),
        or_given(RandomTime),
    ],
)
