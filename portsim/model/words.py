"""The twelve words in which a port's work is written down, as values that say what they mean.

A further word is a class here, a function in `steps.py` that makes it, and how it is lowered
(`engine/lowering.py`); sentence, diagram, checks, offered load, KPIs and stages take it as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from math import prod
from typing import ClassVar, Literal, Self

from portsim.model.step import Asked, Body, Group, Owner, ShareOf, Step, spoken

Priority = Literal["urgent", "normal", "low"]


@dataclass(frozen=True)
class Travel(Step):
    """Moving (or any plain delay) that needs no server; lasts as long as its task."""

    can_be_elsewhere: ClassVar[bool] = True

    task: str

    @property
    def names(self) -> tuple[tuple[Group, str], ...]:
        return (("tasks", self.task),)

    def sentence(self, calendars: Collection[str]) -> str:
        return f"takes {spoken(self.task)}"


@dataclass(frozen=True)
class Visit(Step):
    """Queue for one server of a place, be served for the task's time, leave."""

    can_be_elsewhere: ClassVar[bool] = True

    place: str
    task: str
    priority: Priority = "normal"

    @property
    def names(self) -> tuple[tuple[Group, str], ...]:
        return (("places", self.place), ("tasks", self.task))

    def sentence(self, calendars: Collection[str]) -> str:
        urgent = "" if self.priority == "normal" else f" ({self.priority})"
        return f"queues for {spoken(self.place)}{urgent}, {spoken(self.task)}"


@dataclass(frozen=True)
class Inside(Step):
    """Hold one server of a place while the body is done; it cannot leak."""

    place: str
    body: Body
    priority: Priority = "normal"

    @property
    def bodies(self) -> tuple[Body, ...]:
        return (self.body,)

    def with_bodies(self, bodies: tuple[Body, ...]) -> Self:
        return replace(self, body=bodies[0])

    @property
    def held(self) -> tuple[str, ...]:
        return (self.place,)

    @property
    def names(self) -> tuple[tuple[Group, str], ...]:
        return (("places", self.place),)

    def sentence(self, calendars: Collection[str]) -> str:
        return f"queues for {spoken(self.place)} and keeps it while it"


@dataclass(frozen=True)
class Fork(Step):
    """Do the body or, without what the fork asks for, `orelse`."""

    sides: ClassVar[tuple[str, ...]] = ("yes", "no")

    body: Body
    orelse: Body

    @property
    def bodies(self) -> tuple[Body, ...]:
        return (self.body, self.orelse)

    def with_bodies(self, bodies: tuple[Body, ...]) -> Self:
        body, orelse = bodies
        return replace(self, body=body, orelse=orelse)

    def shares(self, share: ShareOf) -> tuple[float, ...]:
        taken = prod(share(group, name) for group, name in self.names)
        return taken, 1 - taken


@dataclass(frozen=True)
class Maybe(Fork):
    """Do the body with a named chance, drawn once per shipment for this label."""

    chance: str

    @property
    def names(self) -> tuple[tuple[Group, str], ...]:
        return (("chances", self.chance),)

    def sentence(self, calendars: Collection[str]) -> str:
        return f"by chance ({spoken(self.chance)}):"


@dataclass(frozen=True)
class When(Fork):
    """Do the body if the shipment has all of the named traits.

    The name of a calendar of hours among them means: while it is open, at the moment the step is reached.
    """

    traits: tuple[str, ...]

    @property
    def names(self) -> tuple[tuple[Group, str], ...]:
        return tuple(("traits", trait) for trait in self.traits)

    def sentence(self, calendars: Collection[str]) -> str:
        traits = " and ".join(spoken(name) for name in self.traits if name not in calendars)
        hours = " and ".join(spoken(name) for name in self.traits if name in calendars)
        asked = (traits and f"if {traits}", hours and f"while {hours}")
        return " ".join(part for part in asked if part) + ":"


@dataclass(frozen=True)
class WhenSent(Fork):
    """Do the body if the shipment has sent a signal by now, whichever of its threads did."""

    signal: str

    def shares(self, share: ShareOf) -> tuple[float, ...]:
        """Only a run can tell; until then half of them go each way."""
        return 0.5, 0.5

    @property
    def asks(self) -> Asked:
        return "sent", self.signal

    def sentence(self, calendars: Collection[str]) -> str:
        return f"if {spoken(self.signal)} has happened:"


@dataclass(frozen=True)
class IfRoom(Fork):
    """Do the body if a place has room: fewer are there, served and waiting, than it `holds`.

    Whoever does the body need not take the room; who comes at the same moment is asked in turn.
    """

    place: str

    @property
    def names(self) -> tuple[tuple[Group, str], ...]:
        return (("places", self.place),)

    def shares(self, share: ShareOf) -> tuple[float, ...]:
        """Only a run can tell; until then each way is taken for as much as it may be."""
        return 1.0, 1.0

    @property
    def asks(self) -> Asked:
        return "room", self.place

    def sentence(self, calendars: Collection[str]) -> str:
        return f"if there is room at {spoken(self.place)}:"


@dataclass(frozen=True)
class WaitUntil(Step):
    """Wait for a signal of the shipment itself, of the carrier that brings or takes it, or of its papers."""

    signal: str
    of: Owner = "shipment"

    @property
    def awaits(self) -> tuple[Owner, str]:
        return self.of, self.signal

    def sentence(self, calendars: Collection[str]) -> str:
        whose = "" if self.of == "shipment" else f" (of its {self.of})"
        return f"waits until {spoken(self.signal)}{whose}"


@dataclass(frozen=True)
class WaitForAll(Step):
    """Wait until all that it carries or declares have sent a signal; without any of them it goes on at once.

    All are the shipments of those streams whose flows send the signal: a vessel that waits for `discharged`
    does not wait for the boxes that it takes.
    """

    signal: str

    @property
    def awaits(self) -> tuple[Owner, str]:
        return "all", self.signal

    def sentence(self, calendars: Collection[str]) -> str:
        return f"waits until {spoken(self.signal)} of all that it carries or declares"


@dataclass(frozen=True)
class Signal(Step):
    """Say once and for good that something has happened; whoever waits for it goes on."""

    instant: ClassVar[bool] = True

    signal: str

    @property
    def sends(self) -> tuple[str, ...]:
        return (self.signal,)

    def sentence(self, calendars: Collection[str]) -> str:
        return f"says: {spoken(self.signal)}"


@dataclass(frozen=True)
class WaitForNext(Step):
    """Wait for the next departure of a dispatch calendar, or for the shipment's own planned time."""

    dispatch: str

    @property
    def names(self) -> tuple[tuple[Group, str], ...]:
        return (("calendars", self.dispatch),)

    def sentence(self, calendars: Collection[str]) -> str:
        return f"waits for the next {spoken(self.dispatch)}"


@dataclass(frozen=True)
class Start(Step):
    """Begin another thread of the same shipment; this one goes on at once."""

    instant: ClassVar[bool] = True

    flow: str

    @property
    def starts(self) -> tuple[str, ...]:
        return (self.flow,)

    def beginning(self, name: Callable[[str], str]) -> Self:
        return replace(self, flow=name(self.flow))

    def sentence(self, calendars: Collection[str]) -> str:
        return f"starts the thread {spoken(self.flow)}"
