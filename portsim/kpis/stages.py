"""Time-release stages: from milestone to milestone, by stream, channel and terminal.

Milestones follow the WCO Time Release Study: arrival, discharge, release, exam called, at exam site,
exam start and end, gate-in, loaded, gate-out. The stages of a shipment add up to its total time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from portsim.kpis.quantities import capacity_integral, presence
from portsim.kpis.reads import EDGES, reading_order
from portsim.records import Records
from portsim.workload.draws import Bools, Floats
from portsim.world import World

EXAMINED, NOT_EXAMINED = "examined", "not examined"
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


def chain(records: Records, world: World, stream: str, among: Bools) -> tuple[str, ...]:
    """The milestones that shipments of a stream pass, in their order of time: the order in which the flows
    are read, without those of a thread at its side (a truck drives out while its box goes on)."""
    stamps = records.stamps
    names: dict[str, None] = {}
    for _, step in reading_order(world, stream):
        for edge in EDGES:
            name = getattr(step, edge, None)
            if name is not None and name in stamps:
                names.pop(name, None)
                names[name] = None
    kept: list[str] = []
    latest = 0.0
    for name in names:
        offsets = (stamps[name] - records.arrival)[among]
        offsets = offsets[np.isfinite(offsets)]
        if len(offsets) and (median := float(np.median(offsets))) >= latest:
            kept.append(name)
            latest = median
    return ("arrival", *kept)


def stage_times(records: Records, names: tuple[str, ...], shipments: Bools) -> dict[str, Floats]:
    """Stage name to its minutes per shipment, NaN where the milestone was not passed, shape (n,) each.

    Each stage reaches back to the last milestone that the shipment did pass, so stages add up.
    """
    last = records.stamps[names[0]][shipments].copy()
    out: dict[str, Floats] = {}
    for name in names[1:]:
        moment = records.stamps[name][shipments]
        passed = np.isfinite(moment)
        out[name] = np.where(passed, moment - last, np.nan)
        last = np.where(passed, np.fmax(moment, last), last)
    return out


def stages(records: Records, world: World) -> list[Stage]:
    """The stage table of one replication, shipments that arrived in the window."""
    found: list[Stage] = []
    examined = records.traits.get("selected_for_exam", np.zeros(records.n, dtype=np.bool_))
    for stream in records.streams:
        counted = records.counted((stream,))
        for channel, mask in ((EXAMINED, counted & examined), (NOT_EXAMINED, counted & ~examined)):
            names = chain(records, world, stream, mask)
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
