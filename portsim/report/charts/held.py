"""Observed beside simulated: which share is done within which time, how many come by hour, and how long they
take then."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from matplotlib.figure import Figure

from portsim.base.language import t
from portsim.report.charts import style
from portsim.report.held import HeldRow, sentence
from portsim.report.look import VERMILLION
from portsim.report.numbers import reader_scale
from portsim.report.words import label, wrap

if TYPE_CHECKING:
    import pandas as pd

MARKED = {"P50": 50, "P90": 90}
OBSERVED = "observed"


class HeldPicture(NamedTuple):
    """A comparison that is drawn: the stem of its files, its caption, and what the chart is made of."""

    name: str
    caption: str
    row: HeldRow
    curves: pd.DataFrame
    hours: pd.DataFrame

    def draw(self) -> Figure:
        return held_chart(self.row, self.curves, self.hours)


def held_pictures(
    rows: Sequence[HeldRow], curves: pd.DataFrame, hours: pd.DataFrame
) -> Iterator[HeldPicture]:
    """One for each comparison at all terminals and in all weeks; `curves` and `hours` are the tables of a
    study, of all comparisons."""
    for row in rows:
        if row.terminal == "all" and row.weeks == "all":
            own = [
                each[(each["log"] == row.log) & (each["kpi"] == row.kpi) & (each["terminal"] == "all")]
                for each in (curves, hours)
            ]
            caption = t("{kpi}, observed ({log}) and simulated", kpi=label(row.kpi), log=row.log)
            yield HeldPicture(f"observed_{row.log}_{row.kpi}", caption, row, *own)


def held_chart(row: HeldRow, curves: pd.DataFrame, hours: pd.DataFrame) -> Figure:
    """Draw the quantiles of both sides, with P50 and P90 and their 95 % intervals marked, and below them, by
    hour of the day, how many begin in an hour and the mean of their times.

    `curves` has quantile [0..1], observed and simulated [the row's unit], `hours` hour [0..23], observed and
    simulated [1/h], observed_mean and simulated_mean [the row's unit], of this comparison alone.
    """
    with style.house_style():
        figure = style.new_figure(9.0, style.NARROW)
        top, middle, below = (figure.add_subplot(3, 1, n) for n in (1, 2, 3))
        scale, shown = reader_scale(row.unit)
        for side in (OBSERVED, "simulated"):
            look = _look(side)
            top.plot(curves[side] * scale, curves["quantile"] * 100, **look, label=_said(side))
            for each in row.figures:
                if each.figure in MARKED:
                    value, low, high = (
                        (each.observed, each.observed_low, each.observed_high)
                        if side == OBSERVED
                        else (each.simulated, each.low, each.high)
                    )
                    height = MARKED[each.figure] + (1.5 if side == OBSERVED else -1.5)
                    top.plot([low * scale, high * scale], [height] * 2, color=look["color"], linewidth=4,
                             solid_capstyle="butt", alpha=0.55)  # fmt: skip
                    top.plot(value * scale, height, "o", color=look["color"], markeredgecolor="white")
            steps = [*hours["hour"].astype(float), 24.0]
            for ax, column in ((middle, side), (below, f"{side}_mean")):
                values = hours[column] * (scale if ax is below else 1)
                ax.plot(steps, [*values, values.iloc[-1]], **look, drawstyle="steps-post")
        top.set_xlim(left=min(0.0, float(curves[["observed", "simulated"]].min().min())) * scale)
        top.set_ylim(0, 100)
        top.grid(axis="x")
        style.headed(top, row.name, wrap(sentence(row), 64))
        top.set_xlabel(f"{row.name} [{shown}]")
        top.set_ylabel(t("Share of shipments [%]"))
        for ax in (middle, below):
            ax.set_xlim(0, 24)
            ax.set_xticks(range(0, 25, 3))
            ax.set_ylim(bottom=0)
            ax.grid(axis="both")
        middle.set_ylabel(t("Begin in an hour\n[number]"))
        below.set_ylabel(t("Mean time\n[{shown}]", shown=shown))
        below.set_xlabel(t("Hour of the day [h]"))
        style.legend_below(below, handles=top.get_legend_handles_labels()[0])
        return figure


def _said(side: str) -> str:
    return t("observed") if side == OBSERVED else t("simulated (marks: P50 and P90 with 95 % CI)")


def _look(side: str) -> dict[str, Any]:
    if side == OBSERVED:
        return {"color": VERMILLION, "linestyle": "-"}
    return {"color": style.stroke_of(style.BASELINE).colour, "linestyle": "--"}
