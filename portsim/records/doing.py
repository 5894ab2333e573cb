"""What a shipment does at a recorded step: it is served at a place, moves, waits, or passes a moment."""

from __future__ import annotations

from typing import Literal

from portsim.model.step import Step
from portsim.records.visits import Slot

Doing = Literal["place", "delay", "wait", "moment"]


def doing(slot: Slot, step: Step) -> Doing:
    """What is done at a step.

    place: it queues for a server of a place, and is served or keeps the server. delay: it moves, or something
    else takes its time, without a server. wait: it stands until a signal, a departure or its planned time.
    moment: it takes no time.
    """
    if slot.place:
        return "place"
    if step.instant:
        return "moment"
    if step.awaits is not None or (step.named("calendars") and not step.named("tasks")):
        return "wait"
    return "delay"
