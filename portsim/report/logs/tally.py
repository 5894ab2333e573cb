"""How much a log holds, counted while it is written."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from portsim.base.many import many
from portsim.report.logs.events import Events


@dataclass
class Tally:
    """Cases, steps and events that were written; pieces hold whole cases, and a step lies in one of them."""

    cases: int = 0
    visits: int = 0
    events: int = 0

    def add(self, piece: Events) -> None:
        self.cases += len(np.unique(piece.case))
        self.visits += len(np.unique(piece.row))
        self.events += len(piece.case)

    def __str__(self) -> str:
        return f"{many(self.events, 'event')} of {many(self.visits, 'step')} in {many(self.cases, 'case')}"
