"""What a file says and nothing in any alternative reads: it changes nothing, and its user is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from portsim.base.notes import note
from portsim.model.demand import Arrivals, Demand
from portsim.model.step import Step
from portsim.model.world import World
from portsim.scenario.scenario import Scenario


def tell_of_idle(scenario: Scenario) -> None:
    """Note what a scenario's own file says in vain; what stands in one that it extends may be of a part that
    it does without."""
    for key, text in idle(scenario):
        where = scenario.document.where(tuple(key.split(".")))
        if where.file == str(scenario.path):
            note(f"{where}: {key}: {text}, so it changes nothing")


def idle(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """The dotted keys of what nothing reads, each with the reason."""

    def unread(reads: Callable[[World, str], bool], stream: str) -> bool:
        return not any(reads(scenario.world(name), stream) for name in scenario.alternatives)

    port = scenario.baseline.port
    coming = {demand.mode for demand in port.demand.values()}
    for name, terminal in port.terminals.items():
        if terminal.mode not in coming:
            yield f"terminals.{name}.mode", f"no stream is of mode {terminal.mode}"
    for name, trait in port.traits.items():
        if trait.per != "shipment" and not any(_grouped(port.demand[each], trait.per) for each in trait.of):
            yield f"traits.{name}.per", f"none of {', '.join(trait.of)} has a {trait.per}"
    for name, demand in port.demand.items():
        if demand.planned is not None and unread(_reads_plan, name):
            who = f"no flow of {name} waits for '{demand.planned.name}', and nobody books for it"
            yield f"demand.{name}.planned", who
        if demand.declaration is not None and unread(_reads_declaration, name):
            yield f"demand.{name}.declaration", f"no stream declares {name}, and no trait is per declaration"
        if isinstance(demand, Arrivals) and demand.taken_by is not None and unread(_reads_carrier, name):
            yield f"demand.{name}.taken_by", f"neither {name} nor {demand.taken_by} waits for the other"


def _grouped(demand: Demand, per: str) -> bool:
    """Whether shipments of a stream have a carrier or a declaration."""
    return (demand.carrier if per == "carrier" else demand.declaration) is not None


def _steps(world: World, stream: str) -> Iterator[Step]:
    for flow in world.streams.threads[stream]:
        yield from world.flows[flow].all_steps


def _reads_plan(world: World, stream: str) -> bool:
    demand = world.port.demand[stream]
    if demand.planned is None or demand.there_before or demand.stays_away is not None:
        return True
    books = any(stream in each.streams for each in world.port.appointments.values())
    plan = demand.planned.name
    return books or any(plan in step.named("calendars") for step in _steps(world, stream))


def _per(world: World, stream: str, per: str) -> bool:
    """Whether something is drawn per declaration or carrier of the shipments of a stream."""
    port = world.port
    of_traits = any(each.per == per and stream in each.of for each in port.traits.values())
    return of_traits or any(each.per == per for each in port.other_sites.values())


def _reads_declaration(world: World, stream: str) -> bool:
    return stream in world.streams.declared.values() or _per(world, stream, "declaration")


def _reads_carrier(world: World, stream: str) -> bool:
    port, demand = world.port, world.port.demand[stream]
    carrier = demand.carrier
    if carrier is None or demand.there_before or _per(world, stream, "carrier"):
        return True
    lateness = port.demand[carrier].lateness
    if lateness is not None and stream in lateness.planned_for:
        return True
    own = [*_steps(world, stream)]
    sent = {signal for each in own for signal in each.sends}
    waits = any(each.awaits is not None and each.awaits[0] == "carrier" for each in own)
    waited = any(each.awaits in {("all", signal) for signal in sent} for each in _steps(world, carrier))
    places = {name for each in own for name in each.named("places")}
    return waits or waited or any(port.places[name].as_carrier_at for name in places)
