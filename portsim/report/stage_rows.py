"""Rows of the stage table with their types, and what the baseline has in their place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from portsim.scenario.alternatives import BASELINE

if TYPE_CHECKING:
    import pandas as pd

GROUP = ["alternative", "stream", "channel", "terminal"]
MOVED = 0.01  # of the baseline's whole time


class StageRow(NamedTuple):
    """One stage, or one whole time, of a group of shipments in one alternative [min].

    `before` is the mean of the baseline in the same place, 0 if it has no such stage; `whole` that of its
    whole way.
    """

    alternative: str
    stream: str
    channel: str
    terminal: str
    stage: str
    kind: str
    order: float
    n: float
    taken: float
    mean: float
    ci_low: float
    ci_high: float
    mean_taken: float
    median: float
    p90: float
    shortest: float
    longest: float
    unfinished: float
    target: float
    within: float
    before: float
    whole: float

    @property
    def place(self) -> tuple[str, str, str, str]:
        return self.stream, self.channel, self.terminal, self.stage

    @property
    def shown(self) -> bool:
        """Whether it is the baseline's, or differs from that by a hundredth of the whole way or more."""
        return self.alternative == BASELINE or (
            abs(self.mean - self.before) >= MOVED * self.whole and self.mean != self.before
        )


def stage_rows(stages: pd.DataFrame) -> list[StageRow]:
    """Read the stage table row by row, in its own order."""
    plain = list(_read(stages))
    own = [row for row in plain if row.alternative == BASELINE]
    before = {row.place: row.mean for row in own}
    wholes: dict[tuple[str, ...], float] = {}
    for row in own:
        if row.kind == "whole":
            wholes.setdefault(row.place[:-1], row.mean)
    return [
        row._replace(before=before.get(row.place, 0.0), whole=wholes.get(row.place[:-1], 0.0))
        for row in plain
    ]


def _read(stages: pd.DataFrame) -> Iterator[StageRow]:
    texts = (*GROUP, "stage", "kind")
    for row in stages.to_dict("records"):
        text = {key: str(row[key]) for key in texts}
        number = {key: float(row[key]) for key in StageRow._fields if key not in (*text, "before", "whole")}
        yield StageRow(**text, **number, before=0.0, whole=0.0)  # type: ignore[arg-type]


def until(stages: pd.DataFrame, last: str) -> pd.DataFrame:
    """The rows of the stages up to the one of this name, group by group; none of a group that lacks it."""
    ends = stages[stages["stage"] == last].groupby(GROUP)["order"].max()
    keys = zip(*(stages[name] for name in GROUP), strict=True)
    limit = [ends.get(key, -1) for key in keys]
    return stages[stages["order"] <= limit]
