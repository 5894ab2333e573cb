"""Savings charts: what each measure changes against the baseline, with its 95 % CI."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from portsim.report.charts import style
from portsim.report.look import GREY
from portsim.report.material import HOLLOW, material, said
from portsim.report.numbers import change, figures, interval, percent, reader_scale
from portsim.report.rows import Compared, compared
from portsim.report.words import label, wrap

if TYPE_CHECKING:
    import pandas as pd


def savings(comparison: pd.DataFrame, kpi: str, ax: Axes | None = None) -> Axes:
    """Draw one dot and 95 % CI per measure for one KPI [its unit], the plain numbers beside it.

    `comparison` has one row per (alternative, kpi). A hollow dot: equivalent, or undecided.
    """
    rows = _rows(comparison, kpi)
    with style.house_style():
        ax = style.axes_or_new(ax, 1.5 + 0.85 * max(2, len(rows)))
        title = f"{label(kpi)}: what each measure changes"
        if rows.empty:
            return style.no_data(ax, title)
        _dots(ax, rows, list(rows["alternative"]))
        unit = str(rows["unit"].iloc[0])
        for place, row in enumerate(compared(rows)):
            text = (
                f"{change(row.difference, unit)} ({percent(row.relative)})\n"
                f"95 % CI {interval(row.low, row.high, unit, signed=True)}\n"
                f"{figures(row.baseline, unit)} \N{RIGHTWARDS ARROW} {figures(row.value, unit)}\n"
                f"{said(row.verdict, row.replications_needed)}"
            )
            ax.text(
                1.02,
                place,
                style.minus(text),
                transform=ax.get_yaxis_transform(),
                va="center",
                fontsize=style.SMALL,
                linespacing=1.25,
            )
        ax.set_title(title)
        shown = reader_scale(unit, difference=True)[1]
        ax.set_xlabel(
            f"Difference from the baseline [{shown}]\n(bar: 95 % CI; hollow: equivalent or undecided)"
        )
        return ax


def savings_panel(comparison: pd.DataFrame, kpis: Sequence[str], fig: Figure | None = None) -> Figure:
    """Draw one small savings chart per KPI, two abreast, in each the measures that move it, in table order.

    A measure that moves a KPI by less than a hundredth of the largest change is not drawn there, unless it
    makes it worse by what matters or more; KPIs that are so and not drawn are named below.
    """
    heading = "What each measure changes against the baseline"
    tables = [_moved(_rows(comparison, kpi)) for kpi in kpis]
    heights = [max(2, *(len(rows) for rows in tables[at : at + 2])) for at in range(0, len(tables), 2)]
    with style.house_style():
        fig = fig if fig is not None else style.new_figure(1.4 + sum(0.8 + 0.33 * n for n in heights))
        if not kpis or comparison.empty:
            style.no_data(fig.add_subplot(), heading)
            return fig
        fig.suptitle(heading, x=0.01, ha="left")
        fig.supxlabel(
            "Difference from the baseline; bar: 95 % CI; hollow: equivalent or undecided.\n"
            "A measure that moves a KPI by less than a hundredth of the largest change is not drawn there.\n"
            f"{_worse(comparison, kpis)}",
            fontsize=11,
        )
        grid = fig.add_gridspec(len(heights), min(2, len(kpis)), height_ratios=heights)
        for number, (kpi, rows) in enumerate(zip(kpis, tables, strict=True)):
            ax = fig.add_subplot(grid[number // 2, number % 2])
            if rows.empty:
                style.no_data(ax, wrap(label(kpi), 26))
                continue
            _dots(ax, rows, list(rows["alternative"]))
            for place, row in enumerate(compared(rows)):
                ax.annotate(
                    style.minus(_short(row)),
                    (_drawn(row.difference, row.unit), place),
                    xytext=(0, 6),
                    textcoords="offset points",
                    ha="center",
                    va="bottom",
                    fontsize=style.SMALL,
                    bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.5},
                )
            unit = reader_scale(str(rows["unit"].iloc[0]), difference=True)[1]
            ax.set_title(wrap(f"{label(kpi)} [{unit}]", 34), fontsize=11, loc="right")
            ax.margins(x=0.24)
            ax.set_ylim(heights[number // 2] - 0.4, -0.8)  # rows are as far apart in both panels
            ax.xaxis.set_major_locator(MaxNLocator(4))
        return fig


def _lost(rows: pd.DataFrame) -> pd.Series[bool]:
    return (rows["verdict"] == "worse") & material(rows)


def _worse(comparison: pd.DataFrame, kpis: Sequence[str]) -> str:
    """Whether all that a measure makes materially worse is among these KPIs; what is not drawn is named."""
    lost = dict.fromkeys(comparison[_lost(comparison)]["kpi"])
    missing = [label(str(kpi)) for kpi in lost if kpi not in kpis]
    if missing:
        return wrap(f"Worse by what matters or more, and not drawn: {', '.join(missing)}.", 84)
    return "Every KPI that a measure makes worse by what matters or more is drawn."


def _moved(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of the measures that move the KPI by at least a hundredth of the largest change, and all
    material losses."""
    if rows.empty:
        return rows
    size = rows["difference"].abs()
    moved: pd.DataFrame = rows[((size > 0) & (size >= 0.01 * size.max())) | _lost(rows)]
    return moved.reset_index(drop=True)


def _rows(comparison: pd.DataFrame, kpi: str) -> pd.DataFrame:
    """The rows of one KPI that hold a difference, in the order of the table."""
    if comparison.empty:
        return comparison
    return comparison[(comparison["kpi"] == kpi) & comparison["difference"].notna()].reset_index(drop=True)


def _drawn(x: float, unit: str) -> float:
    return x * reader_scale(unit)[0]


def _short(row: Compared) -> str:
    """The change in one word: relative, but points for a share, of which a percentage would be ambiguous."""
    return change(row.difference, row.unit) if row.unit == "share" else percent(row.relative)


def _dots(ax: Axes, rows: pd.DataFrame, alternatives: list[str]) -> None:
    """Draw dots and bars at the place of each alternative, the first on top."""
    ax.axvline(0, color=GREY, linewidth=1.2, zorder=1)
    for row in compared(rows):
        (colour, _, marker), place = style.stroke_of(row.alternative), alternatives.index(row.alternative)
        low, high = _drawn(row.low, row.unit), _drawn(row.high, row.unit)
        ax.plot([low, high], [place, place], color=colour, linewidth=2.5, solid_capstyle="butt", zorder=2)
        face = "white" if row.verdict in HOLLOW else colour
        ax.plot(
            [_drawn(row.difference, row.unit)],
            [place],
            marker,
            markersize=7.5,
            markerfacecolor=face,
            markeredgecolor=colour,
            markeredgewidth=2,
            zorder=3,
        )
    ax.set_yticks(range(len(alternatives)), [wrap(label(name), 22) for name in alternatives])
    ax.set_ylim(len(alternatives) - 0.4, -0.7)
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="x")
    ax.margins(x=0.14)
    ax.xaxis.set_major_locator(MaxNLocator(6))
