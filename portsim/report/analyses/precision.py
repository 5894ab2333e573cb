"""What the search for the number of replications shows: a chart, a page, a table for the terminal."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, Any

from portsim.base.language import counted, known, later, t
from portsim.report.analysis import Section, Sheet
from portsim.report.markdown import as_text, pipe_table
from portsim.report.numbers import figures, percent
from portsim.report.words import inline, label, with_commas

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

    from portsim.report.charts.style import Drawn
    from portsim.study.analysis import Analysis

Row = dict[Hashable, Any]
MOST = 8  # figures on the terminal, each on up to two lines


def _drawn(analysis: Analysis) -> Drawn:
    from portsim.report.charts.half_widths import half_widths_chart

    study = analysis.scenario.study
    days = counted(study.days, "{n} day", "{n} days")
    note = t("replications of {days}, seed {seed}", days=days, seed=study.seed)
    return half_widths_chart(analysis.tables["course"], note=note)


SHEETS: tuple[Sheet, ...] = (
    Sheet(
        "half_widths",
        later(
            "Half-width of each figure's 95 % CI against the number of replications, as a multiple "
            "of what is asked"
        ),
        _drawn,
    ),
)


def show_precision(analysis: Analysis, commands: Sequence[str], footing: str) -> None:
    """Print the figures that take most replications, what was found, and the commands to go on with."""
    from portsim.base.printable import say
    from portsim.report.terminal.console import console
    from portsim.report.terminal.points import say_points

    console().print(half_widths_table(analysis.tables["half_widths"]))
    say_points(analysis.sentences)
    for command in commands:
        say(command)
    say(footing)


def sections(analysis: Analysis) -> tuple[Section, ...]:
    """The part of the page below the chart: every figure, the one that takes most replications first."""
    table = _ranked(analysis.tables["half_widths"])
    heads = (
        t("figure"),
        t("estimate"),
        t("half-width"),
        t("asked"),
        t("asked is"),
        t("replications"),
        t("95 % range"),
    )
    rows = [
        [as_text(cell) for cell in (*_cells(row), _asked(row), _replications(row), _range(row))]
        for row in table.to_dict("records")
    ]
    below = t(
        "After {replications} replications. *Replications*: from so many on the half-width of "
        "the 95 % CI is as asked and stays so; with ≈ it is not, and so many are predicted from "
        "the deviation so far, within the range. `half_widths.csv` has the intervals, and "
        "`course.csv` the half-widths by number of replications.",
        replications=analysis.scenario.study.replications,
    )
    return (Section(t("Half-widths"), pipe_table(heads, rows, (1, 2, 3, 5, 6)), below),)


def half_widths_table(table: pd.DataFrame) -> Table:
    """A terminal table of the figures that take most replications, at most eight, the most first."""
    from rich.table import Table

    out = Table(title=t("Figures that take most replications"))
    out.add_column(t("Figure"), overflow="fold", ratio=1)
    for heading in (t("Estimate"), t("Half-width"), t("Asked"), t("Replications")):
        out.add_column(heading, justify="right", overflow="fold")
    for row in _ranked(table).head(MOST).to_dict("records"):
        out.add_row(*_cells(row), _replications(row))
    rest = len(table) - MOST
    out.caption = t("and {rest} more in half_widths.csv", rest=rest) if rest > 0 else None
    return out


def _ranked(table: pd.DataFrame) -> pd.DataFrame:
    """The rows in the order in which they matter: what is not as asked first, the most replications first."""
    known = table["n_needed"].map(math.isfinite)
    ranked = table.assign(rank=table["n_needed"].where(known, 0.0))
    return ranked.sort_values(["met", "rank"], ascending=[True, False], kind="stable")


def _cells(row: Row) -> tuple[str, str, str, str]:
    unit, figure = str(row["unit"]), str(row["figure"])
    names = with_commas([label(str(row["kpi"])), inline(str(row["alternative"]))])
    return (
        names if figure == "difference" else t("{names} ({figure})", names=names, figure=known(figure)),
        figures(row["estimate"], unit),
        _points(row["half_width"], unit),
        _points(row["target"], unit),
    )


def _points(half: float, unit: str) -> str:
    """A half-width; of a share in points."""
    if not math.isfinite(half):
        return "?"
    text = f"{figures(100 * half)} {t('points')}" if unit == "share" else figures(half)
    return f"\N{PLUS-MINUS SIGN} {text}"


def _replications(row: Row) -> str:
    n, status = float(row["n_needed"]), str(row["status"])
    if row["met"]:
        return f"{n:,.0f}"
    if math.isfinite(n) and status != "met, look-ahead not done":
        return f"\N{ALMOST EQUAL TO} {n:,.0f}"
    return known(status)


def _range(row: Row) -> str:
    low, high = float(row["n_needed_low"]), float(row["n_needed_high"])
    if row["met"] or not math.isfinite(low) or low == high:
        return ""
    return t(
        "{low} to {high}", low=f"{low:,.0f}", high=f"{high:,.0f}" if math.isfinite(high) else t("no end")
    )


def _asked(row: Row) -> str:
    """What the half-width that is asked is, in words."""
    if row["target_is"] == "share" and row["estimate"]:
        return t("{share} of it", share=percent(row["target"] / abs(row["estimate"])).lstrip("+"))
    asked = {"matters": later("half of what matters"), "amount": later("the amount named")}
    return known(asked.get(str(row["target_is"]), ""))
