"""Distribution chart: which share of shipments is done within which time, before and after, and how much
sooner."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes

from portsim.base.language import known, later, t
from portsim.report.charts import style
from portsim.report.charts.movers import left_out, movers, shared, together
from portsim.report.numbers import figures, reader_scale
from portsim.report.words import label, unit_in

if TYPE_CHECKING:
    import pandas as pd

MARKS = ((0.5, later("median")), (0.9, "P90"))


def distribution_before_after(spread: pd.DataFrame, kpi: str, ax: Axes | None = None, unit: str = "") -> Axes:
    """Draw one curve per alternative from its quantiles, with the median and the P90 marked; below it, unless
    axes are given, how far each quantile lies from the baseline's. Curves that coincide are drawn once.

    `spread` is long: alternative, kpi, quantile [0..1], value [unit]. The unit comes from a `unit` column
    where the table has one, or else from the argument, or else from brackets in the KPI's name.
    """
    rows = _rows(spread, kpi)
    if not rows.empty and "unit" in rows.columns:
        unit = str(rows["unit"].iloc[0])
    unit = unit or unit_in(kpi)
    curves = _curves(rows)
    groups = shared(movers(curves), curves) if len(curves.columns) else []
    difference = ax is None and len(groups) > 1 and groups[0][0] == style.BASELINE
    with style.house_style():
        if ax is None:
            height = (5.7 if difference else 3.6) + 0.2 * sum(
                together(group).count("\n") + 2 for group in groups
            )
            figure = style.new_figure(height, style.NARROW)
            ax = figure.add_subplot(2, 1, 1) if difference else figure.add_subplot()
        title = t("{kpi}, before and after", kpi=label(kpi))
        if not groups:
            return style.no_data(ax, title)
        scale, shown = reader_scale(unit)
        for height, name in MARKS:
            ax.axhline(height * 100, color="#BBBBBB", linewidth=1, zorder=1)
            ax.text(1.01, height * 100, known(name), transform=ax.get_yaxis_transform(), va="center")
        shares = curves.index.to_numpy(dtype=float)
        for group in groups:
            values = curves[group[0]].to_numpy(dtype=float)
            median, p90 = (float(np.interp(height, shares, values)) for height, _ in MARKS)
            stroke = style.stroke_of(group[0])
            said = t(
                "{group}:\nmedian {median}, P90 {p90}",
                group=together(group),
                median=figures(median, unit),
                p90=figures(p90, unit),
            )
            style.line(ax, values * scale, shares * 100, group[0], said)
            ax.plot(
                [median * scale, p90 * scale],
                [50, 90],
                stroke.marker,
                color=stroke.colour,
                markersize=7,
                markeredgecolor="white",
            )
        ax.set_xlim(left=min(0.0, ax.get_xlim()[0]) if curves.min().min() < 0 else 0.0)
        ax.set_ylim(0, 100)
        ax.grid(axis="x")
        style.headed(ax, title, t("Share of shipments done within a given time"))
        ax.set_xlabel(f"{label(kpi)} [{shown}]" if shown else label(kpi))
        ax.set_ylabel(t("Share of shipments [%]"))
        last = ax
        if difference:
            last = style.figure_of(ax).add_subplot(2, 1, 2)
            _difference(last, curves, groups, scale, shown)
        style.legend_below(last, handles=ax.get_legend_handles_labels()[0])
        return ax


def _difference(
    ax: Axes, curves: pd.DataFrame, groups: list[tuple[str, ...]], scale: float, shown: str
) -> None:
    """How far each quantile lies from the baseline's."""
    shares, before = curves.index.to_numpy(dtype=float), curves[style.BASELINE]
    for group in groups:
        apart = (curves[group[0]] - before).to_numpy(dtype=float)
        style.line(ax, shares * 100, apart * scale, group[0])
    ax.set_xlim(0, 100)
    ax.grid(axis="both")
    ax.set_title(
        t("Difference from the baseline, the fastest shipments left"), fontsize=11, fontweight="normal"
    )
    ax.set_xlabel(t("Share of shipments [%]"))
    ax.set_ylabel(t("Difference [{shown}]", shown=shown) if shown else t("Difference"))


def not_drawn(spread: pd.DataFrame, kpi: str) -> str:
    """Which alternatives have no curve of their own, and why; empty where all have."""
    curves = _curves(_rows(spread, kpi))
    return left_out([str(name) for name in curves], movers(curves)) if len(curves.columns) else ""


def drawn_data(spread: pd.DataFrame, kpi: str) -> pd.DataFrame:
    """What the chart is drawn from: a row for each quantile, a column for each alternative [its unit]."""
    return _curves(_rows(spread, kpi)).reset_index()


def _rows(spread: pd.DataFrame, kpi: str) -> pd.DataFrame:
    return spread[(spread["kpi"] == kpi) & spread["value"].notna()] if len(spread) else spread


def _curves(rows: pd.DataFrame) -> pd.DataFrame:
    """A column for each alternative, the baseline first, and a row for each quantile."""
    import pandas as pd

    if rows.empty:
        return pd.DataFrame()
    pivoted = rows.pivot(index="quantile", columns="alternative", values="value")
    return pivoted[style.baseline_first(rows)]
