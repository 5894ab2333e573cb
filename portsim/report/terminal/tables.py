"""Tables for the terminal: the comparison and the claims, in colours where the terminal has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portsim.base.language import known, t
from portsim.report.material import ABOUT, RULE, important, largest_first
from portsim.report.numbers import bounded, factor, figures, interval, percent
from portsim.report.rows import audited, compared
from portsim.report.terminal.console import styled
from portsim.report.words import label

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table
    from rich.text import Text

__all__ = ["claims_table", "comparison_table", "figures"]

MOST = 10  # differences of one measure; the comparison of a whole port must fit a few screens
_INK = {
    "saves": "green",
    "worse": "red",
    "changes": "blue",
    "equivalent": "dim",
    "reproduced": "green",
    "partly reproduced": "yellow",
    "exceeded": "magenta",
    "undecided": "dim",
    "not reproduced": "red",
    "calibrated to": "blue",
    "not testable": "dim",
    "overloaded": "red",
}


def comparison_table(comparison: pd.DataFrame, width: int = 160) -> Table:
    """Return a terminal table with a section per measure and a line per KPI [the KPI's unit].

    Of each measure it shows what it aims at, with a star, whatever became worse, and of the other CIs that
    exclude 0 those of the largest differences, ten lines in all; it counts the rest. Below 130 columns
    [characters] it leaves out the value with the measure, the variance reduction, n and the corrected p;
    below 100 the relative difference too. The unit stands at the difference.
    """
    from rich.table import Table

    table = Table(title=t("What each measure changes against the baseline"))
    wide, narrow = width >= 130, width < 100
    table.add_column(t("Measure and KPI"), overflow="fold")
    value = (t("With measure"),) if wide else ()
    relative = () if narrow else (t("Relative"),)
    more = (t("p or q"), t("Variance reduction"), "n") if wide else ()
    for heading in (t("Baseline"), *value, t("Difference"), *relative, t("95 % CI"), *more):
        table.add_column(heading, justify="right", overflow="fold")
    table.add_column(t("Verdict"), overflow="fold")
    table.caption = (
        t("no data")
        if comparison.empty
        else t(
            "* the measure aims at it. {rule} n {about} 40: so many replications would tell.",
            rule=known(RULE),
            about=ABOUT,
        )
    )
    for alternative in dict.fromkeys(comparison["alternative"]):
        own = comparison[comparison["alternative"] == alternative]
        shown = _shown(own)
        table.add_section()
        table.add_row(styled(label(str(alternative)), "bold"))
        for row in compared(shown):
            unit = row.unit if row.unit == "share" else ""
            table.add_row(
                f"{'*' if row.aim else ' '} {label(row.kpi)}",
                bounded(row.baseline, unit, row.baseline_is),
                *((bounded(row.value, unit, row.value_is),) if wide else ()),
                row.difference_text,
                *(() if narrow else (percent(row.relative),)),
                row.ci(unit).removesuffix(f" {t('points')}"),
                *((row.corrected, factor(row.variance_reduction), figures(row.n)) if wide else ()),
                _inked(row.verdict, row.said(short=True)),
            )
        if rest := len(own) - len(shown):
            table.add_row("  " + t("and {rest} more in comparison.csv", rest=rest))
    return table


def _shown(rows: pd.DataFrame) -> pd.DataFrame:
    """What a measure aims at and what became worse, then the largest differences; the aims first."""
    import pandas as pd

    rows = rows.reset_index(drop=True)
    aims = rows["aim"].astype(bool)
    worse = (rows["verdict"] == "worse") & ~aims
    room = max(0, MOST - int(aims.sum() + worse.sum()))
    largest = largest_first(rows[important(rows) & ~aims & ~worse]).head(room)
    others = worse | rows.index.isin(largest.index)
    return pd.concat([rows[aims], rows[others]])


def claims_table(claims: pd.DataFrame, width: int = 160) -> Table:
    """Return a terminal table with one line per claim and reading [the claim's unit].

    A star marks the primary reading of a claim. From 130 columns [characters] on each line has its label;
    below 100 a sign stands for the sense of a claim: at most, at least or about.
    """
    from rich.table import Table

    table = Table(title=t("Reported and simulated, claim by claim"))
    table.add_column(t("Claim and reading"), overflow="fold")
    for heading in (t("Reported"), t("Simulated"), t("95 % CI"), "n"):
        table.add_column(heading, justify="right", overflow="fold")
    table.add_column(t("Verdict"), overflow="fold")
    wide = width >= 130
    if wide:
        table.add_column(t("Label"), overflow="fold")
    if claims.empty:
        table.caption = t("no data")
    previous = ""
    for row in audited(claims):
        if row.claim != previous:
            table.add_section()
            table.add_row(styled(f"{row.claim}  {known(row.statement)}", "bold"))
        table.add_row(
            f"{'* ' if row.primary else '  '}{known(row.reading)}",
            row.claimed if width >= 100 else row.signed,
            figures(row.simulated, row.unit),
            interval(row.low, row.high, row.unit if row.unit == "share" else ""),
            figures(row.n),
            _inked(row.verdict),
            *((known(row.label),) if wide else ()),
        )
        previous = row.claim
    table.caption = table.caption or t("* primary reading")
    return table


def _inked(verdict: str, text: str = "") -> Text:
    """A verdict, or what is said of it, in the verdict's colour."""
    return styled(text or known(verdict), _INK.get(verdict, ""))
