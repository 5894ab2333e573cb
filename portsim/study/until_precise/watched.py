"""The figures that decide how many replications a study needs: what measures aim at and claims report."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

import numpy as np

from portsim.base.arrays import Floats
from portsim.base.errors import PortsimError, did_you_mean, got
from portsim.base.language import named, t
from portsim.claims.claim import Claim, Reading
from portsim.claims.finding import pooled
from portsim.kpis.kpi import KPI
from portsim.scenario.alternatives import BASELINE
from portsim.scenario.scenario import Scenario
from portsim.study.aims import primaries
from portsim.study.audit import AUDIT
from portsim.study.audit_table import interval_of
from portsim.study.bounds import Bounded, bounded, compared
from portsim.study.comparison import COMPARISON
from portsim.study.question import Kept
from portsim.study.seen import SEEN, sectioned
from portsim.study.statistics import distinct, interval
from portsim.study.traces import repeated
from portsim.study.until_precise.half_width import NOWHERE, HalfWidth, target_of
from portsim.study.until_precise.within import Within

Figures = Literal["difference", "value", "both"]
RELATIVE = ("saved_share", "ratio")  # figures of readings in which 1 % of the baseline is 0.01
SMALLEST = 0.01  # of these


@dataclass(frozen=True)
class Watch:
    """One figure: a KPI's difference from the baseline, its value, or the primary reading of a claim."""

    alternative: str
    kpi: str
    unit: str
    figure: str
    claim: str = ""
    reading: Reading | None = None

    @property
    def name(self) -> str:
        if self.reading is not None:
            return f"{self.claim}, {self.reading.name} ({self.alternative})"
        return f"{'value of ' * (self.figure == 'value')}{self.kpi} ({self.alternative})"

    @property
    def said(self) -> str:
        """The name in the language that is spoken."""
        kpi, alternative = named(self.kpi), named(self.alternative)
        if self.reading is not None:
            return t(
                "{claim}, {reading} ({alternative})",
                claim=self.claim,
                reading=named(self.reading.name),
                alternative=alternative,
            )
        if self.figure == "value":
            return t("value of {kpi} ({alternative})", kpi=kpi, alternative=alternative)
        return t("{kpi} ({alternative})", kpi=kpi, alternative=alternative)


def watched(
    scenario: Scenario, claims: Mapping[str, Claim], kpis: Collection[str] | None, figures: Figures
) -> tuple[Watch, ...]:
    """The primary KPIs of each alternative, or these `kpis` in all of them, and the primary readings.

    Raises PortsimError: no such KPI; there is no figure.
    """
    if figures not in get_args(Figures):
        raise PortsimError(f"figures: got {got(figures)}{did_you_mean(str(figures), get_args(Figures))}")
    library = scenario.library[KPI]
    of = dict(primaries(scenario))
    if kpis is not None:
        of = dict.fromkeys(of, tuple(dict.fromkeys(kpis)))
    of[BASELINE] = tuple(dict.fromkeys(kpi for own in of.values() for kpi in own))
    found = [
        Watch(alternative, kpi, library[kpi].unit, figure)
        for alternative in scenario.alternatives
        for kpi in of[alternative]
        for figure in ("difference", "value")
        if figures in (figure, "both") and (figure == "value" or alternative != BASELINE)
    ]
    found += [
        Watch(reading.alternative, reading.kpi, reading.unit, reading.figure, name, reading)
        for name, claim in claims.items()
        if (reading := claim.primary) is not None and reading.kpi is not None
    ]
    if not found:
        raise PortsimError(
            f"{scenario.name}: no measure of an alternative aims at a KPI, so that no figure asks for "
            "replications; name KPIs with --kpi (Python: kpis)"
        )
    return tuple(found)


@dataclass(frozen=True)
class Looking:
    """How the watched figures are worked out of what replications kept, one after the other."""

    scenario: Scenario
    watches: tuple[Watch, ...]
    within: Within
    kept: Sequence[Kept]

    def after(self, n: int) -> tuple[HalfWidth, ...]:
        """The watched figures of the first n replications: those that `compare` shows with so many."""
        found: dict[tuple[str, str], Bounded] = {}

        def of(alternative: str, kpi: str) -> Bounded:
            key = (alternative, kpi)
            if key not in found:
                found[key] = self._bounded(alternative, kpi, n)
            return found[key]

        return tuple(
            self._half_width(watch, of(BASELINE, watch.kpi), of(watch.alternative, watch.kpi), n)
            for watch in self.watches
        )

    def _bounded(self, alternative: str, kpi: str, n: int) -> Bounded:
        runs, known = self.kept[:n], self.scenario.library[KPI]
        found = bounded([each[COMPARISON.name][alternative][kpi] for each in runs])
        pooled = sectioned({kpi: found.value}, [each[SEEN][alternative] for each in runs], known)
        return replace(found, value=pooled[kpi])

    def _half_width(self, watch: Watch, before: Bounded, after: Bounded, n: int) -> HalfWidth:
        values: Floats = after.value
        sides: tuple[Floats, ...] = (after.value,)
        if watch.reading is not None:
            runs = (each[AUDIT.name][watch.alternative] for each in self.kept[:n])
            findings = pooled(watch.reading, [own[watch.claim, watch.reading.name] for own in runs])
            ci, values = interval_of(findings), np.array([finding.figure for finding in findings])
            sides = (values,)
        elif watch.figure == "value":
            ci = _interval(after)
        else:
            result = compared(before, after)
            ci, values = (result.difference, result.low, result.high), after.value - before.value
            sides = (before.value, after.value)
        values = values[np.isfinite(values)]
        if not len(values) or self._are_copies(*sides):
            return NOWHERE
        deviation = float(values.std(ddof=1)) if len(values) > 1 else math.nan
        target = target_of(self.within, ci[0], self._matters(watch, before), watch.unit)
        return HalfWidth(*ci, len(values), deviation, target)

    def _are_copies(self, *sides: Floats) -> bool:
        """Whether all replications are copies of one trace, of which there is no interval."""
        return len(sides[0]) > 1 and len(distinct(bool(repeated(self.scenario)), *sides)[0]) == 1

    def _matters(self, watch: Watch, baseline: Bounded) -> float:
        """The smallest difference that matters [the figure's unit]."""
        if watch.figure in RELATIVE:
            return SMALLEST
        kpi = self.scenario.library[KPI][watch.kpi]
        return self.scenario.matters.get(kpi.name, kpi.smallest(interval(baseline.value)[0]))


def _interval(found: Bounded) -> tuple[float, float, float]:
    """(mean, low, high), the CI as wide as what is unfinished makes it."""
    mean, low, high = interval(found.value)
    _, least, most = interval(found.later)
    return (mean, low, high) if found.bound == "exact" else (mean, min(low, least), max(high, most))
