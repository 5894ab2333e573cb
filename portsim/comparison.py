"""Comparison of scenarios: paired differences over replications under common random numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from portsim.kpis import Kpi
from portsim.workload.draws import Floats

if TYPE_CHECKING:
    import pandas as pd

LEVEL = 0.95
ROUNDING = 1e-12  # a relative difference this small is the order of a sum, not an effect
Verdict = Literal["saves", "worse", "changes", "no detectable difference", "not measured"]
COLUMNS = (
    "scenario",
    "kpi",
    "unit",
    "baseline",
    "value",
    "difference",
    "low",
    "high",
    "relative",
    "p_holm",
    "variance_reduction",
    "n",
    "verdict",
)


@dataclass(frozen=True)
class Paired:
    """A paired comparison of one KPI; `low` and `high` are the 95 % CI of the difference."""

    baseline: float
    value: float
    difference: float
    low: float
    high: float
    p: float
    variance_reduction: float
    n: int


def interval(values: Floats) -> tuple[float, float, float]:
    """Mean and 95 % t-interval of independent replications; (mean, low, high).

    The interval is infinite for a single replication. Source: Law, Simulation Modeling and Analysis, 4.12.
    """
    values = values[np.isfinite(values)]
    n = len(values)
    if n == 0:
        return float("nan"), float("nan"), float("nan")
    mean = float(values.mean())
    if n == 1:
        return mean, float("-inf"), float("inf")
    half = _t_quantile(n - 1) * float(values.std(ddof=1)) / n**0.5
    return mean, mean - half, mean + half


def paired(baseline: Floats, value: Floats) -> Paired:
    """Paired-t comparison, shapes (n,) of replication figures; pairs with a NaN are left out.

    `variance_reduction` is (Var[a] + Var[b]) / Var[b - a]: how many times more replications independent
    runs would need; below 1 pairing has back-fired. Source: Law, 10.2.1 and 11.2; Holm 1979 for the family.
    """
    from scipy import stats

    both = np.isfinite(baseline) & np.isfinite(value)
    a, b = baseline[both], value[both]
    n = len(a)
    if n == 0:
        nan = float("nan")
        return Paired(nan, nan, nan, nan, nan, nan, nan, 0)
    difference = b - a
    difference[np.abs(difference) <= ROUNDING * np.maximum(np.abs(a), np.abs(b))] = 0.0
    mean, low, high = interval(difference)
    spread = float(difference.var(ddof=1)) if n > 1 else float("nan")
    apart = float(a.var(ddof=1) + b.var(ddof=1)) if n > 1 else float("nan")
    if spread == 0:
        p, reduction = (1.0 if mean == 0 else 0.0), (float("inf") if apart > 0 else float("nan"))
    elif n > 1:
        p = float(2 * stats.t.sf(abs(mean) / (spread / n) ** 0.5, n - 1))
        reduction = apart / spread
    else:
        p, reduction = float("nan"), float("nan")
    return Paired(float(a.mean()), float(b.mean()), mean, low, high, p, reduction, n)


def holm(p: Sequence[float]) -> list[float]:
    """Holm's step-down adjusted p-values of a family; NaN stays NaN. Source: Holm 1979."""
    order = sorted((value, index) for index, value in enumerate(p) if np.isfinite(value))
    out = [float("nan")] * len(p)
    highest = 0.0
    for rank, (value, index) in enumerate(order):
        highest = max(highest, min(1.0, value * (len(order) - rank)))
        out[index] = highest
    return out


def verdict(kpi: Kpi, result: Paired, p_holm: float) -> Verdict:
    """The comparison in words; only what survives Holm's correction at 5 % counts as a difference."""
    if result.n == 0:
        return "not measured"
    if not p_holm < 1 - LEVEL or result.difference == 0:
        return "no detectable difference"
    if kpi.better == "neither":
        return "changes"
    good = result.difference < 0 if kpi.better == "less" else result.difference > 0
    return "saves" if good else "worse"


def comparison_table(
    values: Mapping[str, Mapping[str, Floats]], kpis: Mapping[str, Kpi], baseline: str
) -> pd.DataFrame:
    """One row per alternative and KPI; the family of Holm's correction is all KPIs of one alternative.

    `values[scenario][kpi]` has shape (replications,).
    """
    import pandas as pd

    pairs = [
        (scenario, kpi, paired(values[baseline][kpi.name], figures[kpi.name]))
        for scenario, figures in values.items()
        if scenario != baseline
        for kpi in kpis.values()
    ]
    adjusted = [p for s in values for p in holm([_tested(r) for scenario, _, r in pairs if scenario == s])]
    rows = [
        (
            scenario,
            kpi.name,
            kpi.unit,
            r.baseline,
            r.value,
            r.difference,
            r.low,
            r.high,
            r.difference / r.baseline if r.baseline else float("nan"),
            1.0 if np.isnan(p) and r.difference == 0 else p,
            r.variance_reduction,
            r.n,
            verdict(kpi, r, p),
        )
        for (scenario, kpi, r), p in zip(pairs, adjusted, strict=True)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _tested(result: Paired) -> float:
    """The p-value, NaN where a measure leaves every replication as it was: that is no test of the family."""
    return float("nan") if result.low == result.high == 0 else result.p


def _t_quantile(freedom: int) -> float:
    from scipy import stats

    return float(stats.t.ppf(0.5 + LEVEL / 2, freedom))
