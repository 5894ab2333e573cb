"""From a world to the table of shipments of one replication: arrivals, carriers, traits, durations.

Shipments are numbered stream by stream in order of generation, and a measure never renumbers them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from portsim.errors import PortsimError
from portsim.port import Demand, Port
from portsim.steps import Flow, Inside, Maybe, Owner, Step, Travel, Visit, reachable, walk
from portsim.workload.arrivals import DAY, departures, expand, open_spans, poisson_arrivals, within_day
from portsim.workload.capacity import Tape, capacity_tape
from portsim.workload.declarations import Groups, declared_at, draw_trait, grouped
from portsim.workload.draws import Bools, Draws, Floats, Ints, ShortInts, SmallInts, durations, numbers
from portsim.workload.log import read_log


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
    durations: Mapping[tuple[str, str], Floats]
    planned: Mapping[str, Floats]
    block: Mapping[str, SmallInts]
    declaration: ShortInts  # the shipment that declares each, -1 for none

    @property
    def n(self) -> int:
        return len(self.arrival)

    def owners(self, of: Owner) -> ShortInts:
        """Whose signals each waits for: its own, its carrier's, its declaration's (-1: none), shape (n,)."""
        own = np.arange(self.offset, self.offset + self.n, dtype=np.int32)
        return {"shipment": own, "carrier": self.carrier, "declaration": self.declaration}[of]


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

    @property
    def n(self) -> int:
        return sum(stream.n for stream in self.streams)


def build(port: Port, flows: Mapping[str, Flow], horizon: float, seed: int, replication: int) -> Workload:
    """Draw the workload of one replication.

    Raises PortsimError: a log file that cannot be used.
    """
    draws = Draws(seed, replication)
    origins: dict[str, _Origin] = {}
    offsets: dict[str, int] = {}
    for name in carriers_first(port):
        origins[name] = _origin(port, name, horizon, draws, origins)
    total = 0
    for name in port.demand:
        offsets[name] = total
        total += int(origins[name].keep.sum())
    streams = tuple(
        _stream(port, flows, name, origins, offsets, draws) for name in port.demand if name in origins
    )
    names = tuple(port.terminals)
    capacity = {
        (place, t, block): capacity_tape(port, place, terminal, block, horizon, draws)
        for place in port.places
        for t, terminal in enumerate(names)
        if port.terminals[terminal].mode == port.places[place].mode
        for block in range(port.places[place].pools(terminal))
    }
    tapes = {name: departures(c, horizon) for name, c in port.calendars.items() if c.departures}
    hours = {name: np.ravel(open_spans(c, horizon)) for name, c in port.calendars.items() if c.hours}
    return Workload(horizon, names, streams, capacity, tapes, flows, hours)


def carriers_first(port: Port) -> list[str]:
    """The streams in an order in which every carrier comes before what it brings or takes."""
    order: list[str] = []
    waiting = list(port.demand)
    while waiting:
        ready = [n for n in waiting if (port.parent(n) or n) in (n, *order)]
        if not ready:
            raise PortsimError(f"demand: {', '.join(waiting)} carry one another in a circle")
        order.extend(ready)
        waiting = [name for name in waiting if name not in ready]
    return order


@dataclass(frozen=True)
class _Origin:
    arrival: Floats
    terminal: Ints
    carrier: Ints  # index within the carrier's stream, -1 for none
    planned: Mapping[str, Floats]
    columns: Mapping[str, Floats]  # of a user's log: `trait` or `flow.label`
    groups: Groups  # the declarations, of a stream that has them
    keep: Bools  # what is still due; all else is drawn too, so that a draw never depends on the others


def _origin(port: Port, name: str, horizon: float, draws: Draws, known: Mapping[str, _Origin]) -> _Origin:
    demand = port.demand[name]
    columns: Mapping[str, Floats] = {}
    if demand.log is not None:
        log = read_log(demand.log, port, name)
        arrival, terminal, columns = log.arrival, log.terminal, log.columns
        carrier = np.full(len(arrival), -1, dtype=np.int64)
    elif demand.brought_by is not None:
        assert demand.number is not None
        parent = known[demand.brought_by]
        carrier = expand(numbers(demand.number, len(parent.arrival), draws.at("number", name)))
        arrival, terminal = parent.arrival[carrier], parent.terminal[carrier]
    elif demand.declares is not None:
        parent = known[demand.declares.stream]
        early = parent.groups.declared(
            _trait(port, demand.declares.early, demand.declares.stream, known, draws)
        )
        arrival = declared_at(demand.declares, name, parent.arrival, parent.groups, early, draws)
        terminal = parent.terminal[parent.groups.first]
        carrier = np.full(len(arrival), -1, dtype=np.int64)
    else:
        assert demand.per_day is not None
        profile = None if demand.profile is None else port.profiles[demand.profile]
        begin, end = (0.0, horizon) if demand.before_start is None else (-demand.before_start.value, 0.0)
        arrival = poisson_arrivals(demand.per_day.value, profile, begin, end, draws.at("arrival", name))
        own = np.flatnonzero([t.mode == demand.mode for t in port.terminals.values()])
        shares = np.cumsum([t.share.value for t in port.terminals.values() if t.mode == demand.mode])
        pick = draws.at("terminal", name).random(len(arrival)) * shares[-1]
        terminal = own[np.searchsorted(shares, pick, side="right")].astype(np.int64)
        carrier = np.full(len(arrival), -1, dtype=np.int64)
    planned = _planned(port, demand, name, arrival, draws)
    planned = {key: columns.get(key, drawn) for key, drawn in planned.items()}
    if demand.taken_by is not None:
        assert demand.dwell is not None
        due = arrival + durations(demand.dwell, len(arrival), draws.at("dwell", name))
        carrier = _next_carrier(due, terminal, known[demand.taken_by])
    else:
        due = next(iter(planned.values()), arrival)
    groups = grouped(demand, name, arrival, _within_mode(port, terminal), draws)
    if demand.before_start is None:
        everyone = np.ones(len(arrival), dtype=np.bool_)
        return _Origin(arrival, terminal, carrier, planned, columns, groups, everyone)
    keep = (due >= 0) & (due < horizon)
    if demand.taken_by is not None:
        keep &= carrier >= 0
    return _Origin(np.zeros(len(arrival)), terminal, carrier, planned, {}, groups, keep)


def _planned(port: Port, demand: Demand, name: str, arrival: Floats, draws: Draws) -> dict[str, Floats]:
    plan = demand.planned
    if plan is None:
        return {}
    due = arrival + durations(plan.dwell, len(arrival), draws.at("planned", name, plan.name))
    moved = within_day(due, port.profiles[plan.profile], draws.at("planned hour", name, plan.name))
    floor = arrival + (plan.dwell.at_least or 0.0)
    return {plan.name: np.where(moved < floor, moved + DAY, moved)}


def _next_carrier(due: Floats, terminal: Ints, carriers: _Origin) -> Ints:
    """Index of the first carrier at the own terminal from the due time on; -1 if none comes any more."""
    out = np.full(len(due), -1, dtype=np.int64)
    for t in np.unique(terminal):
        calls = np.flatnonzero(carriers.terminal == t)
        calls = calls[np.argsort(carriers.arrival[calls], kind="stable")]
        mine = terminal == t
        nth = np.searchsorted(carriers.arrival[calls], due[mine], side="left")
        out[mine] = np.concatenate([calls, [-1]])[nth]
    return out


def _stream(
    port: Port,
    flows: Mapping[str, Flow],
    name: str,
    origins: Mapping[str, _Origin],
    offsets: Mapping[str, int],
    draws: Draws,
) -> Stream:
    origin = origins[name]
    demand, n = port.demand[name], len(origin.arrival)
    owner = demand.brought_by or demand.taken_by
    carrier = np.where(origin.carrier >= 0, origin.carrier + offsets[owner], -1) if owner else origin.carrier
    traits = {t: _trait(port, t, name, origins, draws) for t in port.traits}
    declaring = port.owner(name, "declaration")
    declaration = np.full(n, -1, dtype=np.int64)
    if declaring is not None:
        declaration = origin.groups.number + offsets[declaring]
    chances: dict[tuple[str, str], Bools] = {}
    times: dict[tuple[str, str], Floats] = {}
    block: dict[str, SmallInts] = {}
    for flow in reachable(demand.flows, flows):
        for step in walk(flows[flow].steps):
            key = (flow, step.label)
            if isinstance(step, Maybe):
                uniform = draws.at("chance", name, flow, step.label).random(n)
                chances[key] = uniform < port.chances[step.chance].value
            elif isinstance(step, Travel | Visit):
                shape = port.tasks[step.task]
                times[key] = durations(shape, n, draws.at("duration", name, flow, step.label))
            if isinstance(step, Visit | Inside) and step.place not in block:
                block[step.place] = _blocks(port, step, name, origin.terminal, draws)
    for column, values in origin.columns.items():
        flow, _, label = column.partition(".")
        if (flow, label) in chances:
            chances[flow, label] = values > 0
        elif (flow, label) in times:
            times[flow, label] = values
    keep = origin.keep
    return Stream(
        name,
        demand.flows,
        offsets[name],
        origin.arrival[keep],
        origin.terminal[keep].astype(np.int16),
        carrier[keep].astype(np.int32),
        {key: column[keep] for key, column in traits.items()},
        {pair: column[keep] for pair, column in chances.items()},
        {pair: drawn[keep] for pair, drawn in times.items()},
        {key: moments[keep] for key, moments in origin.planned.items()},
        {place: blocks[keep] for place, blocks in block.items()},
        declaration[keep].astype(np.int32),
    )


def _trait(port: Port, trait: str, name: str, origins: Mapping[str, _Origin], draws: Draws) -> Bools:
    """Whether each shipment has the trait, by a log or by chance; a declaration has what a box of it has."""
    declares, config, origin = port.demand[name].declares, port.traits[trait], origins.get(name)
    if declares is not None and name not in config.of and port.bears(name, trait):
        return origins[declares.stream].groups.declared(_trait(port, trait, declares.stream, origins, draws))
    assert origin is not None
    if trait in origin.columns:
        return np.asarray(origin.columns[trait] > 0)
    return draw_trait(config, trait, name, origin.groups.key, origin.carrier, draws)


def _within_mode(port: Port, terminal: Ints) -> Ints:
    """Each terminal's number among those of its mode: a new airport moves no draw of the sea terminals."""
    place = [port.terminals_of(t.mode).index(name) for name, t in port.terminals.items()]
    return np.asarray(place, dtype=np.int64)[terminal]


def _blocks(port: Port, step: Step, stream: str, terminal: Ints, draws: Draws) -> SmallInts:
    assert isinstance(step, Visit | Inside)
    place = port.places[step.place]
    if place.blocks is None:
        return np.zeros(len(terminal), dtype=np.int16)
    pools = np.asarray(
        [place.pools(name) if t.mode == place.mode else 0 for name, t in port.terminals.items()]
    )
    uniform = draws.at("block", step.place, stream).random(len(terminal))
    return np.asarray(uniform * pools[terminal], dtype=np.int16)
