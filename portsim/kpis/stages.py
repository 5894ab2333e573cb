"""Time-release stages: from milestone to milestone, by stream, channel and terminal.

Milestones follow the WCO Time Release Study: arrival, discharge, lodgement, selectivity, documentary check,
exam called, at exam site, exam start and end, release, gate-in, loaded, gate-out. The stages of a shipment
add up to its total time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from portsim.base.arrays import Bools, Floats, SmallInts
from portsim.kpis.channel import Channel, channels_in, members
from portsim.kpis.milestones import milestones_in_order
from portsim.model.world import World
from portsim.records.records import Records
from portsim.records.shipments import Shipments


@dataclass(frozen=True)
class Stage:
    """Statistics of one stage in one replication [min]; `n` shipments passed it."""

    stream: str
    channel: str
    terminal: str
    stage: str
    order: int
    n: int
    mean: float
    median: float
    p90: float
    low: float
    high: float


def stage_times(shipments: Shipments, names: tuple[str, ...], chosen: Bools) -> dict[str, Floats]:
    """Stage name to its minutes per chosen shipment, NaN where the milestone was not passed, shape (chosen,).

    A stage begins at the latest milestone passed before it, and lasts 0 where it was already over by then, so
    the stages of a shipment add up to the time from its arrival to its latest milestone.
    """
    last = shipments.stamp(names[0])[chosen]
    out: dict[str, Floats] = {}
    for name in names[1:]:
        if name not in shipments.milestones:
            continue
        moment = shipments.stamp(name)[chosen]
        passed = np.isfinite(moment)
        out[name] = np.where(passed, np.maximum(moment - last, 0.0), np.nan)
        last = np.where(passed, np.maximum(moment, last), last)
    return out


def stages(records: Records, world: World) -> list[Stage]:
    """The stage table of one replication, shipments that arrived in the window."""
    found: list[Stage] = []
    channels = channels_in(world)
    for stream, shipments in records.by_stream.items():
        counted = shipments.counted()
        channel = np.zeros(int(counted.sum()), dtype=np.int16)
        for number, inside in enumerate(members(shipments, channels).values()):
            channel[inside[counted]] = number
        one_terminal = len(world.port.terminals_of(world.port.demand[stream].mode)) == 1
        group = channel * np.int16(len(records.terminals)) + shipments.terminal[counted]
        order = np.argsort(group, kind="stable")  # those of one channel and terminal become neighbours
        times = {
            name: minutes[order]
            for name, minutes in stage_times(shipments, milestones_in_order(world, stream), counted).items()
        }
        for name, place, own in _neighbours(group[order], channels, records.terminals, one_terminal):
            for number, (stage, minutes) in enumerate(times.items()):
                passed = minutes[own]
                passed = passed[np.isfinite(passed)]
                if len(passed):
                    found.append(_stage(stream, name, place, f"to {stage}", number, passed))
    return found


def _neighbours(
    groups: SmallInts, channels: tuple[Channel, ...], terminals: tuple[str, ...], one_terminal: bool
) -> Iterator[tuple[str, str, slice]]:
    """(channel, terminal, where they stand) of shipments that are sorted by both, all terminals first."""
    for number, channel in enumerate(each.name for each in channels):
        first = number * len(terminals)
        edges = np.searchsorted(groups, np.arange(first, first + len(terminals) + 1)).tolist()
        yield channel, "all", slice(edges[0], edges[-1])
        if not one_terminal:
            yield from (
                (channel, terminal, slice(*span))
                for terminal, span in zip(terminals, pairwise(edges), strict=True)
            )


def _stage(stream: str, channel: str, terminal: str, stage: str, order: int, minutes: Floats) -> Stage:
    median, p90 = np.quantile(minutes, (0.5, 0.9))
    mean, low, high = float(minutes.mean()), float(minutes.min()), float(minutes.max())
    n = len(minutes)
    return Stage(stream, channel, terminal, stage, order, n, mean, float(median), float(p90), low, high)
