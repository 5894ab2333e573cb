"""The shipments of a list in groups: those of a stream at the same steps, with the same kind of owners."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise

import numpy as np

from portsim.base.arrays import Ints
from portsim.base.errors import did_you_mean
from portsim.model.midway import Midway, midway
from portsim.model.standing import SIGN
from portsim.model.step import Step
from portsim.model.world import World
from portsim.scenario.listed.rows import Row
from portsim.scenario.logs.cells.names import plain_name
from portsim.scenario.logs.raw import shown
from portsim.study.forecasting.steps import step_of

IN_SERVICE, UNDER_WAY, WAITING = range(3)  # in which order those that stand there begin
RELEASED = "released"  # in the place of a declaration's id


@dataclass(frozen=True)
class Head:
    """A row of a list with the step that it means in a world."""

    row: Row
    flow: str
    step: Step
    number: int = 0  # of its first shipment among all, in the order in which they join queues

    @property
    def kind(self) -> int:
        if self.step.takes_time and not self.step.named("places"):
            return UNDER_WAY
        return IN_SERVICE if self.row.doing == "in service" else WAITING

    def order(self, now: float) -> tuple[int, tuple[str, ...], float]:
        since = now if np.isnan(self.row.since) else self.row.since
        where = (*self.step.named("places"), self.row.terminal) if self.kind == IN_SERVICE else ()
        return self.kind, where, since


@dataclass(eq=False)
class Standers:
    """One or more shipments that stand at the same steps: a row for each thread that is known.

    carrier, declaration: the shipment of the list that carries or declares them, if it says so.
    """

    heads: tuple[Head, ...]
    carrier: Standers | None = None
    declaration: Standers | None = None
    released: bool = False  # the declaration has done all that they can wait for
    brings: set[str] = field(default_factory=set)  # the streams of those whose carrier it is in the list
    group: Group | None = None

    @property
    def row(self) -> Row:
        return self.heads[0].row

    @property
    def at(self) -> dict[str, str]:
        return {head.flow: head.step.label for head in self.heads}

    @property
    def number(self) -> int:
        """The number of the first of them, in the order in which they join queues."""
        return min(head.number for head in self.heads)


@dataclass(eq=False)
class Group:
    """Shipments of a stream at the same steps; their carriers are of one group, as are their declarations."""

    stream: str
    sign: str  # that makes its names unlike all others
    midway: Midway
    carrier: Group | None
    declaration: Group | None
    members: list[Standers] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The name of the stream that it becomes."""
        return f"{self.stream}{self.sign}"

    @property
    def row(self) -> Row:
        return self.members[0].row

    @property
    def sizes(self) -> Ints:
        return np.array([each.row.count for each in self.members], dtype=np.int64)

    @cached_property
    def places(self) -> Mapping[Standers, int]:
        """Where each of the members begins among the shipments of the group."""
        return dict(zip(self.members, (np.cumsum(self.sizes) - self.sizes).tolist(), strict=True))


def groups_of(world: World, rows: Sequence[Row], now: float, alternative: str = "") -> list[Group]:
    """The shipments of a list in groups, in each in the order in which they join queues.

    Raises ConfigError: a row that no shipment of this world can be at; a carrier or declaration that is none.
    """
    found: dict[object, Group] = {}
    for each in _linked(world, _shipments(world, rows, now, alternative)):
        _put(world, each, found)
    return list(found.values())


def _shipments(world: World, rows: Sequence[Row], now: float, alternative: str) -> list[Standers]:
    """The rows of each shipment together.

    Raises ConfigError: as `step_of`; one that stands at two steps of the same thread, or at two terminals.
    """
    heads = [Head(row, *step_of(world, row, alternative)) for row in rows]
    heads.sort(key=lambda head: head.order(now))
    before = np.cumsum([0, *(head.row.count for head in heads)]).tolist()
    together: dict[tuple[str, str], list[Head]] = {}
    for head, number in zip(heads, before, strict=False):
        name = head.row.id or f"\0{number}"
        together.setdefault((head.row.stream, name), []).append(replace(head, number=number))
    found = []
    for own in together.values():
        own.sort(key=lambda head: (head.flow, head.row.number))
        for one, other in pairwise(own):
            if one.flow == other.flow:
                at = f"{one.step.label} and {other.step.label}"
                raise other.row.wrong("id", f"got {shown(other.row.id)} at {at} of {one.flow}; leave one out")
            _same_terminal(one.row, other.row, "id", "a shipment is at one")
        found.append(Standers(tuple(own)))
    return sorted(found, key=lambda each: each.number)


def _linked(world: World, shipments: list[Standers]) -> list[Standers]:
    """The shipments with their carriers and declarations.

    Raises ConfigError: an id that no row of their stream has; a stream that has none of these; a carrier at
    another terminal.
    """
    known = {(each.row.stream, each.row.id): each for each in shipments if each.row.id}
    for each in shipments:
        for column in ("carrier", "declaration"):
            row = next((h.row for h in each.heads if getattr(h.row, column)), None)
            if row is None:
                continue
            name = getattr(row, column)
            if (column, plain_name(name)) == ("declaration", RELEASED):
                each.released = True
                continue
            stream = getattr(world.streams, column)[row.stream]
            if stream is None:
                raise row.wrong(
                    column, f"got {shown(name)}, but {row.stream} has no {column}; leave it blank"
                )
            if (stream, name) not in known:
                names = [other for of, other in known if of == stream]
                raise row.wrong(
                    column,
                    f"got {shown(name)}, which is no id of a row of {stream}{did_you_mean(name, names)}",
                )
            setattr(each, column, known[stream, name])
            if column == "carrier":
                _same_terminal(known[stream, name].row, row, column, "what it brings is at its terminal")
        if each.carrier is not None:
            each.carrier.brings.add(each.row.stream)
    return shipments


def _same_terminal(one: Row, other: Row, column: str, why: str) -> None:
    if one.terminal != other.terminal:
        name = shown(getattr(other, column))
        raise other.wrong(
            column, f"got {name} at {other.terminal}, which is at {one.terminal} in another row; {why}"
        )


def _put(world: World, each: Standers, found: dict[object, Group]) -> Group:
    """Put shipments into their group, behind those of their owners."""
    if each.group is None:
        carrier, declaration = (
            None if owner is None else _put(world, owner, found) for owner in (each.carrier, each.declaration)
        )
        stream = each.row.stream
        key = (
            stream,
            tuple(sorted(each.at.items())),
            carrier,
            declaration,
            each.released,
            *sorted(each.brings),
        )
        if key not in found:
            sign = f"{SIGN}{' and '.join(each.at.values())}, {len(found) + 1}"
            begun = world.port.demand[stream].flows
            made = midway(begun, world.flows, each.at, sign, released=each.released)
            found[key] = Group(stream, sign, made, carrier, declaration)
        each.group = found[key]
        each.group.members.append(each)
    return each.group
