"""How long each stage takes, from milestone to milestone, over replications."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from portsim.kpis.stages import Stage, stages
from portsim.study.question import Question, Run, StudyResult
from portsim.study.statistics import interval

if TYPE_CHECKING:
    import pandas as pd

KEYS = ("alternative", "stream", "channel", "terminal", "stage", "order")
COLUMNS = (*KEYS, "n", "mean", "ci_low", "ci_high", "median", "p90", "low", "high")


def _keep(run: Run) -> list[Stage]:
    return stages(run.records, run.world)


def _table(study: StudyResult) -> pd.DataFrame:
    """Time-release stages [min]: means over replications, with the 95 % CI of the mean; n over all of
    them."""
    import pandas as pd

    groups: dict[tuple[str, str, str, str, str, int], list[Stage]] = {}
    for kept in study.kept(STAGES.name):
        for alternative, found in kept.items():
            for each in found:
                key = (alternative, each.stream, each.channel, each.terminal, each.stage, each.order)
                groups.setdefault(key, []).append(each)
    rows = []
    for key, group in groups.items():
        middle = [float(np.mean([getattr(each, name) for each in group])) for name in ("median", "p90")]
        extremes = min(each.low for each in group), max(each.high for each in group)
        n, mean = sum(each.n for each in group), interval(np.array([each.mean for each in group]))
        rows.append((*key, n, *mean, *middle, *extremes))
    return pd.DataFrame(rows, columns=list(COLUMNS))


STAGES = Question("stages", "Time by stage, from milestone to milestone", _table, _keep, file="stages")
