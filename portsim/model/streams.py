"""How the streams of a world belong together: carriers, declarations, traits and threads, worked out once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from portsim.base.errors import PortsimError
from portsim.model.demand import Brought, Declared
from portsim.model.flow import Flow, reachable
from portsim.model.lateness import Lateness
from portsim.model.port import Port
from portsim.model.standing import Stands
from portsim.model.step import Owner

MOST_THREADS = 64  # of one shipment: their numbers have six bits in the order of events


@dataclass(frozen=True)
class Streams:
    """Relations of the streams of a port, each a mapping by the name of the stream."""

    port: Port
    flows: Mapping[str, Flow]

    @cached_property
    def carrier(self) -> Mapping[str, str | None]:
        """The stream of the carrier that brings or takes the shipments, if any."""
        return {name: demand.carrier for name, demand in self.port.demand.items()}

    @cached_property
    def declared(self) -> Mapping[str, str | None]:
        """The stream whose shipments these declare, if any."""
        return {
            name: demand.declares.stream if isinstance(demand, Declared) else None
            for name, demand in self.port.demand.items()
        }

    @cached_property
    def declaration(self) -> Mapping[str, str | None]:
        """The stream of the declarations of the shipments, if any; the first that declares them."""
        first = {
            name: demand.declared_by
            for name, demand in self.port.demand.items()
            if isinstance(demand, Stands) and demand.declared_by is not None
        }
        for name, declared in self.declared.items():
            if declared is not None:
                first.setdefault(declared, name)
        return {name: first.get(name) for name in self.port.demand}

    @cached_property
    def parent(self) -> Mapping[str, str | None]:
        """The stream that the shipments come from: their carrier, or what they declare."""
        return {name: self.carrier[name] or self.declared[name] for name in self.port.demand}

    @cached_property
    def late_with(self) -> Mapping[str, str | None]:
        """The stream whose lateness the shipments have: their own, or the carrier that brings them."""
        found: dict[str, str | None] = {}
        for name in self.carriers_first:
            demand = self.port.demand[name]
            own = None if demand.lateness is None else name
            found[name] = found[demand.brought_by] if isinstance(demand, Brought) else own
        return found

    def lateness(self, name: str) -> Lateness | None:
        """How far arrivals of the shipments lie from planned ones; None where none are planned."""
        stream = self.late_with[name]
        return None if stream is None else self.port.demand[stream].lateness

    def by_plan(self, name: str) -> bool:
        """Whether the shipments go by the planned arrival: that of the carrier that takes them, or of what
        they declare."""
        other = self.parent[name]
        lateness = None if other is None else self.lateness(other)
        return lateness is not None and name in lateness.planned_for

    @cached_property
    def traits(self) -> Mapping[str, frozenset[str]]:
        """The traits that shipments can have; a declaration has those its boxes share."""
        return {
            name: frozenset(t for t in self.port.traits if self._bears(name, t)) for name in self.port.demand
        }

    def _bears(self, stream: str, trait: str) -> bool:
        config, declared = self.port.traits[trait], self.declared[stream]
        return stream in config.of or (config.per == "declaration" and declared in config.of)

    @cached_property
    def threads(self) -> Mapping[str, tuple[str, ...]]:
        """The flows that a shipment can run through, in order of discovery.

        Raises PortsimError: a flow that does not exist is begun or started.
        """
        return {name: reachable(demand.flows, self.flows) for name, demand in self.port.demand.items()}

    @cached_property
    def flows_run(self) -> tuple[Flow, ...]:
        """The flows that shipments of any stream can run through, each once."""
        return tuple(
            self.flows[name] for name in dict.fromkeys(f for own in self.threads.values() for f in own)
        )

    @cached_property
    def carriers_first(self) -> tuple[str, ...]:
        """The streams in an order in which every parent comes before those that come from it.

        Raises PortsimError: streams carry one another in a circle.
        """
        order: list[str] = []
        waiting = list(self.port.demand)
        while waiting:
            ready = [name for name in waiting if (self.parent[name] or name) in (name, *order)]
            if not ready:
                raise PortsimError(f"demand: {', '.join(waiting)} carry one another in a circle")
            order.extend(ready)
            waiting = [name for name in waiting if name not in ready]
        return tuple(order)

    def senders(self, stream: str, of: Owner) -> tuple[str, ...]:
        """The streams whose signals a shipment waits for; of `all`, those that it carries or declares."""
        if of == "shipment":
            return (stream,)
        if of == "all":
            return tuple(name for name in self.port.demand if stream in self.owners[name])
        owner = self.carrier[stream] if of == "carrier" else self.declaration[stream]
        return () if owner is None else (owner,)

    @cached_property
    def owners(self) -> Mapping[str, tuple[str, ...]]:
        """The streams of the carriers and of the declarations of the shipments."""
        both = {name: (self.carrier[name], self.declaration[name]) for name in self.port.demand}
        return {name: tuple(owner for owner in own if owner is not None) for name, own in both.items()}
