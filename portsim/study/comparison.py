"""Comparison of alternatives: paired differences over replications under common random numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

import numpy as np

from portsim.base.arrays import Floats
from portsim.kpis.kpi import KPI, Kpi
from portsim.model.library import Library
from portsim.records.records import Records
from portsim.scenario.alternatives import BASELINE
from portsim.study.question import Question, Run, StudyResult
from portsim.study.statistics import LEVEL, Paired, distinct, holm, paired
from portsim.study.traces import repeated

if TYPE_CHECKING:
    import pandas as pd


Verdict = Literal["saves", "worse", "changes", "no detectable difference", "not measured", "one trace"]


COLUMNS = (
    "alternative",
    "kpi",
    "unit",
    "baseline",
    "value",
    "difference",
    "low",
    "high",
    "relative",
    "p_holm",
    "variance_reduction",
    "n",
    "verdict",
)


def verdict(kpi: Kpi, result: Paired, p_holm: float) -> Verdict:
    """The comparison in words; only what survives Holm's correction at 5 % counts as a difference."""
    if result.n == 0:
        return "not measured"
    if not p_holm < 1 - LEVEL or result.difference == 0:
        return "no detectable difference"
    if kpi.better == "neither":
        return "changes"
    good = result.difference < 0 if kpi.better == "less" else result.difference > 0
    return "saves" if good else "worse"


def comparison_table(
    values: Mapping[str, Mapping[str, Floats]],
    kpis: Mapping[str, Kpi],
    baseline: str,
    *,
    traced: bool = False,
) -> pd.DataFrame:
    """One row per alternative and KPI; the family of Holm's correction is all KPIs of one alternative.

    `values[alternative][kpi]` has shape (replications,). With `traced`, figures that are equal in all
    replications are copies of one trace: they have no CI and no p, and the verdict says so.
    """
    import pandas as pd

    pairs = [
        (alternative, kpi, paired(*distinct(traced, values[baseline][kpi.name], figures[kpi.name])))
        for alternative, figures in values.items()
        if alternative != baseline
        for kpi in kpis.values()
    ]
    families = ([_tested(r) for name, _, r in pairs if name == alternative] for alternative in values)
    adjusted = [p for family in families for p in holm(family)]
    rows = [
        (
            alternative,
            kpi.name,
            kpi.unit,
            r.baseline,
            r.value,
            r.difference,
            r.low,
            r.high,
            r.difference / r.baseline if r.baseline else float("nan"),
            1.0 if np.isnan(p) and r.difference == 0 else p,
            r.variance_reduction,
            r.n,
            "one trace" if traced and r.n == 1 else verdict(kpi, r, p),
        )
        for (alternative, kpi, r), p in zip(pairs, adjusted, strict=True)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _tested(result: Paired) -> float:
    """The p-value, NaN where a measure leaves every replication as it was: that is no test of the family."""
    return float("nan") if result.low == result.high == 0 else result.p


def kpi_values(library: Library, records: Records) -> dict[str, float]:
    """Every KPI of a run [the KPI's unit]; NaN where there was nothing to measure.

    An error in the code of a KPI is left as it is, with a note that names the KPI and where it is declared.
    """
    values = {}
    for name, kpi in library[KPI].items():
        with library.blaming(KPI, name):
            values[name] = kpi.value(records)
    return values


def figures(study: StudyResult) -> Mapping[str, Mapping[str, Floats]]:
    """alternative -> KPI -> figures of the replications [the KPI's unit], shape (replications,)."""
    kept, kpis = study.kept(COMPARISON.name), study.scenario.library[KPI]
    return study.once(
        "figures",
        lambda: {
            alternative: {name: np.array([each[alternative][name] for each in kept]) for name in kpis}
            for alternative in study.scenario.alternatives
        },
    )


def _keep(run: Run) -> dict[str, float]:
    return kpi_values(run.scenario.library, run.records)


def _table(study: StudyResult) -> pd.DataFrame:
    traced = bool(repeated(study.scenario))
    return comparison_table(figures(study), study.scenario.library[KPI], BASELINE, traced=traced)


COMPARISON = Question(
    "comparison",
    "Each alternative against the baseline, KPI by KPI: paired difference, 95 % CI, Holm, verdict",
    _table,
    _keep,
    file="comparison",
)
