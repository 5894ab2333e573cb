"""The audit of reported results: each reading of a claim, judged over replications."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portsim.claims.cause import Cause
from portsim.claims.finding import Finding, find
from portsim.study.claims import audit_table
from portsim.study.question import Question, Run, StudyResult

if TYPE_CHECKING:
    import pandas as pd

Key = tuple[str, str]  # (claim, reading)


def _keep(run: Run) -> dict[Key, Finding]:
    """What the run says about each reading of its alternative."""
    return {
        (name, reading.name): find(reading, run.baseline, run.records)
        for name, claim in run.claims.items()
        for reading in claim.readings
        if reading.alternative == run.alternative
    }


def _audited(study: StudyResult) -> tuple[pd.DataFrame, dict[Key, Cause]]:
    """The table, and the cause that the model shows for each reading."""

    def make() -> tuple[pd.DataFrame, dict[Key, Cause]]:
        findings: dict[Key, list[Finding]] = {}
        for kept in study.kept(AUDIT.name):
            for found in kept.values():
                for key, finding in found.items():
                    findings.setdefault(key, []).append(finding)
        return audit_table(study.claims, findings, study.scenario)

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
)
