"""The audit of reported results over replications."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from portsim.claims.break_even import Amount, BreakEven
from portsim.claims.cause import Cause, cause_of
from portsim.claims.claim import Claim, Reading
from portsim.claims.deciding import deciding, pedigree
from portsim.claims.finding import Finding, kpi_of
from portsim.claims.verdict import ClaimVerdict, judge
from portsim.scenario.scenario import Scenario
from portsim.study.statistics import interval

if TYPE_CHECKING:
    import pandas as pd

Row = dict[str, object]

READING = ("claim", "reading", "statement", "unit", "sense", "reported")
VERDICT = ("simulated", "low", "high", "n", "verdict", "deciding_parameters", "independent")
CAUSE = ("parameters", "assumed", "largest_before", "largest_after", "largest_in")
BREAK_EVEN = (
    "break_even_factor", "users_per_day", "break_even_users", "break_even_entry", "price", "break_even_price",
    "price_unit",
)  # fmt: skip
COLUMNS = (*READING, *VERDICT, *CAUSE, *BREAK_EVEN)


def audit_table(
    claims: Mapping[str, Claim],
    findings: Mapping[tuple[str, str], list[Finding]],
    scenario: Scenario,
) -> tuple[pd.DataFrame, dict[tuple[str, str], Cause]]:
    """The claims table, one row per reading, and for each the cause that the model shows.

    `reported`, `simulated`, `low` and `high` [unit]; `assumed` of the deciding `parameters` are assumptions.
    `largest_before` and `largest_after` list steps with their amounts [largest_in] in the baseline and with
    the measure. A yearly figure is as reported at `break_even_factor` times the stated volume or unit costs
    (inf: at none), which is `break_even_users` instead of `users_per_day` shipments of the cohort
    [1/day], or with `break_even_entry` of the ledger at `break_even_price` instead of `price` [price_unit].
    """
    import pandas as pd

    rows: list[Row] = []
    causes: dict[tuple[str, str], Cause] = {}
    for name, claim in claims.items():
        for reading in claim.readings:
            row, cause = _audited(reading, findings[name, reading.name], scenario)
            rows.append({"claim": name, "statement": claim.statement, **row})
            causes[name, reading.name] = cause
    return pd.DataFrame(rows, columns=list(COLUMNS)), causes


def _audited(reading: Reading, findings: Sequence[Finding], scenario: Scenario) -> tuple[Row, Cause]:
    """The row of a reading without its claim, and the cause."""
    figures = np.array([finding.figure for finding in findings])
    mean, low, high = interval(figures)
    keys = deciding(reading, scenario)
    tainted, assumed = pedigree(keys, reading, scenario)
    kpi = kpi_of(reading, scenario.library)
    prices = None if kpi is None else kpi.of.prices(scenario.world(reading.alternative))
    cause = cause_of(reading, kpi, findings, mean, len(keys), len(assumed), prices)
    row: Row = {
        "reading": reading.name,
        "unit": reading.unit,
        "sense": reading.sense.replace("_", " "),
        "reported": reading.reported,
        "simulated": mean,
        "low": low,
        "high": high,
        "n": int(np.isfinite(figures).sum()),
        "verdict": _verdict(judge(reading, low, mean, high), tainted),
        "deciding_parameters": _decided_by(reading, keys),
        "independent": _independent(reading, tainted),
        "parameters": cause.parameters,
        "assumed": cause.assumed,
        "largest_before": _listed(cause.before),
        "largest_after": _listed(cause.after),
        "largest_in": cause.unit,
        **_break_even(cause.break_even),
    }
    return row, cause


def _verdict(judged: ClaimVerdict, tainted: Sequence[str]) -> ClaimVerdict:
    """A figure that follows from a number of the claim itself tests nothing."""
    return "calibrated to" if tainted and judged != "not testable" else judged


def _decided_by(reading: Reading, keys: Sequence[str]) -> str:
    return "; ".join(keys) or ("" if reading.kpi is None else "the order of the steps alone")


def _independent(reading: Reading, tainted: Sequence[str]) -> str:
    if reading.kpi is None:
        return ""
    return f"no: {'; '.join(tainted)}" if tainted else "yes"


def _listed(amounts: Iterable[Amount]) -> str:
    return "; ".join(f"{each.label} {each.amount:.6g}" for each in amounts)


def _break_even(found: BreakEven | None) -> Row:
    """The columns of the break-even; NaN or empty where there is none."""
    row: Row = {**dict.fromkeys(BREAK_EVEN, float("nan")), "break_even_entry": "", "price_unit": ""}
    if found is None:
        return row
    row["break_even_factor"] = found.factor
    if found.users is not None:
        row |= {"users_per_day": found.users, "break_even_users": found.users_needed}
    if found.price is not None:
        row["break_even_entry"] = found.price.entry
        row["price"] = found.price.stated.amount
        row["break_even_price"] = found.price.needed.amount
        row["price_unit"] = found.price.needed.unit
    return row
