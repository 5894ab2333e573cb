"""What a study leaves behind in results/<scenario>: tables, claims, charts, report and provenance."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from portsim.base.files import write_text
from portsim.base.folders import staged_folder
from portsim.claims.claim import left_out
from portsim.model.sourced import ASSUMPTION
from portsim.scenario.scenario import Scenario, sources
from portsim.study.audit import causes
from portsim.study.provenance import provenance, write_provenance
from portsim.study.question import QUESTION, StudyResult, as_csv

if TYPE_CHECKING:
    import pandas as pd


MARK = "report.md"  # a folder with this file holds a study


def write(study: StudyResult, folder: Path, workers: int = 1) -> Path:
    """Write everything a study leaves behind; the earlier folder is replaced only when all is written.

    `workers` processes write the charts (0: one per core).

    Raises PortsimError: the folder cannot be written; the earlier results are unchanged.
    """
    with staged_folder(folder, mark=MARK) as partial:
        fill(study, partial, workers)
    return folder


def fill(study: StudyResult, partial: Path, workers: int = 1) -> None:
    """Write everything a study leaves behind into a folder that is being filled, charts in `workers`
    processes (0: one per core).

    Raises PortsimError: a file cannot be written.
    """
    from portsim.report.charts.draw import draw

    for name, question in study.scenario.library[QUESTION].items():
        found = study.table(name) if question.file else None
        if found is not None and (len(found) or not question.left_out):
            write_text(partial / f"{question.file}.csv", as_csv(found, question.digits))
    made = draw(study, partial / "figures", workers)
    write_text(partial / "report.md", report(study, provenance(study.scenario), made))
    write_provenance(partial, study.scenario)


def report(study: StudyResult, facts: Mapping[str, object], charts: Mapping[str, str]) -> str:
    """The written report, Markdown."""
    from portsim.report.pages.events import events_section
    from portsim.report.pages.money import money_section
    from portsim.report.pages.report import report_markdown
    from portsim.report.pages.validation import validation_section
    from portsim.study.ledger import untariffed

    library = study.scenario.library[QUESTION]
    return report_markdown(
        study.scenario.title,
        study.comparison,
        study.audit,
        causes(study),
        study.stages[study.stages["terminal"] == "all"],
        study.changes,
        assumptions(study.scenario),
        facts,
        study.scenario.limits,
        charts,
        money_section(
            study.payers,
            study.ledger,
            study.volumes,
            untariffed(study.scenario.baseline),
            list(dict.fromkeys(study.events["alternative"])),
        ),
        left_out(path, study.scenario) if study.claims and (path := study.scenario.claims) else "",
        events_section(study.events),
        {
            each.title: study.table(name)
            for name, each in library.items()
            if each.in_report and not (each.left_out and study.table(name).empty)
        },
        validation_section(study.validation),
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
