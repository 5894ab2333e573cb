"""The pictures of a study: which charts it leaves behind, from which of its tables."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from portsim.report.charts import gallery as charts
from portsim.report.charts.style import save
from portsim.report.material import material
from portsim.report.rows import outages
from portsim.report.words import inline
from portsim.study.result import StudyResult

PANEL = (
    "truck_visit_time",
    "gate_transaction_time",
    "document_window_visits",
    "exam_set_down_time",
    "exam_moves",
    "exam_lead_time",
    "tally_wait",
    "lcl_pickup_time",
    "import_exam_lead_time",
    "import_time_to_release",
    "papers_release_time",
    "papers_handover_time",
    "window_trips",
    "certificate_time",
    "vessel_clearance_time",
    "air_exam_release_time",
    "transit_notice_time",
    "shipment_time",
)
CHARTS: Mapping[str, str] = {
    "savings": "What each measure changes against the baseline",
    "payers": "Who saves what in a year, by payer",
    "claims": "Reported and simulated, claim by claim",
    "truck_turn_time": "Truck turn time before and after",
    "truck_visit_time": "Truck visit time, gate queue included, before and after",
    "exam_lead_time": "Exam lead time of export boxes before and after",
    "stages_export_exam": "Export boxes called for exam: time by stage until release",
    "stages_lcl": "LCL boxes: time by stage",
    "hours_gate": "The gate by hour of day",
    "hours_exam_bay": "The exam bays by hour of day",
}


def draw(study: StudyResult, folder: Path) -> dict[str, str]:
    """Draw every chart as PNG and SVG; file stem to caption of those that were drawn."""
    folder.mkdir(parents=True, exist_ok=True)
    drawn: dict[str, Axes | Figure] = {
        "savings": charts.savings_panel(study.comparison, shown(study.comparison)),
        **{
            name: charts.distribution_before_after(study.spread, name)
            for name in ("truck_turn_time", "truck_visit_time", "exam_lead_time")
        },
        "stages_export_exam": charts.time_procedure(
            until(study.stages, "to release"), "export", "red channel"
        ),
        "stages_lcl": charts.time_procedure(weighted(study.stages), "lcl_box", "green channel"),
        "hours_gate": charts.hours_of_day(study.hours, "gate_in")[0],
        "hours_exam_bay": charts.hours_of_day(study.hours, "exam_bay")[0],
    }
    if len(study.audit):
        drawn["claims"] = charts.claims_chart(study.audit)
    if len(study.payers):
        drawn["payers"] = charts.payers_chart(study.payers)
    captions = dict(CHARTS)
    for row in outages(study.outages):
        drawn[f"backlog_{row.alternative}"] = charts.backlog(study.backlog, row)
        captions[f"backlog_{row.alternative}"] = (
            f"Waiting at the gate: {inline(row.alternative)}, {row.words}"
        )
    for name, chart in drawn.items():
        save(chart, folder / name)
    return {name: text for name, text in captions.items() if name in drawn}


def shown(comparison: pd.DataFrame) -> list[str]:
    """KPIs of the savings chart: the chosen ones, then all others that a measure makes materially worse."""
    lost = comparison[(comparison["verdict"] == "worse") & material(comparison)]
    known = set(comparison["kpi"])
    return list(dict.fromkeys((*(kpi for kpi in PANEL if kpi in known), *lost["kpi"])))


def weighted(stages: pd.DataFrame) -> pd.DataFrame:
    """Stages with `mean` [min] per shipment of the group, so that means add up to the mean total time."""
    groups = stages.groupby(["alternative", "stream", "channel", "terminal"], sort=False)["n"]
    return stages.assign(mean=stages["mean"] * stages["n"] / groups.transform("max"))


def until(stages: pd.DataFrame, last: str) -> pd.DataFrame:
    """Weighted stages up to a milestone."""
    ends = (
        stages[stages["stage"] == last]
        .groupby(["alternative", "stream", "channel", "terminal"])["order"]
        .max()
    )
    keys = list(
        zip(stages["alternative"], stages["stream"], stages["channel"], stages["terminal"], strict=True)
    )
    limit = [ends.get(key, -1) for key in keys]
    return weighted(stages[stages["order"] <= limit])
