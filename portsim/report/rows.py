"""Rows of the finished tables with their types: one line of the comparison, of the audit, of the outages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from portsim.report.numbers import figures, interval, probability

if TYPE_CHECKING:
    import pandas as pd

SIGNS = {
    "at most": "\N{LESS-THAN OR EQUAL TO}",
    "at least": "\N{GREATER-THAN OR EQUAL TO}",
    "about": "\N{ALMOST EQUAL TO}",
}


class Compared(NamedTuple):
    """One measure and one KPI against the baseline [the KPI's unit]; `relative` is a fraction.

    `aim` says that the measure aims at the KPI; then it has a p of Holm, and else a q. `unfinished` shipments
    (a share) make `baseline` or `value` a bound: exact, at least or at most.
    """

    alternative: str
    kpi: str
    unit: str
    better: str
    aim: bool
    baseline: float
    value: float
    difference: float
    low: float
    high: float
    relative: float
    matters: float
    p: float
    p_holm: float
    q: float
    variance_reduction: float
    n: float
    replications_needed: float
    unfinished: float
    baseline_is: str
    value_is: str
    verdict: str

    @property
    def corrected(self) -> str:
        """Holm's p of a primary KPI, q of an exploratory one."""
        return f"p {probability(self.p_holm)}" if self.aim else f"q {probability(self.q)}"


class Audited(NamedTuple):
    """One reading of one claim [the claim's unit]; `sense` is at most, at least or about.

    `label` says what the figure comes from; `unlimited` is it with unlimited servers, `closed_form` what is
    expected without queues, both NaN where there is none.
    """

    claim: str
    reading: str
    primary: bool
    statement: str
    unit: str
    sense: str
    reported: float
    simulated: float
    low: float
    high: float
    n: float
    verdict: str
    deciding_parameters: str
    independent: str
    label: str
    unlimited: float
    closed_form: float
    leans_on: str

    @property
    def claimed(self) -> str:
        """What was reported, in words: `at least 90 %`."""
        return f"{self.sense} {figures(self.reported, self.unit)}"

    @property
    def signed(self) -> str:
        """What was reported, with a sign for the sense: `\N{GREATER-THAN OR EQUAL TO} 90 %`."""
        return f"{SIGNS[self.sense]} {figures(self.reported, self.unit)}"


class Outage(NamedTuple):
    """One alternative with an outage [min], the same without it, and its recovery time [h] with 95 % CI."""

    alternative: str
    without: str
    begin: float
    end: float
    recovery: float
    low: float
    high: float
    n: int

    @property
    def words(self) -> str:
        """The recovery time in words."""
        if not self.n:
            return "not back to normal at the end of the run"
        ci = interval(self.low, self.high, "h")
        return f"normal again after {figures(self.recovery, 'h')} (95 % CI {ci}, n = {self.n})"


def outages(table: pd.DataFrame) -> Iterator[Outage]:
    """Read the table of outages row by row, in its own order."""
    for row in table.to_dict("records"):
        times = {key: float(row[key]) for key in ("begin", "end", "recovery", "low", "high")}
        yield Outage(str(row["alternative"]), str(row["without"]), n=int(row["n"]), **times)


def compared(comparison: pd.DataFrame) -> Iterator[Compared]:
    """Read the comparison table row by row, in its own order."""
    for row in comparison.to_dict("records"):
        words = ("alternative", "kpi", "unit", "better", "baseline_is", "value_is", "verdict")
        text = {key: str(row[key]) for key in words}
        number = {key: float(row[key]) for key in Compared._fields if key not in (*text, "aim")}
        yield Compared(**text, aim=bool(row["aim"]), **number)  # type: ignore[arg-type]


def audited(claims: pd.DataFrame) -> Iterator[Audited]:
    """Read the claims table row by row, in its own order."""
    numbers = ("reported", "simulated", "low", "high", "n", "unlimited", "closed_form")
    for row in claims.to_dict("records"):
        number = {key: float(row[key]) for key in numbers}
        text = {key: str(row[key]) for key in Audited._fields if key not in (*number, "primary")}
        yield Audited(primary=bool(row["primary"]), **text, **number)  # type: ignore[arg-type]
