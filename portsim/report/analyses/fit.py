"""What a fit to logs shows: a QQ chart, a page, a table of shapes for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portsim.base.language import later, retold, t
from portsim.report.analysis import Sheet

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

    from portsim.report.charts.style import Drawn
    from portsim.study.analysis import Analysis

MOST = 4  # shapes of each task on the terminal; the CSV has all


def _drawn(analysis: Analysis) -> Drawn:
    from portsim.report.charts.quantiles import quantiles_chart

    return quantiles_chart(analysis.tables["quantiles"])


SHEETS: tuple[Sheet, ...] = (
    Sheet("quantiles", later("Measured times against fitted ones; on the line they agree"), _drawn),
)


def shapes_table(durations: pd.DataFrame) -> Table:
    """The best shapes of each task by AIC, the chosen one marked."""
    from rich.table import Table

    out = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for heading in (t("task"), t("shape")):
        out.add_column(heading, no_wrap=True, overflow="ellipsis", max_width=24)
    for heading in ("n", t("mean [min]"), t("weight"), "A^2", "p", t("gap [%]")):
        out.add_column(heading, justify="right", no_wrap=True)
    for task, rows in durations.groupby("task", sort=False):
        shown = rows[(rows["chosen"]) | (rows["aic"].rank() <= MOST)]
        for place, row in enumerate(shown.to_dict("records")):
            out.add_row(
                str(task).removeprefix("tasks.") if not place else "",
                f"{row['shape']}{' *' if row['chosen'] else ''}",
                f"{row['n']:,}",
                f"{row['mean']:.4g}",
                f"{row['aic_weight']:.2f}",
                f"{row['anderson_darling']:.3g}",
                "-" if row["p"] != row["p"] else "<0.001" if row["p"] == 0 else f"{row['p']:.2g}",
                f"{100 * row['largest_gap']:.1f}",
            )
    return out


def show_fit(analysis: Analysis) -> None:
    """Print the shapes and what was found."""
    from portsim.base.printable import say
    from portsim.report.terminal.console import console
    from portsim.report.terminal.points import say_points

    table = analysis.tables["durations"]
    if len(table):
        console().print(shapes_table(table))
        say(t("* chosen. Weight: of AIC. A^2 and p: Anderson-Darling."))
        say(t("Gap: the largest share of the times by which the shape is off."))
        say("")
    say_points(map(retold, analysis.sentences))
