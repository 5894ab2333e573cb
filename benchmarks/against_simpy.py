"""The flow engine against a terminal that is written by hand in SimPy's usual process style.

Both run the baseline of `ocean_gate` on the same draws, calendars included, and must leave the same
visits behind; then they are timed in turn. The draws are made before the clock of either starts.

    python benchmarks/against_simpy.py --days 2 --rounds 5

The hand-written model is what a SimPy user would write: a generator per truck, box and vessel,
`with resource.request()`, `env.timeout`, events as signals, and shifts that close a place by requests
that come before all others. It keeps no count of the numbers present and no list of what is unfinished
at the horizon, both of which the flow engine keeps; so the ratio is rather too low than too high.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import time
from collections.abc import Callable, Generator

import numpy as np
import simpy
from simpy.resources.resource import PriorityRequest

from portsim.engines import RawRecords, pool_numbers, simpy_engine
from portsim.program import Programs, lower
from portsim.scenario import load
from portsim.workload import Stream, Workload, build

# flow, label, shipment, block of the place (-1: no place), queued, started, ended [min]
Visit = tuple[str, str, int, int, float, float, float]
Process = Generator[simpy.Event, object, None]

URGENT, NORMAL, SHIFT = 0, 1, -1
CLOCK_ERROR = 1e-9  # min; `now + (t - now)` can miss t by the last bit, and SimPy knows delays only


class Draws:
    """The draws of one stream as plain lists: one entry per shipment."""

    def __init__(self, stream: Stream) -> None:
        self.name, self.flows, self.first = stream.name, stream.flows, stream.offset
        self.minutes = {key: column.tolist() for key, column in stream.durations.items()}
        self.chances = {key: column.tolist() for key, column in stream.chances.items()}
        self.traits = {key: column.tolist() for key, column in stream.traits.items()}
        self.planned = {key: column.tolist() for key, column in stream.planned.items()}
        self.block = stream.block["yard_crane"].tolist() if "yard_crane" in stream.block else []
        self.carrier = stream.carrier.tolist()


class Terminal:
    """Ocean Gate: its places as SimPy resources, its trucks, boxes and vessels as processes."""

    def __init__(self, env: simpy.Environment, workload: Workload) -> None:
        self.env, self.workload = env, workload
        self.visits: list[Visit] = []
        self.streams = [Draws(stream) for stream in workload.streams]
        self.gate_in = simpy.Resource(env, self.servers("gate_in"))
        self.gate_out = simpy.Resource(env, self.servers("gate_out"))
        self.trouble_desk = simpy.Resource(env, self.servers("trouble_desk"))
        blocks = sum(place == "yard_crane" for place, _, _ in workload.capacity)
        cranes = self.servers("yard_crane")
        self.yard_crane = [simpy.PriorityResource(env, cranes) for _ in range(blocks)]
        self.yard_tractor = simpy.Resource(env, self.servers("yard_tractor"))
        self.vessel_tractor = simpy.Resource(env, self.servers("vessel_tractor"))
        self.quay_crane = simpy.Resource(env, self.servers("quay_crane"))
        self.exam_stacker = simpy.Resource(env, self.servers("exam_stacker"))
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
        env.process(self.arrivals())

    def events(self, *names: str) -> dict[int, simpy.Event]:
        """An event for every shipment of these streams."""
        mine = [stream for stream in self.workload.streams if stream.name in names]
        return {s.offset + i: self.env.event() for s in mine for i in range(s.n)}

    def servers(self, place: str) -> int:
        return max(level for _, level in self.workload.capacity[place, 0, 0])

    # --- shifts

    def with_shifts(self, place: str) -> simpy.PriorityResource:
        resource = simpy.PriorityResource(self.env, self.servers(place))
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
            (moment, s.first + i, i, s)
            for s, stream in zip(self.streams, self.workload.streams, strict=True)
            for i, moment in enumerate(stream.arrival.tolist())
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


def run_by_hand(workload: Workload) -> list[Visit]:
    """Run the hand-written terminal to the horizon: every visit that ended."""
    env = simpy.Environment()
    terminal = Terminal(env, workload)
    env.run(until=workload.horizon)
    return terminal.visits


def largest_difference(visits: list[Visit], raw: RawRecords, programs: Programs, workload: Workload) -> float:
    """The largest difference [min] between times of the same visit.

    Raises AssertionError: a visit that only one of the two has, or that differs by more than CLOCK_ERROR.
    """
    slots = {(s.stream, s.flow, s.label): number for number, s in enumerate(programs.slots)}
    stream_of = [stream.name for stream in workload.streams for _ in range(stream.n)]
    pools = pool_numbers(workload)
    keys, times = [], []
    for flow, label, ship, block, *moments in visits:
        slot = slots[stream_of[ship], flow, label]
        keys.append((ship, slot, -1 if block < 0 else pools[programs.slots[slot].place, 0, block]))
        times.append(moments)
    by_hand, its_times = np.array(keys, dtype=np.int64), np.array(times)
    ended = np.isfinite(raw.ended)
    engine = np.stack([raw.shipment, raw.slot, raw.pool], axis=1)[ended]
    engine_times = np.stack([raw.queued, raw.started, raw.ended], axis=1)[ended]
    assert by_hand.shape == engine.shape, f"{len(by_hand)} visits by hand, {len(engine)} of the engine"
    one, two = np.lexsort(by_hand.T[::-1]), np.lexsort(engine.T[::-1])
    assert np.array_equal(by_hand[one], engine[two]), "the two did not make the same visits"
    largest = float(np.max(np.abs(its_times[one] - engine_times[two]), initial=0.0))
    assert largest <= CLOCK_ERROR, f"times differ by up to {largest} min"
    return largest


def seconds(work: Callable[[], object]) -> float:
    gc.collect()
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def draw(days: int, replication: int = 0) -> tuple[Workload, Programs]:
    """The baseline's draws for a study of so many days, and the programs of its flows."""
    scenario = load("ocean_gate").with_study(days=days)
    world = scenario.baseline
    workload = build(world.port, world.flows, scenario.study.horizon, scenario.study.seed, replication)
    return workload, lower(workload)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Time the flow engine against a hand-written SimPy model.")
    parser.add_argument("--days", type=int, default=2, help="counted days; warm-up and run-out come on top")
    parser.add_argument("--rounds", type=int, default=5, help="each runs both models, one after the other")
    options = parser.parse_args(arguments)
    if options.days < 1 or options.rounds < 1:
        parser.error("--days and --rounds: allowed 1 or more")
    workload, programs = draw(options.days)
    visits = run_by_hand(workload)
    largest = largest_difference(visits, simpy_engine.run(programs, workload), programs, workload)
    print(f"ocean_gate baseline, {workload.horizon / 1440:g} days: {workload.n:,} shipments")
    print(f"records equal: {len(visits):,} visits, times within {largest:.0e} min")
    n = len(visits)
    del visits
    by_hand, flow_engine = [], []
    for _ in range(options.rounds):
        by_hand.append(seconds(lambda: run_by_hand(workload)))
        flow_engine.append(seconds(lambda: simpy_engine.run(programs, workload)))
    print(f"\n{'model':<20}{'s, median':>12}{'us per visit':>15}")
    for name, times in (("hand-written SimPy", by_hand), ("flow engine", flow_engine)):
        median = statistics.median(times)
        print(f"{name:<20}{median:>12.3f}{median / n * 1e6:>15.2f}")
    ratios = [slow / fast for slow, fast in zip(by_hand, flow_engine, strict=True)]
    low, median, high = min(ratios), statistics.median(ratios), max(ratios)
    print(f"\nratio hand-written / flow engine: min {low:.2f}, median {median:.2f}, max {high:.2f}")


if __name__ == "__main__":
    main()
