"""The quantity of work in a year."""

from __future__ import annotations

from dataclasses import replace

from portsim.kpis.between import Between
from portsim.kpis.kpi import MOST_UNFINISHED
from portsim.kpis.ledger import Entry, Work
from portsim.model.port import Port
from portsim.records.records import Records
from portsim.scenario.offered_load import daily_rate

DAYS = 365


def year(entry: Entry, records: Records, traits: tuple[str, ...] = ()) -> float:
    """Quantity of a year [the entry's unit] of a priced entry, of shipments with the traits alone if any.

    NaN where more than MOST_UNFINISHED of a stream's shipments with such work are not through with it at the
    horizon, or no shipment was counted at all, or the run holds an event: its cost is that of one event
    (`kpis/event.py`). A stream that has none of the steps adds 0.
    """
    port = records.port
    if port is None or (records.world is not None and records.world.event is not None):
        return float("nan")  # no volumes, or what happens once in the run and not every day of the year
    return records.once(("year", entry, traits), lambda: _year(entry, records, port, traits))


def _year(entry: Entry, records: Records, port: Port, traits: tuple[str, ...]) -> float:
    total = 0.0
    for part in entry.of:
        for stream in part.streams or records.streams:
            rate = daily_rate(port, stream) if stream in records.streams else 0.0
            mine = _of_stream(part, stream, records)
            if rate > 0 and mine.exists(records):
                total += DAYS * rate * _per_shipment(mine, records, stream, traits)
    return total * entry.per_sample(port.tariffs[entry.tariff])


def _of_stream(part: Work, stream: str, records: Records) -> Work:
    """The work of one stream; one that passes no gate is counted from its arrival."""
    if isinstance(part, Between):
        return replace(part, streams=(stream,))
    gate = Between("arrival", part.since, (stream,)).exists(records)
    return replace(part, streams=(stream,), since=part.since if gate else "arrival")


def _per_shipment(part: Work, records: Records, stream: str, traits: tuple[str, ...]) -> float:
    """Mean sample per counted shipment of its stream; shipments without the traits count as 0."""
    shipments = records.by_stream[stream]
    counted = part.counted(shipments).sum()
    chosen = part.among(traits)
    some = chosen.counted(shipments).sum()
    if not counted or chosen.unfinished(records) > MOST_UNFINISHED:
        return float("nan")
    return float(chosen.samples(records).mean() * some / counted) if some else 0.0
