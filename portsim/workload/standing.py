"""Those who stand in the port when a run goes on from there, and who comes from then on.

What is due later, the carrier or a planned time, is drawn as for one that came when they did, given that it
has not been yet.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from portsim.base.arrays import Floats
from portsim.base.units import DAY
from portsim.model.demand import Brought, Declared
from portsim.model.durations import RandomTime
from portsim.model.lateness import Lateness
from portsim.model.planned import Planned
from portsim.model.standing import Standing, Stands, stream_of
from portsim.model.streams import Streams
from portsim.workload.arrivals import within_day
from portsim.workload.declarations import grouped
from portsim.workload.draws import Draws
from portsim.workload.origin import Origin, next_carrier

TRIES = 100  # to draw a time that is still to come; whose is not by then is due now


def standing_origin(
    streams: Streams, name: str, horizon: float, draws: Draws, known: Mapping[str, Origin]
) -> Origin:
    """Where shipments stand, when they came, and what is still due of them."""
    demand = streams.port.demand[name]
    assert isinstance(demand, Stands)
    here = demand.standing
    n = len(here.came)
    planned = dict(here.turns)
    if demand.planned is not None:
        planned[demand.planned.name] = _still_planned(demand.planned, here, streams, name, draws)
    plan = None
    if demand.lateness is not None:
        plan = planned[demand.lateness.name] = _plan_to_come(demand.lateness, here, name, draws)
    carrier = here.carrier
    if demand.taken is not None:
        carriers, by = known[demand.taken.by], streams.by_plan(name)
        calls = carriers.plan if by and carriers.plan is not None else carriers.arrival
        due = here.came + _longer(demand.taken.dwell, here, draws, ("dwell", name))
        carrier = next_carrier(
            due, here.terminal, calls, carriers.terminal, carriers.keep & (carriers.comes >= here.now)
        )
    groups = grouped(None, name, here.came, here.terminal, draws)
    if demand.declared_by is not None:
        groups = replace(groups, number=here.declaration)
    everyone = np.ones(n, dtype=np.bool_)
    return Origin(
        here.came, here.entry, here.terminal, carrier, planned, here.traits, groups, everyone, plan=plan
    )


def _longer(time: RandomTime, here: Standing, draws: Draws, address: tuple[str, ...]) -> Floats:
    """A time [min] since each came, given that it has not passed yet; what is longer than it can be ends now,
    shape (n,)."""
    passed = np.maximum(here.now - here.came, 0.0)
    share = 1 - draws.at(*address).random(len(passed))
    found = time.longer_than(passed, share, here.came)
    return np.where(np.isnan(found), passed, found)


def _still_planned(plan: Planned, here: Standing, streams: Streams, name: str, draws: Draws) -> Floats:
    """Planned times [min] after now, as drawn for who came then: days by the dwell, hours by the profile."""
    profile, n = streams.port.profiles[plan.profile], len(here.came)
    today = np.floor(here.now / DAY) * DAY
    passed = np.maximum(today - here.came, 0.0)  # who is due today may be so at any hour of it
    dwells, hours = (draws.at(what, name, plan.name) for what in ("planned", "planned hour"))
    floor = here.came + plan.dwell.floor

    def drawn(_: int) -> Floats:
        time = plan.dwell.longer_than(passed, 1 - dwells.random(n), here.came)
        moved = within_day(here.came + np.where(np.isnan(time), passed, time), profile, hours)
        return np.where(moved < floor, moved + DAY, moved)

    return _still_to_come(here, drawn)


def _plan_to_come(lateness: Lateness, here: Standing, name: str, draws: Draws) -> Floats:
    """The planned arrivals [min] of who came early and waits for them."""

    def drawn(number: int) -> Floats:
        return here.came - lateness.draw(len(here.came), draws.at("lateness", name, str(number)))

    return _still_to_come(here, drawn)


def _still_to_come(here: Standing, drawn: Callable[[int], Floats]) -> Floats:
    """Of each shipment the first drawn moment [min] after now; now itself where `TRIES` give none, shape
    (n,)."""
    found = np.full(len(here.came), here.now)
    left = np.ones(len(found), dtype=np.bool_)
    for number in range(TRIES):
        moment = drawn(number)
        fits = left & (moment > here.now)
        found[fits] = moment[fits]
        left &= ~fits
        if not left.any():
            break
    return found


def in_service_for(
    time: RandomTime, passed: Floats, arrival: Floats, draws: Draws, address: tuple[str, ...]
) -> Floats:
    """How much longer each is in service that has been for so long [min], shape (n,); 0 for one that has been
    for longer than the time can be, NaN for who is not."""
    share = 1 - draws.at(*address, "longer").random(len(passed))
    begun = np.isfinite(passed)
    left = np.full(len(passed), np.nan)
    whole = time.longer_than(passed[begun], share[begun], arrival[begun])
    left[begun] = np.where(np.isnan(whole), 0.0, whole - passed[begun])
    return left


def from_then_on(streams: Streams, origins: Mapping[str, Origin], begin: float) -> dict[str, Origin]:
    """The origins without all who come before a moment [min], but those that stand in the port then, and what
    comes with them or is lodged for them."""
    found: dict[str, Origin] = {}
    for name in streams.carriers_first:
        demand, origin = streams.port.demand[name], origins[name]
        if isinstance(demand, Stands):
            found[name] = origin
            continue
        keep, comes = origin.keep & (origin.comes >= begin), origin.comes
        if isinstance(demand, Brought):
            keep = origin.keep & found[demand.brought_by].keep[origin.carrier]
        elif isinstance(demand, Declared):
            boxes = found[demand.declares.stream]
            keep = boxes.groups.declared(boxes.keep)
        elif demand.there_before:
            keep = np.zeros_like(origin.keep)
        if stream_of(name) != name:
            comes = np.maximum(comes, np.nextafter(begin, 0.0))
        found[name] = replace(origin, keep=keep, comes=comes)
    return found
