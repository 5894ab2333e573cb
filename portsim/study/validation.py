"""The model held against published figures that no input came from: met, missed, by how much, and why."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from portsim.base.arrays import Floats
from portsim.claims.cause import in_one_cell, largest
from portsim.claims.deciding import deciding_kpi, numbers_behind
from portsim.claims.independence import references_of
from portsim.claims.observation import Held, Observation, held
from portsim.kpis.kpi import Kpi
from portsim.kpis.statistic import SHARES
from portsim.model.sourced import ASSUMPTION
from portsim.scenario.scenario import Scenario
from portsim.study.growth import growing
from portsim.study.observed import Finding, Findings, find
from portsim.study.question import Question, Run, StudyResult
from portsim.study.seen import sectioned
from portsim.study.statistics import distinct, interval
from portsim.study.traces import repeated

if TYPE_CHECKING:
    import pandas as pd

TEXTS = ("figure", "statement", "measured_on", "statistic", "cohort", "terminal", "alternative", "unit")
NUMBERS = ("observed", "band_low", "band_high", "simulated", "low", "high", "n", "unfinished")
VERDICT = (
    "verdict",
    "side",
    "beyond",
    "relative",
    "reason",
    "largest",
    "largest_in",
    "parameters",
    "assumed",
)
SOURCE = ("source", "reference", "year", "because", "differs")
COLUMNS = (*TEXTS, *NUMBERS, *VERDICT, *SOURCE)
NAN = float("nan")
NOBODY = "no such shipment came in the window"
MEASURED = "measured by the user"
GROWS = "a queue grows for as long as the run lasts"


def validation_table(
    observations: Mapping[str, Observation],
    findings: Mapping[str, Sequence[Finding]],
    scenario: Scenario,
    overloaded: Collection[str] = (),
    ran: Collection[str] | None = None,
) -> pd.DataFrame:
    """One row per figure: observed, band, simulated mean with 95 % CI [unit], verdict, and what is behind it.

    `verdict` is met, fitted (met, but by numbers that were chosen to meet it), missed, undecided (the CI
    reaches over an end of the band, or a queue of the alternative grows without end: `overloaded`) or not
    measured, with the `reason`. `beyond` is how far the mean lies
    outside the band [unit], with its sign, and `relative` how far from the observed figure. `largest` are
    the steps that take most [largest_in]; `assumed` of the deciding `parameters` are assumptions. `ran` are
    the alternatives that were run, all of the scenario if not said.
    """
    import pandas as pd

    ran = scenario.alternatives if ran is None else ran
    rows = [
        _row(name, each, findings.get(name, ()), scenario, overloaded, ran)
        for name, each in observations.items()
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _row(
    name: str,
    each: Observation,
    found: Sequence[Finding],
    scenario: Scenario,
    overloaded: Collection[str],
    ran: Collection[str],
) -> dict[str, object]:
    kpi = each.compared_with(scenario.library)
    mean, low, high, n = _figure(name, kpi, found, traced=bool(repeated(scenario)))
    verdict, side = held(each.band, low, mean, high)
    if verdict == "met" and scenario.name in each.fitted:
        verdict = "fitted"
    reason = _reason(each, verdict, ran)
    if verdict != "not measured" and each.alternative in overloaded:
        verdict, side, reason = "undecided", None, GROWS
    keys, assumed = _deciding(each, kpi, scenario) if each.alternative in ran else ((), 0)
    measured = verdict != "not measured"
    return {
        "figure": name,
        "statement": each.statement,
        "measured_on": each.measured_on,
        "statistic": "" if kpi is None else kpi.statistic,
        "cohort": " ".join(each.cohort),
        "terminal": each.terminal or "all",
        "alternative": each.alternative,
        "unit": each.unit,
        "observed": each.observed,
        "band_low": each.band[0],
        "band_high": each.band[1],
        "simulated": mean,
        "low": low,
        "high": high,
        "n": n,
        "unfinished": max((finding.unfinished for finding in found), default=0.0),
        "verdict": verdict,
        "side": side or "",
        "beyond": _beyond(each, mean) if measured else NAN,
        "relative": (mean / each.observed - 1) * np.sign(each.observed)
        if measured and each.observed
        else NAN,
        "reason": reason,
        "largest": in_one_cell(largest([finding.parts for finding in found]) if measured else ()),
        "largest_in": "" if kpi is None or not measured else "min" if kpi.of.behind_in_minutes else kpi.unit,
        "parameters": len(keys),
        "assumed": assumed,
        "source": " ".join(each.source),
        "reference": _references(each, scenario),
        "year": "" if each.year is None else str(each.year),
        "because": each.because,
        "differs": each.differs,
    }


def _references(each: Observation, scenario: Scenario) -> str:
    """The references of its rows; of a row that names another one those of that."""
    evidence = scenario.evidence
    found = (
        next(iter(references_of(row, evidence)), evidence[row].reference) if row in evidence else MEASURED
        for row in each.source
    )
    return "; ".join(dict.fromkeys(found))


def _deciding(each: Observation, kpi: Kpi | None, scenario: Scenario) -> tuple[tuple[str, ...], int]:
    """The parameters that decide a figure, queues included, and how many numbers in them are assumed."""
    if kpi is None:
        return (), 0
    world = scenario.world(each.alternative)
    keys = deciding_kpi(kpi, world)
    numbers = dict(numbers_behind(keys, world))
    return keys, sum(ASSUMPTION in number.source for number in numbers.values())


def _figure(
    name: str, kpi: Kpi | None, found: Sequence[Finding], *, traced: bool
) -> tuple[float, float, float, int]:
    """(mean, low, high, n) over the replications; the CI as wide as what is unfinished makes it, and that of
    a share cut at 0 and 1."""
    if kpi is None or not found:
        return NAN, NAN, NAN, 0
    value, later = (np.array([getattr(each, key) for each in found]) for key in ("value", "later"))
    seen = [{name: each.seen} if each.seen is not None else {} for each in found]
    pooled = sectioned({name: value}, seen, {name: kpi})[name]
    ends: Floats = pooled + (later - value)
    pooled, ends = distinct(traced, pooled, ends)
    mean, low, high = interval(pooled)
    if not np.array_equal(pooled, ends, equal_nan=True):
        _, least, most = interval(ends)
        low, high = min(low, least), max(high, most)
    if kpi.statistic in SHARES and np.isfinite([low, high]).all():
        low, high = max(low, 0.0), min(high, 1.0)
    return mean, low, high, int(np.isfinite(pooled).sum())


def _reason(each: Observation, verdict: Held, ran: Collection[str]) -> str:
    """Why nothing was measured; empty where something was."""
    if verdict != "not measured":
        return ""
    if not each.measured_on:
        return each.why
    return NOBODY if each.alternative in ran else f"{each.alternative} was not run"


def _beyond(each: Observation, mean: float) -> float:
    """How far a figure lies outside the band [unit], below 0 for one that is too low."""
    low, high = each.band
    return mean - min(max(mean, low), high)


def _keep(run: Run) -> Findings:
    return find(run.observations, run.alternative, run.records, run.scenario.study.run_out.at_most)


def _table(study: StudyResult) -> pd.DataFrame:
    together: dict[str, list[Finding]] = {}
    for name, finding in _all(study):
        together.setdefault(name, []).append(finding)
    return validation_table(study.observations, together, study.scenario, growing(study))


def _all(study: StudyResult) -> Iterator[tuple[str, Finding]]:
    for kept in study.kept(VALIDATION.name):
        for found in kept.values():
            yield from found.items()


VALIDATION = Question(
    "validation",
    "The model against published figures that no input came from: observed, band, simulated, verdict",
    _table,
    _keep,
    file="validation",
    left_out=True,
    needs=("growth",),
)
