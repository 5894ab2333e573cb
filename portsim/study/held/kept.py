"""What one replication keeps of the intervals that users measured, at all terminals and at each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from portsim.base.arrays import Bools, Floats, Ints, joined
from portsim.base.units import DAY, HOUR, WEEK
from portsim.kpis.pooled import thinned
from portsim.records.records import Records
from portsim.study.held.days import figures_of
from portsim.study.question import Run

if TYPE_CHECKING:
    from portsim.claims.measured.comparison import Comparison

ALL = "all"  # terminals
SHARES = (0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
POINTS = 100  # that stand for the samples of a day
HOURS = 168  # of a week
Kept = Mapping[str, Floats]  # what is kept of one comparison at one terminal


def keep(run: Run) -> dict[str, dict[str, dict[str, Floats]]]:
    """Comparison to terminal to what a run keeps of it [the unit of its KPI]:

    figures: those of `figures_of`, and as if each unfinished took the longest run-out longer, shape (2, 8).
    unfinished: their share. points: quantiles that stand for all samples. days, day_n, day_points: the days
    with samples, how many each has, and quantiles that stand for them, day by day. begun, minutes: by hour of
    the week, how many begin, and their sum. often: how often each hour comes in the counted window.
    """
    grace = run.scenario.study.run_out.at_most
    return {
        each.key: _of(each, run.records, grace)
        for each in run.comparisons
        if each.alternative == run.alternative
    }


def _of(comparison: Comparison, records: Records, grace: float) -> dict[str, dict[str, Floats]]:
    found = {}
    times, begin, terminal, waiting = _samples(comparison, records)
    later = _samples(comparison, records.later(grace))[0] if waiting.any() else times
    if len(later) != len(times):  # who may still come into a cohort counts there
        later = times
    places = {ALL: np.ones(len(times), dtype=np.bool_)}
    if len(records.terminals) > 1:
        places |= {name: terminal == n for n, name in enumerate(records.terminals)}
    for name, own in places.items():
        if own.any():
            found[name] = _at(comparison, (times[own], later[own]), begin[own], waiting[own], records)
    return found


def _samples(comparison: Comparison, records: Records) -> tuple[Floats, Floats, Ints, Bools]:
    """Times and begins [min], terminals, and which can still change, shape (n,) each."""
    timed = list(comparison.of.timed(records))
    return (
        joined([each.times for each in timed], np.float64),
        joined([each.of(each.shipments.stamp(comparison.of.first)) for each in timed], np.float64),
        joined([each.of(each.shipments.terminal.astype(np.int64)) for each in timed], np.int64),
        joined([each.waiting for each in timed], np.bool_),
    )


def _at(
    comparison: Comparison, both: tuple[Floats, Floats], begin: Floats, waiting: Bools, records: Records
) -> dict[str, Floats]:
    scale = comparison.kpi.scale
    limit = np.nan if comparison.target is None else comparison.target * scale
    value, later = (each * scale for each in both)
    day = np.floor_divide(begin, DAY).astype(np.int64)
    days, day_n = np.unique(day, return_counts=True)
    hour = np.floor_divide(begin % WEEK, HOUR).astype(np.int64)
    first, last = records.window
    window = np.arange(round(first / HOUR), round(last / HOUR)) % HOURS
    return {
        "figures": np.array([figures_of(value, SHARES, limit), figures_of(later, SHARES, limit)]),
        "unfinished": np.array([waiting.mean()]),
        "points": thinned(value),
        "days": days.astype(np.float64),
        "day_n": day_n.astype(np.float64),
        "day_points": np.concatenate(by_day(value, day)),
        "begun": np.bincount(hour, minlength=HOURS).astype(np.float64),
        "minutes": np.bincount(hour, value, minlength=HOURS),
        "often": np.bincount(window, minlength=HOURS).astype(np.float64),
    }


def by_day(value: Floats, day: Ints) -> list[Floats]:
    """The samples of each day in ascending order; of more than POINTS as many quantiles."""
    order = np.lexsort((value, day))
    _, first = np.unique(day[order], return_index=True)
    return [thinned(each, POINTS) for each in np.split(value[order], first[1:])]
