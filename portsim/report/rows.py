"""Rows of the finished tables with their types: one line of the comparison, of the audit, of recoveries."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from portsim.base.language import known, t
from portsim.report.material import ABOUT, FOUND, would_tell
from portsim.report.numbers import SIGNS, change, figures, interval, probability, rounded

if TYPE_CHECKING:
    import pandas as pd


def dicts_of(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table, each as its cells by column."""
    return [{str(name): cell for name, cell in row.items()} for row in table.to_dict("records")]


def bound(sense: str, figure: str) -> str:
    """A figure with its sense: `at least 90 %`."""
    return t("{sense} {figure}", sense=known(sense), figure=figure)


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

    @property
    def found(self) -> bool:
        """Whether it is found to differ by what matters: then no text says 0 of the difference."""
        return self.verdict in FOUND

    def said(self, *, short: bool = False) -> str:
        """The verdict in words, with the figure of one side alone, or the replications that would tell."""
        verdict, needed = known(self.verdict), self.replications_needed
        before, after = (figures(each, self.unit) for each in (self.baseline, self.value))
        if math.isnan(self.baseline) and not math.isnan(self.value):
            why = t("only with the measure: {figure}", figure=after)
        elif math.isnan(self.value) and not math.isnan(self.baseline):
            why = t("only in the baseline: {figure}", figure=before)
        elif self.verdict == "undecided" and 0 < needed < math.inf:
            why = f"n {ABOUT} {rounded(needed)}" if short else would_tell(needed)
        else:
            return verdict
        return t("{verdict} ({why})", verdict=verdict, why=why)

    @property
    def difference_text(self) -> str:
        """The difference in its unit."""
        return change(self.difference, self.unit, found=self.found)

    def ci(self, unit: str) -> str:
        """The 95 % CI of the difference, in its unit or without one."""
        return interval(self.low, self.high, unit, signed=True, found=self.found)


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
        return bound(self.sense, figures(self.reported, self.unit))

    @property
    def signed(self) -> str:
        """What was reported, with a sign for the sense: `\N{GREATER-THAN OR EQUAL TO} 90 %`."""
        return f"{SIGNS[self.sense]} {figures(self.reported, self.unit)}"


class Recovery(NamedTuple):
    """One place and one event [min], with the time [h] until its queue is back and the 95 % CI of that.

    `without` is the alternative of the same measures without the event, empty if none is compared.
    """

    alternative: str
    event: str
    without: str
    place: str
    begin: float
    end: float
    hours: float
    low: float
    high: float
    n: int
    not_back: int

    @property
    def words(self) -> str:
        """The recovery time in words."""
        if self.not_back:
            return t(
                "not back to normal {hours} after it, at the end of the run, in {not_back} of {n} "
                "replications",
                hours=figures(self.hours, "h"),
                not_back=self.not_back,
                n=self.n,
            )
        ci = interval(self.low, self.high, "h")
        return t(
            "normal again after {hours} (95 % CI {ci}, n = {n})",
            hours=figures(self.hours, "h"),
            ci=ci,
            n=self.n,
        )


def recoveries(events: pd.DataFrame) -> Iterator[Recovery]:
    """Read the recovery times of the table of events, in its own order."""
    for row in events[events["figure"] == "recovery"].to_dict("records"):
        alternative, event, without, place = (
            str(row[key]) for key in ("alternative", "event", "without", "of")
        )
        begin, end, hours, low, high = (float(row[key]) for key in ("begin", "end", "mean", "low", "high"))
        n, not_back = int(row["n"]), int(row["not_back"])
        yield Recovery(alternative, event, without, place, begin, end, hours, low, high, n, not_back)


class Validated(NamedTuple):
    """A row of the validation table, as `study/validation.py` describes it."""

    figure: str
    statement: str
    measured_on: str
    statistic: str
    alternative: str
    unit: str
    verdict: str
    side: str
    reason: str
    largest: str
    largest_in: str
    source: str
    reference: str
    year: str
    because: str
    differs: str
    observed: float
    band_low: float
    band_high: float
    simulated: float
    low: float
    high: float
    n: float
    beyond: float
    relative: float
    parameters: float
    assumed: float

    @property
    def band(self) -> str:
        """From where to where the model meets the figure, in words."""
        return interval(self.band_low, self.band_high, self.unit)

    @property
    def word(self) -> str:
        """The verdict, with the side of a miss."""
        verdict, side = known(self.verdict), known(self.side)
        return t("{verdict}, {side}", verdict=verdict, side=side) if side else verdict


def validated(validation: pd.DataFrame) -> Iterator[Validated]:
    """Read the validation table row by row, in its own order."""
    first = Validated._fields.index("observed")
    for row in validation.to_dict("records"):
        text = {key: str(row[key]) for key in Validated._fields[:first]}
        number = {key: float(row[key]) for key in Validated._fields[first:]}
        yield Validated(**text, **number)  # type: ignore[arg-type]


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
