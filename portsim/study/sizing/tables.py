"""The tables of a sizing: every system, the Pareto front, the chosen point, and its verification."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Literal

import numpy as np

from portsim.base.arrays import Floats
from portsim.study.sizing.bench import Bench
from portsim.study.sizing.costs import Costs
from portsim.study.sizing.deciding import Outcome
from portsim.study.sizing.front import at_least, at_most, pareto
from portsim.study.sizing.grid import Grid, Point
from portsim.study.sizing.question import Asked
from portsim.study.sizing.rule import PERIOD, Rule
from portsim.study.statistics import interval
from portsim.study.student import t_quantile

if TYPE_CHECKING:
    import pandas as pd

Shown = Literal["shown", "not shown", "refuted"]


@dataclass(frozen=True)
class Sizing:
    """All that the tables are made of: what was asked, what came out, and the figures behind it.

    `points` are those looked at by number, `refused` those of them that cannot run, with the reason.
    """

    grid: Grid
    costs: Costs
    asked: Asked
    rule: Rule
    points: Mapping[int, Point]
    refused: Mapping[int, str]
    outcome: Outcome
    bench: Bench

    @property
    def names(self) -> list[tuple[str, str, float, bool]]:
        """(name, unit, limit, whether less is better) of each figure; the limit of one to be small is NaN."""
        found = [(t.name, t.kpi.unit, t.limit, t.at_most) for t in self.asked.targets]
        if self.asked.minimised is not None:
            name, _, kpi = self.asked.minimised
            found.append((name, kpi.unit, float("nan"), True))
        return found

    def front(self, figures: Mapping[int, Floats] | None = None) -> list[list[int]]:
        """For each figure the systems on the Pareto front of cost against its mean, cheapest first: of all
        that can run, or of these figures, shape (n, m) each."""
        if figures is None:
            able = (number for number in self.points if number not in self.refused)
            figures = {number: self.bench.of(number) for number in able}
        costs = {number: self.costs.of(self.points[number]) for number in figures}
        means = {number: own.mean(axis=0) for number, own in figures.items()}
        return [
            pareto(costs, {number: float(mean[n]) for number, mean in means.items()}, less=less)
            for n, (_, _, _, less) in enumerate(self.names)
        ]

    def by_cost(self) -> list[Point]:
        return sorted(self.points.values(), key=lambda point: (self.costs.of(point), point.number))

    @property
    def feasible(self) -> list[int]:
        """The points that were found to be feasible."""
        return [number for number in self.points if self.state(number) == "feasible"]

    def state(self, number: int) -> str:
        return "infeasible" if number in self.refused else self.outcome.state[number]


def systems_table(sizing: Sizing) -> pd.DataFrame:
    """One row per point, cheapest first."""
    import pandas as pd

    outcome, rows = sizing.outcome, []
    for point in sizing.by_cost():
        number = point.number
        why = sizing.refused.get(number, outcome.why.get(number, ""))
        if why.startswith("follows from point "):
            why = f"follows from {sizing.grid.label(sizing.points[int(why.split()[-1])])}"
        row: dict[str, object] = _named(sizing, point)
        row |= {"status": sizing.state(number), "chosen": number == outcome.chosen}
        able = number not in sizing.refused
        figures = sizing.bench.of(number) if able else np.full((0, len(sizing.names)), np.nan)
        row |= {"n": len(figures), "decided_at": outcome.at.get(number, 0) if able else 0}
        row["dropped_at"] = outcome.dropped.get(number, 0)
        row["met"] = float(sizing.rule.met(figures).mean()) if able and sizing.rule.targets else np.nan
        for n, (name, unit, _, _) in enumerate(sizing.names):
            mean, low, high = interval(figures[:, n])
            row |= {f"{name} [{unit}]": mean, f"{name} low": low, f"{name} high": high}
        row["why"] = why
        rows.append(row)
    return pd.DataFrame(rows)


def front_table(sizing: Sizing, fresh: Mapping[int, Floats], seed: int) -> pd.DataFrame:
    """One row per figure and point: those on a front in the selection, and the chosen one.

    All have the same fresh replications, and `on_front` says who is on the front in these, too.
    """
    import pandas as pd

    shown = sorted(
        {*chain.from_iterable(sizing.front()), *_chosen(sizing)},
        key=lambda each: (sizing.costs.of(sizing.points[each]), each),
    )
    n = min(len(fresh[number]) for number in shown)
    figures = {number: fresh[number][:n] for number in shown}
    rows = []
    for at, ((name, unit, limit, less), front) in enumerate(
        zip(sizing.names, sizing.front(figures), strict=True)
    ):
        for number in shown:
            point = sizing.points[number]
            mean, low, high = interval(figures[number][:, at])
            rows.append(
                {
                    "figure": name,
                    "unit": unit,
                    "better": "less" if less else "more",
                    "limit": limit,
                    "point": sizing.grid.label(point),
                    "cost": sizing.costs.of(point),
                    "cost_unit": sizing.costs.unit,
                    "mean": mean,
                    "low": low,
                    "high": high,
                    "n": n,
                    "on_front": number in front,
                    "status": sizing.state(number),
                    "chosen": number == sizing.outcome.chosen,
                    "seed": seed,
                }
            )
    return pd.DataFrame(rows, columns=FRONT)


FRONT = [
    *("figure", "unit", "better", "limit", "point", "cost", "cost_unit", "mean", "low", "high", "n"),
    *("on_front", "status", "chosen", "seed"),
]
CHECKED = [
    *("point", "target", "unit", "limit", "mean", "low", "high"),
    *("met", "met_at_least", "met_at_most", "n", "verdict"),
]


def verification_table(sizing: Sizing, fresh: Mapping[int, Floats]) -> pd.DataFrame:
    """What fresh draws say of the chosen point: each target, then all of them together."""
    import pandas as pd

    rows: list[tuple[object, ...]] = []
    for number in _chosen(sizing):
        label, figures = sizing.grid.label(sizing.points[number]), fresh[number]
        gaps = sizing.rule.gaps(figures)
        verdicts: list[Shown] = []
        for n, (name, unit, limit, _) in enumerate(sizing.names):
            mean, low, high = interval(figures[:, n])
            if n >= sizing.rule.targets:
                rows.append(
                    (label, name, unit, limit, mean, low, high, np.nan, np.nan, np.nan, len(figures), "")
                )
                continue
            share = _share_of(gaps[:, [n]])
            verdict = (
                _period(share, sizing) if sizing.rule.meaning == PERIOD else _expected(gaps[:, n], sizing)
            )
            verdicts.append(verdict)
            rows.append((label, name, unit, limit, mean, low, high, *share, len(figures), verdict))
        if sizing.rule.targets > 1:
            share = _share_of(gaps)
            verdict = _period(share, sizing) if sizing.rule.meaning == PERIOD else worst(verdicts)
            empty = (np.nan,) * 4
            rows.append((label, "all targets", "", *empty, *share, len(figures), verdict))
    return pd.DataFrame(rows, columns=CHECKED)


def chosen_table(sizing: Sizing, verification: pd.DataFrame) -> pd.DataFrame:
    """The chosen point, in one row; none where no point is feasible."""
    import pandas as pd

    rows = []
    for number in _chosen(sizing):
        row = _named(sizing, sizing.points[number])
        if sizing.rule.targets:
            last = verification[verification["verdict"] != ""].iloc[-1]
            row |= {name: last[name] for name in ("met", "met_at_least", "n", "verdict")}
        rows.append(row)
    columns = [*_named(sizing, next(iter(sizing.points.values()))), "met", "met_at_least", "n", "verdict"]
    return pd.DataFrame(rows, columns=columns)


def _named(sizing: Sizing, point: Point) -> dict[str, object]:
    """Point, value by key, cost and its unit."""
    keys = (factor.key for factor in sizing.grid.factors)
    values = dict(zip(keys, sizing.grid.values(point), strict=True))
    return {
        "point": sizing.grid.label(point),
        **values,
        "cost": sizing.costs.of(point),
        "cost_unit": sizing.costs.unit,
    }


def _chosen(sizing: Sizing) -> Sequence[int]:
    return () if sizing.outcome.chosen is None else (sizing.outcome.chosen,)


def _share_of(gaps: Floats) -> tuple[float, float, float]:
    """The share of replications that meet targets, and its one-sided 95 % bounds."""
    met, n = int((gaps <= 0).all(axis=1).sum()), len(gaps)
    return met / n, at_least(met, n), at_most(met, n)


def _period(share: tuple[float, float, float], sizing: Sizing) -> Shown:
    chance = sizing.asked.chance
    return "shown" if share[1] >= chance else "refuted" if share[2] < chance else "not shown"


def _expected(gaps: Floats, sizing: Sizing) -> Shown:
    """Whether the expected gap is at most 0, by one-sided t-bounds at the confidence that was asked for."""
    n, mean = len(gaps), float(gaps.mean())
    half = t_quantile(sizing.asked.chance, n - 1) * float(gaps.std(ddof=1)) / n**0.5
    return "shown" if mean + half <= 0 else "refuted" if mean - half > 0 else "not shown"


def worst(verdicts: Sequence[Shown]) -> Shown:
    order: tuple[Shown, ...] = ("refuted", "not shown", "shown")
    return min(verdicts, key=order.index)
