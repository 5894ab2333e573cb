"""Rows of the table of payers with their types: what one payer saves under one measure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from portsim.base.currency import in_own
from portsim.scenario.alternatives import BASELINE

if TYPE_CHECKING:
    import pandas as pd

UNIT = "yuan/y"
MILLION = 1e6
LEAST = 5e3  # [yuan/y], whatever money is counted in; less is not worth a word


def least() -> float:
    """What a payer saves or pays at least who is named [the money that is counted in, a year]."""
    return in_own(LEAST)


class Who(NamedTuple):
    """What one payer saves under one measure [yuan/y]; `received` is what transfers bring him, no saving."""

    alternative: str
    payer: str
    amount: float
    saved: float
    low: float
    high: float
    received: float
    n: float
    verdict: str


def who(payers: pd.DataFrame) -> Iterator[Who]:
    """Read the table of payers row by row, the baseline and payers without any cost left out."""
    moved = (payers[["amount", "saved", "received"]] != 0).any(axis=1)
    busy = set(payers[moved]["payer"])
    for row in payers.to_dict("records"):
        if row["alternative"] != BASELINE and row["payer"] in busy:
            text = {key: str(row[key]) for key in ("alternative", "payer", "verdict")}
            number = {key: float(row[key]) for key in Who._fields if key not in text}
            yield Who(**text, **number)  # type: ignore[arg-type]
