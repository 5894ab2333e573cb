"""Stage times per shipment of a group, so that means add up to the mean total time."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


def weighted(stages: pd.DataFrame) -> pd.DataFrame:
    """Stages with `mean` [min] per shipment of the group, so that means add up to the mean total time."""
    groups = stages.groupby(["alternative", "stream", "channel", "terminal"], sort=False)["n"]
    return stages.assign(mean=stages["mean"] * stages["n"] / groups.transform("max"))


def until(stages: pd.DataFrame, last: str) -> pd.DataFrame:
    """Weighted stages up to a milestone."""
    ends = (
        stages[stages["stage"] == last]
        .groupby(["alternative", "stream", "channel", "terminal"])["order"]
        .max()
    )
    keys = list(
        zip(stages["alternative"], stages["stream"], stages["channel"], stages["terminal"], strict=True)
    )
    limit = [ends.get(key, -1) for key in keys]
    return weighted(stages[stages["order"] <= limit])
