"""Whether intervals can be trusted: effective observations and skewness, and the days that would do."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from portsim.base.arrays import Floats
from portsim.base.language import named, t
from portsim.kpis.kpi import Kpi
from portsim.kpis.pooled import pooled_quantiles
from portsim.kpis.statistic import quantile_of
from portsim.scenario.alternatives import BASELINE
from portsim.study.comparison import COMPARISON, figures
from portsim.study.question import Question, Run, StudyResult
from portsim.study.seen import SEEN, Seen, seen
from portsim.study.skewness import chance_of_skewness, skewness
from portsim.study.statistics import ERROR, interval

if TYPE_CHECKING:
    import pandas as pd

ENOUGH = 50.0  # times the squared skewness: effective observations; docs/method.md says how it was chosen
SKEWED = 11.0  # times the squared skewness of replications: 2 points of coverage are lost below
SAME = 1e-9  # a relative spread this small is rounding
LEAST_TESTED = 8  # replications; the test of skewness takes no fewer
MOST_SAID = 8
COLUMNS = (
    "alternative", "kpi", "unit", "mean", "half_width", "n", "samples", "effective", "needed", "skewness",
    "days", "days_needed",
)  # fmt: skip


@dataclass(frozen=True)
class Precision:
    """What the interval of a figure rests on; NaN where there is no such number.

    `effective` [observations] are worth as much as the samples of all replications, if they did not depend on
    one another, and `needed` would be enough; of a maximum no number of them is. `skewness` is that of the
    replications' figures.
    """

    samples: int
    effective: float
    needed: float
    skewness: float


def precision(kpi: Kpi, values: Floats, runs: Sequence[Seen]) -> Precision:
    """What the interval of figures of shape (replications,) rests on.

    Effective observations: variance of the samples over the variance of the mean that the replications show.
    Needed: 50 times the squared skewness of the samples; Cochran's rule of 25 holds for independent ones, and
    the third moment of a queue dies out more slowly than its variance (docs/method.md). Source:
    Law, Simulation Modeling and Analysis, 4.4; Cochran 1977, Sampling Techniques, 2.15.
    """
    values, n = values[np.isfinite(values)], sum(each.n for each in runs)
    skewed = _skewness(values)
    if kpi.statistic == "max" or len(values) < 2 or all(each.n == 1 for each in runs):
        return Precision(n, math.nan, math.nan, skewed)
    means, variance, third = _moments(kpi, runs)
    error = float(means.var(ddof=1)) / len(means)
    if variance <= 0:
        return Precision(n, math.nan, math.nan, skewed)
    effective = min(float(n), variance / error) if error > 0 else float(n)
    return Precision(n, effective, ENOUGH * third**2 / variance**3, skewed)


def _moments(kpi: Kpi, runs: Sequence[Seen]) -> tuple[Floats, float, float]:
    """Mean of each run, variance and third moment of all samples; of a quantile those of being below it."""
    quantile = quantile_of(kpi.statistic)
    if quantile is not None:
        points, many = [each.points for each in runs], [each.n for each in runs]
        (limit,) = pooled_quantiles(points, many, (quantile,))
        below = np.array(
            [np.searchsorted(each.points, limit, side="right") / len(each.points) for each in runs]
        )
        return below, quantile * (1 - quantile), quantile * (1 - quantile) * (1 - 2 * quantile)
    n = np.array([each.n for each in runs], dtype=np.float64)
    means, squares, thirds = (
        np.array([getattr(each, of) for each in runs]) for of in ("mean", "variance", "third")
    )
    off = means - np.average(means, weights=n)
    variance = float(np.average(squares + off**2, weights=n))
    return means, variance, float(np.average(thirds + 3 * squares * off + off**3, weights=n))


def _skewness(values: Floats) -> float:
    if len(values) < 3 or np.ptp(values) <= SAME * np.abs(values).max():
        return math.nan
    return skewness(values)


def days_needed(found: Precision, values: Floats, days: int, tests: int) -> float:
    """Days to count [d] that would do; NaN if they are enough.

    Too few are effective observations below those needed. A skewness of the replications counts if it is none
    by chance, at 5 % over `tests` figures, and so large that a 95 % interval covers less than 93 %. Source:
    Hall 1992, The Bootstrap and Edgeworth Expansion, 2.6, two-sided coverage of the t-interval.
    """
    times = [found.needed / found.effective] if found.effective < found.needed else []
    values = values[np.isfinite(values)]
    skewed = len(values) >= LEAST_TESTED and SKEWED * found.skewness**2 > len(values)
    if skewed and chance_of_skewness(values) < ERROR / tests:
        times.append(SKEWED * found.skewness**2 / len(values))
    return float(math.ceil(days * max(times) - 1e-9)) if times else math.nan


def _keep(run: Run) -> dict[str, Seen]:
    return seen(run.scenario.library, run.records, run.kpis)


def _table(study: StudyResult) -> pd.DataFrame:
    """One row per KPI of the baseline, and per alternative and KPI that differs; `days_needed` [d] where the
    counted days are too few. An alternative that holds an event has none: more days bring no more events."""
    import pandas as pd

    values, kept, days = figures(study), study.kept(SEEN), study.scenario.study.days
    once = {name for name in study.scenario.alternatives if study.scenario.event(name) is not None}
    rows = []
    pairs = [
        (alternative, kpi)
        for alternative, of in values.items()
        for kpi in study.kpis.values()
        if np.isfinite(of[kpi.name]).any()
        and (
            alternative == BASELINE
            or not np.array_equal(of[kpi.name], values[BASELINE][kpi.name], equal_nan=True)
        )
    ]
    for alternative, kpi in pairs:
        own = values[alternative][kpi.name]
        runs = [each[alternative][kpi.name] for each in kept if kpi.name in each[alternative]]
        found = precision(kpi, own, runs)
        mean, low, high = interval(own)
        rows.append(
            (
                alternative, kpi.name, kpi.unit, mean, (high - low) / 2, int(np.isfinite(own).sum()),
                found.samples, found.effective, found.needed, found.skewness, days,
                math.nan if alternative in once else days_needed(found, own, days, len(pairs)),
            )
        )  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _short(study: StudyResult) -> pd.DataFrame:
    """The rows on which something rests and for which the counted days are too few, the most days first.

    Something rests on what a measure aims at, there and in the baseline, and on every difference that was
    found. The other rows stand in the table of precision alone.
    """
    compared, rows = study.table(COMPARISON.name), study.table(SEEN)
    aims = compared[compared["aim"].astype(bool)]
    found = compared[compared["verdict"].isin(["saves", "worse", "changes"])]
    rests = {(row.alternative, row.kpi) for each in (aims, found) for row in each.itertuples()}
    rests |= {(BASELINE, kpi) for kpi in aims["kpi"]}
    told = np.array(
        [pair in rests for pair in zip(rows["alternative"], rows["kpi"], strict=True)], dtype=bool
    )
    short = rows[rows["days_needed"].notna() & told].sort_values(
        "days_needed", ascending=False, kind="stable"
    )
    shown = ["alternative", "kpi", "samples", "effective", "needed", "skewness", "days", "days_needed"]
    return short[shown].reset_index(drop=True)


def sentences(short: pd.DataFrame) -> list[str]:
    """One sentence for each KPI whose interval cannot be trusted, of the alternative that needs most days."""
    worst = short.drop_duplicates("kpi")
    said = [
        t(
            "warning: the 95 % CI of {kpi} ({alternative}) covers less than it says: {why}; about "
            "{needed:,.0f} days would do instead of {days}",
            kpi=named(str(row["kpi"])),
            alternative=named(str(row["alternative"])),
            why=_why(row),
            needed=row["days_needed"],
            days=row["days"],
        )
        for row in worst.head(MOST_SAID).to_dict("records")
    ]
    if len(worst) > MOST_SAID:
        said.append(t("and {n} more KPIs, in precision.csv", n=len(worst) - MOST_SAID))
    return said


def _why(row: Mapping[Hashable, float]) -> str:
    if row["effective"] < row["needed"]:
        return t(
            "{samples:,.0f} observations are worth {effective:,.0f} independent ones, about {needed:,.0f} "
            "are needed",
            samples=row["samples"],
            effective=row["effective"],
            needed=row["needed"],
        )
    return t("the skewness of its replications is {skewness:.1f}", skewness=row["skewness"])


PRECISION = Question(
    SEEN,
    "Effective observations and skewness of every KPI, and the days that would do",
    _table,
    _keep,
    file="precision",
    needs=("comparison",),
    texts=False,
)
TOO_SHORT = Question(
    "too_short",
    "Figures for which the counted days are too few",
    _short,
    in_report=True,
    left_out=True,
    sentences=lambda study: sentences(study.table("too_short")),
    needs=("comparison", "precision"),
    short="Too few days",
)
