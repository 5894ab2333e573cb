"""What one run tells of the next hours: who waits where, who comes, and who is in the port."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from portsim.base.arrays import Floats
from portsim.kpis.use import presence
from portsim.records.records import Records
from portsim.scenario.scenario import Scenario
from portsim.study.drawn import draws_of
from portsim.study.run import run_world


class Shift(NamedTuple):
    """Of one run, hour by hour. The first column is the hour before the forecast begins.

    waiting: mean number that waits at each place [shipments], shape (places, hours + 1). busy: mean number in
    service there. arrived: who has come of each stream, shape (streams, hours + 1). inside: who is in the
    port at the end of each hour, same shape.
    """

    waiting: Floats
    busy: Floats
    arrived: Floats
    inside: Floats


def places_of(records: Records) -> tuple[tuple[str, str], ...]:
    """(place, terminal) of everything that can have a queue, in the order of the records."""
    return tuple(dict.fromkeys((name, terminal) for name, terminal, _ in records.pools))


def shift_of(records: Records, edges: Floats) -> Shift:
    """What a run tells of the hours between edges [min], shape (hours + 2,)."""
    length = np.diff(edges)
    waiting, busy = (
        np.array(
            [
                presence(records, place, edges, what, terminal) / length
                for place, terminal in places_of(records)
            ]
        )
        for what in ("queue", "service")
    )
    streams = records.by_stream.values()
    arrived = np.array([np.histogram(each.arrival, edges)[0] for each in streams], dtype=np.float64)
    inside = np.array([_inside(each.arrival, each.ended, edges[1:]) for each in streams])
    return Shift(waiting, busy, arrived, inside)


def _inside(arrival: Floats, ended: Floats, moments: Floats) -> Floats:
    """How many have come and not gone by each moment [min], shape of `moments`."""
    came = np.searchsorted(np.sort(arrival), moments, side="right")
    went = np.searchsorted(np.sort(ended[np.isfinite(ended)]), moments, side="right")
    return np.asarray(came - went, dtype=np.float64)


class Told(NamedTuple):
    """What a replication tells: the shifts of its alternatives, and what their rows are of."""

    shifts: Mapping[str, Shift]
    places: tuple[tuple[str, str], ...]
    streams: tuple[str, ...]


def told(scenario: Scenario, edges: Floats, number: int) -> Told:
    """Run all alternatives in one replication, on the same draws."""
    shifts: dict[str, Shift] = {}
    with draws_of(scenario, number, again=False) as draws:
        for name in scenario.alternatives:
            records = run_world(scenario.world(name), scenario, number, draws)
            shifts[name] = shift_of(records, edges)
    return Told(shifts, places_of(records), records.streams)
