"""How times spread over shipments: quantiles of the KPIs that are declared with `spread`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from portsim.base.arrays import Floats, quantiles_of
from portsim.kpis.pooled import over_runs, points_of
from portsim.study.question import Question, Run, StudyResult

if TYPE_CHECKING:
    import pandas as pd

QUANTILES = np.round(np.arange(0.01, 1.0, 0.01), 2)
COLUMNS = ("alternative", "kpi", "unit", "quantile", "value")
POINTS = 1000  # that stand for the samples of a run


class Spread(NamedTuple):
    """The samples of a KPI in one run: its quantiles [the KPI's unit], shape (99,), their number, and points
    that stand for them, shape (m,)."""

    own: Floats
    n: int
    points: Floats


def _keep(run: Run) -> dict[str, Spread]:
    found = {}
    for name, kpi in run.kpis.items():
        if kpi.spread and len(samples := kpi.samples(run.records)):
            ordered = np.sort(samples)
            own, points = np.array(quantiles_of(ordered, *QUANTILES.tolist())), points_of(ordered, POINTS)
            found[name] = Spread(own * kpi.scale, len(samples), points * kpi.scale)
    return found


def _table(study: StudyResult) -> pd.DataFrame:
    """Quantiles over shipments [the KPI's unit], those of all replications together."""
    import pandas as pd

    rows = []
    kept = study.kept(SPREAD.name)
    for alternative in study.scenario.alternatives:
        for name, kpi in study.kpis.items():
            found = [each[alternative][name] for each in kept if name in each[alternative]]
            if found:
                own, many, points = zip(*found, strict=True)
                pairs = zip(
                    QUANTILES, over_runs(np.array(own), points, many, QUANTILES.tolist()), strict=True
                )
                rows += [(alternative, name, kpi.unit, quantile, value) for quantile, value in pairs]
    return pd.DataFrame(rows, columns=list(COLUMNS))


SPREAD = Question("spread", "How times spread over shipments, by quantile", _table, _keep, texts=False)
