"""What a fit finds of each thing that was measured: a duration, a chance, the arrivals of a stream."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from portsim.base.arrays import Floats
from portsim.study.fitting.arriving import Arriving
from portsim.study.fitting.checks import Check
from portsim.study.fitting.measured import Logged, Measured
from portsim.study.fitting.ranking import Fit

Range = tuple[float, float]
POINTS = 101
STEP = 1 / (POINTS - 1)


def shares_of_table(n: int) -> Floats:
    """The shares [0..1] of the quantiles that stand for n times: even steps, the first and the last of them
    in halves down to a single time, as one straight line to the longest would draw too many long ones."""
    halves = STEP / 2 ** np.arange(1, max(int(np.log2(STEP * n)), 0) + 1)
    even = np.linspace(0, 1, min(POINTS, n))
    return np.unique(np.concatenate([even, halves, 1 - halves]))


def table(times: Floats) -> tuple[Floats, Floats]:
    """Shares [0..1] and quantiles [min] that stand for times [min] where no shape is accepted."""
    shares = shares_of_table(len(times))
    return shares, np.quantile(times, shares)


@dataclass(frozen=True)
class Shaped:
    """Times [min], shape (n,), and the shape that stands for them; None where none is accepted, and a table
    of their quantiles stands for them."""

    times: Floats
    fit: Fit | None

    @property
    def mean(self) -> float:
        """Mean of what is written [min]."""
        if self.fit is not None:
            return self.fit.mean
        shares, known = table(self.times)
        return float(np.diff(shares) @ (known[:-1] + known[1:]) / 2)


@dataclass(frozen=True)
class Part(Shaped):
    """The times of those who arrive at some hours of the day, from `begin` up to `end`."""

    begin: int
    end: int


@dataclass(frozen=True)
class Duration:
    """A task as it was measured and fitted: `range` is the 95 % interval of the mean of what is written
    [min], `hours` the parts of a fit by hour; `fit` is None where no shape is accepted, and quantiles are
    taken."""

    measured: Measured
    times: Floats
    zeros: int
    unit: float
    fits: tuple[Fit, ...]
    fit: Fit | None
    range: Range
    figures: Mapping[str, Range]
    checks: tuple[Check, ...]
    far: int
    hours: tuple[Part, ...] = ()
    refused: str = ""

    @property
    def mean(self) -> float:
        """Mean of what is written [min]."""
        parts = self.hours or (Shaped(self.times, self.fit),)
        return float(np.average([each.mean for each in parts], weights=[len(each.times) for each in parts]))

    @property
    def left_out(self) -> float:
        """The share [0..1] of the time that the log has and what is written has not, below 0 where it has
        more; 0 while the mean of the log lies within the interval."""
        of_log = float(self.times.mean())
        return 0.0 if self.range[0] <= of_log <= self.range[1] else 1 - self.mean / of_log


@dataclass(frozen=True)
class Answered:
    """A chance as it was counted: share [0..1] and its 95 % interval (`of_share`)."""

    measured: Measured
    n: int
    share: float
    range: Range


@dataclass(frozen=True)
class Coming:
    """The arrivals of a stream as fitted; None with the reason where they are not."""

    logged: Logged
    found: Arriving | None
    refused: str = ""
