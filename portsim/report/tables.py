"""Tables for the terminal: the comparison and the claims, in colours where the terminal has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from portsim.report.numbers import change, factor, figures, interval, percent, probability
from portsim.report.rows import audited, compared
from portsim.report.words import label

if TYPE_CHECKING:
    from rich.table import Table

__all__ = ["claims_table", "comparison_table", "figures"]

_INK = {
    "saves": "green",
    "worse": "red",
    "changes": "blue",
    "no detectable difference": "dim",
    "reproduced": "green",
    "partly reproduced": "yellow",
    "not reproduced": "red",
    "calibrated to": "blue",
    "not testable": "dim",
}


def comparison_table(comparison: pd.DataFrame, width: int = 160) -> Table:
    """Return a terminal table with one line per measure and KPI [the KPI's unit], a rule between measures.

    Below 130 columns [characters] the table leaves out the variance reduction, n and Holm's p.
    """
    from rich.table import Table

    table = Table(title="What each measure changes against the baseline")
    for heading in ("Measure", "KPI"):
        table.add_column(heading, overflow="fold")
    wide = width >= 130
    more = ("p (Holm)", "Variance reduction", "n") if wide else ()
    for heading in ("Baseline", "With measure", "Difference", "95 % CI", *more):
        table.add_column(heading, justify="right", overflow="fold")
    table.add_column("Verdict", overflow="fold")
    if comparison.empty:
        table.caption = "no data"
    previous = ""
    for row in compared(comparison):
        if previous and row.scenario != previous:
            table.add_section()
        table.add_row(
            label(row.scenario) if row.scenario != previous else "",
            label(row.kpi),
            figures(row.baseline, row.unit),
            figures(row.value, row.unit),
            f"{change(row.difference, row.unit)} ({percent(row.relative)})",
            interval(row.low, row.high, row.unit, signed=True),
            *((probability(row.p_holm), factor(row.variance_reduction), figures(row.n)) if wide else ()),
            _inked(row.verdict),
        )
        previous = row.scenario
    return table


def claims_table(claims: pd.DataFrame) -> Table:
    """Return a terminal table with one line per claim and reading [the claim's unit]."""
    from rich.markup import escape
    from rich.table import Table

    table = Table(title="Reported and simulated, claim by claim")
    table.add_column("Claim and reading", overflow="fold")
    for heading in ("Reported", "Simulated", "95 % CI", "n"):
        table.add_column(heading, justify="right", overflow="fold")
    table.add_column("Verdict", overflow="fold")
    if claims.empty:
        table.caption = "no data"
    previous = ""
    for row in audited(claims):
        if row.claim != previous:
            table.add_section()
            table.add_row(f"[bold]{escape(row.claim)}  {escape(row.statement)}[/bold]")
        table.add_row(
            f"  {escape(row.reading)}",
            figures(row.reported, row.unit),
            figures(row.simulated, row.unit),
            interval(row.low, row.high, row.unit),
            figures(row.n),
            _inked(row.verdict),
        )
        previous = row.claim
    return table


def _inked(verdict: str) -> str:
    ink = _INK.get(verdict)
    return f"[{ink}]{verdict}[/{ink}]" if ink else verdict
