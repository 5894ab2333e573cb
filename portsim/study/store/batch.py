"""The runs of one replication as one row group of a part."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portsim.base.version import VERSION
from portsim.study.answers import About, Origin
from portsim.study.store.part import Group, RunFacts, rows_of, table_of


def batch(
    runs: Mapping[str, tuple[About, Mapping[str, Any]]], origin: Origin, refused: dict[str, str]
) -> Group | None:
    """The answers of runs, by their keys; None if there is nothing that a store knows. Questions whose
    answers it does not know go to `refused`, with the reason."""
    import pyarrow as pa

    tables, facts, rows_before = [], [], 0
    for key, (about, answers) in runs.items():
        rows, spans = rows_of(answers, refused)
        if not spans:
            continue
        run = RunFacts(
            about=key,
            version=VERSION,
            scenario=origin.scenario,
            replication=origin.replication,
            alternative=about.alternative,
            run=about.run,
            baseline=about.baseline,
            group=0,
            size=rows.size,
            questions={question: (first + rows_before, n) for question, (first, n) in spans.items()},
        )
        tables.append(table_of(run, rows))
        facts.append(run)
        rows_before += len(rows)
    return Group(pa.concat_tables(tables).combine_chunks(), facts) if tables else None
