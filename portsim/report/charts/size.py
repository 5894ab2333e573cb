"""Size chart: what service costs, point by point of the Pareto front, and the point that was chosen."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from portsim.base.language import known, t
from portsim.base.spoken import unit_words
from portsim.report.charts import style
from portsim.report.look import BLUE, GREEN, GREY, SKY, VERMILLION
from portsim.report.numbers import figures, reader_scale
from portsim.report.rows import bound
from portsim.report.words import label, wrap

if TYPE_CHECKING:
    import pandas as pd

MARKS = {"feasible": (GREEN, "o"), "undecided": (SKY, "s"), "infeasible": (VERMILLION, "X")}
MILLION = 1e6
DARK = "#444444"


def size_chart(front: pd.DataFrame, figure: str = "", ax: Axes | None = None) -> Axes:
    """Draw one figure of service [its unit] against cost [its unit a year]: mean and 95 % CI of each point.

    `front` has one row per figure and point; without `figure` its first one is drawn. A line joins the points
    of the front, the dashed one is the limit, a ring is the point that was chosen. Colour and shape say
    whether a point keeps all targets.
    """
    name = figure or (str(front["figure"].iloc[0]) if len(front) else "")
    rows = front[front["figure"] == name] if len(front) else front
    with style.house_style():
        ax = style.axes_or_new(ax, 4.8)
        title = t("{name}: what service costs", name=_named(name)) if name else t("What service costs")
        if rows.empty:
            return style.no_data(ax, title)
        unit, money = str(rows["unit"].iloc[0]), str(rows["cost_unit"].iloc[0])
        scale, shown = reader_scale(unit)
        million = money.startswith("yuan") and float(rows["cost"].max()) >= MILLION
        costs = rows["cost"] / (MILLION if million else 1)
        rows = rows.assign(cost=costs)
        on = rows[rows["on_front"]]
        ax.plot(on["cost"], on["mean"] * scale, color=GREY, linewidth=1.2, zorder=1)
        for status, (colour, marker) in MARKS.items():
            some = rows[rows["status"] == status]
            if some.empty:
                continue
            bars = [(some[a] - some[b]).abs() * scale for a, b in (("mean", "low"), ("high", "mean"))]
            ax.errorbar(
                some["cost"],
                some["mean"] * scale,
                yerr=bars,
                fmt=marker,
                color=colour,
                markersize=7,
                elinewidth=1.5,
                capsize=3,
                linestyle="none",
                label=t("{status}: 95 % CI", status=known(status)),
                zorder=3,
            )
        chosen = rows[rows["chosen"]]
        if len(chosen):
            row = chosen.iloc[0]
            ax.plot(
                row["cost"],
                row["mean"] * scale,
                "o",
                markersize=16,
                markerfacecolor="none",
                markeredgecolor=BLUE,
                markeredgewidth=2,
                linestyle="none",
                label=t(
                    "chosen: {point}, {mean}", point=row["point"], mean=figures(float(row["mean"]), unit)
                ),
                zorder=4,
            )
        limit = float(rows["limit"].iloc[0])
        if math.isfinite(limit):
            sense = "at most" if rows["better"].iloc[0] == "less" else "at least"
            asked = t("asked: {limit}", limit=bound(sense, figures(limit, unit)))
            ax.axhline(limit * scale, color=DARK, linestyle="--", linewidth=1.8, zorder=1, label=asked)
        ax.set_title(wrap(title, 70))
        ax.set_xlabel(t("Cost [{unit}]", unit=unit_words(f"{'M ' * million}{money}")))
        ax.set_ylabel(t("Mean [{shown}]", shown=shown))
        ax.grid(axis="y")
        ax.margins(x=0.08, y=0.12)
        few, most = int(rows["n"].min()), int(rows["n"].max())
        n = f"{few}" if few == most else t("{low} to {high}", low=few, high=most)
        style.legend_below(
            ax, note=t("n = {n} fresh replications, seed {seed}", n=n, seed=int(rows["seed"].iloc[0]))
        )
        return ax


def size_panel(front: pd.DataFrame, fig: Figure | None = None) -> Figure:
    """Draw one size chart for each figure of service [its unit] against costs [yuan/y, or points], one below
    the other."""
    names = list(dict.fromkeys(front["figure"])) if len(front) else [""]
    with style.house_style():
        fig = fig if fig is not None else style.new_figure(4.8 * len(names))
        for number, name in enumerate(names):
            size_chart(front, str(name), fig.add_subplot(len(names), 1, number + 1))
        return fig


def _named(name: str) -> str:
    """A figure for readers: `P90 truck_visit_time` becomes `P90 truck visit time`."""
    return label(name)
