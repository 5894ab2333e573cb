"""Questions that are asked in the money of their scenario, and tables with it, as they are shown."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from portsim.base.currency import YUAN, as_inside, money_name, quantity_with_name, with_name
from portsim.scenario.load import loaded
from portsim.scenario.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

P = ParamSpec("P")
T = TypeVar("T")


def in_its_money(
    question: Callable[Concatenate[Scenario, P], T],
) -> Callable[Concatenate[Scenario | str | Path, P], T]:
    """A question of a scenario (loaded, its name or path), in which money is said as it counts it."""

    def asked(scenario: Scenario | str | Path, *args: P.args, **kwargs: P.kwargs) -> T:
        own = loaded(scenario)
        with own.counting():
            return question(own, *args, **kwargs)

    return wraps(question)(asked)  # type: ignore[return-value]  # `scenario` may be given by name


def with_money(table: pd.DataFrame) -> pd.DataFrame:
    """The table with the name of the money that is counted in, in its units and in names of columns."""
    return _changed(table, with_name, quantity_with_name)


def without_money(table: pd.DataFrame) -> pd.DataFrame:
    """A table that was written so, with the units that portsim has inside."""

    def cell(text: str) -> str:
        inside = as_inside(text)
        return inside if quantity_with_name(inside) == text else text

    return _changed(table, as_inside, cell)


def _changed(table: pd.DataFrame, heading: Callable[[str], str], cell: Callable[[str], str]) -> pd.DataFrame:
    if money_name() == YUAN:
        return table
    out = table.rename(columns=lambda name: heading(name) if isinstance(name, str) else name)
    for place, kind in enumerate(table.dtypes):
        if kind.kind not in "biufcMm":
            column = table.iloc[:, place]
            texts = [cell(each) if isinstance(each, str) else each for each in column]
            if any(new is not old for new, old in zip(texts, column, strict=True)):
                out.isetitem(place, type(column)(texts, index=column.index, dtype=kind))
    return out
