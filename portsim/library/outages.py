"""What a study says about outages of the data platform: recovery times, and how many wait around them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from portsim.base.arrays import Floats
from portsim.library.backlogs import BACKLOGS, QUARTER, UP, backlogs, outage, quarters
from portsim.model.world import World
from portsim.report.rows import outages
from portsim.report.words import label
from portsim.scenario.alternatives import BASELINE
from portsim.scenario.scenario import Scenario
from portsim.study.comparison import figures
from portsim.study.question import Question, Run, StudyResult
from portsim.study.statistics import interval

if TYPE_CHECKING:
    import pandas as pd

RECOVERY = "outage_recovery_time"


def _outages(study: StudyResult) -> pd.DataFrame:
    """Alternatives with an outage: the same `without` it (empty if none is compared), begin and end [min]
    of the outage, and the time [h] until the gate queue is back to normal: mean, 95 % CI, n."""
    import pandas as pd

    rows = []
    scenario = study.scenario
    for alternative in scenario.compare:
        world = scenario.world(alternative)
        span = outage(world.port, scenario.study.horizon)
        if span is not None:
            times = figures(study)[alternative][RECOVERY]
            n = int(np.isfinite(times).sum())
            rows.append((alternative, _without(scenario, alternative, world), *span, *interval(times), n))
    names = ["alternative", "without", "begin", "end", "recovery", "low", "high", "n"]
    return pd.DataFrame(rows, columns=names)


def _without(scenario: Scenario, alternative: str, world: World) -> str:
    """The alternative that is the same but for what brings the outage; empty if none is compared."""
    by = world.touched[f"calendars.{UP}"]
    rest = tuple(use for use in scenario.compare[alternative] if use.measure != by)
    same = (name for name, uses in ((BASELINE, ()), *scenario.compare.items()) if uses == rest)
    return next(same, "")


def _sentences(study: StudyResult) -> list[str]:
    return [
        f"{label(row.alternative)}: the gate is {row.words}." for row in outages(study.table(OUTAGES.name))
    ]


def _waiting(run: Run) -> Mapping[str, Floats]:
    return backlogs(run.records)


def _backlog(study: StudyResult) -> pd.DataFrame:
    """Number waiting, 15-min means with the CI over replications, with and without an outage.

    `minute` is the middle of the 15 min; the table is empty in a study without an outage.
    """
    import pandas as pd

    window, horizon = study.scenario.study.window, study.scenario.study.horizon
    minutes = quarters(window[0], horizon)[:-1] + QUARTER / 2
    found = study.table(OUTAGES.name)
    pairs = zip(found["alternative"], found["without"], strict=True)
    kept = study.kept(BACKLOG.name)
    rows = [
        (alternative, place, minute, *interval(waiting))
        for alternative in dict.fromkeys(name for pair in pairs for name in pair if name)
        for place in BACKLOGS
        for minute, waiting in zip(
            minutes, np.array([each[alternative][place] for each in kept]).T, strict=True
        )
    ]
    return pd.DataFrame(rows, columns=["alternative", "place", "minute", "waiting", "low", "high"])


OUTAGES = Question(
    "outages",
    "Outages of the data platform, and the time until the gate queue is back to normal",
    _outages,
    file="outages",
    left_out=True,
    sentences=_sentences,
)
BACKLOG = Question(
    "backlog", "How many wait around an outage", _backlog, _waiting, file="backlog", left_out=True
)
