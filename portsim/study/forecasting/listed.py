"""A world that goes on from a list of what stands where: streams of those who stand there, and what is theirs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from portsim.base.arrays import Floats, Ints
from portsim.model.demand import Brought, Declared, Demand
from portsim.model.midway import Midway, midway, turn_of
from portsim.model.sourced import PerDay
from portsim.model.standing import SIGN, Standing, Stands
from portsim.model.step import Step
from portsim.model.words import Travel, Visit
from portsim.model.world import World
from portsim.scenario.listed.rows import Row
from portsim.study.forecasting.steps import refusal, step_of

IN_SERVICE, UNDER_WAY, WAITING = range(3)  # in which order those that stand there begin


@dataclass(frozen=True)
class Head:
    """A row of a list with the step that it means in a world."""

    row: Row
    flow: str
    step: Step
    number: int = 0  # of its first shipment among all, in the order in which they join queues

    @property
    def kind(self) -> int:
        if isinstance(self.step, Travel):
            return UNDER_WAY
        return IN_SERVICE if self.row.doing == "in service" else WAITING

    def order(self, now: float) -> tuple[int, tuple[str, ...], float]:
        since = now if np.isnan(self.row.since) else self.row.since
        where = (*self.step.named("places"), self.row.terminal) if self.kind == IN_SERVICE else ()
        return self.kind, where, since


@dataclass
class Group:
    """Shipments of a stream that stand at the same steps: their heads, one for each thread that is known."""

    stream: str
    midway: Midway
    members: list[tuple[Head, ...]] = field(default_factory=list)

    @property
    def sizes(self) -> Ints:
        return np.array([heads[0].row.count for heads in self.members], dtype=np.int64)


def groups_of(world: World, rows: Sequence[Row], now: float, alternative: str = "") -> list[Group]:
    """The shipments of a list, those of each stream at the same steps together.

    Raises ConfigError: a row that no shipment of this world can be at.
    """
    heads = [Head(row, *step_of(world, row, alternative)) for row in rows]
    heads.sort(key=lambda head: head.order(now))
    before = np.cumsum([0, *(head.row.count for head in heads)]).tolist()
    heads = [replace(head, number=number) for head, number in zip(heads, before, strict=False)]
    shipments: dict[tuple[str, str], list[Head]] = {}
    for head in heads:
        shipments.setdefault((head.row.stream, head.row.id or f"\0{head.number}"), []).append(head)
    found: dict[tuple[str, tuple[tuple[str, str], ...]], Group] = {}
    for (stream, name), own in shipments.items():
        at = {head.flow: head.step.label for head in own}
        if len(at) < len(own):
            again = next(head for n, head in enumerate(own) if head.flow in [each.flow for each in own[:n]])
            raise again.row.wrong(
                "id", f"got {name!r}, which stands at another step of {again.flow} too; remove one"
            )
        key = (stream, tuple(sorted(at.items())))
        if key not in found:
            sign = f"{SIGN}{' and '.join(at.values())}, {len(found) + 1}"
            begun = world.port.demand[stream].flows
            found[key] = Group(stream, midway(begun, world.flows, at, sign))
        found[key].members.append(tuple(sorted(own, key=lambda head: head.flow)))
    return list(found.values())


def going_on(world: World, groups: Sequence[Group], now: float) -> World:
    """The world with what stands in it at a moment [min], and whoever comes from then on.

    Raises ConfigError: shipments whose carrier, or what they carry, a list cannot name.
    """
    made = _World(world, now, sum(int(group.sizes.sum()) * len(group.members[0]) for group in groups))
    for number, group in enumerate(groups, 1):
        made.add(group, f"{SIGN}{number}")
    return made.world


class _World:
    """A world in the making."""

    def __init__(self, world: World, now: float, heads: int) -> None:
        self.base, self.now, self.heads = world, now, heads
        self.demand: dict[str, Demand] = dict(world.port.demand)
        self.flows = dict(world.flows)
        self.also: dict[str, list[str]] = {}  # further streams of the kind of each
        self.ranks: dict[str, int] = {}  # at each terminal, so far
        self.tick = float(np.spacing(now))

    @property
    def world(self) -> World:
        port = self.base.port
        traits = {
            name: trait.model_copy(update={"of": (*trait.of, *self._more(trait.of))})
            for name, trait in port.traits.items()
        }
        for name, demand in self.demand.items():
            if demand.lateness is not None and (more := self._more(demand.lateness.planned_for)):
                planned_for = (*demand.lateness.planned_for, *more)
                lateness = demand.lateness.model_copy(update={"planned_for": planned_for})
                self.demand[name] = demand.model_copy(update={"lateness": lateness})
        changed = port.model_copy(update={"demand": self.demand, "traits": traits})
        return replace(self.base, port=changed, flows=self.flows, begin=self.now)

    def _more(self, streams: Sequence[str]) -> list[str]:
        return [other for name in streams for other in self.also.get(name, ())]

    def add(self, group: Group, sign: str) -> None:
        """Add the stream of a group, with what it brings and its declarations."""
        row, base = group.members[0][0].row, self.base.port.demand[group.stream]
        owners = {owner for owner, _ in group.midway.awaits}
        if "carrier" in owners and isinstance(base, Brought):
            raise refusal(
                row,
                f"but its {base.brought_by} has not set it down yet, and no list can name that; "
                f"leave it out, or list the {base.brought_by} before it is opened",
            )
        name = f"{group.stream}{sign}"
        self.flows.update(group.midway.flows)
        self.demand[name] = self._stream(group, base)
        self.also.setdefault(group.stream, []).append(name)
        self._brought(group, row, name, sign)
        if "declaration" in owners:
            self._declared(group.stream, name, sign)

    def _stream(self, group: Group, base: Demand) -> Stands:
        asked = {
            each
            for flow in group.midway.flows.values()
            for s in flow.all_steps
            for each in s.named("calendars")
        }
        late = base.lateness if base.lateness is not None and base.lateness.name in asked else None
        return Stands(
            flows=group.midway.begun,
            mode=base.mode,
            per_day=PerDay.model_construct(value=0.0, source=("list",)),
            taken_by=getattr(base, "taken_by", None),
            dwell=getattr(base, "dwell", None),
            planned=base.planned,
            lateness=late,
            standing=self._standing(group),
        )

    def _standing(self, group: Group) -> Standing:
        """The shipments of a group as arrays, in the order in which they join queues."""
        group.members.sort(key=lambda heads: min(head.number for head in heads))
        sizes, first = group.sizes, [heads[0].row for heads in group.members]
        within = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)

        def spread(values: Sequence[float]) -> Floats:
            return np.repeat(np.asarray(values, dtype=np.float64), sizes)

        def in_turn(numbers: Sequence[int], behind: int) -> Floats:
            return np.asarray(self.now - (behind - np.repeat(numbers, sizes) - within) * self.tick)

        names = list(self.base.port.terminals)
        terminal = np.repeat([names.index(row.terminal) for row in first], sizes)
        turns, passed = {}, {}
        for n, head in enumerate(group.members[0]):
            own = [heads[n] for heads in group.members]
            turns[turn_of(head.flow)] = in_turn([each.number for each in own], self.heads)
            begun = [_passed(each, self.now) for each in own]
            if np.isfinite(begun).any():
                passed[group.midway.at[head.flow]] = spread(begun)
        numbers = [min(head.number for head in heads) for heads in group.members]
        return Standing(
            self.now,
            in_turn(numbers, 2 * self.heads),
            turns,
            spread([_came(heads, self.now) for heads in group.members]),
            terminal,
            passed,
            self._ranks(terminal),
            {trait: spread(own) for trait, own in self._traits(group).items()},
        )

    def _ranks(self, terminal: Ints) -> Ints:
        rank = np.empty(len(terminal), dtype=np.int64)
        for number in np.unique(terminal):
            mine = terminal == number
            begin = self.ranks.get(str(number), 0)
            self.ranks[str(number)] = begin + int(mine.sum())
            rank[mine] = begin + np.arange(mine.sum())
        return rank

    def _traits(self, group: Group) -> Mapping[str, list[float]]:
        """What is known of each trait: by the list, or by the forks that a shipment has passed.

        Raises ConfigError: the two do not agree; a trait that no shipment of the stream can have.
        """
        own = self.base.streams.traits[group.stream]
        found: dict[str, list[float]] = {}
        for n, heads in enumerate(group.members):
            for trait, has in ((t, h) for head in heads for t, h in head.row.traits.items()):
                row = heads[0].row
                if has and trait not in own:
                    raise row.wrong(trait, f"got yes, but no shipment of {row.stream} has it; leave it blank")
                if group.midway.traits.get(trait, has) != has:
                    said, at = ("yes", "without it") if has else ("no", "with it")
                    raise row.wrong(
                        trait, f"got {said}, but only shipments {at} come to {row.step}; leave it blank"
                    )
                if trait in own:
                    found.setdefault(trait, [np.nan] * len(group.members))[n] = float(has)
        for trait, has in group.midway.traits.items():
            if trait in own:
                found[trait] = [float(has)] * len(group.members)
        return found

    def _brought(self, group: Group, row: Row, name: str, sign: str) -> None:
        """What a carrier that stands in the port brings, drawn as for any other, if it has all of it still.

        Raises ConfigError: it has set some of it down, or may have.
        """
        for other, demand in self.base.port.demand.items():
            if not isinstance(demand, Brought) or demand.brought_by != group.stream:
                continue
            if self._begun(other, group):
                raise refusal(
                    row,
                    f"when it has set down some {other} already, and no list can say which; leave it out, "
                    f"or list {group.stream} before that",
                )
            self._copy(other, demand, "brought_by", name, sign)

    def _begun(self, brought: str, group: Group) -> bool:
        """Whether a carrier has told those that it brings to go on already."""
        streams = self.base.streams
        awaited = {
            step.awaits[1]
            for flow in streams.threads[brought]
            for step in self.base.flows[flow].all_steps
            if step.awaits is not None and step.awaits[0] == "carrier"
        }
        return bool(awaited & group.midway.passed)

    def _copy(self, other: str, demand: Brought, key: str, carrier: str, sign: str) -> None:
        name = f"{other}{sign}"
        self.demand[name] = demand.model_copy(update={key: carrier, "log": None})
        self.also.setdefault(other, []).append(name)
        self._declared(other, name, sign)
        for third, more in self.base.port.demand.items():
            if isinstance(more, Brought) and more.brought_by == other:
                self._copy(third, more, key, name, sign)

    def _declared(self, stream: str, name: str, sign: str) -> None:
        """The declarations of shipments that stand there, or come with one that does."""
        for other, demand in self.base.port.demand.items():
            if isinstance(demand, Declared) and demand.declares.stream == stream:
                declares = demand.declares.model_copy(update={"stream": name})
                self.demand[f"{other}{sign}"] = demand.model_copy(update={"declares": declares})
                self.also.setdefault(other, []).append(f"{other}{sign}")


def _passed(head: Head, now: float) -> float:
    """How long a step has taken so far [min], NaN where it has not begun."""
    if head.kind == WAITING or not isinstance(head.step, Visit | Travel):
        return float("nan")
    return 0.0 if np.isnan(head.row.since) else now - head.row.since


def _came(heads: Sequence[Head], now: float) -> float:
    """When a shipment came to the port [min]: by the list, at the latest when it came to its first step."""
    came = [head.row.arrival for head in heads]
    since = [head.row.since for head in heads]
    known = [moment for moment in (came if not np.isnan(came).all() else since) if not np.isnan(moment)]
    return min(known, default=now)
