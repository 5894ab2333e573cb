"""What a log says of steps: times, in the mean over the rows that come to each, and who goes which way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from portsim.base.arrays import Bools, Floats
from portsim.model.journey import journey
from portsim.model.random_time import Moments
from portsim.model.step import Group
from portsim.model.world import World
from portsim.scenario.logs.log import Log, read_log
from portsim.scenario.logs.readable import readable


class Mean(NamedTuple):
    """Mean and mean square of the filled cells of a time, and the share of rows whose cell is filled."""

    average: float
    square: float
    filled: float

    def time(self, stated: Moments) -> Moments:
        """The time of all rows; where cells are blank as stated."""
        average = self.filled * self.average + (1 - self.filled) * stated.average
        square = self.filled * self.square + (1 - self.filled) * (stated.variance + stated.average**2)
        return Moments(average, max(0.0, square - average**2))


class Measured(NamedTuple):
    """What a log has of times, each over the rows that can come to its step, and of chances and traits: 0 or
    1 for each row, NaN where that is drawn, shape (n,); both by the names of columns."""

    times: Mapping[str, Mean]
    answers: Mapping[str, Floats]


def measured_of(world: World, stream: str) -> Measured:
    """What the log of a stream has of its steps; nothing without a log.

    Raises ConfigError: its log cannot be read.
    """
    demand = world.port.demand[stream]
    if demand.log is None:
        return Measured({}, {})
    kinds = readable(world.streams, stream)
    log = read_log(demand.log, world.port, stream, kinds)
    comes, times = coming(world, stream, log), {}
    for name in (name for name in log.columns if kinds[name] == "time"):
        there = log.columns[name][comes[name]]
        known = there[~np.isnan(there)]
        if len(known):
            times[name] = Mean(float(known.mean()), float((known**2).mean()), len(known) / len(there))
    return Measured(times, {name: log.columns[name] for name in log.columns if kinds[name] == "flag"})


def coming(world: World, stream: str, log: Log) -> Mapping[str, Bools]:
    """Which rows of the log of a stream can come to each step, by the names of their columns, shape (n,): all
    but those whose traits and chances, as far as the log has them, lead past it."""
    passages = journey(world.port.demand[stream].flows, world.flows)
    steps = {each.key: each.step for each in passages}
    found: dict[str, Bools] = {}
    for each in passages:
        rows = np.ones(len(log.arrival), dtype=np.bool_)
        for fork, number in each.forks:

            def share(group: Group, name: str, fork: tuple[str, str] = fork) -> float:
                column = log.columns.get(".".join(fork) if group == "chances" else name)
                return 0.5 if column is None else np.nan_to_num(column, nan=0.5)  # type: ignore[return-value]  # row by row

            rows &= np.broadcast_to(np.asarray(steps[fork].shares(share)[number]) > 0, rows.shape)
        name = ".".join(each.key)
        found[name] = rows | found[name] if name in found else rows
    return found
