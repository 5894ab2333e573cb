"""Time-procedure chart: how the hours of a shipment add up stage by stage, before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from portsim.base.language import t
from portsim.report.charts import style
from portsim.report.charts.movers import left_out, movers, shared, together
from portsim.report.numbers import figures
from portsim.report.words import inline, label, with_commas, wrap

if TYPE_CHECKING:
    import pandas as pd


def time_procedure(
    stages: pd.DataFrame, stream: str, channel: str, ax: Axes | None = None, terminal: str = "all"
) -> Axes:
    """Draw the cumulated mean time [h] after each stage, one line per alternative, first stage on top.

    `stages` has one row per alternative, stream, channel, terminal and stage, with `mean` [min] over all
    shipments, which is drawn because it adds up; medians and P90 do not. A stage that an alternative lacks
    adds no time and has no marker. Rows of whole times are left out.

    Source: the time-procedure chart of UNNExT, Business Process Analysis Guide to Simplify Trade Procedures.
    """
    rows = _rows(stages, stream, channel, terminal)
    names = _order(rows)
    with style.house_style():
        known = style.baseline_first(rows)
        clocks = _clocks(rows, names)
        alternatives = movers(clocks[known]) if known else []
        groups = shared(alternatives, clocks[known]) if known else []
        below = 0.22 * sum(together(group).count("\n") + 1 for group in groups)
        ax = style.axes_or_new(ax, 2.0 + 0.42 * len(names) + below if names else 3.0)
        title = with_commas([label(stream), inline(channel)])
        if not names:
            return style.no_data(ax, title)
        for group in groups:
            alternative = group[0]
            own = set(rows[rows["alternative"] == alternative]["stage"])
            line = [0.0, *clocks[alternative]]
            marked = [0, *(place for place, name in enumerate(names, start=1) if name in own)]
            stroke = style.stroke_of(alternative)
            ax.plot(
                line,
                range(len(line)),
                color=stroke.colour,
                linestyle=stroke.dash,
                marker=stroke.marker,
                markersize=7,
                markevery=marked,
                markeredgecolor="white",
                linewidth=3 if alternative == style.BASELINE else 2,
                label=t("{group}: {line} in all", group=together(group), line=figures(line[-1], "h")),
            )
        ax.set_yticks(range(len(names) + 1), [t("Start"), *(wrap(label(name), 28) for name in names)])
        ax.set_ylim(len(names) + 0.4, -0.4)
        ax.set_xlim(left=0 - 0.015 * ax.get_xlim()[1])
        ax.xaxis.set_major_locator(MaxNLocator(8, steps=[1, 2, 3, 6, 10]))
        ax.grid(axis="both")
        style.headed(ax, title, t("How the hours add up, stage by stage"))
        ax.set_xlabel(t("Time since the start, mean [h]"))
        style.legend_below(ax)
        return ax


def not_drawn(stages: pd.DataFrame, stream: str, channel: str, terminal: str = "all") -> str:
    """Which alternatives have no line of their own, and why; empty where all have."""
    rows = _rows(stages, stream, channel, terminal)
    known = style.baseline_first(rows)
    return left_out(known, movers(_clocks(rows, _order(rows))[known])) if known else ""


def drawn_data(stages: pd.DataFrame, stream: str, channel: str, terminal: str = "all") -> pd.DataFrame:
    """What the chart is drawn from: a row for each stage, time since the start [h] of each alternative."""
    rows = _rows(stages, stream, channel, terminal)
    return _clocks(rows, _order(rows)).reset_index()


def _rows(stages: pd.DataFrame, stream: str, channel: str, terminal: str) -> pd.DataFrame:
    if stages.empty:
        return stages
    chosen = (stages["stream"] == stream) & (stages["channel"] == channel) & (stages["terminal"] == terminal)
    return stages[chosen & stages["mean"].notna() & (stages["kind"] != "whole")]


def _clocks(rows: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """Time since the start [h] after each stage, a column per alternative; a stage it lacks adds none."""
    minutes = rows.pivot_table(index="stage", columns="alternative", values="mean", sort=False)
    return minutes.reindex(names).fillna(0.0).cumsum() / 60


def _order(rows: pd.DataFrame) -> list[str]:
    """The stages of all alternatives together, in the order in which they happen; who is still under way
    comes last."""
    if rows.empty:
        return []
    last = rows["kind"] == "under way"
    places = rows["order"].where(~last, float("inf")).groupby(rows["stage"], sort=False).mean()
    places = places.sort_values(kind="stable")
    return [str(name) for name in places.index]
