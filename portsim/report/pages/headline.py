"""The headline: what came out, in a few plain sentences that carry their numbers."""

from __future__ import annotations

import pandas as pd

from portsim.report.material import material
from portsim.report.numbers import figures, interval
from portsim.report.primaries import audit_in_words
from portsim.report.rows import compared
from portsim.report.words import inline, label

MOST_GAINS = 3
MOST_LOSSES = 5


def headline(comparison: pd.DataFrame, claims: pd.DataFrame) -> str:
    """Say what came out: the claims by verdict, then per measure its largest relative
    savings and losses."""
    lines = [f"**The audit:** {audit_in_words(claims)}"] if len(claims) else []
    sure = comparison.dropna(subset=["low", "high", "n"]) if len(comparison) else comparison
    alternatives = dict.fromkeys(sure["alternative"]) if len(sure) else {}
    lines.extend(_of_measure(str(name), sure[sure["alternative"] == name]) for name in alternatives)
    return "\n".join(f"- {line}" for line in lines) or "no data"


def _of_measure(alternative: str, rows: pd.DataFrame) -> str:
    """The largest savings and losses of at least 1 % of the baseline, then smaller losses by name; what is
    left is counted."""
    gains = _largest_first(rows[(rows["verdict"] == "saves") & material(rows)])
    worse = _largest_first(rows[rows["verdict"] == "worse"])
    losses, slight = worse[material(worse)], worse[~material(worse)]
    parts = []
    if len(gains):
        parts.append("largest saving, " + _moved(gains.iloc[[0]]))
        named = [inline(str(kpi)) for kpi in gains["kpi"].iloc[1:MOST_GAINS]]
        if named:
            parts.append(f"it also improves {', '.join(named)}{_and_more(len(gains), MOST_GAINS)}")
    else:
        few = " of 1 % or more" if (rows["verdict"] == "saves").any() else ""
        parts.append(f"no saving{few} could be detected")
    if len(losses):
        shown = [_moved(losses.iloc[[place]]) for place in range(min(len(losses), MOST_LOSSES))]
        parts.append(f"worse: {'; '.join(shown)}{_and_more(len(losses), MOST_LOSSES)}")
    if len(slight):
        named = [inline(str(kpi)) for kpi in slight["kpi"].iloc[:MOST_LOSSES]]
        more = _and_more(len(slight), MOST_LOSSES)
        parts.append(f"negligibly worse (below 1 %): {', '.join(named)}{more}")
    return f"**{label(alternative)}:** {'; '.join(parts)}."


def _largest_first(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows by relative difference; a difference from nothing has none and comes last."""
    return rows.sort_values("relative", key=lambda x: -x.abs().fillna(0), kind="stable")


def _and_more(total: int, named: int) -> str:
    return f" and {total - named} more" if total > named else ""


def _moved(one: pd.DataFrame) -> str:
    """How one KPI moved, from a table of a single row."""
    row = next(compared(one))
    ci = interval(row.low, row.high, row.unit, signed=True)
    return (
        f"{inline(row.kpi)} from {figures(row.baseline, row.unit)} to {figures(row.value, row.unit)} "
        f"(95 % CI of the difference {ci}, n = {figures(row.n)})"
    )
