"""Backlog of an outage: how many trucks wait at the gate around it, with and without, and when it is over."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from portsim.report import style
from portsim.report.numbers import figures, interval
from portsim.report.words import label
from portsim.world import show_clock

HOUR = 60.0
AROUND = 6 * HOUR  # [min] at least so long is drawn before the outage and after its backlog is gone
SHADE = "#E4E4E4"


def backlog(
    waiting: pd.DataFrame, outages: pd.DataFrame, scenario: str, place: str = "gate", ax: Axes | None = None
) -> Axes:
    """Draw the number waiting, 15-min means with 95 % CI, of an alternative with an outage and of the same
    without it; the outage is shaded, the recovery time marked.

    `waiting` has one row per scenario, place and minute [min] with `waiting`, `low` and `high`; `outages` one
    row per alternative with `without`, `begin`, `end` [min], `recovery`, `low`, `high` [h] and `n`.
    """
    row = outages[outages["scenario"] == scenario]
    title = f"Waiting at the {label(place).lower()} around an outage of the data platform"
    with style.house_style():
        ax = style.axes_or_new(ax, 4.6)
        if row.empty:
            return style.no_data(ax, title)
        begin, end, recovery, low, high = (
            float(row[name].iloc[0]) for name in ("begin", "end", "recovery", "low", "high")
        )
        n = int(row["n"].iloc[0])
        around = max(AROUND, end - begin)
        back = end + HOUR * recovery if pd.notna(recovery) else end + around
        first, last = begin - around, back + around
        ax.axvspan(begin, end, color=SHADE, zorder=0)
        for name, colour, dash in (
            (scenario, style.VERMILLION, "-"),
            (row["without"].iloc[0], style.BLUE, "--"),
        ):
            own = waiting[(waiting["scenario"] == name) & (waiting["place"] == place)]
            own = own[(own["minute"] >= first) & (own["minute"] <= last)].sort_values("minute")
            if len(own):
                ax.fill_between(
                    own["minute"],
                    own["low"].clip(lower=0),
                    own["high"],
                    color=colour,
                    alpha=0.25,
                    linewidth=0,
                )
                ax.plot(own["minute"], own["waiting"], color=colour, linestyle=dash, label=label(name))
        ax.set_ylim(bottom=0)
        most = ax.get_ylim()[1]
        ax.set_ylim(0, 1.3 * most)
        ax.text((begin + end) / 2, 1.27 * most, "platform down", ha="center", va="top", fontsize=style.SMALL)
        if pd.notna(recovery):
            said = f"normal again after {figures(recovery, 'h')}\n95 % CI {interval(low, high, 'h')}, n = {n}"
            ax.text(end + 15, 1.09 * most, said, va="bottom", fontsize=style.SMALL)
            _mark(ax, 1.04 * most, (end, back), (end + HOUR * max(low, 0.0), end + HOUR * high))
        _clock(ax, max(first, float(waiting["minute"].min())), min(last, float(waiting["minute"].max())))
        ax.grid(axis="both")
        ax.set_title(title)
        ax.set_xlabel("Time of day")
        ax.set_ylabel("Trucks waiting, mean of 15 min\nwith 95 % CI [trucks]")
        style.legend_below(ax, columns=2)
        return ax


def _mark(ax: Axes, height: float, bar: tuple[float, float], whisker: tuple[float, float]) -> None:
    """The recovery time: a bar from the end of the outage, a whisker for its CI, a line down to the time."""
    ax.plot(bar, [height, height], color=style.BLACK, linewidth=3, solid_capstyle="butt")
    ax.plot([bar[1], bar[1]], [0, height], color=style.BLACK, linewidth=1, linestyle=":")
    ax.plot(whisker, [height, height], color=style.BLACK, linewidth=1, marker="|", markersize=10)


def _clock(ax: Axes, first: float, last: float) -> None:
    """Hours of the day along the axis, as many as can be read."""
    hours = next(step for step in (1, 2, 3, 6, 12, 24, 10**6) if (last - first) / HOUR / step <= 14)
    ticks = [t * HOUR for t in range(0, int(last / HOUR) + 1, hours) if first <= t * HOUR]
    ax.set_xlim(first, last)
    ax.set_xticks(ticks, [show_clock(tick % (24 * HOUR)) for tick in ticks])
