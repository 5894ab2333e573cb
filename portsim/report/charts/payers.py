"""Payers chart: what each payer saves or pays more under each measure, with its 95 % CI."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from portsim.report.charts import style
from portsim.report.look import BLACK, BLUE, GREY, ORANGE
from portsim.report.numbers import change
from portsim.report.payers import TOTALS, Who, who
from portsim.report.words import label, wrap

if TYPE_CHECKING:
    import pandas as pd

PUBLIC = ("customs", "public_purse")
MILLION = 1e-6


def payers_chart(payers: pd.DataFrame, fig: Figure | None = None, first: str = "") -> Figure:
    """Draw one panel per measure, a dot and 95 % CI per payer it moves [M yuan/y]; right of 0 is a saving.

    The alternative `first`, if there is one of this name, comes before all others. A hollow dot means that
    the CI holds 0; a payer that was not measured is said so. Transfers are left out.
    """
    rows = [row for row in who(payers) if row.saved != 0 or row.payer in TOTALS] if len(payers) else []
    alternatives = sorted(dict.fromkeys(row.alternative for row in rows), key=lambda name: name != first)
    panels = [[row for row in rows if row.alternative == alternative] for alternative in alternatives]
    heights = [max(len(panel) for panel in panels[at : at + 2]) for at in range(0, len(panels), 2)]
    with style.house_style():
        fig = fig if fig is not None else style.new_figure(1.7 + sum(0.7 + 0.3 * n for n in heights))
        heading = "Who saves what in a year: costs by payer, without transfers"
        if not rows:
            style.no_data(fig.add_subplot(), heading)
            return fig
        fig.suptitle(heading, x=0.01, ha="left")
        fig.supxlabel(
            "Saved against the baseline [M yuan/y]; bar: 95 % CI; hollow: the CI holds 0.\n"
            "Blue: companies, orange: customs and public purse, black: sums.\n"
            "A payer who neither saves nor pays more is not drawn.",
            fontsize=11,
        )
        grid = fig.add_gridspec(len(heights), min(2, len(panels)), height_ratios=heights)
        for number, (alternative, panel) in enumerate(zip(alternatives, panels, strict=True)):
            ax = fig.add_subplot(grid[number // 2, number % 2])
            _panel(ax, panel)
            ax.set_ylim(heights[number // 2] - 0.4, -0.8)  # rows are as far apart in both panels
            ax.set_title(wrap(label(alternative), 26), fontsize=11)
        return fig


def _panel(ax: Axes, rows: list[Who]) -> None:
    ax.axvline(0, color=GREY, linewidth=1.2, zorder=1)
    for place, row in enumerate(rows):
        if not math.isfinite(row.saved):
            ax.annotate(
                "not measured", (0, place), xytext=(5, 0), textcoords="offset points", va="center",
                fontsize=style.SMALL, color="#6E6E6E",
            )  # fmt: skip
            continue
        colour = BLACK if row.payer in TOTALS else ORANGE if row.payer in PUBLIC else BLUE
        ends = [row.low * MILLION, row.high * MILLION]
        ax.plot(ends, [place, place], color=colour, linewidth=2.5, solid_capstyle="butt", zorder=2)
        sure = row.low > 0 or row.high < 0
        ax.plot(
            [row.saved * MILLION], [place], "o", markersize=7, markerfacecolor=colour if sure else "white",
            markeredgecolor=colour, markeredgewidth=2, zorder=3,
        )  # fmt: skip
        if sure:
            ax.annotate(
                style.minus(change(row.saved * MILLION)), (row.saved * MILLION, place), xytext=(0, 5),
                textcoords="offset points", ha="center", va="bottom", fontsize=style.SMALL,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.5},
            )  # fmt: skip
    ax.set_yticks(range(len(rows)), [wrap(label(row.payer), 18) for row in rows])
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="x")
    ax.margins(x=0.16)
    ax.xaxis.set_major_locator(MaxNLocator(4))
