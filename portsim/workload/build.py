"""From a world to the table of shipments of one replication: arrivals, carriers, traits, durations.

Shipments are numbered stream by stream in order of generation, and a measure never renumbers them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from portsim.base.arrays import Bools, Floats, ShortFloats, ShortInts, SmallInts
from portsim.model.chance import LevelChance
from portsim.model.flow import Flow
from portsim.model.standing import Stands
from portsim.model.step import Owner, Step
from portsim.model.streams import Streams
from portsim.model.world import World
from portsim.workload.appointments import with_appointments
from portsim.workload.bookings import Bookings
from portsim.workload.capacity import Tape, capacity_tape, duty_tape
from portsim.workload.columns import Columns, Room, steps_of
from portsim.workload.draws import Draws
from portsim.workload.origin import Origin, origin_keys, origin_of
from portsim.workload.sites import goers
from portsim.workload.standing import from_then_on, standing_origin

Steps = tuple[tuple[str, Step], ...]


@dataclass(frozen=True)
class Stream:
    """The shipments of one demand stream; every array has one entry per shipment, shape (n,)."""

    name: str
    flows: tuple[str, ...]
    offset: int
    arrival: Floats
    terminal: SmallInts
    carrier: ShortInts
    traits: Mapping[str, Bools]
    chances: Mapping[tuple[str, str], Bools]
    durations: Mapping[tuple[str, str], ShortFloats]
    planned: Mapping[str, Floats]
    block: Mapping[str, SmallInts]
    declaration: ShortInts  # the shipment that declares each, -1 for none
    holds: Mapping[str, ShortInts] = field(default_factory=dict)  # how many may be at each one's place
    bookings: Bookings | None = None  # of a stream with appointments
    plan: Floats | None = None  # planned arrivals, own or of the carrier that brings it, where there are any
    levels: Mapping[tuple[str, str], ShortInts] = field(default_factory=dict)  # from which each takes a fork
    goes: Mapping[str, Bools] = field(default_factory=dict)  # who goes to each other site

    @property
    def n(self) -> int:
        return len(self.arrival)

    def limits(self, place: str, fork: tuple[str, str]) -> ShortInts:
        """How many at a place are too many for a fork by room, or enough for one by level, shape (n,)."""
        return self.levels[fork] if fork in self.levels else self.holds[place]

    def having(self, names: Iterable[str]) -> Bools:
        """Whether each has all of these traits, or goes to the site of that name, shape (n,)."""
        own = np.ones(self.n, dtype=np.bool_)
        for name in names:
            own &= self.goes[name] if name in self.goes else self.traits[name]
        return own

    def owners(self, of: Owner) -> ShortInts:
        """Whose signals each waits for: its own, its carrier's, its declaration's (-1: none), shape (n,).

        Raises KeyError: `all`, who are many.
        """
        own = np.arange(self.offset, self.offset + self.n, dtype=np.int32)
        return {"shipment": own, "carrier": self.carrier, "declaration": self.declaration}[of]

    def owners_in(self, other: Stream) -> ShortInts:
        """The shipment of another stream that carries or else declares each, -1 for none, shape (n,)."""
        found = np.full(self.n, -1, dtype=np.int32)
        for owner in (self.declaration, self.carrier):
            theirs = (owner >= other.offset) & (owner < other.offset + other.n)
            found = np.where(theirs, owner, found)
        return found


@dataclass(frozen=True)
class Workload:
    """Everything that happens by chance in one replication, up to `horizon` [min]."""

    horizon: float
    terminals: tuple[str, ...]
    streams: tuple[Stream, ...]
    capacity: Mapping[tuple[str, int, int], Tape]
    departures: Mapping[str, Floats]
    flows: Mapping[str, Flow]
    hours: Mapping[str, Floats] = field(default_factory=dict)  # of calendars: opens, closes, opens, ... [min]
    duty: Mapping[tuple[str, int, int], Tape] = field(default_factory=dict)  # where it is not `capacity`
    levels: Mapping[str, str] = field(default_factory=dict)  # of chances by level: the place of each
    sites: Mapping[str, tuple[int, ...]] = field(default_factory=dict)  # of shared places, by terminal

    @property
    def n(self) -> int:
        return sum(stream.n for stream in self.streams)


def build(
    world: World,
    horizon: float,
    seed: int,
    replication: int,
    draws: Draws | None = None,
) -> Workload:
    """Draw the workload of one replication; worlds may share `draws`, which are of this seed and replication.

    Raises PortsimError: a log file that cannot be used.
    """
    draws = draws or Draws(seed, replication)
    port, relations = world.port, world.streams
    keys = origin_keys(relations, horizon, draws)
    origins: dict[str, Origin] = {}
    for name in relations.carriers_first:
        drawn = standing_origin if isinstance(port.demand[name], Stands) else origin_of
        origins[name] = draws.once(
            ("origin", keys[name]), partial(drawn, relations, name, horizon, draws, origins)
        )
    origins = with_appointments(relations, origins, horizon, draws, keys)
    if world.begin:
        origins = from_then_on(relations, origins, world.begin)
    offsets: dict[str, int] = {}
    total = size = 0
    steps = world.once("steps", lambda: {name: steps_of(relations, name) for name in port.demand})
    for name in port.demand:
        offsets[name], due = total, int(np.count_nonzero(origins[name].keep))
        total += due
        size += due * sum(len(step.named("tasks")) for _, step in steps[name])
    room = Room(size)
    streams = tuple(
        _stream(relations, name, offsets, Columns(relations, name, origins, draws, keys), steps[name], room)
        for name in port.demand
    )
    names = tuple(port.terminals)
    pools = [
        (place, t, block)
        for place in port.places
        for t, terminal in enumerate(names)
        if terminal in port.sites(place)
        for block in range(port.pools(place, terminal))
    ]

    def tape(kind: Callable[..., Tape], place: str, t: int, block: int) -> Tape:
        draw = partial(kind, port, place, names[t], block, horizon, draws)
        if port.places[place].breakdown is not None:
            return draw()
        return world.once((kind, place, t, horizon), draw)  # no chance decides it

    capacity = {pool: tape(capacity_tape, *pool) for pool in pools}
    duty = {pool: tape(duty_tape, *pool) for pool in pools if port.places[pool[0]].last_start}
    tapes = {name: c.departure_times(horizon) for name, c in port.calendars.items() if c.departures}
    hours = {name: np.ravel(c.open_spans(horizon)) for name, c in port.calendars.items() if c.hours}
    shared = {name: port.site_numbers(name) for name in port.places if port.is_shared(name)}
    return Workload(horizon, names, streams, capacity, tapes, world.flows, hours, duty, port.levels, shared)


def _stream(
    relations: Streams, name: str, offsets: Mapping[str, int], columns: Columns, steps: Steps, room: Room
) -> Stream:
    origin, port = columns.origin, relations.port
    chances: dict[tuple[str, str], Bools] = {}
    times: dict[tuple[str, str], ShortFloats] = {}
    block: dict[str, SmallInts] = {}
    levels: dict[tuple[str, str], ShortInts] = {}
    for flow, step in steps:
        asked = (*step.named("places"), *(place for other in step.others for place in other.queues or ()))
        for named in step.named("chances"):
            chance = port.chances[named]
            if isinstance(chance, LevelChance):
                levels[flow, step.label] = columns.levels(flow, step, chance)
                asked = (*asked, chance.at)
            else:
                chances[flow, step.label] = columns.answers(flow, step, named)
        for task in step.named("tasks"):
            times[flow, step.drawn_as(task)] = room.keep(columns.durations(flow, step, task))
        for place in asked:
            if place not in block:
                block[place] = columns.blocks(place)
    carrier, declaring = relations.carrier[name], relations.declaration[name]
    declaration = (
        np.broadcast_to(np.int64(-1), len(origin.carrier)) if declaring is None else origin.groups.number
    )
    return Stream(
        name,
        port.demand[name].flows,
        offsets[name],
        columns.due(origin.comes),
        columns.due(origin.terminal).astype(np.int16),
        columns.numbered(origin.carrier, offsets[carrier] if carrier else 0, carrier),
        {trait: columns.trait(trait) for trait in port.traits},
        chances,
        times,
        {key: columns.due(moments) for key, moments in origin.planned.items()},
        block,
        columns.numbered(declaration, offsets[declaring] if declaring else 0, declaring),
        {place: columns.holds(place) for place in block if port.places[place].holds is not None},
        None if origin.bookings is None else origin.bookings.among(origin.keep),
        None if origin.plan is None else columns.due(origin.plan),
        levels,
        goers(columns, (step for _, step in steps)),
    )


def pool_numbers(workload: Workload) -> dict[tuple[str, int, int], int]:
    """(place, terminal, block) to the number of the pool, the same for every engine."""
    return {key: number for number, key in enumerate(workload.capacity)}


def pools_used(workload: Workload) -> dict[tuple[str, int, int], int]:
    """As `pool_numbers`, and of shared places also from each terminal that finds them at another one."""
    own = pool_numbers(workload)
    shared = {
        (place, terminal, block): number
        for (place, at, block), number in own.items()
        for terminal, site in enumerate(workload.sites.get(place, ()))
        if site == at
    }
    return {**own, **shared}
