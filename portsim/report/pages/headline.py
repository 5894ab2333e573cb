"""The headline: what came out, in a few plain sentences that carry their numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portsim.report.material import clear, largest_first, material, said
from portsim.report.numbers import figures, interval
from portsim.report.primaries import audit_in_words
from portsim.report.rows import Compared, compared
from portsim.report.words import inline, label

if TYPE_CHECKING:
    import pandas as pd

MOST = 4  # aims, amounts of money and side effects that are said in full
MONEY = "yuan"


def headline(comparison: pd.DataFrame, claims: pd.DataFrame) -> str:
    """Say what came out: the claims by verdict, then per measure what it aims at, its money, its side
    effects."""
    lines = [f"**The audit:** {audit_in_words(claims)}"] if len(claims) else []
    sure = comparison.dropna(subset=["low", "high", "n"]) if len(comparison) else comparison
    alternatives = dict.fromkeys(sure["alternative"]) if len(sure) else {}
    lines.extend(_of_measure(str(name), sure[sure["alternative"] == name]) for name in alternatives)
    return "\n".join(f"- {line}" for line in lines) or "no data"


def _of_measure(alternative: str, rows: pd.DataFrame) -> str:
    """What a measure aims at, by verdict; costs that it moves; what else it makes worse by what matters."""
    traced = rows[rows["verdict"] == "one trace"]
    if len(traced):
        differing = int((traced["difference"] != 0).sum())
        return f"**{label(alternative)}:** one trace, so no CI and no test; {differing} figures differ on it."
    grows = rows[rows["verdict"] == "overloaded"]
    if len(grows):
        worse = rows[rows["verdict"] == "worse"]
        parts = [
            f"a queue grows for as long as the run lasts, so it saves nothing in any of {len(rows)} figures"
        ]
        if len(worse):
            parts.append("worse: " + _in_full(largest_first(worse)))
        return f"**{label(alternative)}:** {'; '.join(parts)}."
    open_ = (rows["baseline_is"] != "exact") | (rows["value_is"] != "exact")
    bounds, rows = rows[open_ & rows["aim"].astype(bool)], rows[~open_]
    aim, money = rows["aim"].astype(bool), rows["unit"].str.contains(MONEY)
    aims, costs = rows[aim], rows[~aim & money]
    parts = [_by_verdict(aims) if len(aims) else "it declares no KPI that it aims at"]
    moved = costs[costs["verdict"].isin(["saves", "worse"])]
    if len(moved):
        parts.append("money: " + _in_full(moved, verdict=True))
    others = rows[~aim & ~money & clear(rows) & material(rows) & _bad(rows)]
    if len(others):
        parts.append("side effects: " + _in_full(largest_first(others)))
    if len(bounds):
        parts.append(f"bounds, as shipments are unfinished: {', '.join(map(inline, bounds['kpi']))}")
    return f"**{label(alternative)}:** {'; '.join(parts)}."


def _bad(rows: pd.DataFrame) -> pd.Series[bool]:
    """Which rows moved the wrong way."""
    less, more = rows["better"] == "less", rows["better"] == "more"
    return (less & (rows["difference"] > 0)) | (more & (rows["difference"] < 0))


def _by_verdict(aims: pd.DataFrame) -> str:
    """The KPIs that a measure aims at: what differs in full, the others by name."""
    parts = []
    for verdict in ("saves", "changes", "worse"):
        own = aims[aims["verdict"] == verdict]
        if len(own):
            parts.append(f"{verdict}: {_in_full(own)}")
    for verdict in ("equivalent", "undecided", "not measured"):
        own = aims[aims["verdict"] == verdict]
        if len(own):
            parts.append(f"{verdict}: {', '.join(_named(row) for row in compared(own))}")
    return "; ".join(parts)


def _named(row: Compared) -> str:
    """A KPI by its name; an undecided one with its CI and the replications that would tell."""
    if row.verdict != "undecided":
        return inline(row.kpi)
    ci = f"95 % CI {interval(row.low, row.high, row.unit, signed=True)}"
    told = said(row.verdict, row.replications_needed).removeprefix("undecided").strip(" ()")
    return f"{inline(row.kpi)} ({'; '.join(filter(None, (ci, told)))})"


def _in_full(rows: pd.DataFrame, *, verdict: bool = False) -> str:
    """The first rows with their figures, and the names of the others."""
    shown = [_moved(row) + (f", {row.verdict}" if verdict else "") for row in compared(rows.head(MOST))]
    rest = [inline(str(kpi)) for kpi in rows["kpi"].iloc[MOST:]]
    return "; ".join(shown) + (f"; and {', '.join(rest)}" if rest else "")


def _moved(row: Compared) -> str:
    """How one KPI moved."""
    ci = interval(row.low, row.high, row.unit, signed=True)
    return (
        f"{inline(row.kpi)} from {figures(row.baseline, row.unit)} to {figures(row.value, row.unit)} "
        f"(95 % CI of the difference {ci}, n = {figures(row.n)})"
    )
