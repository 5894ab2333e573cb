"""Queue and utilisation of every place by hour of the day, over replications."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from portsim.base.arrays import Floats
from portsim.kpis.hours import hours_of_day
from portsim.study.question import Question, Run, StudyResult

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("alternative", "place", "terminal", "hour", "queue", "utilisation")


def _keep(run: Run) -> dict[tuple[str, str], tuple[Floats, Floats]]:
    return hours_of_day(run.records)


def _table(study: StudyResult) -> pd.DataFrame:
    """Mean number in the queue and utilisation [0..1] by hour of the day, means over replications; that of
    the utilisation over those with a server at work in the hour, NaN where there is none."""
    import pandas as pd

    rows = []
    kept = study.kept(HOURS.name)
    for alternative in study.scenario.alternatives:
        for place, terminal in kept[0][alternative]:
            pairs = [each[alternative][place, terminal] for each in kept]
            queue = np.mean([queue for queue, _ in pairs], axis=0)
            share = _mean_of_known(np.array([share for _, share in pairs]))
            rows += [(alternative, place, terminal, hour, queue[hour], share[hour]) for hour in range(24)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _mean_of_known(shares: Floats) -> Floats:
    """The mean over rows that are numbers, NaN where none is, shape (hours,)."""
    known = np.isfinite(shares)
    total, n = np.where(known, shares, 0.0).sum(axis=0), known.sum(axis=0)
    return np.asarray(np.divide(total, n, out=np.full(len(n), np.nan), where=n > 0))


HOURS = Question("hours", "Queue and utilisation by hour of the day", _table, _keep, texts=False)
