"""When most wait: the replication and the day that are worth a look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from portsim.base.arrays import Bools, Floats
from portsim.base.units import DAY, HOUR
from portsim.model.demand import Declared
from portsim.model.flow import reachable
from portsim.model.world import World
from portsim.records.records import Records
from portsim.report.play.parts import parts
from portsim.report.play.tracks import tracks
from portsim.report.play.twins import twins
from portsim.study.hours import HOURS
from portsim.study.question import StudyResult


class Moment(NamedTuple):
    """A counted day, from 1, and an hour of it, from 0."""

    day: int
    hour: int


def worst_replication(study: StudyResult, names: Sequence[str]) -> int:
    """The replication in which most wait in the worst hour of the day, over all counted days, in any of some
    alternatives. What only declarations queue for, and what works the carriers, is left out.
    """
    kept = study.kept(HOURS.name)
    left_out = _papers(study.scenario.baseline) | {
        name for name, place in study.scenario.baseline.port.places.items() if place.as_carrier_at is not None
    }
    found = [max(_most(each[name], left_out) for name in names) for each in kept]
    return int(np.argmax(found))


def _most(
    hours: Mapping[tuple[str, str], tuple[Floats, Floats]], left_out: frozenset[str] | set[str]
) -> float:
    queues = [queue for (place, _), (queue, _) in hours.items() if place not in left_out]
    return float(np.sum(queues, axis=0).max()) if queues else 0.0


def _papers(world: World) -> set[str]:
    """The places that flows of declarations visit and no others do."""
    places: dict[bool, set[str]] = {True: set(), False: set()}
    for stream in world.port.demand.values():
        for flow in reachable(stream.flows, world.flows):
            for step in world.flows[flow].all_steps:
                places[isinstance(stream, Declared)] |= set(step.named("places"))
    return places[True] - places[False]


def worst_moment(one: Records, other: Records) -> Moment:
    """The counted day and its hour in which shipments wait longest for servers, in either of two runs.

    Declarations, and cargo that is handled in turn at the carriers' side, are not counted, as on the page.

    Raises PortsimError: as `twins`.
    """
    begin, end = one.window
    days = max(1, int(-((begin - end) // DAY)))
    edges: Floats = np.asarray(begin + HOUR * np.arange(24 * days + 1), dtype=np.float64)
    first = twins(one, other)
    part = parts(first, tracks(first))
    most = np.maximum(*(_waited(each, edges, first.papers, first.carriers, part) for each in (one, other)))
    day, hour = divmod(int(np.argmax(most)), 24)
    return Moment(day + 1, hour)


def _waited(
    records: Records,
    edges: Floats,
    papers: frozenset[str],
    carriers: frozenset[str],
    part: Mapping[tuple[str, str], str],
) -> Floats:
    """What all have waited between two edges [min], shape (edges - 1,)."""
    raw = records.raw
    visible: Bools = np.array([slot.stream not in papers for slot in records.slots], dtype=np.bool_)
    carrier: Bools = np.array([slot.stream in carriers for slot in records.slots], dtype=np.bool_)
    water = [part.get((place, terminal)) == "water" for place, terminal, _ in records.pools]
    turns: Bools = np.array([*water, False], dtype=np.bool_)
    placed = raw.pool >= 0
    counted = placed & visible[raw.slot] & ~(turns[raw.pool] & ~carrier[raw.slot])
    queued = raw.queued[counted]
    started = np.where(np.isnan(raw.started[counted]), np.inf, raw.started[counted])
    return np.diff(_since(queued, edges) - _since(started[np.isfinite(started)], edges))


def _since(moments: Floats, edges: Floats) -> Floats:
    """The time from each moment to each edge after it, summed over the moments [min], shape (edges,)."""
    ordered = np.sort(moments)
    sums = np.concatenate([[0.0], np.cumsum(ordered)])
    came = np.searchsorted(ordered, edges, side="right")
    return np.asarray(came * edges - sums[came], dtype=np.float64)
