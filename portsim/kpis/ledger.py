"""The ledger: what the counted work of a year costs, and who bears it, in whole fen.

An entry multiplies a quantity of work by a tariff of the scenario. The quantity of a year is the mean per
shipment of each stream in the run, times the stream's stated volume, whatever the length of the run.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from portsim.checks import Problem
from portsim.errors import did_you_mean
from portsim.kpis.quantities import MOST_UNFINISHED, Between, Spent
from portsim.kpis.reads import Read, parameters, passes, streams_with
from portsim.offered_load import daily_rate, volume_keys
from portsim.port import Payer, Port, Tariff
from portsim.records import Records
from portsim.registry import Registry
from portsim.scenario import Scenario, tell
from portsim.units import Price, show_price
from portsim.world import World

DAYS = 365
HOURS_IN = {"h": 1.0, "day": 24.0}
Work = Between | Spent
Kind = Literal["cost", "transfer"]


@dataclass(frozen=True)
class Entry:
    """One line of the ledger: work measured on shipments, in `unit`, that is paid by a tariff.

    `of` lists the work; each part speaks of the streams it names (all by default). The unit `h` or `day` asks
    for a tariff per time; for any other the tariff is of one piece. `labour` marks hours of people.
    """

    name: str
    title: str
    tariff: str
    of: tuple[Work, ...]
    unit: str
    labour: bool = False

    @property
    def timed(self) -> bool:
        return self.unit in HOURS_IN

    @property
    def counts(self) -> bool:
        """Whether visits are counted, rather than minutes."""
        return any(isinstance(part, Spent) and part.what == "count" for part in self.of)

    def price(self, price: Price) -> float:
        """A price of the tariff for one unit of the entry [yuan/unit]."""
        return price.amount * HOURS_IN.get(self.unit, 1.0)

    def per_sample(self, tariff: Tariff) -> float:
        """Units of the entry in one sample of its work (a minute, or a counted visit)."""
        if not self.timed:
            return 1.0 if tariff.pieces is None else tariff.pieces.average
        minutes = 1.0 if tariff.takes is None else tariff.takes.value
        return minutes / 60 / HOURS_IN[self.unit]

    def reads(self, world: World, traits: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Dotted keys that decide the cost of a year: the tariff, stated volumes, and what the steps read."""
        tariff = world.port.tariffs[self.tariff]
        given = [name for name in ("cost", "pieces", "takes") if getattr(tariff, name) is not None]
        keys = {f"tariffs.{self.tariff}.{name}": None for name in given}
        for stream, steps in self._steps(world, traits):
            volume = volume_keys(world.port, stream) if steps else ()
            keys.update(dict.fromkeys((*parameters(world, steps), *volume)))
        return tuple(keys)

    def steps(self, world: World, traits: tuple[str, ...] = ()) -> tuple[Read, ...]:
        """The steps of its work, in all streams that it speaks of."""
        return tuple(read for _, steps in self._steps(world, traits) for read in steps)

    def _steps(self, world: World, traits: tuple[str, ...]) -> Iterator[tuple[str, tuple[Read, ...]]]:
        for part in self.of:
            for stream in streams_with(world, part.streams, traits):
                mine = replace(part, streams=(stream,))
                if isinstance(mine, Spent) and not passes(world, stream, mine.since):
                    mine = replace(mine, since="arrival")
                yield stream, mine.among(traits).steps(world)


ENTRIES: Registry[Entry] = Registry("ledger entry")


def entry(name: str, title: str, tariff: str, *of: Work, unit: str, labour: bool = False) -> Entry:
    """Declare a ledger entry under its name."""
    return ENTRIES.add(name, Entry(name, title, tariff, of, unit, labour))


def check_tariffs(scenario: Scenario) -> None:
    """Refuse tariffs that no entry reads, or whose unit is not that of the work.

    Raises ConfigError: each with its place, what was got and what is allowed.
    """
    tariffs = scenario.baseline.port.tariffs
    known = {e.tariff for e in ENTRIES.values()}
    found = [
        Problem(f"tariffs.{name}", f"read by no ledger entry{did_you_mean(name, known)}")
        for name in tariffs
        if name not in known
    ]
    for each in priced(scenario.baseline.port):
        found += [
            Problem(f"tariffs.{each.tariff}.{key}", text)
            for key, text in _misfits(each, tariffs[each.tariff])
        ]
    tell(found, scenario.document)


def _misfits(entry: Entry, tariff: Tariff) -> Iterator[tuple[str, str]]:
    """(key, what is wrong) of a tariff for an entry."""
    cost = tariff.cost.value
    if entry.timed != (cost.unit == "yuan/h"):
        allowed = (
            "money per time, such as 120 yuan/h" if entry.timed else "money for a piece, such as 75 yuan"
        )
        yield (
            "cost",
            f"got {show_price(cost)}, allowed {allowed}: ledger entry {entry.name} is in {entry.unit}",
        )
    elif entry.timed and entry.counts and tariff.takes is None:
        yield "takes", f"missing: ledger entry {entry.name} counts steps; say how long the work of one takes"
    elif tariff.takes is not None and not entry.counts:
        yield "takes", f"read by nobody: ledger entry {entry.name} measures the time itself"


def priced(port: Port | None) -> list[Entry]:
    """The entries that the tariffs of a port can price."""
    return [e for e in ENTRIES.values() if port is not None and e.tariff in port.tariffs]


def year(entry: Entry, records: Records, traits: tuple[str, ...] = ()) -> float:
    """Quantity of a year [the entry's unit] of a priced entry, of shipments with the traits alone if any.

    NaN where more than MOST_UNFINISHED of a stream's shipments with such work are not through with it at the
    horizon, or no shipment was counted at all. A stream that has none of the steps adds 0.
    """
    return records.once(("year", entry, traits), lambda: _year(entry, records, traits))


def _year(entry: Entry, records: Records, traits: tuple[str, ...]) -> float:
    port = records.port
    assert port is not None
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


@dataclass(frozen=True)
class Line:
    """What one entry means for one payer in a year of one replication; `fen` is None if it was not measured.

    `unit_cost` is yuan per unit. A transfer has two lines whose amounts add up to 0.
    """

    entry: str
    payer: Payer
    kind: Kind
    quantity: float
    unit: str
    unit_cost: float
    fen: int | None


def lines(records: Records) -> tuple[Line, ...]:
    """The ledger of one replication, in the order in which entries were declared."""
    return tuple(line for entry in priced(records.port) for line in _lines(entry, records))


def _lines(entry: Entry, records: Records) -> Iterator[Line]:
    assert records.port is not None
    tariff, quantity = records.port.tariffs[entry.tariff], year(entry, records)
    cost = entry.price(tariff.cost.value)
    yield Line(entry.name, tariff.payer, "cost", quantity, entry.unit, cost, in_fen(quantity * cost))
    if tariff.fee is not None and tariff.charged_to is not None:
        fee = entry.price(tariff.fee.value)
        fen = in_fen(quantity * fee)
        paid_back = None if fen is None else -fen
        yield Line(entry.name, tariff.charged_to, "transfer", quantity, entry.unit, fee, fen)
        yield Line(entry.name, tariff.payer, "transfer", quantity, entry.unit, -fee, paid_back)


def in_fen(yuan: float) -> int | None:
    """An amount [yuan] in whole fen, rounded once; None for what was not measured."""
    return round(yuan * 100) if np.isfinite(yuan) else None
