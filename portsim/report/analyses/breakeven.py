"""What a search for break-even shows: its charts, and the tables that the terminal prints."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from portsim.report.analysis import Sheet
from portsim.report.numbers import change, figures, interval
from portsim.report.terminal.console import console, styled
from portsim.report.words import label
from portsim.study.analysis import Analysis

if TYPE_CHECKING:
    import pandas as pd

    from portsim.report.charts.style import Drawn

MOST = 12  # alternatives, or points of a curve, on the terminal
_INK = {"pays": "green", "does not pay": "red", "overloaded": "red", "undecided": "dim", "unaffected": "dim"}


def _curve(analysis: Analysis) -> Drawn:
    from portsim.report.charts.breakeven import breakeven_chart

    return breakeven_chart(analysis.curve, analysis.roots)


def _net(analysis: Analysis) -> Drawn:
    from portsim.report.charts.breakeven import net_benefit_chart

    return net_benefit_chart(analysis.net_benefit)


SHEETS: tuple[Sheet, ...] = (
    Sheet(
        "breakeven",
        "The figure as the input moves, with its CI, and where it crosses the target.",
        _curve,
    ),
)
NET_SHEETS: tuple[Sheet, ...] = (
    Sheet("net_benefit", "Saved in a year less costs, for companies, with its 95 % CI.", _net),
)


def show_breakeven(analysis: Analysis, footing: str) -> None:
    """Print the figure at the values that were looked at, then what was found."""
    from rich.table import Table
    from rich.text import Text

    curve = analysis.curve
    first = curve.iloc[0]
    table = Table(title=Text(analysis.title), title_justify="left")
    for heading in (f"{first['input']} [{first['unit'] or '1'}]", str(first["of"]), "95 % CI", "n"):
        table.add_column(heading, justify="right", overflow="fold")
    table.add_column("", overflow="fold")
    for row in _some(curve).to_dict("records"):
        unit = str(row["of_unit"])
        table.add_row(
            figures(row["value"], row["unit"]), change(row["figure"], unit),
            interval(row["low"], row["high"], unit, signed=True), str(row["n"]),
            row["state"] or ("stated" if row["value"] == row["stated"] else ""),
        )  # fmt: skip
    _print(table, analysis.sentences, footing)


def _some(curve: pd.DataFrame) -> pd.DataFrame:
    """The stated value and points of the range, evenly spread."""
    inside = curve[~((curve["value"] < curve["range_low"]) | (curve["value"] > curve["range_high"]))]
    inside = curve if len(inside) < 2 else inside
    step = max(1, math.ceil(len(inside) / MOST))
    kept = [n for n in range(len(inside)) if n % step == 0 or n == len(inside) - 1]
    stated = [n for n, row in enumerate(inside["value"] == inside["stated"]) if row]
    return inside.iloc[sorted({*kept, *stated})]


def show_net_benefit(analysis: Analysis, footing: str) -> None:
    """Print what each alternative saves and costs companies in a year, and what is left."""
    from rich.table import Table
    from rich.text import Text

    table = Table(title=Text("Whether measures pay for companies [M yuan/y]"), title_justify="left")
    table.add_column("Measure", overflow="fold")
    for heading in ("Saved", "Costs", "Net (95 % CI)", "Ratio", "Payback"):
        table.add_column(heading, justify="right", overflow="fold")
    table.add_column("Verdict", overflow="fold")
    rows = analysis.net_benefit[analysis.net_benefit["payer"] == "companies"]
    for row in rows.to_dict("records"):
        table.add_row(
            label(str(row["alternative"])), _millions(row["saved"]), _millions(row["costs"]),
            f"{_millions(row['net'])} ({_millions(row['low'])} to {_millions(row['high'])})",
            "" if math.isnan(row["ratio"]) else figures(row["ratio"]), _payback(row["payback"]),
            styled(row["verdict"], _INK.get(row["verdict"], "")),
        )  # fmt: skip
    _print(table, analysis.sentences if len(rows) == 1 else (), footing)


def _millions(yuan: float) -> str:
    return figures(yuan / 1e6) if math.isfinite(yuan) else "n/a"


def _payback(years: float) -> str:
    return "never" if years == math.inf else "" if math.isnan(years) else figures(years, "y")


def _print(table: object, sentences: Sequence[str], footing: str) -> None:
    out = console()
    out.print(table)
    for sentence in sentences:
        out.print(sentence, highlight=False, soft_wrap=True)
    out.print(footing, highlight=False, soft_wrap=True)
