"""What a sizing found, in sentences."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from portsim.study.sizing.costs import SERVERS
from portsim.study.sizing.rule import PERIOD
from portsim.study.sizing.tables import Sizing

if TYPE_CHECKING:
    import pandas as pd

VERDICTS = {
    "shown": "so what was asked is shown.",
    "not shown": "so it may be so, and these replications do not show it; a dearer point is surer.",
    "refuted": "so it is not so: take a dearer point, or ask for a narrower --zone.",
}


def sentences(
    sizing: Sizing, verification: pd.DataFrame, days: int, seed: int, searched: tuple[int, int] | None
) -> tuple[str, ...]:
    """The findings, the most important first; `searched` says of how many points how many were tried."""
    found = [_choice(sizing), *_verified(sizing, verification, days, seed), _counts(sizing)]
    found += [_meaning(sizing, days), *_selection(sizing)]
    if searched is not None:
        found.append(
            f"Of {searched[0]:,} points an optimiser tried {searched[1]:,}, and the {len(sizing.points)} "
            "most promising went into the selection: what is said of the best point holds among these."
        )
    if not sizing.costs.stated:
        free = [each.key for each in sizing.grid.factors if not each.is_count]
        also = f"; {', '.join(free)} costs nothing" if free else ""
        found.append(f"No costs were given, so each server counts as 1{also}: give them with --cost.")
    return tuple(found)


def money(cost: float, unit: str) -> str:
    """A cost in words: `15 servers`, `12.6 M yuan/y`."""
    if unit == SERVERS:
        return f"{cost:g} servers"
    return f"{cost / 1e6:.4g} M {unit}" if cost >= 1e6 else f"{cost:,.6g} {unit}"


def _targets(sizing: Sizing) -> str:
    return " and ".join(map(str, sizing.asked.targets))


def _choice(sizing: Sizing) -> str:
    chosen = sizing.outcome.chosen
    if chosen is not None:
        point = sizing.points[chosen]
        cost = money(sizing.costs.of(point), sizing.costs.unit)
        label = sizing.grid.label(point)
        if sizing.asked.minimised is not None:
            what = f" of those that keep {_targets(sizing)}" if sizing.asked.targets else ""
            return f"Chosen: {label}, with the smallest {sizing.asked.minimised[0]}{what}; it costs {cost}."
        return f"Chosen: {label}. It is the cheapest point that keeps {_targets(sizing)}, at {cost}."
    able = [number for number in sizing.points if number not in sizing.refused]
    near = min(able, key=lambda number: sizing.rule.tightest(sizing.bench.of(number)))
    return (
        f"None chosen: no point was found to keep {_targets(sizing)}. "
        f"{sizing.grid.label(sizing.points[near])} comes closest; widen --over, or ask for less."
    )


def _verified(sizing: Sizing, table: pd.DataFrame, days: int, seed: int) -> list[str]:
    if table.empty:
        return []
    n = int(table["n"].iloc[0])
    head = f"Verified on fresh draws (seed {seed}, {n} replications of {days} {_days(days)}):"
    judged = table[table["verdict"] != ""]
    means = "; ".join(
        f"{row['target']} {row['mean']:.4g} {row['unit']} (95 % CI {row['low']:.4g} to {row['high']:.4g})"
        for row in table.to_dict("records")
        if row["unit"]
    )
    found = []
    if len(judged):
        last = judged.iloc[-1]
        if sizing.rule.meaning == PERIOD:
            text = (
                f"the targets were met in {round(last['met'] * n)} of {n}, so with 95 % confidence in at "
                f"least {100 * last['met_at_least']:.3g} % of such periods; asked were "
                f"{100 * sizing.asked.chance:.4g} %, "
            )
        else:
            text = f"asked was a confidence of {100 * sizing.asked.chance:.4g} %, "
        found.append(f"{head} {text}{VERDICTS[last['verdict']]}")
    return [*found, f"There the mean is: {means}." if found else f"{head} {means}."]


def _counts(sizing: Sizing) -> str:
    counts = Counter(sizing.state(number) for number in sizing.points)
    parts = [f"{counts[state]} {state}" for state in ("feasible", "infeasible", "undecided") if counts[state]]
    text = f"{len(sizing.points)} points: {', '.join(parts)}"
    if sizing.refused:
        text += f"; {len(sizing.refused)} of the infeasible cannot run at all"
    dearer = sum(why.startswith("dearer") for why in sizing.outcome.why.values())
    spent = sum(why.startswith("budget") for why in sizing.outcome.why.values())
    if dearer:
        text += f"; {dearer} were not tested to the end, as they are dearer than a feasible one"
    if spent:
        text += f"; for {spent} the budget was spent before they were decided, and they were not chosen"
    return f"{text}. It took {sizing.bench.runs:,} runs."


def _meaning(sizing: Sizing, days: int) -> str:
    rule, asked = sizing.rule, sizing.asked
    if not asked.targets:
        return "Nothing was asked of the points but a small figure, so all that can run are feasible."
    sure = 100 * (1 - rule.error / (2 if rule.smallest_figure else 1))
    if asked.meaning == PERIOD:
        low, high = 100 * (asked.chance - asked.zone), 100 * (asked.chance + asked.zone)
        text = (
            f"Feasible means: {days} {_days(days)} {'keeps' if days == 1 else 'keep'} every target with a "
            f"chance of {100 * asked.chance:.4g} %. With {sure:.4g} % confidence over all points, none with "
            f"{high:.4g} % or more is called infeasible, and none with {low:.4g} % or less feasible."
        )
    else:
        zones = ", ".join(
            f"{zone:.3g} {target.kpi.unit}" for zone, target in zip(asked.zones, asked.targets, strict=True)
        )
        text = (
            f"Feasible means: the expected figure keeps every target. With {sure:.4g} % confidence over all "
            f"points, none that keeps its targets by {zones} or more is called infeasible, and none that "
            "misses one by as much feasible."
        )
    if rule.monotone:
        text += " It was taken as given that later values of --over are never worse."
    return text


def _selection(sizing: Sizing) -> list[str]:
    if sizing.asked.minimised is None or sizing.outcome.chosen is None:
        return []
    name, _, kpi = sizing.asked.minimised
    sure, within = 100 * (sizing.outcome.sure or 0), f"{sizing.rule.within:.3g} {kpi.unit}"
    if sizing.rule.budget is None:
        return [
            f"Of the feasible points the one chosen has the smallest expected {name} with a probability of "
            f"at least {sure:.4g} %, targets included, if it is {within} or more below all others; if not, "
            f"it is within {within} of the smallest."
        ]
    return [
        f"The budget of {sizing.rule.budget:,} runs was shared out by OCBA: the point chosen has the "
        f"smallest expected {name} with a probability of about {sure:.4g} % or more, by normal theory "
        "and without a guarantee."
    ]


def _days(days: int) -> str:
    return "day" if days == 1 else "days"
