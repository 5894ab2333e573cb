"""The quantity of work in a year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from portsim.base.arrays import Bools
from portsim.kpis.between import Between
from portsim.kpis.ledger import Entry, Work
from portsim.kpis.spent import Spent
from portsim.model.port import Port
from portsim.model.world import World
from portsim.records.records import Records
from portsim.records.shipments import Shipments
from portsim.scenario.rates import daily_rate

DAYS = 365
ELSEWHERE = "goes another way"  # no trait of a scenario has blanks


def year(entry: Entry, records: Records, traits: tuple[str, ...] = ()) -> float:
    """Quantity of a year [the entry's unit] of a priced entry, of shipments with the traits alone if any.

    Who is not through with such work at the horizon adds what he had of it so far. NaN where a stream of the
    work had no shipment in the window, or the run holds an event, whose cost is that of one event
    (`kpis/event.py`). A stream that has none of the steps adds 0.
    """
    world = records.world
    if world is None or world.event is not None:
        return float("nan")  # no volumes, or what happens once in the run and not every day of the year
    return records.once(("year", entry, traits), lambda: _year(entry, records, world, traits))


def year_unfinished(entry: Entry, records: Records, traits: tuple[str, ...] = ()) -> float:
    """The largest share of a stream's shipments that are not through with such work at the horizon."""
    return records.once(("unfinished", entry.of, traits), lambda: _unfinished(entry, records, traits))


def _unfinished(entry: Entry, records: Records, traits: tuple[str, ...]) -> float:
    world = records.world
    if world is None:
        return 0.0
    return max(
        (
            each.among(traits).summed(mine)[1]
            for alone, _, part in _parts(entry, records, world)
            for mine, each in ((alone, part), *_elsewhere(part, alone))
        ),
        default=0.0,
    )


def uncounted(entry: Entry, records: Records) -> tuple[str, ...]:
    """The streams of an entry's work of which no shipment came in the window, so that it is not measured."""
    world = records.world
    if world is None:
        return ()
    parts = ((alone, part) for alone, _, part in _parts(entry, records, world))
    return tuple(
        dict.fromkeys(
            each.stream
            for alone, part in parts
            for each in alone.among(())
            if _ways(_since(part), alone) is None
        )
    )


def _year(entry: Entry, records: Records, world: World, traits: tuple[str, ...]) -> float:
    total = 0.0
    for alone, rate, part in _parts(entry, records, world):
        total += DAYS * rate * _per_shipment(part, alone, traits)
    return total * entry.per_sample(world.port.tariffs[entry.tariff])


def _parts(entry: Entry, records: Records, world: World) -> Iterator[tuple[Records, float, Work]]:
    """(records of one stream, its shipments a day, the work of it) of all that an entry counts."""
    known = world.once(("work of a year", entry.of), lambda: tuple(_work(entry.of, records, world.port)))
    return ((records.alone(stream), rate, part) for stream, rate, part in known)


def _work(of: tuple[Work, ...], records: Records, port: Port) -> Iterator[tuple[str, float, Work]]:
    """(stream, its shipments a day, the work of it): the same in all runs of a world."""
    for part in of:
        for stream in port.streams_like(part.streams) or records.streams:
            if stream in records.streams and (rate := daily_rate(port, stream)) > 0:
                alone = records.alone(stream)
                mine = _from_its_gate(part, alone)
                if mine.exists(alone):
                    yield stream, rate, mine


def _from_its_gate(part: Work, alone: Records) -> Work:
    """The work of one stream, whose records these are; if it passes no gate, counted from its arrival."""
    if isinstance(part, Between) or Between("arrival", part.since).exists(alone):
        return part
    return replace(part, since="arrival")


class _Ways(NamedTuple):
    """Shipments of one stream: the number that passed a milestone in the window; and of those that arrived in
    the window the share that passes it, and the share and number that go another way."""

    counted: int
    passing: float
    away: float
    gone: int


def _ways(since: str, alone: Records) -> _Ways | None:
    """The ways of a stream's shipments at the milestone where work begins; None where none was counted."""
    return alone.once(("ways", since), lambda: _find_ways(since, alone))


def _find_ways(since: str, alone: Records) -> _Ways | None:
    (shipments,) = alone.among(())
    counted = int(np.count_nonzero(shipments.counted((), since)))
    gone = int(np.count_nonzero(_away(since, alone, shipments)))
    if not gone:
        return _Ways(counted, 1.0, 0.0, 0) if counted else None
    there = shipments.counted() & np.isfinite(shipments.stamp(since))
    passed = int(np.count_nonzero(there)) if counted else 0
    return _Ways(counted, passed / (passed + gone), gone / (passed + gone), gone)


def _per_shipment(part: Work, alone: Records, traits: tuple[str, ...]) -> float:
    """Work per counted shipment of its stream; those without the traits or without such work count 0. Who
    goes a way that passes no gate counts from its arrival, as a stream that passes none."""
    ways, mean = _ways(_since(part), alone), 0.0
    if ways is None:
        return float("nan")
    if ways.passing:
        mean += ways.passing * part.among(traits).summed(alone)[0] / ways.counted
    for mine, each in _elsewhere(part, alone):
        mean += ways.away * each.among(traits).summed(mine)[0] / ways.gone
    return mean


def _away(since: str, alone: Records, shipments: Shipments) -> Bools:
    """Who arrived in the window and goes a way that does not lead to the milestone `since`, shape (n,)."""
    return alone.once(("away from", since), lambda: _find_away(since, alone, shipments))


def _find_away(since: str, alone: Records, shipments: Shipments) -> Bools:
    away = shipments.counted() & np.isnan(shipments.stamp(since))
    return away & ~alone.pending_stamp(shipments, since) if away.any() else away


def _since(part: Work) -> str:
    return part.first if isinstance(part, Between) else part.since


def _elsewhere(part: Work, alone: Records) -> tuple[tuple[Records, Spent], ...]:
    """The work of those that go another way, from their arrival, and records that know them; none where
    nobody does."""
    if isinstance(part, Between) or (ways := _ways(part.since, alone)) is None or not ways.gone:
        return ()
    (shipments,) = alone.among(())
    away = _away(part.since, alone, shipments)
    known = alone.once(
        ("elsewhere", part.since), lambda: alone.with_trait(ELSEWHERE, {shipments.stream: away})
    )
    return ((known, replace(part, since="arrival", traits=(*part.traits, ELSEWHERE))),)
