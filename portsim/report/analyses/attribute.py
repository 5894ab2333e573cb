"""What an attribution shows: a chart for each of its first figures, and a table on the terminal."""

from __future__ import annotations

from functools import partial
from math import isfinite
from typing import TYPE_CHECKING

from portsim.base.language import counted, t
from portsim.report.analysis import Sheet
from portsim.report.numbers import drawn_in, figures, interval
from portsim.report.terminal.console import console, styled
from portsim.report.terminal.points import say_points
from portsim.report.words import inline, label, sentences
from portsim.study.attribution_tables import ALL_MEASURES, LEFT_OVER

if TYPE_CHECKING:
    import pandas as pd

    from portsim.report.charts.style import Drawn
    from portsim.study.analysis import Analysis

MOST = 3  # figures that are said first
ROWS = 10  # measures in the table
WIDE = 100  # columns of the terminal from which on there are shares of the other figures


def sheets(analysis: Analysis) -> tuple[Sheet, ...]:
    """A chart for each of the first figures of an attribution."""
    return tuple(
        Sheet(
            f"attribution_{name}",
            t("Who gives what: {name}, saved by each measure", name=label(name)),
            partial(_drawn, name),
        )
        for name in first_figures(analysis)
    )


def first_figures(analysis: Analysis) -> list[str]:
    """The figures of an attribution that are said first, at most three."""
    headline = analysis.facts["headline"]
    assert isinstance(headline, list)
    return headline[:MOST]


def _drawn(figure: str, analysis: Analysis) -> Drawn:
    from portsim.report.charts.attribute import attribute_chart

    study = analysis.scenario.study
    about = t(
        "design {design}, n = {replications}, {days}, seed {seed}",
        design=analysis.facts["design"],
        replications=study.replications,
        days=counted(study.days, "{n} day", "{n} days"),
        seed=study.seed,
    )
    return attribute_chart(analysis.tables["shapley"], figure, about=about)


def show(analysis: Analysis, footing: str) -> None:
    """Print who gives what of the first figure, and from 100 columns on the shares of the others; then what
    was found in words."""
    import pandas as pd
    from rich.table import Table

    names, out = first_figures(analysis), console()
    first = _rows(analysis.tables["shapley"], names[0])
    factor, unit = drawn_in(float(first["saved"].abs().max()), str(first["unit"].iloc[0]))
    others = names[1:] if out.width >= WIDE else []
    shares = {name: _rows(analysis.tables["shapley"], name).set_index("measure")["share"] for name in others}
    last = first["on_top"].notna().any()
    table = Table(
        title=t("{name}: what each measure saves [{unit}]", name=label(names[0]), unit=unit),
        caption=sentences(
            [
                t("Saved: whatever the order. Alone: without the others."),
                *([t("Last: added to all others.")] if last else []),
                *([t("Share n/a: all may save nothing.")] if first["share"].isna().any() else []),
            ]
        ),
        title_justify="left",
        caption_justify="left",
    )
    table.add_column(t("Measure"), overflow="fold")
    headings = (t("Saved"), t("95 % CI"), t("Alone"), *((t("Last"),) if last else ()), t("Share"))
    for heading in (*headings, *(t("Share of {name}", name=inline(name)) for name in others)):
        table.add_column(heading, justify="right", overflow="fold")
    columns = ("measure", "saved", "low", "high", "alone", "on_top", "share")
    summed = first["measure"].isin([ALL_MEASURES, LEFT_OVER])
    shown = pd.concat([first[~summed].head(ROWS), first[summed]])
    for measure, saved, low, high, alone, on_top, share in zip(
        *(shown[column].tolist() for column in columns), strict=True
    ):
        if measure == ALL_MEASURES:
            if len(shown) < len(first):
                table.add_row(t("and {n} more in shapley.csv", n=len(first) - len(shown)))
            table.add_section()
        table.add_row(
            styled(label(measure), "bold" if measure == ALL_MEASURES else ""),
            figures(saved * factor),
            interval(low * factor, high * factor),
            _if_any(alone * factor),
            *((_if_any(on_top * factor),) if last else ()),
            figures(share, "share"),
            *(figures(float(own[measure]), "share") for own in shares.values()),
        )
    out.print(table)
    say_points(analysis.sentences)
    out.print(footing, highlight=False)


def _if_any(value: float) -> str:
    """A figure; nothing where it was not run."""
    return figures(value) if isfinite(value) else ""


def _rows(shapley: pd.DataFrame, figure: str) -> pd.DataFrame:
    """The rows of one figure, the largest saving first, then those of all measures."""
    import pandas as pd

    own = shapley[shapley["figure"] == figure]
    summed = own["measure"].isin([ALL_MEASURES, LEFT_OVER])
    return pd.concat([own[~summed].sort_values("saved", ascending=False), own[summed]])
