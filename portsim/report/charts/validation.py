"""Validation chart: published figures with their bands, and what the simulation gives, as ratios."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.ticker import FixedFormatter, FixedLocator, NullFormatter, NullLocator

from portsim.base.language import known, t
from portsim.report.charts import style
from portsim.report.look import GREY
from portsim.report.marks import verdict_look
from portsim.report.numbers import figures
from portsim.report.rows import Validated, validated
from portsim.report.words import with_commas, wrap

if TYPE_CHECKING:
    import pandas as pd

LEAST, MOST = 0.1, 10.0  # [observed = 1]; what lies beyond is drawn as an arrow at the edge
TICKS = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)


def validation_chart(validation: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw one row per figure: its band, and the simulated value with its 95 % CI, where the observed value
    is 1, on a logarithmic scale.

    The observed and the simulated number [the row's unit] stand right of the axes. A value off the scale
    becomes an arrow, and a row without a simulated value says why.
    """
    with style.house_style():
        rows = list(validated(validation))
        names = [wrap(f"{row.figure}  {known(row.statement)}", 42) for row in rows]
        heights = [0.165 * (name.count("\n") + 1) + 0.12 for name in names]
        ax = style.axes_or_new(ax, 1.8 + sum(heights) if rows else 3.0)
        title = t("Held against published figures")
        if not rows:
            return style.no_data(ax, title)
        figure = ax.get_figure(root=True)
        engine = figure.get_layout_engine() if figure is not None else None
        if isinstance(engine, ConstrainedLayoutEngine):
            engine.set(rect=(0.02, 0, 0.95, 1))  # it falls short of the longest texts by some pixels
        tops = [sum(heights[:n]) for n in range(len(rows))]
        ax.axvline(1, color=GREY, linewidth=1.5, zorder=1)
        for row, top, height in zip(rows, tops, heights, strict=True):
            _row(ax, row, top + height / 2, height)
        ax.set_xscale("log")
        ax.set_xlim(LEAST / 1.05, MOST * 1.05)
        ax.xaxis.set_major_locator(FixedLocator(TICKS))
        ax.xaxis.set_major_formatter(FixedFormatter([f"{tick:g}" for tick in TICKS]))
        ax.xaxis.set_minor_locator(NullLocator())
        ax.xaxis.set_minor_formatter(NullFormatter())
        middles = [top + height / 2 for top, height in zip(tops, heights, strict=True)]
        ax.set_yticks(middles, names, fontsize=style.SMALL, linespacing=1.15)
        ax.set_ylim(sum(heights), 0)
        ax.tick_params(axis="y", length=0)
        ax.grid(axis="x")
        ax.set_title(title, pad=14)
        ax.set_xlabel(
            t("Simulated value [observed value = 1]\ngrey: band; bar: 95 % CI; right: observed, simulated")
        )
        for verdict in dict.fromkeys(row.verdict for row in rows if _ratio(row.simulated, row) > 0):
            look = verdict_look(verdict)
            ax.plot(
                [], [], look.marker, color=look.colour, markersize=9, linestyle="none", label=known(verdict)
            )
        if ax.get_legend_handles_labels()[0]:
            style.legend_below(ax, columns=3, drop=60)
        return ax


def _row(ax: Axes, row: Validated, y: float, height: float) -> None:
    low, high = (_within(_ratio(end, row)) for end in (row.band_low, row.band_high))
    if low == low:
        ax.fill_betweenx(
            [y - 0.3 * height, y + 0.3 * height], low, high, color="#DDDDDD", linewidth=0, zorder=0
        )
    look, ratio = verdict_look(row.verdict), _ratio(row.simulated, row)
    said = t("not measured") if math.isnan(row.simulated) else figures(row.simulated, row.unit)
    ax.annotate(
        style.minus(with_commas([figures(row.observed, row.unit), said])), (1, y),
        xycoords=ax.get_yaxis_transform(), xytext=(8, 0), textcoords="offset points", va="center",
        fontsize=style.SMALL,
    )  # fmt: skip
    if math.isnan(ratio):
        return
    ends = [_within(_ratio(end, row)) for end in (row.low, row.high) if math.isfinite(end)]
    if len(ends) == 2:
        ax.plot(ends, [y, y], color=look.colour, linewidth=2.5, solid_capstyle="butt", zorder=2)
    marker = look.marker if LEAST <= ratio <= MOST else ">" if ratio > MOST else "<"
    ax.plot(
        [_within(ratio)], [y], marker=marker, color=look.colour, markersize=9, markeredgecolor="white",
        zorder=3, clip_on=False,
    )  # fmt: skip


def _ratio(x: float, row: Validated) -> float:
    return x / row.observed if row.observed and math.isfinite(x) else math.nan


def _within(ratio: float) -> float:
    """A ratio on the scale; what is 0 or less, or too large, at its edge."""
    return ratio if math.isnan(ratio) else max(LEAST, min(MOST, ratio))
