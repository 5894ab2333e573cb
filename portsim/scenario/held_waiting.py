"""The places whose servers are held while a shipment waits: how long, only a run can tell."""

from __future__ import annotations

from portsim.model.journey import journey
from portsim.model.step import Step
from portsim.model.world import World


def held_waiting(world: World) -> frozenset[str]:
    """The places of which a server is held while a signal or a departure is waited for.

    A vessel at its berth waits for its last container, a container in its slot for the truck.
    """
    return frozenset(
        place
        for demand in world.port.demand.values()
        for passage in journey(demand.flows, world.flows)
        if _is_wait(passage.step)
        for place in passage.holds
    )


def _is_wait(step: Step) -> bool:
    """Whether a shipment stands at the step for no task's time."""
    return step.can_be_stood_at and not step.bodies and not step.named("tasks")
