"""Programs: flows as flat tables of instructions, one table per stream and flow, for engines to read.

Every row says which place and duration column it reads, where to go on, and under which slot its visit is
recorded. Nothing here knows SimPy or Numba.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TypeVar

from portsim.base.errors import PortsimError
from portsim.base.memory import Memory
from portsim.model.step import Owner
from portsim.records.visits import Slot

T = TypeVar("T")
PRIORITIES = ("urgent", "normal", "low")


class Kind(IntEnum):
    """What an instruction does."""

    TRAVEL = 0
    VISIT = 1
    ENTER = 2  # acquire the place of an `inside`
    LEAVE = 3  # give it back
    BRANCH = 4  # go to the target unless the column is true and the calendars are open now
    JUMP = 5
    WAIT = 6
    SIGNAL = 7
    NEXT = 8
    START = 9
    END = 10
    TALLY = 11  # one less of those for whom their carrier or declaration waits
    SENT = 12  # go to the target unless the shipment has sent the signal
    ROOM = 13  # go to the target unless fewer are at the place than the column says
    FEWER = 14  # go to the target unless the queue at the place is shorter than that at another one
    MARK = 15  # remember a signal that nobody waits for


@dataclass(frozen=True)
class Instruction:
    """One row: `slot` indexes `Programs.slots`, -1 where nothing is recorded."""

    kind: Kind
    slot: int = -1
    place: str = ""
    priority: int = 1
    column: tuple[str, str] = ("", "")
    traits: tuple[str, ...] = ()
    calendars: tuple[str, ...] = ()
    chance: bool = False
    target: int = -1
    signal: int = -1
    owner: Owner = "shipment"
    dispatch: str = ""
    thread: int = -1
    than: str = ""  # the place whose queue is compared
    of: str = ""  # the stream of the carriers or declarations that wait for all


@dataclass(frozen=True)
class Gathered:
    """What shipments of a stream wait for all to send: once all have, it is a signal of theirs, `number`."""

    number: int
    stream: str
    signal: str


@dataclass(frozen=True)
class Programs:
    """All programs of a world: `tables[stream][thread]`, threads in order of discovery."""

    tables: Mapping[str, tuple[tuple[Instruction, ...], ...]]
    threads: Mapping[str, tuple[str, ...]]
    slots: tuple[Slot, ...]
    signals: tuple[str, ...]
    gathered: tuple[Gathered, ...] = ()
    _memory: Memory = field(init=False, default_factory=Memory, repr=False, compare=False)

    def once(self, key: Hashable, work_out: Callable[[], T]) -> T:
        """What was worked out from these programs under this key, worked out at the first call only."""
        return self._memory.once(key, work_out)


def listing(flow: str, programs: Programs) -> str:
    """The rows of a flow, one a line, as the first stream that runs through it has them.

    Raises PortsimError: no stream runs through the flow.
    """
    for stream, names in programs.threads.items():
        if flow in names:
            rows = programs.tables[stream][names.index(flow)]
            width = len(str(len(rows) - 1))
            texts = (_in_words(row, programs, names) for row in rows)
            lines = [f"{pc:>{width}}  {text}".rstrip() for pc, text in enumerate(texts)]
            return "\n".join([f"{flow}, as {stream} runs it:", *lines])
    raise PortsimError(f"flow {flow}: no stream runs through it")


def _in_words(row: Instruction, programs: Programs, threads: tuple[str, ...]) -> str:
    kind, label = row.kind, programs.slots[row.slot].label if row.slot >= 0 else ""
    what = label
    if kind in (Kind.VISIT, Kind.ENTER):
        what = f"{label}: one server of {row.place}, {PRIORITIES[row.priority]}"
    elif kind == Kind.LEAVE:
        what = f"{label}: {row.place} is given back"
    elif kind == Kind.BRANCH:
        names = (row.column[1],) if row.chance else (*row.traits, *row.calendars)
        what = f"{' and '.join(names)}, otherwise go to {row.target}"
    elif kind == Kind.JUMP:
        what = f"go to {row.target}"
    elif kind == Kind.WAIT:
        what = f"{label}: {programs.signals[row.signal]} of the {row.owner}"
    elif kind == Kind.START:
        what = threads[row.thread]
    elif kind == Kind.SENT:
        what = f"{programs.signals[row.signal]} was sent, otherwise go to {row.target}"
    elif kind == Kind.ROOM:
        what = f"room at {row.place}, otherwise go to {row.target}"
        if row.chance:
            what = f"{row.place} is below the level of {row.column[1]}, otherwise go to {row.target}"
    elif kind == Kind.FEWER:
        what = f"a shorter queue at {row.place} than at {row.than}, otherwise go to {row.target}"
    elif kind == Kind.MARK:
        what = programs.signals[row.signal]
    elif kind == Kind.TALLY:
        what = f"one more of {programs.signals[row.signal]}"
    return f"{kind.name.lower():<7}{what}"
