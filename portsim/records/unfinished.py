"""What is not through at the horizon: which shipments can still come to a step that a figure waits for."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from portsim.base.arrays import Bools
from portsim.model.flow import Flow
from portsim.model.step import Body, Edge, Group, Step
from portsim.records.shipments import Shipments

Awaited = Callable[[Step, str], Edge | None]  # (step, flow) to the edge at which it is done with, None if not
Flows = Mapping[str, Flow]


def still_to_come(shipments: Shipments, flows: Flows, awaited: Awaited) -> Bools:
    """Whether an awaited step is under way or can still come for each shipment, shape (n,).

    A fork by traits leads each shipment one way; one by chance or by the hour may yet lead it either way.
    What a shipment has gone past, or what stands on another branch, does not come any more.
    """
    out = np.zeros(shipments.n, dtype=np.bool_)
    open_steps = [each for each in shipments.done if each.visits.finished < len(each.visits.index)]
    if not open_steps:
        return out
    numbers = shipments.at_work
    ahead, found = _Ahead(shipments, flows, awaited), out[numbers]
    for each in open_steps:
        rows = slice(each.visits.finished, None)
        index = np.searchsorted(numbers, each.visits.index[rows])
        waiting = np.isnan(each.visits.started[rows])
        edge = awaited(each.step, each.slot.flow)
        coming = ahead.after(each.slot.flow, each.slot.label)[index]
        if edge == "at_end":
            coming[:] = True
        elif edge == "at_start":
            coming |= waiting
        if each.is_hold:  # who is inside it stands at a step of its own
            coming |= waiting & ahead.inside(each.step, each.slot.flow)[index]
        found[index] |= coming
    out[numbers] = found
    return out


class _Ahead:
    """For every step of a stream's flows, which of its shipments at work have an awaited step after it.

    Shape (at work,): few of a long run are at work at its end, and to look at these alone takes a tenth of
    the time or less. What holds for all of them or for none is a single number.
    """

    def __init__(self, shipments: Shipments, flows: Flows, awaited: Awaited) -> None:
        self.shipments, self.flows, self.awaited = shipments, flows, awaited
        self.later: dict[tuple[str, str], Bools | np.bool_] = {}
        self.walked: set[str] = set()

    def after(self, flow: str, label: str) -> Bools:
        """Who has an awaited step after this one, shape (at work,)."""
        if flow not in self.walked:
            self.walked.add(flow)
            self._walk(flow, self.flows[flow].steps, np.False_)
        return self._each(self.later[flow, label])

    def inside(self, step: Step, flow: str) -> Bools:
        """Who has an awaited step inside this one, shape (at work,)."""
        return self._each(self._within(step, flow, ()))

    def _each(self, who: Bools | np.bool_) -> Bools:
        return np.broadcast_to(who, self.shipments.at_work.shape)

    def _walk(self, flow: str, body: Body, later: Bools | np.bool_) -> None:
        for step in reversed(body):
            self.later[flow, step.label] = later
            for inner in step.bodies:
                self._walk(flow, inner, later)
            later = later | self._holds(step, flow, ())

    def _holds(self, step: Step, flow: str, begun: tuple[str, ...]) -> Bools | np.bool_:
        """Who has an awaited step in this one: itself, inside it, or in a thread that it starts."""
        if self.awaited(step, flow) is not None:
            return np.True_
        found = self._within(step, flow, begun)
        for name in step.starts:
            if name not in begun:
                for each in self.flows[name].steps:
                    found = found | self._holds(each, name, (*begun, name))
        return found

    def _within(self, step: Step, flow: str, begun: tuple[str, ...]) -> Bools | np.bool_:
        found: Bools | np.bool_ = np.False_
        if not step.bodies:
            return found
        for share, inner in zip(step.shares(self._share), step.bodies, strict=True):
            for each in inner:
                found = found | (self._holds(each, flow, begun) & (np.asarray(share) > 0))
        return found

    def _share(self, group: Group, name: str) -> float:
        """Of each shipment 1 or 0 for a trait that it has or has not, shape (at work,); anything between for
        what is not known yet."""
        known = self.shipments.traits.get(name) if group == "traits" else None
        if known is None:
            return 0.5
        return known[self.shipments.at_work].astype(np.float64)  # type: ignore[return-value]  # shares multiply
