"""Backlog of an outage: how many trucks wait at the gate around it, with and without, and when it is over."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from portsim.base.units import HOUR, show_clock
from portsim.report.charts import style
from portsim.report.look import BLACK, BLUE, VERMILLION
from portsim.report.rows import Outage
from portsim.report.words import label

AROUND = 6 * HOUR  # [min] at least so long is drawn before the outage and after its backlog is gone
SHADE = "#E4E4E4"


def backlog(waiting: pd.DataFrame, outage: Outage, place: str = "gate", ax: Axes | None = None) -> Axes:
    """Draw the number waiting, 15-min means with 95 % CI, of an alternative with an outage and of the same
    without it; the outage is shaded, the recovery time marked.

    `waiting` has one row per alternative, place and minute [min] with `waiting`, `low` and `high`.
    """
    own = waiting[waiting["place"] == place]
    title = f"Waiting at the {label(place).lower()} around an outage of the data platform"
    with style.house_style():
        ax = style.axes_or_new(ax, 4.6)
        if own.empty:
            return style.no_data(ax, title)
        around = max(AROUND, outage.end - outage.begin)
        back = outage.end + (HOUR * outage.recovery if outage.n else around)
        first = max(outage.begin - around, float(own["minute"].min()))
        last = min(back + around, float(own["minute"].max()))
        own = own[(own["minute"] >= first) & (own["minute"] <= last)]
        ax.axvspan(outage.begin, outage.end, color=SHADE, zorder=0)
        _line(ax, own, outage.alternative, VERMILLION, "-")
        _line(ax, own, outage.without, BLUE, "--")
        ax.set_ylim(bottom=0)
        most = ax.get_ylim()[1]
        ax.set_ylim(0, 1.3 * most)
        middle = (outage.begin + outage.end) / 2
        ax.text(middle, 1.27 * most, "platform down", ha="center", va="top", fontsize=style.SMALL)
        said = outage.words.replace(" (", "\n").removesuffix(")")
        ax.text(outage.end + 15, 1.09 * most, said, va="bottom", fontsize=style.SMALL)
        if outage.n:
            _recovery(ax, outage, 1.04 * most)
        _clock(ax, first, last)
        ax.grid(axis="both")
        ax.set_title(title)
        ax.set_xlabel("Time of day")
        ax.set_ylabel("Trucks waiting, mean of 15 min\nwith 95 % CI [trucks]")
        style.legend_below(ax, columns=2)
        return ax


def _line(ax: Axes, table: pd.DataFrame, alternative: str, colour: str, dash: str) -> None:
    """The mean and its interval of one alternative; nothing where it was not compared."""
    own = table[table["alternative"] == alternative].sort_values("minute")
    if own.empty:
        return
    ax.fill_between(
        own["minute"], own["low"].clip(lower=0), own["high"], color=colour, alpha=0.25, linewidth=0
    )
    ax.plot(own["minute"], own["waiting"], color=colour, linestyle=dash, label=label(alternative))


def _recovery(ax: Axes, outage: Outage, height: float) -> None:
    """A bar from the end of the outage to recovery, a whisker for the CI, a line down to the time."""
    back = outage.end + HOUR * outage.recovery
    whisker = [outage.end + HOUR * max(outage.low, 0.0), outage.end + HOUR * outage.high]
    ax.plot([outage.end, back], [height, height], color=BLACK, linewidth=3, solid_capstyle="butt")
    ax.plot([back, back], [0, height], color=BLACK, linewidth=1, linestyle=":")
    ax.plot(whisker, [height, height], color=BLACK, linewidth=1, marker="|", markersize=10)


def _clock(ax: Axes, first: float, last: float) -> None:
    """Hours of the day along the axis, as many as can be read."""
    hours = next(step for step in (1, 2, 3, 6, 12, 24, 10**6) if (last - first) / HOUR / step <= 14)
    ticks = [tick * HOUR for tick in range(0, int(last / HOUR) + 1, hours) if first <= tick * HOUR]
    ax.set_xlim(first, last)
    ax.set_xticks(ticks, [show_clock(tick % (24 * HOUR)) for tick in ticks])
