"""Distribution chart: which share of shipments is done within which time, before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes

from portsim.report.charts import style
from portsim.report.charts.movers import left_out, movers
from portsim.report.numbers import figures, reader_scale
from portsim.report.words import label, unit_in

if TYPE_CHECKING:
    import pandas as pd


def distribution_before_after(spread: pd.DataFrame, kpi: str, ax: Axes | None = None, unit: str = "") -> Axes:
    """Draw one curve per alternative from its quantiles, with the median and the P90 marked.

    `spread` is long: alternative, kpi, quantile [0..1], value [unit]. The unit comes from a `unit` column
    where the table has one, or else from the argument, or else from brackets in the KPI's name.
    """
    rows = spread[(spread["kpi"] == kpi) & spread["value"].notna()] if len(spread) else spread
    if not rows.empty and "unit" in rows.columns:
        unit = str(rows["unit"].iloc[0])
    unit = unit or unit_in(kpi)
    known = style.baseline_first(rows)
    alternatives = (
        movers(rows.pivot(index="quantile", columns="alternative", values="value")[known]) if known else []
    )
    note = left_out(known, alternatives)
    with style.house_style():
        ax = style.axes_or_new(ax, 4.4 + 0.22 * (len(alternatives) + note.count("\n") + 1))
        title = f"{label(kpi)}: share of shipments done within a given time"
        if not alternatives:
            return style.no_data(ax, title)
        scale, shown = reader_scale(unit)
        for height, name in ((0.5, "median"), (0.9, "P90")):
            ax.axhline(height * 100, color="#BBBBBB", linewidth=1, zorder=1)
            ax.text(1.01, height * 100, name, transform=ax.get_yaxis_transform(), va="center")
        for alternative in alternatives:
            curve = rows[rows["alternative"] == alternative].sort_values("quantile")
            shares, values = curve["quantile"].to_numpy(dtype=float), curve["value"].to_numpy(dtype=float)
            median, p90 = (float(np.interp(height, shares, values)) for height in (0.5, 0.9))
            stroke = style.stroke_of(alternative)
            ax.plot(
                values * scale,
                shares * 100,
                color=stroke.colour,
                linestyle=stroke.dash,
                linewidth=3 if alternative == style.BASELINE else 2,
                label=f"{label(alternative)}: median {figures(median, unit)}, P90 {figures(p90, unit)}",
            )
            ax.plot(
                [median * scale, p90 * scale],
                [50, 90],
                stroke.marker,
                color=stroke.colour,
                markersize=7,
                markeredgecolor="white",
            )
        ax.set_xlim(left=min(0.0, ax.get_xlim()[0]) if rows["value"].min() < 0 else 0.0)
        ax.set_ylim(0, 100)
        ax.grid(axis="x")
        ax.set_title(title)
        ax.set_xlabel(f"{label(kpi)} [{shown}]" if shown else label(kpi))
        ax.set_ylabel("Share of shipments [%]")
        style.legend_below(ax, note=note)
        return ax
