"""A comparison at one terminal, with both sides: what was observed, and what all replications gave."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from portsim.base.arrays import Bools, Floats
from portsim.kpis.pooled import over_runs
from portsim.study.growth import growing
from portsim.study.held.days import Errors, errors, figures_of
from portsim.study.held.energy import Energy, energy
from portsim.study.held.equivalence import Estimate, Tested, difference, equivalence
from portsim.study.held.figure import HeldFigure
from portsim.study.held.kept import ALL, SHARES, Kept
from portsim.study.held.sides import Sides
from portsim.study.question import StudyResult
from portsim.study.statistics import distinct, interval
from portsim.study.traces import repeated

if TYPE_CHECKING:
    from portsim.claims.measured.comparison import Comparison
    from portsim.claims.measured.log import MeasuredLog, Samples

QUESTION_NAME = "observed"
FIGURES = (*(f"P{share * 100:.0f}" for share in SHARES), "mean", "beyond target")
DECIDE = ("P50", "P90")  # the figures that decide a verdict
LATER = 1  # the row of figures with what is unfinished
EVERY_WEEK, NOT_HELD_OUT, HELD_OUT = "all", "not held out", "held out"
SIDES = {-1: "low", 0: "", 1: "high"}


@dataclass(frozen=True, eq=False)
class Pair:
    """A comparison at one terminal (or all), in all weeks of a log, in those held out, or in the others."""

    comparison: Comparison
    log: MeasuredLog
    terminal: str
    weeks: str
    samples: Samples  # [min]
    kept: tuple[Kept, ...]
    seed: int
    traced: bool
    grows: bool

    @property
    def unit(self) -> str:
        return self.comparison.kpi.unit

    @cached_property
    def value(self) -> Floats:
        """What was observed [unit], shape (n,)."""
        return self.samples.value * self.comparison.kpi.scale

    @property
    def limit(self) -> float:
        """The target of the scenario [unit], NaN without one."""
        target = self.comparison.target
        return float("nan") if target is None else target * self.comparison.kpi.scale

    @property
    def days(self) -> int:
        """How many days of the log have samples."""
        return len(np.unique(self.samples.day))

    @property
    def unfinished(self) -> float:
        """The largest share of a replication that is not through at its end."""
        return max((float(each["unfinished"][0]) for each in self.kept), default=0.0)

    @cached_property
    def figures(self) -> tuple[HeldFigure, ...]:
        """All figures, in the order of FIGURES; that beyond the target only where there is one."""
        observed = figures_of(self.value, SHARES, self.limit)
        now, later = (self._simulated(row) for row in (0, LATER))
        found = self._errors
        return tuple(
            self._figure(
                name,
                Estimate(observed[n], found.error[n], found.freedom[n]),
                found.worth[n],
                now[:, n],
                later[:, n],
            )
            for n, name in enumerate(FIGURES)
            if not np.isnan(observed[n])
        )

    @cached_property
    def _errors(self) -> Errors:
        """The errors of the observed figures; few days of a log are as alike as those of the runs."""
        of_runs = self._both.memory_of_runs(self._simulated(0).mean(axis=0), SHARES, self.limit)
        return errors(self.value, self.samples.day, SHARES, self.limit, self.seed, of_runs)

    def _simulated(self, row: int) -> Floats:
        """The figures of the replications, shape (replications, figures); quantiles have the mean that
        `over_runs` gives, and the spread of their own."""
        own, first = (np.array([each["figures"][n] for each in self.kept]) for n in (row, 0))
        points, many = zip(*((each["points"], each["begun"].sum()) for each in self.kept), strict=True)
        at = slice(0, len(SHARES))
        own[:, at] += over_runs(first[:, at], points, many, SHARES) - first[:, at].mean(axis=0)
        return own

    def _figure(self, name: str, observed: Estimate, worth: float, now: Floats, later: Floats) -> HeldFigure:
        band = self.log.entry.band
        if name == FIGURES[-1] and not band.relative:
            band = type(band)(0.1, relative=True)  # a share has no minutes
        estimates = []
        for each in (now, later):
            (values,) = distinct(self.traced, each)
            n = len(values)
            error = float(values.std(ddof=1)) / n**0.5 if n > 1 else float("nan")
            estimates.append(Estimate(float(values.mean()), error, max(n - 1, 1)))
        first, last = (equivalence(each, observed, band) for each in estimates)
        found = (
            first if (first.found, first.side) == (last.found, last.side) else Tested(first.p, "undecided", 0)
        )
        if self.grows:
            found = Tested(first.p, "undecided", 0)
        mean, low, high = interval(distinct(self.traced, now)[0])
        _, least, most = interval(distinct(self.traced, later)[0])
        half = difference(Estimate(0.0, 0.0, 1), observed)
        spread = [difference(each, observed) for each in estimates]
        return HeldFigure(
            name,
            observed.value,
            -half[2],
            -half[1],
            worth,
            mean,
            min(low, least),
            max(high, most),
            spread[0][0],
            min(each[1] for each in spread),
            max(each[2] for each in spread),
            spread[0][0] / abs(observed.value) if observed.value else float("nan"),
            found.p,
            found.found,
            SIDES[found.side],
            name in DECIDE,
        )

    @property
    def deciding(self) -> tuple[HeldFigure, ...]:
        """The figures that decide."""
        return tuple(each for each in self.figures if each.decides)

    @property
    def verdict(self) -> str:
        """*met* if all that decide are equivalent, *missed* if one is different, else *undecided*."""
        found = {each.found for each in self.deciding}
        return "missed" if "different" in found else "met" if found == {"equivalent"} else "undecided"

    @cached_property
    def energy(self) -> Energy:
        """The energy distance of both sides [unit], with days as blocks; with weeks, where the days of the
        log are worth less than half as many."""
        weekly = self._errors.worth[FIGURES.index("mean")] < self.days / 2
        return energy(self._both.blocks(weekly=weekly), self.seed)

    @cached_property
    def _both(self) -> Sides:
        return Sides.of(self.value, self.samples.day, self.kept, self.traced)


def pairs(study: StudyResult) -> tuple[Pair, ...]:
    """All comparisons of a study that both sides have samples of, at all terminals first."""
    return study.once(("held", "pairs"), lambda: tuple(_pairs(study)))


def _pairs(study: StudyResult) -> Iterator[Pair]:
    if study.against is None:
        return
    kept, scenario = study.kept(QUESTION_NAME), study.scenario
    traced, grows = bool(repeated(scenario)), growing(study)
    names = scenario.baseline.port.terminals
    for each in study.against.comparisons:
        log = study.against.logs[each.log]
        samples = each.observed(log)
        found = [run[each.alternative].get(each.key, {}) for run in kept]
        numbers = {name: n for n, name in enumerate(names) if name in log.terminals}
        places = {ALL: np.ones(samples.n, dtype=np.bool_)}
        if len(numbers) > 1:
            places |= {name: samples.terminal == n for name, n in numbers.items()}
        for terminal, rows in places.items():
            own = tuple(run[terminal] for run in found if terminal in run)
            for weeks, some in _weeks(samples, rows, terminal):
                if own and some.any():
                    told = samples if some.all() else samples.among(some)
                    at = each.alternative in grows
                    yield Pair(each, log, terminal, weeks, told, own, scenario.study.seed, traced, at)


def _weeks(samples: Samples, rows: Bools, terminal: str) -> Iterator[tuple[str, Bools]]:
    yield EVERY_WEEK, rows
    if terminal == ALL and samples.held_out.any():
        yield NOT_HELD_OUT, rows & ~samples.held_out
        yield HELD_OUT, rows & samples.held_out
