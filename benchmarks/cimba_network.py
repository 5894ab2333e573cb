"""The network's trucks and places as Cimba's models, for `network_in_cimba.py`."""
# No `from __future__ import annotations` here: Cimba reads them, some before what they name is made.

import cimba as cb
import numba

LANES, EXITS, SCANNERS, BAYS, DOCKS, CRANES = 4, 2, 1, 12, 4, 1  # copies of a process belong to its class
LABELS = (
    "paper_check",
    "shift_box",
    "lift_on",
    "scan",
    "open_and_search",
    "load_lot",
    "check_out",
    "gate_to_yard",
    "yard_to_exam",
    "yard_to_cfs",
    "yard_to_gate",
)
PAPERS, SHIFT, LIFT, SCAN, SEARCH, LOAD, OUT, TO_YARD, TO_EXAM, TO_CFS, TO_GATE = range(len(LABELS))


@numba.njit
def joins(truck, store):  # Numba infers types
    truck.queued = cb.now()
    store.put(truck)


@numba.njit
def sets_out(truck, road, minutes):
    truck.queued = cb.now()
    cb.schedule(road, minutes)


@numba.njit
def ended(port, truck, label, started):
    port.ended[label] += 1
    port.waited[label] += started - truck.queued
    if port.keep:
        port.visits.record(float(truck.number))
        port.visits.record(float(label))
        port.visits.record(truck.queued)
        port.visits.record(started)
        port.visits.record(cb.now())


@numba.njit
def leaves_exam(truck):
    if truck.cfs:
        sets_out(truck, truck.at_cfs, truck.yard_to_cfs)
    else:
        sets_out(truck, truck.at_exit, truck.yard_to_gate)


class Truck(cb.Model):
    """A truck with its own draws, and where its roads end."""

    port: cb.Ref["Port"]
    number: cb.Param[int]
    block: cb.Param[int]
    above: cb.Param[bool]
    suspect: cb.Param[bool]
    exam: cb.Param[bool]
    cfs: cb.Param[bool]
    paper_check: cb.Param[float]
    gate_to_yard: cb.Param[float]
    shift_box: cb.Param[float]
    lift_on: cb.Param[float]
    yard_to_exam: cb.Param[float]
    scan: cb.Param[float]
    open_and_search: cb.Param[float]
    yard_to_cfs: cb.Param[float]
    load_lot: cb.Param[float]
    yard_to_gate: cb.Param[float]
    check_out: cb.Param[float]
    queued: float = 0.0

    @cb.event
    def at_yard(self) -> None:
        ended(self.port, self, TO_YARD, self.queued)
        joins(self, self.port.cranes[self.block].waiting)

    @cb.event
    def at_exam(self) -> None:
        ended(self.port, self, TO_EXAM, self.queued)
        joins(self, self.port.to_scan)

    @cb.event
    def at_cfs(self) -> None:
        ended(self.port, self, TO_CFS, self.queued)
        joins(self, self.port.to_load)

    @cb.event
    def at_exit(self) -> None:
        ended(self.port, self, TO_GATE, self.queued)
        joins(self, self.port.to_leave)


class Crane(cb.Model):
    """A yard block with its crane: it shifts the box above first, and the truck joins the queue again."""

    port: cb.Ref["Port"]
    waiting: cb.Store[Truck]

    @cb.process
    def works(self) -> None:
        while True:
            truck = self.waiting.get()
            started = cb.now()
            if truck.above:
                cb.hold(truck.shift_box)
                ended(self.port, truck, SHIFT, started)
                truck.above = False
                joins(truck, self.waiting)
            else:
                cb.hold(truck.lift_on)
                ended(self.port, truck, LIFT, started)
                if truck.exam:
                    sets_out(truck, truck.at_exam, truck.yard_to_exam)
                else:
                    leaves_exam(truck)


class Port(cb.Model):
    """The places but for the yard, the draws of all trucks, and what is kept."""

    trucks: cb.Param[int]
    horizon: cb.Param[float]
    keep: cb.Param[bool]
    gap: cb.Input[float]
    block: cb.Input[float]
    above: cb.Input[float]
    suspect: cb.Input[float]
    exam: cb.Input[float]
    cfs: cb.Input[float]
    paper_check: cb.Input[float]
    gate_to_yard: cb.Input[float]
    shift_box: cb.Input[float]
    lift_on: cb.Input[float]
    yard_to_exam: cb.Input[float]
    scan: cb.Input[float]
    open_and_search: cb.Input[float]
    yard_to_cfs: cb.Input[float]
    load_lot: cb.Input[float]
    yard_to_gate: cb.Input[float]
    check_out: cb.Input[float]
    to_check: cb.Store[Truck]
    to_scan: cb.Store[Truck]
    to_search: cb.Store[Truck]
    to_load: cb.Store[Truck]
    to_leave: cb.Store[Truck]
    cranes: list[Crane]
    ended: cb.Array[int] = cb.Array(len(LABELS))
    waited: cb.Array[float] = cb.Array(len(LABELS))
    visits: cb.Dataset
    sums: cb.Dataset

    @cb.process
    def arrivals(self) -> None:
        for number in range(self.trucks):
            cb.hold(self.gap.next())
            truck = cb.spawn(
                Truck,
                port=self,
                number=number,
                block=int(self.block.next()),
                above=self.above.next() > 0,
                suspect=self.suspect.next() > 0,
                exam=self.exam.next() > 0,
                cfs=self.cfs.next() > 0,
                paper_check=self.paper_check.next(),
                gate_to_yard=self.gate_to_yard.next(),
                shift_box=self.shift_box.next(),
                lift_on=self.lift_on.next(),
                yard_to_exam=self.yard_to_exam.next(),
                scan=self.scan.next(),
                open_and_search=self.open_and_search.next(),
                yard_to_cfs=self.yard_to_cfs.next(),
                load_lot=self.load_lot.next(),
                yard_to_gate=self.yard_to_gate.next(),
                check_out=self.check_out.next(),
            )
            joins(truck, self.to_check)

    @cb.process(copies=LANES)
    def gate_in(self) -> None:
        while True:
            truck = self.to_check.get()
            started = cb.now()
            cb.hold(truck.paper_check)
            ended(self, truck, PAPERS, started)
            sets_out(truck, truck.at_yard, truck.gate_to_yard)

    @cb.process(copies=SCANNERS)
    def scanner(self) -> None:
        while True:
            truck = self.to_scan.get()
            started = cb.now()
            cb.hold(truck.scan)
            ended(self, truck, SCAN, started)
            if truck.suspect:
                joins(truck, self.to_search)
            else:
                leaves_exam(truck)

    @cb.process(copies=BAYS)
    def exam_bay(self) -> None:
        while True:
            truck = self.to_search.get()
            started = cb.now()
            cb.hold(truck.open_and_search)
            ended(self, truck, SEARCH, started)
            leaves_exam(truck)

    @cb.process(copies=DOCKS)
    def cfs_dock(self) -> None:
        while True:
            truck = self.to_load.get()
            started = cb.now()
            cb.hold(truck.load_lot)
            ended(self, truck, LOAD, started)
            sets_out(truck, truck.at_exit, truck.yard_to_gate)

    @cb.process(copies=EXITS)
    def gate_out(self) -> None:
        while True:
            truck = self.to_leave.get()
            started = cb.now()
            cb.hold(truck.check_out)
            ended(self, truck, OUT, started)
            cb.release(truck)

    @cb.process
    def closes(self) -> None:
        cb.hold(self.horizon)
        cb.end_trial()  # a window stops processes at its end, and lets scheduled events go on

    @cb.on_end
    def adds_up(self) -> None:
        for label in range(len(self.ended)):
            self.sums.record(float(self.ended[label]))
            self.sums.record(self.waited[label])
