"""What an attribution shows: a chart for each of its first figures, and a table on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portsim.report.analysis import Sheet
from portsim.report.numbers import figures, interval
from portsim.report.terminal.console import console, styled
from portsim.report.words import label
from portsim.study.attribution_tables import ALL_MEASURES, LEFT_OVER

if TYPE_CHECKING:
    import pandas as pd

    from portsim.report.charts.style import Drawn
    from portsim.study.analysis import Analysis

MOST = 3  # figures that are said first
SHARE_WIDTH = 90  # columns of the terminal from which on shares have their CI


def sheets(analysis: Analysis) -> tuple[Sheet, ...]:
    """A chart for each of the first figures of an attribution."""
    return tuple(
        Sheet(f"attribution_{name}", f"Who gives what: {label(name)}, saved by each measure", _drawn(name))
        for name in first_figures(analysis)
    )


def first_figures(analysis: Analysis) -> list[str]:
    """The figures of an attribution that are said first, at most three."""
    headline = analysis.facts["headline"]
    assert isinstance(headline, list)
    return headline[:MOST]


def _drawn(name: str) -> _Drawing:
    return _Drawing(name)


class _Drawing:
    """How the chart of one figure is drawn."""

    def __init__(self, figure: str) -> None:
        self.figure = figure

    def __call__(self, analysis: Analysis) -> Drawn:
        from portsim.report.charts.attribute import attribute_chart

        study = analysis.scenario.study
        about = (
            f"{analysis.facts['design']}, n = {study.replications} replications of {study.days} days, "
            f"seed {study.seed}"
        )
        return attribute_chart(analysis.shapley, self.figure, about=about)


def show(analysis: Analysis, footing: str) -> None:
    """Print who gives what of the first figure, with shares of the others, then what was found in words."""
    from rich.table import Table

    names = first_figures(analysis)
    shapley = analysis.shapley
    out = console()
    first = _rows(shapley, names[0])
    unit = str(first["unit"].iloc[0])
    table = Table(
        title=f"{label(names[0])}: what each measure saves, whatever the order", title_justify="left"
    )
    table.add_column("Measure", overflow="fold")
    for heading in ("Saved", "95 % CI", "Alone", *(f"Share of {label(name).lower()}" for name in names)):
        table.add_column(heading, justify="right", overflow="fold")
    shares = {name: _rows(shapley, name).set_index("measure")["share"] for name in names}
    columns = ("measure", "saved", "low", "high", "alone")
    for measure, saved, low, high, alone in zip(*(first[c].tolist() for c in columns), strict=True):
        if measure == ALL_MEASURES:
            table.add_section()
        table.add_row(
            styled(label(measure), "bold" if measure == ALL_MEASURES else ""),
            figures(saved, unit),
            interval(low, high),
            "" if measure == LEFT_OVER else figures(alone),
            *(figures(float(own[measure]), "share") for own in shares.values()),
        )
    out.print(table)
    for sentence in analysis.sentences:
        out.print(f"- {sentence}", highlight=False, soft_wrap=True)
    out.print(footing, highlight=False)


def _rows(shapley: pd.DataFrame, figure: str) -> pd.DataFrame:
    """The rows of one figure, the largest saving first, then those of all measures."""
    own = shapley[shapley["figure"] == figure]
    summed = own["measure"].isin([ALL_MEASURES, LEFT_OVER])
    import pandas as pd

    return pd.concat([own[~summed].sort_values("saved", ascending=False), own[summed]])
