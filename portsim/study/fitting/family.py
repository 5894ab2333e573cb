"""A family of shapes: how its figures are found from measured times, and how likely these then are.

All functions take a table of samples, a row for each: the log is one row, its bootstrap many, fitted at once.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping

import numpy as np

from portsim.base.arrays import Bools, Floats

STEPS = 60  # of Newton's method at most
EXACT = 1e-10  # relative, at which it ends


class Family(ABC):
    """Figures are arrays of shape (rows, 1), by the keys that a scenario file has for them [min, or 1].

    The bootstrap says nothing of the largest of a sample: Bickel and Freedman 1981, Annals of Statistics 9.
    """

    name: str  # the shape in a scenario file
    free: int  # how many figures are fitted
    least: int = 10  # values that it takes to fit it
    ends: tuple[str, ...] = ()  # found from the shortest and the longest time, of which no bootstrap tells
    several: bool = False  # a mixture: for times that no single shape describes

    @abstractmethod
    def fit(self, x: Floats) -> Mapping[str, Floats]:
        """The figures of maximum likelihood of samples [min], shape (rows, n), each in rising order.

        A row that has none, as its values are all the same, or none within the bounds of the shape, gets NaN.
        """

    @abstractmethod
    def log_density(self, x: Floats, of: Mapping[str, Floats]) -> Floats:
        """Log of the density [1/min] at each value, shape (rows, n)."""

    @abstractmethod
    def below(self, x: Floats, of: Mapping[str, Floats]) -> Floats:
        """The share [0..1] of times below each value, shape (rows, n)."""

    @abstractmethod
    def at(self, share: Floats, of: Mapping[str, Floats]) -> Floats:
        """The times [min] below which each share [0..1] lies, shape of `share`."""

    def sample(self, of: Mapping[str, Floats], rows: int, n: int, rng: np.random.Generator) -> Floats:
        """Times [min] of the shape, shape (rows, n), each row in rising order.

        Uniforms of a sorted sample are sums of exponentials (Devroye 1986, V.3.3), so that nothing is sorted.
        """
        gaps = np.cumsum(rng.standard_exponential((rows, n + 1)), axis=1)
        return self.at(gaps[:, :-1] / gaps[:, -1:], of)

    @abstractmethod
    def mean(self, of: Mapping[str, Floats]) -> Floats:
        """The mean [min], shape (rows, 1)."""


def newton(start: Floats, step: object, low: float, high: float) -> Floats:
    """Solve one equation a row by Newton's method within bounds, shape of `start`; NaN where it does not end.

    `step` gives value and slope at a guess.
    """
    guess = np.array(start, dtype=np.float64)
    change = np.full_like(guess, np.inf)
    for _ in range(STEPS):
        value, slope = step(guess)  # type: ignore[operator]
        with np.errstate(divide="ignore", invalid="ignore"):
            new = guess - value / slope
        new = np.where(new <= low, (guess + low) / 2, np.where(new >= high, (guess + high) / 2, new))
        change = np.abs(new - guess)
        guess = new
        if not (change > EXACT * np.maximum(np.abs(guess), EXACT)).any():
            break
    with np.errstate(invalid="ignore"):
        near_end = (guess - low < 1e-6 * max(abs(low), 1e-3)) | (high - guess < 1e-6 * abs(high))
        failed: Bools = ~np.isfinite(guess) | near_end | (change > 1e-4 * np.maximum(np.abs(guess), 1e-4))
    return np.where(failed, np.nan, guess)
