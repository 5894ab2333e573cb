"""How much of one ledger entry's work a year holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from portsim.base.arguments import check_fields
from portsim.base.arrays import Floats
from portsim.base.units import Price
from portsim.kpis.cost import MILLION
from portsim.kpis.kpi import Quantity
from portsim.kpis.ledger import ENTRY, Entry, priced
from portsim.kpis.ways import Read
from portsim.kpis.year import year, year_unfinished
from portsim.model.world import World
from portsim.records.records import Records


@dataclass(frozen=True)
class Yearly(Quantity):
    """How much of one entry's work a year holds [the entry's unit]; one sample, none without its tariff."""

    entry: str
    traits: tuple[str, ...] = ()

    def check_itself(self) -> None:
        check_fields(self)

    def _priced(self, world: World | None) -> list[Entry]:
        """The entry, if the world has a tariff for it.

        Raises PortsimError: there is no ledger entry of this name.
        """
        return (
            []
            if world is None or world.library[ENTRY][self.entry] not in priced(world)
            else [world.library[ENTRY][self.entry]]
        )

    def samples(self, records: Records) -> Floats:
        found = [year(each, records, self.traits) for each in self._priced(records.world)]
        return np.array([amount for amount in found if np.isfinite(amount)])

    def among(self, traits: tuple[str, ...]) -> Yearly:
        return replace(self, traits=tuple(dict.fromkeys((*self.traits, *traits))))

    @property
    def single(self) -> bool:
        return True

    def steps(self, world: World) -> tuple[Read, ...]:
        return tuple(read for each in self._priced(world) for read in each.steps(world, self.traits))

    def reads(self, world: World) -> tuple[str, ...]:
        """What decides the quantity; the price of a piece does not."""
        keys = (key for each in self._priced(world) for key in each.reads(world, self.traits))
        return tuple(key for key in keys if not key.endswith(".cost"))

    @property
    def mentions(self) -> tuple[tuple[str, str], ...]:
        return ((ENTRY.noun, self.entry), *(("trait", name) for name in self.traits))

    def behind(self, records: Records) -> Mapping[str, float]:
        """The entry to its quantity [M units/y]."""
        amount = float(self.samples(records).sum())
        return {self.entry: amount * MILLION} if amount else {}

    @property
    def behind_in_minutes(self) -> bool:
        return False

    def unfinished(self, records: Records) -> float:
        entries = self._priced(records.world)
        return max((year_unfinished(each, records, self.traits) for each in entries), default=0.0)

    def prices(self, world: World) -> Mapping[str, Price]:
        return {}
