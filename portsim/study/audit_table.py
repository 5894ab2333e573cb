"""The table of the audit: a row for each reading, judged over the replications, and the cause of each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from portsim.claims.break_even import BreakEven
from portsim.claims.cause import Cause, cause_of, in_one_cell
from portsim.claims.claim import Claim, Reading
from portsim.claims.closed_form import closed_form
from portsim.claims.deciding import deciding, pedigree
from portsim.claims.finding import Finding, kpi_of, pooled
from portsim.claims.independence import ClaimDocument
from portsim.claims.leaning import Judged, Leaning, leanings
from portsim.claims.origin import origin
from portsim.claims.verdict import ClaimVerdict, judge
from portsim.scenario.alternatives import BASELINE
from portsim.scenario.scenario import Scenario
from portsim.study.statistics import distinct, interval
from portsim.study.traces import repeated

if TYPE_CHECKING:
    import pandas as pd

Row = dict[str, object]

READING = ("claim", "reading", "primary", "statement", "unit", "sense", "reported")
VERDICT = ("simulated", "low", "high", "n", "verdict", "deciding_parameters", "independent")
ORIGIN = ("label", "unlimited", "unlimited_n", "closed_form", "leans_on")
CAUSE = ("parameters", "assumed", "largest_before", "largest_after", "largest_in")
BREAK_EVEN = (
    "break_even_factor", "users_per_day", "break_even_users", "break_even_entry", "price", "break_even_price",
    "price_unit",
)  # fmt: skip
COLUMNS = (*READING, *VERDICT, *ORIGIN, *CAUSE, *BREAK_EVEN)
NUMBERS = (
    "reported", "simulated", "low", "high", "unlimited", "closed_form", "break_even_factor", "users_per_day",
    "break_even_users", "price", "break_even_price",
)  # fmt: skip
UNCHECKED = "not checked: the claim names no source"


def audit_table(
    claims: Mapping[str, Claim],
    findings: Mapping[tuple[str, str], list[Finding]],
    scenario: Scenario,
    overloaded: Collection[str] = (),
) -> tuple[pd.DataFrame, dict[tuple[str, str], Cause]]:
    """The claims table, one row per reading, and for each the cause that the model shows.

    `reported`, `simulated`, `low` and `high` [unit]: the 95 % CI, whatever becomes of unfinished shipments.
    Where a queue grows without end, in the baseline or the alternative (`overloaded`), nothing is decided;
    nor by a figure that is equal in all replications of a log that repeats itself, of which `n` is 1.
    `assumed` of the deciding `parameters` are assumptions.
    `unlimited` is the figure with unlimited servers in the first `unlimited_n` replications, `closed_form`
    what is expected where nobody queues [unit]; NaN where there is none. `leans_on` lists the other claims
    whose amount it contains, with the figure and verdict that it would have with their reported amount.
    `largest_before` and `largest_after` list steps with their amounts [largest_in] in the baseline and with
    the measure. A yearly figure is as reported at `break_even_factor` times the stated volume or unit costs
    (inf: at none), which is `break_even_users` instead of `users_per_day` shipments of the cohort
    [1/day], or with `break_even_entry` of the ledger at `break_even_price` instead of `price` [price_unit].
    """
    import pandas as pd

    grows = set(overloaded)
    judged = {
        (name, reading.name): _judged(
            name,
            claim,
            reading,
            findings[name, reading.name],
            scenario,
            overloaded=bool(grows & {BASELINE, reading.alternative}),
        )
        for name, claim in claims.items()
        for reading in claim.readings
    }
    primaries = [each.judged for each in judged.values() if each.judged.reading.primary]
    rows: list[Row] = []
    causes: dict[tuple[str, str], Cause] = {}
    for (name, reading), each in judged.items():
        leans = tuple(leanings(each.judged, primaries, scenario))
        causes[name, reading] = replace(each.cause, leans_on=leans)
        row = {"claim": name, "statement": claims[name].statement, **each.row, "leans_on": _leans(leans)}
        rows.append(row)
    return pd.DataFrame(rows, columns=list(COLUMNS)), causes


class _Row(NamedTuple):
    """A reading judged by itself, the columns of its row, and the cause."""

    judged: Judged
    row: Row
    cause: Cause


def _judged(
    name: str,
    claim: Claim,
    reading: Reading,
    findings: Sequence[Finding],
    scenario: Scenario,
    *,
    overloaded: bool,
) -> _Row:
    told = pooled(reading, _of_the_trace(findings, traced=bool(repeated(scenario))))
    figures = np.array([finding.figure for finding in told])
    mean, low, high = interval_of(told)
    keys = deciding(reading, scenario)
    document = ClaimDocument.of(claim, scenario.evidence)
    tainted, assumed = pedigree(keys, reading, scenario, document)
    kpi = kpi_of(reading, scenario.library)
    prices = None if kpi is None else kpi.of.prices(scenario.world(reading.alternative))
    found = origin(reading, keys, findings, scenario)
    form = closed_form(reading, scenario)
    cause = cause_of(reading, kpi, findings, mean, len(keys), len(assumed), prices)
    if kpi is not None:
        cause = replace(cause, origin=found, closed_form=form, figure_unit=reading.unit)
    better = "neither" if kpi is None else kpi.better
    verdict = _verdict(judge(reading, low, mean, high, better), tainted)
    if overloaded and verdict != "not testable":
        verdict = "undecided"
    row: Row = {
        "reading": reading.name,
        "primary": reading.primary,
        "unit": reading.unit,
        "sense": reading.sense.replace("_", " "),
        "reported": reading.reported,
        "simulated": mean,
        "low": low,
        "high": high,
        "n": int(np.isfinite(figures).sum()),
        "verdict": verdict,
        "deciding_parameters": _decided_by(reading, keys),
        "independent": _independent(reading, tainted, checked=document.named),
        "label": found.label or "",
        "unlimited": found.unlimited,
        "unlimited_n": found.n,
        "closed_form": float("nan") if form is None else form.figure,
        "parameters": cause.parameters,
        "assumed": cause.assumed,
        "largest_before": in_one_cell(cause.before),
        "largest_after": in_one_cell(cause.after),
        "largest_in": cause.unit,
        **_break_even(cause.break_even),
    }
    return _Row(Judged(name, reading, mean, low, high, verdict), row, cause)


def _of_the_trace(findings: Sequence[Finding], *, traced: bool) -> Sequence[Finding]:
    """The first finding alone where the figures of all are copies of one trace."""
    ends = np.array([finding.ends or (finding.figure, finding.figure) for finding in findings])
    figures = np.array([finding.figure for finding in findings])
    return findings[: len(distinct(traced, figures, *ends.T)[0])]


def interval_of(findings: Sequence[Finding]) -> tuple[float, float, float]:
    """(mean, low, high) of what was found, the CI as wide as what is unfinished makes it."""
    mean, low, high = interval(np.array([finding.figure for finding in findings]))
    if any(finding.ends for finding in findings):
        least, most = np.array([finding.ends or (finding.figure, finding.figure) for finding in findings]).T
        low, high = min(low, interval(least)[1]), max(high, interval(most)[2])
    return mean, low, high


def _verdict(judged: ClaimVerdict, tainted: Sequence[str]) -> ClaimVerdict:
    """A figure that follows from a number of the claim itself tests nothing."""
    return "calibrated to" if tainted and judged != "not testable" else judged


def _decided_by(reading: Reading, keys: Sequence[str]) -> str:
    return "; ".join(keys) or ("" if reading.kpi is None else "the order of the steps alone")


def _independent(reading: Reading, tainted: Sequence[str], *, checked: bool) -> str:
    if reading.kpi is None:
        return ""
    return f"no: {'; '.join(tainted)}" if tainted else "yes" if checked else UNCHECKED


def _leans(found: Iterable[Leaning]) -> str:
    return "; ".join(f"{each.claim}: {each.figure:.6g}, {each.verdict}" for each in found)


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
