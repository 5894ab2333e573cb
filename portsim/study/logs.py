"""The logs that streams come from: file, hash, rows used and left out, span, days without rows."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import TYPE_CHECKING

from portsim.scenario.logs.facts import LogFacts
from portsim.study.question import Question, StudyResult
from portsim.study.traces import logs_of

if TYPE_CHECKING:
    import pandas as pd


def _table(study: StudyResult) -> pd.DataFrame:
    """One row per stream that comes from a log, with the fields of `LogFacts`."""
    import pandas as pd

    rows = [asdict(each) for each in logs_of(study.scenario)]
    return pd.DataFrame(rows, columns=[field.name for field in fields(LogFacts)])


def _sentences(study: StudyResult) -> list[str]:
    return [each.sentence() for each in logs_of(study.scenario)]


LOGS = Question(
    "logs",
    "Logs that shipments come from: rows used and left out, span, gaps",
    _table,
    file="logs",
    left_out=True,
    in_report=True,
    sentences=_sentences,
    short="Logs",
)
