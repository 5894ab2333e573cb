"""The audit of reported results, as a question: what each run keeps of every reading, and the table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from portsim.claims.cause import Cause
from portsim.claims.claim import Reading
from portsim.claims.finding import Finding, figure_alone, find
from portsim.model.world import World
from portsim.records.records import Records
from portsim.study.audit_table import audit_table
from portsim.study.growth import growing
from portsim.study.question import Question, Run, StudyResult
from portsim.study.unlimited import unlimited

if TYPE_CHECKING:
    import pandas as pd

T = TypeVar("T")
Key = tuple[str, str]  # (claim, reading)


ONE_IN = 6  # replications is run a second time, with unlimited servers


def runs_twice(number: int, replications: int) -> bool:
    """Whether a replication, by its number from 0, is run with unlimited servers too."""
    return number < max(1, replications // ONE_IN)


def _keep(run: Run) -> dict[Key, Finding]:
    """What the run says about each reading of its alternative; in the first replications also what the same
    world says with unlimited servers."""
    asked, found = _asked(run), findings(run)
    if not found:
        return {}
    if not runs_twice(run.number, run.scenario.study.replications):
        return found
    ample = unlimited(run.scenario.baseline), unlimited(run.world)
    first = run.baseline.once(("unlimited servers",), lambda: run.again(ample[0], 0.0))
    before, after = _equally_long(run, ample, (first, run.again(ample[1], 0.0)))
    return {
        key: replace(found[key], unlimited=find(reading, before, after)) for key, reading in asked.items()
    }


def findings(run: Run) -> dict[Key, Finding]:
    """What the run says about each reading of its alternative."""
    return _of_readings(run, find)


def figures(run: Run) -> dict[Key, float]:
    """The figure of each reading of its alternative [unit], without what stands behind it."""
    return _of_readings(run, figure_alone)


def _of_readings(run: Run, said: Callable[[Reading, Records, Records, float], T]) -> dict[Key, T]:
    asked = _asked(run)
    if not asked:
        return {}
    grace, worlds = run.scenario.study.run_out.at_most, (run.scenario.baseline, run.world)
    before, after = _equally_long(run, worlds, (run.baseline, run.records))
    return {key: said(reading, before, after, grace) for key, reading in asked.items()}


def _asked(run: Run) -> dict[Key, Reading]:
    return {
        (name, reading.name): reading
        for name, claim in run.claims.items()
        for reading in claim.readings
        if reading.alternative == run.alternative
    }


def _equally_long(
    run: Run, worlds: tuple[World, World], records: tuple[Records, Records]
) -> tuple[Records, Records]:
    """Both records, the shorter ones run anew for as long as the other: a cohort is one of the same
    shipments."""
    end = max(each.horizon for each in records)
    first, second = (
        each if each.horizon == end else run.again(world, end)
        for world, each in zip(worlds, records, strict=True)
    )
    return first, second


def _audited(study: StudyResult) -> tuple[pd.DataFrame, dict[Key, Cause]]:
    """The table, and the cause that the model shows for each reading."""

    def make() -> tuple[pd.DataFrame, dict[Key, Cause]]:
        findings: dict[Key, list[Finding]] = {}
        for kept in study.kept(AUDIT.name):
            for found in kept.values():
                for key, finding in found.items():
                    findings.setdefault(key, []).append(finding)
        return audit_table(study.claims, findings, study.scenario, growing(study))

    return study.once("audited", make)


def causes(study: StudyResult) -> dict[Key, Cause]:
    """(claim, reading) to the cause that the model shows."""
    return _audited(study)[1]


def _table(study: StudyResult) -> pd.DataFrame:
    return _audited(study)[0]


AUDIT = Question(
    "audit",
    "Each reading of a claim: reported, simulated with 95 % CI, verdict, what decides it",
    _table,
    _keep,
    file="claims",
    needs=("growth",),
)
