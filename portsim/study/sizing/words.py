"""What a sizing found, in sentences."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from portsim.base.currency import money_name
from portsim.base.language import counted, known, later, named, t
from portsim.base.spoken import joined, statistic_of, unit_words
from portsim.study.sizing.costs import POINTS, SERVERS, Costs
from portsim.study.sizing.grid import Grid, Point
from portsim.study.sizing.rule import PERIOD
from portsim.study.sizing.tables import Sizing

if TYPE_CHECKING:
    import pandas as pd

VERDICTS = {
    "shown": later("so what was asked is shown."),
    "not shown": later("so it may be so, and these replications do not show it; a dearer point is surer."),
    "refuted": later("so it is not so: take a dearer point, or ask for a narrower --zone."),
}


def sentences(
    sizing: Sizing, verification: pd.DataFrame, days: int, seed: int, searched: tuple[int, int] | None
) -> tuple[str, ...]:
    """The findings, the most important first; `searched` says of how many points how many were tried."""
    found = [_choice(sizing), *_verified(sizing, verification, days, seed), _counts(sizing)]
    found += [_meaning(sizing, days), *_selection(sizing)]
    if searched is not None:
        found.append(
            t(
                "Of {all:,} points an optimiser tried {tried:,}, and the {n} most promising went into the "
                "selection: what is said of the best point holds among these.",
                all=searched[0],
                tried=searched[1],
                n=len(sizing.points),
            )
        )
    found += read_costs(sizing.costs, sizing.grid)
    return tuple(found)


def read_costs(costs: Costs, grid: Grid) -> Iterator[str]:
    """In what costs are read that are not money."""
    if not costs.stated:
        free = [each.key for each in grid.factors if not each.is_count]
        also = t("; {keys} costs nothing", keys=joined(free)) if free else ""
        yield t("No costs were given, so each server counts as 1{also}: give them with --cost.", also=also)
    elif costs.unit == POINTS:
        yield t(
            "Costs are read in points, as no money stands beside the numbers: for money a year write "
            "{example}.",
            example=f'--cost {grid.factors[0].key}="900000 {money_name()}/y"',
        )


def money(cost: float, unit: str) -> str:
    """A cost in words: `15 servers`, `1 point`, `12.6 M yuan/y`."""
    if unit == POINTS:
        return t("{n:g} point", n=cost) if cost == 1 else t("{n:,.6g} points", n=cost)
    if unit == SERVERS:
        return t("{n:g} server", n=cost) if cost == 1 else t("{n:g} servers", n=cost)
    return f"{cost / 1e6:.4g} {unit_words(f'M {unit}')}" if cost >= 1e6 else f"{cost:,.6g} {unit_words(unit)}"


def in_percent(least: float) -> float:
    """A lower bound of a share in percent, to one decimal and never above it."""
    return math.floor(1000 * least) / 10


def _targets(sizing: Sizing) -> str:
    return t(" and ").join(
        f"{statistic_of(each.name)} {each.sense} {_figure(each.limit, each.kpi.unit, 6)}"
        for each in sizing.asked.targets
    )


def _figure(value: float, unit: str, digits: int) -> str:
    """A figure with its unit, a share in percent."""
    return f"{100 * value:.{digits}g} %" if unit == "share" else f"{value:.{digits}g} {unit_words(unit)}"


def _gap(value: float, unit: str) -> str:
    """A difference with its unit, that of shares in points."""
    return f"{100 * value:.3g} {t('points')}" if unit == "share" else f"{value:.3g} {unit_words(unit)}"


def _point(sizing: Sizing, point: Point) -> str:
    """A point in words: `gate_in lanes 12, exam_bay bays 4`."""
    pairs = zip(sizing.grid.factors, sizing.grid.values(point), strict=True)
    return joined(f"{' '.join(map(named, each.key.split('.')[1:]))} {value}" for each, value in pairs)


def _choice(sizing: Sizing) -> str:
    chosen = sizing.outcome.chosen
    if chosen is not None:
        point = sizing.points[chosen]
        cost, label = money(sizing.costs.of(point), sizing.costs.unit), _point(sizing, point)
        if sizing.asked.minimised is not None:
            return t(
                "Chosen: {point}, with the smallest {kpi}{among}; it costs {cost}.",
                point=label,
                kpi=statistic_of(sizing.asked.minimised[0]),
                among=t(" of those that keep {targets}", targets=_targets(sizing))
                if sizing.asked.targets
                else "",
                cost=cost,
            )
        least = min(sizing.costs.of(sizing.points[each]) for each in sizing.feasible)
        if sizing.costs.of(point) > least:
            return t(
                "Chosen: {point}, at {cost}. The cheapest point that keeps {targets} is at {least}; of those "
                "that cost at most {within} more, this one has the most room in its targets.",
                point=label,
                cost=cost,
                targets=_targets(sizing),
                least=money(least, sizing.costs.unit),
                within=money(sizing.rule.within, sizing.costs.unit),
            )
        return t(
            "Chosen: {point}. It is the cheapest point that keeps {targets}, at {cost}.",
            point=label,
            targets=_targets(sizing),
            cost=cost,
        )
    able = [number for number in sizing.points if number not in sizing.refused]
    near = min(able, key=lambda number: sizing.rule.tightest(sizing.bench.of(number)))
    return t(
        "None chosen: no point was found to keep {targets}. {point} comes closest; widen --over, or ask for "
        "less. Where more of it no longer helps, something else takes the time: stages.csv of compare says "
        "what.",
        targets=_targets(sizing),
        point=_point(sizing, sizing.points[near]),
    )


def _verified(sizing: Sizing, table: pd.DataFrame, days: int, seed: int) -> list[str]:
    if table.empty:
        return []
    n = int(table["n"].iloc[0])
    head = t(
        "Verified on fresh draws (seed {seed}, {n} replications of {length}):",
        seed=seed,
        n=n,
        length=counted(days, "{n} day", "{n} days"),
    )
    judged = table[table["verdict"] != ""]
    means = t("; ").join(
        t(
            "{target} {mean} (95 % CI {low:.4g} to {high:.4g})",
            target=statistic_of(row["target"]),
            mean=_figure(row["mean"], row["unit"], 4),
            low=row["low"] * (100 if row["unit"] == "share" else 1),
            high=row["high"] * (100 if row["unit"] == "share" else 1),
        )
        for row in table.to_dict("records")
        if row["unit"]
    )
    found = []
    if len(judged):
        last = judged.iloc[-1]
        if sizing.rule.meaning == PERIOD:
            text = t(
                "the targets were met in {met} of {n}, so with 95 % confidence in at least {least:.3g} % of "
                "such periods; asked were {asked:.4g} %, {verdict}",
                met=round(last["met"] * n),
                n=n,
                least=in_percent(last["met_at_least"]),
                asked=100 * sizing.asked.chance,
                verdict=known(VERDICTS[last["verdict"]]),
            )
        else:
            text = t(
                "asked was a confidence of {asked:.4g} %, {verdict}",
                asked=100 * sizing.asked.chance,
                verdict=known(VERDICTS[last["verdict"]]),
            )
        found.append(t("{head} {text}", head=head, text=text))
        return [*found, t("There the mean is: {means}.", means=means)]
    return [t("{head} {means}.", head=head, means=means)]


def _counts(sizing: Sizing) -> str:
    counts = Counter(sizing.state(number) for number in sizing.points)
    states = (later("feasible"), later("infeasible"), later("undecided"))
    parts = [t("{n} {what}", n=counts[state], what=known(state)) for state in states if counts[state]]
    told = [counted(len(sizing.points), "{n} point: {parts}", "{n} points: {parts}", parts=joined(parts))]
    if sizing.refused:
        told.append(t("{n} of the infeasible cannot run at all", n=len(sizing.refused)))
    if dearer := sum(why.startswith("dearer") for why in sizing.outcome.why.values()):
        told.append(t("{n} were not tested to the end, as they are dearer than a feasible one", n=dearer))
    if spent := sum(why.startswith("budget") for why in sizing.outcome.why.values()):
        told.append(
            t("for {n} the budget was spent before they were decided, and they were not chosen", n=spent)
        )
    return t("{text}. It took {runs:,} runs.", text=t("; ").join(told), runs=sizing.bench.runs)


def _meaning(sizing: Sizing, days: int) -> str:
    rule, asked = sizing.rule, sizing.asked
    if not asked.targets:
        return t("Nothing was asked of the points but a small figure, so all that can run are feasible.")
    sure = 100 * (1 - rule.error / (2 if rule.smallest_figure else 1))
    if asked.meaning == PERIOD:
        text = t(
            "Feasible means: {period} every target with a chance of {chance:.4g} %. With {sure:.4g} % "
            "confidence over all points, none with {high:.4g} % or more is called infeasible, and none with "
            "{low:.4g} % or less feasible.",
            period=counted(days, "{n} day keeps", "{n} days keep"),
            chance=100 * asked.chance,
            sure=sure,
            high=100 * (asked.chance + asked.zone),
            low=100 * (asked.chance - asked.zone),
        )
    else:
        zones = joined(
            _gap(zone, target.kpi.unit) for zone, target in zip(asked.zones, asked.targets, strict=True)
        )
        text = t(
            "Feasible means: the expected figure keeps every target. With {sure:.4g} % confidence over all "
            "points, none that keeps its targets by {zones} or more is called infeasible, and none that "
            "misses one by as much feasible.",
            sure=sure,
            zones=zones,
        )
    if rule.monotone:
        text += t(" It was taken as given that later values of --over are never worse.")
    return text


def _selection(sizing: Sizing) -> list[str]:
    if sizing.asked.minimised is None or sizing.outcome.chosen is None:
        return []
    name, _, kpi = sizing.asked.minimised
    figure, sure = statistic_of(name), 100 * (sizing.outcome.sure or 0)
    if sizing.rule.budget is None:
        return [
            t(
                "Of the feasible points the one chosen has the smallest expected {kpi} with a probability "
                "of at least {sure:.4g} %, targets included, if it is {within} or more below all others; if "
                "not, it is within {within} of the smallest.",
                kpi=figure,
                sure=sure,
                within=_gap(sizing.rule.within, kpi.unit),
            )
        ]
    return [
        t(
            "The budget of {runs:,} runs was shared out by OCBA: the point chosen has the smallest expected "
            "{kpi} with a probability of about {sure:.4g} % or more, by normal theory and without a "
            "guarantee.",
            runs=sizing.rule.budget,
            kpi=figure,
            sure=sure,
        )
    ]
