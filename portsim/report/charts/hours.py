"""Hours of the day: how many wait at a place and how busy it is, hour by hour, before and after."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from matplotlib.axes import Axes

from portsim.base.language import t
from portsim.report.charts import style
from portsim.report.charts.movers import left_out, movers, shared, together
from portsim.report.words import label, with_commas

if TYPE_CHECKING:
    import pandas as pd

ALL_TERMINALS = "all"


def hours_of_day(
    hours: pd.DataFrame, place: str, axes: Sequence[Axes] | None = None, terminal: str = ALL_TERMINALS
) -> tuple[Axes, Axes]:
    """Draw the mean queue [number waiting] above the utilisation [%] by hour of the day, one line each, and
    between them, unless axes are given, how far the queue lies from the baseline's. Lines that coincide are
    drawn once.

    `hours` has one row per alternative, place, terminal and hour [0..23]. Where the table has no row for all
    terminals together, queues are added up and utilisation is averaged over the terminals.
    """
    tables = _tables(hours, place, terminal)
    groups = shared(movers(*tables), *tables) if tables else []
    difference = axes is None and len(groups) > 1 and groups[0][0] == style.BASELINE
    with style.house_style():
        if axes is None:
            height = (6.6 if difference else 4.8) + 0.2 * sum(
                together(each).count("\n") + 1 for each in groups
            )
            figure = style.new_figure(height, style.NARROW)
            panels = [
                figure.add_subplot(3 if difference else 2, 1, n + 1) for n in range(3 if difference else 2)
            ]
        else:
            panels = list(axes[:2])
        upper, lower = panels[0], panels[-1]
        where = label(place) if terminal == ALL_TERMINALS else with_commas([label(place), label(terminal)])
        title = t("{where}, by hour of the day", where=where)
        if not groups:
            return style.no_data(upper, title), style.no_data(lower, "")
        queue, utilisation = tables
        drawn = [
            (upper, queue),
            *([(panels[1], _apart(queue))] if difference else []),
            (lower, utilisation * 100),
        ]
        for group in groups:
            for ax, table in drawn:
                # A second last point closes the step of the last hour.
                clock = [*map(float, table.index), float(table.index[-1]) + 1]
                steps = [*table[group[0]], table[group[0]].iloc[-1]]
                style.line(ax, clock, steps, group[0], together(group), steps=True)
        for ax, _ in drawn:
            ax.set_xlim(0, 24)
            ax.set_xticks(range(0, 25, 3))
            ax.grid(axis="both")
        upper.set_ylim(bottom=0)
        lower.set_ylim(0, max(100.0, lower.get_ylim()[1]))
        style.headed(upper, title, t("Mean number waiting, how far it is from the baseline, and use"))
        upper.set_ylabel(t("Waiting, mean\n[number]"))
        if difference:
            panels[1].set_ylabel(t("Difference in\nwaiting [number]"))
        lower.set_ylabel(t("Utilisation [%]"))
        lower.set_xlabel(t("Hour of the day [h]"))
        style.legend_below(lower)
        return upper, lower


def not_drawn(hours: pd.DataFrame, place: str, terminal: str = ALL_TERMINALS) -> str:
    """Which alternatives have no line of their own, and why; empty where all have."""
    tables = _tables(hours, place, terminal)
    return left_out([str(name) for name in tables[0]], movers(*tables)) if tables else ""


def drawn_data(hours: pd.DataFrame, place: str, terminal: str = ALL_TERMINALS) -> pd.DataFrame:
    """What the chart is drawn from: a row for each hour, columns for queues and utilisations."""
    import pandas as pd

    queue, utilisation = _tables(hours, place, terminal)
    named = [queue.add_prefix("queue: "), utilisation.add_prefix("utilisation: ")]
    return pd.concat(named, axis=1).reset_index()


def _tables(hours: pd.DataFrame, place: str, terminal: str) -> list[pd.DataFrame]:
    """Queue and utilisation: a column for each alternative, the baseline first, a row for each hour; none
    where the place has no hours."""
    rows = _rows(hours, place, terminal)
    known = style.baseline_first(rows)
    columns = ("queue", "utilisation") if known else ()
    return [rows.pivot(index="hour", columns="alternative", values=name)[known] for name in columns]


def _apart(table: pd.DataFrame) -> pd.DataFrame:
    return table.sub(table[style.BASELINE], axis="index")


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
