"""What a sizing leaves behind: the chart of cost against service, and what the terminal prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portsim.report.analysis import Sheet
from portsim.report.numbers import figures, interval
from portsim.report.terminal.console import console, styled
from portsim.report.words import label
from portsim.study.sizing.words import money

if TYPE_CHECKING:
    import pandas as pd

    from portsim.report.charts.style import Drawn
    from portsim.study.analysis import Analysis

ROWS = 9  # of points that the terminal shows; all stand in front.csv and systems.csv


def _draw(analysis: Analysis) -> Drawn:
    from portsim.report.charts.size import size_panel

    return size_panel(analysis.front)


SHEETS: tuple[Sheet, ...] = (
    Sheet(
        "size", "What service costs: the Pareto front on fresh draws, and the point that was chosen", _draw
    ),
)


def show_size(analysis: Analysis, footing: str) -> None:
    """Print the points of the fronts, cheapest first, then what was found."""
    from rich.table import Table

    front, out = analysis.front, console()
    table = Table(title=f"{analysis.title}: fresh draws", title_justify="left", title_style="bold")
    names = list(dict.fromkeys(front["figure"]))
    keys = list(analysis.facts["keys"]) if isinstance(analysis.facts["keys"], list) else []
    for key in keys:
        table.add_column(label(" ".join(str(key).split(".")[1:])), justify="right")
    table.add_column("Cost", justify="right")
    for name in names:
        table.add_column(label(str(name)), justify="right")
    table.add_column("Status")
    values = analysis.systems.set_index("point")[keys].astype(str)
    points = _shown(front)
    for point in points:
        own = front[front["point"] == point]
        first = own.iloc[0]
        cells = [_figure(row) for row in own.to_dict("records")]
        status = "chosen" if first["chosen"] else str(first["status"])
        table.add_row(
            *values.loc[point],
            money(float(first["cost"]), str(first["cost_unit"])),
            *cells,
            styled(status, "bold green" if first["chosen"] else ""),
        )
    out.print(table)
    left = front["point"].nunique() - len(points)
    if left:
        out.print(f"{left} more points of the fronts: front.csv.", highlight=False)
    for sentence in analysis.sentences:
        out.print(sentence, highlight=False, soft_wrap=True)
    out.print(footing, highlight=False)


def _shown(front: pd.DataFrame) -> list[str]:
    """The points that are printed: those next to the chosen one, or the dearest where none was chosen."""
    points = [str(each) for each in dict.fromkeys(front["point"])]
    chosen = front[front["chosen"]]
    middle = points.index(str(chosen["point"].iloc[0])) if len(chosen) else len(points)
    begin = max(0, min(middle - ROWS // 2, len(points) - ROWS))
    return points[begin : begin + ROWS]


def _figure(row: dict[object, object]) -> str:
    mean, low, high = (float(str(row[name])) for name in ("mean", "low", "high"))
    unit = str(row["unit"])
    return (
        f"{figures(mean, unit)}\n{interval(low, high)}"
        if unit != "share"
        else (f"{figures(mean, unit)}\n{interval(low, high, unit)}")
    )
