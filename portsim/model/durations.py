"""Random times: each shape of duration is one class with its figures, its checks, its mean and its draws.

A new shape is a class here, in `fitted_times.py` or `mixed_times.py`, and its name in `Duration`, if it is no
mixture also in `Single`. One that is declared elsewhere, as a subclass of `RandomTime`, can be used from
Python, but not named in files.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import BeforeValidator, Field
from typing_extensions import TypeAliasType

from portsim.base.arrays import Floats
from portsim.base.units import Minutes, Real, show_minutes, whole
from portsim.model.fitted_times import Beta, Gamma, Loglogistic, Normal, Weibull
from portsim.model.mixed_times import ByHour, Empirical, HoursPart, Mixture, MixturePart
from portsim.model.random_time import LEAST_CV, MOST_CV, AroundMean, Kind, RandomTime, WithFloor, within
from portsim.model.shapes import or_given

__all__ = ["Beta", "ByHour", "Constant", "Duration", "Empirical", "Erlang", "Exponential", "Gamma", "Kind"]
__all__ += ["Loglogistic", "Lognormal", "Mixture", "Normal", "RandomTime", "Triangular", "Uniform", "Weibull"]


class Constant(AroundMean):
    """Always the same time."""

    shape: Literal["constant"] = "constant"

    def draw(self, n: int, rng: np.random.Generator, kind: Kind) -> NDArray[Any]:
        return np.full(n, self.mean, dtype=kind)

    def longer(self, times: Floats) -> Floats:
        return np.where(times < self.mean, 1.0, 0.0)

    def exceeded_by(self, shares: Floats) -> Floats:
        return np.full(np.shape(shares), self.mean)

    def words(self) -> str:
        return f"constant {show_minutes(self.mean)}"


class Exponential(WithFloor):
    """The time until something that is as likely at every moment; most often short."""

    shape: Literal["exponential"] = "exponential"

    def draw(self, n: int, rng: np.random.Generator, kind: Kind) -> NDArray[Any]:
        out = rng.standard_exponential(n, dtype=kind)
        out *= self.mean
        return out

    def longer(self, times: Floats) -> Floats:
        return np.exp(-times / self.mean)

    def exceeded_by(self, shares: Floats) -> Floats:
        return -self.mean * np.log(shares)

    @property
    def variance(self) -> float:
        return self.mean**2

    def spread_by(self, factor: float) -> RandomTime:
        return Gamma.around(self, factor)

    def words(self) -> str:
        return f"exponential {show_minutes(self.mean)}"


class Erlang(WithFloor):
    """A sum of `k` exponential phases of equal mean (Law, Simulation Modeling and Analysis, 8.3.3)."""

    shape: Literal["erlang"] = "erlang"
    k: Annotated[int, BeforeValidator(whole), Field(ge=1, le=100, description="number of phases")]

    @property
    def variance(self) -> float:
        return self.mean**2 / self.k

    def spread_by(self, factor: float) -> RandomTime:
        return Gamma.around(self, factor / self.k**0.5)

    def draw(self, n: int, rng: np.random.Generator, kind: Kind) -> NDArray[Any]:
        parts = rng.standard_exponential(n * self.k, dtype=kind)  # neighbours are of one time
        out = parts[:: self.k].copy()
        for each in range(1, self.k):
            out += parts[each :: self.k]
        out *= self.mean / self.k
        return out

    def longer(self, times: Floats) -> Floats:
        from scipy.special import gammaincc

        return np.asarray(gammaincc(self.k, times * self.k / self.mean))

    def exceeded_by(self, shares: Floats) -> Floats:
        from scipy.special import gammainccinv

        return np.asarray(gammainccinv(self.k, shares) * self.mean / self.k)


class Lognormal(WithFloor):
    """Skewed to long times: sigma^2 = ln(1 + cv^2), mu = ln(mean) - sigma^2 / 2 (Law, 6.2.2)."""

    shape: Literal["lognormal"] = "lognormal"
    cv: Annotated[
        Real,
        Field(ge=LEAST_CV, le=MOST_CV, description="coefficient of variation: standard deviation over mean"),
    ]

    @property
    def variance(self) -> float:
        return (self.cv * self.mean) ** 2

    def spread_by(self, factor: float) -> RandomTime:
        return self.model_copy(update={"cv": within(self.cv * factor)})

    def draw(self, n: int, rng: np.random.Generator, kind: Kind) -> NDArray[Any]:
        mu, sigma = self._of_logarithm
        out = rng.standard_normal(n, dtype=kind)
        out *= sigma
        out += mu
        return np.asarray(np.exp(out, out=out))

    @property
    def _of_logarithm(self) -> tuple[float, float]:
        variance = float(np.log1p(self.cv**2))
        return float(np.log(self.mean)) - variance / 2, variance**0.5

    def longer(self, times: Floats) -> Floats:
        from scipy.special import ndtr

        mu, sigma = self._of_logarithm
        with np.errstate(divide="ignore"):
            return np.asarray(ndtr((mu - np.log(times)) / sigma))

    def exceeded_by(self, shares: Floats) -> Floats:
        from scipy.special import ndtri

        mu, sigma = self._of_logarithm
        return np.exp(mu - sigma * ndtri(shares))


class Triangular(RandomTime):
    """From `low` to `high`, most often near `mode`; drawn by inversion (Law, 8.3.15)."""

    shape: Literal["triangular"] = "triangular"
    low: Minutes = Field(description="the shortest time")
    mode: Minutes = Field(description="the most likely time")
    high: Minutes = Field(description="the longest time")

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
        rising, width = rng.random(n, dtype=kind), self.high - self.low
        is_rising, falling = rising * width < self.mode - self.low, 1 - rising
        for side, run in ((rising, self.mode - self.low), (falling, self.high - self.mode)):
            side *= width * run  # in place: many times at once take two thirds of what new arrays take
            np.sqrt(side, out=side)
        out = np.where(is_rising, self.low + rising, self.high - falling)
        return np.maximum(out, self.low, out=out)  # the last digit of a root can fall below

    def longer(self, times: Floats) -> Floats:
        low, mode, high = self.low, self.mode, self.high
        at, width = np.clip(times, low, high), high - low
        rising = 1 - (at - low) ** 2 / (width * (mode - low or 1.0))
        falling = (high - at) ** 2 / (width * (high - mode or 1.0))
        return np.where(at < mode, rising, falling)

    def exceeded_by(self, shares: Floats) -> Floats:
        low, mode, high = self.low, self.mode, self.high
        rising = low + np.sqrt((1 - shares) * (high - low) * (mode - low))
        return np.where(
            shares * (high - low) > high - mode, rising, high - np.sqrt(shares * (high - low) * (high - mode))
        )

    def spread_by(self, factor: float) -> RandomTime:
        ends = _moved_out(self.average, factor, low=self.low, mode=self.mode, high=self.high)
        return self.model_copy(update=ends)

    def _times(self, factor: float) -> Self:
        return self.by_user(low=self.low * factor, mode=self.mode * factor, high=self.high * factor)


class Uniform(RandomTime):
    """Any time from `low` to `high`, each as likely."""

    shape: Literal["uniform"] = "uniform"
    low: Minutes = Field(description="the shortest time")
    high: Minutes = Field(description="the longest time")

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

    def longer(self, times: Floats) -> Floats:
        return np.clip((self.high - times) / (self.high - self.low), 0.0, 1.0)

    def exceeded_by(self, shares: Floats) -> Floats:
        return self.high - (self.high - self.low) * shares

    def spread_by(self, factor: float) -> RandomTime:
        return self.model_copy(update=_moved_out(self.average, factor, low=self.low, high=self.high))

    def _times(self, factor: float) -> Self:
        return self.by_user(low=self.low * factor, high=self.high * factor)


def _moved_out(mean: float, factor: float, **times: float) -> dict[str, float]:
    """Times [min] a factor as far from the mean, by name, the least of them not below 0."""
    below = mean - min(times.values())
    factor = min(factor, mean / below)
    return {name: max(mean + factor * (time - mean), 0.0) for name, time in times.items()}


Unmixed = (
    Constant
    | Exponential
    | Erlang
    | Lognormal
    | Triangular
    | Uniform
    | Gamma
    | Weibull
    | Loglogistic
    | Normal
    | Beta
    | Empirical
)
Single = TypeAliasType("Single", Annotated[Unmixed, Field(discriminator="shape"), or_given(RandomTime)])
for each in (MixturePart, HoursPart, Mixture, ByHour):
    each.model_rebuild(_types_namespace={"Single": Single})

Duration = TypeAliasType(
    "Duration",
    Annotated[
        Unmixed | Mixture | ByHour,
        Field(discriminator="shape"),
        or_given(RandomTime),
    ],
)
