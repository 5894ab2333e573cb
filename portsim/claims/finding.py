"""What one replication says about one reading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from portsim.base.units import DAY
from portsim.claims.claim import Reading
from portsim.claims.figures import FIGURES
from portsim.kpis.kpi import KPI, Kpi
from portsim.model.library import Library
from portsim.records.records import Records


@dataclass(frozen=True)
class Finding:
    """What one replication says about one reading: figure [unit], and the parts behind it.

    `before` and `after` are the parts in the baseline and with the measure, by step, stream or ledger entry,
    as the KPI's quantity gives them.
    `users` is how many shipments of the reading's cohort arrive in a day [1/day]. `unlimited` is the figure
    with unlimited servers on the same draws, None where the replication was not run so. `ends` are the least
    and the most that it can be whatever becomes of unfinished shipments; None where nothing is unfinished.
    """

    figure: float
    before: Mapping[str, float]
    after: Mapping[str, float]
    users: float = 0.0
    unlimited: float | None = None
    ends: tuple[float, float] | None = None


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
    figure, users = of(first.value, second.value), _users(reading, after)
    return Finding(figure, _behind(kpi, cohort), _behind(kpi, after), users, ends=ends)


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
