"""Time-release stages: from milestone to milestone, by stream, channel and terminal.

Milestones follow the WCO Time Release Study: arrival, discharge, lodgement, selectivity, documentary check,
exam called, at exam site, exam start and end, release, gate-in, loaded, gate-out. The stages of a shipment
add up to its total time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from portsim.base.arrays import Bools, Floats, SmallInts
from portsim.model.steps import Owner, Signal, Start, Step, WaitUntil, walk
from portsim.model.world import World
from portsim.records.records import Records
from portsim.records.shipments import EDGES, Shipments

CHANNELS: Mapping[str, str] = {
    "red channel": "selected_for_exam",
    "yellow channel": "documents_checked",
    "green channel": "",
}  # each shipment is in the first whose trait it has


QUANTILES = np.round(np.arange(0.01, 1.0, 0.01), 2)


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


def chain(world: World, stream: str) -> tuple[str, ...]:
    """The milestones of a stream in their order: its threads are told together, as far as signals let them.

    Its declarations are told with it, each only as far as the boxes have to wait for. A thread that starts
    another one with milestones of its own hands over to it: the truck drives out while its box goes on, and
    the stages are the box's. A thread that waits for the other one takes over again.
    """
    demand = world.port.demand
    own = [_Told(world, flow, "shipment") for flow in demand[stream].flows]
    papers: list[_Told] = []
    if (declaring := world.port.owner(stream, "declaration")) is not None:
        papers = [_Told(world, flow, "declaration") for flow in demand[declaring].flows]
    sent: dict[tuple[Owner, str], bool] = {}  # signal to whether the milestones of its thread count
    names: dict[str, None] = {}

    def tell(thread: _Told, among: list[_Told]) -> bool:
        """Tell one step; True if it was a signal."""
        step = thread.steps.pop(0)
        if isinstance(step, WaitUntil) and step.of == "shipment":
            thread.main = thread.main or sent[thread.owner, step.signal]
        for name in _milestones([step]) if thread.main else ():
            names.pop(name, None)
            names[name] = None
        if isinstance(step, Start):
            among.append(begun := _Told(world, step.flow, thread.owner))
            thread.main = thread.main and not _milestones(begun.steps)
            for each in begun.steps:  # told again in another branch, it says its signals again
                if isinstance(each, Signal):
                    sent.pop((thread.owner, each.signal), None)
        if isinstance(step, Signal):
            sent[thread.owner, step.signal] = thread.main
        return isinstance(step, Signal)

    moved = True
    while moved:
        moved = False
        for thread in own:
            while thread.steps and not thread.waits_for(sent):
                tell(thread, own)
                moved = True
        for thread in papers:
            while not moved and thread.steps and not thread.waits_for(sent):
                moved = tell(thread, papers)
    return ("arrival", *names)


class _Told:
    """A thread that is being told: the steps still to come, and whether its milestones count."""

    def __init__(self, world: World, flow: str, owner: Owner) -> None:
        self.steps = list(walk(world.flows[flow].steps))
        self.owner = owner
        self.main = True

    def waits_for(self, sent: Collection[tuple[Owner, str]]) -> bool:
        step = self.steps[0]
        if not isinstance(step, WaitUntil) or step.of == "carrier":
            return False
        return (self.owner if step.of == "shipment" else step.of, step.signal) not in sent


def _milestones(steps: Sequence[Step]) -> list[str]:
    found = [getattr(step, edge, None) for step in steps for edge in EDGES]
    return [name for name in found if name is not None]


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


def channels_of(shipments: Shipments) -> dict[str, Bools]:
    """Customs channel to the shipments in it, shape (n,) each: red is examined, yellow has its documents
    checked, green is released at once (selectivity lanes as in ASYCUDA)."""
    out: dict[str, Bools] = {}
    left = np.ones(shipments.n, dtype=np.bool_)
    for channel, trait in CHANNELS.items():
        never = np.zeros(shipments.n, dtype=np.bool_)
        out[channel] = left & shipments.traits.get(trait, never) if trait else left
        left = left & ~out[channel]
    return out


def stages(records: Records, world: World) -> list[Stage]:
    """The stage table of one replication, shipments that arrived in the window."""
    found: list[Stage] = []
    for stream, shipments in records.by_stream.items():
        counted = shipments.counted()
        channel = np.zeros(int(counted.sum()), dtype=np.int16)
        for number, members in enumerate(channels_of(shipments).values()):
            channel[members[counted]] = number
        one_terminal = len(world.port.terminals_of(world.port.demand[stream].mode)) == 1
        group = channel * np.int16(len(records.terminals)) + shipments.terminal[counted]
        order = np.argsort(group, kind="stable")  # those of one channel and terminal become neighbours
        times = {
            name: minutes[order]
            for name, minutes in stage_times(shipments, chain(world, stream), counted).items()
        }
        for name, place, own in _neighbours(group[order], records.terminals, one_terminal):
            for number, (stage, minutes) in enumerate(times.items()):
                passed = minutes[own]
                passed = passed[np.isfinite(passed)]
                if len(passed):
                    found.append(_stage(stream, name, place, f"to {stage}", number, passed))
    return found


def _neighbours(
    groups: SmallInts, terminals: tuple[str, ...], one_terminal: bool
) -> Iterator[tuple[str, str, slice]]:
    """(channel, terminal, where they stand) of shipments that are sorted by both, all terminals first."""
    for number, channel in enumerate(CHANNELS):
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
