"""The network in salabim: a component per truck whose process requests, holds and releases.

Processes are generators (`yieldless=False`). Trace and all monitors are off: no lengths of queues, no claimed
quantities and no status of components are kept, and no list of what is unfinished at the horizon. Visits are
logged as in the SimPy model.
"""

from __future__ import annotations

from collections.abc import Iterator

import salabim
from drawn import Draws, servers
from visits import Visit

from portsim.workload.build import Workload

Process = Iterator[None]
FLOW = "truck"


class Network:
    """The places as salabim resources, the draws, and the visits so far."""

    def __init__(self, env: salabim.Environment, workload: Workload) -> None:
        self.env, self.draws = env, Draws(workload.streams[0])
        self.visits: list[Visit] = []
        self.gate_in = self.place("gate_in", workload)
        self.gate_out = self.place("gate_out", workload)
        blocks = sum(place == "yard_crane" for place, _, _ in workload.capacity)
        self.yard_crane = [self.place("yard_crane", workload) for _ in range(blocks)]
        self.scanner = self.place("scanner", workload)
        self.exam_bay = self.place("exam_bay", workload)
        self.cfs_dock = self.place("cfs_dock", workload)

    def place(self, name: str, workload: Workload) -> salabim.Resource:
        return salabim.Resource(name, capacity=servers(workload, name), monitor=False, env=self.env)


class Arrivals(salabim.Component):
    """Brings in one truck after the other."""

    def setup(self, network: Network) -> None:
        self.network = network

    def process(self) -> Process:
        for i, moment in enumerate(self.network.draws.arrival):
            yield self.hold(till=moment)
            Truck(network=self.network, number=i, env=self.env)


class Truck(salabim.Component):
    """One truck's way through the network."""

    def setup(self, network: Network, number: int) -> None:
        self.network, self.number = network, number
        self.status.monitor(False)
        self.mode.monitor(False)

    def process(self) -> Process:
        net, i = self.network, self.number
        s = net.draws
        block = s.block[i]
        crane = net.yard_crane[block]
        yield from self.served(net.gate_in, "paper_check")
        yield from self.drives("gate_to_yard")
        if s.chances[FLOW, "one_above"][i]:
            yield from self.served(crane, "shift_box", block)
        yield from self.served(crane, "lift_on", block)
        if s.traits["selected_for_exam"][i]:
            yield from self.drives("yard_to_exam")
            yield from self.served(net.scanner, "scan")
            if s.chances[FLOW, "image_suspect"][i]:
                yield from self.served(net.exam_bay, "open_and_search")
        if s.traits["goes_to_cfs"][i]:
            yield from self.drives("yard_to_cfs")
            yield from self.served(net.cfs_dock, "load_lot")
        yield from self.drives("yard_to_gate")
        yield from self.served(net.gate_out, "check_out")

    def served(self, place: salabim.Resource, label: str, block: int = 0) -> Process:
        net, i = self.network, self.number
        queued = self.env.now()
        yield self.request(place)
        started = self.env.now()
        yield self.hold(net.draws.minutes[FLOW, label][i])
        self.release(place)
        net.visits.append((FLOW, label, i, block, queued, started, self.env.now()))

    def drives(self, label: str) -> Process:
        net, i = self.network, self.number
        begun = self.env.now()
        yield self.hold(net.draws.minutes[FLOW, label][i])
        net.visits.append((FLOW, label, i, -1, begun, begun, self.env.now()))


def run(workload: Workload) -> list[Visit]:
    """Run the network to the horizon: every visit that ended."""
    env = salabim.Environment(trace=False, yieldless=False)
    network = Network(env, workload)
    Arrivals(network=network, env=env)
    env.run(till=workload.horizon)
    return network.visits
