"""A world that goes on from a list: streams of those who stand in it, and of what comes with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from portsim.base.arrays import Floats, Ints
from portsim.model.demand import Arrivals, Brought, Declared, Demand
from portsim.model.known_threads import turn_of
from portsim.model.sourced import PerDay
from portsim.model.standing import Standing, Stands
from portsim.model.world import World
from portsim.study.forecasting.dealt import ranks_of
from portsim.study.forecasting.groups import WAITING, Group, Head, Standers
from portsim.study.forecasting.sites import goes_to, traits_by_site
from portsim.study.forecasting.steps import refusal


def going_on(world: World, groups: Sequence[Group], now: float) -> World:
    """The world with what stands in it at a moment [min], and whoever comes from then on.

    Raises ConfigError: shipments that wait for a carrier which the list does not name; a trait that those at
    a step cannot have.
    """
    made = _World(
        world, now, sum(each.row.count * len(each.heads) for group in groups for each in group.members)
    )
    made.ranks = ranks_of(world.port, groups)
    for group in groups:
        made.add(group, group.members[0].brings)
    return made.world


class _World:
    """A world in the making."""

    def __init__(self, world: World, now: float, heads: int) -> None:
        self.base, self.now, self.heads = world, now, heads
        self.demand: dict[str, Demand] = dict(world.port.demand)
        self.flows = dict(world.flows)
        self.also: dict[str, list[str]] = {}  # further streams of the kind of each
        self.ranks: Mapping[str, Mapping[Standers, int]] = {}
        self.tick = float(np.spacing(now))

    @property
    def world(self) -> World:
        port, declared = self.base.port, self.base.streams.declared
        traits = {}
        for name, trait in port.traits.items():
            boxes = [
                *trait.of,
                *(d for d, of in declared.items() if trait.per == "declaration" and of in trait.of),
            ]
            traits[name] = trait.model_copy(update={"of": (*trait.of, *self._more(boxes))})
        for name, demand in self.demand.items():
            if demand.lateness is not None and (more := self._more(demand.lateness.planned_for)):
                planned_for = (*demand.lateness.planned_for, *more)
                lateness = demand.lateness.model_copy(update={"planned_for": planned_for})
                self.demand[name] = demand.model_copy(update={"lateness": lateness})
        changed = port.model_copy(update={"demand": self.demand, "traits": traits})
        return replace(self.base, port=changed, flows=self.flows, begin=self.now)

    def _more(self, streams: Sequence[str]) -> list[str]:
        return [other for name in streams for other in self.also.get(name, ())]

    def add(self, group: Group, brings: set[str]) -> None:
        """Add the stream of a group, with what it brings, but of those that are in the list (`brings`), and
        with its declarations, if the list has none."""
        base, owners = self.base.port.demand[group.stream], {owner for owner, _ in group.midway.awaits}
        if "carrier" in owners and isinstance(base, Brought) and group.carrier is None:
            raise refusal(
                group.row,
                f"where it waits for its {base.brought_by}, and the list does not say which; give it in a "
                f"column 'carrier', by the id of a row of {base.brought_by}",
            )
        self.flows.update(group.midway.flows)
        self.demand[group.name] = self._stream(group, base)
        self.also.setdefault(group.stream, []).append(group.name)
        for other, demand in self.base.port.demand.items():
            if isinstance(demand, Brought) and demand.brought_by == group.stream and other not in brings:
                self._bring(other, demand, group)
        if "declaration" in owners and group.declaration is None:
            self._declare(group.stream, group.name, group.sign)

    def _stream(self, group: Group, base: Demand) -> Stands:
        steps = (step for flow in group.midway.flows.values() for step in flow.all_steps)
        asked = {name for step in steps for name in step.named("calendars")}
        late = base.lateness if base.lateness is not None and base.lateness.name in asked else None
        taken = base.taken if isinstance(base, Arrivals) and group.carrier is None else None
        return Stands(
            flows=group.midway.begun,
            mode=base.mode,
            per_day=PerDay.model_construct(value=0.0, source=("list",)),
            taken_by=None if taken is None else taken.by,
            dwell=None if taken is None else taken.dwell,
            planned=base.planned,
            lateness=late,
            before_start=None,
            log=None,
            resample=None,
            per_row=None,
            carried_by=None if group.carrier is None else group.carrier.name,
            declared_by=None if group.declaration is None else group.declaration.name,
            standing=self._standing(group),
        )

    def _standing(self, group: Group) -> Standing:
        """The shipments of a group as arrays, in the order in which they join queues."""
        sizes, members = group.sizes, group.members
        within = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)

        def spread(values: Sequence[float]) -> Floats:
            return np.repeat(np.asarray(values, dtype=np.float64), sizes)

        def in_turn(numbers: Sequence[int], behind: int) -> Floats:
            return np.asarray(self.now - (behind - np.repeat(numbers, sizes) - within) * self.tick)

        def owner(group: Group | None, of: Sequence[Standers | None]) -> Ints:
            index = [-1 if group is None or each is None else group.places[each] for each in of]
            return np.repeat(np.asarray(index, dtype=np.int64), sizes)

        turns, passed = {}, {}
        for n, head in enumerate(members[0].heads):
            own = [each.heads[n] for each in members]
            turns[turn_of(head.flow)] = in_turn([each.number for each in own], self.heads)
            begun = [_passed(each, self.now) for each in own]
            if np.isfinite(begun).any():
                passed[group.midway.at[head.flow]] = spread(begun)
        names = list(self.base.port.terminals)
        terminal = np.repeat([names.index(each.row.terminal) for each in members], sizes)
        return Standing(
            now=self.now,
            entry=in_turn([each.number for each in members], 2 * self.heads),
            turns=turns,
            came=spread([_came(each.heads, self.now) for each in members]),
            terminal=terminal,
            passed=passed,
            ranks={
                place: np.repeat([of[each] for each in members], sizes) + within
                for place, of in self.ranks.items()
            },
            traits={trait: spread(own) for trait, own in self._traits(group).items()},
            sites={site: spread(goes) for site, goes in self._sites(group).items()},
            carrier=owner(group.carrier, [each.carrier for each in members]),
            declaration=owner(group.declaration, [each.declaration for each in members]),
        )

    def _traits(self, group: Group) -> Mapping[str, list[float]]:
        """What is known of each trait: by the list, or by the forks that a shipment has passed.

        Raises ConfigError: the two do not agree; a trait that no shipment of the stream can have.
        """
        own, passed = self.base.streams.traits[group.stream], group.midway.traits
        found = {trait: [float(has)] * len(group.members) for trait, has in passed.items() if trait in own}
        for n, each in enumerate(group.members):
            for row, trait, has in (
                (head.row, *said) for head in each.heads for said in head.row.traits.items()
            ):
                if has and trait not in own:
                    raise row.wrong(trait, f"got yes, but no shipment of {row.stream} has it; leave it blank")
                if passed.get(trait, has) != has:
                    said, at = ("yes", "without it") if has else ("no", "with it")
                    raise row.wrong(
                        trait, f"got {said}, but only shipments {at} come to {row.step}; leave it blank"
                    )
                if trait in own:
                    found.setdefault(trait, [np.nan] * len(group.members))[n] = float(has)
            for head in each.heads:
                for trait, has in traits_by_site(self.base, head.row, head.step).items():
                    found.setdefault(trait, [np.nan] * len(group.members))[n] = float(has)
        return found

    def _sites(self, group: Group) -> Mapping[str, list[float]]:
        """Who goes to which other site, as far as the places that the list names tell it."""
        found: dict[str, list[float]] = {}
        for n, each in enumerate(group.members):
            for head in each.heads:
                for site, goes in goes_to(self.base, head.row, head.step).items():
                    found.setdefault(site, [np.nan] * len(group.members))[n] = float(goes)
        return found

    def _bring(self, other: str, demand: Brought, group: Group) -> None:
        """What a carrier that stands in the port brings, drawn as for any other one; nothing, if it has told
        that to go on already: then what is still aboard stands in the list."""
        steps = (
            step for flow in self.base.streams.threads[other] for step in self.base.flows[flow].all_steps
        )
        heard = {step.awaits[1] for step in steps if step.awaits is not None and step.awaits[0] == "carrier"}
        if not heard & group.midway.passed:
            self._copy(other, demand, group.name, group.sign)

    def _copy(self, other: str, demand: Brought, carrier: str, sign: str) -> None:
        name = f"{other}{sign}"
        self.demand[name] = demand.model_copy(update={"brought_by": carrier, "log": None})
        self.also.setdefault(other, []).append(name)
        self._declare(other, name, sign)
        for third, more in self.base.port.demand.items():
            if isinstance(more, Brought) and more.brought_by == other:
                self._copy(third, more, name, sign)

    def _declare(self, stream: str, name: str, sign: str) -> None:
        """The declarations of shipments that stand there, or come with one that does."""
        for other, demand in self.base.port.demand.items():
            if isinstance(demand, Declared) and demand.declares.stream == stream:
                declares = demand.declares.model_copy(update={"stream": name})
                self.demand[f"{other}{sign}"] = demand.model_copy(update={"declares": declares})
                self.also.setdefault(other, []).append(f"{other}{sign}")


def _passed(head: Head, now: float) -> float:
    """How long a step has taken so far [min], NaN where it has not begun."""
    if head.kind == WAITING:
        return float("nan")
    return 0.0 if np.isnan(head.row.since) else now - head.row.since


def _came(heads: Sequence[Head], now: float) -> float:
    """When a shipment came to the port [min]: by the list, at the latest when it came to its first step."""
    for moments in ([head.row.arrival for head in heads], [head.row.since for head in heads]):
        if not np.isnan(moments).all():
            return float(np.nanmin(moments))
    return now
