"""Quantities of a year: costs by payer, pieces of work, labour of companies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from portsim.base.arrays import Floats
from portsim.base.units import Price
from portsim.kpis.kpi import Quantity
from portsim.kpis.ledger import ENTRIES, Entry, priced
from portsim.kpis.ledger_lines import in_fen
from portsim.kpis.ways import Read
from portsim.kpis.year import year
from portsim.model.port import Port
from portsim.model.tariff import COMPANIES, PAYERS, Payer
from portsim.model.world import World
from portsim.records.records import Records
from portsim.scenario.offered_load import daily_rate

MILLION = 1e-6


@dataclass(frozen=True)
class Cost(Quantity):
    """What a year costs these payers [yuan/y]: costs alone, for a transfer is no saving of the port.

    One sample; none where the scenario has no tariff for any of the entries, or one was not measured.
    """

    payers: tuple[Payer, ...] = PAYERS
    entries: tuple[str, ...] = ()
    traits: tuple[str, ...] = ()

    def chosen(self, port: Port | None) -> list[Entry]:
        if port is None:
            return []
        names = [ENTRIES[name].name for name in self.entries or ENTRIES]
        return [e for e in priced(port) if e.name in names and port.tariffs[e.tariff].payer in self.payers]

    def _fen(self, records: Records) -> dict[str, int | None]:
        port = records.port
        found: dict[str, int | None] = {}
        for each in self.chosen(port):
            assert port is not None
            cost = each.price(port.tariffs[each.tariff].cost.value)
            found[each.name] = in_fen(year(each, records, self.traits) * cost)
        return found

    def samples(self, records: Records) -> Floats:
        fen = list(self._fen(records).values())
        known = [each for each in fen if each is not None]
        return np.array([sum(known) / 100]) if fen and len(known) == len(fen) else np.empty(0)

    def among(self, traits: tuple[str, ...]) -> Cost:
        return replace(self, traits=tuple(dict.fromkeys((*self.traits, *traits))))

    def steps(self, world: World) -> tuple[Read, ...]:
        return tuple(
            dict.fromkeys(read for e in self.chosen(world.port) for read in e.steps(world, self.traits))
        )

    def reads(self, world: World) -> tuple[str, ...]:
        return tuple(
            dict.fromkeys(key for e in self.chosen(world.port) for key in e.reads(world, self.traits))
        )

    def behind(self, records: Records) -> Mapping[str, float]:
        """Ledger entry to its cost [M yuan/y]."""
        return {name: fen / 100 * MILLION for name, fen in self._fen(records).items() if fen}

    def unfinished(self, records: Records) -> float:
        """Share of the entries that were not measured."""
        fen = list(self._fen(records).values())
        return sum(each is None for each in fen) / len(fen) if fen else 0.0

    def prices(self, world: World) -> Mapping[str, Price]:
        return {e.name: world.port.tariffs[e.tariff].cost.value for e in self.chosen(world.port)}


@dataclass(frozen=True)
class Yearly(Quantity):
    """How much of one entry's work a year holds [the entry's unit]; one sample, none without its tariff."""

    entry: str
    traits: tuple[str, ...] = ()

    def samples(self, records: Records) -> Floats:
        found = [year(e, records, self.traits) for e in priced(records.port) if e.name == self.entry]
        return np.array([amount for amount in found if np.isfinite(amount)])

    def among(self, traits: tuple[str, ...]) -> Yearly:
        return replace(self, traits=tuple(dict.fromkeys((*self.traits, *traits))))

    def steps(self, world: World) -> tuple[Read, ...]:
        return (
            ENTRIES[self.entry].steps(world, self.traits) if ENTRIES[self.entry] in priced(world.port) else ()
        )

    def reads(self, world: World) -> tuple[str, ...]:
        """What decides the quantity; the price of a piece does not."""
        entry = ENTRIES[self.entry]
        keys = entry.reads(world, self.traits) if entry in priced(world.port) else ()
        return tuple(key for key in keys if not key.endswith(".cost"))

    def behind(self, records: Records) -> Mapping[str, float]:
        """The entry to its quantity [M units/y]."""
        amount = float(self.samples(records).sum())
        return {self.entry: amount * MILLION} if amount else {}

    def unfinished(self, records: Records) -> float:
        return float(ENTRIES[self.entry] in priced(records.port) and not len(self.samples(records)))

    def prices(self, world: World) -> Mapping[str, Price]:
        return {}


@dataclass(frozen=True)
class CompanyLabour(Quantity):
    """Hours that people of companies work per shipment [h], streams by their stated volume; one sample."""

    def _hours(self, records: Records) -> dict[str, float]:
        port = records.port
        return {
            e.name: year(e, records)
            for e in priced(port)
            if e.labour and port is not None and port.tariffs[e.tariff].payer in COMPANIES
        }

    def samples(self, records: Records) -> Floats:
        hours = self._hours(records)
        if records.port is None or not hours or not all(np.isfinite(h) for h in hours.values()):
            return np.empty(0)
        return np.array([sum(hours.values()) / _shipments(records.port)])

    def steps(self, world: World) -> tuple[Read, ...]:
        labour = [e for e in priced(world.port) if e.labour]
        return tuple(dict.fromkeys(read for e in labour for read in e.steps(world)))

    def reads(self, world: World) -> tuple[str, ...]:
        labour = [e for e in priced(world.port) if e.labour]
        return tuple(dict.fromkeys(k for e in labour for k in e.reads(world) if not k.endswith(".cost")))

    def behind(self, records: Records) -> Mapping[str, float]:
        """Ledger entry to its minutes per shipment [min]."""
        if records.port is None:
            return {}
        total = _shipments(records.port)
        return {name: h * 60 / total for name, h in self._hours(records).items() if h > 0}

    def unfinished(self, records: Records) -> float:
        hours = list(self._hours(records).values())
        return sum(not np.isfinite(h) for h in hours) / len(hours) if hours else 0.0


def _shipments(port: Port) -> float:
    """Shipments of goods in a year, by their stated volumes; papers, vessels and flights are none."""
    carriers = {d.brought_by or d.taken_by for d in port.demand.values()}
    goods = (
        stream
        for stream, demand in port.demand.items()
        if demand.declares is None and (stream not in carriers or demand.brought_by is not None)
    )
    return 365 * sum(daily_rate(port, stream) for stream in goods)
