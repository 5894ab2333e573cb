"""The drawn columns of one stream: its traits, the answers of its forks, durations and blocks.

Each is drawn once for all worlds that share their draws and have what it depends on in common.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from portsim.base.arrays import Bools, Floats, Ints, Scalar, ShortFloats, ShortInts, SmallInts, in_use
from portsim.base.memory import Same
from portsim.model.chance import NEVER, LevelChance
from portsim.model.standing import Stands
from portsim.model.step import Step
from portsim.model.streams import Streams
from portsim.workload.draws import Draws, known_or_drawn
from portsim.workload.origin import Origin, has_trait
from portsim.workload.standing import in_service_for


class Columns:
    """Draws the columns of a stream for its shipments that are due, shape (due,) each; `keys` are those of
    `origin_keys`."""

    def __init__(
        self,
        streams: Streams,
        name: str,
        origins: Mapping[str, Origin],
        draws: Draws,
        keys: Mapping[str, int],
    ) -> None:
        self.streams, self.port, self.name, self.draws = streams, streams.port, name, draws
        self.origins, self.origin, self.keys = origins, origins[name], keys
        self.n = len(self.origin.arrival)
        self.key = keys[name]
        self.all_due = bool(self.origin.keep.all())
        demand = self.port.demand[name]
        self.standing = demand.standing if isinstance(demand, Stands) else None

    @cached_property
    def numbers(self) -> Ints:
        """Which shipments are due; a mask of any order is five times as slow to choose by."""
        return np.flatnonzero(self.origin.keep)

    def due(self, column: NDArray[Scalar]) -> NDArray[Scalar]:
        return column if self.all_due else column.take(self.numbers)

    def logged(self, flow: str, step: Step) -> Floats | None:
        """What a user's log says of a step."""
        return self.origin.columns.get(f"{flow}.{step.label}")

    def trait(self, trait: str) -> Bools:
        return self.draws.once(
            ("trait", trait, self.port.traits[trait], self.key),
            lambda: self.due(has_trait(self.streams, trait, self.name, self.origins, self.draws)),
        )

    def answers(self, flow: str, step: Step, chance: str) -> Bools:
        share = self.port.chances[chance].value
        address = ("chance", self.name, flow, step.label)

        def draw() -> Bools:
            logged = self.logged(flow, step)
            found = known_or_drawn(logged, lambda: self.draws.at(*address).random(self.n) < share)
            return self.due(found.astype(np.bool_, copy=False))

        return self.draws.once((address, share, self.key), draw)

    def levels(self, flow: str, step: Step, chance: LevelChance) -> ShortInts:
        """From which level of its place on each shipment takes a step, by the number that is drawn for it:
        the same as where the chance is plain. A log says who takes it at any level."""
        servers, address = self.servers(chance.at), ("chance", self.name, flow, step.label)

        def draw() -> ShortInts:
            logged = self.logged(flow, step)
            said = None if logged is None else np.where(logged > 0, 0, np.where(logged == 0, NEVER, np.nan))
            levels = known_or_drawn(
                said, lambda: chance.first_levels(self.draws.at(*address).random(self.n), servers)
            )
            return self.due(levels.astype(np.int32))

        rule = (chance.value, chance.empty, servers.tobytes())
        return self.draws.once((address, rule, self.key), draw)

    def servers(self, at: str) -> Ints:
        """The servers of a place in one block at each shipment's terminal, of all shipments, due or not."""
        place, port = self.port.places[at], self.port
        standing = port.sites(at)
        own = [place.most(name) if place.site(name) in standing else 0 for name in port.terminals]
        return np.asarray(own, dtype=np.int64)[self.origin.terminal]

    def durations(self, flow: str, step: Step, task: str) -> ShortFloats:
        """Times [min] to seven digits, which halves the memory that an engine has to fetch."""
        shape, names = self.port.tasks[task], list(self.port.terminals)
        elsewhere = {name: self.port.time(task, name) for name in self.port.terminals_with(task)}
        address = ("duration", self.name, flow, step.drawn_as(task))
        begun = None if self.standing is None else self.standing.passed.get((flow, step.label))
        came = self.origin.comes if self.standing is None else self.origin.arrival

        def draw() -> ShortFloats:
            logged = self.logged(flow, step) if begun is None else in_service()
            return self.due(known_or_drawn(logged, drawn).astype(np.float32, copy=False))

        def in_service() -> Floats:
            assert begun is not None
            left = in_service_for(shape, begun, self.origin.arrival, self.draws, address)
            for name, other in elsewhere.items():
                there = self.origin.terminal == names.index(name)
                own = in_service_for(other, begun, self.origin.arrival, self.draws, (*address, name))
                left[there] = own[there]
            return left

        def drawn() -> ShortFloats:
            times = shape.short_times_of(came, self.draws.at(*address))
            for name, other in elsewhere.items():
                there = self.origin.terminal == names.index(name)
                own_times = other.short_times_of(came, self.draws.at(*address, name))
                times[there] = own_times[there]
            return times

        own = (shape, *elsewhere.items()) if elsewhere else shape
        hours = (
            Same(came) if shape.by_arrival or any(each.by_arrival for each in elsewhere.values()) else None
        )
        return self.draws.once((address, own, self.key, hours), draw)

    def blocks(self, at: str) -> SmallInts:
        """The block of a place that each shipment uses: drawn evenly among those at its terminal, taken in
        turn, or that of its carrier at another place."""
        place, terminal = self.port.places[at], self.origin.terminal
        if place.as_at is not None:
            return self.blocks(place.as_at)
        if place.blocks is None:
            return self._first_block
        standing = self.standing
        if self.port.is_shared(at):
            terminal = np.asarray(self.port.site_numbers(at), dtype=terminal.dtype)[terminal]
        address = ("block", at, self.name)
        sites = self.port.sites(at)
        own = [place.pools(name) if name in sites else 0 for name in self.port.terminals]
        ready = self._ready() if place.in_turn else self.origin.comes

        def draw() -> SmallInts:
            pools = np.asarray(own)[terminal]
            if standing is not None:  # dealt, so that no two are drawn into what only one can have
                return self.due(np.asarray(standing.ranks[at] % np.maximum(pools, 1), dtype=np.int16))
            if place.in_turn:
                turns = _turns(self.due(ready), self.due(terminal))
                return np.asarray(turns % self.due(pools), dtype=np.int16)
            return self.due(np.asarray(self.draws.at(*address).random(self.n) * pools, dtype=np.int16))

        turns = (Same(self.origin.comes), ready is not self.origin.comes) if place.in_turn else None
        kind = (place.mode, turns, place.blocks.model_dump_json(), place.serves, sites)
        drawn = self.draws.once((address, kind, self.key), draw)
        carrier = self.streams.carrier[self.name]
        if place.as_carrier_at is None or carrier is None:
            return drawn
        there = Columns(self.streams, carrier, self.origins, self.draws, self.keys)
        number = self.due(self.origins[carrier].numbers(self.origin.carrier))
        if not len(number) or number.max() < 0:
            return drawn
        return np.where(number < 0, drawn, there.blocks(place.as_carrier_at)[number]).astype(np.int16)

    @cached_property
    def _first_block(self) -> SmallInts:
        return np.broadcast_to(np.int16(0), self.n if self.all_due else len(self.numbers))

    def holds(self, at: str) -> ShortInts:
        """How many may be at a place at each shipment's terminal; 0 for a place without a limit."""
        place, port = self.port.places[at], self.port
        standing = port.sites(at)
        own = [place.room(name) if place.site(name) in standing else 0 for name in port.terminals]
        return np.asarray(own, dtype=np.int32)[self.due(self.origin.terminal)]

    def _ready(self) -> Floats:
        """When each shipment begins to ask for places [min]: when it comes, or at its planned arrival, if
        that is later and its flows wait for it, shape (n,)."""
        lateness = self.port.demand[self.name].lateness
        steps = (step for _, step in steps_of(self.streams, self.name))
        if lateness is None or not any(lateness.name in step.named("calendars") for step in steps):
            return self.origin.comes
        return np.maximum(self.origin.comes, self.origin.planned[lateness.name])

    def numbered(self, index: Ints, first: int, owner: str | None) -> ShortInts:
        """Numbers among all shipments of those counted within their stream, the `owner`, which begins at
        `first`."""
        if owner is None:
            return self.due(index.astype(np.int32))
        index = self.origins[owner].numbers(index)
        return self.due(np.where(index < 0, -1, index + first).astype(np.int32))


def _turns(arrival: Floats, terminal: Ints) -> Ints:
    """How many came to its terminal before each, shape (n,); who comes at the same time, in their order."""
    turns = np.empty(len(arrival), dtype=np.int64)
    for each in in_use(terminal):
        here = np.flatnonzero(terminal == each)
        turns[here[np.argsort(arrival[here], kind="stable")]] = np.arange(len(here))
    return turns


class Room:
    """Durations of all streams one behind the other in one array, so that nothing is copied."""

    def __init__(self, size: int) -> None:
        self.all = np.empty(size, dtype=np.float32)
        self.filled = 0

    def keep(self, column: ShortFloats) -> ShortFloats:
        begin, self.filled = self.filled, self.filled + len(column)
        self.all[begin : self.filled] = column
        return self.all[begin : self.filled]


def steps_of(streams: Streams, name: str) -> tuple[tuple[str, Step], ...]:
    """The steps that a stream's shipments can come to, each with its flow, in reading order."""
    return tuple((flow, step) for flow in streams.threads[name] for step in streams.flows[flow].all_steps)
