"""Time-release stages: from milestone to milestone, by stream, channel and terminal.

Milestones and the form of the table follow the WCO Guide to Measure the Time Required for the Release of
Goods (Time Release Study), version 3, 2018: arrival, discharge, lodgement, selectivity, documentary check,
exam, release, gate-in, loaded, gate-out. The stages of a shipment add up to its total time, and so do the
means of a group.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

import numpy as np

from portsim.base.arrays import Bools, Floats, Ints, ShortFloats, SmallInts, mean_of, quantiles_of, share_of
from portsim.base.borders import within
from portsim.kpis.channel import Channel, channels_in, members
from portsim.kpis.milestones import milestones_in_order
from portsim.kpis.pooled import points_of
from portsim.kpis.split import split
from portsim.model.target import Target
from portsim.model.world import World
from portsim.records.records import Records
from portsim.records.shipments import Shipments

RowKind = Literal["stage", "under way", "whole"]
UNDER_WAY = "still under way"
NONE = float("nan")
POINTS = 100  # that stand for the times of a row, of which a run has hundreds


@dataclass(frozen=True)
class Stage:
    """One row of one replication: a stage, what those under way have waited since, or a whole time.

    n: all counted shipments of the group; of a whole that begins later than the first milestone, those that
    have begun it and are through or still on their way. taken: how many of them took the stage.
    mean [min]: over all n, with 0 for those that skip the stage, and the time so far for those under way; the
    means of stages and of the row `still under way` add up to that of the whole way.
    mean_taken, median, p90, shortest, longest [min]: among those that took it; NaN if none did.
    unfinished: share of n that are under way to the end of the stage.
    target [min], within: of a whole that has a target, and the share of n that was there in time.
    points [min]: stand for the times of those that took it, shape (m,).
    """

    stream: str
    channel: str
    terminal: str
    stage: str
    order: int
    kind: RowKind
    n: int
    taken: int
    mean: float
    mean_taken: float
    median: float
    p90: float
    shortest: float
    longest: float
    unfinished: float
    target: float = NONE
    within: float = NONE
    points: ShortFloats = field(default_factory=lambda: _short(np.empty(0)))

    @property
    def key(self) -> tuple[str, str, str, str, int, RowKind]:
        return self.stream, self.channel, self.terminal, self.stage, self.order, self.kind


@dataclass(frozen=True)
class _Row:
    """A row for all shipments of a stream: arrays of shape (counted,), those in `of` belong to it, or all."""

    stage: str
    order: int
    kind: RowKind
    minutes: Floats
    taken: Bools
    unfinished: Bools
    of: Bools | None = None
    target: float = NONE

    def among(self, own: slice, stream: str, channel: str, terminal: str) -> Stage | None:
        """The row for the shipments of one group; None if it has none."""
        minutes, taken, unfinished = self.minutes[own], self.taken[own], self.unfinished[own]
        if self.of is not None:
            of = self.of[own]
            minutes, taken, unfinished = minutes[of], taken[of], unfinished[of]
        n = len(minutes)
        if n == 0:
            return None
        those = minutes.compress(taken)
        ordered = np.sort(those)
        in_time = NONE if np.isnan(self.target) else share_of(taken & within(minutes, self.target))
        return Stage(
            stream,
            channel,
            terminal,
            self.stage,
            self.order,
            self.kind,
            n,
            len(those),
            mean_of(minutes),
            mean_of(those) if len(those) else NONE,
            *_figures(ordered),
            share_of(unfinished),
            self.target,
            in_time,
            _short(points_of(ordered, POINTS)),
        )


def stages(records: Records, world: World) -> list[Stage]:
    """The stage table of one replication, shipments that arrived in the window.

    A stream without milestones of its own has no rows.
    """
    found: list[Stage] = []
    channels = channels_in(world)
    for stream, shipments in records.by_stream.items():
        names = milestones_in_order(world, stream)
        counted = np.flatnonzero(shipments.counted())
        if len(names) < 2 or not len(counted):
            continue
        channel = np.zeros(len(counted), dtype=np.int16)
        for number, inside in enumerate(members(shipments, channels).values()):
            channel[inside[counted]] = number
        one_terminal = len(world.port.terminals_of(world.port.demand[stream].mode)) == 1
        group = channel * np.int16(len(records.terminals)) + shipments.terminal[counted]
        order = np.argsort(group, kind="stable")  # those of one channel and terminal become neighbours
        targets = world.port.targets_of(stream)
        rows = list(_rows(records, shipments, names, counted[order], targets))
        for name, place, own in _neighbours(group[order], channels, records.terminals, one_terminal):
            made = (row.among(own, stream, name, place) for row in rows)
            found += [each for each in made if each is not None]
    return found


def _rows(
    records: Records,
    shipments: Shipments,
    names: tuple[str, ...],
    counted: Ints,
    targets: tuple[Target, ...],
) -> Iterator[_Row]:
    """The rows of a stream, its shipments in the order of `counted`: its stages, those under way, the whole
    way, and the times that have targets."""
    found = split(records, shipments, names, counted)
    if not found.minutes:
        return
    for number, (name, minutes) in enumerate(found.minutes.items(), start=1):
        yield _Row(f"to {name}", number, "stage", minutes, found.taken[name], found.ahead[name])
    after = len(found.minutes) + 1
    yield _Row(UNDER_WAY, after, "under way", found.rest, found.under_way, found.under_way)
    whole = f"{names[0]} to {[*found.minutes][-1]}"
    limits = {target.span: target for target in targets}
    own = limits.pop(whole, None)
    limit = NONE if own is None else own.within.value
    yield _Row(whole, after + 1, "whole", found.total, ~found.under_way, found.under_way, None, limit)
    for number, target in enumerate(limits.values(), start=after + 2):
        if not {target.first, target.last} <= shipments.milestones:
            continue
        begun, done = (shipments.stamp(name)[counted] for name in (target.first, target.last))
        there = np.isfinite(begun) & np.isfinite(done)
        waiting = np.isfinite(begun) & records.pending_stamp(shipments, target.last)[counted]
        minutes = np.where(there, done, records.horizon) - begun
        yield _Row(
            target.span, number, "whole", minutes, there, waiting, there | waiting, target.within.value
        )


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


def _figures(ordered: Floats) -> tuple[float, float, float, float]:
    """Median, P90, shortest and longest of times in ascending order [min]; NaN of nothing."""
    if not len(ordered):
        return NONE, NONE, NONE, NONE
    median, p90 = quantiles_of(ordered, 0.5, 0.9)
    return median, p90, float(ordered[0]), float(ordered[-1])


def _short(minutes: Floats) -> ShortFloats:
    """As durations are kept: seven digits."""
    return minutes.astype(np.float32)
