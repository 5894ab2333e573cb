"""A flow as a flat table of instructions, one program per stream and flow, for engines to read.

Every row is (kind, a, b, c, d, slot): which place and duration column, where to go on, and under
which slot its visit is recorded. Nothing here knows SimPy or Numba.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

from portsim.base.errors import PortsimError
from portsim.model.flow import reachable
from portsim.model.steps import (
    Body,
    Inside,
    Maybe,
    Owner,
    Signal,
    Start,
    Step,
    Travel,
    Visit,
    WaitForNext,
    WaitUntil,
    When,
)
from portsim.records.visits import Slot
from portsim.workload.build import Stream, Workload

PRIORITIES = ("urgent", "normal", "low")


class Kind(IntEnum):
    """What an instruction does."""

    TRAVEL = 0
    VISIT = 1
    ENTER = 2  # acquire the place of an `inside`
    LEAVE = 3  # give it back
    BRANCH = 4  # go to b unless column a is true and the calendars are open now
    JUMP = 5
    WAIT = 6
    SIGNAL = 7
    NEXT = 8
    START = 9
    END = 10


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


@dataclass(frozen=True)
class Programs:
    """All programs of a workload: `tables[stream][thread]`, threads in order of discovery."""

    tables: Mapping[str, tuple[tuple[Instruction, ...], ...]]
    threads: Mapping[str, tuple[str, ...]]
    slots: tuple[Slot, ...]
    signals: tuple[str, ...]


def lower(workload: Workload) -> Programs:
    """Lower every flow that a stream can run through.

    Raises PortsimError: a flow that is started does not exist.
    """
    slots: list[Slot] = []
    signals: dict[str, int] = {}
    tables: dict[str, tuple[tuple[Instruction, ...], ...]] = {}
    threads: dict[str, tuple[str, ...]] = {}
    for stream in workload.streams:
        names = reachable(stream.flows, workload.flows)
        threads[stream.name] = names
        rows = []
        for name in names:
            lowering = _Lowering(stream, name, names, slots, signals, tuple(workload.hours))
            lowering.body(workload.flows[name].steps)
            lowering.rows.append(Instruction(Kind.END))
            rows.append(tuple(lowering.rows))
        tables[stream.name] = tuple(rows)
    return Programs(tables, threads, tuple(slots), tuple(signals))


class _Lowering:
    """Writes the rows of one flow in reading order; branches are patched when their end is known."""

    def __init__(
        self,
        stream: Stream,
        flow: str,
        threads: tuple[str, ...],
        slots: list[Slot],
        signals: dict[str, int],
        calendars: tuple[str, ...],
    ) -> None:
        self.stream, self.flow, self.threads, self.slots, self.signals = stream, flow, threads, slots, signals
        self.calendars = calendars
        self.rows: list[Instruction] = []

    def slot(self, step: Step, place: str = "") -> int:
        self.slots.append(Slot(self.stream.name, self.flow, step.label, place))
        return len(self.slots) - 1

    def body(self, steps: Body) -> None:
        for step in steps:
            self.step(step)

    def step(self, step: Step) -> None:
        rows, column = self.rows, (self.flow, step.label)
        if isinstance(step, Travel):
            rows.append(Instruction(Kind.TRAVEL, self.slot(step), column=column))
        elif isinstance(step, Visit):
            priority = PRIORITIES.index(step.priority)
            slot = self.slot(step, step.place)
            rows.append(Instruction(Kind.VISIT, slot, step.place, priority, column))
        elif isinstance(step, Inside):
            priority, slot = PRIORITIES.index(step.priority), self.slot(step, step.place)
            rows.append(Instruction(Kind.ENTER, slot, step.place, priority))
            self.body(step.body)
            rows.append(Instruction(Kind.LEAVE, slot, step.place))
        elif isinstance(step, Maybe | When):
            self.fork(step)
        elif isinstance(step, WaitUntil):
            number = self.signals.setdefault(step.signal, len(self.signals))
            rows.append(Instruction(Kind.WAIT, self.slot(step), signal=number, owner=step.of))
        elif isinstance(step, Signal):
            number = self.signals.setdefault(step.signal, len(self.signals))
            rows.append(Instruction(Kind.SIGNAL, self.slot(step), signal=number))
        elif isinstance(step, WaitForNext):
            rows.append(Instruction(Kind.NEXT, self.slot(step), dispatch=step.dispatch))
        elif isinstance(step, Start):
            if step.flow not in self.threads:
                raise PortsimError(f"flow {self.flow}: starts unknown flow '{step.flow}'")
            rows.append(Instruction(Kind.START, thread=self.threads.index(step.flow)))

    def fork(self, step: Maybe | When) -> None:
        branch = len(self.rows)
        self.rows.append(Instruction(Kind.BRANCH))
        self.body(step.body)
        jump = len(self.rows)
        if step.orelse:
            self.rows.append(Instruction(Kind.JUMP))
        target = len(self.rows)
        self.body(step.orelse)
        if step.orelse:
            self.rows[jump] = Instruction(Kind.JUMP, target=len(self.rows))
        if isinstance(step, Maybe):
            self.rows[branch] = Instruction(
                Kind.BRANCH, column=(self.flow, step.label), chance=True, target=target
            )
        else:
            traits = tuple(name for name in step.traits if name not in self.calendars)
            calendars = tuple(name for name in step.traits if name in self.calendars)
            self.rows[branch] = Instruction(Kind.BRANCH, traits=traits, calendars=calendars, target=target)


def listing(flow: str, workload: Workload) -> str:
    """The rows of a flow, one a line, as the first stream that runs through it has them.

    Raises PortsimError: no stream runs through the flow.
    """
    programs = lower(workload)
    for stream, names in programs.threads.items():
        if flow in names:
            rows = programs.tables[stream][names.index(flow)]
            told = (_told(row, programs, names) for row in rows)
            width = len(str(len(rows) - 1))
            lines = [f"{pc:>{width}}  {text}".rstrip() for pc, text in enumerate(told)]
            return "\n".join([f"{flow}, as {stream} runs it:", *lines])
    raise PortsimError(f"flow {flow}: no stream runs through it")


def _told(row: Instruction, programs: Programs, threads: tuple[str, ...]) -> str:
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
    return f"{kind.name.lower():<7}{what}"
