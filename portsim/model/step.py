"""One step of a flow: what every word says of itself, so that whoever walks a flow need know no more.

A word with steps inside it gives them as `bodies`; all of them are done in turn, unless it is a fork, of
whose bodies each shipment does one.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, Literal, Self

Owner = Literal["shipment", "carrier", "declaration", "all"]  # all: whatever it carries or declares
Group = Literal["places", "tasks", "chances", "traits", "calendars"]  # of the parts of a port
Edge = Literal["at_queue", "at_start", "at_end"]

Asked = tuple[Literal["room", "sent"], str]
ShareOf = Callable[[Group, str], float]  # share of the shipments for which a chance or trait holds


@dataclass(frozen=True)
class Elsewhere:
    """What another site has in the place of what a step names: its place, empty where there is none, and its
    task. `queues` are the places there and here whose queues are compared, if shipments go by these."""

    site: str
    place: str
    task: str
    queues: tuple[str, str] | None = None


@dataclass(frozen=True, kw_only=True)
class Step(ABC):
    """A word with what it is about, under a label of its own.

    `counts` names what one visit adds to (a lift, a haul, a document window); `at_queue`, `at_start` and
    `at_end` the time-release milestones that it stamps on its shipment.
    """

    sides: ClassVar[tuple[str, ...]] = ()  # of a fork: the answer that leads to each of its bodies
    instant: ClassVar[bool] = False  # takes no time and asks nothing of the port
    can_be_elsewhere: ClassVar[bool] = False  # whether other sites of a port can take it over

    label: str
    counts: str | None = None
    at_queue: str | None = None
    at_start: str | None = None
    at_end: str | None = None

    @abstractmethod
    def sentence(self, calendars: Collection[str]) -> str:
        """What it does, as it is read aloud; `calendars` names those that forks can ask for."""

    # --- what is inside

    @property
    def is_fork(self) -> bool:
        """Whether each shipment does one of its bodies, and not all of them."""
        return bool(self.sides)

    @property
    def bodies(self) -> tuple[Body, ...]:
        """The steps inside it, in reading order."""
        return ()

    def with_bodies(self, bodies: tuple[Body, ...]) -> Self:
        """The same step with other steps inside, as many bodies as it has."""
        return self

    @property
    def held(self) -> tuple[str, ...]:
        """The places of which it holds a server while its bodies are done, in the order of taking them."""
        return ()

    def shares(self, share: ShareOf) -> tuple[float, ...]:
        """The share of shipments that do each of its bodies, given those of chances and traits."""
        return (1.0,) * len(self.bodies)

    @property
    def asks(self) -> Asked | None:
        """Of a fork whose answer only a run can tell: for the room at which place, or which signal."""
        return None

    @property
    def others(self) -> tuple[Elsewhere, ...]:
        """Where else it is done for some shipments, in the order in which they are asked."""
        return ()

    def drawn_as(self, task: str) -> str:
        """Under what the times of one of its tasks are drawn: its label, and a task of another site apart."""
        return self.label if task == self.named("tasks")[0] else f"{self.label}@{task}"

    # --- what it needs and what it does beside taking time

    @property
    def takes_time(self) -> bool:
        """Whether it lasts as long as a task does."""
        return not self.bodies and bool(self.named("tasks"))

    @property
    def can_be_stood_at(self) -> bool:
        """Whether it takes time, or is waited at."""
        return not (self.is_fork or self.instant)

    @property
    def names(self) -> tuple[tuple[Group, str], ...]:
        """(group, name) of every part of the port that it reads."""
        return ()

    def named(self, group: Group) -> tuple[str, ...]:
        """The names of one group that it reads."""
        return self._by_group.get(group, ())

    @cached_property
    def _by_group(self) -> Mapping[Group, tuple[str, ...]]:
        return by_group(self.names)

    @property
    def starts(self) -> tuple[str, ...]:
        """The flows that it begins as further threads of the shipment."""
        return ()

    def beginning(self, name: Callable[[str], str]) -> Self:
        """The same step, which begins these flows in the place of those that it begins, if any."""
        return self

    @property
    def sends(self) -> tuple[str, ...]:
        """The signals that it sends."""
        return ()

    @property
    def awaits(self) -> tuple[Owner, str] | None:
        """(whose, which) signal it waits for, if any; of `all`, that of the last one."""
        return None

    @cached_property
    def stamps(self) -> Mapping[Edge, str]:
        """Edge to the milestone that is stamped there."""
        edges: dict[Edge, str | None] = {
            "at_queue": self.at_queue,
            "at_start": self.at_start,
            "at_end": self.at_end,
        }
        return {edge: milestone for edge, milestone in edges.items() if milestone is not None}


Body = tuple[Step, ...]


def by_group(names: Iterable[tuple[Group, str]]) -> Mapping[Group, tuple[str, ...]]:
    """The names of each group, of (group, name)."""
    found: dict[Group, tuple[str, ...]] = {}
    for group, name in names:
        found[group] = (*found.get(group, ()), name)
    return found


def walk(body: Body) -> Iterator[Step]:
    """Every step, outer before inner, in reading order."""
    for step in body:
        yield step
        for inner in step.bodies:
            yield from walk(inner)


def rebuilt(body: Body, change: Callable[[Step], Step]) -> Body:
    """The body with every step changed, the steps inside it first."""
    return tuple(
        change(step.with_bodies(tuple(rebuilt(inner, change) for inner in step.bodies))) for step in body
    )


def spoken(name: str) -> str:
    """A name as it is read aloud."""
    return name.replace("_", " ")
