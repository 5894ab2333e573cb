"""Shapes of random times that are fitted to measured ones: gamma, Weibull, log-logistic, normal, beta."""

from __future__ import annotations

from math import exp, gamma, pi, sin, sqrt
from typing import Annotated, Any, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from portsim.base.arrays import Floats
from portsim.base.units import Minutes, Real
from portsim.model.random_time import LEAST_CV, MOST_CV, Kind, RandomTime, WithFloor, within


class Gamma(WithFloor):
    """Skewed to long times, less than lognormal: k = 1 / cv^2, scale = mean x cv^2 (Law, 6.2.2)."""

    shape: Literal["gamma"] = "gamma"
    cv: Annotated[
        Real,
        Field(ge=LEAST_CV, le=MOST_CV, description="coefficient of variation: standard deviation over mean"),
    ]

    @property
    def variance(self) -> float:
        return (self.cv * self.mean) ** 2

    def spread_by(self, factor: float) -> Gamma:
        return self.model_copy(update={"cv": within(self.cv * factor)})

    @classmethod
    def around(cls, time: WithFloor, cv: float) -> Gamma:
        """The gamma time with the mean and all else of another time, of this coefficient of variation."""
        own = {name: getattr(time, name) for name in cls.model_fields if name in type(time).model_fields}
        return cls.model_construct(**{**own, "shape": "gamma", "cv": within(cv)})

    def draw(self, n: int, rng: np.random.Generator, kind: Kind) -> NDArray[Any]:
        out = rng.standard_gamma(1 / self.cv**2, n, dtype=kind)
        out *= self.mean * self.cv**2
        return out

    def longer(self, times: Floats) -> Floats:
        from scipy.special import gammaincc

        return np.asarray(gammaincc(1 / self.cv**2, times / (self.mean * self.cv**2)))

    def exceeded_by(self, shares: Floats) -> Floats:
        from scipy.special import gammainccinv

        return np.asarray(gammainccinv(1 / self.cv**2, shares) * self.mean * self.cv**2)


class Weibull(WithFloor):
    """Short times fade as `k` says: below 1 slower than exponential, above 1 faster; scale = mean /
    gamma(1 + 1/k) (Law, 6.2.2)."""

    shape: Literal["weibull"] = "weibull"
    k: Annotated[Real, Field(ge=0.2, le=100, description="exponent; 1 is exponential")]

    @property
    def variance(self) -> float:
        return self.mean**2 * (gamma(1 + 2 / self.k) / gamma(1 + 1 / self.k) ** 2 - 1)

    def draw(self, n: int, rng: np.random.Generator, kind: Kind) -> NDArray[Any]:
        out = rng.standard_exponential(n, dtype=kind) ** kind(1 / self.k)
        out *= self._scale
        return out

    @property
    def _scale(self) -> float:
        return self.mean / gamma(1 + 1 / self.k)

    def longer(self, times: Floats) -> Floats:
        return np.asarray(np.exp(-((times / self._scale) ** self.k)))

    def exceeded_by(self, shares: Floats) -> Floats:
        return np.asarray(self._scale * (-np.log(shares)) ** (1 / self.k))


class Loglogistic(WithFloor):
    """Like lognormal, with more of very long times: the median is mean x sin(pi/k) / (pi/k), and `k` is above
    2, as the variance has no bound at 2 and below (Law, 6.2.2)."""

    shape: Literal["loglogistic"] = "loglogistic"
    k: Annotated[Real, Field(gt=2, le=100, description="exponent; the smaller, the more very long times")]

    @property
    def median(self) -> float:
        """Median [min] of the shape without its floor."""
        return self.mean * sin(pi / self.k) / (pi / self.k)

    @property
    def variance(self) -> float:
        angle = pi / self.k
        return self.median**2 * 2 * angle / sin(2 * angle) - self.mean**2

    def draw(self, n: int, rng: np.random.Generator, kind: Kind) -> NDArray[Any]:
        uniform = rng.random(n, dtype=kind)
        out = (uniform / (1 - uniform)) ** kind(1 / self.k)
        out *= self.median
        return out

    def longer(self, times: Floats) -> Floats:
        return np.asarray(1 / (1 + (times / self.median) ** self.k))

    def exceeded_by(self, shares: Floats) -> Floats:
        return np.asarray(self.median * (1 / shares - 1) ** (1 / self.k))


class Normal(RandomTime):
    """The bell curve with its top at `mode`, cut off at 0: what would be below is not drawn at all.

    With z = mode / sd and h = phi(z) / Phi(z) its mean is mode + sd x h, its variance sd^2 (1 - z h - h^2)
    (Johnson, Kotz and Balakrishnan 1994, Continuous Univariate Distributions 1, 13.10.1).
    """

    shape: Literal["normal"] = "normal"
    mode: Annotated[Minutes, Field(description="the most likely time: the mean before the curve is cut")]
    sd: Annotated[Minutes, Field(gt=0, description="standard deviation before the curve is cut")]

    def check(self) -> None:
        if self.sd < self.mode * 1e-6:
            raise ValueError("shape normal needs an sd of a millionth of its mode or more; or take constant")
        super().check()

    @property
    def _cut(self) -> tuple[float, float]:
        from scipy.special import ndtr

        z = self.mode / self.sd
        return z, exp(-(z**2) / 2) / sqrt(2 * pi) / float(ndtr(z))

    @property
    def average(self) -> float:
        return self.mode + self.sd * self._cut[1]

    @property
    def variance(self) -> float:
        z, height = self._cut
        return self.sd**2 * (1 - z * height - height**2)

    def draw(self, n: int, rng: np.random.Generator, kind: Kind) -> NDArray[Any]:
        from scipy.special import ndtr, ndtri

        z = self.mode / self.sd
        uniform = 1 - rng.random(n)  # above 0, so that the bell has an upper end for each
        out = self.mode - self.sd * ndtri(uniform * ndtr(z))
        return np.maximum(out, 0).astype(kind)  # the last digit of a root can fall below

    def longer(self, times: Floats) -> Floats:
        from scipy.special import ndtr

        return np.asarray(ndtr((self.mode - times) / self.sd) / ndtr(self.mode / self.sd))

    def exceeded_by(self, shares: Floats) -> Floats:
        from scipy.special import ndtr, ndtri

        return np.maximum(self.mode - self.sd * ndtri(shares * ndtr(self.mode / self.sd)), 0.0)

    def _times(self, factor: float) -> Self:
        return self.by_user(mode=self.mode * factor, sd=self.sd * factor)


class Beta(RandomTime):
    """From `low` to `high`; `alpha` above 1 thins out the low end, `beta` the high end (Law, 6.2.2)."""

    shape: Literal["beta"] = "beta"
    low: Minutes = Field(description="the shortest time")
    high: Minutes = Field(description="the longest time")
    alpha: Annotated[Real, Field(ge=0.05, le=1000, description="exponent at the low end")]
    beta: Annotated[Real, Field(ge=0.05, le=1000, description="exponent at the high end")]

    @property
    def average(self) -> float:
        return self.low + (self.high - self.low) * self.alpha / (self.alpha + self.beta)

    @property
    def variance(self) -> float:
        both = self.alpha + self.beta
        return (self.high - self.low) ** 2 * self.alpha * self.beta / (both**2 * (both + 1))

    def check(self) -> None:
        if not self.low < self.high:
            raise ValueError("shape beta needs low below high")
        super().check()

    def draw(self, n: int, rng: np.random.Generator, kind: Kind) -> NDArray[Any]:
        return (self.low + (self.high - self.low) * rng.beta(self.alpha, self.beta, n)).astype(kind)

    def longer(self, times: Floats) -> Floats:
        from scipy.special import betainc

        left = np.clip((self.high - times) / (self.high - self.low), 0.0, 1.0)
        return np.asarray(betainc(self.beta, self.alpha, left))

    def exceeded_by(self, shares: Floats) -> Floats:
        from scipy.special import betaincinv

        return np.asarray(self.high - (self.high - self.low) * betaincinv(self.beta, self.alpha, shares))

    def _times(self, factor: float) -> Self:
        return self.by_user(low=self.low * factor, high=self.high * factor)
