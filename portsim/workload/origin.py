"""Where the shipments of a stream come from: when, at which terminal, on which carrier and declaration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial

import numpy as np

from portsim.base.arrays import Bools, Floats, Ints, in_use
from portsim.base.units import DAY
from portsim.model.demand import Arrivals, Brought, Declared, Demand
from portsim.model.log_map import Named
from portsim.model.planned import Planned
from portsim.model.port import Port
from portsim.model.streams import Streams
from portsim.scenario.logs.log import Log, read_log
from portsim.scenario.logs.readable import readable
from portsim.workload.arrivals import expand, poisson_arrivals, stay_away, within_day
from portsim.workload.bookings import Bookings
from portsim.workload.declarations import Groups, declared_at, draw_trait, grouped
from portsim.workload.draws import Draws, known_or_drawn
from portsim.workload.grown import by_row
from portsim.workload.lateness import lateness_of, planned_arrivals
from portsim.workload.not_yet import known_at
from portsim.workload.resampling import before_horizon, of_replication, with_carriers


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
    plan: Floats | None = None  # planned arrivals, own or of the carrier that brings it, where there are any
    rows: Ints | None = None  # of a user's log, from which each comes

    def numbers(self, index: Ints) -> Ints:
        """What numbers of drawn shipments are among those still due, shape of `index`; -1 for one that is
        not, and -1 stays -1."""
        if self._all_due:
            return index
        return self._numbers.take(index)

    @cached_property
    def _all_due(self) -> bool:
        return bool(self.keep.all())

    @cached_property
    def _numbers(self) -> Ints:
        return np.append(np.where(self.keep, np.cumsum(self.keep) - 1, -1), -1)  # -1 is the last

    def to_come(self, horizon: float) -> Bools:
        """Who had not come before the start: those that come in the run, and after it, shape (n,)."""
        return self.keep | (self.arrival >= horizon)


@dataclass(frozen=True)
class _Coming:
    """When and where shipments come, on which carrier (-1 for none), and what a user's log says of them.

    `plan` are planned arrivals, where there are any; `takes_part` is false for who comes before the run or
    after it.
    """

    arrival: Floats
    terminal: Ints
    carrier: Ints
    takes_part: Bools
    columns: Mapping[str, Floats] = field(default_factory=dict)
    plan: Floats | None = None
    rows: Ints | None = None


def origin_of(
    streams: Streams, name: str, horizon: float, draws: Draws, known: Mapping[str, Origin]
) -> Origin:
    """Draw where and when the shipments of a stream begin; `known` has the origins of those they come from.

    Raises ConfigError: a log file that cannot be used.
    """
    port, demand = streams.port, streams.port.demand[name]
    if isinstance(demand, Declared):
        found = _declared(streams, name, demand, draws, known)
    elif isinstance(demand, Brought):
        found = _brought(streams, name, demand, draws, known[demand.brought_by])
    else:
        found = _arriving(streams, name, demand, horizon, draws)
    arrival, terminal, carrier, columns = found.arrival, found.terminal, found.carrier, found.columns
    drawn = _planned(port, demand.planned, name, arrival, draws)
    planned: Mapping[str, Floats] = {key: columns.get(key, moments) for key, moments in drawn.items()}
    due = next(iter(planned.values()), arrival)
    taken = demand.taken if isinstance(demand, Arrivals) else None
    keep = found.takes_part
    if taken is not None:
        due = arrival + taken.dwell.times(len(arrival), draws.at("dwell", name))
        carriers = known[taken.by]
        calls = carriers.plan if streams.by_plan(name) and carriers.plan is not None else carriers.arrival
        coming = np.ones_like(carriers.keep) if demand.there_before else carriers.to_come(horizon)
        carrier = next_carrier(due, terminal, calls, carriers.terminal, coming)
    groups = grouped(demand.declaration, name, arrival, _within_mode(port, terminal), draws)
    comes, planned = _back_later(port, name, demand, horizon, arrival, planned, draws)
    if demand.lateness is not None and found.plan is not None:
        planned = {**planned, demand.lateness.name: found.plan}
    if not demand.there_before:
        return Origin(
            arrival,
            comes,
            terminal,
            carrier,
            planned,
            columns,
            groups,
            keep,
            plan=found.plan,
            rows=found.rows,
        )
    keep = due >= 0
    before = demand.before_start if isinstance(demand, Arrivals) else None
    if taken is not None and before is not None:
        since = _last_calls(streams, taken.by, -before.value, draws)[terminal]
        keep = _still_due(due, since, carrier, horizon, known[taken.by])
    there = np.zeros(len(arrival))
    return Origin(there, there, terminal, carrier, planned, {}, groups, keep)


def _arriving(streams: Streams, name: str, demand: Arrivals, horizon: float, draws: Draws) -> _Coming:
    """Shipments that come as a log says, or at a rate and to the terminals of their mode by their shares."""
    port, lateness = streams.port, demand.lateness
    if demand.log is not None:
        trace = _log_at(streams, name, demand.log, demand)
        rows = before_horizon(of_replication(trace, demand, horizon, draws), name, horizon)
        log, takes_part = by_row(rows, demand, name, draws)
        plan = None if lateness is None else log.columns.get(lateness.name)
        if lateness is not None and plan is None:
            plan = log.arrival - lateness_of(lateness, name, len(log.arrival), draws)
        alone = _alone(log.arrival)
        return _Coming(log.arrival, log.terminal, alone, takes_part, log.columns, plan, log.rows)
    profile, rate, plan = (
        None if demand.profile is None else port.profiles[demand.profile],
        demand.per_day,
        None,
    )
    if lateness is None:
        begin, end = (0.0, horizon) if demand.before_start is None else (-demand.before_start.value, 0.0)
        arrival = poisson_arrivals(rate.value, profile, begin, end, draws.at("arrival", name))
        takes_part = np.ones(len(arrival), dtype=np.bool_)
    else:
        plan = planned_arrivals(lateness, name, rate.value, profile, horizon, draws)
        arrival = plan + lateness_of(lateness, name, len(plan), draws)
        takes_part = (arrival >= 0) & (arrival < horizon) & (plan >= -lateness.reaches_back.value)
    terminal = _by_share(port, demand, len(arrival), draws, ("terminal", name))
    return _Coming(arrival, terminal, _alone(arrival), takes_part, plan=plan)


def _log_at(streams: Streams, name: str, log: Named, coming: Demand) -> Log:
    """The log of a stream, as it was at the moment up to which its days, or those of its carriers, are as
    they are."""
    wanted = readable(streams, name)
    resample = coming.resample if isinstance(coming, Arrivals) else None
    read = read_log(log, streams.port, name, wanted)
    return known_at(read, None if resample is None else resample.after, tuple(wanted))


def _by_share(port: Port, demand: Arrivals, n: int, draws: Draws, address: tuple[str, ...]) -> Ints:
    """The terminals of n shipments, by the shares of those of their mode, shape (n,)."""
    own = np.flatnonzero([t.mode == demand.mode for t in port.terminals.values()])
    if len(own) == 1:
        return np.broadcast_to(own[0], n)
    shares = np.cumsum([t.share.value for t in port.terminals.values() if t.mode == demand.mode])
    pick = draws.at(*address).random(n) * shares[-1]
    passed = np.zeros(n, dtype=np.int64)
    for share in shares.tolist():  # of few, in a tenth of the time of a search
        passed += pick >= share
    return own.take(passed)


def _brought(streams: Streams, name: str, demand: Brought, draws: Draws, carriers: Origin) -> _Coming:
    """Shipments that come with their carriers, as many as a log or a draw says, at their terminals."""
    columns: Mapping[str, Floats] = {}
    rows: Ints | None = None
    if demand.log is None:
        carrier = expand(demand.number.draw(len(carriers.arrival), draws.at("number", name)))
    else:
        log = _log_at(streams, name, demand.log, streams.port.demand[demand.brought_by])
        carrier, rows, columns = with_carriers(log, carriers.rows, carriers.arrival)
    plan = None if carriers.plan is None else carriers.plan[carrier]
    at = carriers.terminal[carrier]
    return _Coming(carriers.arrival[carrier], at, carrier, carriers.keep[carrier], columns, plan, rows)


def _declared(
    streams: Streams, name: str, demand: Declared, draws: Draws, known: Mapping[str, Origin]
) -> _Coming:
    """Declarations, lodged before or after the first of their boxes comes, at that box's terminal."""
    declares, boxes = demand.declares, known[demand.declares.stream]
    early = boxes.groups.declared(has_trait(streams, declares.early, declares.stream, known, draws))
    expected = boxes.plan if boxes.plan is not None and streams.by_plan(name) else boxes.arrival
    arrival = declared_at(declares, name, boxes.arrival, expected, boxes.groups, early, draws)
    takes_part = boxes.groups.declared(boxes.keep)
    return _Coming(arrival, boxes.terminal[boxes.groups.first], _alone(arrival), takes_part)


def _alone(arrival: Floats) -> Ints:
    """The carriers of shipments that come without one, shape (n,)."""
    return np.broadcast_to(np.int64(-1), len(arrival))


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


def next_carrier(due: Floats, terminal: Ints, calls: Floats, at: Ints, coming: Bools) -> Ints:
    """Index of the first carrier at the own terminal that calls from the due time on; -1 if none does any
    more. `calls` are its arrivals or planned arrivals [min], `at` its terminals, `coming` who of them counts.
    """
    out = np.full(len(due), -1, dtype=np.int64)
    for t in in_use(terminal):
        own = np.flatnonzero((at == t) & coming)
        own = own[np.argsort(calls[own], kind="stable")]
        mine = np.flatnonzero(terminal == t)
        nth = np.searchsorted(calls[own], due[mine], side="left")
        out[mine] = np.concatenate([own, [-1]])[nth]
    return out


def _last_calls(streams: Streams, by: str, begin: float, draws: Draws) -> Floats:
    """Since when what is due at each terminal may still be there at the start [min], shape (terminals,).

    Of carriers with a plan it is as far as that reaches back: earlier calls are drawn with the others. Of
    carriers without one it is the last call from `begin` up to the start, drawn for this alone. Of a log no
    earlier ones are known.
    """
    port, lateness = streams.port, streams.lateness(by)
    demand, since = port.demand[by], np.zeros(len(port.terminals))
    if not isinstance(demand, Arrivals) or demand.log is not None:
        return since
    if lateness is not None:
        return since - lateness.reaches_back.value
    profile = None if demand.profile is None else port.profiles[demand.profile]
    rng = draws.at("arrival before the start", by)
    calls = poisson_arrivals(demand.per_day.value, profile, begin, 0.0, rng)
    since += begin
    at = _by_share(port, demand, len(calls), draws, ("terminal before the start", by))
    np.maximum.at(since, at, calls)
    return since


def _still_due(due: Floats, since: Floats, carrier: Ints, horizon: float, carriers: Origin) -> Bools:
    """Whether what was there before the start is still to be taken: its carrier had not come by then, be it
    one of the run or a later one. `since` is when each could be due at the earliest."""
    there, called = due >= since, carrier >= 0
    there[called] &= carriers.to_come(horizon)[carrier[called]]
    return there


def origin_keys(streams: Streams, horizon: float, draws: Draws) -> Mapping[str, int]:
    """A number for each stream that stands for all that its origin depends on."""
    port = streams.port
    where = draws.number((horizon, tuple(port.terminals.items()), tuple(port.profiles.items())))
    found: dict[str, int] = {}
    for name in streams.carriers_first:
        demand, parent = port.demand[name], streams.parent[name]
        early = port.traits[demand.declares.early] if isinstance(demand, Declared) else None
        away = None if demand.stays_away is None else port.calendars[demand.stays_away.during]
        logged = _columns_read(streams, name)
        of_parent = None if parent is None else found[parent]
        found[name] = draws.number((name, demand, early, away, where, logged, of_parent))
    return found


def _columns_read(streams: Streams, name: str) -> tuple[str, ...]:
    """The columns of its log that a stream reads in this world: some are of a measure's traits and steps."""
    log = streams.port.demand[name].log
    return () if log is None else tuple(read_log(log, streams.port, name, readable(streams, name)).columns)


def has_trait(streams: Streams, trait: str, name: str, origins: Mapping[str, Origin], draws: Draws) -> Bools:
    """Whether each shipment has the trait, by a log or by chance; a declaration has what a box of it has."""
    config, declared = streams.port.traits[trait], streams.declared[name]
    if declared is not None and name not in config.of and trait in streams.traits[name]:
        boxes = has_trait(streams, trait, declared, origins, draws)
        return origins[declared].groups.declared(boxes)
    origin = origins[name]
    drawn = partial(draw_trait, config, trait, name, origin.groups, origin.carrier, draws)
    return known_or_drawn(origin.columns.get(trait), drawn).astype(np.bool_, copy=False)


def _within_mode(port: Port, terminal: Ints) -> Ints:
    """Each terminal's number among those of its mode: a new airport moves no draw of the sea terminals."""
    place = [port.terminals_of(t.mode).index(name) for name, t in port.terminals.items()]
    return np.asarray(place, dtype=np.int64)[terminal]
