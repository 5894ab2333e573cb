"""The reference engine: SimPy's environment and event heap, under portsim's six clock rules.

1. Times are float64 minutes, scheduled as absolute times; an end is `start + duration`.
2. Timed events fire in the order of (time, rank, shipment, thread).
3. Each timed event is followed by its complete zero-delay cascade, first in, first out.
4. A free server is taken at once; otherwise by priority, then by order of joining.
5. A shrinking shift never evicts: it takes effect as servers come free.
6. Nothing at the horizon fires; what is unfinished is recorded as unfinished.

Why it is fast: a thread is one reusable event on SimPy's own heap, with its key in the place of
SimPy's (priority, counter), and one callback reads the program; there are no Request and Timeout
objects and no generator to resume. `benchmarks/bench.py` measures it against
hand-written process-style SimPy on the same draws.
"""

from __future__ import annotations

import struct
from array import array
from bisect import bisect_right
from collections import deque
from heapq import heappop, heappush
from typing import Any

import numpy as np
import simpy

from portsim.engine.engine import check_numbers, first_shipments
from portsim.engine.program import Kind, Programs
from portsim.engine.simpy_parts import NAN, NOTHING_HELD, CapacityChange, NextArrival, Pool, Thread
from portsim.engine.simpy_rows import departure, senders_left, tables_of
from portsim.engine.simpy_unfinished import unfinished
from portsim.model.streams import MOST_THREADS
from portsim.records.visits import RawRecords, by_slot
from portsim.workload.build import Stream, Workload, pool_numbers

END_OF_STEP, CALENDAR, DISPATCH, ARRIVAL = 1, 3, 4, 5  # 2 is kept for patience
PACK = struct.Struct("6d").pack  # one record; 1.13 x faster over a whole run than extending an array
TRAVEL, VISIT, ENTER, LEAVE, BRANCH, JUMP, WAIT, SIGNAL, NEXT, START, END, TALLY, SENT, ROOM, FEWER, MARK = (
    int(k) for k in Kind
)


class SimPyEngine:
    """One run; see `run`."""

    def __init__(self, programs: Programs, workload: Workload) -> None:
        self.env = simpy.Environment()
        self.heap: list[Any] = self.env._queue
        self.workload, self.programs = workload, programs
        numbers = pool_numbers(workload)
        self.pools = [Pool(numbers[key], tape) for key, tape in workload.capacity.items()]
        self.out = bytearray()
        self.ready: deque[Thread] = deque()
        self.sent: set[int] = set()
        self.waiting: dict[int, list[Thread]] = {}
        self.joined = 0
        self.alive = array("l", bytes(workload.n * array("l").itemsize))
        self.end = array("d", [NAN]) * workload.n
        self.signals = max(len(programs.signals), 1)
        self.begun = self.ended = 0
        self.left = senders_left(programs, workload, self.signals)
        self.sent.update(key for key, number in self.left.items() if not number)
        self.on_end = (self._end_of_step,)
        self.tables = tables_of(programs, workload, self.pools)

    def run(self) -> RawRecords:
        """Run to the horizon and return the records."""
        heap, horizon = self.heap, self.workload.horizon
        for pool in self.pools:
            for moment, level in pool.tape[1:]:
                change = CapacityChange(pool, level)
                change.callbacks = (self._capacity_change,)
                heappush(heap, (moment, CALENDAR, pool.number, change))
        order = [
            (t, stream.offset + i)
            for stream in self.workload.streams
            for i, t in enumerate(stream.arrival.tolist())
        ]
        order.sort()
        self.of_ship = [s for s in self.workload.streams for _ in range(s.n)]
        arrivals = NextArrival(order)
        if order:
            arrivals.callbacks = (self._arrival,)
            heappush(heap, (order[0][0], ARRIVAL, order[0][1], arrivals))
        if horizon > 0:
            self.env.run(until=horizon)
        return self._records()

    # --- timed events

    def _arrival(self, event: NextArrival) -> None:
        ship = event.order[event.position][1]
        event.position += 1
        if event.position < len(event.order):
            moment, following = event.order[event.position]
            event.callbacks = (self._arrival,)
            heappush(self.heap, (moment, ARRIVAL, following, event))
        stream = self.of_ship[ship]
        for thread in range(len(stream.flows)):
            self._begin(stream, ship, thread)
        self._cascade()

    def _begin(self, stream: Stream, ship: int, thread: int) -> None:
        self.alive[ship] += 1
        self.begun += 1
        rows = self.tables[stream.name][thread]
        self.ready.append(Thread(ship * MOST_THREADS + thread, ship, ship - stream.offset, rows, stream))

    def _capacity_change(self, event: CapacityChange) -> None:
        pool = event.pool
        pool.capacity = event.level
        while pool.queue and pool.busy < pool.capacity:
            pool.busy += 1
            self._hand_over(pool, self.env._now)
        self._cascade()

    def _end_of_step(self, thread: Thread) -> None:
        now = self.env._now
        row = thread.rows[thread.pc]
        if row[0] == VISIT:
            pool = row[3][thread.index]
            self.out += PACK(row[1], thread.ship, pool.number, thread.queued, thread.started, now)
            self._release(pool, now)
        else:
            self.out += PACK(row[1], thread.ship, -1, thread.queued, thread.queued, now)
        thread.pc += 1
        self.ready.append(thread)
        self._cascade()

    # --- servers

    def _release(self, pool: Pool, now: float) -> None:
        pool.area += pool.present * (now - pool.last)
        pool.last = now
        pool.present -= 1
        if pool.queue and pool.busy <= pool.capacity:
            self._hand_over(pool, now)
        else:
            pool.busy -= 1

    def _hand_over(self, pool: Pool, now: float) -> None:
        """The server goes to the first in the queue: a visit begins at once, a holder goes on."""
        thread = heappop(pool.queue)[2]
        row = thread.rows[thread.pc]
        thread.started = now
        if row[0] == VISIT:
            thread.callbacks = self.on_end
            heappush(self.heap, (now + row[2][thread.index], END_OF_STEP, thread.key, thread))
        else:
            self._hold(thread, pool, row[1])
            self.ready.append(thread)

    def _hold(self, thread: Thread, pool: Pool, slot: int) -> None:
        if thread.held is NOTHING_HELD:
            thread.held = []
        thread.held.append((pool, slot, thread.queued, thread.started))
        thread.pc += 1

    # --- the zero-delay cascade

    def _cascade(self) -> None:
        ready = self.ready
        while ready:
            self._advance(ready.popleft())

    def _advance(self, thread: Thread) -> None:
        """Go on through the program until something takes time or has to be waited for."""
        now, rows, index, ship = self.env._now, thread.rows, thread.index, thread.ship
        while True:
            row = rows[thread.pc]
            kind = row[0]
            if VISIT <= kind <= ENTER:
                pool = row[3][index]
                pool.area += pool.present * (now - pool.last)
                pool.last = now
                pool.present += 1
                thread.queued = now
                if pool.busy >= pool.capacity:
                    self.joined += 1
                    heappush(pool.queue, (row[4], self.joined, thread))
                    return
                pool.busy += 1
                thread.started = now
                if kind == ENTER:
                    self._hold(thread, pool, row[1])
                    continue
                thread.callbacks = self.on_end
                heappush(self.heap, (now + row[2][index], END_OF_STEP, thread.key, thread))
                return
            if kind == TRAVEL:
                thread.queued = now
                thread.callbacks = self.on_end
                heappush(self.heap, (now + row[2][index], END_OF_STEP, thread.key, thread))
                return
            if kind == BRANCH:
                # between an opening and its closing an odd number of a tape's moments has passed
                taken = row[2][index] and (not row[3] or all(bisect_right(tape, now) % 2 for tape in row[3]))
                thread.pc = thread.pc + 1 if taken else row[1]
            elif kind == JUMP:
                thread.pc = row[1]
            elif kind == SIGNAL:
                self.out += PACK(row[1], ship, -1, now, now, now)
                self._send(ship * self.signals + row[2], now)
                thread.pc += 1
            elif kind == WAIT:
                owner = row[3][index]
                name = owner * self.signals + row[2]
                if owner < 0 or name not in self.sent:
                    thread.queued = now
                    self.waiting.setdefault(name if owner >= 0 else -1, []).append(thread)
                    return
                self.out += PACK(row[1], ship, -1, now, now, now)
                thread.pc += 1
            elif kind == NEXT:
                moment = departure(row, index, now)
                if moment > now:
                    thread.queued = now
                    thread.callbacks = self.on_end
                    heappush(self.heap, (moment, DISPATCH, thread.key, thread))
                    return
                self.out += PACK(row[1], ship, -1, now, now, now)
                thread.pc += 1
            elif kind == START:
                self._begin(thread.stream, ship, row[1])
                thread.pc += 1
            elif kind == SENT:
                thread.pc = thread.pc + 1 if ship * self.signals + row[2] in self.sent else row[1]
            elif kind == ROOM:
                thread.pc = thread.pc + 1 if row[2][index].present < row[3][index] else row[1]
            elif kind == FEWER:
                one, other = row[2][index], row[3][index]
                shorter = one.present - one.capacity < other.present - other.capacity
                thread.pc = thread.pc + 1 if shorter else row[1]
            elif kind == MARK:
                self.sent.add(ship * self.signals + row[1])
                thread.pc += 1
            elif kind == TALLY:
                owner, counted = row[2][index], ship * self.signals + row[1]
                if owner >= 0 and counted not in self.sent:  # each counts once
                    self.sent.add(counted)
                    name = owner * self.signals + row[1]
                    self.left[name] -= 1
                    if not self.left[name]:
                        self._send(name, now)
                thread.pc += 1
            elif kind == LEAVE:
                pool, slot, queued, started = thread.held.pop()
                self.out += PACK(slot, ship, pool.number, queued, started, now)
                self._release(pool, now)
                thread.pc += 1
                self.ready.append(thread)  # after the one who was given the server, as at the end of a visit
                return
            else:
                self.ended += 1
                self.alive[ship] -= 1
                if not self.alive[ship]:
                    self.end[ship] = now
                return

    def _send(self, name: int, now: float) -> None:
        """A signal is sent: whoever waits for it goes on, in the order of joining."""
        self.sent.add(name)
        for other in self.waiting.pop(name, ()):
            self.out += PACK(other.rows[other.pc][1], other.ship, -1, other.queued, other.queued, now)
            other.pc += 1
            self.ready.append(other)

    # --- at the horizon

    def _records(self) -> RawRecords:
        horizon = self.workload.horizon
        for pool in self.pools:
            pool.area += pool.present * (horizon - pool.last)
        for row in unfinished(self._at_work(), self.pools, self.waiting.values()):
            self.out += PACK(*row)
        columns = np.frombuffer(self.out, dtype=np.float64).reshape(-1, 6).T
        slot, shipment, pool = (column.astype(np.int64) for column in columns[:3])
        first = first_shipments(self.programs, self.workload)
        order, visits = by_slot(first, slot, shipment, pool, list(columns[3:]))
        return RawRecords(
            order,
            visits,
            np.frombuffer(self.end, dtype=np.float64).copy(),
            np.array([pool.area for pool in self.pools]),
            self.begun,
            self.ended,
        )

    def _at_work(self) -> list[Thread]:
        return [event for _, _, _, event in self.heap if isinstance(event, Thread)]


def run(programs: Programs, workload: Workload) -> RawRecords:
    """Run a workload on SimPy up to its horizon.

    Raises PortsimError: more steps or pools than records have numbers for.
    """
    check_numbers(programs, workload)
    return SimPyEngine(programs, workload).run()
