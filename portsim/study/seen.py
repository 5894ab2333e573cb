"""What a run leaves of a KPI's samples: their number and moments, and their quantiles in few numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from portsim.base.arrays import Floats, mean_of
from portsim.base.borders import within
from portsim.kpis.kpi import KPI, Kpi
from portsim.kpis.pooled import moved_to, over_runs, thinned
from portsim.kpis.statistic import SHARES, quantile_of
from portsim.model.library import Library
from portsim.records.records import Records

SEEN = "precision"  # the question under which a study keeps it


@dataclass(frozen=True)
class Seen:
    """The samples of one KPI in one run: number, mean, variance and third central moment [its unit].

    Of a share they are those of 0 and 1. `points`, in ascending order, stand for all samples of a KPI that is
    a quantile, shape (m,).
    """

    n: int
    mean: float
    variance: float
    third: float
    points: Floats


def seen(library: Library, records: Records, kpis: Mapping[str, Kpi]) -> dict[str, Seen]:
    """KPI to what is kept of its samples; KPIs without samples are left out.

    An error in the code of a KPI is left as it is, with a note that names the KPI and where it is declared.
    """
    found = {}
    for name, kpi in kpis.items():
        with library.blaming(KPI, name):
            samples = kpi.samples(records)
            if len(samples):
                found[name] = of_samples(kpi, samples)
    return found


def of_samples(kpi: Kpi, samples: Floats) -> Seen:
    """What is kept of samples of shape (n,), n > 0."""
    points = np.empty(0)
    scale = kpi.scale
    if quantile_of(kpi.statistic) is not None:
        points = thinned(samples) * kpi.scale
    elif kpi.statistic in SHARES:
        samples, scale = within(samples, kpi.within).astype(np.float64), 1.0
    mean = float(samples.mean())
    off = samples - mean
    square = off * off
    return Seen(
        len(samples),
        mean * scale,
        mean_of(square) * scale**2,
        mean_of(square * off) * scale**3,
        points,
    )


def sectioned(
    values: Mapping[str, Floats], kept: Sequence[Mapping[str, Seen]], kpis: Mapping[str, Kpi]
) -> dict[str, Floats]:
    """The figures of the replications, shape (replications,) each; of quantiles with the mean that
    `over_runs` gives, and the spread of their own."""
    found = dict(values)
    for name, own in values.items():
        quantile = quantile_of(kpis[name].statistic)
        if quantile is not None:
            runs = [each[name] for each in kept if name in each]
            points, many = [run.points for run in runs], [run.n for run in runs]
            (figure,) = over_runs(own[:, None], points, many, (quantile,))
            found[name] = moved_to(figure, own)
    return found
