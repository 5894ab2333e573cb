"""What the search for the number of replications is shown as: a chart, and a table for the terminal."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from portsim.report.analysis import Sheet
from portsim.report.numbers import figures
from portsim.report.words import inline, label

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

    from portsim.report.charts.style import Drawn
    from portsim.study.analysis import Analysis

MOST = 8  # figures on the terminal, each on up to two lines


def _drawn(analysis: Analysis) -> Drawn:
    from portsim.report.charts.half_widths import half_widths_chart

    study = analysis.scenario.study
    note = f"replications of {study.days} days, seed {study.seed}"
    return half_widths_chart(analysis.tables["course"], note=note)


SHEETS: tuple[Sheet, ...] = (
    Sheet(
        "half_widths",
        "Half-width of each figure's 95 % CI against the number of replications, as a multiple of what is "
        "asked",
        _drawn,
    ),
)


def show_precision(analysis: Analysis, commands: Sequence[str], footing: str) -> None:
    """Print the figures that take most replications, what was found, and the commands to go on with."""
    from portsim.base.printable import say
    from portsim.report.terminal.console import console

    console().print(half_widths_table(analysis.tables["half_widths"]))
    for sentence in analysis.sentences:
        say(sentence)
    for command in commands:
        say(command)
    say(footing)


def half_widths_table(table: pd.DataFrame) -> Table:
    """A terminal table of the figures that take most replications, at most eight, the most first."""
    from rich.table import Table

    out = Table(title="Figures that take most replications")
    out.add_column("Figure", overflow="fold", ratio=1)
    for heading in ("Estimate", "Half-width", "Asked", "Replications"):
        out.add_column(heading, justify="right", overflow="fold")
    known = table["n_needed"].map(math.isfinite)
    ranked = table.assign(rank=table["n_needed"].where(known, 0.0)).sort_values(
        ["met", "rank"], ascending=[True, False], kind="stable"
    )
    for row in ranked.head(MOST).to_dict("records"):
        unit = str(row["unit"])
        out.add_row(
            _figure(str(row["kpi"]), str(row["alternative"]), str(row["figure"])),
            figures(row["estimate"], unit),
            f"\N{PLUS-MINUS SIGN} {_points(row['half_width'], unit)}",
            f"\N{PLUS-MINUS SIGN} {_points(row['target'], unit)}",
            _replications(float(row["n_needed"]), str(row["status"]), met=bool(row["met"])),
        )
    rest = len(table) - MOST
    out.caption = f"and {rest} more in half_widths.csv" if rest > 0 else None
    return out


def _figure(kpi: str, alternative: str, figure: str) -> str:
    what = "" if figure == "difference" else f" ({figure})"
    return f"{label(kpi)}, {inline(alternative)}{what}"


def _points(half: float, unit: str) -> str:
    """A half-width; of a share in points."""
    if not math.isfinite(half):
        return "?"
    return f"{figures(100 * half)} points" if unit == "share" else figures(half)


def _replications(n: float, status: str, *, met: bool) -> str:
    if met:
        return f"{n:,.0f}"
    if math.isfinite(n) and status != "met, look-ahead not done":
        return f"\N{ALMOST EQUAL TO} {n:,.0f}"
    return status
