"""How many wait around an event, at the places that it affects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portsim.kpis.recovery import QUARTER
from portsim.study.events import happenings, places_moved, queues_at, suffered
from portsim.study.question import Question, StudyResult
from portsim.study.statistics import interval

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("alternative", "place", "with_event", "minute", "waiting", "low", "high")


def _table(study: StudyResult) -> pd.DataFrame:
    """Number waiting, 15-min means with the 95 % CI over replications, with an event and without it.

    `minute` is the middle of the 15 min. The table is empty in a study without an event.
    """
    import pandas as pd

    rows = []
    for alternative, event in happenings(study).items():
        kept = suffered(study, alternative)
        minutes = kept[0].edges[:-1] + QUARTER / 2
        for place in places_moved(event, kept):
            for with_event, queues in zip((True, False), queues_at(place, kept), strict=True):
                rows += [
                    (alternative, place, with_event, minute, *interval(waiting))
                    for minute, waiting in zip(minutes, queues.T, strict=False)
                ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


BACKLOG = Question(
    "backlog", "How many wait around an event", _table, file="backlog", left_out=True, needs=("events",)
)
