"""What is asked of every system of a grid, and how sure the answer must be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from portsim.base.arrays import Bools, Floats
from portsim.base.borders import NEAR
from portsim.study.sizing.feasibility import Decision, check_chance, check_mean, joined

Meaning = Literal["period", "expected"]
PERIOD: Meaning = "period"
EXPECTED: Meaning = "expected"


@dataclass(frozen=True)
class Rule:
    """What is asked of every system, and how sure the answer must be.

    The figures of a replication are those of the targets, then the one that is to be small, if any. A target
    is kept where `sign * (figure - limit)` is 0 or less; `zones` are the indifference zones of its expected
    figure (`meaning` expected), `zone` is that of the chance (`meaning` period). `error` is the probability
    of any wrong answer over all `systems`; half of it goes to the selection where a figure is to be small.
    `within` is the zone of that figure, or how much dearer than the cheapest the chosen system may be.
    `monotone` says that values further on are never worse. `decide_all` goes on until every system is judged.
    """

    meaning: Meaning
    chance: float
    limits: tuple[float, ...]
    signs: tuple[float, ...]
    zones: tuple[float, ...]
    zone: float
    error: float
    first: int
    systems: int
    smallest_figure: bool = False
    within: float = 0.0
    budget: int | None = None
    monotone: bool = False
    decide_all: bool = False

    @property
    def targets(self) -> int:
        return len(self.limits)

    @property
    def error_each(self) -> float:
        """The error of one check: Bonferroni over systems, and over targets where each has a check."""
        checks = self.systems * (self.targets if self.meaning == EXPECTED else 1)
        return self.error / (2 if self.smallest_figure else 1) / checks

    def gaps(self, figures: Floats) -> Floats:
        """How far each target is missed, from figures of shape (n, m): shape (n, targets), 0 or less where
        it is kept. A figure that is its limit but for rounding keeps it."""
        limits = np.array(self.limits)
        gaps = figures[:, : self.targets] - limits
        return np.asarray(np.where(np.abs(gaps) <= NEAR * np.abs(limits), 0.0, gaps) * np.array(self.signs))

    def met(self, figures: Floats) -> Bools:
        """Whether each replication meets all targets, shape (n,)."""
        return np.asarray((self.gaps(figures) <= 0).all(axis=1))

    def tightest(self, figures: Floats) -> float:
        """How close a system is to missing a target in the mean: the largest gap, in zones of its target."""
        gaps = self.gaps(figures).mean(axis=0)
        return float(max((gap / zone for gap, zone in zip(gaps, self.zones, strict=True)), default=0.0))

    def judge(self, figures: Floats) -> Decision:
        """What the replications of a system say of it; where nothing is asked all are feasible."""
        if not self.targets:
            return Decision("feasible", len(figures))
        if self.meaning == PERIOD:
            return check_chance(self.met(figures), self.chance, self.zone, self.error_each)
        gaps = self.gaps(figures)
        return joined(
            [check_mean(gaps[:, n], zone, self.error_each, self.first) for n, zone in enumerate(self.zones)]
        )
