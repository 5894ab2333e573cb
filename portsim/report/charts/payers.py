"""Payers chart: what each payer saves or pays more under each measure, on one scale, with its 95 % CI."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from portsim.base.language import known, later, t
from portsim.model.payers import ALL, PUBLIC, TOTALS
from portsim.report.charts import style
from portsim.report.charts.groups import Group, Placed, placed
from portsim.report.look import BLACK, BLUE, GREY, ORANGE
from portsim.report.numbers import change
from portsim.report.payers import Who, least, who
from portsim.report.words import label, wrap

if TYPE_CHECKING:
    import pandas as pd

ROW = 0.215  # [in] a line of a label
MILLION = 1e-6
WIDE = 10_000  # from here on fewer figures fit side by side below the axis [M yuan/y]
TITLE = later("Who saves what in a year")
BELOW = later("Costs saved against the baseline, without transfers [M yuan/y]; bar: 95 % CI.")


def payers_rows(payers: pd.DataFrame) -> list[Who]:
    """The rows that the chart shows: sums, and payers who save or pay 5,000 yuan a year or more, or who were
    not measured; measures in the order of what all payers save."""
    rows = [
        row
        for row in (who(payers) if len(payers) else ())
        if row.payer in TOTALS or math.isnan(row.saved) or abs(row.saved) >= least()
    ]
    worth = {row.alternative: row.saved for row in rows if row.payer == ALL and math.isfinite(row.saved)}
    first = sorted(
        dict.fromkeys(row.alternative for row in rows), key=lambda name: -worth.get(name, -math.inf)
    )
    return sorted(rows, key=lambda row: (first.index(row.alternative), row.payer != ALL))


def payers_chart(payers: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw a row per payer under the name of the measure, a dot and 95 % CI [M yuan/y]; right of 0 is a
    saving. The measure that saves most comes first.

    A hollow dot means that the CI holds 0; a payer that was not measured is said so. Transfers are left out.
    """
    rows = payers_rows(payers)
    names = list(dict.fromkeys(row.alternative for row in rows))
    groups = [Group(label(name), [row for row in rows if row.alternative == name]) for name in names]
    places, total = placed(groups, lambda row: wrap(label(row.payer), 26))
    with style.house_style():
        if ax is None:
            ax = style.new_figure(2.0 + ROW * total if places else 3.0, style.NARROW).add_subplot()
        if not places:
            return style.no_data(ax, known(TITLE))
        ax.axvline(0, color=GREY, linewidth=1.2, zorder=1)
        for each in places:
            if each.row is not None:
                _row(ax, each.row, each.middle)
        _labels(ax, places)
        ax.set_ylim(total + 0.2, -0.2)
        ax.margins(x=0.04)
        if max(map(abs, ax.get_xlim())) >= WIDE:
            ax.xaxis.set_major_locator(MaxNLocator(3, steps=[1, 2, 5, 10]))
            ax.xaxis.set_major_formatter(lambda x, _: style.minus(f"{x:,.0f}"))
        ax.grid(axis="x")
        ax.tick_params(axis="y", length=0)
        style.headed(ax, known(TITLE), known(BELOW))
        style.roomy(ax)
        _legend(ax)
        return ax


def _colour(payer: str) -> str:
    return BLACK if payer in TOTALS else ORANGE if payer in PUBLIC else BLUE


def _row(ax: Axes, row: Who, y: float) -> None:
    if not math.isfinite(row.saved):
        return
    colour = _colour(row.payer)
    if math.isfinite(row.low) and math.isfinite(row.high):
        ends = [row.low * MILLION, row.high * MILLION]
        ax.plot(ends, [y, y], color=colour, linewidth=2.5, solid_capstyle="butt", zorder=2)
    ax.plot(
        [row.saved * MILLION], [y], _marker(row.payer), markersize=6.5,
        markerfacecolor=colour if _sure(row) else "white", markeredgecolor=colour, markeredgewidth=1.8,
        zorder=3,
    )  # fmt: skip


def _marker(payer: str) -> str:
    return "D" if payer in TOTALS else "s" if payer in PUBLIC else "o"


def _sure(row: Who) -> bool:
    return row.low > 0 or row.high < 0


def _labels(ax: Axes, places: Sequence[Placed[Who]]) -> None:
    """Names left of their rows, amounts right of them."""
    named = [(each.row, each) for each in places if each.row is not None]
    names = [each.text for _, each in named]
    ax.set_yticks([each.middle for _, each in named], names, fontsize=style.SMALL, linespacing=1.1)
    for tick, (row, _) in zip(ax.get_yticklabels(), named, strict=True):
        tick.set_fontweight("bold" if row.payer == ALL else "normal")
    for each in places:
        if each.row is None:
            style.heading(ax, each.text, each.middle)
            continue
        known = math.isfinite(each.row.saved)
        text = style.minus(change(each.row.saved * MILLION)) if known else t("not measured")
        ax.text(
            1.02, each.middle, text, transform=ax.get_yaxis_transform(), va="center", fontsize=style.SMALL,
            fontweight="bold" if each.row.payer == ALL else "normal",
        )  # fmt: skip


def _legend(ax: Axes) -> None:
    """Who is who, and that a hollow mark is not sure."""
    said = (
        (BLUE, "o", t("company")),
        (ORANGE, "s", t("customs, public purse")),
        (BLACK, "D", t("sum")),
    )
    handles = [
        Line2D([], [], linestyle="none", marker=marker, color=colour, markersize=7, label=text)
        for colour, marker, text in said
    ]
    handles.append(
        Line2D(
            [], [], linestyle="none", marker="o", markerfacecolor="white", markeredgecolor=GREY, markersize=7,
            markeredgewidth=1.8, label=t("hollow: the CI holds 0"),
        )
    )  # fmt: skip
    style.legend_left(ax, handles)
