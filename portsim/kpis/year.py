"""The quantity of work in a year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from portsim.kpis.between import Between
from portsim.kpis.ledger import Entry, Work
from portsim.model.port import Port
from portsim.model.world import World
from portsim.records.records import Records
from portsim.scenario.offered_load import daily_rate

DAYS = 365


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
    shares = (part.among(traits).summed(alone)[1] for alone, _, part in _parts(entry, records, world))
    return max(shares, default=0.0)


def uncounted(entry: Entry, records: Records) -> tuple[str, ...]:
    """The streams of an entry's work of which no shipment came in the window, so that it is not measured."""
    world = records.world
    if world is None:
        return ()
    parts = ((alone, part) for alone, _, part in _parts(entry, records, world))
    return tuple(
        dict.fromkeys(
            each.stream for alone, part in parts for each in alone.among(()) if not part.counted(each).any()
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


def _per_shipment(part: Work, alone: Records, traits: tuple[str, ...]) -> float:
    """Work per counted shipment of its stream; those without the traits or without such work count 0."""
    counted = sum(int(part.counted(each).sum()) for each in alone.among(()))
    return part.among(traits).summed(alone)[0] / counted if counted else float("nan")
