"""Lowering: how each word of a flow becomes instructions, and the programs of a world."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache, singledispatch

from portsim.base.errors import PortsimError
from portsim.engine.at_sites import at_sites
from portsim.engine.program import PRIORITIES, Gathered, Instruction, Kind, Programs
from portsim.model.flow import Flow, reachable
from portsim.model.standing import stream_of
from portsim.model.step import Body, Elsewhere, Step, walk
from portsim.model.words import (
    IfRoom,
    Inside,
    Maybe,
    Signal,
    Start,
    Travel,
    Visit,
    WaitForAll,
    WaitForNext,
    WaitUntil,
    When,
    WhenSent,
)
from portsim.model.world import World
from portsim.records.visits import Slot


def programs_of(world: World) -> Programs:
    """The programs of a world, lowered once for all worlds whose flows are the same.

    Raises PortsimError: a flow that does not exist is begun or started.
    """
    port, streams = world.port, world.streams
    hours = tuple(name for name, calendar in port.calendars.items() if calendar.hours)
    begun = tuple((name, demand.flows) for name, demand in port.demand.items())
    owners, levels = tuple(streams.owners.items()), tuple(port.levels.items())
    return world.once("programs", lambda: _programs(begun, streams.flows_run, hours, owners, levels))


@lru_cache(maxsize=64)  # a study with drawn figures has the same few for all worlds: a twentieth of each run
def _programs(
    begun: tuple[tuple[str, tuple[str, ...]], ...],
    flows: tuple[Flow, ...],
    hours: tuple[str, ...],
    owners: tuple[tuple[str, tuple[str, ...]], ...],
    levels: tuple[tuple[str, str], ...],
) -> Programs:
    return lower(dict(begun), {flow.name: flow for flow in flows}, hours, dict(owners), dict(levels))


def lower(
    begun: Mapping[str, tuple[str, ...]],
    flows: Mapping[str, Flow],
    hours: Collection[str] = (),
    owners: Mapping[str, Collection[str]] | None = None,
    levels: Mapping[str, str] | None = None,
) -> Programs:
    """Lower every flow that a stream can run through.

    `begun` are the flows that the shipments of each stream begin, `hours` the names of the calendars of hours
    that forks can ask for, `owners` the streams that carry or declare each (none given: any may), `levels`
    the place of each chance that goes by how full a place is.

    Raises PortsimError: a flow that does not exist is begun or started.
    """
    slots: list[Slot] = []
    signals: dict[str, int] = {}
    tables: dict[str, tuple[tuple[Instruction, ...], ...]] = {}
    by_level = levels or {}
    threads = {stream: reachable(first, flows) for stream, first in begun.items()}
    gathered = _gathered(threads, flows, signals)
    for stream in begun:
        mine = [each for each in gathered if owners is None or each.stream in owners[stream]]
        rows = []
        for flow in threads[stream]:
            writer = Writer(stream, flow, threads[stream], slots, signals, hours, gathered, mine, by_level)
            writer.body(flows[flow].steps)
            writer.rows.append(Instruction(Kind.END))
            rows.append(tuple(writer.rows))
        tables[stream] = tuple(rows)
    return Programs(tables, threads, tuple(slots), tuple(signals), gathered)


def _gathered(
    threads: Mapping[str, tuple[str, ...]], flows: Mapping[str, Flow], signals: dict[str, int]
) -> tuple[Gathered, ...]:
    """What shipments of each stream wait for all to send, each under the number of a signal of its own; those
    who stand in the port, under that of their stream."""
    found: dict[tuple[str, str], Gathered] = {}
    for stream, names in threads.items():
        for step in (step for name in names for step in walk(flows[name].steps)):
            if step.awaits is not None and step.awaits[0] == "all":
                of = step.awaits[1]
                number = signals.setdefault(f"{of} of all, for {stream_of(stream)}", len(signals))
                found[stream, of] = Gathered(number, stream, of)
    return tuple(found.values())


@dataclass
class Writer:
    """Writes the rows of one flow in reading order; branches are patched when their end is known."""

    stream: str
    flow: str
    threads: tuple[str, ...]
    slots: list[Slot]
    signals: dict[str, int]
    hours: Collection[str]
    gathered: Sequence[Gathered]  # by all streams
    owed: Sequence[Gathered]  # by the carriers and declarations of this stream
    levels: Mapping[str, str]
    rows: list[Instruction] = field(default_factory=list)

    def body(self, steps: Body) -> None:
        for step in steps:
            write(step, self)

    def slot(self, step: Step, place: str = "") -> int:
        """A new slot for the visits of a step."""
        self.slots.append(Slot(self.stream, self.flow, step.label, place))
        return len(self.slots) - 1

    def signal(self, name: str) -> int:
        """The number of a signal."""
        return self.signals.setdefault(name, len(self.signals))

    def fork(self, branch: Instruction, body: Body, orelse: Body) -> None:
        """The body where the branch goes on, `orelse` at its target."""
        at = len(self.rows)
        self.rows.append(branch)
        self.body(body)
        jump = len(self.rows)
        if orelse:
            self.rows.append(Instruction(Kind.JUMP))
        self.rows[at] = replace(branch, target=len(self.rows))
        self.body(orelse)
        if orelse:
            self.rows[jump] = Instruction(Kind.JUMP, target=len(self.rows))


@singledispatch
def write(step: Step, to: Writer) -> None:
    """Write the rows of a step.

    Raises PortsimError: a word that no engine can run.
    """
    raise PortsimError(f"flow {to.flow}: '{step.label}' is a word that no engine can run")


@write.register
def _travel(step: Travel, to: Writer) -> None:
    slot = to.slot(step)

    def row(at: Elsewhere) -> Instruction:
        return Instruction(Kind.TRAVEL, slot, column=(to.flow, step.drawn_as(at.task)))

    at_sites(to, step, Elsewhere("", "", step.task), row)


@write.register
def _visit(step: Visit, to: Writer) -> None:
    priority, slots = PRIORITIES.index(step.priority), dict[str, int]()

    def row(at: Elsewhere) -> Instruction:
        slot = slots[at.place] if at.place in slots else slots.setdefault(at.place, to.slot(step, at.place))
        return Instruction(Kind.VISIT, slot, at.place, priority, (to.flow, step.drawn_as(at.task)))

    at_sites(to, step, Elsewhere("", step.place, step.task), row)


@write.register
def _inside(step: Inside, to: Writer) -> None:
    slot, priority = to.slot(step, step.place), PRIORITIES.index(step.priority)
    to.rows.append(Instruction(Kind.ENTER, slot, step.place, priority))
    to.body(step.body)
    to.rows.append(Instruction(Kind.LEAVE, slot, step.place))


@write.register
def _maybe(step: Maybe, to: Writer) -> None:
    column, place = (to.flow, step.label), to.levels.get(step.chance)
    if place is None:
        to.fork(Instruction(Kind.BRANCH, column=column, chance=True), step.body, step.orelse)
    else:  # as long as there is room below the level that is drawn, the shipment does not
        room = Instruction(Kind.ROOM, place=place, column=column, chance=True)
        to.fork(room, step.orelse, step.body)


@write.register
def _when(step: When, to: Writer) -> None:
    traits = tuple(name for name in step.traits if name not in to.hours)
    calendars = tuple(name for name in step.traits if name in to.hours)
    to.fork(Instruction(Kind.BRANCH, traits=traits, calendars=calendars), step.body, step.orelse)


@write.register
def _when_sent(step: WhenSent, to: Writer) -> None:
    to.fork(Instruction(Kind.SENT, signal=to.signal(step.signal)), step.body, step.orelse)


@write.register
def _if_room(step: IfRoom, to: Writer) -> None:
    to.fork(Instruction(Kind.ROOM, place=step.place), step.body, step.orelse)


@write.register
def _wait_until(step: WaitUntil, to: Writer) -> None:
    number = to.signal(step.signal)
    to.rows.append(Instruction(Kind.WAIT, to.slot(step), signal=number, owner=step.of))


@write.register
def _wait_for_all(step: WaitForAll, to: Writer) -> None:
    """It waits for a signal of its own, which the last of all sends in its name."""
    number = next(e.number for e in to.gathered if (e.stream, e.signal) == (to.stream, step.signal))
    to.rows.append(Instruction(Kind.WAIT, to.slot(step), signal=number))


@write.register
def _signal(step: Signal, to: Writer) -> None:
    to.rows.append(Instruction(Kind.SIGNAL, to.slot(step), signal=to.signal(step.signal)))
    for each in to.owed:
        if each.signal == step.signal:
            to.rows.append(Instruction(Kind.TALLY, signal=each.number, of=each.stream))


@write.register
def _wait_for_next(step: WaitForNext, to: Writer) -> None:
    to.rows.append(Instruction(Kind.NEXT, to.slot(step), dispatch=step.dispatch))


@write.register
def _start(step: Start, to: Writer) -> None:
    to.rows.append(Instruction(Kind.START, thread=to.threads.index(step.flow)))
