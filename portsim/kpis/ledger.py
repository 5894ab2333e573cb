"""The ledger: what the counted work of a year costs, and who bears it, in whole fen.

An entry multiplies a quantity of work by a tariff of the scenario. The quantity of a year is the mean per
shipment of each stream in the run, times the stream's stated volume, whatever the length of the run.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from portsim.base.arguments import check_arguments
from portsim.base.errors import got
from portsim.base.units import Price
from portsim.kpis.between import Between
from portsim.kpis.spent import Spent
from portsim.kpis.ways import Read, parameters, passes, streams_with
from portsim.model.declare import declare
from portsim.model.library import Kind
from portsim.model.tariff import Tariff
from portsim.model.world import World
from portsim.scenario.rates import volume_keys

HOURS_IN = {"h": 1.0, "day": 24.0}


Work = Between | Spent


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
        """Whether its unit is one of time."""
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


def _says(entry: Entry) -> str:
    return f"{entry.title} [{entry.unit}], tariff {entry.tariff}"


ENTRY: Kind[Entry] = Kind("ledger entry", "ledger entries", _says)


def entry(name: str, title: str, tariff: str, *of: Work, unit: str, labour: bool = False) -> Entry:
    """Declare a ledger entry under its name: the work `of` it is each a Between, or a Spent.

    Raises PortsimError: the module declares the name twice; a field of the work is not what it can be.
    TypeError: an argument of another type, or no work. ValueError: the work is time, and the unit is neither
    h nor day.
    """
    check_arguments(entry, locals(), "title tariff unit labour")
    if not of or not all(isinstance(part, Work) for part in of):
        shown = ", ".join(map(repr, of)) or "no work"
        raise TypeError(f"ledger entry '{name}': got {shown}, allowed portsim.Spent or portsim.Between")
    for part in of:
        part.check_itself()
    counted = [isinstance(part, Spent) and part.what == "count" for part in of]
    if len(set(counted)) > 1:
        raise ValueError(f"ledger entry '{name}': got counted work beside time, allowed either")
    if unit not in HOURS_IN and not all(counted):
        raise ValueError(
            f"ledger entry '{name}': unit: got {got(unit)}, allowed {' or '.join(HOURS_IN)}: its work is time"
        )
    return declare(ENTRY, name, Entry(name, title, tariff, of, unit, labour))


def priced(world: World | None) -> list[Entry]:
    """The entries of a world's library that its tariffs can price."""
    if world is None:
        return []
    return [each for each in world.library[ENTRY].values() if each.tariff in world.port.tariffs]
