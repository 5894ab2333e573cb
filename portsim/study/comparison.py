"""Comparison of alternatives: paired differences over replications under common random numbers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

import numpy as np

from portsim.base.arrays import Floats
from portsim.kpis.kpi import KPI, Figure, Kpi
from portsim.model.library import Library
from portsim.records.records import Records
from portsim.scenario.alternatives import BASELINE
from portsim.study.aims import primaries
from portsim.study.bounds import Bounded, bounded, compared, untraced
from portsim.study.families import benjamini_hochberg, bonferroni_level, hochberg_level, holm
from portsim.study.growth import growing
from portsim.study.judgement import found, replications_needed
from portsim.study.question import Question, Run, StudyResult
from portsim.study.seen import SEEN, sectioned
from portsim.study.statistics import ERROR, Paired
from portsim.study.traces import repeated

if TYPE_CHECKING:
    import pandas as pd


NAN = float("nan")
Verdict = Literal[
    "saves", "worse", "changes", "equivalent", "undecided", "not measured", "one trace", "overloaded"
]


COLUMNS = (
    "alternative",
    "kpi",
    "unit",
    "better",
    "aim",
    "baseline",
    "value",
    "difference",
    "low",
    "high",
    "relative",
    "matters",
    "p",
    "p_holm",
    "q",
    "variance_reduction",
    "n",
    "replications_needed",
    "unfinished",
    "baseline_is",
    "value_is",
    "verdict",
)
NONE: Mapping[str, tuple[str, ...]] = MappingProxyType({})
OWN: Mapping[str, float] = MappingProxyType({})


def verdict(kpi: Kpi, result: Paired, p: float, matters: float, *, overloaded: bool = False) -> Verdict:
    """The comparison in a word; `p` is corrected for its family, `matters` is in the KPI's unit.

    Where a queue grows without end (`overloaded`) a figure can be worse, and is never better.
    """
    said = found(result, p, matters)
    if overloaded and (kpi.better == "neither" or said in (kpi.better, "equivalent")):
        return "overloaded"
    if said != "less" and said != "more":
        return said
    if kpi.better == "neither":
        return "changes"
    return "saves" if said == kpi.better else "worse"


def comparison_table(
    values: Mapping[str, Mapping[str, Bounded]],
    kpis: Mapping[str, Kpi],
    baseline: str,
    aims: Mapping[str, tuple[str, ...]] = NONE,
    matters: Mapping[str, float] = OWN,
    *,
    traced: bool = False,
    overloaded: Collection[str] = (),
) -> pd.DataFrame:
    """One row per alternative and KPI; `values[alternative][kpi]` are its figures over replications.

    `aims` are the primary KPIs of each alternative: the family of Holm's correction is all of them, over the
    alternatives. All other rows are exploratory, and have the false-discovery rate q among themselves.
    `matters` are smallest differences that matter [the KPI's unit] in place of the KPI's own.
    `overloaded` names alternatives with a queue that grows; where it grows in the baseline, in all of them.
    With `traced`, figures that are equal in all replications are copies of one trace: they have no CI and no
    p, and the verdict says so.
    """
    import pandas as pd

    rows = [
        _Row(
            alternative,
            kpi,
            kpi.name in aims.get(alternative, ()),
            before := values[baseline][kpi.name],
            after := figures[kpi.name],
            result := compared(*untraced(traced, before, after)),
            matters.get(kpi.name, kpi.smallest(result.baseline)),
            traced,
            bool({baseline, alternative} & set(overloaded)),
        )
        for alternative, figures in values.items()
        if alternative != baseline
        for kpi in kpis.values()
    ]
    primary, exploratory = ([row.tested if row.aim is aim else NAN for row in rows] for aim in (True, False))
    p_holm, q = holm(primary), benjamini_hochberg(exploratory)
    asked = zip(bonferroni_level(primary, ERROR), hochberg_level(exploratory, ERROR), strict=True)
    cells = (
        row.cells(*corrected, level if row.aim else other)
        for row, corrected, (level, other) in zip(rows, zip(p_holm, q, strict=True), asked, strict=True)
    )
    return pd.DataFrame(cells, columns=list(COLUMNS))


@dataclass(frozen=True)
class _Row:
    """One alternative and one KPI, before the correction for its family."""

    alternative: str
    kpi: Kpi
    aim: bool
    before: Bounded
    after: Bounded
    result: Paired
    matters: float
    traced: bool
    overloaded: bool

    @property
    def unchanged(self) -> bool:
        """Whether the measure leaves every replication as it was: that is no test of a family."""
        return self.result.low == self.result.high == 0

    @property
    def tested(self) -> float:
        return NAN if self.unchanged else self.result.p

    def cells(self, p_holm: float, q: float, level: float) -> tuple[object, ...]:
        """The row of the table; `level` is the p-value that the family asks for."""
        r = self.result
        one_trace = self.traced and r.n == 1
        p = p_holm if self.aim else q
        word = "one trace" if one_trace else verdict(self.kpi, r, p, self.matters, overloaded=self.overloaded)
        needed = replications_needed(r, self.matters, level) if word == "undecided" else NAN
        if self.unchanged:
            p_holm, q = (1.0, NAN) if self.aim else (NAN, 1.0)
        return (
            self.alternative,
            self.kpi.name,
            self.kpi.unit,
            self.kpi.better,
            self.aim,
            r.baseline,
            r.value,
            r.difference,
            r.low,
            r.high,
            r.difference / abs(r.baseline) if r.baseline else NAN,
            self.matters,
            r.p,
            p_holm,
            q,
            r.variance_reduction,
            r.n,
            needed,
            max(self.before.unfinished, self.after.unfinished),
            self.before.bound,
            self.after.bound,
            word,
        )


def kpi_figures(
    library: Library, records: Records, grace: float, kpis: Mapping[str, Kpi]
) -> dict[str, Figure]:
    """Some of a library's KPIs of a run [the KPI's unit]; NaN where there was nothing to measure.

    What is unfinished is also taken to be through `grace` [min] later. An error in the code of a KPI is left
    as it is, with a note that names the KPI and where it is declared.
    """
    found = {}
    for name, kpi in kpis.items():
        with library.blaming(KPI, name):
            found[name] = kpi.figure(records, grace)
    return found


def figures(study: StudyResult) -> Mapping[str, Mapping[str, Floats]]:
    """alternative -> KPI -> figures of the replications [the KPI's unit], shape (replications,); of quantiles
    those that `sectioned` gives."""
    kept, kpis = study.kept(COMPARISON.name), study.kpis

    def of(alternative: str) -> dict[str, Floats]:
        own = {name: np.array([each[alternative][name].value for each in kept]) for name in kpis}
        return sectioned(own, [each[alternative] for each in study.kept(SEEN)], kpis)

    return study.once("figures", lambda: {name: of(name) for name in study.scenario.alternatives})


def with_bounds(study: StudyResult) -> Mapping[str, Mapping[str, Bounded]]:
    """alternative -> KPI -> its figures with what is unfinished."""

    def of(alternative: str, name: str, value: Floats) -> Bounded:
        seen = bounded([each[alternative][name] for each in study.kept(COMPARISON.name)])
        return replace(seen, value=value)

    return {
        alternative: {name: of(alternative, name, value) for name, value in own.items()}
        for alternative, own in figures(study).items()
    }


def _keep(run: Run) -> dict[str, Figure]:
    scenario = run.scenario
    return kpi_figures(scenario.library, run.records, scenario.study.run_out.at_most, run.kpis)


def _table(study: StudyResult) -> pd.DataFrame:
    scenario = study.scenario
    return comparison_table(
        with_bounds(study),
        study.kpis,
        BASELINE,
        primaries(scenario),
        scenario.matters,
        traced=bool(repeated(scenario)),
        overloaded=growing(study),
    )


COMPARISON = Question(
    "comparison",
    "Each alternative against the baseline, KPI by KPI: paired difference, 95 % CI, p, verdict",
    _table,
    _keep,
    file="comparison",
    needs=("precision", "growth"),
    texts=False,
)
