"""The pictures of every study. What exists is drawn; what a port does not have is left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from portsim.report.material import largest_first, material
from portsim.report.picture import Drawing, picture
from portsim.report.rows import Recovery, recoveries
from portsim.report.stage_rows import until
from portsim.report.words import inline, label
from portsim.study.question import StudyResult

if TYPE_CHECKING:
    import pandas as pd

    from portsim.report.charts.style import Drawn

PANEL = (  # KPIs of the chart of savings, as far as a port has them
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
ALL_MEASURES = "digital_port"  # the alternative with all measures: first among those of the payers' chart


@picture("savings", "What each measure changes against the baseline")
def savings(study: StudyResult) -> Drawn | None:
    from portsim.report.charts.savings import savings_panel

    names = shown(study.comparison)
    return savings_panel(study.comparison, names) if names else None


@picture("payers", "Who saves what in a year, by payer")
def payers(study: StudyResult) -> Drawn | None:
    from portsim.report.charts.payers import payers_chart

    return payers_chart(study.payers, first=ALL_MEASURES) if len(study.payers) else None


@picture("claims", "Reported and simulated, claim by claim")
def claims(study: StudyResult) -> Drawn | None:
    from portsim.report.charts.claims import claims_chart

    return claims_chart(study.audit) if len(study.audit) else None


@picture("validation", "The model against published figures that no input came from")
def validation(study: StudyResult) -> Drawn | None:
    from portsim.report.charts.validation import validation_chart

    return validation_chart(study.validation) if len(study.validation) else None


@picture("truck_turn_time", "Truck turn time before and after")
def truck_turn_time(study: StudyResult) -> Drawn | None:
    return _distribution(study, "truck_turn_time")


@picture("truck_visit_time", "Truck visit time, gate queue included, before and after")
def truck_visit_time(study: StudyResult) -> Drawn | None:
    return _distribution(study, "truck_visit_time")


@picture("exam_lead_time", "Exam lead time of export boxes before and after")
def exam_lead_time(study: StudyResult) -> Drawn | None:
    return _distribution(study, "exam_lead_time")


@picture("stages_export_exam", "Export boxes called for exam: time by stage until release")
def stages_export_exam(study: StudyResult) -> Drawn | None:
    return _stages(until(study.stages, "to release"), "export", "red channel")


@picture("stages_lcl", "LCL boxes: time by stage")
def stages_lcl(study: StudyResult) -> Drawn | None:
    return _stages(study.stages, "lcl_box", "green channel")


@picture("hours_gate", "The gate by hour of day")
def hours_gate(study: StudyResult) -> Drawn | None:
    return _hours(study, "gate_in")


@picture("hours_exam_bay", "The exam bays by hour of day")
def hours_exam_bay(study: StudyResult) -> Drawn | None:
    return _hours(study, "exam_bay")


@picture("other_times", "Times of a plug-in before and after")
def other_times(study: StudyResult) -> Iterator[Drawing]:
    """The spread of every other KPI that is declared with `spread`."""
    own = {"truck_turn_time", "truck_visit_time", "exam_lead_time", "lcl_pickup_time"}
    for kpi in dict.fromkeys(study.spread["kpi"]):
        drawn = None if kpi in own else _distribution(study, kpi)
        if drawn is not None:
            yield Drawing(kpi, f"{label(kpi)} before and after", drawn)


@picture("other_hours", "The busiest place by hour of day")
def other_hours(study: StudyResult) -> Drawn | None:
    """In a port without the places above, the place with the longest queue."""
    hours = study.hours
    if hours.empty or set(hours["place"]) & {"gate_in", "exam_bay"}:
        return None
    return _hours(study, str(hours.groupby("place", sort=False)["queue"].mean().idxmax()))


@picture("backlog", "How many wait around an event")
def backlog(study: StudyResult) -> Iterator[Drawing]:
    """One picture for each alternative with an event, of the place with the longest queue."""
    from portsim.report.charts.backlog import backlog as drawn

    first: dict[str, Recovery] = {}
    for each in recoveries(study.events):
        first.setdefault(each.alternative, each)
    for name, each in first.items():
        caption = f"Waiting at {inline(each.place)}: {inline(name)}, {each.words}"
        yield Drawing(f"backlog_{name}", caption, drawn(study.backlog, each))


def shown(comparison: pd.DataFrame) -> list[str]:
    """KPIs of the savings chart: the chosen ones that were measured, then all others that a measure makes
    materially worse; where none of these exist, what measures aim at, and what they move most."""
    measured = comparison[comparison["n"] > 0]
    known = set(measured["kpi"])
    lost = comparison[(comparison["verdict"] == "worse") & material(comparison)]
    names = list(dict.fromkeys((*(kpi for kpi in PANEL if kpi in known), *lost["kpi"])))
    if not names:
        moved = largest_first(measured[measured["difference"] != 0])
        aims = measured[measured["aim"].astype(bool)]
        names = list(dict.fromkeys((*aims["kpi"], *moved["kpi"])))[: len(PANEL)]
    return names


def _distribution(study: StudyResult, kpi: str) -> Drawn | None:
    from portsim.report.charts.distribution import distribution_before_after

    known = study.spread["kpi"] == kpi
    return distribution_before_after(study.spread, kpi) if known.any() else None


def _stages(stages: pd.DataFrame, stream: str, channel: str) -> Drawn | None:
    from portsim.report.charts.procedure import time_procedure

    known = (stages["stream"] == stream) & (stages["channel"] == channel)
    return time_procedure(stages, stream, channel) if known.any() else None


def _hours(study: StudyResult, place: str) -> Drawn | None:
    from portsim.report.charts.hours import hours_of_day

    known = study.hours["place"] == place
    return hours_of_day(study.hours, place)[0] if known.any() else None
