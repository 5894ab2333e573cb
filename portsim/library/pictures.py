"""The pictures of every study. What exists is drawn; what a port does not have is left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from portsim.base.language import t
from portsim.report.held import held_rows
from portsim.report.picture import Drawing, picture
from portsim.report.rows import Recovery, recoveries, validated
from portsim.report.stage_rows import until
from portsim.report.validated import model_against
from portsim.report.words import inline, label
from portsim.study.question import StudyResult

if TYPE_CHECKING:
    import pandas as pd


@picture("savings", "What each measure changes in what it aims at", "measures")
def savings(study: StudyResult) -> Iterator[Drawing]:
    from portsim.report.answer.measures import answers
    from portsim.report.charts.forest import forest, forest_rows

    rows = forest_rows(study.table("comparison"))
    if len(rows):
        caption = "What each measure changes in what it aims at, and what it makes worse by what matters"
        order = [
            row.alternative
            for row in answers(
                study.table("comparison"), study.table("payers"), study.table("audit"), study.claims
            )
        ]
        yield Drawing("savings", caption, forest(study.table("comparison"), order), data=rows)


@picture("payers", "Who saves what in a year, by payer", "money")
def payers(study: StudyResult) -> Iterator[Drawing]:
    from portsim.report.charts.payers import payers_chart
    from portsim.report.payers import least

    if len(study.table("payers")):
        note = t(
            "A payer who saves or pays less than {least} yuan a year more has no row.",
            least=f"{least():,.0f}",
        )
        drawn = payers_chart(study.table("payers"))
        yield Drawing("payers", "Who saves what in a year, by payer", drawn, note, study.table("payers"))


@picture("claims", "Reported and simulated, claim by claim", "audit")
def claims(study: StudyResult) -> Iterator[Drawing]:
    from portsim.report.charts.claims import claims_chart

    if len(study.table("audit")):
        primary = study.table("audit")[study.table("audit")["primary"].astype(bool)]
        caption = "Reported and simulated, claim by claim, by its primary reading"
        yield Drawing("claims", caption, claims_chart(primary), data=primary)


@picture("validation", "The model against published figures that no input came from", "validation")
def validation(study: StudyResult) -> Iterator[Drawing]:
    from portsim.report.charts.validation import validation_chart

    if len(study.table("validation")):
        table = study.table("validation")
        caption = model_against(list(validated(table)))
        yield Drawing("validation", caption, validation_chart(table), data=table)


@picture("observed", "Observed beside simulated", "observed")
def observed(study: StudyResult) -> Iterator[Drawing]:
    """One picture for each time that users measured, of all terminals and weeks."""
    from portsim.report.charts.held import held_pictures

    for each in held_pictures(
        held_rows(study), study.table("observed_curves"), study.table("observed_hours")
    ):
        yield Drawing(each.name, each.caption, each.draw(), data=each.curves)


@picture("truck_turn_time", "Truck turn time before and after", "times")
def truck_turn_time(study: StudyResult) -> Iterator[Drawing]:
    return _distribution(study, "truck_turn_time", "truck_turn_time", "Truck turn time before and after")


@picture("truck_visit_time", "Truck visit time, gate queue included, before and after", "times")
def truck_visit_time(study: StudyResult) -> Iterator[Drawing]:
    return _distribution(
        study,
        "truck_visit_time",
        "truck_visit_time",
        "Truck visit time, gate queue included, before and after",
    )


@picture("exam_lead_time", "Exam lead time of export boxes before and after", "times")
def exam_lead_time(study: StudyResult) -> Iterator[Drawing]:
    return _distribution(
        study, "exam_lead_time", "exam_lead_time", "Exam lead time of export boxes before and after"
    )


@picture("stages_export_exam", "Export boxes called for exam: time by stage until release", "stages")
def stages_export_exam(study: StudyResult) -> Iterator[Drawing]:
    return _stages(
        until(study.table("stages"), "to release"),
        "export",
        "red channel",
        "stages_export_exam",
        "Export boxes called for exam: time by stage until release",
    )


@picture("stages_lcl", "LCL boxes: time by stage", "stages")
def stages_lcl(study: StudyResult) -> Iterator[Drawing]:
    return _stages(
        study.table("stages"), "lcl_box", "green channel", "stages_lcl", "LCL boxes: time by stage"
    )


@picture("hours_gate", "The gate by hour of day", "hours")
def hours_gate(study: StudyResult) -> Iterator[Drawing]:
    return _hours(study, "gate_in", "hours_gate", "The gate by hour of day")


@picture("hours_exam_bay", "The exam bays by hour of day", "hours")
def hours_exam_bay(study: StudyResult) -> Iterator[Drawing]:
    return _hours(study, "exam_bay", "hours_exam_bay", "The exam bays by hour of day")


@picture("other_times", "Times of a plug-in before and after", "times")
def other_times(study: StudyResult) -> Iterator[Drawing]:
    """The spread of every other KPI that is declared with `spread`."""
    own = {"truck_turn_time", "truck_visit_time", "exam_lead_time", "lcl_pickup_time"}
    for kpi in dict.fromkeys(study.table("spread")["kpi"]):
        if kpi not in own:
            yield from _distribution(study, kpi, kpi, f"{label(kpi)} before and after")


@picture("other_hours", "The busiest place by hour of day", "hours")
def other_hours(study: StudyResult) -> Iterator[Drawing]:
    """In a port without the places above, the place with the longest queue."""
    hours = study.table("hours")
    if len(hours) and not set(hours["place"]) & {"gate_in", "exam_bay"}:
        busiest = str(hours.groupby("place", sort=False)["queue"].mean().idxmax())
        yield from _hours(study, busiest, "other_hours", "The busiest place by hour of day")


@picture("backlog", "How many wait around an event", "events")
def backlog(study: StudyResult) -> Iterator[Drawing]:
    """One picture for each alternative with an event, of the place with the longest queue."""
    from portsim.report.charts.backlog import backlog as drawn

    first: dict[str, Recovery] = {}
    for each in recoveries(study.table("events")):
        first.setdefault(each.alternative, each)
    for name, each in first.items():
        place, words = inline(each.place), each.words
        caption = t("Waiting at {place}: {name}, {words}", place=place, name=inline(name), words=words)
        table = study.table("backlog")
        own = table[(table["alternative"] == name) & (table["place"] == each.place)]
        yield Drawing(f"backlog_{name}", caption, drawn(table, each), data=own)


def _distribution(study: StudyResult, kpi: str, name: str, caption: str) -> Iterator[Drawing]:
    from portsim.report.charts.distribution import distribution_before_after, drawn_data, not_drawn

    spread = study.table("spread")
    if (spread["kpi"] == kpi).any():
        drawn = distribution_before_after(spread, kpi)
        yield Drawing(name, caption, drawn, not_drawn(spread, kpi), drawn_data(spread, kpi))


def _stages(stages: pd.DataFrame, stream: str, channel: str, name: str, caption: str) -> Iterator[Drawing]:
    from portsim.report.charts.procedure import drawn_data, not_drawn, time_procedure

    own = (stages["stream"] == stream) & (stages["channel"] == channel) & (stages["terminal"] == "all")
    if own.any():
        drawn = time_procedure(stages, stream, channel)
        yield Drawing(
            name, caption, drawn, not_drawn(stages, stream, channel), drawn_data(stages, stream, channel)
        )


def _hours(study: StudyResult, place: str, name: str, caption: str) -> Iterator[Drawing]:
    from portsim.report.charts.hours import drawn_data, hours_of_day, not_drawn

    hours = study.table("hours")
    if (hours["place"] == place).any():
        drawn = hours_of_day(hours, place)[0]
        yield Drawing(name, caption, drawn, not_drawn(hours, place), drawn_data(hours, place))
