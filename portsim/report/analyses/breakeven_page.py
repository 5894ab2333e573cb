"""The page of a search for break-even: its tables with the columns that a reader needs; the CSV have all."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from portsim.base.language import known, retold, t
from portsim.report.analysis import Section
from portsim.report.markdown import as_text, pipe_table
from portsim.report.numbers import change, figures, interval
from portsim.report.words import label
from portsim.study.analysis import Analysis

if TYPE_CHECKING:
    import pandas as pd

Row = Mapping[Hashable, Any]
YUAN = "yuan"
MOST = 25  # points of a curve


def sections(analysis: Analysis) -> tuple[Section, ...]:
    """The parts of the page, in the order in which they are read."""
    made = {"roots": _roots, "curve": _curve, "net_benefit": _net, "costs": _costs}
    return tuple(made[name](table) for name, table in analysis.tables.items())


def _roots(roots: pd.DataFrame) -> Section:
    headings = (
        t("Input"),
        t("Crosses at"),
        t("95 % CI"),
        t("Beyond it the figure is"),
        t("Stated"),
        t("Range"),
        "n",
    )
    rows = [
        (
            as_text(row["input"]), figures(row["value"], row["unit"]),
            _ends(row["low"], row["high"], row["unit"]),
            t("above") if row["rises"] else t("below"), figures(row["stated"], row["unit"]),
            _ends(row["range_low"], row["range_high"], row["unit"]), row["n"],
        )
        for row in roots.to_dict("records")
    ]  # fmt: skip
    below = t("Of whole numbers it is the one that reaches the target.") * bool(roots["before"].notna().any())
    return Section(t("Where the target is crossed"), pipe_table(headings, rows, (1, 2, 4, 5, 6)), below)


def _ends(low: float, high: float, unit: str) -> str:
    """An interval in a unit; an end that was not found is named."""
    if math.isnan(low) or math.isnan(high):
        return t("none")
    if math.isfinite(low) and math.isfinite(high):
        return interval(low, high, unit)
    if math.isfinite(low):
        return t("from {low} on", low=figures(low, unit))
    return (
        t("up to {high}", high=figures(high, unit))
        if math.isfinite(high)
        else t("wider than what was looked at")
    )


def _value(row: Row) -> str:
    text = figures(row["value"], row["unit"])
    return t("{value} (stated)", value=text) if row["value"] == row["stated"] else text


def _why(row: Row) -> str:
    if not row["state"]:
        return ""
    return as_text(t("{state}: {why}", state=known(row["state"]), why=retold(row["why"])))


def _curve(curve: pd.DataFrame) -> Section:
    step = max(1, math.ceil(len(curve) / MOST))
    rows = [
        (
            _value(row),
            change(row["figure"], row["of_unit"]),
            interval(row["low"], row["high"], row["of_unit"], signed=True), row["n"],
            _why(row),
        )
        for place, row in enumerate(curve.to_dict("records"))
        if place % step == 0 or row["value"] == row["stated"] or row["state"]
    ]  # fmt: skip
    table = pipe_table((t("Input"), t("Figure"), t("95 % CI"), "n", t("Why not")), rows, (0, 1, 2, 3))
    return Section(t("What was looked at"), table, t("`curve.csv` has all values."))


def _net(table: pd.DataFrame) -> Section:
    headings = (
        t("Measure"),
        t("For"),
        t("Saved a year"),
        t("Costs a year"),
        t("over their ranges"),
        t("Net a year"),
        t("95 % CI"),
        t("Ratio"),
        t("Payback"),
        t("with interest"),
        t("Finding"),
    )
    rows = [
        (
            label(row["alternative"]), label(row["payer"]), change(row["saved"], YUAN),
            figures(row["costs"], YUAN),
            interval(row["costs_least"], row["costs_most"], YUAN), change(row["net"], YUAN),
            interval(row["low"], row["high"], YUAN, signed=True), _or_nothing(row["ratio"]),
            years(row["payback"]), years(row["discounted_payback"]), known(row["verdict"]),
        )
        for row in table.to_dict("records")
        if row["saved"] != 0 or row["costs_most"] > 0
    ]  # fmt: skip
    below = t(
        "Saved are costs of work alone, for a transfer between payers is no saving. Costs are "
        "what is paid once, spread over its life at its discount rate, and what is paid every "
        "year."
    )
    return Section(t("Net benefit"), pipe_table(headings, rows, range(2, 10)), below)


def _costs(table: pd.DataFrame) -> Section:
    headings = (
        t("Measure"),
        t("Item"),
        t("Payer"),
        t("Once"),
        t("Every year"),
        t("Life"),
        t("Discount rate"),
        t("Costs a year"),
        t("over their ranges"),
        t("Source"),
    )
    rows = [
        (
            label(row["measure"]), label(row["item"]), label(row["payer"]), _or_nothing(row["once"], YUAN),
            _or_nothing(row["per_year"], YUAN), _or_nothing(row["life"], "y"),
            _or_nothing(row["discount_rate"], "share"), figures(row["costs"], YUAN),
            interval(row["costs_least"], row["costs_most"], YUAN), as_text(row["source"]),
        )
        for row in _once_each(table)
    ]  # fmt: skip
    return Section(t("What the measures cost"), pipe_table(headings, rows, range(3, 9)))


def _once_each(table: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """The rows of a table of costs, each item once where several alternatives have the same."""
    alike = [name for name in table.columns if name != "alternative"]
    yield from (
        {str(key): each for key, each in row.items()}
        for row in table.drop_duplicates(alike).to_dict("records")
    )


def _or_nothing(value: float, unit: str = "") -> str:
    return figures(value, unit) if math.isfinite(value) else ""


def years(value: float) -> str:
    """A payback [y]; empty where nothing is paid once."""
    return t("never") if value == math.inf else _or_nothing(value, "y")
