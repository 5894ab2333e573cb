"""Stage by stage: the report's tables of stage times, the baseline and what differs from it."""

from __future__ import annotations

import pandas as pd

from portsim.report.markdown import pipe_table
from portsim.report.numbers import figures, interval
from portsim.report.words import inline, label
from portsim.scenario.alternatives import BASELINE


def stages_section(stages: pd.DataFrame) -> str:
    """One table per stream, channel and terminal: within a stage the baseline and what differs from it."""
    if stages.empty:
        return "no data"
    parts = [
        "All times in minutes. Means add up along the stages; medians and P90 do not. A measure whose mean "
        "differs by less than a hundredth from the baseline is left out; all rows stand in `stages.csv`."
    ]
    stages = _moved(stages)
    for group, rows in stages.groupby(["stream", "channel", "terminal"], sort=False):
        stream, channel, terminal = (str(part) for part in group)
        where = "all terminals" if terminal == "all" else label(terminal)
        parts.append(f"### {label(stream)}, {inline(channel)}, {where}")
        parts.append(
            pipe_table(
                ("Stage", "Alternative", "n", "Mean", "Median", "P90", "Lowest to highest"),
                [
                    (
                        label(stage),
                        label(alternative),
                        figures(n),
                        figures(mean),
                        figures(median),
                        figures(p90),
                        interval(low, high),
                    )
                    for stage, alternative, n, mean, median, p90, low, high in rows.sort_values(
                        "order", kind="stable"
                    )[["stage", "alternative", "n", "mean", "median", "p90", "low", "high"]].itertuples(
                        index=False
                    )
                ],
                right=range(2, 7),
            )
        )
    return "\n\n".join(parts)


def _moved(stages: pd.DataFrame) -> pd.DataFrame:
    """The baseline's stages, and those of a measure that differ by a hundredth or that the baseline lacks."""
    keys = ["stream", "channel", "terminal", "stage"]
    before = stages[stages["alternative"] == BASELINE].drop_duplicates(keys).set_index(keys)["mean"]
    mean = pd.Series(before.reindex(pd.MultiIndex.from_frame(stages[keys])).to_numpy(), stages.index)
    same = (stages["mean"] - mean).abs() <= 0.01 * mean.abs()
    return stages[(stages["alternative"] == BASELINE) | ~same]
