"""Random whole numbers: each shape is one class with its figures, its checks, its mean and its draws.

A new shape is a class here and its name in `Number`.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import Annotated, ClassVar, Literal, Self

import numpy as np
from pydantic import Field
from typing_extensions import TypeAliasType

from portsim.base.arrays import Ints
from portsim.base.units import CountValue, Real
from portsim.model.shapes import Shape, or_given

MOST = 1e6  # of one random number


class RandomNumber(Shape):
    """A random whole number [1]."""

    range: tuple[Real, Real] | None = Field(None, description="low and high of the mean")

    @property
    def least(self) -> int:
        """The smallest number that can be drawn."""
        return 0

    @abstractmethod
    def draw(self, n: int, rng: np.random.Generator) -> Ints:
        """`n` whole numbers, shape (n,)."""

    def words(self) -> str:
        return f"{self.shape}, mean {self.average:.4g}"

    def scaled(self, factor: float) -> Self:
        if self.average * factor < 1:
            raise ValueError(f"a mean of {self.average:g} times {factor:g} is below 1")
        return self._times(factor)

    def _written(self, figure: float) -> str:
        return f"{figure:g}"


class _AroundMean(RandomNumber):
    """A whole number that is given by its mean."""

    figure: ClassVar[str] = "mean"

    mean: Annotated[Real, Field(gt=0, lt=MOST, description="the mean number")]

    @property
    def average(self) -> float:
        return self.mean

    def _times(self, factor: float) -> Self:
        return self.by_user(mean=self.mean * factor)


class ConstantNumber(_AroundMean):
    """Always the same number."""

    shape: Literal["constant"] = "constant"

    def check(self) -> None:
        if self.mean != round(self.mean):
            raise ValueError("shape constant needs a whole number as its mean")
        super().check()

    @property
    def least(self) -> int:
        return round(self.mean)

    def draw(self, n: int, rng: np.random.Generator) -> Ints:
        return np.full(n, round(self.mean), dtype=np.int64)

    def _times(self, factor: float) -> Self:
        return self.by_user(mean=_nearest(self.mean * factor))


class Geometric(_AroundMean):
    """1 or more: after each the chance of a further one is the same."""

    shape: Literal["geometric"] = "geometric"

    def check(self) -> None:
        if self.mean < 1:
            raise ValueError("shape geometric counts from 1: its mean is at least 1")
        super().check()

    @property
    def least(self) -> int:
        return 1

    def draw(self, n: int, rng: np.random.Generator) -> Ints:
        return rng.geometric(1 / self.mean, n).astype(np.int64)


class Poisson(_AroundMean):
    """0 or more: as many as come by chance at an even rate."""

    shape: Literal["poisson"] = "poisson"

    def draw(self, n: int, rng: np.random.Generator) -> Ints:
        return rng.poisson(self.mean, n).astype(np.int64)


class UniformNumber(RandomNumber):
    """Any number from `low` to `high`, each as likely."""

    shape: Literal["uniform"] = "uniform"
    low: CountValue = Field(description="the smallest number")
    high: Annotated[CountValue, Field(lt=MOST, description="the largest number")]

    @property
    def average(self) -> float:
        return (self.low + self.high) / 2

    @property
    def least(self) -> int:
        return self.low

    def check(self) -> None:
        if self.low > self.high:
            raise ValueError("shape uniform needs low <= high")
        super().check()

    def draw(self, n: int, rng: np.random.Generator) -> Ints:
        return rng.integers(self.low, self.high, n, endpoint=True)

    def _times(self, factor: float) -> Self:
        return self.by_user(low=_nearest(self.low * factor), high=_nearest(self.high * factor))


class LoggedNumber(RandomNumber):
    """As many as the log of a stream says; no file states this shape, and nothing draws from it."""

    figure: ClassVar[str] = "mean"
    shape: Literal["log"] = "log"
    mean: float

    @property
    def average(self) -> float:
        return self.mean

    def draw(self, n: int, rng: np.random.Generator) -> Ints:
        raise NotImplementedError("a log says how many each carrier brings")

    def scaled(self, factor: float) -> Self:
        return self._times(factor)  # also below 1: what comes of it is refused, as the log rules

    def _times(self, factor: float) -> Self:
        return self.by_user(mean=self.mean * factor)


def _nearest(number: float) -> int:
    return int(number + 0.5)


Number = TypeAliasType(
    "Number",
    Annotated[
        ConstantNumber | Geometric | Poisson | UniformNumber,
        Field(discriminator="shape"),
        or_given(RandomNumber),
    ],
)
