"""What one run tells of the next hours: who waits where, who comes, and who is in the port."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from portsim.base.arrays import Floats
from portsim.kpis.use import presence
from portsim.model.standing import stream_of
from portsim.model.world import World
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
    """What a run tells of the hours between edges [min], shape (hours + 2,). One that goes on from a list has
    no hour before: its first column is the moment itself, and who has come before is not known."""
    begun = records.world is not None and records.world.begin > 0
    hours = edges[1:] if begun else edges
    waiting, busy = (
        np.array(
            [
                presence(records, place, hours, what, terminal) / np.diff(hours)
                for place, terminal in places_of(records)
            ]
        )
        for what in ("queue", "service")
    )
    names = streams_of(records)
    arrived, inside = np.zeros((len(names), len(hours) - 1)), np.zeros((len(names), len(edges) - 1))
    for name, each in records.by_stream.items():
        own = names.index(stream_of(name))
        arrived[own] += np.histogram(each.arrival, hours)[0]
        inside[own] += _inside(each.arrival, each.ended, edges[1:])
    if begun:
        now = _at_once(records, float(edges[1]))
        waiting, busy = np.column_stack([now[0], waiting]), np.column_stack([now[1], busy])
        arrived = np.column_stack([np.full(len(names), np.nan), arrived])
    return Shift(waiting, busy, arrived, inside)


def _at_once(records: Records, moment: float) -> Floats:
    """How many wait and are served at each place at a moment [min], shape (2, places)."""
    found = np.zeros((2, len(records.pools)))
    for slot, visits in zip(records.slots, records.raw.visits, strict=True):
        if slot.place:
            started = np.where(np.isnan(visits.started), np.inf, visits.started)
            ended = np.where(np.isnan(visits.ended), np.inf, visits.ended)
            waits = (visits.queued <= moment) & (started > moment)
            served = (started <= moment) & (ended > moment)
            for number, those in enumerate((waits, served)):
                found[number] += np.bincount(visits.pool[those], minlength=found.shape[1])
    places = places_of(records)
    of_place = [places.index((place, terminal)) for place, terminal, _ in records.pools]
    return np.array([np.bincount(of_place, each, len(places)) for each in found])


def streams_of(records: Records) -> tuple[str, ...]:
    """The streams of the scenario, in the order of the records."""
    return tuple(dict.fromkeys(map(stream_of, records.streams)))


def _inside(arrival: Floats, ended: Floats, moments: Floats) -> Floats:
    """How many have come and not gone by each moment [min], shape of `moments`."""
    came = np.searchsorted(np.sort(arrival), moments, side="right")
    went = np.searchsorted(np.sort(ended[np.isfinite(ended)]), moments, side="right")
    return np.asarray(came - went, dtype=np.float64)


class Told(NamedTuple):
    """What a replication tells: the shifts of its alternatives, and what the rows of each are of, as measures
    bring places of their own."""

    shifts: Mapping[str, Shift]
    places: Mapping[str, tuple[tuple[str, str], ...]]
    streams: Mapping[str, tuple[str, ...]]


def told(scenario: Scenario, worlds: Mapping[str, World], edges: Floats, number: int) -> Told:
    """Run the worlds of all alternatives in one replication, on the same draws."""
    shifts: dict[str, Shift] = {}
    places: dict[str, tuple[tuple[str, str], ...]] = {}
    streams: dict[str, tuple[str, ...]] = {}
    with draws_of(scenario, number, again=False) as draws:
        for name, world in worlds.items():
            records = run_world(world, scenario, number, draws)
            shifts[name] = shift_of(records, edges)
            places[name], streams[name] = places_of(records), streams_of(records)
    return Told(shifts, places, streams)
