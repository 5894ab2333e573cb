"""Calibration charts: what each input was thought to be and what is left of it; observed against
simulated."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from portsim.base.language import known, t
from portsim.base.spoken import quantity, span
from portsim.report.charts import style
from portsim.report.look import BLUE, GREEN, GREY, ORANGE, VERMILLION
from portsim.report.numbers import figures
from portsim.report.words import figure_label, key_label, wrap

if TYPE_CHECKING:
    import pandas as pd

VERDICTS = {"identified": GREEN, "trades off": ORANGE, "not identified": GREY}
ROW = 0.62  # [in]
LEAST, MOST = 0.0, 3.0  # [observed = 1]; what lies beyond is drawn as an arrow at the edge
LIGHT = "#DDDDDD"


def inputs_chart(inputs: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw one row per input, from 0 (5 % of the prior) to 1 (95 %) [share of that span]: the prior as a grey
    bar, 5 to 95 % of the posterior as a bar in the colour of its verdict, medians as strokes; figures stand
    at the right."""
    with style.house_style():
        ax = style.axes_or_new(ax, 1.9 + ROW * max(len(inputs), 2))
        title = t("What the observed figures leave of each input")
        rows = inputs[np.isfinite(inputs["at_50"])] if len(inputs) else inputs
        if rows.empty:
            return style.no_data(ax, title)
        style.roomy(ax)
        first, last = 0.0, 1.0
        for place, row in enumerate(rows.to_dict("records")):
            low, high = float(row["prior_5"]), float(row["prior_95"])
            width = high - low or 1.0
            before, *after = (
                (float(row[name]) - low) / width for name in ("prior_50", "at_5", "at_50", "at_95")
            )
            first, last = min(first, after[0]), max(last, after[2])
            colour = VERDICTS[str(row["verdict"])]
            ax.barh(place, 1.0, 0.62, color=LIGHT, zorder=1)
            ax.plot([before] * 2, [place - 0.31, place + 0.31], color=GREY, linewidth=2, zorder=2)
            ax.barh(place, max(after[2] - after[0], 0.008), 0.3, left=after[0], color=colour, zorder=3)
            ax.plot([after[1]] * 2, [place - 0.2, place + 0.2], color="black", linewidth=2, zorder=4)
            said = t(
                "{median} ({range})", median=quantity(row["median"]), range=span(row["low"], row["high"])
            )
            ax.annotate(
                wrap(said, 24), (1, place), xycoords=ax.get_yaxis_transform(), xytext=(8, 0),
                textcoords="offset points", va="center", fontsize=style.SMALL,
            )  # fmt: skip
        ax.set_yticks(range(len(rows)), [wrap(key_label(str(name)), 30) for name in rows["input"]])
        ax.set_ylim(len(rows) - 0.4, -0.6)
        ax.set_xlim(min(-0.1, first - 0.05), max(1.1, last + 0.05))
        ax.set_xticks([0, 0.5, 1], ["0", "0.5", "1"])
        ax.tick_params(axis="y", length=0)
        ax.set_xlabel(t("From 5 % (0) to 95 % (1) of the prior; right: posterior median and 5 to 95 %"))
        ax.set_title(title)
        shown = [name for name in VERDICTS if name in set(rows["verdict"])]
        handles = [
            Patch(color=LIGHT, label=t("prior")),
            *(Patch(color=VERDICTS[n], label=known(n)) for n in shown),
        ]
        style.figure_of(ax).legend(handles=handles, loc="outside lower left", ncols=4, fontsize=style.SMALL)
        return ax


def figures_chart(table: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw one row per figure, first in and then out of sample [multiples of the observed value]: the prior
    as a grey bar, where 95 % of observed figures are foretold as a line, 5 to 95 % of what is expected as a
    thick one, and the observed value with two standard errors."""
    with style.house_style():
        ax = style.axes_or_new(ax, 2.1 + ROW * max(len(table), 2))
        title = t("Observed against simulated")
        rows = table[table["observed"] != 0] if len(table) else table
        rows = rows.sort_values("sample", key=lambda each: each == "held out", kind="stable")
        if rows.empty:
            return style.no_data(ax, title)
        style.roomy(ax)
        for place, row in enumerate(rows.to_dict("records")):
            _figure(ax, place, {str(key): value for key, value in row.items()})
        names = [
            wrap(figure_label(row["figure"], row["statement"]), 34)
            + (t(" (held out)") if row["sample"] == "held out" else "")
            for row in rows.to_dict("records")
        ]
        ax.axvline(1, color="black", linewidth=1, zorder=1)
        ax.set_yticks(range(len(rows)), names, fontsize=style.SMALL)
        ax.set_ylim(len(rows) - 0.4, -0.6)
        ax.set_xlim(LEAST, MOST)
        ax.grid(axis="x")
        ax.tick_params(axis="y", length=0)
        ax.set_title(title)
        ax.set_xlabel(t("Figure [observed value = 1]; right: observed, calibrated port"))
        handles = [
            Patch(color=LIGHT, label=t("prior, 5 to 95 %")),
            Line2D([], [], color=BLUE, linewidth=1.5, label=t("foretold, 95 %: met")),
            Line2D([], [], color=VERMILLION, linewidth=1.5, linestyle="--", label=t("missed")),
            Line2D([], [], color="black", linewidth=4, label=t("observed, two standard errors")),
        ]
        style.figure_of(ax).legend(handles=handles, loc="outside lower left", ncols=2, fontsize=style.SMALL)
        return ax


def _figure(ax: Axes, place: int, row: dict[str, object]) -> None:
    observed = float(str(row["observed"]))

    def at(name: str) -> float:
        return min(MOST, max(LEAST, float(str(row[name])) / observed))

    missed = row["verdict"] == "missed"
    colour = VERMILLION if missed else BLUE
    ends = sorted((at("prior_5"), at("prior_95")))
    ax.barh(place, ends[1] - ends[0], 0.62, left=ends[0], color=LIGHT, zorder=0)
    if row["verdict"]:
        ax.plot([at("foretold_low"), at("foretold_high")], [place + 0.12] * 2, color=colour, linewidth=1.5,
                linestyle="--" if missed else "-", zorder=3)  # fmt: skip
        ax.plot([at("at_5"), at("at_95")], [place + 0.12] * 2, color=colour, linewidth=5, zorder=3,
                solid_capstyle="butt")  # fmt: skip
    error = 2 * float(str(row["error"])) / abs(observed)
    ax.plot([max(LEAST, 1 - error), min(MOST, 1 + error)], [place - 0.14] * 2, color="black", linewidth=4,
            solid_capstyle="butt", zorder=3)  # fmt: skip
    if float(str(row["prior_95"])) / observed > MOST:
        ax.plot([MOST], [place], ">", color=GREY, markersize=8, clip_on=False, zorder=4)
    unit = str(row["unit"])
    said = t("{observed}, {simulated}", observed=figures(observed, unit),
             simulated=figures(float(str(row["calibrated"])), unit))  # fmt: skip
    ax.annotate(
        style.minus(wrap(said, 24)), (1, place), xycoords=ax.get_yaxis_transform(), xytext=(10, 0),
        textcoords="offset points", va="center", fontsize=style.SMALL,
    )  # fmt: skip
