"""What a search for break-even shows: its charts, and the tables that the terminal prints."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from portsim.base.language import known, later, t
from portsim.base.spoken import unit_words
from portsim.model.payers import ALL, ALL_COMPANIES
from portsim.report.analyses.breakeven_page import years
from portsim.report.analysis import Sheet
from portsim.report.numbers import change, figures, interval
from portsim.report.terminal.console import console, styled
from portsim.report.terminal.points import say_points
from portsim.report.words import label
from portsim.study.analysis import Analysis
from portsim.study.paying.net_sentences import rest_on, verdicts

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

    from portsim.report.charts.style import Drawn

MOST = 12  # alternatives, or points of a curve, on the terminal
_INK = {"pays": "green", "does not pay": "red", "overloaded": "red", "undecided": "dim", "unaffected": "dim"}


def _curve(analysis: Analysis) -> Drawn:
    from portsim.report.charts.breakeven import breakeven_chart

    return breakeven_chart(analysis.tables["curve"], analysis.tables["roots"])


def _net(analysis: Analysis) -> Drawn:
    from portsim.report.charts.breakeven import net_benefit_chart

    return net_benefit_chart(analysis.tables["net_benefit"])


SHEETS: tuple[Sheet, ...] = (
    Sheet(
        "breakeven",
        later("The figure as the input moves, with its CI, and where it crosses the target."),
        _curve,
    ),
)
NET_SHEETS: tuple[Sheet, ...] = (
    Sheet("net_benefit", later("Saved in a year less costs, for companies, with its 95 % CI."), _net),
)


def show_breakeven(analysis: Analysis, footing: str) -> None:
    """Print the figure at the values that were looked at, then what was found."""
    first = analysis.tables["curve"].iloc[0]
    scale, unit = (1e-6, f"M {first['of_unit']}") if first["of_unit"] == "yuan/y" else (1.0, first["of_unit"])
    table = _table()
    for heading in (t("Input"), t("Figure"), t("95 % CI"), "n"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("", overflow="fold")
    shared = unit if unit == "share" else ""
    for row in _some(analysis.tables["curve"]).to_dict("records"):
        table.add_row(
            figures(row["value"], row["unit"]), change(row["figure"] * scale, shared),
            interval(row["low"] * scale, row["high"] * scale, shared, signed=True), str(row["n"]),
            known(row["state"]) or (t("stated") if row["value"] == row["stated"] else ""),
        )  # fmt: skip
    _print(f"{analysis.title} [{unit_words(str(unit))}]", table, analysis.sentences, footing)


def _some(curve: pd.DataFrame) -> pd.DataFrame:
    """The stated value and points evenly spread: of the range alone where an input that takes no run was
    looked at far beyond it."""
    inside = curve[~((curve["value"] < curve["range_low"]) | (curve["value"] > curve["range_high"]))]
    inside = curve if len(inside) < 2 or len(curve) <= 2 * MOST else inside
    step = max(1, math.ceil(len(inside) / MOST))
    kept = [n for n in range(len(inside)) if n % step == 0 or n == len(inside) - 1]
    stated = [n for n, row in enumerate(inside["value"] == inside["stated"]) if row]
    return inside.iloc[sorted({*kept, *stated})]


def show_net_benefit(analysis: Analysis, footing: str) -> None:
    """Print what each alternative saves and costs companies in a year, and what is left."""
    table = _table()
    table.add_column(t("Measure"), overflow="fold")
    for heading in (t("Saved"), t("Costs"), t("Net"), t("95 % CI"), t("Payback"), t("All")):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column(t("Verdict"), no_wrap=True)
    rows = analysis.tables["net_benefit"]
    every: dict[str, float] = dict(rows[rows["payer"] == ALL][["alternative", "net"]].itertuples(index=False))
    priced = set(analysis.tables["costs"]["alternative"])
    for row in rows[rows["payer"] == ALL_COMPANIES].to_dict("records"):
        table.add_row(
            label(str(row["alternative"])), _millions(row["saved"]),
            _millions(row["costs"]) if row["alternative"] in priced else t("not given"),
            _millions(row["net"]), interval(row["low"] / 1e6, row["high"] / 1e6),
            years(row["discounted_payback"]), _millions(every[row["alternative"]]),
            styled(known(row["verdict"]), _INK.get(row["verdict"], "")),
        )  # fmt: skip
    said = analysis.sentences
    if len(every) > 1:  # which of them pay, and what the costs rest on; the page says the rest
        said = (*verdicts(rows), *rest_on(analysis.scenario, list(every)))
    _print(
        t("Whether measures pay for companies, and what is left for all payers [M yuan/y]"),
        table,
        said,
        footing,
    )


def _table() -> Table:
    from rich.table import Table

    return Table(box=None, padding=(0, 1), header_style="bold")


def _millions(yuan: float) -> str:
    return figures(yuan / 1e6)


def _print(title: str, table: Table, sentences: Sequence[str], footing: str) -> None:
    out = console()
    out.print(styled(title, "bold"), soft_wrap=True)
    out.print(table)
    say_points(sentences)
    out.print(footing, highlight=False, soft_wrap=True)
