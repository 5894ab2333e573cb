"""What a study leaves behind in results/<scenario>: tables, claims, charts, report and provenance."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from portsim.base.files import staged_folder, write_text
from portsim.model.sourced import ASSUMPTION
from portsim.scenario.scenario import Scenario, sources
from portsim.study.provenance import provenance
from portsim.study.result import StudyResult

if TYPE_CHECKING:
    import pandas as pd


def write(study: StudyResult, folder: Path) -> Path:
    """Write everything a study leaves behind; the earlier folder is replaced only when all is written.

    Raises PortsimError: the folder cannot be written; the earlier results are untouched.
    """
    with staged_folder(folder, mark="provenance.json") as partial:
        for name in ("comparison", "stages", "changes", "shipments"):
            _csv(getattr(study, name), partial / f"{name}.csv")
        if len(study.outages):
            _csv(study.outages, partial / "outages.csv")
            _csv(study.backlog, partial / "backlog.csv")
        _csv(study.audit, partial / "claims.csv")
        _csv(study.ledger, partial / "ledger.csv", digits="%.2f")
        from portsim.report.charts.pictures import draw

        made = draw(study, partial / "figures")
        facts = provenance(study.scenario)
        write_text(partial / "report.md", report(study, facts, made))
        write_text(partial / "provenance.json", json.dumps(facts, indent=2, sort_keys=True) + "\n")
    return folder


def _csv(table: pd.DataFrame, path: Path, digits: str = "%.6g") -> None:
    write_text(path, table.to_csv(index=False, float_format=digits, lineterminator="\n"))


def report(study: StudyResult, facts: Mapping[str, object], charts: Mapping[str, str]) -> str:
    """The written report, Markdown."""
    from portsim.report.pages.money import money_section
    from portsim.report.pages.report import report_markdown
    from portsim.study.ledger import untariffed

    return report_markdown(
        study.scenario.title,
        study.comparison,
        study.audit,
        study.causes,
        study.stages[study.stages["terminal"] == "all"],
        study.changes,
        assumptions(study.scenario),
        facts,
        study.scenario.limits,
        charts,
        money_section(study.payers, study.ledger, study.volumes, untariffed(study.scenario.baseline)),
    )


def assumptions(scenario: Scenario) -> pd.DataFrame:
    """Every assumed number: key, value, range, note."""
    import pandas as pd

    rows = [
        (key, number.words(), number.range_words(), number.note)
        for key, number in sources(scenario)
        if ASSUMPTION in number.source
    ]
    return pd.DataFrame(rows, columns=["key", "value", "range", "note"])
