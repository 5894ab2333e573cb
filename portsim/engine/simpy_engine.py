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
from portsim.engine.program import Instruction, Kind, Programs
from portsim.engine.simpy_parts import NAN, NOTHING_HELD, CapacityChange, NextArrival, Pool, Row, Thread
from portsim.engine.tally import still_to_send
from portsim.model.streams import MOST_THREADS
from portsim.records.visits import RawRecords, by_slot
from portsim.workload.build import Stream, Workload, pool_numbers

END_OF_STEP, CALENDAR, DISPATCH, ARRIVAL = 1, 3, 4, 5  # 2 is kept for patience
PACK = struct.Struct("6d").pack  # one record; 1.13 x faster over a whole run than extending an array
TRAVEL, VISIT, ENTER, LEAVE, BRANCH, JUMP, WAIT, SIGNAL, NEXT, START, END, TALLY, SENT, ROOM = (
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
        self.numbers = numbers
        self.out = bytearray()
        self.ready: deque[Thread] = deque()
        self.sent: set[int] = set()
        self.waiting: dict[int, list[Thread]] = {}
        self.joined = 0
        self.alive = array("l", bytes(workload.n * array("l").itemsize))
        self.end = array("d", [NAN]) * workload.n
        self.signals = max(len(programs.signals), 1)
        self.begun = self.ended = 0
        self.left = self._still_to_send()
        self.tables: dict[str, list[list[Row]]] = {}
        self.on_end = (self._end_of_step,)
        for stream in workload.streams:
            self.tables[stream.name] = [
                [self._row(stream, row) for row in table] for table in programs.tables[stream.name]
            ]

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

    # --- lowering one step further: columns become plain lists, places become pools

    def _row(self, stream: Stream, row: Instruction) -> Row:
        kind = int(row.kind)
        if kind == TRAVEL:
            return kind, row.slot, stream.durations[row.column].tolist()
        if kind in (VISIT, ENTER):
            times = stream.durations[row.column].tolist() if kind == VISIT else None
            return kind, row.slot, times, self._pools(stream, row.place), row.priority
        if kind == BRANCH:
            if row.chance:
                return kind, row.target, stream.chances[row.column].tolist(), ()
            has_all = np.ones(stream.n, dtype=bool)
            for trait in row.traits:
                has_all &= stream.traits[trait]
            tapes = tuple(self.workload.hours[name].tolist() for name in row.calendars)
            return kind, row.target, has_all.tolist(), tapes
        if kind == JUMP:
            return kind, row.target
        if kind == WAIT:
            return kind, row.slot, row.signal, stream.owners(row.owner).tolist()
        if kind == SIGNAL:
            return kind, row.slot, row.signal
        if kind == NEXT:
            planned = stream.planned.get(row.dispatch)
            if planned is not None:
                return kind, row.slot, planned.tolist(), None
            return kind, row.slot, None, self.workload.departures[row.dispatch]
        if kind == START:
            return kind, row.thread
        if kind == SENT:
            return kind, row.target, row.signal
        if kind == ROOM:
            limits = stream.limits(row.place, row.column)
            return kind, row.target, self._pools(stream, row.place), limits.tolist()
        if kind == TALLY:
            other = next(each for each in self.workload.streams if each.name == row.of)
            return kind, row.signal, stream.owners_in(other).tolist()
        return (kind, row.slot)

    def _pools(self, stream: Stream, place: str) -> list[Pool]:
        """The pool of a place that each shipment uses."""
        numbers = zip(stream.terminal.tolist(), stream.block[place].tolist(), strict=True)
        return [self.pools[self.numbers[place, t, b]] for t, b in numbers]

    def _still_to_send(self) -> dict[int, int]:
        """Key of a signal that is waited for to how many have to send it; sent at once where nobody has."""
        left: dict[int, int] = {}
        offsets = {stream.name: stream.offset for stream in self.workload.streams}
        numbers = still_to_send(self.programs, self.workload)
        for each in self.programs.gathered:
            for ship, number in enumerate(numbers[each.number].tolist(), offsets[each.stream]):
                left[ship * self.signals + each.number] = number
        self.sent.update(key for key, number in left.items() if not number)
        return left

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
            self.out += PACK(row[1], thread.ship, pool.number, thread.queued, thread.begun, now)
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
        thread.begun = now
        if row[0] == VISIT:
            thread.callbacks = self.on_end
            heappush(self.heap, (now + row[2][thread.index], END_OF_STEP, thread.key, thread))
        else:
            self._hold(thread, pool, row[1])
            self.ready.append(thread)

    def _hold(self, thread: Thread, pool: Pool, slot: int) -> None:
        if thread.held is NOTHING_HELD:
            thread.held = []
        thread.held.append((pool, slot, thread.queued, thread.begun))
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
                thread.begun = now
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
                moment = self._departure(row, index, now)
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
                pool, slot, queued, begun = thread.held.pop()
                self.out += PACK(slot, ship, pool.number, queued, begun, now)
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

    @staticmethod
    def _departure(row: Row, index: int, now: float) -> float:
        if row[2] is not None:
            return float(row[2][index])
        tape = row[3]
        position = int(np.searchsorted(tape, now, side="left"))
        return float(tape[position]) if position < len(tape) else float("inf")

    # --- at the horizon

    def _records(self) -> RawRecords:
        horizon = self.workload.horizon
        for pool in self.pools:
            pool.area += pool.present * (horizon - pool.last)
        for thread, place in sorted(self._unfinished(), key=lambda pair: pair[0].key):
            for pool, slot, queued, begun in thread.held:
                self.out += PACK(slot, thread.ship, pool.number, queued, begun, NAN)
            self.out += PACK(*place)
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

    def _unfinished(self) -> list[tuple[Thread, tuple[float, ...]]]:
        found: list[tuple[Thread, tuple[float, ...]]] = []
        for _, _, _, event in self.heap:
            if isinstance(event, Thread):
                row = event.rows[event.pc]
                pool = row[3][event.index].number if row[0] == VISIT else -1
                begun = event.begun if row[0] == VISIT else event.queued
                found.append((event, (row[1], event.ship, pool, event.queued, begun, NAN)))
        for pool in self.pools:
            for _, _, thread in pool.queue:
                slot = thread.rows[thread.pc][1]
                found.append((thread, (slot, thread.ship, pool.number, thread.queued, NAN, NAN)))
        for threads in self.waiting.values():
            for thread in threads:
                slot = thread.rows[thread.pc][1]
                found.append((thread, (slot, thread.ship, -1, thread.queued, thread.queued, NAN)))
        return found


def run(programs: Programs, workload: Workload) -> RawRecords:
    """Run a workload on SimPy up to its horizon.

    Raises PortsimError: more steps or pools than records have numbers for.
    """
    check_numbers(programs, workload)
    return SimPyEngine(programs, workload).run()
