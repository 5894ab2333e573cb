"""Forest plot of savings: what each measure aims at, on one scale, with what matters drawn as a band."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.transforms import offset_copy

from portsim.base.language import known, later, t
from portsim.report.charts import style
from portsim.report.charts.groups import Group, Placed, placed
from portsim.report.look import GREY
from portsim.report.marks import DIM, verdict_look
from portsim.report.material import HOLLOW, material
from portsim.report.numbers import figures
from portsim.report.rows import Compared, compared
from portsim.report.words import label, wrap

if TYPE_CHECKING:
    import pandas as pd

ROW = 0.215  # [in] a line of a label
ARROW = 7.0  # [points] from the edge to the figures beside an arrow that stands there
LEAST, MOST = -105.0, 60.0  # [%]; what lies beyond is drawn as an arrow at the edge
BAND = "#CFE3F2"
FEW = 18  # rows that are drawn where no measure aims at anything
TITLE = later("What each measure changes in what it aims at")
BELOW = later(
    "Difference from the baseline [% of the baseline]; bar: 95 % CI.\nBand: a difference that "
    "does not matter."
)


def forest_rows(comparison: pd.DataFrame) -> pd.DataFrame:
    """The rows that the chart shows: what measures aim at, and all that they make worse by what matters;
    where there is neither, what they move most."""
    measured = comparison[comparison["difference"].notna() & (comparison["n"] > 0)]
    lost = (measured["verdict"] == "worse") & material(measured)
    chosen = measured[measured["aim"].astype(bool) | lost]
    if len(chosen):
        return chosen
    moved = measured[measured["difference"] != 0]
    return moved.loc[moved["relative"].abs().sort_values(ascending=False, kind="stable").index[:FEW]]


def forest(comparison: pd.DataFrame, order: Sequence[str] = (), ax: Axes | None = None) -> Axes:
    """Draw a row for each KPI that a measure aims at, under the name of the measure: the relative difference
    with its 95 % CI [% of the baseline], and the value before and after [unit of the KPI]. `order` are
    alternatives that come first.

    Losses that matter stand there too, as side effects. The mark shows the verdict. A KPI that is 0 in the
    baseline has no relative difference and says so.
    """
    rows = list(compared(forest_rows(comparison))) if len(comparison) else []
    names = list(dict.fromkeys((*order, *(row.alternative for row in rows))))
    groups = [
        Group(label(name), sorted(own, key=lambda row: not row.aim))
        for name in names
        if (own := [row for row in rows if row.alternative == name])
    ]
    places, total = placed(groups, _name)
    with style.house_style():
        if ax is None:
            ax = style.new_figure(1.9 + ROW * total if places else 3.0, style.NARROW).add_subplot()
        if not places:
            return style.no_data(ax, known(TITLE))
        ax.axvline(0, color=GREY, linewidth=1.2, zorder=1)
        ends = [end for row in rows for end in _percent(row, row.low, row.difference, row.high)]
        low, high = max(LEAST, min([-10.0, *ends]) - 4), min(MOST, max([10.0, *ends]) + 4)
        for each in places:
            if each.row is not None:
                _row(ax, each.row, each.middle, (low, high))
        outside = any(at > high for row in rows for at in _percent(row, row.difference))
        _labels(ax, places, ARROW if outside else 0.0)
        ax.set_xlim(low, high)
        ax.set_ylim(total + 0.2, -0.2)
        ax.grid(axis="x")
        ax.tick_params(axis="y", length=0)
        style.headed(ax, known(TITLE), known(BELOW))
        style.roomy(ax)
        _legend(ax, rows)
        return ax


def _percent(row: Compared, *differences: float) -> list[float]:
    """Differences in percent of the baseline; none where that is 0 or they are not known."""
    if not row.baseline:
        return []
    return [100 * each / abs(row.baseline) for each in differences if math.isfinite(each)]


def _name(row: Compared) -> str:
    return wrap(label(row.kpi) if row.aim else t("{kpi} (side effect)", kpi=label(row.kpi)), 25)


def _row(ax: Axes, row: Compared, y: float, span: tuple[float, float]) -> None:
    """Band, interval and mark of one KPI."""
    if not row.baseline:
        middle = sum(span) / 2
        ax.text(middle, y, t("0 in the baseline"), ha="center", va="center", fontsize=style.SMALL, color=DIM)
        return
    for band in _percent(row, row.matters):
        ends = (max(span[0], -band), min(span[1], band))
        ax.fill_betweenx([y - 0.42, y + 0.42], *ends, color=BAND, linewidth=0, zorder=0)
    look = verdict_look(row.verdict)
    if len(bar := _percent(row, row.low, row.high)) == 2:
        held = [max(span[0], min(span[1], end)) for end in bar]
        ax.plot(held, [y, y], color=look.colour, linewidth=2.5, solid_capstyle="butt", zorder=2)
    (at,) = _percent(row, row.difference)
    outside = ">" if at > span[1] else "<" if at < span[0] else ""
    ax.plot(
        [max(span[0], min(span[1], at))],
        [y],
        outside or look.marker,
        markersize=7.5,
        markerfacecolor="white" if row.verdict in HOLLOW else look.colour,
        markeredgecolor=look.colour,
        markeredgewidth=1.8,
        clip_on=not outside,
        zorder=3,
    )


def _labels(ax: Axes, places: Sequence[Placed[Compared]], room: float) -> None:
    """The names of measures above their rows, those of KPIs left of them, the figures right of them; `room`
    is what marks at the edge need [points]."""
    right = offset_copy(ax.get_yaxis_transform(), style.figure_of(ax), x=room, units="points")
    named = [each for each in places if each.row is not None]
    ticks = [each.middle for each in named]
    ax.set_yticks(ticks, [each.text for each in named], fontsize=style.SMALL, linespacing=1.1)
    for each in places:
        if each.row is None:
            style.heading(ax, each.text, each.middle)
            continue
        ax.text(
            1.0 if room else 1.02, each.middle, style.minus(_values(each.row)), transform=right,
            va="center", fontsize=style.SMALL,
        )  # fmt: skip


def _values(row: Compared) -> str:
    """The value before and after, the unit once where both have the same."""
    before, after = (figures(x, row.unit) for x in (row.baseline, row.value))
    (first, *unit), (_, *other) = before.split(" ", 1), after.split(" ", 1)
    return f"{first if unit == other else before} \N{RIGHTWARDS ARROW} {after}"


def _legend(ax: Axes, rows: Sequence[Compared]) -> None:
    """The marks of the verdicts that occur, and the band."""
    handles: list[Line2D | Patch] = []
    for verdict in dict.fromkeys(row.verdict for row in rows):
        look = verdict_look(verdict)
        face = "white" if verdict in HOLLOW else look.colour
        handles.append(
            Line2D(
                [], [], linestyle="none", marker=look.marker, markersize=8, markerfacecolor=face,
                markeredgecolor=look.colour, markeredgewidth=1.8, label=known(verdict),
            )
        )  # fmt: skip
    handles.append(Patch(color=BAND, label=t("does not matter")))
    style.legend_left(ax, handles, columns=3)
