"""Where the shipments of a stream come from: when, at which terminal, on which carrier and declaration."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field

import numpy as np

from portsim.base.arrays import Bools, Floats, Ints
from portsim.base.units import DAY
from portsim.model.demand import Arrivals, Brought, Declared, Demand, Planned
from portsim.model.port import Port
from portsim.model.streams import Streams
from portsim.scenario.logs.log import read_log
from portsim.scenario.logs.readable import readable
from portsim.workload.arrivals import expand, poisson_arrivals, stay_away, within_day
from portsim.workload.bookings import Bookings
from portsim.workload.declarations import Groups, declared_at, draw_trait, grouped
from portsim.workload.draws import Draws
from portsim.workload.resampling import before_horizon, of_replication


@dataclass(frozen=True)
class Origin:
    """Every array has one entry per shipment that was drawn, shape (n,)."""

    arrival: Floats
    comes: Floats  # the arrival, or when those come who stay away for some hours or have booked a slot
    terminal: Ints
    carrier: Ints  # index within the carrier's stream, -1 for none
    planned: Mapping[str, Floats]
    columns: Mapping[str, Floats]  # of a user's log: `trait` or `flow.label`
    groups: Groups  # the declarations, of a stream that has them
    keep: Bools  # what is still due; all else is drawn too, so that a draw never depends on the others
    bookings: Bookings | None = None  # of a stream with appointments


@dataclass(frozen=True)
class _Coming:
    """When and where shipments come, on which carrier (-1 for none), and what a user's log says of them."""

    arrival: Floats
    terminal: Ints
    carrier: Ints
    columns: Mapping[str, Floats] = field(default_factory=dict)


def origin_of(
    streams: Streams, name: str, horizon: float, draws: Draws, known: Mapping[str, Origin]
) -> Origin:
    """Draw where and when the shipments of a stream begin; `known` has the origins of those they come from.

    Raises ConfigError: a log file that cannot be used.
    """
    port, demand = streams.port, streams.port.demand[name]
    if isinstance(demand, Declared):
        coming = _declared(streams, name, demand, draws, known)
    elif isinstance(demand, Brought):
        coming = _brought(name, demand, draws, known[demand.brought_by])
    else:
        coming = _arriving(streams, name, demand, horizon, draws)
    arrival, terminal, carrier, columns = coming.arrival, coming.terminal, coming.carrier, coming.columns
    drawn = _planned(port, demand.planned, name, arrival, draws)
    planned: Mapping[str, Floats] = {key: columns.get(key, moments) for key, moments in drawn.items()}
    due = next(iter(planned.values()), arrival)
    taken = demand.taken if isinstance(demand, Arrivals) else None
    if taken is not None:
        due = arrival + taken.dwell.times(len(arrival), draws.at("dwell", name))
        carrier = _next_carrier(due, terminal, known[taken.by])
    groups = grouped(demand.declaration, name, arrival, _within_mode(port, terminal), draws)
    comes, planned = _back_later(port, name, demand, horizon, arrival, planned, draws)
    if not demand.there_before:
        everyone = np.ones(len(arrival), dtype=np.bool_)
        return Origin(arrival, comes, terminal, carrier, planned, columns, groups, everyone)
    keep = (due >= 0) & (due < horizon)
    if taken is not None:
        keep &= carrier >= 0
    there = np.zeros(len(arrival))
    return Origin(there, there, terminal, carrier, planned, {}, groups, keep)


def _arriving(streams: Streams, name: str, demand: Arrivals, horizon: float, draws: Draws) -> _Coming:
    """Shipments that come as a log says, or at a rate and to the terminals of their mode by their shares."""
    port = streams.port
    if demand.log is not None:
        trace = read_log(demand.log, port, name, readable(streams, name))
        log = before_horizon(of_replication(trace, demand, horizon, draws), name, horizon)
        return _Coming(log.arrival, log.terminal, _alone(log.arrival), log.columns)
    profile = None if demand.profile is None else port.profiles[demand.profile]
    begin, end = (0.0, horizon) if demand.before_start is None else (-demand.before_start.value, 0.0)
    arrival = poisson_arrivals(demand.per_day.value, profile, begin, end, draws.at("arrival", name))
    own = np.flatnonzero([t.mode == demand.mode for t in port.terminals.values()])
    shares = np.cumsum([t.share.value for t in port.terminals.values() if t.mode == demand.mode])
    pick = draws.at("terminal", name).random(len(arrival)) * shares[-1]
    terminal = own[np.searchsorted(shares, pick, side="right")].astype(np.int64)
    return _Coming(arrival, terminal, _alone(arrival))


def _brought(name: str, demand: Brought, draws: Draws, carriers: Origin) -> _Coming:
    """Shipments that come with their carriers, at these carriers' terminals."""
    carrier = expand(demand.number.draw(len(carriers.arrival), draws.at("number", name)))
    return _Coming(carriers.arrival[carrier], carriers.terminal[carrier], carrier)


def _declared(
    streams: Streams, name: str, demand: Declared, draws: Draws, known: Mapping[str, Origin]
) -> _Coming:
    """Declarations, lodged before or after the first of their boxes comes, at that box's terminal."""
    declares, boxes = demand.declares, known[demand.declares.stream]
    early = boxes.groups.declared(has_trait(streams, declares.early, declares.stream, known, draws))
    arrival = declared_at(declares, name, boxes.arrival, boxes.groups, early, draws)
    return _Coming(arrival, boxes.terminal[boxes.groups.first], _alone(arrival))


def _alone(arrival: Floats) -> Ints:
    """The carriers of shipments that come without one, shape (n,)."""
    return np.full(len(arrival), -1, dtype=np.int64)


def _planned(port: Port, plan: Planned | None, name: str, arrival: Floats, draws: Draws) -> dict[str, Floats]:
    if plan is None:
        return {}
    due = arrival + plan.dwell.times(len(arrival), draws.at("planned", name, plan.name))
    moved = within_day(due, port.profiles[plan.profile], draws.at("planned hour", name, plan.name))
    floor = arrival + plan.dwell.floor
    return {plan.name: np.where(moved < floor, moved + DAY, moved)}


def _back_later(
    port: Port,
    name: str,
    demand: Demand,
    horizon: float,
    arrival: Floats,
    planned: Mapping[str, Floats],
    draws: Draws,
) -> tuple[Floats, Mapping[str, Floats]]:
    """Arrivals and planned times, with those of the shipments that stay away moved behind these hours.

    Carriers and declarations are as they were planned; nothing else that is drawn depends on who stays away.
    """
    if demand.stays_away is None:
        return arrival, planned
    spans = port.calendars[demand.stays_away.during].open_spans(horizon)
    if demand.planned is None:
        return stay_away(demand.stays_away, spans, name, arrival, draws), planned
    key = demand.planned.name
    return arrival, {**planned, key: stay_away(demand.stays_away, spans, name, planned[key], draws)}


def _next_carrier(due: Floats, terminal: Ints, carriers: Origin) -> Ints:
    """Index of the first carrier at the own terminal from the due time on; -1 if none comes any more."""
    out = np.full(len(due), -1, dtype=np.int64)
    for t in np.unique(terminal):
        calls = np.flatnonzero(carriers.terminal == t)
        calls = calls[np.argsort(carriers.arrival[calls], kind="stable")]
        mine = terminal == t
        nth = np.searchsorted(carriers.arrival[calls], due[mine], side="left")
        out[mine] = np.concatenate([calls, [-1]])[nth]
    return out


def origin_key(streams: Streams, name: str) -> Hashable:
    """All that the origin of a stream depends on."""
    port, parent = streams.port, streams.parent[name]
    demand = port.demand[name]
    early = port.traits[demand.declares.early] if isinstance(demand, Declared) else None
    where = (tuple(port.terminals.items()), tuple(port.profiles.items()))
    away = None if demand.stays_away is None else port.calendars[demand.stays_away.during]
    return (name, demand, early, away, where, None if parent is None else origin_key(streams, parent))


def has_trait(streams: Streams, trait: str, name: str, origins: Mapping[str, Origin], draws: Draws) -> Bools:
    """Whether each shipment has the trait, by a log or by chance; a declaration has what a box of it has."""
    config, declared = streams.port.traits[trait], streams.declared[name]
    if declared is not None and name not in config.of and trait in streams.traits[name]:
        boxes = has_trait(streams, trait, declared, origins, draws)
        return origins[declared].groups.declared(boxes)
    origin = origins[name]
    if trait in origin.columns:
        return np.asarray(origin.columns[trait] > 0)
    return draw_trait(config, trait, name, origin.groups.key, origin.carrier, draws)


def _within_mode(port: Port, terminal: Ints) -> Ints:
    """Each terminal's number among those of its mode: a new airport moves no draw of the sea terminals."""
    place = [port.terminals_of(t.mode).index(name) for name, t in port.terminals.items()]
    return np.asarray(place, dtype=np.int64)[terminal]
