"""What each alternative changed in the model, and what the user set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portsim.study.question import Question, StudyResult

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("alternative", "key", "old", "new", "measure")


def _table(study: StudyResult) -> pd.DataFrame:
    """One row per change of what runs; what the user set holds for all alternatives."""
    import pandas as pd

    scenario = study.scenario
    made = [("all", change) for change in (*scenario.set_by_user, *scenario.baseline.changes_run)]
    made += [(name, change) for name in scenario.compare for change in scenario.world(name).changes_run]
    rows = [(name, each.key, each.old, each.new, each.measure) for name, each in made]
    return pd.DataFrame(rows, columns=list(COLUMNS))


CHANGES = Question("changes", "What each alternative changed in the model", _table, file="changes")
