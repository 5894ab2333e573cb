"""The section of the report that has every difference: a table for each measure, what it aims at first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from portsim.base.language import counted, known, later, t
from portsim.report.material import RULE, by_verdict, important
from portsim.report.numbers import bounded, change, factor, figures, percent
from portsim.report.parts import Cell, Figure, Fold, Grid, Part, Section, Text, grid, number
from portsim.report.rows import Compared, compared
from portsim.report.verdicts import verdict
from portsim.report.words import label, listed

if TYPE_CHECKING:
    import pandas as pd

HEADINGS = (
    later("KPI"),
    later("Aim"),
    later("Baseline"),
    later("With measure"),
    later("Difference"),
    later("Relative"),
    later("95 % CI of the difference"),
    later("Matters"),
    later("p or q"),
    later("Variance reduction"),
    "n",
    later("Verdict"),
)


def comparison_section(
    comparison: pd.DataFrame, order: Sequence[str] = (), figures_of: Sequence[Figure] = ()
) -> Section:
    """One table per measure, whose name is its heading: its aims and what differs; what was not measured by
    name.

    `order` are alternatives that come first.
    """
    parts: list[Part] = [Text(known(RULE), small=True), *figures_of]
    if comparison.empty:
        return Section(
            "measures", t("What each measure changes"), (*parts, Text(t("no data"))), t("Differences")
        )
    for name in dict.fromkeys((*order, *map(str, comparison["alternative"]))):
        own = comparison[comparison["alternative"] == name]
        if len(own):
            parts.append(Section(f"measure_{name}", label(name), tuple(_of_measure(name, own))))
    return Section("measures", t("What each measure changes"), tuple(parts), t("Differences"))


def _of_measure(name: str, own: pd.DataFrame) -> Iterator[Part]:
    missing = own["verdict"] == "not measured"
    shown = important(own)
    rows, further, unmeasured = own[shown], own[~shown & ~missing], own[~shown & missing]
    if len(rows):
        yield _table(
            f"measure_{name}", t("{name}: aims, and all whose CI excludes 0", name=label(name)), rows
        )
    if len(further):
        which = t("Further KPIs, whose CI includes 0") if len(rows) else t("No KPI has a CI that excludes 0")
        yield Text(
            t(
                "{which}: {further}; all rows stand in comparison.csv.",
                which=which,
                further=by_verdict(further),
            )
        )
    if len(unmeasured):
        names = listed(label(str(kpi)) for kpi in unmeasured["kpi"])
        yield Fold(
            counted(
                len(unmeasured),
                "Not measured, as nothing was counted that they speak of: 1 further KPI",
                "Not measured, as nothing was counted that they speak of: {n} further KPIs",
            ),
            (Text(t("{names}.", names=names)),),
        )


def _table(name: str, caption: str, rows: pd.DataFrame) -> Grid:
    return grid(name, caption, HEADINGS, map(_cells, compared(rows)), range(2, 11))


def _cells(row: Compared) -> tuple[str | Cell, ...]:
    return (
        label(row.kpi),
        t("aim") if row.aim else "",
        Cell(bounded(row.baseline, row.unit, row.baseline_is), row.baseline),
        Cell(bounded(row.value, row.unit, row.value_is), row.value),
        Cell(row.difference_text, row.difference),
        Cell(percent(row.relative), row.relative),
        Cell(row.ci(row.unit), row.low),
        number(row.matters, row.unit)
        if row.unit != "share"
        else Cell(change(row.matters, "share"), row.matters),
        Cell(row.corrected, row.p_holm if row.aim else row.q),
        Cell(factor(row.variance_reduction), row.variance_reduction),
        Cell(figures(row.n), row.n),
        verdict(row.verdict, row.low, row.high, row.n, row.said()),
    )
