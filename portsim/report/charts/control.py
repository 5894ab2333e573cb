"""Control chart: hits missed against time, a line for each quality of selection, exam rates along it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from portsim.base.language import t
from portsim.base.units import show_share
from portsim.report.charts import style
from portsim.report.look import BLUE, GREEN, ORANGE, PURPLE, SKY, VERMILLION
from portsim.report.numbers import reader_scale
from portsim.report.words import label, listed, unit_in, wrap

if TYPE_CHECKING:
    import pandas as pd

COLOURS: Final = (VERMILLION, ORANGE, SKY, BLUE, GREEN, PURPLE)
DASHES: Final = ("-", "--", ":", "-.")
FIRST: Final = "exam_rate"
AFTER: Final = "stated"  # what stands between selectivity and it are the other numbers that are varied
DARK: Final = "#222222"
RING: Final[dict[str, Any]] = {
    "marker": "o",
    "markersize": 12,
    "markerfacecolor": "none",
    "markeredgecolor": DARK,
    "markeredgewidth": 1.4,
    "linestyle": "none",
    "zorder": 3,
}


def control_chart(
    frontier: pd.DataFrame, alternative: str = "", ax: Axes | None = None, *, note: str = ""
) -> Axes:
    """Draw the share of hits missed [%] against the first KPI [its unit] of one alternative, the first one of
    the table if none is named.

    `frontier` is the table of `portsim.control`. A line joins the exam rates of one quality of selection
    (colour) and of one value of what else is varied (dash). A ring is on the front, the star as stated.
    """
    name = alternative or (str(frontier["alternative"].iloc[0]) if len(frontier) else "")
    with style.house_style():
        ax = style.axes_or_new(ax, 5.6)
        title = t("What faster exams miss: {name}", name=label(name).lower() if name else t("no alternative"))
        rows = frontier[frontier["alternative"] == name] if len(frontier) else frontier
        if rows.empty:
            return style.no_data(ax, title)
        time = first_figure(frontier)
        scale, unit = reader_scale(unit_in(time))
        others = other_keys(frontier)
        qualities = sorted(set(frontier["selectivity"]))
        settings = list(dict.fromkeys(zip(*(frontier[key] for key in others), strict=True))) or [()]
        for (quality, *setting), some in rows.groupby(["selectivity", *others], sort=False):
            line = some.sort_values(FIRST)
            look: dict[str, Any] = {
                "color": COLOURS[qualities.index(quality) % len(COLOURS)],
                "linestyle": DASHES[settings.index(tuple(setting)) % len(DASHES)],
            }
            x, y = line[time] * scale, line["missed_share"] * 100
            ax.plot(x, y, marker="o", markersize=5, zorder=2, **look)
            on = line[line["on_front"].astype(bool)]
            ax.plot(on[time] * scale, on["missed_share"] * 100, **{**RING, "markeredgecolor": look["color"]})
            if quality == qualities[-1] and tuple(setting) == settings[0]:
                _rates(ax, line[FIRST], x, y)
        for place, quality in enumerate(qualities):
            colour = COLOURS[place % len(COLOURS)]
            ax.plot(
                [],
                [],
                color=colour,
                marker="o",
                markersize=5,
                label=t("selectivity {quality:.3g} (AUC)", quality=quality),
            )
        for place, chosen in enumerate(settings if others else ()):
            words = listed(f"{_short(key)} {v}" for key, v in zip(others, chosen, strict=True))
            ax.plot([], [], color=DARK, linestyle=DASHES[place % len(DASHES)], label=words)
        ax.plot([], [], **RING, label=t("on the front"))
        stated = rows[rows["stated"].astype(bool)]
        if len(stated):
            row = stated.iloc[0]
            words = t(
                "as stated: {row}, AUC {selectivity:.3g}",
                row=show_share(float(row[FIRST])),
                selectivity=row["selectivity"],
            )
            at = row[time] * scale, row["missed_share"] * 100
            ax.plot(*at, "*", markersize=17, color=DARK, linestyle="none", label=words, zorder=4)
        ax.set_title(wrap(title, 70))
        ax.set_xlabel(t("{time} [{unit}], mean", time=label(time), unit=unit))
        ax.set_ylabel(t("Hits missed [% of all], closed form"))
        ax.grid(axis="y")
        ax.margins(x=0.14, y=0.12)
        n = int(rows["n"].min())
        style.legend_below(ax, columns=2, note=t("n = {n} replications{note}", n=n, note=note))
        return ax


def control_panel(frontier: pd.DataFrame, fig: Figure | None = None, *, note: str = "") -> Figure:
    """Draw one control chart for each alternative, one below the other: hits missed [%] against the first KPI
    [its unit]."""
    names = style.baseline_first(frontier) or [""]
    with style.house_style():
        fig = fig if fig is not None else style.new_figure(5.6 * len(names))
        for number, name in enumerate(names):
            control_chart(frontier, name, fig.add_subplot(len(names), 1, number + 1), note=note)
        return fig


def other_keys(frontier: pd.DataFrame) -> list[str]:
    """The numbers that were varied beside exam rate and selectivity."""
    columns = [str(each) for each in frontier.columns]
    return columns[columns.index("selectivity") + 1 : columns.index(AFTER)]


def first_figure(frontier: pd.DataFrame) -> str:
    """The column of the first KPI."""
    columns = [str(each) for each in frontier.columns]
    return columns[columns.index(AFTER) + 1]


def _rates(ax: Axes, rates: Any, x: Any, y: Any) -> None:
    """Write the exam rate beside each point of a line."""
    for rate, across, up in zip(rates, x, y, strict=True):
        ax.annotate(
            t("{rate} examined", rate=show_share(float(rate))),
            (across, up),
            textcoords="offset points",
            xytext=(9, -4),
            fontsize=style.SMALL,
            color=DARK,
        )


def _short(key: str) -> str:
    """`places.exam_bay.bays` is `exam bay bays`."""
    return " ".join(key.replace("_", " ").split(".")[1:])
