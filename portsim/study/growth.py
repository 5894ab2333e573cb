"""Which alternatives have a queue that grows without end, so that no figure of theirs is one of a port that
works."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from portsim.base.language import named, t
from portsim.kpis.growth import QUARTERS, WEEKLY, Quarters, queue_by_quarter, whole_days
from portsim.scenario.offered_load import offered_loads
from portsim.study.question import Question, Run, StudyResult
from portsim.study.statistics import interval

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("alternative", "place", "terminal", "load", "most", "before", "after")
STEADY = (
    1.5  # from the second quarter to the last an evenly growing queue gets 7/3 as long, a steady one stays
)

Place = tuple[str, str]  # (place, terminal)


class Waiting(NamedTuple):
    """The mean number in the queue of each place in the quarters of a run of so many days."""

    days: int
    quarters: Mapping[Place, Quarters]


def _keep(run: Run) -> Waiting:
    return Waiting(whole_days(run.steady), queue_by_quarter(run.steady))


def _table(study: StudyResult) -> pd.DataFrame:
    """One row per alternative and place whose queue grows for as long as the run lasts.

    `load` is the offered load and `most` what the servers can do; `before` and `after` are the mean numbers
    in the queue in the second and in the last quarter of the run. A queue grows where more work comes than
    its servers can do and it is longer at the end; or where, over four weeks or more, it is so much longer in
    the last quarter that the 95 % CI over replications leaves out a steady queue. An alternative that holds
    an event is looked at without it: a queue that an event leaves behind is no such queue.
    """
    import pandas as pd

    rows = []
    for alternative in study.scenario.alternatives:
        runs = [kept[alternative] for kept in study.kept(GROWTH.name)]
        for load in offered_loads(study.scenario.steady(alternative)):
            at = (load.place, load.terminal)
            second, last = (np.array([_queue(run, at, n) for run in runs]) for n in (1, QUARTERS - 1))
            if _grows(second, last, min(run.days for run in runs), overloaded=load.grows):
                rows.append((alternative, *at, load.mean, load.most, second.mean(), last.mean()))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _queue(run: Waiting, at: Place, quarter: int) -> float:
    """NaN where the run is too short to have quarters."""
    return run.quarters[at][quarter] if at in run.quarters else float("nan")


def _grows(second: np.ndarray, last: np.ndarray, days: int, *, overloaded: bool) -> bool:
    if days < QUARTERS:
        return overloaded
    if overloaded:
        return bool(last.mean() > second.mean())
    return days >= WEEKLY and last.mean() > 1 and interval(last - STEADY * second)[1] > 0


def growing(study: StudyResult) -> frozenset[str]:
    """The alternatives with a queue that grows for as long as the run lasts."""
    return frozenset(study.table(GROWTH.name)["alternative"])


def _sentences(study: StudyResult) -> list[str]:
    table = study.table(GROWTH.name)
    columns = (
        table[name].tolist() for name in ("alternative", "place", "terminal", "load", "before", "after")
    )
    return [
        t(
            "{alternative}: the queue at {place}, {terminal}, grows for as long as the run lasts (offered "
            "load {load:.2f}{longer}); it saves nothing in any figure.",
            alternative=named(alternative),
            place=named(place),
            terminal=named(terminal),
            load=load,
            longer=_longer(before, after),
        )
        for alternative, place, terminal, load, before, after in zip(*columns, strict=True)
    ]


def _longer(before: float, after: float) -> str:
    """How the queue has grown, in words; nothing of a run without quarters."""
    if np.isnan(before):
        return ""
    return t(
        "; {before:.3g} waiting in the second quarter of the run, {after:.3g} in the last",
        before=before,
        after=after,
    )


GROWTH = Question(
    "growth",
    "Queues that grow for as long as the run lasts",
    _table,
    _keep,
    file="growing_queues",
    left_out=True,
    sentences=_sentences,
    texts=False,
)
