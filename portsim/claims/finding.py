"""What one replication says about one reading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from portsim.claims.claim import Reading
from portsim.kpis.kpi import KPI, Kpi
from portsim.model.library import Library
from portsim.records.records import Records


@dataclass(frozen=True)
class Finding:
    """What one replication says about one reading: figure [unit], and the steps behind it [min].

    `users` is how many shipments of the reading's cohort arrive in a day [1/day].
    """

    figure: float
    before: Mapping[str, float]
    after: Mapping[str, float]
    users: float = 0.0


def find(reading: Reading, before: Records, after: Records) -> Finding:
    """Evaluate one reading on one replication; both alternatives are measured on the same cohort."""
    kpi = None if after.world is None else kpi_of(reading, after.world.library)
    if kpi is None:
        return Finding(float("nan"), {}, {})
    cohort = after.once(("cohort", before), lambda: before.with_traits_of(after))
    base, measure = kpi.value(cohort), kpi.value(after)
    if reading.figure == "value":
        figure = measure
    elif reading.figure == "baseline":
        figure = base
    elif reading.figure == "saved":
        figure = base - measure
    elif base == 0 or not np.isfinite(base):
        figure = float("nan")
    else:
        figure = 1 - measure / base if reading.figure == "saved_share" else measure / base
    begin, end = after.window
    users = sum(int(each.counted(reading.cohort).sum()) for each in after.among(())) / ((end - begin) / 1440)
    return Finding(figure, _behind(kpi, cohort), _behind(kpi, after), users)


def _behind(kpi: Kpi, records: Records) -> Mapping[str, float]:
    return records.once(("behind", kpi.of), lambda: kpi.of.behind(records))


def kpi_of(reading: Reading, library: Library) -> Kpi | None:
    """The KPI of a reading, on its cohort alone."""
    if reading.kpi is None:
        return None
    return library[KPI][reading.kpi].among(reading.cohort)
