"""How many shipments came, ended, and are unfinished, over replications."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from portsim.study.question import Question, Run, StudyResult

if TYPE_CHECKING:
    import pandas as pd

Count = tuple[str, int, int, int]
COLUMNS = ("alternative", "stream", "arrived", "ended", "unfinished")


def _keep(run: Run) -> list[Count]:
    """(stream, arrived in the window, ended, unfinished at the horizon)."""
    out = []
    for stream, shipments in run.records.by_stream.items():
        counted = shipments.counted()
        ended = int(np.isfinite(shipments.ended[counted]).sum())
        out.append((stream, int(counted.sum()), ended, int(counted.sum()) - ended))
    return out


def _table(study: StudyResult) -> pd.DataFrame:
    """Shipments that arrived in the window, those that ended, those unfinished at the horizon; summed."""
    import pandas as pd

    rows = [
        (alternative, *row)
        for kept in study.kept(SHIPMENTS.name)
        for alternative, found in kept.items()
        for row in found
    ]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return table.groupby(["alternative", "stream"], sort=False, as_index=False).sum()


SHIPMENTS = Question(
    "shipments",
    "Shipments that came, ended, are unfinished",
    _table,
    _keep,
    file="shipments",
    texts=False,
)
