"""Half-widths against the number of replications: how each figure comes to the precision that is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from portsim.base.language import known, t
from portsim.report.charts import style
from portsim.report.look import BLACK, BLUE, GREEN, GREY, ORANGE, PURPLE, VERMILLION
from portsim.report.words import apart, inline, label, with_commas

if TYPE_CHECKING:
    import pandas as pd

NAMED = 5  # figures that are drawn in colour; all others are grey
FURTHER = 200.0  # times as many replications as were run: so far a figure is followed
STROKES = (
    (VERMILLION, "-", "o"), (BLUE, "--", "s"), (ORANGE, "-", "^"), (PURPLE, "--", "D"), (GREEN, "-", "v"),
)  # fmt: skip
KEYS = ["alternative", "kpi", "figure"]


def half_widths_chart(course: pd.DataFrame, ax: Axes | None = None, note: str = "") -> Axes:
    """Draw half-widths against the number of replications, as a multiple of what is asked [times].

    `course` has one row per n, alternative, kpi and figure, with `half_width`, `target` and `met`. In colour
    are the figures that come to what is asked last, or are farthest from it; dotted is what their deviation
    so far predicts. `note` is the last line below the chart, such as days and seed.
    """
    title = t("How half-widths shrink with the number of replications")
    with style.house_style():
        ax = style.axes_or_new(ax, 6.2)
        lines = _lines(course)
        if not lines:
            return style.no_data(ax, title)
        last = max(float(line["n"].iloc[-1]) for line in lines)
        reach = last
        for number, line in enumerate(lines):
            named = number < NAMED
            colour, dash, marker = STROKES[number] if named else (GREY, "-", "")
            ax.plot(
                line["n"],
                line["times"],
                color=colour,
                linestyle=dash,
                linewidth=2.0 if named else 0.8,
                alpha=1.0 if named else 0.6,
                marker=marker,
                markersize=4,
                markevery=[len(line) - 1],
                zorder=4 - number / 10 if named else 2,
                label=_name(line) if named else "_others",
            )
            if named and float(line["times"].iloc[-1]) > 1:
                n, times = _predicted(int(last), float(line["times"].iloc[-1]))
                ax.plot(n, times, color=colour, linestyle=":", linewidth=1.5)
                reach = max(reach, n[-1])
        ax.axhline(1, color=BLACK, linewidth=1.2, zorder=5)
        _axes(ax, float(course["n"].min()), reach, lines)
        ax.annotate(
            t("as asked"), (1, 1), xycoords=ax.get_yaxis_transform(), xytext=(-2, 3),
            textcoords="offset points", ha="right", va="bottom", fontsize=style.SMALL,
        )  # fmt: skip
        ax.set_title(title)
        ax.set_xlabel(t("Replications"))
        ax.set_ylabel(t("Half-width of the 95 % CI [times what is asked]"))
        others = len(lines) - NAMED
        grey = [t("grey: {others} more figures", others=others)] if others > 0 else []
        text = apart([*grey, t("dotted: as the deviation so far predicts")])
        style.legend_below(ax, columns=1, note="\n".join(part for part in (text, note) if part))
        return ax


def _lines(course: pd.DataFrame) -> list[pd.DataFrame]:
    """The course of each figure that has a half-width, the one that takes longest first."""
    if course.empty:
        return []
    table = course.assign(times=course["half_width"] / course["target"])
    table = table[np.isfinite(table["times"]) & (table["times"] > 0)]
    lines = [own.sort_values("n") for _, own in table.groupby(KEYS, sort=False)]
    return sorted(lines, key=_late, reverse=True)


def _late(line: pd.DataFrame) -> tuple[float, float]:
    """How late a figure came to what is asked, and how far from it it was or is."""
    late = line[~line["met"].astype(bool)]
    end = float(line["times"].iloc[-1])
    return (float(late["n"].max()) if len(late) else 0.0, end)


def _predicted(last: int, times: float) -> tuple[list[float], list[float]]:
    """Numbers of replications from the last one to where a half-width is as asked, if it is not too far; and
    the half-widths [times what is asked], which shrink as t(n - 1) / sqrt(n)."""
    from scipy import special

    n = np.unique(np.geomspace(last, FURTHER * last, 400).astype(int))
    widths = special.stdtrit(n - 1, 0.975) / np.sqrt(n)
    found = times * widths / widths[0]
    end = int(np.argmax(found <= 1)) if (found <= 1).any() else len(n) - 1
    return n[: end + 1].tolist(), found[: end + 1].tolist()


def _name(line: pd.DataFrame) -> str:
    alternative, kpi, figure = (str(line[key].iloc[0]) for key in KEYS)
    names = with_commas([label(kpi), inline(alternative)])
    return names if figure == "difference" else t("{names} ({figure})", names=names, figure=known(figure))


def _axes(ax: Axes, first: float, reach: float, lines: list[pd.DataFrame]) -> None:
    """Log axes with plain numbers, as many as can be read."""
    ax.set_xscale("log")
    ax.set_yscale("log")
    low = min(0.7, *(float(line["times"].min()) for line in lines[:NAMED]))
    high = max(1.5, *(float(line["times"].max()) for line in lines))
    ax.set_xlim(first / 1.03, max(reach, first + 1) * 1.05)
    ax.set_ylim(low / 1.2, high * 1.2)
    for axis, ends in ((ax.xaxis, ax.get_xlim()), (ax.yaxis, ax.get_ylim())):
        steps = (1, 2, 5) if ends[1] / ends[0] < 500 else (1,)
        powers = range(int(np.floor(np.log10(ends[0]))), int(np.ceil(np.log10(ends[1]))) + 1)
        ticks = [step * 10.0**power for power in powers for step in steps]
        axis.set_major_locator(FixedLocator([tick for tick in ticks if ends[0] <= tick <= ends[1]]))
        axis.set_minor_locator(NullLocator())
        axis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:,.10g}"))
    ax.grid(axis="both")
