"""What a study leaves behind in results/<scenario>: tables, claims, charts, report and provenance."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from portsim import __version__
from portsim.files import add_to_folder, staged_folder, write_text
from portsim.scenario import Scenario, sources
from portsim.sourced import ASSUMPTION
from portsim.study import StudyResult
from portsim.world import show, show_range

if TYPE_CHECKING:
    import pandas as pd

LIBRARIES = ("simpy", "numpy", "scipy", "pandas", "matplotlib")


def provenance(scenario: Scenario) -> dict[str, object]:
    """What has to be known to get the same figures again."""
    study = scenario.study
    libraries = {}
    for name in (*LIBRARIES, *(("numba",) if scenario.engine == "compiled" else ())):
        try:
            libraries[name] = version(name)
        except PackageNotFoundError:
            libraries[name] = "unknown"
    return {
        "scenario": scenario.name,
        "version": __version__,
        "config_hash": scenario.config_hash,
        "engine": scenario.engine,
        **study.model_dump(),
        "alternatives": {
            name: [use.model_dump(exclude_defaults=True) for use in uses]
            for name, uses in scenario.compare.items()
        },
        "set_by_user": [str(change) for change in scenario.set_by_user],
        "python": platform.python_version(),
        "libraries": libraries,
    }


def add_provenance(scenario: Scenario, alternative: str, folder: Path) -> None:
    """Put what has to be known to get the records of a folder again beside them.

    Raises PortsimError: the file cannot be written.
    """
    facts = provenance(scenario) | {"alternative": alternative}
    add_to_folder(folder, "provenance.json", json.dumps(facts, indent=2, sort_keys=True) + "\n")


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
        from portsim.report.pictures import draw

        made = draw(study, partial / "figures")
        facts = provenance(study.scenario)
        write_text(partial / "report.md", report(study, facts, made))
        write_text(partial / "provenance.json", json.dumps(facts, indent=2, sort_keys=True) + "\n")
    return folder


def _csv(table: pd.DataFrame, path: Path, digits: str = "%.6g") -> None:
    write_text(path, table.to_csv(index=False, float_format=digits, lineterminator="\n"))


def report(study: StudyResult, facts: Mapping[str, object], charts: Mapping[str, str]) -> str:
    """The written report, Markdown."""
    from portsim.ledger_table import untariffed
    from portsim.report.money import money_section
    from portsim.report.page import report_markdown

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
        money_section(study.payers, study.ledger, study.volumes, untariffed(study.scenario.baseline.port)),
    )


def assumptions(scenario: Scenario) -> pd.DataFrame:
    """Every assumed number: key, value, range, note."""
    import pandas as pd

    rows = [
        (key, show(number), show_range(number), number.note)
        for key, number in sources(scenario)
        if ASSUMPTION in number.source
    ]
    return pd.DataFrame(rows, columns=["key", "value", "range", "note"])
