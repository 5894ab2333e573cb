"""What a run leaves of a KPI's samples: their number and moments, and their quantiles in few numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from portsim.base.arrays import Floats, quantiles
from portsim.base.borders import within
from portsim.kpis.kpi import KPI, Kpi
from portsim.kpis.statistic import SHARES, quantile_of
from portsim.model.library import Library
from portsim.records.records import Records

SEEN = "precision"  # the question under which a study keeps it
POINTS = 4000  # that stand for all samples of a run; its quantiles are off by 1 / 8000 in rank at most


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
        float(square.mean()) * scale**2,
        float((square * off).mean()) * scale**3,
        points,
    )


def thinned(samples: Floats) -> Floats:
    """Samples in ascending order; of more than POINTS as many quantiles, each for an equal part of them."""
    ordered = np.sort(samples).astype(np.float64, copy=False)
    if len(ordered) <= POINTS:
        return ordered
    return np.interp(
        (np.arange(POINTS) + 0.5) / POINTS * (len(ordered) - 1), np.arange(len(ordered)), ordered
    )


def pooled_quantile(runs: Sequence[Seen], quantile: float) -> float:
    """The quantile (0..1) of the samples of all runs together; NaN without any."""
    filled = [each for each in runs if each.n]
    if not filled:
        return float("nan")
    points = np.concatenate([each.points for each in filled])
    if all(each.n == len(each.points) for each in filled):
        return quantiles(points, quantile)[0]
    weights = np.concatenate([np.full(len(each.points), each.n / len(each.points)) for each in filled])
    order = np.argsort(points, kind="stable")
    middle = np.cumsum(weights[order]) - weights[order] / 2
    return float(np.interp(quantile * weights.sum(), middle, points[order]))


def sectioned(
    values: Mapping[str, Floats], kept: Sequence[Mapping[str, Seen]], kpis: Mapping[str, Kpi]
) -> dict[str, Floats]:
    """The figures of the replications, shape (replications,) each, with quantiles pooled.

    The mean of a quantile's figures is that of the samples of all replications together, because a quantile
    of few samples is biased; their spread is that of the replications' own quantiles. Figures that are all
    alike, as those of one trace, stay as they are. Source: sectioning,
    Asmussen and Glynn 2007, Stochastic Simulation, III.5a; Nakayama 2014, Confidence intervals for quantiles
    using sectioning.
    """
    found = dict(values)
    for name, own in values.items():
        quantile = quantile_of(kpis[name].statistic)
        if quantile is not None and np.isfinite(own).any() and np.nanmin(own) < np.nanmax(own):
            together = pooled_quantile([each[name] for each in kept if name in each], quantile)
            found[name] = own + (together - np.nanmean(own))
    return found
