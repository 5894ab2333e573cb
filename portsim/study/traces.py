"""Streams that come from a log: what is said of them before a run, and whether replications are copies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING

import numpy as np

from portsim.base.notes import note
from portsim.scenario.holidays import names_dates
from portsim.scenario.logs.facts import LogFacts, is_repeated, log_facts, log_warnings
from portsim.scenario.logs.log import Log
from portsim.scenario.logs.readable import reading_of
from portsim.scenario.logs.volume import Window, log_blamed, traced
from portsim.scenario.rounded import tell_of_rounding
from portsim.scenario.scenario import Scenario

if TYPE_CHECKING:
    from portsim.workload.build import Workload


def logs_of(scenario: Scenario) -> list[LogFacts]:
    """What each log of a scenario brings into its runs.

    Raises ConfigError: a log that cannot be read, or without an arrival before the runs end.
    """
    facts = []
    streams = [scenario.world(name).streams for name in scenario.alternatives]
    for each in traced(scenario.baseline.port, Window.of(scenario.study)):
        with log_blamed(scenario.document, each.stream):
            facts.append(log_facts(each, reading_of(each.demand.log or "", streams, each.stream)))
    return facts


def repeated(scenario: Scenario) -> tuple[str, ...]:
    """The streams that have the same arrivals in every replication."""
    port = scenario.baseline.port
    return tuple(name for name in port.demand if is_repeated(port, name))


def tell_of_logs(scenario: Scenario) -> None:
    """Give a note for rows that stand twice in a log, and for counted time in which it has none.

    Raises ConfigError: a log that cannot be read, or without an arrival before the runs end.
    """
    logs_of(scenario)
    port, window = scenario.baseline.port, Window.of(scenario.study)
    own = {
        each.stream: each.log
        for each in traced(port, window)
        if each.resample is None and each.carriers is None
    }
    for text in (*log_warnings(port, window), *other_days(scenario, own)):
        note(text)


def other_days(scenario: Scenario, logs: Mapping[str, Log]) -> Iterator[str]:
    """Which logs have another date as day 1 than the calendars, whose holidays then fall on other days."""
    start = scenario.study.start
    if start is None or not names_dates(scenario.document):
        return
    for name, log in logs.items():
        if log.clock is not None and (monday := log.clock.monday.date()) != start:
            yield (
                f"demand.{name}.log: day 1 of the log is {monday}, and study.start is {start}: holidays "
                f"fall on other days than in the log; set study.start to {monday}, or start in its map"
            )


def prepared(scenario: Scenario, alternatives: Sequence[str]) -> Scenario:
    """The scenario with the replications that its logs allow, and notes on these logs and on what is rounded.

    Where nothing is left to chance all replications would be copies of one trace: then there is one.

    Raises ConfigError: a log that cannot be read, or without an arrival before the runs end.
    """
    tell_of_logs(scenario)
    tell_of_rounding(scenario, alternatives)
    streams, total = repeated(scenario), scenario.study.replications
    if not streams or total == 1:
        return scenario
    if is_one_trace(scenario, alternatives):
        note(
            f"one trace: all arrivals, answers and times come from logs or are fixed, so that {total} "
            "replications would be copies; it is run once, without CI. For a CI over days add to the log "
            "resample: {method: stationary, block: 1 day}"
        )
        return scenario.with_study(replications=1)
    note(
        f"{', '.join(streams)}: the same arrivals of a log in every replication, so a CI tells of what is "
        "drawn beside them and not of other days. For a CI over days add to the log "
        "resample: {method: stationary, block: 1 day}"
    )
    return scenario


def is_one_trace(scenario: Scenario, alternatives: Iterable[str]) -> bool:
    """Whether all replications of the alternatives have the same workload: shipments, durations, servers."""
    from portsim.workload.build import build

    study = scenario.study

    def workload(alternative: str, number: int) -> Workload:
        return build(scenario.world(alternative), study.horizon, study.seed, number)

    return all(
        _same(first, workload(alternative, number))
        for alternative in alternatives
        for first in (workload(alternative, 0),)
        for number in range(1, study.replications)
    )


def _same(one: object, other: object) -> bool:
    """Whether two workloads, or two parts of them, are equal; never (NaN) equals never."""
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        return np.array_equal(one, other, equal_nan=one.dtype.kind == "f")
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(_same, one, other))
    if is_dataclass(one) and type(one) is type(other):
        return all(_same(getattr(one, f.name), getattr(other, f.name)) for f in fields(one))
    return one == other
