"""What a forecast shows: its chart, and the table that the terminal prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portsim.base.language import later, t
from portsim.report.analysis import Sheet
from portsim.report.terminal.console import console, styled
from portsim.report.terminal.points import say_points
from portsim.report.words import label, with_commas
from portsim.study.analysis import Analysis
from portsim.study.forecasting.sentences import number, short, worst

if TYPE_CHECKING:
    from portsim.report.charts.style import Drawn

MOST = 8  # places on the terminal


def _chart(analysis: Analysis) -> Drawn:
    from portsim.report.charts.forecast import forecast_chart

    queues = analysis.tables["queues"]
    places = [(row["place"], row["terminal"]) for row in worst(queues).to_dict("records")]
    return forecast_chart(queues, analysis.tables["arrivals"], places)


SHEETS: tuple[Sheet, ...] = (
    Sheet(
        "forecast",
        later("Who waits in the next hours, and who comes: median, and 5 to 95 % of runs."),
        _chart,
    ),
)


def show_forecast(analysis: Analysis, footing: str) -> None:
    """Print of the places with the longest queues how many wait now and when most do, then the sentences."""
    from rich.table import Table

    queues, out = analysis.tables["queues"], console()
    now = queues[(queues["hour"] == 0) & (queues["alternative"] == "baseline")]
    several = queues["terminal"].nunique() > 1
    before = now.set_index(["place", "terminal"])["median"]
    table = Table(box=None, padding=(0, 1), header_style="bold")
    table.add_column(t("Place"), overflow="fold")
    first = t("Now") if "from_state" in analysis.facts else t("Last hour")
    for heading in (first, t("Most"), t("5 to 95 %"), t("From")):
        table.add_column(heading, justify="right", no_wrap=True)
    for row in worst(queues).head(MOST).to_dict("records"):
        table.add_row(
            with_commas([label(row["place"]), label(row["terminal"])] if several else [label(row["place"])]),
            number(before[row["place"], row["terminal"]]),
            number(row["median"]),
            t("{low} to {high}", low=number(row["low"]), high=number(row["high"])),
            short(row["begins"]),
        )
    title = t("{title}: who waits, on the mean of an hour", title=analysis.title)
    out.print(styled(title, "bold"), soft_wrap=True)
    if table.row_count:
        out.print(table)
    say_points(analysis.sentences)
    out.print(footing, highlight=False, soft_wrap=True)
