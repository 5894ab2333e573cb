"""Appointments of one replication: who books which slot, and when those who have booked really come.

All of it is settled before the clock starts. Only the time to come moves, that of arrival or the planned one;
carriers, declarations and all other draws are as they were.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import ceil

import numpy as np
from numpy.typing import NDArray

from portsim.base.arrays import Bools, Floats, Ints, Scalar, in_use
from portsim.model.appointments import Appointments, OffTime
from portsim.model.port import Port
from portsim.model.streams import Streams
from portsim.workload.bookings import Bookings
from portsim.workload.draws import Draws
from portsim.workload.origin import Origin, has_trait
from portsim.workload.slots import NONE, Rule, Slots, book, rebook


@dataclass(frozen=True)
class _Trucks:
    """The trucks of one stream that book, with what is drawn for each of them, shape (n,)."""

    stream: str
    who: Ints  # numbers within the stream
    terminal: Ints
    wished: Floats
    not_before: Floats
    within: Floats  # where in a zone it comes that is not the one it wished for, 0..1
    no_show: Bools
    rebooks: Floats  # after the end of the zone [min]
    early: Floats  # before the zone opens [min], NaN for who is not early
    late: Floats  # after it closes [min], NaN for who is not late


def with_appointments(
    streams: Streams, origins: dict[str, Origin], horizon: float, draws: Draws, keys: Mapping[str, int]
) -> dict[str, Origin]:
    """The origins of all streams; those of streams with appointments have their times to come moved. `keys`
    are those of `origin_keys`."""
    found = dict(origins)
    for name, appointments in streams.port.appointments.items():
        own = {stream: origins[stream] for stream in appointments.streams}
        trait = streams.port.traits[appointments.books]
        of_trucks = tuple(keys[stream] for stream in own)
        key = ("appointments", appointments.model_dump_json(), trait, of_trucks)

        def settled(given: Appointments = appointments, own: Mapping[str, Origin] = own) -> dict[str, Origin]:
            return _settled(streams, given, own, origins, horizon, draws)

        found.update(draws.once((name, *key), settled))
    return found


def _settled(
    streams: Streams,
    appointments: Appointments,
    own: Mapping[str, Origin],
    origins: Mapping[str, Origin],
    horizon: float,
    draws: Draws,
) -> dict[str, Origin]:
    trucks = [_trucks(streams, appointments, name, origins, horizon, draws) for name in own]
    booked = _booked(streams.port, appointments, trucks, horizon)
    return {
        each.stream: _moved(streams.port, appointments, own[each.stream], each, mine, horizon)
        for each, mine in zip(trucks, booked, strict=True)
    }


def _trucks(
    streams: Streams,
    appointments: Appointments,
    name: str,
    origins: Mapping[str, Origin],
    horizon: float,
    draws: Draws,
) -> _Trucks:
    """Those of a stream that book, and want to come in the run."""
    origin, planned = origins[name], streams.port.demand[name].planned
    wished = origin.comes if planned is None else origin.planned[planned.name]
    books = has_trait(streams, appointments.books, name, origins, draws) & origin.keep
    who = np.flatnonzero(books & (wished >= 0) & (wished < horizon))
    n = len(wished)

    def uniform(purpose: str) -> Floats:
        return draws.at("appointment", purpose, name).random(n)[who]

    off = uniform("punctual")
    share = 0.0 if appointments.early is None else appointments.early.share.value
    late = 0.0 if appointments.late is None else appointments.late.share.value

    def by(given: OffTime | None, purpose: str, those: Bools) -> Floats:
        if given is None:
            return np.full(len(who), np.nan)
        return np.where(those, given.by.times(n, draws.at("appointment", purpose, name))[who], np.nan)

    return _Trucks(
        name,
        who,
        origin.terminal[who],
        wished[who],
        np.zeros(len(who)) if planned is None else origin.arrival[who],
        uniform("within the zone"),
        uniform("no-show") < appointments.no_show.value,
        appointments.rebooking.times(n, draws.at("appointment", "rebooking", name))[who],
        by(appointments.early, "early", off < share),
        by(appointments.late, "late", off >= 1 - late),
    )


def _begins(appointments: Appointments, horizon: float) -> Floats:
    """When all slots begin that a truck of the run can be given [min]."""
    slot = appointments.slot.value
    return np.asarray(np.arange(ceil((horizon + appointments.latest.value) / slot) + 1) * slot)


@dataclass(frozen=True)
class _Booked:
    """First and last slot of each truck, -1 for none, and when who did not show up books again [min]."""

    first: Ints
    last: Ints
    again: Floats


def _booked(port: Port, appointments: Appointments, trucks: list[_Trucks], horizon: float) -> list[_Booked]:
    """The bookings of the trucks of each stream: all first ones, and then those of who did not show up."""
    slot, zone = appointments.slot.value, appointments.zone_length
    beyond = appointments.when_full == "next_free"
    rule = Rule(slot, zone, appointments.earliest.value, appointments.latest.value, beyond)
    begins = _begins(appointments, horizon)
    terminal, wished, not_before, rebooks = (
        np.concatenate([getattr(each, column) for each in trucks])
        for column in ("terminal", "wished", "not_before", "rebooks")
    )
    no_show = np.concatenate([each.no_show for each in trucks])
    first = np.full(len(wished), NONE, dtype=np.int64)
    last, again = first.copy(), np.full(len(wished), np.nan)
    order = np.argsort(wished, kind="stable")
    for number in in_use(terminal):
        slots = Slots(appointments.quota.per_slot(tuple(port.terminals)[number], begins))
        mine = order[terminal[order] == number]
        first[mine] = last[mine] = book(wished[mine], not_before[mine], rule, slots)
        missed = mine[no_show[mine] & (first[mine] != NONE)]
        again[missed] = first[missed] * slot + zone + rebooks[missed]
        last[missed] = rebook(again[missed], rule, slots)
    ends = np.cumsum([len(each.wished) for each in trucks])[:-1]
    columns = (np.split(column, ends) for column in (first, last, again))
    return [_Booked(*each) for each in zip(*columns, strict=True)]


def _moved(
    port: Port,
    appointments: Appointments,
    origin: Origin,
    trucks: _Trucks,
    booked: _Booked,
    horizon: float,
) -> Origin:
    """The origin of a stream, with the time to come of those who booked moved."""
    slot, zone = appointments.slot.value, appointments.zone_length
    missed = np.isfinite(booked.again)
    opens, aimed = _aimed(trucks, booked.first, slot, zone)
    again, second = _aimed(trucks, booked.last, slot, zone)
    opens, comes = np.where(missed, again, opens), np.where(missed, second, aimed)
    walks_in = booked.last == NONE
    comes[walks_in] = np.where(missed, booked.again, trucks.wished)[walks_in]
    if appointments.when_full == "next_free":  # no slot is free before the run has ended
        comes[walks_in] = _begins(appointments, horizon)[-1] + slot
    early, late = np.isfinite(trucks.early) & ~walks_in, np.isfinite(trucks.late) & ~walks_in
    before = opens if appointments.early_trucks == "wait" else np.maximum(opens - trucks.early, 0.0)
    comes = np.where(early, before, np.where(late, opens + zone + trucks.late, comes))

    def spread(values: NDArray[Scalar], otherwise: float) -> NDArray[Scalar]:
        out = np.full(len(origin.arrival), otherwise, dtype=values.dtype)
        out[trucks.who] = values
        return out

    bookings = Bookings(
        spread(trucks.wished, np.nan),
        spread(booked.first != NONE, False),
        spread(aimed, np.nan),
        spread(missed, False),
        spread(opens, np.nan),
        spread(opens + zone, np.nan),
    )
    plan = port.demand[trucks.stream].planned
    moved = (origin.comes if plan is None else origin.planned[plan.name]).copy()
    moved[trucks.who] = comes
    if plan is None:
        return replace(origin, comes=moved, bookings=bookings)
    return replace(origin, planned={**origin.planned, plan.name: moved}, bookings=bookings)


def _aimed(trucks: _Trucks, slot_of: Ints, slot: float, zone: float) -> tuple[Floats, Floats]:
    """When the zone of each truck's slot opens, and when the truck means to come in it [min]; NaN for none.

    That is when it wished to, or any time in the zone if its wish lies outside.
    """
    opens = np.where(slot_of == NONE, np.nan, slot_of * slot)
    somewhere = np.minimum(opens + trucks.within * zone, np.nextafter(opens + zone, 0.0))
    inside = (trucks.wished >= opens) & (trucks.wished < opens + zone)
    return opens, np.where(inside, trucks.wished, somewhere)
