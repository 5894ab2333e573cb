"""The tables of a control study: frontier, front, exchange, traders, and what could not be run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from portsim.base.arrays import Floats
from portsim.scenario.alternatives import BASELINE
from portsim.study.control.outcomes import BOXES, ENDS
from portsim.study.control.points import SELECTIVITY, Point, for_readers
from portsim.study.control.runs import COSTS, Told
from portsim.study.sizing.systems import Measured
from portsim.study.statistics import interval

if TYPE_CHECKING:
    import pandas as pd

MISSED: Final = tuple(ENDS.index(each) for each in ("not_examined", "not_seen", "overlooked"))
FOUND, IN_EXAM = (ENDS.index(each) for each in ("found", "in_exam"))


@dataclass(frozen=True)
class Seen:
    """A point with what its runs said; `own_cost` is what its servers cost beside the ledger [yuan/y], NaN if
    nobody said."""

    point: Point
    told: Sequence[Told]
    own_cost: float

    def figure(self, place: int) -> Floats:
        """A figure of each replication, shape (n,)."""
        return np.array([each.figures[place] for each in self.told])

    def costs(self, measured: int) -> Floats:
        """Costs of all payers, with those of the servers [yuan/y], shape (n,).

        What no replication has, as there is no tariff for it, is left out; NaN if that is all.
        """
        parts = (
            *(self.figure(measured + n) for n in range(len(COSTS))),
            np.full(len(self.told), self.own_cost),
        )
        known = [each for each in parts if not np.isnan(each).all()]
        return np.sum(known, axis=0) if known else np.full(len(self.told), np.nan)

    def boxes(self, what: str) -> Floats:
        """Boxes of a year, over all streams, shape (n,)."""
        return np.array([each.outcomes.boxes[:, BOXES.index(what)].sum() for each in self.told])

    def hits(self, *ends: int) -> Floats:
        """Hits of a year that ended so, over all streams and traders, shape (n,)."""
        return np.array([each.outcomes.hits[:, :, list(ends)].sum() for each in self.told])

    @cached_property
    def hits_expected(self) -> float:
        pairs = ((self.point.volumes[name], odds) for name, odds in self.point.odds.items())
        return sum(boxes * sum(t.share * t.prior for t in odds.traders) for boxes, odds in pairs)

    @cached_property
    def found_expected(self) -> float:
        """Hits found in a year by the closed form: selected, shown by the image, found by the search."""
        pairs = ((self.point.volumes[name], odds) for name, odds in self.point.odds.items())
        return sum(boxes * odds.hits_selected * odds.by_scan * odds.by_search for boxes, odds in pairs)

    @cached_property
    def examined_expected(self) -> float:
        return sum(self.point.volumes[name] * odds.rate for name, odds in self.point.odds.items())

    @property
    def missed_expected(self) -> float:
        return self.hits_expected - self.found_expected


@dataclass(frozen=True)
class Control:
    """All points that were run, the KPIs that were measured, and the keys that were varied."""

    seen: tuple[Seen, ...]
    measured: tuple[Measured, ...]
    names: tuple[str, ...]
    keys: tuple[str, ...]
    rate_key: str
    refused: tuple[Point, ...]

    @property
    def other_keys(self) -> tuple[str, ...]:
        """The keys that were varied beside exam rate and selectivity."""
        return tuple(key for key in self.keys if key not in (self.rate_key, SELECTIVITY))

    @cached_property
    def stated(self) -> Seen | None:
        """The baseline as stated; None if it could not be run."""
        own = (each for each in self.seen if each.point.alternative == BASELINE)
        return next((each for each in own if each.point.stated), None)

    def time(self, seen: Seen) -> float:
        """The mean of the first KPI, so that less is better; NaN where no run could measure it."""
        sign = 1.0 if self.measured[0].more_is_worse else -1.0
        return sign * interval(seen.figure(0))[0]

    @cached_property
    def on_front(self) -> tuple[bool, ...]:
        """Whether no point of the same conditions beats each in missed hits, time and cost."""
        k = len(self.measured)
        rows = [(each.missed_expected, self.time(each), interval(each.costs(k))[0]) for each in self.seen]
        kinds = [each.point.conditions for each in self.seen]
        return tuple(
            not any(beats(other, own) for other, of in zip(rows, kinds, strict=True) if of == kind)
            for own, kind in zip(rows, kinds, strict=True)
        )


ROUNDING = 1e-9  # a relative difference this small is the order of a sum


def beats(one: Sequence[float], other: Sequence[float]) -> bool:
    """Whether one point is nowhere worse than another and somewhere better; what neither has (NaN) is left
    out. Less is better."""
    pairs = [(a, b) for a, b in zip(one, other, strict=True) if not (np.isnan(a) or np.isnan(b))]
    close = [abs(a - b) <= ROUNDING * max(abs(a), abs(b)) for a, b in pairs]
    never_worse = all(a <= b or same for (a, b), same in zip(pairs, close, strict=True))
    return never_worse and any(a < b and not same for (a, b), same in zip(pairs, close, strict=True))


def frontier_table(control: Control) -> pd.DataFrame:
    """One row for each point. Columns: alternative; exam_rate [share of boxes]; selectivity [AUC]; the other
    numbers that are varied; stated; each KPI with low and high; cost_companies, cost_customs, cost, and
    cost_more than as stated with low and high [yuan/y]; examined_share, opened_share; found, missed with low
    and high, found_expected, missed_expected, in_exam [hits/y]; missed_share; found_per_exam;
    exams_per_find; on_front; n, the replications that have the first KPI."""
    import pandas as pd

    rows = [_row(control, each, on) for each, on in zip(control.seen, control.on_front, strict=True)]
    return pd.DataFrame(rows, columns=None if rows else ["alternative", "exam_rate", "selectivity"])


def settings(control: Control, point: Point) -> dict[str, object]:
    """Where a point lies, as the tables say it."""
    return {
        "alternative": point.alternative,
        "exam_rate": point.rate,
        "selectivity": point.risk.selectivity.value,
        **{key: for_readers(point.values[key]) for key in control.other_keys},
    }


def _row(control: Control, seen: Seen, on_front: bool) -> dict[str, object]:
    row = {**settings(control, seen.point), "stated": seen.point.stated}
    for place, (name, each) in enumerate(zip(control.names, control.measured, strict=True)):
        mean, low, high = interval(seen.figure(place))
        row |= {f"{name} [{each.kpi.unit}]": mean, f"{name} low": low, f"{name} high": high}
    k = len(control.measured)
    for place, who in enumerate(COSTS):
        row[f"cost_{who}"] = interval(seen.figure(k + place))[0]
    row["cost"] = interval(seen.costs(k))[0]
    base = control.stated
    more = interval(seen.costs(k) - base.costs(k)) if base is not None else (np.nan,) * 3
    row |= dict(zip(("cost_more", "cost_more_low", "cost_more_high"), more, strict=True))
    counted = seen.boxes("counted")
    row["examined_share"] = float((seen.boxes("examined") / counted).mean())
    row["opened_share"] = float((seen.boxes("opened") / counted).mean())
    for name, ends in (("found", (FOUND,)), ("missed", MISSED)):
        row |= dict(zip((name, f"{name}_low", f"{name}_high"), interval(seen.hits(*ends)), strict=True))
    row |= {"found_expected": seen.found_expected, "missed_expected": seen.missed_expected}
    row["in_exam"] = float(seen.hits(IN_EXAM).mean())
    row["missed_share"] = ratio(seen.missed_expected, seen.hits_expected)
    row["found_per_exam"] = ratio(seen.found_expected, seen.examined_expected)
    row["exams_per_find"] = ratio(seen.examined_expected, seen.found_expected)
    return row | {"on_front": on_front, "n": int(np.isfinite(seen.figure(0)).sum())}


def ratio(part: float, whole: float) -> float:
    """A ratio, NaN where there is nothing to divide by."""
    return part / whole if whole else float("nan")


def front_table(control: Control, frontier: pd.DataFrame) -> pd.DataFrame:
    """The rows of the frontier that no other point of the same conditions beats in missed hits, time and
    cost, the fewest missed first."""
    if frontier.empty:
        return frontier
    conditions = [key for key in control.other_keys if key.startswith("risk.")]
    chosen = frontier[frontier["on_front"].astype(bool)]
    return chosen.sort_values(["selectivity", *conditions, "missed_expected"], kind="stable")


def traders_table(control: Control) -> pd.DataFrame:
    """Each stream and kind of trader at each point. Columns: alternative, exam_rate, selectivity, the other
    numbers, stated; stream, trader; boxes [1/y]; prior, own_rate, caught [share]; hits_expected,
    found_expected, missed_expected, found, missed [hits/y]; missed_share."""
    import pandas as pd

    rows: list[Mapping[str, object]] = []
    for seen in control.seen:
        means = np.mean([each.outcomes.hits for each in seen.told], axis=0)
        for s, (stream, odds) in enumerate(seen.point.odds.items()):
            for t, trader in enumerate(odds.traders):
                boxes = seen.point.volumes[stream] * trader.share
                found = boxes * trader.prior * trader.caught * odds.by_scan * odds.by_search
                hits = boxes * trader.prior
                place = {**settings(control, seen.point), "stated": seen.point.stated}
                rows.append(
                    {
                        **place,
                        "stream": stream,
                        "trader": trader.name,
                        "boxes": boxes,
                        "prior": trader.prior,
                        "own_rate": trader.rate,
                        "caught": trader.caught,
                        "hits_expected": hits,
                        "found_expected": found,
                        "missed_expected": hits - found,
                        "found": float(means[s, t, FOUND]),
                        "missed": float(means[s, t, list(MISSED)].sum()),
                        "missed_share": ratio(hits - found, hits),
                    }
                )
    return pd.DataFrame(rows)


def not_run_table(control: Control) -> pd.DataFrame:
    """The points that cannot run: alternative, the numbers that are varied, why."""
    import pandas as pd

    rows = [{"alternative": p.alternative, **p.values, "why": p.why} for p in control.refused]
    return pd.DataFrame(rows, columns=["alternative", *control.keys, "why"])
