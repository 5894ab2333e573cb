"""What an event costs: its section of the report, and the sentences that the command line prints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from portsim.base.units import DAY, show_clock
from portsim.report.numbers import change, figures, interval
from portsim.report.parts import Cell, Figure, Point, Points, Section, Text, between, grid, number, strong
from portsim.report.rows import recoveries
from portsim.report.words import inline, label

if TYPE_CHECKING:
    import pandas as pd

TOTAL = "all_payers"
TOTALS = ("companies", TOTAL)
AT_LEAST = "at least "
COSTS = {"cost": "once", "cost_a_year": "a year", "cost_per_shipment": "an affected shipment"}


def events_section(events: pd.DataFrame, figures_of: Sequence[Figure] = ()) -> list[Section]:
    """The section `What an event costs`; empty where no alternative holds an event."""
    if events.empty:
        return []
    return [
        Section(
            "events",
            "What an event costs",
            (
                Text(
                    "An event happens once in the run. Its cost is what the whole run costs minus what the "
                    "same run costs without it, over all shipments that come before the end of the counted "
                    "window. An affected shipment is 5 minutes or more earlier or later at a step, or takes "
                    "other steps. An alternative with an event has no yearly figures, but for the cost of a "
                    "year where it is said how often the event happens."
                ),
                Points(tuple(Point("", line) for line in event_sentences(events))),
                *figures_of,
                grid(
                    "event_costs",
                    "Costs of an event by payer",
                    ("Alternative", "Payer", "Cost", "More than without the event", "95 % CI", "n"),
                    _costs(events),
                    range(3, 6),
                ),
                Section(
                    "recoveries",
                    "When queues are back to normal",
                    (
                        grid(
                            "recoveries",
                            "How long after the event a queue is as it would be without it",
                            ("Alternative", "Place", "After the event"),
                            [
                                (label(each.alternative), label(each.place), Cell(each.words, each.hours))
                                for each in recoveries(events)
                            ],
                        ),
                    ),
                ),
            ),
            "Events",
        )
    ]


def _costs(events: pd.DataFrame) -> Iterator[tuple[str | Cell, ...]]:
    for row in events[events["figure"].isin(list(COSTS))].to_dict("records"):
        payer, unit, mean = str(row["of"]), str(row["unit"]), float(row["mean"])
        yield (
            label(str(row["alternative"])),
            strong(label(payer)) if payer in TOTALS else label(payer),
            COSTS[str(row["figure"])],
            Cell(f"{AT_LEAST if row['not_back'] else ''}{change(mean, unit)}", mean),
            between(float(row["low"]), float(row["high"]), unit, signed=True),
            number(float(row["n"])),
        )


def event_sentences(events: pd.DataFrame) -> list[str]:
    """What each event costs, and where it takes longest to recover from it, in words."""
    return [
        " ".join(_sentences(str(alternative), own))
        for alternative, own in events.groupby("alternative", sort=False)
    ]


def _sentences(alternative: str, own: pd.DataFrame) -> Iterator[str]:
    first = own.iloc[0]
    affected = own[own["figure"] == "affected"].iloc[0]
    lasts = f"{_moment(first['begin'])} to {_moment(first['end'])}"
    yield (
        f"{label(alternative)}: {inline(str(first['event']))}, {lasts}, affects "
        f"{figures(float(affected['mean']))} shipments."
    )
    said = {str(row["figure"]): row for _, row in own[own["of"] == TOTAL].iterrows()}
    if (cost := said.get("cost")) is not None:
        each = figures(float(said["cost_per_shipment"]["mean"]), "yuan")
        yield f"It costs {_with_ci(cost)} once, {each} an affected shipment."
        if cost["not_back"]:
            yield (
                f"In {cost['not_back']} of {figures(float(cost['n']))} replications the run ends with "
                "shipments that the event holds up: let it run out for longer."
            )
        if (year := said.get("cost_a_year")) is not None:
            ends = interval(float(year["least"]), float(year["most"]), "yuan/y")
            yield f"At the stated frequency that is {_with_ci(year)}; at the ends of its range {ends}."
        else:
            yield "What a year costs is not said: per_year would say how often the event happens."
        later = said["cost_after_the_window"]
        if later["low"] > 0:
            yield f"Shipments that come after the window cost {_with_ci(later)} more: choose more days."
    if (longest := next(recoveries(own), None)) is not None:
        yield f"The queue grows most at {inline(longest.place)}, {longest.words}."


def _with_ci(row: pd.Series) -> str:
    unit = str(row["unit"])
    if row["not_back"]:
        return f"{AT_LEAST}{figures(float(row['mean']), unit)} (n = {figures(float(row['n']))})"
    ci = interval(float(row["low"]), float(row["high"]), unit)
    return f"{figures(float(row['mean']), unit)} (95 % CI {ci}, n = {figures(float(row['n']))})"


def _moment(minute: float) -> str:
    return f"day {int(minute // DAY)} {show_clock(minute % DAY)}"
