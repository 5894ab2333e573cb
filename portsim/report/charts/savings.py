"""Savings chart of one KPI: what each measure changes against the baseline, with its 95 % CI."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from portsim.base.language import t
from portsim.report.charts import style
from portsim.report.look import GREY
from portsim.report.material import HOLLOW
from portsim.report.numbers import figures, percent, reader_scale
from portsim.report.rows import compared
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
        title = t("{kpi}: what each measure changes", kpi=label(kpi))
        if rows.empty:
            return style.no_data(ax, title)
        _dots(ax, rows, list(rows["alternative"]))
        unit = str(rows["unit"].iloc[0])
        for place, row in enumerate(compared(rows)):
            text = t(
                "{difference} ({relative})\n95 % CI {ci}\n{before} → {after}\n{verdict}",
                difference=row.difference_text,
                relative=percent(row.relative),
                ci=row.ci(unit),
                before=figures(row.baseline, unit),
                after=figures(row.value, unit),
                verdict=row.said(),
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
            t(
                "Difference from the baseline [{shown}]\n(bar: 95 % CI; hollow: equivalent or undecided)",
                shown=shown,
            )
        )
        return ax


def _rows(comparison: pd.DataFrame, kpi: str) -> pd.DataFrame:
    """The rows of one KPI that hold a difference, in the order of the table."""
    if comparison.empty:
        return comparison
    return comparison[(comparison["kpi"] == kpi) & comparison["difference"].notna()].reset_index(drop=True)


def _drawn(x: float, unit: str) -> float:
    return x * reader_scale(unit)[0]


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
