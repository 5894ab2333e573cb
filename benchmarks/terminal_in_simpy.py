"""The terminal as a SimPy user would write it by hand: a generator per truck, box and vessel.

A generator says `with resource.request()` and `env.timeout`, and events are its signals. No count is kept
of the numbers present, and no list of what is unfinished at the horizon.
"""

from __future__ import annotations

from collections.abc import Callable

import simpy
from drawn import Draws
from terminal_places import URGENT, Process, Terminal
from visits import Visit

from portsim.workload.build import Workload


class OceanGate(Terminal):
    """Ocean Gate: its trucks, boxes and vessels as processes."""

    def __init__(self, env: simpy.Environment, workload: Workload) -> None:
        super().__init__(env, workload)
        env.process(self.arrivals())

    # --- arrivals

    def arrivals(self) -> Process:
        """One source for all streams: shipments of one vessel come together, in their order."""
        begin: dict[str, Callable[[Draws, int], Process]] = {
            "vessel_call": self.vessel_call,
            "export_truck": self.export_truck,
            "stacked_export_box": self.stacked_export_box,
            "import_box": self.import_box,
            "import_truck": self.import_truck,
            "stacked_import_truck": self.stacked_import_truck,
            "lcl_box": self.lcl_box,
            "lcl_truck": self.lcl_truck,
            "consignment": self.consignment,
            "empty_truck": self.empty_truck,
            "domestic_truck": self.domestic_truck,
        }
        coming = sorted(
            (moment, s.first + i, i, s) for s in self.streams for i, moment in enumerate(s.arrival)
        )
        for moment, _, i, s in coming:
            if moment > self.env.now:
                yield self.env.timeout(moment - self.env.now)
            for flow in s.flows:
                self.env.process(begin[flow](s, i))

    # --- parts of many flows

    def through_the_gate(self, s: Draws, i: int, flow: str) -> Process:
        yield from self.served(self.gate_in, s, i, flow, "gate_in")
        if s.chances[flow, "trouble"][i]:
            yield from self.served(self.trouble_desk, s, i, flow, "resolve_trouble")
        self.marks(s, i, flow, "through_the_gate")
        yield from self.takes(s, i, flow, "gate_to_yard")

    def out_of_the_gate(self, s: Draws, i: int, flow: str) -> Process:
        yield from self.takes(s, i, flow, "yard_to_gate")
        yield from self.served(self.gate_out, s, i, flow, "gate_out")

    def shift_boxes_above(self, s: Draws, i: int, flow: str) -> Process:
        if s.chances[flow, "one_above"][i]:
            yield from self.lifted(s, i, flow, "shift_first")
            if s.chances[flow, "another_above"][i]:
                yield from self.lifted(s, i, flow, "shift_second")

    def pick_up(self, s: Draws, i: int, flow: str) -> Process:
        yield from self.through_the_gate(s, i, flow)
        yield from self.shift_boxes_above(s, i, flow)
        yield from self.lifted(s, i, flow, "lift_on")
        yield from self.out_of_the_gate(s, i, flow)

    def load(self, s: Draws, i: int, flow: str) -> Process:
        if s.carrier[i] < 0:
            return  # its vessel comes after the horizon
        yield from self.waits(self.loading_open[s.carrier[i]], s, i, flow, "wait_loading_open")
        queued = self.env.now
        with self.vessel_tractor.request() as tractor:
            yield tractor
            held = self.env.now
            yield from self.lifted(s, i, flow, "lift_to_vessel", URGENT)
            yield from self.takes(s, i, flow, "yard_to_quay")
            yield from self.served(self.quay_crane, s, i, flow, "load")
        self.log(flow, "loading", s.first + i, 0, queued, held)

    def discharge(self, s: Draws, i: int, flow: str) -> Process:
        yield from self.waits(self.discharge_open[s.carrier[i]], s, i, flow, "wait_discharge_open")
        queued = self.env.now
        with self.vessel_tractor.request() as tractor:
            yield tractor
            held = self.env.now
            yield from self.served(self.quay_crane, s, i, flow, "discharge")
            yield from self.takes(s, i, flow, "quay_to_yard")
            yield from self.lifted(s, i, flow, "stack", URGENT)
        self.log(flow, "discharge_to_yard", s.first + i, 0, queued, held)
        yield from self.takes(s, i, flow, "release_lag")
        self.marks(s, i, flow, "released")
        self.released[s.first + i].succeed()

    # --- vessels and exports

    def vessel_call(self, s: Draws, i: int) -> Process:
        yield from self.takes(s, i, "vessel_call", "clear_vessel")
        self.marks(s, i, "vessel_call", "discharge_open")
        self.discharge_open[s.first + i].succeed()
        yield from self.takes(s, i, "vessel_call", "discharge_first")
        self.marks(s, i, "vessel_call", "loading_open")
        self.loading_open[s.first + i].succeed()

    def export_truck(self, s: Draws, i: int) -> Process:
        yield from self.through_the_gate(s, i, "export_truck")
        yield from self.lifted(s, i, "export_truck", "lift_off")
        self.env.process(self.export_box(s, i))
        yield from self.out_of_the_gate(s, i, "export_truck")

    def export_box(self, s: Draws, i: int) -> Process:
        if s.traits["selected_for_exam"][i]:
            yield from self.exam(s, i)
        self.marks(s, i, "export_box", "ready_to_load")
        yield from self.load(s, i, "export_box")

    def exam(self, s: Draws, i: int) -> Process:
        flow, ship = "export_box", s.first + i
        ordered = self.exam_order[ship] = self.env.event()
        self.env.process(self.export_exam_order(s, i))
        yield from self.waits(ordered, s, i, flow, "wait_exam_order")
        called = self.waiting_for_shift[ship] = self.env.event()
        yield from self.waits(called, s, i, flow, "exam_shift")
        yield from self.shift_boxes_above(s, i, flow)
        queued = self.env.now
        with self.yard_tractor.request() as tractor:
            yield tractor
            held = self.env.now
            yield from self.lifted(s, i, flow, "dig_out")
            yield from self.takes(s, i, flow, "yard_to_exam")
            yield from self.served(self.exam_stacker, s, i, flow, "set_down")
        self.log(flow, "haul_to_exam", ship, 0, queued, held)
        yield from self.served(self.scanner, s, i, flow, "scan")
        yield from self.takes(s, i, flow, "image_review")
        if s.chances[flow, "image_suspect"][i]:
            yield from self.served(self.exam_bay, s, i, flow, "open_and_search")
        self.marks(s, i, flow, "exam_done")
        queued = self.env.now
        with self.yard_tractor.request() as tractor:
            yield tractor
            held = self.env.now
            yield from self.served(self.exam_stacker, s, i, flow, "pick_up")
            yield from self.takes(s, i, flow, "exam_to_yard")
            yield from self.lifted(s, i, flow, "restack")
        self.log(flow, "haul_back", ship, 0, queued, held)

    def export_exam_order(self, s: Draws, i: int) -> Process:
        if not s.traits["order_before_arrival"][i]:
            yield from self.takes(s, i, "export_exam_order", "exam_order_lag")
        self.marks(s, i, "export_exam_order", "exam_order")
        self.exam_order[s.first + i].succeed()

    def stacked_export_box(self, s: Draws, i: int) -> Process:
        yield from self.load(s, i, "stacked_export_box")

    # --- imports

    def import_box(self, s: Draws, i: int) -> Process:
        yield from self.discharge(s, i, "import_box")

    def called(self, s: Draws, i: int, flow: str) -> Process:
        yield from self.waits(self.released[s.first + i], s, i, flow, "wait_released")
        yield from self.served(self.haulier_desk, s, i, flow, "call_haulier")
        yield from self.takes(s, i, flow, "haulier_comes")

    def import_truck(self, s: Draws, i: int) -> Process:
        flow = "import_truck"
        yield from self.called(s, i, flow)
        yield from self.waits_until(s.planned["planned_pickup"][i], s, i, flow, "planned_pickup")
        yield from self.pick_up(s, i, flow)

    def stacked_import_truck(self, s: Draws, i: int) -> Process:
        flow = "stacked_import_truck"
        yield from self.waits_until(s.planned["planned_pickup"][i], s, i, flow, "planned_pickup")
        yield from self.pick_up(s, i, flow)

    # --- LCL

    def lcl_box(self, s: Draws, i: int) -> Process:
        flow, ship = "lcl_box", s.first + i
        yield from self.discharge(s, i, flow)
        yield from self.waits(self.box_at_cfs[ship], s, i, flow, "wait_box_at_cfs")
        yield from self.served(self.cfs_team, s, i, flow, "devan_and_tally")
        self.marks(s, i, flow, "tally_done")
        self.tally_done[ship].succeed()

    def lcl_truck(self, s: Draws, i: int) -> Process:
        flow, ship = "lcl_truck", s.first + i
        yield from self.called(s, i, flow)
        yield from self.waits_until(s.planned["planned_pickup"][i], s, i, flow, "planned_pickup")
        yield from self.pick_up(s, i, flow)
        yield from self.takes(s, i, flow, "public_road_to_cfs")
        self.marks(s, i, flow, "box_at_cfs")
        self.box_at_cfs[ship].succeed()
        yield from self.waits(self.tally_done[ship], s, i, flow, "wait_tally_done")
        yield from self.served(self.cfs_desk, s, i, flow, "sign_delivery")

    def consignment(self, s: Draws, i: int) -> Process:
        flow = "consignment"
        yield from self.waits(self.tally_done[s.carrier[i]], s, i, flow, "wait_tally_done")
        yield from self.takes(s, i, flow, "consignee_comes")
        yield from self.served(self.cfs_desk, s, i, flow, "collection_papers")
        yield from self.served(self.cfs_dock, s, i, flow, "load_lot")

    # --- other trucks

    def empty_truck(self, s: Draws, i: int) -> Process:
        yield from self.through_the_gate(s, i, "empty_truck")
        yield from self.lifted(s, i, "empty_truck", "lift_empty")
        yield from self.out_of_the_gate(s, i, "empty_truck")

    def domestic_truck(self, s: Draws, i: int) -> Process:
        yield from self.through_the_gate(s, i, "domestic_truck")
        yield from self.lifted(s, i, "domestic_truck", "lift_domestic")
        yield from self.out_of_the_gate(s, i, "domestic_truck")


def run(workload: Workload) -> list[Visit]:
    """Run the hand-written terminal to the horizon: every visit that ended."""
    env = simpy.Environment()
    terminal = OceanGate(env, workload)
    env.run(until=workload.horizon)
    return terminal.visits
