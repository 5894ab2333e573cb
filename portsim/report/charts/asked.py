"""What a user asks a chart for: a table, and what stands in it."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from portsim.base.errors import ArgumentError, PortsimError, did_you_mean, got

P = ParamSpec("P")
R = TypeVar("R")
TABLE = "pd.DataFrame"  # as the charts annotate it
SHOWN = ("kpi", "place", "stream")  # arguments that name what stands in the column of that name


def asked(chart: Callable[P, R]) -> Callable[P, R]:
    """The chart, with its tables checked, and whether what it is to show stands in the first of them.

    A table without rows shows that there is no data, as a study can have none.
    Raises ArgumentError: no table, or one that has no such column. PortsimError: it does not stand there.
    """
    tables = [name for name, hint in chart.__annotations__.items() if hint == TABLE]
    signature = inspect.signature(chart)

    @functools.wraps(chart)
    def checked(*args: P.args, **kwargs: P.kwargs) -> R:
        given = signature.bind(*args, **kwargs).arguments
        for name in tables:
            _check_table(f"{chart.__name__}: {name}", given[name])
        for name in SHOWN:
            if name in given:
                _check_shown(chart.__name__, name, given[name], tables[0], given[tables[0]])
        return chart(*args, **kwargs)

    return checked


def _check_table(where: str, table: object) -> None:
    import pandas as pd

    if not isinstance(table, pd.DataFrame):
        shown = got(table) if isinstance(table, str | None) else f"a {type(table).__name__}"
        raise ArgumentError(f"{where}: got {shown}, allowed a table, such as study.comparison")


def _check_shown(chart: str, name: str, value: object, of: str, table: object) -> None:
    import pandas as pd

    assert isinstance(table, pd.DataFrame)
    if name not in table.columns:
        raise ArgumentError(f"{chart}: {of}: got a table without the column {name}, which this chart reads")
    there = [str(each) for each in table[name].unique()]
    if there and value not in there:
        raise PortsimError(f"{chart}: {name}: got {got(value)}{did_you_mean(str(value), there)}")
