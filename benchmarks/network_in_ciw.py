"""The network in Ciw: a node per pool of servers and per road, and a route per truck (process-based routing).

A road is a node with infinitely many servers. Arrivals and service times are distributions that read a
truck's own draws. Ciw writes a record of its own for every service, and no other log is kept. No states and
no deadlocks are tracked, and nothing is written down of those who are still there at the horizon. Ciw looks
through all nodes after every event, so its time per event grows with them.
"""

from __future__ import annotations

from collections.abc import Iterator

import ciw
from drawn import Draws, servers
from visits import Visit

from portsim.workload.build import Workload

FLOW = "truck"
ROADS = ("gate_to_yard", "yard_to_exam", "yard_to_cfs", "yard_to_gate")
PLACES = ("gate_in", "scanner", "exam_bay", "cfs_dock", "gate_out")
NODES = {name: number for number, name in enumerate((*PLACES, *ROADS), start=1)}  # then the yard's blocks


class Arrivals(ciw.dists.Distribution):
    """The time from one truck to the next."""

    def __init__(self, moments: list[float]) -> None:
        self.coming = iter(moments)

    def sample(self, t: float = 0.0, ind: ciw.Individual | None = None) -> float:
        return next(self.coming, float("inf")) - t


class OwnDraw(ciw.dists.Distribution):
    """How long the step takes that a truck has come to."""

    def sample(self, t: float = 0.0, ind: ciw.Individual | None = None) -> float:
        return next(ind.minutes)


def way(s: Draws, i: int) -> Iterator[tuple[str, int]]:
    """The steps of a truck: label and node."""
    crane = len(NODES) + 1 + s.block[i]
    yield "paper_check", NODES["gate_in"]
    yield "gate_to_yard", NODES["gate_to_yard"]
    if s.chances[FLOW, "one_above"][i]:
        yield "shift_box", crane
    yield "lift_on", crane
    if s.traits["selected_for_exam"][i]:
        yield "yard_to_exam", NODES["yard_to_exam"]
        yield "scan", NODES["scanner"]
        if s.chances[FLOW, "image_suspect"][i]:
            yield "open_and_search", NODES["exam_bay"]
    if s.traits["goes_to_cfs"][i]:
        yield "yard_to_cfs", NODES["yard_to_cfs"]
        yield "load_lot", NODES["cfs_dock"]
    yield "yard_to_gate", NODES["yard_to_gate"]
    yield "check_out", NODES["gate_out"]


def run(workload: Workload) -> ciw.Simulation:
    """Run the network to the horizon."""
    s = Draws(workload.streams[0])

    def route(truck: ciw.Individual, simulation: ciw.Simulation) -> list[int]:
        i = truck.id_number - 1
        steps = list(way(s, i))
        truck.minutes = iter([s.minutes[FLOW, label][i] for label, _ in steps])
        return [node for _, node in steps[1:]]  # it arrives at the first

    blocks = sum(place == "yard_crane" for place, _, _ in workload.capacity)
    others = len(NODES) + blocks - 1
    network = ciw.create_network(
        arrival_distributions=[Arrivals(s.arrival), *[None] * others],
        service_distributions=[OwnDraw() for _ in range(others + 1)],
        number_of_servers=[
            *(servers(workload, place) for place in PLACES),
            *(float("inf") for _ in ROADS),
            *(servers(workload, "yard_crane") for _ in range(blocks)),
        ],
        routing=ciw.routing.ProcessBased(route),
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(workload.horizon)
    return simulation


def visits(simulation: ciw.Simulation, workload: Workload) -> list[Visit]:
    """Every visit that ended, from Ciw's records: the steps of a truck in their order."""
    s, first_block = Draws(workload.streams[0]), len(NODES) + 1
    roads = {NODES[road] for road in ROADS}
    out = []
    for truck in simulation.get_all_individuals():
        i = truck.id_number - 1
        for (label, node), record in zip(way(s, i), truck.data_records, strict=False):
            assert node == record.node, f"truck {i}: {label} at node {record.node}, not {node}"
            block = -1 if node in roads else max(node - first_block, 0)
            started, ended = record.service_start_date, record.service_end_date
            out.append((FLOW, label, i, block, record.arrival_date, started, ended))
    return out
