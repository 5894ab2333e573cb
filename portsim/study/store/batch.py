"""The runs of one replication as one row group of a part."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portsim.base.version import VERSION
from portsim.study.answers import About, Origin
from portsim.study.store.part import Group, RunFacts, Span, table_of
from portsim.study.store.written import Rows, Unknown


def batch(
    runs: Mapping[str, tuple[About, Mapping[str, Any]]], origin: Origin, refused: dict[str, str]
) -> Group | None:
    """The answers of runs, by their keys; None if there is nothing that a store knows. Questions whose
    answers it does not know go to `refused`, with the reason."""
    rows, facts = Rows(), []
    for key, (about, answers) in runs.items():
        before = rows.size
        spans = _spans(rows, answers, refused)
        if spans:
            run = RunFacts(
                about=key,
                version=VERSION,
                scenario=origin.scenario,
                replication=origin.replication,
                alternative=about.alternative,
                run=about.run,
                baseline=about.baseline,
                group=0,
                size=rows.size - before,
                questions=spans,
            )
            facts.append(run)
    return Group(table_of(facts, rows), facts) if facts else None


def _spans(rows: Rows, answers: Mapping[str, Any], refused: dict[str, str]) -> dict[str, Span]:
    """Add the answers of a run to the rows: question to first row and number of rows."""
    spans: dict[str, Span] = {}
    for question, answer in answers.items():
        first = len(rows)
        try:
            rows.add(answer)
        except Unknown as error:
            refused[question] = str(error)
        else:
            spans[question] = (first, len(rows) - first)
    return spans
