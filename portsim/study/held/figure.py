"""One figure of both sides: what was observed, what all replications gave, and what the tests say."""

from __future__ import annotations

from typing import NamedTuple

from portsim.study.held.equivalence import Found


class HeldFigure(NamedTuple):
    """One figure of both sides [unit, or a share], with 95 % intervals; its fields are columns of a table.

    `relative` is the difference as a share of the observed figure, NaN where that is 0. `side` is where a
    different simulated figure lies, `low` or `high`, else empty. `decides`: the verdict hangs on it.
    `days_worth`: how many independent days the observed ones are worth to the figure, NaN where too few days
    show what neighbours have in common.
    """

    figure: str
    observed: float
    observed_low: float
    observed_high: float
    days_worth: float
    simulated: float
    low: float
    high: float
    difference: float
    difference_low: float
    difference_high: float
    relative: float
    p: float
    found: Found
    side: str
    decides: bool
