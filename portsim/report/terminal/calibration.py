"""A calibration on the terminal: inputs, figures, what was found; with the columns that there is room for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from portsim.base.language import known, retold, t
from portsim.base.printable import printable
from portsim.base.spoken import quantity, span
from portsim.report.analyses.calibration import held_rows
from portsim.report.held import sentence
from portsim.report.numbers import figures, interval
from portsim.report.terminal.columns import broken
from portsim.report.terminal.console import console
from portsim.report.terminal.points import say_points
from portsim.report.words import ended, figure_name, wrap
from portsim.study.analysis import Analysis

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

NAME, GAP = 24, 2  # [characters] of an input or figure in one line; between columns


class Column(NamedTuple):
    """A column of a table; where there is no room, those of the highest rank are left out first."""

    heading: str
    rank: int
    cells: Sequence[str]

    @property
    def width(self) -> int:
        """What it takes at least, so that no cell and no word of its heading is broken [characters]."""
        from rich.cells import cell_len

        lines = [line for cell in self.cells for line in cell.splitlines()]
        return max(map(cell_len, (*self.heading.split(), *lines)), default=0)


def show_calibration(analysis: Analysis, footing: str) -> None:
    """Print inputs, figures and what was found."""
    out = console()
    if len(analysis.tables["posterior"]):
        out.print(inputs_table(analysis.tables["inputs"], out.width))
    out.print(figures_table(analysis.tables["figures"], out.width))
    say_points([*map(retold, analysis.sentences), *(ended(sentence(row)) for row in held_rows(analysis))])
    out.print(footing, highlight=False)


def inputs_table(inputs: pd.DataFrame, width: int) -> Table:
    """Each input, in so many characters; one that trades off is said with its partner below the tables."""
    rows = inputs.to_dict("records")
    return _table(
        t("Inputs"),
        width,
        Column(t("Input"), 0, [broken(printable(row["input"]), NAME) for row in rows]),
        Column(known("stated"), 3, [quantity(row["stated"]) for row in rows]),
        Column(known("prior, 5 to 95 %"), 4, [span(row["prior_low"], row["prior_high"]) for row in rows]),
        Column(known("posterior median"), 0, [quantity(row["median"]) for row in rows]),
        Column(known("5 to 95 %"), 1, [span(row["low"], row["high"]) for row in rows]),
        Column(known("prior left"), 5, [figures(row["left"], "share") for row in rows]),
        Column(known("verdict"), 0, [known(row["verdict"]) for row in rows]),
    )


def figures_table(table: pd.DataFrame, width: int) -> Table:
    """Each figure, in so many characters; its unit stands once."""
    rows = table.to_dict("records")
    units = [row["unit"] if row["unit"] == "share" else "" for row in rows]

    def ends(low: str, high: str) -> list[str]:
        return [interval(row[low], row[high], unit) for row, unit in zip(rows, units, strict=True)]

    observed = [
        t("{value} ± {error}", value=figures(row["observed"], unit), error=figures(row["error"], unit))
        for row, unit in zip(rows, units, strict=True)
    ]
    calibrated = [figures(row["calibrated"], unit) for row, unit in zip(rows, units, strict=True)]
    return _table(
        t("Observed against simulated"),
        width,
        Column(t("Figure"), 0, [_name(row["figure"], row["statement"]) for row in rows]),
        Column(known("sample"), 1, [known(row["sample"]) for row in rows]),
        Column(known("unit"), 0, ["" if row["unit"] == "share" else known(row["unit"]) for row in rows]),
        Column(known("observed"), 0, observed),
        Column(known("prior, 5 to 95 %"), 4, ends("prior_5", "prior_95")),
        Column(known("calibrated port"), 0, calibrated),
        Column(known("95 % CI"), 3, ends("low", "high")),
        Column(known("foretold, 95 %"), 2, ends("foretold_low", "foretold_high")),
        Column(known("verdict"), 0, [known(row["verdict"]) for row in rows]),
    )


def _name(figure: str, statement: str) -> str:
    """A figure in lines that end between words, or after an underscore."""
    name = printable(figure_name(figure, statement))
    return wrap(name, NAME) if " " in name else broken(name, NAME)


def _table(title: str, width: int, *columns: Column) -> Table:
    """A table without boxes, so that it copies."""
    from rich.cells import cell_len
    from rich.table import Table
    from rich.text import Text

    shown = list(columns)
    while (spare := width - _least(shown)) < 0 and any(each.rank for each in shown):
        shown.remove(max(shown, key=lambda each: each.rank))
    table = Table(title=Text(title), title_justify="left", box=None, pad_edge=False, padding=(0, GAP, 0, 0))
    table.header_style = "bold"
    for each in shown:
        heading = each.heading[:1].upper() + each.heading[1:]
        more = max(0, min(spare, cell_len(heading) - each.width))  # so that the heading has one line
        heading = heading if each.width + more >= cell_len(heading) else heading.replace(", ", ",\n")
        table.add_column(heading, overflow="fold", width=None if spare < 0 else each.width + more)
        spare -= more
    for cells in zip(*(each.cells for each in shown), strict=True):
        table.add_row(*cells)
    return table


def _least(columns: Sequence[Column]) -> int:
    """What columns take at least, side by side [characters]."""
    return sum(each.width + GAP for each in columns) - GAP
