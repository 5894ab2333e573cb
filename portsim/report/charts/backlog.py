"""Backlog of an event: how many wait at a place around it, with and without it, and when that is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.axes import Axes

from portsim.base.language import t
from portsim.base.units import HOUR, show_clock
from portsim.report.charts import style
from portsim.report.look import BLACK, BLUE, VERMILLION
from portsim.report.rows import Recovery
from portsim.report.words import inline, label

if TYPE_CHECKING:
    import pandas as pd

AROUND = 6 * HOUR  # [min] at least so long is drawn before the event and after its backlog is gone
SHADE = "#E4E4E4"


def backlog(waiting: pd.DataFrame, recovery: Recovery, ax: Axes | None = None) -> Axes:
    """Draw the number waiting at a place, 15-min means with 95 % CI, with an event and without it; the event
    is shaded, the recovery time marked.

    `waiting` has one row per alternative, place, `with_event` and minute [min] with `waiting`, `low`, `high`.
    """
    mine = (waiting["alternative"] == recovery.alternative) & (waiting["place"] == recovery.place)
    own = waiting[mine]
    title = t("Waiting at {place} around {event}", place=inline(recovery.place), event=inline(recovery.event))
    with style.house_style():
        ax = style.axes_or_new(ax, 4.6)
        if own.empty:
            return style.no_data(ax, title)
        around = max(AROUND, recovery.end - recovery.begin)
        back = recovery.end + HOUR * recovery.hours
        first = max(recovery.begin - around, float(own["minute"].min()))
        last = min(back + around, float(own["minute"].max()))
        own = own[(own["minute"] >= first) & (own["minute"] <= last)]
        ax.axvspan(recovery.begin, recovery.end, color=SHADE, zorder=0)
        _line(ax, own[own["with_event"]], recovery.alternative, VERMILLION, "-")
        _line(ax, own[~own["with_event"]], recovery.without or t("the same without it"), BLUE, "--")
        ax.set_ylim(bottom=0)
        most = ax.get_ylim()[1]
        ax.set_ylim(0, 1.3 * most)
        middle = (recovery.begin + recovery.end) / 2
        ax.text(middle, 1.27 * most, label(recovery.event), ha="center", va="top", fontsize=style.SMALL)
        said = recovery.words.replace(" (", "\n").removesuffix(")").replace(", at the", ",\nat the")
        ax.text(recovery.end + 15, 1.09 * most, said, va="bottom", fontsize=style.SMALL)
        if not recovery.not_back:
            _recovery(ax, recovery, 1.04 * most)
        _clock(ax, first, last)
        ax.grid(axis="both")
        ax.set_title(title)
        ax.set_xlabel(t("Time of day"))
        ax.set_ylabel(t("Waiting, mean of 15 min\nwith 95 % CI [shipments]"))
        style.legend_below(ax, columns=2)
        return ax


def _line(ax: Axes, table: pd.DataFrame, name: str, colour: str, dash: str) -> None:
    """The mean of a run and its interval."""
    own = table.sort_values("minute")
    ax.fill_between(
        own["minute"], own["low"].clip(lower=0), own["high"], color=colour, alpha=0.25, linewidth=0
    )
    ax.plot(own["minute"], own["waiting"], color=colour, linestyle=dash, label=label(name))


def _recovery(ax: Axes, recovery: Recovery, height: float) -> None:
    """A bar from the end of the event to recovery, a whisker for the CI, a line down to the time."""
    back = recovery.end + HOUR * recovery.hours
    whisker = [recovery.end + HOUR * max(recovery.low, 0.0), recovery.end + HOUR * recovery.high]
    ax.plot([recovery.end, back], [height, height], color=BLACK, linewidth=3, solid_capstyle="butt")
    ax.plot([back, back], [0, height], color=BLACK, linewidth=1, linestyle=":")
    ax.plot(whisker, [height, height], color=BLACK, linewidth=1, marker="|", markersize=10)


def _clock(ax: Axes, first: float, last: float) -> None:
    """Hours of the day along the axis, as many as can be read."""
    hours = next(step for step in (1, 2, 3, 6, 12, 24, 10**6) if (last - first) / HOUR / step <= 14)
    ticks = [tick * HOUR for tick in range(0, int(last / HOUR) + 1, hours) if first <= tick * HOUR]
    ax.set_xlim(first, last)
    ax.set_xticks(ticks, [show_clock(tick % (24 * HOUR)) for tick in ticks])
