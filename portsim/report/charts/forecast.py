"""A forecast: who waits at the places with the longest queues, hour by hour, with bands; and who comes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from portsim.base.language import t
from portsim.report.charts import style
from portsim.report.look import BLACK
from portsim.report.words import label, with_commas

if TYPE_CHECKING:
    import pandas as pd

PANELS = 3  # places that are drawn
PANEL = 1.9  # [in]
MANY = 10  # ticks
CLOCK = slice(4, 9)  # the time of day in `Thu 14:00, 2026-03-05`


def forecast_chart(queues: pd.DataFrame, arrivals: pd.DataFrame, places: Sequence[tuple[str, str]]) -> Figure:
    """Draw the mean number waiting in each hour at these places, and arrivals of all streams with a log below
    them: median as a line, 5 to 95 % of runs as a band, the log's own arrivals as points.

    `queues` and `arrivals` are the tables of a forecast; their first hour is the one before it begins. Where
    it began from a list, so that nothing is known of that hour, it is the moment itself, drawn as a point.
    """
    with style.house_style():
        shown = list(places[:PANELS])
        figure = style.new_figure(PANEL * (len(shown) + 1) + 0.9)
        panels = figure.subplots(len(shown) + 1, 1, sharex=True, squeeze=False)[:, 0]
        at_once = bool(arrivals.loc[arrivals["hour"] == 0, "median"].isna().all())
        several = queues["terminal"].nunique() > 1
        for ax, (place, terminal) in zip(panels, shown, strict=False):
            own = queues[(queues["place"] == place) & (queues["terminal"] == terminal)]
            title = with_commas([label(place), label(terminal)]) if several else label(place)
            _bands(ax, own, title, t("Waiting\n[number]"), at_once=at_once)
        _arrivals(panels[-1], arrivals, at_once=at_once)
        _clock(panels[-1], list(queues.drop_duplicates("hour")["begins"]), 0.9 if at_once else 0.0)
        style.legend_below(panels[-1])
        return figure


def _bands(ax: Axes, own: pd.DataFrame, title: str, axis: str, *, at_once: bool) -> None:
    for name in style.baseline_first(own):
        rows = own[own["alternative"] == name].sort_values("hour")
        if at_once:
            now, rows = rows[rows["hour"] == 0], rows[rows["hour"] > 0]
            ax.plot([1], now["median"], "o", color=style.stroke_of(name).colour, clip_on=False)
        hours = [*rows["hour"], int(rows["hour"].iloc[-1]) + 1]

        def steps(column: str, rows: pd.DataFrame = rows) -> list[float]:
            return [*rows[column], rows[column].iloc[-1]]

        colour = style.stroke_of(name).colour
        ax.fill_between(hours, steps("low"), steps("high"), step="post", color=colour, alpha=0.2, linewidth=0)
        style.line(ax, hours, steps("median"), name, label(name), steps=True)
    ax.axvline(1, color=BLACK, linewidth=1.2, linestyle=":")
    ax.set_ylim(bottom=0)
    ax.grid(axis="both")
    ax.set_title(title)
    ax.set_ylabel(axis)


def _arrivals(ax: Axes, arrivals: pd.DataFrame, *, at_once: bool) -> None:
    """Arrivals of the stream with the most, and as points what its log says of the same hours; where none has
    a log, of all streams."""
    own = arrivals[(arrivals["alternative"] == style.BASELINE)]
    logged = own[own.groupby("stream")["seen"].transform(lambda seen: seen.notna().any())]
    logged = logged if len(logged) else own
    stream = logged.groupby("stream", sort=False)["median"].sum().idxmax()
    rows = own[own["stream"] == stream]
    _bands(
        ax,
        rows,
        t("Arrivals of {stream}", stream=label(str(stream))),
        t("An hour\n[number]"),
        at_once=at_once,
    )
    for name in style.baseline_first(arrivals):
        if name != style.BASELINE:  # the legend is of all panels
            style.line(ax, [], [], name, label(name))
    seen = rows[rows["seen"].notna()]
    if len(seen):
        ax.plot(seen["hour"] + 0.5, seen["seen"], "k.", markersize=8, label=t("in the log"))


def _clock(ax: Axes, begins: Sequence[str], first: float) -> None:
    step = -(-len(begins) // MANY)
    hours = range(1, len(begins), step)
    ax.set_xlim(first, len(begins))
    ax.set_xticks(list(hours), [begins[hour][CLOCK] for hour in hours])
    ax.set_xlabel(t("Time of day; median, and 5 to 95 % of runs; dotted line: now"))
