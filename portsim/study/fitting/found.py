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


@dataclass(frozen=True)
class Duration:
    """A task as it was measured and fitted. `hours` are the parts of a fit by hour: from, up to, their times
    and fit; `fit` is None where no shape is accepted, and quantiles are taken."""

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
    hours: tuple[tuple[int, int, Floats, Fit | None], ...] = ()
    refused: str = ""

    @property
    def mean(self) -> float:
        """Mean of what is written [min]."""
        if self.hours:
            means = [float(x.mean()) if fit is None else fit.mean for _, _, x, fit in self.hours]
            return float(np.average(means, weights=[len(x) for _, _, x, _ in self.hours]))
        return float(self.times.mean()) if self.fit is None else self.fit.mean


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
