"""What one more find costs: the slope along the front of a control study."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import compress, pairwise
from typing import TYPE_CHECKING

from portsim.study.control.tables import Control, Seen, settings
from portsim.study.statistics import interval, paired

if TYPE_CHECKING:
    import pandas as pd


def exchange_table(control: Control) -> pd.DataFrame:
    """What one more find costs between neighbouring exam rates of the front, all else the same. Columns:
    alternative, selectivity, the other numbers; rate_from, rate_to [share]; finds_more [hits/y];
    exams_per_find [boxes]; cost_per_find, low, high [yuan]; time_more [unit of the first KPI], low, high;
    time_per_find [the same unit]; unit; n, the replications in which both have that KPI."""
    import pandas as pd

    return pd.DataFrame(list(_exchanges(control)), columns=[*_heads(control)])


def _heads(control: Control) -> Iterator[str]:
    yield from ("alternative", "selectivity", *control.other_keys, "rate_from", "rate_to", "finds_more")
    yield from ("exams_per_find", "cost_per_find", "cost_low", "cost_high")
    yield from ("time_more", "time_low", "time_high", "time_per_find", "unit", "n")


def _exchanges(control: Control) -> Iterator[dict[str, object]]:
    lines: dict[tuple[object, ...], list[Seen]] = {}
    for each in compress(control.seen, control.on_front):
        values = tuple(v for key, v in each.point.values.items() if key != control.rate_key)
        lines.setdefault((each.point.alternative, *values), []).append(each)
    k = len(control.measured)
    for line in lines.values():
        line.sort(key=lambda each: each.point.rate)
        for less, more in pairwise(line):
            finds = more.found_expected - less.found_expected
            if finds <= 0:
                continue
            yuan = interval((more.costs(k) - less.costs(k)) / finds)
            time = paired(less.figure(0), more.figure(0))
            place = settings(control, less.point)
            yield {
                **{key: value for key, value in place.items() if key != "exam_rate"},
                "rate_from": less.point.rate,
                "rate_to": more.point.rate,
                "finds_more": finds,
                "exams_per_find": (more.examined_expected - less.examined_expected) / finds,
                **dict(zip(("cost_per_find", "cost_low", "cost_high"), yuan, strict=True)),
                "time_more": time.difference,
                "time_low": time.low,
                "time_high": time.high,
                "time_per_find": time.difference / finds,
                "unit": control.measured[0].kpi.unit,
                "n": time.n,
            }
