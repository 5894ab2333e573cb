"""The model held against what users measured, as tables: verdicts, quantiles, hours, curves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from portsim.base.arrays import Floats
from portsim.kpis.pooled import pooled_quantiles
from portsim.study.held.figure import HeldFigure
from portsim.study.held.kept import ALL, HOURS, keep
from portsim.study.held.pairs import EVERY_WEEK, QUESTION_NAME, Pair, pairs
from portsim.study.question import Question, StudyResult
from portsim.study.spread import QUANTILES

if TYPE_CHECKING:
    import pandas as pd

WHAT = ("log", "kpi", "title", "unit", "alternative", "terminal", "weeks")
VERDICT = (
    *WHAT,
    "verdict",
    "band",
    "band_is",
    "energy",
    "energy_share",
    "energy_p",
    "n_observed",
    "days_observed",
    "open",
    "n_simulated",
    "replications",
    "unfinished",
    "source",
)
FIGURE = (*WHAT, *HeldFigure._fields)
HOUR = (*WHAT, "hour", "observed", "simulated", "observed_mean", "simulated_mean")
CURVE = (*WHAT, "quantile", "observed", "simulated")


def _verdicts(study: StudyResult) -> pd.DataFrame:
    """One row per comparison, terminal and weeks. `energy` [unit] is the energy distance, `energy_share` the
    same from 0 to 1, `energy_p` its p-value; `open` shipments began and have no end in the log."""
    import pandas as pd

    rows = [
        (
            *_what(each),
            each.verdict,
            each.log.entry.band.words(),
            "assumption" if each.log.entry.assumed_band else "stated",
            each.energy.distance,
            each.energy.share,
            each.energy.p,
            each.samples.n,
            each.days,
            each.samples.open,
            int(sum(kept["begun"].sum() for kept in each.kept)),
            len(each.kept),
            each.unfinished,
            each.log.entry.source,
        )
        for each in pairs(study)
    ]
    return pd.DataFrame(rows, columns=list(VERDICT))


def _figures(study: StudyResult) -> pd.DataFrame:
    """One row per figure of each comparison [unit; a share beyond the target], with 95 % intervals: of what
    is observed by a bootstrap of days, of what is simulated over replications. `days_worth` is how many
    independent days those of the log are worth, `p` the larger of the two one-sided tests against the band,
    `decides` says whether the verdict hangs on it."""
    import pandas as pd

    rows = [(*_what(each), *figure) for each in pairs(study) for figure in each.figures]
    return pd.DataFrame(rows, columns=list(FIGURE))


def _hours(study: StudyResult) -> pd.DataFrame:
    """By hour of the day: how many begin in an hour, and the mean of their times [unit].

    Both sides are means over the days of the week that the log has, each alike.
    """
    import pandas as pd

    rows = [
        (*_what(each), *row) for each in pairs(study) if each.weeks == EVERY_WEEK for row in _by_hour(each)
    ]
    return pd.DataFrame(rows, columns=list(HOUR))


def _by_hour(pair: Pair) -> Iterator[tuple[int, float, float, float, float]]:
    begun, minutes, often = _observed_hours(pair)
    own, own_minutes, own_often = (
        np.sum([each[name] for each in pair.kept], axis=0) for name in ("begun", "minutes", "often")
    )
    there = (often > 0) & (own_often > 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        rates = [np.where(there, many / times, np.nan) for many, times in ((begun, often), (own, own_often))]
        sides = [
            (_by_day(rate, np.nanmean), _by_day(total, np.nansum) / _by_day(many, np.nansum))
            for rate, total, many in zip(rates, (minutes, own_minutes), (begun, own), strict=True)
        ]
    for hour in range(24):
        (observed, mean), (simulated, own_mean) = ((a[hour], b[hour]) for a, b in sides)
        yield hour, observed, simulated, mean, own_mean


def _observed_hours(pair: Pair) -> tuple[Floats, Floats, Floats]:
    """By hour of the week: how many begin, the sum of their times, how often the hour comes."""
    samples = pair.samples
    begun = np.bincount(samples.hour, minlength=HOURS).astype(np.float64)
    minutes = np.bincount(samples.hour, pair.value, minlength=HOURS).astype(np.float64)
    first, last = int(samples.day.min()), int(samples.day.max())
    often = np.bincount(np.arange(first * 24, (last + 1) * 24) % HOURS, minlength=HOURS)
    return begun, minutes, often.astype(np.float64)


def _by_day(week: Floats, of: object) -> Floats:
    """What a week's hours give by hour of the day, shape (24,)."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # an hour that no day of the log has
        return np.asarray(of(week.reshape(7, 24), axis=0))  # type: ignore[operator]


def _curves(study: StudyResult) -> pd.DataFrame:
    """Quantiles from 0.01 to 0.99 of both sides [unit], at all terminals, over all weeks."""
    import pandas as pd

    rows = []
    for each in pairs(study):
        if each.terminal == ALL and each.weeks == EVERY_WEEK:
            many = [kept["begun"].sum() for kept in each.kept]
            own = pooled_quantiles([kept["points"] for kept in each.kept], many, QUANTILES.tolist())
            observed = np.quantile(each.value, QUANTILES)
            rows += [(*_what(each), *row) for row in zip(QUANTILES.tolist(), observed, own, strict=True)]
    return pd.DataFrame(rows, columns=list(CURVE))


def _what(each: Pair) -> tuple[str, ...]:
    kpi = each.comparison.kpi
    alternative = each.comparison.alternative
    return each.log.name, kpi.name, kpi.title, kpi.unit, alternative, each.terminal, each.weeks


OBSERVED = Question(
    QUESTION_NAME,
    "The model held against what you measured: verdicts",
    _verdicts,
    keep,
    file="observed",
    left_out=True,
    needs=("growth",),
    about_measured=True,
)
OBSERVED_QUANTILES = Question(
    "observed_quantiles",
    "The model held against what you measured: quantiles, mean, share beyond the target",
    _figures,
    file="observed_quantiles",
    left_out=True,
    about_measured=True,
)
OBSERVED_HOURS = Question(
    "observed_hours",
    "The model held against what you measured: by hour of the day",
    _hours,
    file="observed_hours",
    left_out=True,
    about_measured=True,
)
OBSERVED_CURVES = Question(
    "observed_curves",
    "The model held against what you measured: curves",
    _curves,
    left_out=True,
    about_measured=True,
)
