"""What a log measures of the steps of its stream, in the mean over the rows that come to each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from portsim.base.arrays import Bools
from portsim.model.journey import journey
from portsim.model.random_time import Moments
from portsim.model.step import Group
from portsim.model.world import World
from portsim.scenario.logs.log import Log, read_log
from portsim.scenario.logs.readable import readable


class Mean(NamedTuple):
    """Mean and mean square of the filled cells of a column, and the share of rows whose cell is filled."""

    average: float
    square: float
    filled: float

    def share(self, stated: float) -> float:
        """The share of who goes a way; where cells are blank as stated."""
        return self.filled * self.average + (1 - self.filled) * stated

    def time(self, stated: Moments) -> Moments:
        """The time of all rows; where cells are blank as stated."""
        average = self.share(stated.average)
        square = self.filled * self.square + (1 - self.filled) * (stated.variance + stated.average**2)
        return Moments(average, max(0.0, square - average**2))


def measured_means(world: World, stream: str) -> Mapping[str, Mean]:
    """The means of the times, chances and traits that the log of a stream has, by the names of its columns,
    each over the rows that can come to it; none without a log.

    Raises ConfigError: its log cannot be read.
    """
    demand = world.port.demand[stream]
    if demand.log is None:
        return {}
    kinds = readable(world.streams, stream)
    log = read_log(demand.log, world.port, stream, kinds)
    comes, found = coming(world, stream, log), {}
    for name, column in log.columns.items():
        there = column[comes[name]] if name in comes else column
        known = there[~np.isnan(there)]
        if kinds[name] in ("time", "flag") and len(known):
            square = float((known**2).mean())
            found[name] = Mean(float(known.mean()), square, len(known) / len(there))
    return found


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
