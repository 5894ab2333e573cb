"""How times spread over shipments: quantiles of the KPIs that are declared with `spread`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from portsim.base.arrays import Floats
from portsim.study.question import Question, Run, StudyResult

if TYPE_CHECKING:
    import pandas as pd

QUANTILES = np.round(np.arange(0.01, 1.0, 0.01), 2)
COLUMNS = ("alternative", "kpi", "unit", "quantile", "value")


def _keep(run: Run) -> dict[str, Floats]:
    """KPI to its quantiles [the KPI's unit], shape (99,)."""
    found = {}
    for name, kpi in run.kpis.items():
        if kpi.spread and len(samples := kpi.samples(run.records)):
            found[name] = np.quantile(samples, QUANTILES) * kpi.scale
    return found


def _table(study: StudyResult) -> pd.DataFrame:
    """Quantiles over shipments [the KPI's unit], means over replications."""
    import pandas as pd

    rows = []
    kept = study.kept(SPREAD.name)
    for alternative in study.scenario.alternatives:
        for name, kpi in study.kpis.items():
            found = [each[alternative][name] for each in kept if name in each[alternative]]
            if found:
                pairs = zip(QUANTILES, np.mean(found, axis=0), strict=True)
                rows += [(alternative, name, kpi.unit, quantile, value) for quantile, value in pairs]
    return pd.DataFrame(rows, columns=list(COLUMNS))


SPREAD = Question("spread", "How times spread over shipments, by quantile", _table, _keep, texts=False)
