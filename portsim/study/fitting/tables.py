"""A fit as tables: shapes tried, checks, quantiles, chances, arrivals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from portsim.study.fitting.found import Answered, Coming, Duration

if TYPE_CHECKING:
    import pandas as pd


def durations_table(durations: Mapping[str, Duration]) -> pd.DataFrame:
    """A row for each task and shape that was tried: its figures, how well it fits, whether it was taken."""
    import pandas as pd

    rows = []
    for key, each in durations.items():
        for one in each.fits:
            taken = one is each.fit and not each.hours
            said = {k: f"{v:.5g}" for k, v in one.figures.items()}
            if taken:
                said |= {
                    k: f"{said[k]} [{low:.4g}, {high:.4g}]"
                    for k, (low, high) in each.figures.items()
                    if k in said
                }
            rows.append(
                {
                    "task": key,
                    "shape": one.family.name,
                    "n": one.n,
                    "figures": ", ".join(f"{k} {v}" for k, v in said.items()),
                    "mean": one.mean,
                    "aic": one.aic,
                    "aic_weight": one.weight,
                    "anderson_darling": one.distance,
                    "p": one.p,
                    "largest_gap": one.off,
                    "chosen": taken,
                }
            )
    columns = ["task", "shape", "n", "figures", "mean", "aic", "aic_weight", "anderson_darling", "p"]
    return pd.DataFrame(rows, columns=[*columns, "largest_gap", "chosen"])


def checks_table(durations: Mapping[str, Duration]) -> pd.DataFrame:
    """A row for each task and check of its times: the test, its p, and whether what it finds matters."""
    import pandas as pd

    rows = [
        {"task": key, "check": c.name, "test": c.test, "statistic": c.statistic, "p": c.p, "size": c.size,
         "matters": c.matters}
        for key, each in durations.items()
        for c in each.checks
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["task", "check", "test", "statistic", "p", "size", "matters"])


def quantiles_table(durations: Mapping[str, Duration]) -> pd.DataFrame:
    """The times of the log against those of the best shape at the same shares [min]."""
    import pandas as pd

    rows = []
    for key, each in durations.items():
        best = each.fit or (each.fits[0] if each.fits else None)
        if best is None:
            continue
        n = len(each.times)
        shares = np.unique(
            np.concatenate([np.linspace(0.5 / n, 1 - 0.5 / n, 199), (n - np.arange(5) - 0.5) / n])
        )
        theirs = best.quantiles(shares)
        own = np.quantile(each.times, shares, method="hazen")
        rows += [
            {"task": key, "shape": best.family.name, "share": s, "log": a, "fitted": b}
            for s, a, b in zip(shares, own, theirs, strict=True)
        ]
    return pd.DataFrame(rows, columns=["task", "shape", "share", "log", "fitted"])


def chances_table(chances: Mapping[str, Answered]) -> pd.DataFrame:
    """A row for each chance: how often it was counted, its share [0..1] and 95 % interval."""
    import pandas as pd

    rows = [
        {"chance": key, "n": one.n, "share": one.share, "low": one.range[0], "high": one.range[1]}
        for key, one in chances.items()
    ]
    return pd.DataFrame(rows, columns=["chance", "n", "share", "low", "high"])


def arrivals_table(coming: Sequence[Coming]) -> pd.DataFrame:
    """A row for each stream and hour of the week: mean arrivals of the log and of the profile."""
    import pandas as pd

    rows = []
    for each in coming:
        if each.found is None:
            continue
        for day in range(7):
            for hour in range(24):
                fitted = each.found.per_day / 24 * each.found.hours[hour] * each.found.week_days[day]
                rows.append(
                    {"stream": each.logged.stream, "weekday": day, "hour": hour,
                     "log": each.found.cells[day, hour], "fitted": fitted, "fano": each.found.fano[hour]}
                )  # fmt: skip
    return pd.DataFrame(rows, columns=["stream", "weekday", "hour", "log", "fitted", "fano"])
