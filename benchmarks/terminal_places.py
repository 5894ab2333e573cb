"""The terminal of the hand-written model: places as SimPy resources, shifts, and what every process does.

Shifts close a place by requests that come before all others.
"""

from __future__ import annotations

from collections.abc import Generator

import simpy
from drawn import Draws, servers
from simpy.resources.resource import PriorityRequest
from visits import Visit

from portsim.workload.build import Workload

Process = Generator[simpy.Event, object, None]

URGENT, NORMAL, SHIFT = 0, 1, -1


class Terminal:
    """Ocean Gate's places as SimPy resources, its shifts, and what a shipment can do there."""

    def __init__(self, env: simpy.Environment, workload: Workload) -> None:
        self.env, self.workload = env, workload
        self.visits: list[Visit] = []
        self.streams = [Draws(stream) for stream in workload.streams]
        self.gate_in = simpy.Resource(env, servers(workload, "gate_in"))
        self.gate_out = simpy.Resource(env, servers(workload, "gate_out"))
        self.trouble_desk = simpy.Resource(env, servers(workload, "trouble_desk"))
        blocks = sum(place == "yard_crane" for place, _, _ in workload.capacity)
        cranes = servers(workload, "yard_crane")
        self.yard_crane = [simpy.PriorityResource(env, cranes) for _ in range(blocks)]
        self.yard_tractor = simpy.Resource(env, servers(workload, "yard_tractor"))
        self.vessel_tractor = simpy.Resource(env, servers(workload, "vessel_tractor"))
        self.quay_crane = simpy.Resource(env, servers(workload, "quay_crane"))
        self.exam_stacker = simpy.Resource(env, servers(workload, "exam_stacker"))
        self.scanner = self.with_shifts("scanner")
        self.exam_bay = self.with_shifts("exam_bay")
        self.haulier_desk = self.with_shifts("haulier_desk")
        self.cfs_team = self.with_shifts("cfs_team")
        self.cfs_desk = self.with_shifts("cfs_desk")
        self.cfs_dock = self.with_shifts("cfs_dock")
        self.discharge_open = self.events("vessel")
        self.loading_open = self.events("vessel")
        self.released = self.events("import", "lcl_box")
        self.box_at_cfs = self.events("lcl_box")
        self.tally_done = self.events("lcl_box")
        self.exam_order: dict[int, simpy.Event] = {}
        self.waiting_for_shift: dict[int, simpy.Event] = {}
        env.process(self.exam_shift())

    def events(self, *names: str) -> dict[int, simpy.Event]:
        """An event for every shipment of these streams."""
        mine = [stream for stream in self.workload.streams if stream.name in names]
        return {s.offset + i: self.env.event() for s in mine for i in range(s.n)}

    # --- shifts

    def with_shifts(self, place: str) -> simpy.PriorityResource:
        resource = simpy.PriorityResource(self.env, servers(self.workload, place))
        self.env.process(self.shifts(resource, self.workload.capacity[place, 0, 0]))
        return resource

    def shifts(self, place: simpy.PriorityResource, tape: tuple[tuple[float, int], ...]) -> Process:
        """Close servers by requests that come before all others; work in hand is finished first."""
        closed: list[PriorityRequest] = []
        for moment, level in tape:
            yield self.env.timeout(moment - self.env.now)
            while len(closed) < place.capacity - level:
                closed.append(place.request(priority=SHIFT))
            while len(closed) > place.capacity - level:
                request = closed.pop()
                if request.triggered:
                    place.release(request)
                else:
                    request.cancel()

    def exam_shift(self) -> Process:
        """Twice a day the collected exam orders are handed out, one after the other."""
        for moment in self.workload.departures["exam_shift"].tolist():
            yield self.env.timeout(moment - self.env.now)
            for ship in sorted(self.waiting_for_shift):
                self.waiting_for_shift.pop(ship).succeed()
                yield self.env.timeout(0)

    # --- what every process does

    def log(
        self, flow: str, label: str, ship: int, block: int, queued: float, started: float | None = None
    ) -> None:
        began = queued if started is None else started
        self.visits.append((flow, label, ship, block, queued, began, self.env.now))

    def served(self, place: simpy.Resource, s: Draws, i: int, flow: str, label: str) -> Process:
        queued = self.env.now
        with place.request() as turn:
            yield turn
            started = self.env.now
            yield self.env.timeout(s.minutes[flow, label][i])
        self.log(flow, label, s.first + i, 0, queued, started)

    def lifted(self, s: Draws, i: int, flow: str, label: str, priority: int = NORMAL) -> Process:
        """A move by the crane of the shipment's own block."""
        block, queued = s.block[i], self.env.now
        with self.yard_crane[block].request(priority=priority) as turn:
            yield turn
            started = self.env.now
            yield self.env.timeout(s.minutes[flow, label][i])
        self.log(flow, label, s.first + i, block, queued, started)

    def takes(self, s: Draws, i: int, flow: str, label: str) -> Process:
        begun = self.env.now
        yield self.env.timeout(s.minutes[flow, label][i])
        self.log(flow, label, s.first + i, -1, begun)

    def waits(self, event: simpy.Event, s: Draws, i: int, flow: str, label: str) -> Process:
        begun = self.env.now
        if not event.processed:
            yield event
        self.log(flow, label, s.first + i, -1, begun)

    def waits_until(self, moment: float, s: Draws, i: int, flow: str, label: str) -> Process:
        begun = self.env.now
        if moment > begun:
            yield self.env.timeout(moment - begun)
        self.log(flow, label, s.first + i, -1, begun)

    def marks(self, s: Draws, i: int, flow: str, label: str) -> None:
        self.log(flow, label, s.first + i, -1, self.env.now)
