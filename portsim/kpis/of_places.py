"""Figures of places, whoever uses them."""

from __future__ import annotations

from dataclasses import dataclass

from portsim.base.arguments import check_fields
from portsim.kpis.kpi import Quantity
from portsim.kpis.ways import Read, parameters_at, steps_at
from portsim.model.world import World
from portsim.records.records import Records


@dataclass(frozen=True)
class OfPlaces(Quantity):
    """A quantity of places and those of their kind. A place that a world does not have adds nothing."""

    places: tuple[str, ...]

    def check_itself(self) -> None:
        check_fields(self)

    def alike(self, records: Records) -> tuple[str, ...]:
        """The places and those of their kind."""
        return self.places if records.port is None else records.port.places_like(self.places)

    @property
    def mentions(self) -> tuple[tuple[str, str], ...]:
        return tuple(("place", name) for name in self.places)

    def steps(self, world: World) -> tuple[Read, ...]:
        return steps_at(world, self.places)

    def reads(self, world: World) -> tuple[str, ...]:
        return parameters_at(world, self.places)

    @property
    def adds_up(self) -> bool:
        return False
