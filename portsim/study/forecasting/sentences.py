"""What a forecast says in plain sentences, the most important first."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from portsim.base.language import counted, named, t
from portsim.base.spoken import joined, quantity
from portsim.base.units import HOUR, say_minutes
from portsim.model.demand import Arrivals
from portsim.scenario.alternatives import BASELINE
from portsim.scenario.logs.log import Log, file_name
from portsim.scenario.scenario import Scenario
from portsim.study.forecasting.bands import covered
from portsim.study.forecasting.moment import Moment

if TYPE_CHECKING:
    import pandas as pd

    from portsim.study.forecasting.state import State

MOST = 3  # places that are spoken of
MOST_STREAMS = 6
MOST_STEPS = 6
LEAST = 0.5  # shipments that wait, on the mean of an hour: less is no queue
ENOUGH = 19  # days alike, of which a further one lies between the least and the most in 90 of 100 cases


def sentences(
    scenario: Scenario,
    moment: Moment,
    alike: int,
    queues: pd.DataFrame,
    arrivals: pd.DataFrame,
    logs: Mapping[str, Log],
    state: State | None = None,
) -> tuple[str, ...]:
    """Of a list how many stand where; where most wait and when, in each alternative; whether the log's own
    arrivals after the forecast began lie in the band; what it rests on."""
    found = [] if state is None else [*_listed(state, moment, queues)]
    found += [
        *sentences_of_queues(queues),
        *_inside(arrivals, moment),
        *(silent(logs, moment) if state is None else ()),
        *_held(arrivals, alike, scenario.study.replications),
    ]
    if logs:
        found += _rests_on(scenario, moment, alike, list(logs), listed=state is not None)
    without = [
        name
        for name, demand in scenario.baseline.port.demand.items()
        if isinstance(demand, Arrivals) and demand.log is None and not (state and demand.there_before)
    ]
    if without and state is not None:
        found.append(
            t(
                "No log says who comes of {streams}: from now on they are drawn by the scenario's demand.",
                streams=joined(map(named, without)),
            )
        )
    elif without:
        found.append(
            t(
                "No log says who comes of {streams}: what is in the port of them is drawn, and not yours.",
                streams=joined(map(named, without)),
            )
        )
    return tuple(found)


def worst(queues: pd.DataFrame) -> pd.DataFrame:
    """Of each place and terminal of the baseline the hour to come in which most wait (the median, of equal
    ones the 95 % quantile), most first; those without a queue in any hour are left out."""
    own = queues[(queues["alternative"] == BASELINE) & (queues["hour"] > 0) & (queues["high"] >= LEAST)]
    ranked = own.sort_values(["median", "high"], ascending=False, kind="stable")
    return ranked.drop_duplicates(["place", "terminal"])


def where(place: str, terminal: str, queues: pd.DataFrame) -> str:
    """A place, and its terminal where there are several."""
    return (
        named(place) if queues["terminal"].nunique() == 1 else t(", ").join([named(place), named(terminal)])
    )


def sentences_of_queues(queues: pd.DataFrame) -> Iterator[str]:
    """Where most wait and when, and how many in the other alternatives."""
    peaks = worst(queues)
    if peaks.empty:
        yield t("Nowhere does a queue of {n} or more form in 95 of 100 runs.", n=LEAST)
    for row in peaks.head(MOST).to_dict("records"):
        values = {key: number(row[key]) for key in ("median", "low", "high")}
        values |= {"where": where(row["place"], row["terminal"], queues), "begins": short(row["begins"])}
        if values["median"] == "0":
            yield t(
                "{where}: no queue in most runs; in 5 of 100 it is {high} or more on the mean of an hour, "
                "that from {begins}.",
                **values,
            )
        else:
            yield t(
                "{where}: a queue of {median} on the mean of the hour from {begins}, the longest to come "
                "({low} to {high} in 90 of 100 runs).",
                **values,
            )
        yield from _instead(queues, row)


def _instead(queues: pd.DataFrame, row: Mapping[Hashable, Any]) -> Iterator[str]:
    """How many wait there at that time in the other alternatives."""
    same = (queues["place"] == row["place"]) & (queues["terminal"] == row["terminal"])
    for other in queues[same & (queues["hour"] == row["hour"])].to_dict("records"):
        if other["alternative"] != BASELINE:
            yield t(
                "With {alternative} it is {median} there ({low} to {high}).",
                alternative=named(other["alternative"]),
                **{key: number(other[key]) for key in ("median", "low", "high")},
            )


def short(begins: str) -> str:
    """The day of the week and the time of a moment, without its date."""
    return begins.partition(",")[0]


def _inside(arrivals: pd.DataFrame, moment: Moment) -> Iterator[str]:
    """How many are in the port as the forecast begins, of the streams with the most."""
    own = arrivals[(arrivals["alternative"] == BASELINE) & (arrivals["hour"] == 0)]
    own = own.sort_values("inside_median", ascending=False, kind="stable")
    there = own[own["inside_high"] > 0].head(MOST_STREAMS)
    yield t(
        "In the port at {now}: {streams}.",
        now=moment.words(),
        streams=joined(
            t(
                "{stream} {median} ({low} to {high})",
                stream=named(row["stream"]),
                **{key: number(row[f"inside_{key}"]) for key in ("median", "low", "high")},
            )
            for row in (there if len(there) else own.head(1)).to_dict("records")
        ),
    )


def silent(logs: Mapping[str, Log], moment: Moment) -> Iterator[str]:
    """The logs that end longer before the forecast begins than they are silent at any other time."""
    for name, log in logs.items():
        since = moment.minute - float(log.arrival[-1])
        if since > max(HOUR, float(np.diff(log.arrival).max(initial=0.0))):
            yield t(
                "The log of {stream} ends at {last}, {since} earlier, and has no other gap as long: nobody "
                "is taken to have come since. Bring it up to now.",
                stream=named(name),
                last=moment.words(float(log.arrival[-1])),
                since=quantity(say_minutes(since)),
            )


def number(value: float) -> str:
    """A number of shipments to three figures, but none behind hundredths, from a hundred on a whole one."""
    return f"{round(float(f'{value:.3g}'), 2):g}" if value < 100 else f"{value:,.0f}"


def _held(arrivals: pd.DataFrame, alike: int, runs: int) -> Iterator[str]:
    """How often the rows of the log after the forecast began lie in the band of arrivals."""
    own = arrivals[(arrivals["alternative"] == BASELINE) & (arrivals["hour"] > 0) & arrivals["seen"].notna()]
    if len(own):
        inside = ((own["seen"] >= own["low"]) & (own["seen"] <= own["high"])).sum()
        yield t(
            "The logs go on: their arrivals lie in the band in {inside} of {n} hours of a stream "
            "(meant: some {share:.0f} of 100).",
            inside=int(inside),
            n=len(own),
            share=100 * covered(alike, runs),
        )


def _listed(state: State, moment: Moment, queues: pd.DataFrame) -> Iterator[str]:
    """How many stand where by the list, at most steps named, how many of them for too long, and where fewer
    wait than the list has."""
    most = sorted(state.steps.items(), key=lambda each: -each[1])
    said = [
        t("{n:,} of {stream} at {step}", n=there, stream=named(stream), step=named(step))
        for (stream, step), there in most[:MOST_STEPS]
    ]
    if (others := sum(there for _, there in most[MOST_STEPS:])) > 0:
        said.append(t("{n:,} at other steps", n=others))
    yield counted(
        state.total,
        "By {file} {n:,} stands in the port at {now}: {where}.",
        "By {file} {n:,} stand in the port at {now}: {where}.",
        file=Path(state.path).name,
        now=moment.words(),
        where=joined(said),
    )
    if state.longer.than_can_be:
        yield counted(
            state.longer.than_can_be,
            "{n:,} of {total:,} is in service or on the way for longer than its step can take; it ends at "
            "once. Look at 'since', or at the time of the task.",
            "{n:,} of {total:,} are in service or on the way for longer than their step can take; they end "
            "at once. Look at 'since', or at the time of the task.",
            total=state.total,
        )
    if state.longer.than_nearly_all:
        yield counted(
            state.longer.than_nearly_all,
            "{n:,} of {total:,} is in service or on the way for longer than all but one in a million would "
            "be; what it still takes is drawn as for one that has lasted so long. Look at 'since'.",
            "{n:,} of {total:,} are in service or on the way for longer than all but one in a million would "
            "be; what they still take is drawn as for those that have lasted so long. Look at 'since'.",
            total=state.total,
        )
    yield from _begun(state, queues)


def _begun(state: State, queues: pd.DataFrame) -> Iterator[str]:
    """Of which queues of the list some are served at once."""
    now = queues[(queues["alternative"] == BASELINE) & (queues["hour"] == 0)]
    left = now.set_index(["place", "terminal"])["median"].to_dict()
    for (place, terminal), there in state.queues.items():
        begun = there - round(left.get((place, terminal), there))
        if begun > 0:
            yield counted(
                begun,
                "{where}: a queue of {there:,} by the list, of which 1 is served at once, as a server is "
                "free: {left:,} now.",
                "{where}: a queue of {there:,} by the list, of which {n:,} are served at once, as servers "
                "are free: {left:,} now.",
                where=where(place, terminal, queues),
                there=there,
                left=there - begun,
            )


def _rests_on(
    scenario: Scenario, moment: Moment, alike: int, logs: Sequence[str], *, listed: bool
) -> Iterator[str]:
    demand = scenario.baseline.port.demand
    files = joined(t(": ").join([named(name), file_name(demand[name].log or "")]) for name in logs)
    if listed:
        yield t(
            "From {now} on shipments come as on a day of the logs before ({logs}), drawn anew for each run "
            "among {alike} that are alike: Monday to Friday, or the weekend.",
            now=moment.words(),
            logs=files,
            alike=alike,
        )
    else:
        yield t(
            "Up to {now} shipments come as the logs say ({logs}). Later ones come as on a day before, drawn "
            "anew for each run among {alike} that are alike: Monday to Friday, or the weekend.",
            now=moment.words(),
            logs=files,
            alike=alike,
        )
    if alike < ENOUGH:
        yield t(
            "{alike} days alike are few: of 100 coming days those of some {share:.0f} lie in the band.",
            alike=alike,
            share=100 * covered(alike, scenario.study.replications),
        )
