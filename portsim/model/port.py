"""The port as checked, frozen values: the configuration is the model."""

from __future__ import annotations

from pydantic import Field

from portsim.model.calendar import Calendar, Profile
from portsim.model.demand import Demand, Trait
from portsim.model.place import Mode, Place, Terminal
from portsim.model.shapes import Duration
from portsim.model.sourced import Part, Share
from portsim.model.steps import Owner
from portsim.model.tariff import Tariff


class Port(Part):
    """All that a run reads about the world; flows say what is done, the port says with what."""

    terminals: dict[str, Terminal] = Field(min_length=1)
    places: dict[str, Place]
    tasks: dict[str, Duration]
    chances: dict[str, Share] = Field({})
    traits: dict[str, Trait] = Field({})
    calendars: dict[str, Calendar] = Field({})
    profiles: dict[str, Profile] = Field({})
    demand: dict[str, Demand] = Field(min_length=1)
    tariffs: dict[str, Tariff] = Field({})

    def parent(self, stream: str) -> str | None:
        """The stream that the shipments of this one come from: their carrier, or what they declare."""
        demand = self.demand[stream]
        declared = None if demand.declares is None else demand.declares.stream
        return demand.brought_by or demand.taken_by or declared

    def owner(self, stream: str, of: Owner) -> str | None:
        """The stream whose signals a shipment of `stream` waits for; None if there is no such stream."""
        demand = self.demand[stream]
        if of == "carrier":
            return demand.brought_by or demand.taken_by
        if of == "declaration":
            declaring = ((n, d.declares) for n, d in self.demand.items() if d.declares is not None)
            return next((n for n, declares in declaring if declares.stream == stream), None)
        return stream

    def bears(self, stream: str, trait: str) -> bool:
        """Whether shipments of a stream can have a trait; a declaration has those its boxes share."""
        config, declares = self.traits[trait], self.demand[stream].declares
        shared = declares is not None and declares.stream in config.of and config.per == "declaration"
        return shared or stream in config.of

    def terminals_of(self, mode: Mode) -> tuple[str, ...]:
        """Names of the terminals of a mode of transport, in the order of all terminals."""
        return tuple(name for name, terminal in self.terminals.items() if terminal.mode == mode)
