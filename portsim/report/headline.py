"""The headline: what came out, in a few plain sentences that carry their numbers."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from portsim.report.numbers import figures, interval
from portsim.report.rows import compared
from portsim.report.words import inline, label

_ORDER = ("reproduced", "partly reproduced", "not reproduced", "calibrated to", "not testable")
_SAID = {"calibrated to": "only calibrated to"}


def headline(comparison: pd.DataFrame, claims: pd.DataFrame) -> str:
    """Say what came out: the claims by verdict, then per measure its largest relative saving and any loss."""
    lines = [_of_claims(claims)] if len(claims) else []
    sure = comparison.dropna(subset=["low", "high", "n"]) if len(comparison) else comparison
    scenarios = dict.fromkeys(sure["scenario"]) if len(sure) else {}
    lines.extend(_of_measure(str(name), sure[sure["scenario"] == name]) for name in scenarios)
    return "\n".join(f"- {line}" for line in lines) or "no data"


def _of_claims(claims: pd.DataFrame) -> str:
    counts = Counter(str(verdict) for verdict in claims["verdict"])
    known = [verdict for verdict in _ORDER if verdict in counts]
    told = [*known, *sorted(set(counts) - set(known))]
    parts = ", ".join(f"{counts[verdict]} {_SAID.get(verdict, verdict)}" for verdict in told)
    return f"**The audit:** {claims['claim'].nunique()} reported claims in {len(claims)} readings: {parts}."


def _of_measure(scenario: str, rows: pd.DataFrame) -> str:
    """One sentence for the largest saving, one for each loss."""
    name = f"**{label(scenario)}:**"
    gains = rows[rows["verdict"] == "saves"]
    losses = rows[rows["verdict"] == "worse"]
    parts = []
    if len(gains):
        parts.append("largest saving, " + _moved(gains.loc[[gains["relative"].abs().fillna(0).idxmax()]]))
        if len(gains) > 1:
            others = [inline(str(kpi)) for kpi in gains["kpi"] if inline(str(kpi)) not in parts[0]]
            parts.append(f"it also improves {', '.join(others)}")
    else:
        parts.append("no saving could be detected")
    if len(losses):
        parts.append("worse: " + "; ".join(_moved(losses.iloc[[place]]) for place in range(len(losses))))
    return f"{name} {'; '.join(parts)}."


def _moved(one: pd.DataFrame) -> str:
    """How one KPI moved, from a table of a single row."""
    row = next(compared(one))
    ci = interval(row.low, row.high, row.unit, signed=True)
    return (
        f"{inline(row.kpi)} from {figures(row.baseline, row.unit)} to {figures(row.value, row.unit)} "
        f"(95 % CI of the difference {ci}, n = {figures(row.n)})"
    )
