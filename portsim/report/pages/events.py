"""What an event costs: its section of the report, and the sentences that the command line prints."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from portsim.base.language import known, later, t
from portsim.base.units import DAY, show_clock
from portsim.model.payers import ALL, TOTALS
from portsim.report.numbers import change, figures, interval
from portsim.report.parts import Cell, Figure, Point, Points, Section, Text, between, grid, number, strong
from portsim.report.rows import recoveries
from portsim.report.words import inline, label, sentences

if TYPE_CHECKING:
    import pandas as pd

HOWTO = later(
    "An event happens once in the run. Its cost is what the whole run costs minus what the same run costs "
    "without it, over all shipments that come before the end of the counted window. An affected shipment is "
    "5 minutes or more earlier or later at a step, or takes other steps. An alternative with an event has no "
    "yearly figures, but for the cost of a year where it is said how often the event happens."
)
COSTS = {
    "cost": later("once"),
    "cost_a_year": later("a year"),
    "cost_per_shipment": later("an affected shipment"),
}


def events_section(events: pd.DataFrame, figures_of: Sequence[Figure] = ()) -> list[Section]:
    """The section `What an event costs`; empty where no alternative holds an event."""
    if events.empty:
        return []
    return [
        Section(
            "events",
            t("What an event costs"),
            (
                Text(known(HOWTO)),
                Points(tuple(Point("", line) for line in event_sentences(events))),
                *figures_of,
                grid(
                    "event_costs",
                    t("Costs of an event by payer"),
                    (
                        t("Alternative"),
                        t("Payer"),
                        t("Cost"),
                        t("More than without the event"),
                        t("95 % CI"),
                        "n",
                    ),
                    _costs(events),
                    range(3, 6),
                ),
                Section(
                    "recoveries",
                    t("When queues are back to normal"),
                    (
                        grid(
                            "recoveries",
                            t("How long after the event a queue is as it would be without it"),
                            (t("Alternative"), t("Place"), t("After the event")),
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


def _at_least(amount: str) -> str:
    return t("at least {amount}", amount=amount)


def _costs(events: pd.DataFrame) -> Iterator[tuple[str | Cell, ...]]:
    for row in events[events["figure"].isin(list(COSTS))].to_dict("records"):
        payer, unit, mean = str(row["of"]), str(row["unit"]), float(row["mean"])
        yield (
            label(str(row["alternative"])),
            strong(label(payer)) if payer in TOTALS else label(payer),
            known(COSTS[str(row["figure"])]),
            Cell(_at_least(change(mean, unit)) if row["not_back"] else change(mean, unit), mean),
            between(float(row["low"]), float(row["high"]), unit, signed=True),
            number(float(row["n"])),
        )


def event_sentences(events: pd.DataFrame) -> list[str]:
    """What each event costs, and where it takes longest to recover from it, in words."""
    return [
        sentences(_sentences(str(alternative), own))
        for alternative, own in events.groupby("alternative", sort=False)
    ]


def _sentences(alternative: str, own: pd.DataFrame) -> Iterator[str]:
    first = own.iloc[0]
    affected = own[own["figure"] == "affected"].iloc[0]
    lasts = t("{low} to {high}", low=_moment(first["begin"]), high=_moment(first["end"]))
    yield (
        t(
            "{alternative}: {event}, {lasts}, affects {mean} shipments.",
            alternative=label(alternative),
            event=inline(str(first["event"])),
            lasts=lasts,
            mean=figures(float(affected["mean"])),
        )
    )
    said = {str(row["figure"]): row for _, row in own[own["of"] == ALL].iterrows()}
    if (cost := said.get("cost")) is not None:
        each = float(said["cost_per_shipment"]["mean"])
        if math.isnan(each):  # in no replication is one affected
            yield t("It costs {cost} once.", cost=_with_ci(cost))
        else:
            one = figures(each, "yuan")
            yield t("It costs {cost} once, {each} an affected shipment.", cost=_with_ci(cost), each=one)
        if cost["not_back"]:
            yield (
                t(
                    "In {not_back} of {n} replications the run ends with shipments that the event holds up: "
                    "let it run out for longer.",
                    not_back=cost["not_back"],
                    n=figures(float(cost["n"])),
                )
            )
        if (year := said.get("cost_a_year")) is not None:
            ends = interval(float(year["least"]), float(year["most"]), "yuan/y")
            yield t(
                "At the stated frequency that is {year}; at the ends of its range {ends}.",
                year=_with_ci(year),
                ends=ends,
            )
        else:
            yield t("What a year costs is not said: per_year would say how often the event happens.")
        later = said["cost_after_the_window"]
        if later["low"] > 0:
            yield t(
                "Shipments that come after the window cost {later} more: choose more days.",
                later=_with_ci(later),
            )
    if (longest := next(recoveries(own), None)) is not None:
        yield t("The queue grows most at {place}, {words}.", place=inline(longest.place), words=longest.words)


def _with_ci(row: pd.Series) -> str:
    unit = str(row["unit"])
    if row["not_back"]:
        least = _at_least(figures(float(row["mean"]), unit))
        return t("{amount} (n = {n})", amount=least, n=figures(float(row["n"])))
    ci = interval(float(row["low"]), float(row["high"]), unit)
    return t(
        "{mean} (95 % CI {ci}, n = {n})",
        mean=figures(float(row["mean"]), unit),
        ci=ci,
        n=figures(float(row["n"])),
    )


def _moment(minute: float) -> str:
    return t("day {day} {clock}", day=int(minute // DAY), clock=show_clock(minute % DAY))
