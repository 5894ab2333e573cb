"""How long each stage takes, from milestone to milestone, over replications."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from portsim.kpis.pooled import over_runs
from portsim.kpis.stages import Stage, stages
from portsim.study.question import Question, Run, StudyResult
from portsim.study.statistics import distinct, interval
from portsim.study.traces import repeated

if TYPE_CHECKING:
    import pandas as pd

KEYS = ("alternative", "stream", "channel", "terminal", "stage", "order", "kind")
OF_ALL = ("n", "taken", "mean", "ci_low", "ci_high")
OF_TAKEN = ("mean_taken", "median", "p90", "shortest", "longest")
QUANTILES = (0.5, 0.9)  # median, P90
COLUMNS = (*KEYS, *OF_ALL, *OF_TAKEN, "unfinished", "target", "within")


def _keep(run: Run) -> list[Stage]:
    return stages(run.records, run.world)


def _table(study: StudyResult) -> pd.DataFrame:
    """Time-release stages [min]: means over replications, with the 95 % CI of the mean over all counted.

    Copies of one trace have no CI. n, taken, median, p90, shortest and longest are over all replications
    together. A stage that no shipment took in any of them has no row.
    """
    import pandas as pd

    groups: dict[tuple[object, ...], list[Stage]] = {}
    for kept in study.kept(STAGES.name):
        for alternative, found in kept.items():
            for each in found:
                groups.setdefault((alternative, *each.key), []).append(each)
    traced = bool(repeated(study.scenario))
    rows = [_row(key, group, traced=traced) for key, group in groups.items() if _shown(group)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _shown(group: list[Stage]) -> bool:
    return group[0].kind == "whole" or any(each.taken for each in group)


def _row(key: tuple[object, ...], group: list[Stage], *, traced: bool) -> tuple[object, ...]:
    (means,) = distinct(traced, np.array([each.mean for each in group]))
    own = np.array([(each.median, each.p90) for each in group])
    points, taken = [each.points for each in group], [each.taken for each in group]
    return (
        *key,
        sum(each.n for each in group),
        sum(taken),
        *interval(means),
        _mean(each.mean_taken for each in group),
        *over_runs(own, points, taken, QUANTILES).tolist(),
        min((each.shortest for each in group if each.taken), default=float("nan")),
        max((each.longest for each in group if each.taken), default=float("nan")),
        _mean(each.unfinished for each in group),
        group[0].target,
        _mean(each.within for each in group),
    )


def _mean(figures: Iterable[float]) -> float:
    """The mean over those replications that have a figure; NaN if none has."""
    known = [figure for figure in figures if np.isfinite(figure)]
    return float(np.mean(known)) if known else float("nan")


STAGES = Question(
    "stages", "Time by stage, from milestone to milestone", _table, _keep, file="stages", texts=False
)
