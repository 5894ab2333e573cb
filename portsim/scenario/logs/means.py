"""What a log measures of the steps of its stream, in the mean over its rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from portsim.model.random_time import Moments
from portsim.model.world import World
from portsim.scenario.logs.log import read_log
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
    """The means of the times, chances and traits that the log of a stream has, by the names of its columns;
    none without a log.

    Raises ConfigError: its log cannot be read.
    """
    demand = world.port.demand[stream]
    if demand.log is None:
        return {}
    kinds = readable(world.streams, stream)
    log = read_log(demand.log, world.port, stream, kinds)
    found = {}
    for name, column in log.columns.items():
        known = column[~np.isnan(column)]
        if kinds[name] in ("time", "flag") and len(known):
            square = float((known**2).mean())
            found[name] = Mean(float(known.mean()), square, len(known) / len(column))
    return found
