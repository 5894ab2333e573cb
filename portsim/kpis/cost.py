"""What a year costs, by who bears it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from portsim.base.arguments import check_fields, check_one_of
from portsim.base.arrays import Floats
from portsim.base.units import Price
from portsim.kpis.kpi import Quantity
from portsim.kpis.ledger import ENTRY, Entry, priced
from portsim.kpis.ledger_lines import in_fen
from portsim.kpis.ways import Read
from portsim.kpis.year import year, year_unfinished
from portsim.model.payers import PAYERS, Payer
from portsim.model.world import World
from portsim.records.records import Records

MILLION = 1e-6  # of a yuan, a sheet: the scale of KPIs in millions


@dataclass(frozen=True)
class Cost(Quantity):
    """What a year costs these payers [yuan/y]: costs alone, for a transfer is no saving of the port.

    `entries` names ledger entries, all if none is named. One sample; none where the scenario has no tariff
    for any of the entries, or one was not measured.
    """

    payers: tuple[Payer, ...] = PAYERS
    entries: tuple[str, ...] = ()
    traits: tuple[str, ...] = ()

    def check_itself(self) -> None:
        check_fields(self)
        for each in self.payers:
            check_one_of("Cost: payers", each, PAYERS)

    def chosen(self, world: World | None) -> list[tuple[Entry, Price]]:
        """The entries that the world's tariffs can price for these payers, each with the cost of one unit."""
        if world is None:
            return []
        known, tariffs = world.library[ENTRY], world.port.tariffs
        names = [known[name].name for name in self.entries or known]
        return [
            (each, tariffs[each.tariff].cost.value)
            for each in priced(world)
            if each.name in names and tariffs[each.tariff].payer in self.payers
        ]

    def _fen(self, records: Records) -> dict[str, int | None]:
        return {
            each.name: in_fen(year(each, records, self.traits) * each.price(cost))
            for each, cost in self.chosen(records.world)
        }

    def samples(self, records: Records) -> Floats:
        fen = list(self._fen(records).values())
        known = [each for each in fen if each is not None]
        return np.array([sum(known) / 100]) if fen and len(known) == len(fen) else np.empty(0)

    def among(self, traits: tuple[str, ...]) -> Cost:
        return replace(self, traits=tuple(dict.fromkeys((*self.traits, *traits))))

    @property
    def single(self) -> bool:
        return True

    def steps(self, world: World) -> tuple[Read, ...]:
        reads = (read for each, _ in self.chosen(world) for read in each.steps(world, self.traits))
        return tuple(dict.fromkeys(reads))

    def reads(self, world: World) -> tuple[str, ...]:
        keys = (key for each, _ in self.chosen(world) for key in each.reads(world, self.traits))
        return tuple(dict.fromkeys(keys))

    @property
    def mentions(self) -> tuple[tuple[str, str], ...]:
        entries = ((ENTRY.noun, name) for name in self.entries)
        return (*entries, *(("trait", name) for name in self.traits))

    def behind(self, records: Records) -> Mapping[str, float]:
        """Ledger entry to its cost [M yuan/y]."""
        return {name: fen / 100 * MILLION for name, fen in self._fen(records).items() if fen}

    @property
    def behind_in_minutes(self) -> bool:
        return False

    def unfinished(self, records: Records) -> float:
        """The largest share of shipments that an entry has unfinished."""
        chosen = self.chosen(records.world)
        return max((year_unfinished(each, records, self.traits) for each, _ in chosen), default=0.0)

    def prices(self, world: World) -> Mapping[str, Price]:
        return {each.name: cost for each, cost in self.chosen(world)}
