"""Hours that people of companies work per shipment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from portsim.base.arrays import Floats
from portsim.kpis.kpi import Quantity
from portsim.kpis.ledger import Entry, priced
from portsim.kpis.ways import Read
from portsim.kpis.year import DAYS, year, year_unfinished
from portsim.model.demand import Arrivals, Brought
from portsim.model.payers import COMPANIES
from portsim.model.port import Port
from portsim.model.world import World
from portsim.records.records import Records
from portsim.scenario.rates import daily_rate


@dataclass(frozen=True)
class CompanyLabour(Quantity):
    """Hours that people of companies work per shipment [h], streams by their stated volume; one sample, none
    where no goods are stated."""

    def _entries(self, world: World | None) -> list[Entry]:
        return [each for each in priced(world) if each.labour]

    def _hours(self, records: Records) -> dict[str, float]:
        """Ledger entry of companies' labour to its hours of a year [h]."""
        tariffs = {} if records.port is None else records.port.tariffs
        return {
            each.name: year(each, records)
            for each in self._entries(records.world)
            if tariffs[each.tariff].payer in COMPANIES
        }

    def samples(self, records: Records) -> Floats:
        hours = self._hours(records)
        shipments = 0.0 if records.port is None else _shipments(records.port)
        if not shipments or not hours or not all(np.isfinite(h) for h in hours.values()):
            return np.empty(0)
        return np.array([sum(hours.values()) / shipments])

    @property
    def single(self) -> bool:
        return True

    def steps(self, world: World) -> tuple[Read, ...]:
        return tuple(dict.fromkeys(read for each in self._entries(world) for read in each.steps(world)))

    def reads(self, world: World) -> tuple[str, ...]:
        keys = dict.fromkeys(key for each in self._entries(world) for key in each.reads(world))
        return tuple(key for key in keys if not key.endswith(".cost"))

    def behind(self, records: Records) -> Mapping[str, float]:
        """Ledger entry to its minutes per shipment [min]."""
        if records.port is None:
            return {}
        total = _shipments(records.port)
        return {name: h * 60 / total for name, h in self._hours(records).items() if h > 0}

    def unfinished(self, records: Records) -> float:
        """The largest share of shipments that an entry has unfinished."""
        entries = self._entries(records.world)
        return max((year_unfinished(each, records) for each in entries), default=0.0)


def _shipments(port: Port) -> float:
    """Shipments of goods in a year, by their stated volumes; papers, vessels and flights are none."""
    carriers = {demand.carrier for demand in port.demand.values()}
    goods = (
        stream
        for stream, demand in port.demand.items()
        if isinstance(demand, Brought) or (isinstance(demand, Arrivals) and stream not in carriers)
    )
    return DAYS * sum(daily_rate(port, stream) for stream in goods)
