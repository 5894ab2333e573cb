"""The audit of reported results over replications."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from portsim.base.arrays import Floats
from portsim.base.units import show_minutes
from portsim.claims.break_even import break_even
from portsim.claims.claim import Claim, Reading
from portsim.claims.deciding import deciding, pedigree
from portsim.claims.finding import Finding
from portsim.claims.verdict import judge
from portsim.kpis.kpi import KPI
from portsim.model.library import Library
from portsim.scenario.scenario import Scenario
from portsim.study.statistics import interval

if TYPE_CHECKING:
    import pandas as pd


COLUMNS = (
    "claim",
    "reading",
    "statement",
    "unit",
    "sense",
    "reported",
    "simulated",
    "low",
    "high",
    "n",
    "verdict",
    "deciding_parameters",
    "independent",
)


def audit_table(
    claims: Mapping[str, Claim],
    findings: Mapping[tuple[str, str], list[Finding]],
    scenario: Scenario,
) -> tuple[pd.DataFrame, dict[tuple[str, str], str]]:
    """The claims table, one row per reading, and for each the cause that the model shows."""
    import pandas as pd

    rows, causes = [], {}
    for name, claim in claims.items():
        for reading in claim.readings:
            each = findings[name, reading.name]
            figures: Floats = np.array([f.figure for f in each])
            mean, low, high = interval(figures)
            keys = deciding(reading, scenario)
            tainted, assumed = pedigree(keys, reading, scenario)
            verdict = judge(reading, low, mean, high)
            if tainted and verdict != "not testable":
                verdict = "calibrated to"
            rows.append(
                (
                    name,
                    reading.name,
                    claim.statement,
                    reading.unit,
                    reading.sense.replace("_", " "),
                    reading.reported,
                    mean,
                    low,
                    high,
                    int(np.isfinite(figures).sum()),
                    verdict,
                    "; ".join(keys) or ("" if reading.kpi is None else "the order of the steps alone"),
                    "" if reading.kpi is None else "no: " + "; ".join(tainted) if tainted else "yes",
                )
            )
            cause = _cause(reading, each, assumed, len(keys), scenario.library)
            needed = _break_even(reading, each, mean, scenario)
            causes[name, reading.name] = f"{cause}; {needed}" if needed else cause
    return pd.DataFrame(rows, columns=list(COLUMNS)), causes


def _break_even(reading: Reading, findings: list[Finding], mean: float, scenario: Scenario) -> str:
    """For a yearly figure, the volume or the unit cost that would make the statement true."""
    if reading.kpi is None or reading.figure not in ("value", "saved"):
        return ""
    prices = scenario.library[KPI][reading.kpi].of.prices(scenario.world(reading.alternative))
    if prices is None or not np.isfinite(mean):
        return ""
    sign = 1.0 if reading.figure == "value" else -1.0
    parts: dict[str, float] = {}
    for finding in findings:
        for name in {**finding.before, **finding.after}:
            change = sign * finding.after.get(name, 0.0)
            change += finding.before.get(name, 0.0) if reading.figure == "saved" else 0.0
            parts[name] = parts.get(name, 0.0) + change / len(findings)
    users = float(np.mean([finding.users for finding in findings])) if reading.cohort else 0.0
    return break_even(reading.reported, mean, reading.unit, parts, prices, users)


def _cause(
    reading: Reading, findings: list[Finding], assumed: list[str], total: int, library: Library
) -> str:
    """What the model shows: the largest steps before and after, and how much of it is assumed."""
    if reading.kpi is None:
        return reading.why
    counts = library[KPI][reading.kpi].unit.split("/")[0] not in ("min", "h", "share", "trucks")
    parts = []
    for word, side in (("baseline", "before"), ("with the measure", "after")):
        sums: dict[str, float] = {}
        for finding in findings:
            for label, amount in getattr(finding, side).items():
                sums[label] = sums.get(label, 0.0) + amount / len(findings)
        largest = sorted(sums.items(), key=lambda item: (-item[1], item[0]))[:3]
        shown = ", ".join(f"{k} {v:.2f}" if counts else f"{k} {show_minutes(v)}" for k, v in largest)
        if shown:
            parts.append(f"{word}: {shown}")
    mean = interval(np.array([finding.figure for finding in findings]))[0]
    if not np.isfinite(mean):
        parts.insert(0, "not measured: too many shipments are unfinished, or the scenario lacks the tariffs")
    if reading.sense == "about" and abs(mean - reading.reported) > reading.tolerance * abs(reading.reported):
        word = "more" if mean > reading.reported else "less"
        parts.insert(0, f"{word} than reported")
    parts.append(f"{len(assumed)} of its {total} deciding parameters are assumed")
    return "; ".join(parts)
