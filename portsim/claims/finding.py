"""What one replication says about one reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import isfinite
from typing import NamedTuple, get_args

import numpy as np

from portsim.base.arrays import Floats
from portsim.base.units import DAY
from portsim.claims.claim import Reading
from portsim.claims.figures import FIGURES, Side
from portsim.kpis.kpi import KPI, Figure, Kpi
from portsim.kpis.pooled import moved_to, over_runs, thinned
from portsim.kpis.statistic import quantile_of
from portsim.model.library import Library
from portsim.records.records import Records


class Quantile(NamedTuple):
    """A KPI that is a quantile (`share`, 0..1) in one run: its figure, and points that stand for its `n`
    samples, shape (m,) [the KPI's unit]."""

    share: float
    value: float
    n: int
    points: Floats


Sides = Mapping[Side, Quantile]


@dataclass(frozen=True)
class Finding:
    """What one replication says about one reading: figure [unit], and the parts behind it.

    `before` and `after` are the parts in the baseline and with the measure, by step, stream or ledger entry,
    as the KPI's quantity gives them.
    `users` is how many shipments of the reading's cohort arrive in a day [1/day]. `unlimited` is the same
    with unlimited servers on the same draws, None where the replication was not run so. `ends` are the least
    and the most that it can be whatever becomes of unfinished shipments; None where nothing is unfinished.
    `sides` has the quantiles that the figure is made of; none of a figure of another statistic.
    """

    figure: float
    before: Mapping[str, float]
    after: Mapping[str, float]
    users: float = 0.0
    unlimited: Finding | None = None
    ends: tuple[float, float] | None = None
    sides: Sides = field(default_factory=dict)


def find(reading: Reading, before: Records, after: Records, grace: float = 0.0) -> Finding:
    """Evaluate one reading on one replication; both alternatives are measured on the same cohort.

    Unfinished shipments may take `grace` [min] longer.
    """
    kpi = _kpi(reading, after)
    if kpi is None:
        return Finding(float("nan"), {}, {})
    cohort = _same_cohort(before, after)
    first, second = kpi.figure(cohort, grace), kpi.figure(after, grace)
    of = FIGURES[reading.figure].of
    ends = None
    if first.unfinished or second.unfinished:
        each = [of(a, b) for a in (first.value, first.later) for b in (second.value, second.later)]
        ends = min(each), max(each)
    sides: dict[Side, Quantile] = {}
    share = quantile_of(kpi.statistic)
    if share is not None:
        both: dict[Side, tuple[Records, Figure]] = {"baseline": (cohort, first), "measure": (after, second)}
        sides = {side: _quantile(share, kpi, *both[side]) for side in FIGURES[reading.figure].sides}
    figure, users = of(first.value, second.value), _users(reading, after)
    return Finding(figure, _behind(kpi, cohort), _behind(kpi, after), users, ends=ends, sides=sides)


def figure_alone(reading: Reading, before: Records, after: Records, grace: float = 0.0) -> float:
    """The figure that `find` gives [unit], without what else it says."""
    kpi = _kpi(reading, after)
    if kpi is None:
        return float("nan")
    first, second = (kpi.figure(each, grace).value for each in (_same_cohort(before, after), after))
    return FIGURES[reading.figure].of(first, second)


def _kpi(reading: Reading, records: Records) -> Kpi | None:
    return None if records.world is None else kpi_of(reading, records.world.library)


def _same_cohort(before: Records, after: Records) -> Records:
    """The records of the baseline, with the cohorts of an alternative."""
    return after.once(("cohort", before), lambda: before.with_traits_of(after))


def _quantile(share: float, kpi: Kpi, records: Records, found: Figure) -> Quantile:
    samples = kpi.samples(records)
    points = records.once(("points", kpi), lambda: thinned(samples) * kpi.scale)
    return Quantile(share, found.value, len(samples), points)


def pooled(reading: Reading, findings: Sequence[Finding]) -> Sequence[Finding]:
    """The findings of the replications, those about a quantile moved so that their mean is `mean_figure`:
    figures and ends by the same amount, which keeps their spread."""
    if not any(each.sides for each in findings):
        return findings
    own = np.array([each.figure for each in findings])
    moved = moved_to(mean_figure(reading, findings), own)
    return [
        replace(each, figure=float(figure), ends=_moved(each, float(figure)))
        for each, figure in zip(findings, moved, strict=True)
    ]


def _moved(finding: Finding, figure: float) -> tuple[float, float] | None:
    if finding.ends is None:
        return None
    least, most = finding.ends
    return least + (figure - finding.figure), most + (figure - finding.figure)


def mean_figure(reading: Reading, findings: Sequence[Finding]) -> float:
    """The figure over those replications that have one: their mean; NaN if none has.

    Of a quantile it is made of those of the samples of all these replications together, each side by itself
    (`over_runs`).
    """
    known = [each for each in findings if isfinite(each.figure)]
    if not known:
        return float("nan")
    if not known[0].sides:
        return float(np.mean([each.figure for each in known]))
    together = {side: _over_runs([each.sides[side] for each in known]) for side in known[0].sides}
    before, after = (together.get(side, float("nan")) for side in get_args(Side))
    return FIGURES[reading.figure].of(before, after)


def _over_runs(found: Sequence[Quantile]) -> float:
    values = np.array([[each.value] for each in found])
    points, many = [each.points for each in found], [each.n for each in found]
    return float(over_runs(values, points, many, (found[0].share,))[0])


def _users(reading: Reading, records: Records) -> float:
    """How many shipments with the traits of the cohort arrive in a day of the window [1/day]."""
    begin, end = records.window
    counted = sum(int(np.count_nonzero(each.counted(reading.cohort))) for each in records.among(()))
    return counted / ((end - begin) / DAY)


def _behind(kpi: Kpi, records: Records) -> Mapping[str, float]:
    return records.once(("behind", kpi.of), lambda: kpi.of.behind(records))


def kpi_of(reading: Reading, library: Library) -> Kpi | None:
    """The KPI of a reading, on its cohort alone."""
    if reading.kpi is None:
        return None
    return library[KPI][reading.kpi].among(reading.cohort)
