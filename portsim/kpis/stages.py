"""Time-release stages: from milestone to milestone, by stream, channel and terminal.

Milestones follow the WCO Time Release Study: arrival, discharge, lodgement, selectivity, documentary check,
exam called, at exam site, exam start and end, release, gate-in, loaded, gate-out. The stages of a shipment
add up to its total time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from portsim.kpis.quantities import capacity_integral, presence
from portsim.kpis.reads import EDGES
from portsim.records import Records
from portsim.steps import Owner, Signal, Start, Step, WaitUntil, walk
from portsim.workload.draws import Bools, Floats
from portsim.world import World

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
    the stages are the box's.
    """
    demand = world.port.demand
    own = [_Told(world, flow, "shipment") for flow in demand[stream].flows]
    papers: list[_Told] = []
    if (declaring := world.port.owner(stream, "declaration")) is not None:
        papers = [_Told(world, flow, "declaration") for flow in demand[declaring].flows]
    sent: set[tuple[Owner, str]] = set()
    names: dict[str, None] = {}

    def tell(thread: _Told, among: list[_Told]) -> bool:
        """Tell one step; True if it was a signal."""
        step = thread.steps.pop(0)
        for name in _milestones([step]) if thread.main else ():
            names.pop(name, None)
            names[name] = None
        if isinstance(step, Start):
            among.append(begun := _Told(world, step.flow, thread.owner))
            thread.main = thread.main and not _milestones(begun.steps)
        if isinstance(step, Signal):
            sent.add((thread.owner, step.signal))
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

    def waits_for(self, sent: set[tuple[Owner, str]]) -> bool:
        step = self.steps[0]
        if not isinstance(step, WaitUntil) or step.of == "carrier":
            return False
        return (self.owner if step.of == "shipment" else step.of, step.signal) not in sent


def _milestones(steps: Sequence[Step]) -> list[str]:
    found = [getattr(step, edge, None) for step in steps for edge in EDGES]
    return [name for name in found if name is not None]


def stage_times(records: Records, names: tuple[str, ...], shipments: Bools) -> dict[str, Floats]:
    """Stage name to its minutes per shipment, NaN where the milestone was not passed, shape (n,) each.

    A stage begins at the latest milestone passed before it, and lasts 0 where it was already over by then, so
    the stages of a shipment add up to the time from its arrival to its latest milestone.
    """
    stamps = records.stamps
    last = stamps[names[0]][shipments].copy()
    out: dict[str, Floats] = {}
    for name in names[1:]:
        if name not in stamps:
            continue
        moment = stamps[name][shipments]
        passed = np.isfinite(moment)
        out[name] = np.where(passed, np.maximum(moment - last, 0.0), np.nan)
        last = np.where(passed, np.maximum(moment, last), last)
    return out


def channels_of(records: Records) -> dict[str, Bools]:
    """Customs channel to the shipments in it, shape (n,) each: red is examined, yellow has its documents
    checked, green is released at once (selectivity lanes as in ASYCUDA)."""
    out: dict[str, Bools] = {}
    left = np.ones(records.n, dtype=np.bool_)
    for channel, trait in CHANNELS.items():
        never = np.zeros(records.n, dtype=np.bool_)
        out[channel] = left & records.traits.get(trait, never) if trait else left
        left = left & ~out[channel]
    return out


def stages(records: Records, world: World) -> list[Stage]:
    """The stage table of one replication, shipments that arrived in the window."""
    found: list[Stage] = []
    channels = channels_of(records)
    for stream in records.streams:
        counted = records.counted((stream,))
        names = chain(world, stream)
        for channel, members in channels.items():
            mask = counted & members
            for number, terminal in [(-1, "all"), *enumerate(records.terminals)]:
                chosen = mask if number < 0 else mask & (records.terminal == number)
                if not chosen.any() or (number >= 0 and len(records.terminals) == 1):
                    continue
                for order, (name, times) in enumerate(stage_times(records, names, chosen).items()):
                    passed = times[np.isfinite(times)]
                    if len(passed):
                        median, p90 = np.quantile(passed, (0.5, 0.9))
                        mean, low, high = float(passed.mean()), float(passed.min()), float(passed.max())
                        found.append(
                            Stage(
                                stream, channel, terminal, f"to {name}", order, len(passed), mean,
                                float(median), float(p90), low, high,
                            )
                        )  # fmt: skip
    return found


def hours_of_day(records: Records) -> dict[tuple[str, str], tuple[Floats, Floats]]:
    """(place, terminal) to mean queue length and utilisation by hour of the day, shape (24,) each.

    Both are time-weighted over the window; utilisation is NaN in hours without a server at work.
    """
    begin, end = records.window
    edges = np.arange(begin, end + 1, 60.0)
    days = (len(edges) - 1) // 24
    out: dict[tuple[str, str], tuple[Floats, Floats]] = {}
    for place in dict.fromkeys(name for name, _, _ in records.pools):
        for terminal in records.terminals:
            queue = presence(records, place, edges, "queue", terminal).reshape(days, 24).sum(axis=0)
            busy = presence(records, place, edges, "service", terminal).reshape(days, 24).sum(axis=0)
            offered = capacity_integral(records, place, edges, terminal).reshape(days, 24).sum(axis=0)
            share = np.divide(busy, offered, out=np.full(24, np.nan), where=offered > 0)
            out[place, terminal] = (queue / (60.0 * days), share)
    return out
