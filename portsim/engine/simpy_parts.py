"""What the SimPy engine moves about: pools of servers, threads of shipments, and timed events."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from portsim.workload.build import Stream

NAN = float("nan")

Row = tuple[Any, ...]


class Pool:
    """Equal servers with one queue; the engine moves its numbers."""

    __slots__ = ("area", "busy", "capacity", "last", "number", "present", "queue", "tape")

    def __init__(self, number: int, tape: tuple[tuple[float, int], ...]) -> None:
        self.number, self.tape = number, tape
        self.capacity = tape[0][1] if tape else 0
        self.busy = self.present = 0
        self.queue: list[tuple[int, int, Thread]] = []
        self.area = self.last = 0.0


class Timed:
    """The part of simpy.Event that Environment.step looks at, in five slots."""

    __slots__ = ("callbacks",)
    callbacks: tuple[Callable[[Any], None], ...] | None
    _ok: ClassVar[bool] = True


NOTHING_HELD: list[tuple[Pool, int, float, float]] = []  # until a thread holds a place, which most never do


class Thread(Timed):
    """One thread of a shipment: where it stands in its program, and what it holds."""

    __slots__ = ("held", "index", "key", "pc", "queued", "rows", "ship", "started", "stream")

    def __init__(self, key: int, ship: int, index: int, rows: list[Row], stream: Stream) -> None:
        self.key, self.ship, self.index, self.rows, self.stream = key, ship, index, rows, stream
        self.pc = 0
        self.queued = self.started = NAN
        self.held = NOTHING_HELD


class CapacityChange(Timed):
    """A pool's next level of servers."""

    __slots__ = ("level", "pool")

    def __init__(self, pool: Pool, level: int) -> None:
        self.pool, self.level = pool, level


class NextArrival(Timed):
    """Brings in the next shipment, then stands for the one after it."""

    __slots__ = ("order", "position")

    def __init__(self, order: list[tuple[float, int]]) -> None:
        self.order, self.position = order, 0
