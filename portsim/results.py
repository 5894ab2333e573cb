"""What a study leaves behind in results/<scenario>: tables, claims, charts, report and provenance."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from portsim import __version__
from portsim.files import staged_folder, write_text
from portsim.port import ASSUMPTION
from portsim.scenario import Scenario, sources
from portsim.study import StudyResult
from portsim.world import show, show_range

if TYPE_CHECKING:
    import pandas as pd

LIBRARIES = ("simpy", "numpy", "scipy", "pandas", "matplotlib")
PANEL = (
    "truck_visit_time",
    "gate_transaction_time",
    "document_window_visits",
    "exam_set_down_time",
    "exam_moves",
    "exam_lead_time",
    "tally_wait",
    "lcl_pickup_time",
)
CHARTS: Mapping[str, str] = {
    "savings": "What each measure changes against the baseline",
    "claims": "Reported and simulated, claim by claim",
    "truck_turn_time": "Truck turn time before and after",
    "truck_visit_time": "Truck visit time, gate queue included, before and after",
    "exam_lead_time": "Exam lead time of export boxes before and after",
    "stages_export_exam": "Export boxes called for exam: time by stage until release",
    "stages_lcl": "LCL boxes: time by stage",
    "hours_gate": "The gate by hour of day",
    "hours_exam_bay": "The exam bays by hour of day",
}


def provenance(scenario: Scenario) -> dict[str, object]:
    """What has to be known to get the same figures again."""
    study = scenario.study
    libraries = {}
    for name in LIBRARIES:
        try:
            libraries[name] = version(name)
        except PackageNotFoundError:
            libraries[name] = "unknown"
    return {
        "scenario": scenario.name,
        "version": __version__,
        "config_hash": scenario.config_hash,
        "engine": "simpy",
        **study.model_dump(),
        "alternatives": {
            name: [use.model_dump(exclude_defaults=True) for use in uses]
            for name, uses in scenario.compare.items()
        },
        "set_by_user": [str(change) for change in scenario.set_by_user],
        "python": platform.python_version(),
        "libraries": libraries,
    }


def write(study: StudyResult, folder: Path) -> Path:
    """Write everything a study leaves behind; the earlier folder is replaced only when all is written.

    Raises PortsimError: the folder cannot be written; the earlier results are untouched.
    """
    with staged_folder(folder) as partial:
        for name in ("comparison", "stages", "changes", "shipments"):
            _csv(getattr(study, name), partial / f"{name}.csv")
        _csv(study.audit, partial / "claims.csv")
        made = draw(study, partial / "figures")
        facts = provenance(study.scenario)
        write_text(partial / "report.md", report(study, facts, made))
        write_text(partial / "provenance.json", json.dumps(facts, indent=2, sort_keys=True) + "\n")
    return folder


def _csv(table: pd.DataFrame, path: Path) -> None:
    write_text(path, table.to_csv(index=False, float_format="%.6g", lineterminator="\n"))


def draw(study: StudyResult, folder: Path) -> dict[str, str]:
    """Draw every chart as PNG and SVG; file stem to caption of those that were drawn."""
    import matplotlib as mpl

    mpl.use("agg")
    from matplotlib import pyplot as plt

    from portsim.report import charts
    from portsim.report.style import save

    folder.mkdir(parents=True, exist_ok=True)
    known = set(study.comparison["kpi"])
    drawn = {
        "savings": charts.savings_panel(study.comparison, [k for k in PANEL if k in known]),
        **{
            name: charts.distribution_before_after(study.spread, name)
            for name in ("truck_turn_time", "truck_visit_time", "exam_lead_time")
        },
        "stages_export_exam": charts.time_procedure(
            until(study.stages, "to release"), "export", "examined"
        ),
        "stages_lcl": charts.time_procedure(weighted(study.stages), "lcl_box", "not examined"),
        "hours_gate": charts.hours_of_day(study.hours, "gate_in")[0],
        "hours_exam_bay": charts.hours_of_day(study.hours, "exam_bay")[0],
    }
    if len(study.audit):
        drawn["claims"] = charts.claims_chart(study.audit)
    for name, chart in drawn.items():
        save(chart, folder / name)
    plt.close("all")
    return {name: text for name, text in CHARTS.items() if name in drawn}


def weighted(stages: pd.DataFrame) -> pd.DataFrame:
    """Stages with `mean` [min] per shipment of the group, so that means add up to the mean total time."""
    groups = stages.groupby(["scenario", "stream", "channel", "terminal"], sort=False)["n"]
    return stages.assign(mean=stages["mean"] * stages["n"] / groups.transform("max"))


def until(stages: pd.DataFrame, last: str) -> pd.DataFrame:
    """Weighted stages up to a milestone."""
    ends = stages[stages["stage"] == last].groupby(["scenario", "stream", "channel", "terminal"])["order"].max()
    keys = list(zip(stages["scenario"], stages["stream"], stages["channel"], stages["terminal"], strict=True))
    limit = [ends.get(key, -1) for key in keys]
    return weighted(stages[stages["order"] <= limit])


def report(study: StudyResult, facts: Mapping[str, object], charts: Mapping[str, str]) -> str:
    """The written report, Markdown."""
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
