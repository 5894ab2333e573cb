"""The model held against what users measured, in words: met, missed by how much, or undecided."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from portsim.base.language import counted, known, t
from portsim.report.numbers import figures, interval, percent, probability
from portsim.report.words import apart, label, listed, many, with_commas
from portsim.study.held.figure import HeldFigure

if TYPE_CHECKING:
    import pandas as pd

    from portsim.study.question import StudyResult

ORDER = ("met", "missed", "undecided")
FULL = 0.05  # share of shipments without an end, or unfinished, from which on it is said


class HeldRow(NamedTuple):
    """One comparison at one terminal, in some weeks, with its figures."""

    log: str
    kpi: str
    title: str
    unit: str
    alternative: str
    terminal: str
    weeks: str
    verdict: str
    band: str
    band_is: str
    source: str
    energy: float
    energy_share: float
    energy_p: float
    n_observed: float
    days_observed: float
    open: float
    n_simulated: float
    replications: float
    unfinished: float
    figures: tuple[HeldFigure, ...]

    @property
    def name(self) -> str:
        """What is compared: KPI, and where it is not all of it, log, terminal, weeks and alternative."""
        more = [self.log]
        more += [label(self.terminal)] * (self.terminal != "all")
        more += [known(self.weeks)] * (self.weeks != "all")
        more += [label(self.alternative)] * (self.alternative != "baseline")
        return t("{kpi} ({more})", kpi=label(self.kpi), more=with_commas(more))

    @property
    def deciding(self) -> tuple[HeldFigure, ...]:
        """The figures that decide the verdict."""
        return tuple(each for each in self.figures if each.decides)

    @property
    def worth_to_the_mean(self) -> float:
        """How many independent days the days of the log are worth to the mean; NaN if that is not known."""
        return next((each.days_worth for each in self.figures if each.figure == "mean"), math.nan)

    @property
    def weekly(self) -> bool:
        """Whether whole weeks change sides for the p-value, as days are worth less than half to the mean."""
        return self.worth_to_the_mean < self.days_observed / 2

    def off(self, figure: HeldFigure) -> str:
        """By how much the simulated figure is off: a share of the observed one, or its size if that is 0."""
        if math.isfinite(figure.relative):
            return percent(figure.relative)
        return figures(figure.difference, self.unit)

    @property
    def misses(self) -> str:
        """On which side the figures that are missed lie, and by how much."""
        return with_commas(
            t("too long at {figure} by {off}", figure=each.figure, off=self.off(each).lstrip("+-"))
            if each.side == "high"
            else t("too short at {figure} by {off}", figure=each.figure, off=self.off(each).lstrip("+-"))
            for each in self.deciding
            if each.found == "different"
        )


def held_rows(study: StudyResult) -> list[HeldRow]:
    """All comparisons of a study, those of all terminals and weeks first."""
    return rows_of(study.table("observed"), study.table("observed_quantiles"))


def rows_of(verdicts: pd.DataFrame, every: pd.DataFrame) -> list[HeldRow]:
    """The comparisons of the tables `observed` and `observed_quantiles`, in the same order."""
    what = ["log", "kpi", "alternative", "terminal", "weeks"]
    by = dict(iter(every.groupby(what, sort=False))) if len(every) else {}
    rows = []
    for row in verdicts.to_dict("records"):
        own = by[tuple(row[each] for each in what)]
        told = {str(name): value for name, value in row.items()}
        rows.append(HeldRow(**told, figures=tuple(_figures(own))))
    return sorted(rows, key=lambda each: (each.terminal != "all") + (each.weeks != "all"))


def _figures(rows: pd.DataFrame) -> Iterator[HeldFigure]:
    for row in rows.to_dict("records"):
        yield HeldFigure(**{name: row[name] for name in HeldFigure._fields})


def held_in_words(rows: Sequence[HeldRow]) -> str:
    """How many comparisons are met, missed and undecided."""
    whole = [each for each in rows if each.terminal == "all" and each.weeks == "all"]
    said = listed(many(n, word) for word in ORDER if (n := sum(row.verdict == word for row in whole)))
    return counted(
        len(whole),
        "Of 1 time that you measured: {said}.",
        "Of {n} times that you measured: {said}.",
        said=said,
    )


def sentence(row: HeldRow) -> str:
    """The verdict in one sentence, with the figure that it hangs on most."""
    names = t(" and ").join(each.figure for each in row.deciding)
    worst = max(row.deciding, key=_badness)
    both = _both(worst, row.unit)
    if row.verdict == "met":
        return t(
            "{name}: the model meets what was observed within {band} at {figures} ({both})",
            name=row.name,
            band=row.band,
            figures=names,
            both=both,
        )
    if row.verdict == "missed":
        return t(
            "{name}: the model does not meet what was observed within {band}: {said} ({both})",
            name=row.name,
            band=row.band,
            said=row.misses,
            both=both,
        )
    return t(
        "{name}: undecided within {band} at {figures} ({both})",
        name=row.name,
        band=row.band,
        figures=names,
        both=both,
    )


def _without_p(row: HeldRow) -> str:
    """Why an energy distance has no p-value."""
    if row.days_observed < 2:
        return t("no p, as the log has one day")
    if row.weekly:
        return t("no p, as whole weeks have to change sides, and there are not two with the same days")
    return t("no p, as the runs have one day, or no day of the week that the log has")


def _badness(figure: HeldFigure) -> tuple[bool, bool, float]:
    """What makes a verdict: different, then undecided, then the farthest, and P90 of two alike."""
    size = abs(figure.relative) if math.isfinite(figure.relative) else 0.0
    return figure.found == "different", figure.found == "undecided", round(size, 9)


def _both(figure: HeldFigure, unit: str) -> str:
    return t(
        "{figure} observed {observed}{its}, simulated {simulated}{own}",
        figure=figure.figure,
        observed=figures(figure.observed, unit),
        its=ends(figure.observed_low, figure.observed_high),
        simulated=figures(figure.simulated, unit),
        own=ends(figure.low, figure.high),
    )


def ends(low: float, high: float) -> str:
    """An interval in square brackets, or nothing where there is none."""
    return f" [{interval(low, high)}]" if math.isfinite(low) and math.isfinite(high) else ""


def footing_in_words(row: HeldRow) -> str:
    """What a comparison rests on: how many on both sides, the distance of the curves, and what is open."""
    days = counted(int(row.days_observed), "{n} day", "{n} days")
    parts = [
        t(
            "{observed:,.0f} observed on {days}, {simulated:,.0f} simulated in {replications:.0f} "
            "replications",
            observed=row.n_observed,
            days=days,
            simulated=row.n_simulated,
            replications=row.replications,
        ),
        t(
            "energy distance {distance} ({share}, where 0 is alike and 100 % apart), p {p}",
            distance=figures(row.energy, row.unit),
            share=figures(row.energy_share, "share"),
            p=probability(row.energy_p),
        ),
    ]
    worth = min(each.days_worth for each in row.deciding)
    if math.isnan(worth) and row.days_observed > 1:
        parts.append(t("too few days in the log and in the runs to show whether a queue lasts for days"))
    elif worth < row.days_observed / 2:
        parts.append(t("a queue lasts for days: they tell as much as {n:.0f} independent ones", n=worth))
    elif row.weekly:
        parts.append(
            t(
                "a queue lasts for days: of the mean they tell as much as {n:.0f} independent ones",
                n=row.worth_to_the_mean,
            )
        )
    if math.isnan(row.energy_p):
        parts.append(_without_p(row))
    if row.open:
        parts.append(t("{open:,.0f} began and have no end in the log", open=row.open))
    if row.unfinished >= FULL:
        share = figures(row.unfinished, "share")
        parts.append(t("up to {share} are not through at the end of a replication", share=share))
    if row.band_is == "assumption":
        parts.append(t("the band is an assumption"))
    return apart(parts)
