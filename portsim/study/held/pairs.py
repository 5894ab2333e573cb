"""A comparison at one terminal, with both sides: what was observed, and what all replications gave."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from portsim.base.arrays import Bools, Floats, Ints
from portsim.kpis.pooled import pooled_quantiles
from portsim.study.growth import growing
from portsim.study.held.days import departures, errors, figures_of
from portsim.study.held.energy import Blocks, Energy, energy
from portsim.study.held.equivalence import Estimate, Tested, difference, equivalence
from portsim.study.held.figure import HeldFigure
from portsim.study.held.kept import ALL, POINTS, SHARES, Kept, by_day
from portsim.study.memory import memory
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
OF_THE_LOG = -1  # in place of the number of a run


class Days(NamedTuple):
    """The samples of both sides [unit], shape (n,), with how many each stands for and the number of its day,
    and of each day its number in the calendar and the run or log that it is of, shape (days,)."""

    value: Floats
    weight: Floats
    block: Ints
    day: Ints
    run: Ints


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
        found = errors(self.value, self.samples.day, SHARES, self.limit, self.seed, self._memory(now))
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

    def _memory(self, simulated: Floats) -> Floats:
        """What neighbouring days of the runs have in common, of each figure."""
        both = self._both
        of_runs = both.run != OF_THE_LOG
        sums = departures(both.value, both.block, simulated.mean(axis=0), SHARES, self.limit, both.weight)
        return memory(sums[of_runs], both.day[of_runs], both.run[of_runs])

    def _simulated(self, row: int) -> Floats:
        """The figures of the replications, shape (replications, figures); quantiles are pooled as those of
        all KPIs are (`over_runs` of `kpis/pooled.py`)."""
        own = np.array([each["figures"][row] for each in self.kept])
        if len(own) > 1:
            pooled = pooled_quantiles(
                [each["points"] for each in self.kept], [each["begun"].sum() for each in self.kept], SHARES
            )
            at = slice(0, len(SHARES))
            apart = own[:, at].max(axis=0) > own[:, at].min(axis=0)
            first = np.array([each["figures"][0, at] for each in self.kept]).mean(axis=0)
            own[:, at] += np.where(apart, pooled - first, 0.0)
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
        """The energy distance of both sides [unit], with days as blocks."""
        value, weight, block, day, run = self._both
        return energy(Blocks(value, weight, block, day % 7, run == OF_THE_LOG), self.seed)

    @cached_property
    def _both(self) -> Days:
        value, weight, block = [], [], []
        numbers: dict[tuple[int, int], int] = {}
        for points, day, n, run in self._blocks():
            number = numbers.setdefault((day, run), len(numbers))
            value.append(points)
            weight.append(np.full(len(points), n / len(points)))
            block.append(np.full(len(points), number, dtype=np.int64))
        day, run = np.array(list(numbers)).T
        return Days(np.concatenate(value), np.concatenate(weight), np.concatenate(block), day, run)

    def _blocks(self) -> Iterator[tuple[Floats, int, float, int]]:
        """Points, day, number of samples, and the run or the log that it is of, of each day on both sides.

        A day on which a log brings the same shipments in every replication is one day, however often run.
        """
        days, many = np.unique(self.samples.day, return_counts=True)
        for points, day, n in zip(by_day(self.value, self.samples.day), days, many, strict=True):
            yield points, int(day), float(n), OF_THE_LOG
        for run, each in enumerate(self.kept):
            sizes = np.minimum(each["day_n"], POINTS).astype(np.int64)
            pieces = np.split(each["day_points"], np.cumsum(sizes)[:-1])
            for points, day, n in zip(pieces, each["days"], each["day_n"], strict=True):
                if self.traced:
                    yield points, int(day), float(n) / len(self.kept), 0
                else:
                    yield points, int(day), float(n), run


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
