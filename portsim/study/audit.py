"""The audit of reported results: each reading of a claim, judged over replications."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from portsim.claims.cause import Cause
from portsim.claims.finding import Finding, find
from portsim.study.claims import audit_table
from portsim.study.growth import growing
from portsim.study.question import Question, Run, StudyResult
from portsim.study.unlimited import unlimited

if TYPE_CHECKING:
    import pandas as pd

Key = tuple[str, str]  # (claim, reading)


ONE_IN = 6  # replications is run a second time, with unlimited servers


def _keep(run: Run) -> dict[Key, Finding]:
    """What the run says about each reading of its alternative; in the first replications also what the same
    world says with unlimited servers."""
    asked = {
        (name, reading.name): reading
        for name, claim in run.claims.items()
        for reading in claim.readings
        if reading.alternative == run.alternative
    }
    grace = run.scenario.study.run_out.at_most
    found = {key: find(reading, run.baseline, run.records, grace) for key, reading in asked.items()}
    if not found or run.number >= max(1, run.scenario.study.replications // ONE_IN):
        return found
    before = run.baseline.once(("unlimited servers",), lambda: run.again(unlimited(run.scenario.baseline)))
    after = run.again(unlimited(run.world))
    return {
        key: replace(found[key], unlimited=find(reading, before, after).figure)
        for key, reading in asked.items()
    }


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
