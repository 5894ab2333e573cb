"""What a sizing leaves behind: the chart of cost against service, and what the terminal prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portsim.base.currency import with_name
from portsim.base.language import counted, known, later, t
from portsim.base.spoken import unit_words
from portsim.report.analysis import MOST, Section, Sheet, shown
from portsim.report.numbers import figures, reader_scale
from portsim.report.terminal.console import console, styled
from portsim.report.terminal.points import say_points
from portsim.report.words import label

if TYPE_CHECKING:
    import pandas as pd

    from portsim.report.charts.style import Drawn
    from portsim.study.analysis import Analysis

ROWS = 10  # of points that the terminal shows; all stand in front.csv and systems.csv

MILLION = 1e6


def _draw(analysis: Analysis) -> Drawn:
    from portsim.report.charts.size import size_panel

    return size_panel(analysis.tables["front"])


SHEETS: tuple[Sheet, ...] = (
    Sheet(
        "size",
        later("What service costs: the Pareto front on fresh draws, and the point that was chosen"),
        _draw,
    ),
)


def sections(analysis: Analysis) -> tuple[Section, ...]:
    """The page: how the chosen point did on fresh draws, the fronts, then every point."""
    found = []
    checked = analysis.tables["verification"].drop(columns="point")
    if len(checked):
        below = t("Met: the share of replications; bounds are one-sided, of 95 %.")
        found.append(Section(t("The chosen point on fresh draws"), shown(checked), below))
    front = analysis.tables["front"]
    on = front.assign(
        figure=[f"{n} [{with_name(u)}]" for n, u in zip(front["figure"], front["unit"], strict=True)]
    )
    columns = ["figure", "point", "cost", "mean", "low", "high", "n", "on_front", "status"]
    found.append(
        Section(
            t("Cost against service"),
            shown(on[columns]),
            t(
                "On fresh draws; `on_front`: no point is cheaper and better there. `front.csv` has more "
                "columns."
            ),
        )
    )
    points = analysis.tables["systems"]
    keys = [str(key) for key in _keys(analysis)]
    means = [str(name) for name in points.columns if str(name).endswith("]")]
    compact = points[[*keys, "cost", "status", "n", "met", *means, "why"]]
    compact = compact.rename(columns={key: " ".join(key.split(".")[1:]) for key in keys})
    cut = t(" The first {most} of {n}.", most=MOST, n=len(points)) if len(points) > MOST else ""
    text = t(
        "Of the selection, cheapest first; `systems.csv` has intervals and when each was decided.{cut} "
        "Figures are means over the n replications, of a P90 the mean of theirs: it can keep its limit where "
        "not enough replications do. *Met* is the share that keep all targets.",
        cut=cut,
    )
    found.append(Section(t("All points"), shown(compact), text))
    return tuple(found)


def _keys(analysis: Analysis) -> list[object]:
    keys = analysis.facts["keys"]
    return list(keys) if isinstance(keys, list) else []


def show_size(analysis: Analysis, footing: str) -> None:
    """Print the points of the fronts, cheapest first, then what was found."""
    from rich.table import Table

    front, out = analysis.tables["front"], console()
    table = Table(
        title=t("{title}: points of the fronts", title=analysis.title),
        title_justify="left",
        title_style="bold",
    )
    names = dict(zip(front["figure"], front["unit"], strict=True))
    keys = _keys(analysis)
    unit = str(front["cost_unit"].iloc[0])
    million = unit.startswith("yuan") and float(front["cost"].max()) >= MILLION
    for key in keys:
        table.add_column(label(" ".join(str(key).split(".")[1:])), justify="right")
    table.add_column(t("Cost [{unit}]", unit=unit_words(f"{'M ' if million else ''}{unit}")), justify="right")
    for name, its in names.items():
        table.add_column(f"{label(str(name))} [{reader_scale(str(its))[1]}]", justify="right", no_wrap=False)
    table.add_column(t("Status"))
    values = analysis.tables["systems"].set_index("point")[keys].astype(str)
    points = _shown(front)
    for point in points:
        own = front[front["point"] == point]
        first = own.iloc[0]
        status = t("chosen") if first["chosen"] else known(str(first["status"]))
        table.add_row(
            *values.loc[point],
            figures(float(first["cost"]) / (MILLION if million else 1)),
            *(_figure(*row) for row in own[["mean", "high", "unit"]].itertuples(index=False, name=None)),
            styled(status, "bold green" if first["chosen"] else ""),
        )
    out.print(table)
    left = front["point"].nunique() - len(points)
    more = counted(left, " {n} more point: front.csv.", " {n} more points: front.csv.") if left else ""
    out.print(
        t("Means of fresh replications with the half of their 95 % CI.{more}", more=more), highlight=False
    )
    say_points(analysis.sentences)
    out.print(footing, highlight=False)


def _shown(front: pd.DataFrame) -> list[str]:
    """The points that are printed: those next to the chosen one, or the dearest where none was chosen."""
    points = [str(each) for each in dict.fromkeys(front["point"])]
    chosen = front[front["chosen"]]
    middle = points.index(str(chosen["point"].iloc[0])) if len(chosen) else len(points)
    begin = max(0, min(middle - ROWS // 2, len(points) - ROWS))
    return points[begin : begin + ROWS]


def _figure(mean: float, high: float, unit: str) -> str:
    """A mean and half of its interval, in the unit of the column."""
    scale = reader_scale(unit)[0]
    return f"{figures(mean * scale)} \N{PLUS-MINUS SIGN}{float(f'{(high - mean) * scale:.1g}'):,g}"
