"""The network in SimPy's usual process style.

A generator per truck says `with resource.request()` and `env.timeout`. No count is kept of the numbers
present, and no list of what is unfinished at the horizon.
"""

from __future__ import annotations

from collections.abc import Generator

import simpy
from drawn import Draws, servers
from visits import Visit

from portsim.workload.build import Workload

Process = Generator[simpy.Event, object, None]
FLOW = "truck"


class Network:
    """The places as SimPy resources, and a truck's way through them."""

    def __init__(self, env: simpy.Environment, workload: Workload) -> None:
        self.env, self.draws = env, Draws(workload.streams[0])
        self.visits: list[Visit] = []
        self.gate_in = simpy.Resource(env, servers(workload, "gate_in"))
        self.gate_out = simpy.Resource(env, servers(workload, "gate_out"))
        blocks = sum(place == "yard_crane" for place, _, _ in workload.capacity)
        cranes = servers(workload, "yard_crane")
        self.yard_crane = [simpy.Resource(env, cranes) for _ in range(blocks)]
        self.scanner = simpy.Resource(env, servers(workload, "scanner"))
        self.exam_bay = simpy.Resource(env, servers(workload, "exam_bay"))
        self.cfs_dock = simpy.Resource(env, servers(workload, "cfs_dock"))
        env.process(self.arrivals())

    def arrivals(self) -> Process:
        for i, moment in enumerate(self.draws.arrival):
            yield self.env.timeout(moment - self.env.now)
            self.env.process(self.truck(i))

    def truck(self, i: int) -> Process:
        s = self.draws
        block = s.block[i]
        crane = self.yard_crane[block]
        yield from self.served(self.gate_in, i, "paper_check")
        yield from self.drives(i, "gate_to_yard")
        if s.chances[FLOW, "one_above"][i]:
            yield from self.served(crane, i, "shift_box", block)
        yield from self.served(crane, i, "lift_on", block)
        if s.traits["selected_for_exam"][i]:
            yield from self.drives(i, "yard_to_exam")
            yield from self.served(self.scanner, i, "scan")
            if s.chances[FLOW, "image_suspect"][i]:
                yield from self.served(self.exam_bay, i, "open_and_search")
        if s.traits["goes_to_cfs"][i]:
            yield from self.drives(i, "yard_to_cfs")
            yield from self.served(self.cfs_dock, i, "load_lot")
        yield from self.drives(i, "yard_to_gate")
        yield from self.served(self.gate_out, i, "check_out")

    def served(self, place: simpy.Resource, i: int, label: str, block: int = 0) -> Process:
        queued = self.env.now
        with place.request() as turn:
            yield turn
            started = self.env.now
            yield self.env.timeout(self.draws.minutes[FLOW, label][i])
        self.visits.append((FLOW, label, i, block, queued, started, self.env.now))

    def drives(self, i: int, label: str) -> Process:
        begun = self.env.now
        yield self.env.timeout(self.draws.minutes[FLOW, label][i])
        self.visits.append((FLOW, label, i, -1, begun, begun, self.env.now))


def run(workload: Workload) -> list[Visit]:
    """Run the network to the horizon: every visit that ended."""
    env = simpy.Environment()
    network = Network(env, workload)
    env.run(until=workload.horizon)
    return network.visits
