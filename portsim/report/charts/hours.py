"""Hours of the day: how many wait at a place and how busy it is, hour by hour, before and after."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from matplotlib.axes import Axes

from portsim.report.charts import style
from portsim.report.charts.movers import left_out, movers
from portsim.report.words import label

if TYPE_CHECKING:
    import pandas as pd

ALL_TERMINALS = "all"


def hours_of_day(
    hours: pd.DataFrame, place: str, axes: Sequence[Axes] | None = None, terminal: str = ALL_TERMINALS
) -> tuple[Axes, Axes]:
    """Draw the mean queue [number waiting] above the utilisation [%] by hour of the day, one line each.

    `hours` has one row per alternative, place, terminal and hour [0..23]. Where the table has no row for all
    terminals together, queues are added up and utilisation is averaged over the terminals.
    """
    rows = _rows(hours, place, terminal)
    with style.house_style():
        known = style.baseline_first(rows)
        columns = ("queue", "utilisation") if known else ()
        tables = [rows.pivot(index="hour", columns="alternative", values=name)[known] for name in columns]
        alternatives = movers(*tables) if known else []
        note = left_out(known, alternatives)
        if axes is None:
            figure = style.new_figure(5.4 + 0.22 * (len(alternatives) + note.count("\n") + 1))
            upper, lower = figure.add_subplot(2, 1, 1), figure.add_subplot(2, 1, 2)
        else:
            upper, lower = axes[0], axes[1]
        where = label(place) if terminal == ALL_TERMINALS else f"{label(place)}, {label(terminal)}"
        title = f"{where}: queue and use by hour of the day"
        if not alternatives:
            return style.no_data(upper, title), style.no_data(lower, "")
        for alternative in alternatives:
            own = rows[rows["alternative"] == alternative].sort_values("hour")
            # A second last point closes the step of the last hour.
            clock = [*own["hour"].astype(float), float(own["hour"].iloc[-1]) + 1]
            stroke = style.stroke_of(alternative)
            for ax, column, scale in ((upper, "queue", 1.0), (lower, "utilisation", 100.0)):
                height = [*(own[column].astype(float) * scale), float(own[column].iloc[-1]) * scale]
                ax.step(
                    clock,
                    height,
                    where="post",
                    color=stroke.colour,
                    linestyle=stroke.dash,
                    linewidth=3 if alternative == style.BASELINE else 2,
                    label=label(alternative),
                )
        for ax in (upper, lower):
            ax.set_xlim(0, 24)
            ax.set_xticks(range(0, 25, 3))
            ax.set_ylim(bottom=0)
            ax.grid(axis="both")
        lower.set_ylim(0, max(100.0, lower.get_ylim()[1]))
        upper.set_title(title)
        upper.set_ylabel("Waiting, mean\n[number]")
        lower.set_ylabel("Utilisation [%]")
        lower.set_xlabel("Hour of the day [h]")
        style.legend_below(lower, note=note)
        return upper, lower


def _rows(hours: pd.DataFrame, place: str, terminal: str) -> pd.DataFrame:
    """One row per alternative and hour: of the terminal, or of all terminals together."""
    if hours.empty:
        return hours
    here = hours[hours["place"] == place]
    own = here[here["terminal"] == terminal]
    if len(own) or terminal != ALL_TERMINALS:
        return own
    return here.groupby(["alternative", "hour"], as_index=False, sort=False).agg(
        queue=("queue", "sum"), utilisation=("utilisation", "mean")
    )
