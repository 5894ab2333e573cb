"""The one walk through flows: each step with what comes before it, what is held, and the forks it is in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from math import prod

import numpy as np

from portsim.model.flow import Flow, reachable
from portsim.model.step import Body, Group, Step

Key = tuple[str, str]  # (flow, label)
Before = tuple[tuple[Key, str], ...]  # steps that come right before, of a fork also the answer that leads on
Forks = tuple[tuple[Key, int], ...]  # forks, the outermost first, each with the number of the body


@dataclass(frozen=True)
class Passage:
    """A step as shipments come to it.

    before: the steps that can come right before; none at the begin of a stream's own threads.
    holds: the places of which servers are held around it, the outermost first.
    forks: the forks it is in, each with the number of the body.
    """

    flow: str
    step: Step
    before: Before
    holds: tuple[str, ...]
    forks: Forks

    @property
    def key(self) -> Key:
        return self.flow, self.step.label


def share_of_way(
    forks: Forks,
    steps: Mapping[Key, Step],
    share: Callable[[Key, Group, str], float],
    traits: Collection[str],
) -> float:
    """The share of shipments that go this way at all of the forks; `share` gives that of those for which a
    chance or trait holds at a fork.

    A shipment has a trait at every fork that asks for it, or at none. All else is taken as independent. So
    forks that ask for a common trait are looked at together, with and without it.
    """
    asked = Counter(name for fork, _ in forks for name in steps[fork].named("traits") if name in traits)
    again = {name: share(forks[0][0], "traits", name) for name, n in asked.items() if n > 1}

    parts = _with_common_traits(forks, steps, again)
    return prod(_share_of_part(part, names, steps, share, again, {}) for part, names in parts)


def _share_of_part(
    part: Forks,
    names: Sequence[str],
    steps: Mapping[Key, Step],
    share: Callable[[Key, Group, str], float],
    again: Mapping[str, float],
    known: Mapping[str, float],
) -> float:
    """The share that goes this way at some forks, of those who have a trait or not as is `known`; `names` are
    the traits that are not known yet."""

    def at(fork: Key, group: Group, name: str) -> float:
        return known[name] if group == "traits" and name in known else share(fork, group, name)

    ways = prod(steps[fork].shares(partial(at, fork))[number] for fork, number in part)
    if not names or not np.any(ways):
        return ways
    name, *others = names
    having, lacking = (
        _share_of_part(part, others, steps, share, again, {**known, name: has}) for has in (1.0, 0.0)
    )
    return again[name] * having + (1 - again[name]) * lacking


def _with_common_traits(
    forks: Forks, steps: Mapping[Key, Step], again: Collection[str]
) -> list[tuple[Forks, tuple[str, ...]]]:
    """Forks in parts of which no two ask for a common trait, each with these traits of it; `again` are those
    that are asked for more than once."""
    parts: list[tuple[Forks, tuple[str, ...]]] = []
    for each in forks:
        part: Forks = (each,)
        names = tuple(name for name in steps[each[0]].named("traits") if name in again)
        for other in [other for other in parts if set(names) & set(other[1])]:
            parts.remove(other)
            part, names = other[0] + part, other[1] + names
        parts.append((part, tuple(dict.fromkeys(names))))
    return parts


@lru_cache(maxsize=1024)
def passages(flow: Flow) -> tuple[tuple[Passage, ...], Before]:
    """The steps of one flow in reading order, and those that can be its last."""
    walk = _Walk(None)
    last = walk.body(flow.name, flow.steps, (), (), ())
    return tuple(walk.found), last


def journey(
    begun: tuple[str, ...], flows: Mapping[str, Flow], traits: Collection[str] = ()
) -> tuple[Passage, ...]:
    """The steps of all threads of a shipment in reading order, those of a started thread where it starts.

    A thread that can be started in two places is walked twice. Bodies that shipments with these traits never
    do are left out; a fork that they all take one way is not among the `forks` of the steps inside it.
    """
    own = tuple(flows[name] for name in reachable(begun, flows))
    return _journey(begun, own, frozenset(traits))


@lru_cache(maxsize=4096)  # the alternatives of a port have most of their flows in common
def _journey(begun: tuple[str, ...], own: tuple[Flow, ...], traits: frozenset[str]) -> tuple[Passage, ...]:
    flows = {flow.name: flow for flow in own}
    walk = _Walk(flows, traits)
    for name in begun:
        walk.body(name, flows[name].steps, (), (), ())
    return tuple(walk.found)


@dataclass
class _Walk:
    """Collects passages; started threads are followed where `flows` are given."""

    flows: Mapping[str, Flow] | None
    traits: Collection[str] = ()
    found: list[Passage] = field(default_factory=list)

    def body(self, flow: str, body: Body, before: Before, holds: tuple[str, ...], forks: Forks) -> Before:
        """Walk a body of a flow; the steps that can be its last."""
        for step in body:
            passage = Passage(flow, step, before, holds, forks)
            self.found.append(passage)
            before = self._inside(passage)
            if self.flows is not None:
                for name in step.starts:
                    self.body(name, self.flows[name].steps, ((passage.key, ""),), (), forks)
        return before

    def _inside(self, passage: Passage) -> Before:
        """Walk what is inside a step; the steps from which shipments go on behind it."""
        flow, step, key = passage.flow, passage.step, passage.key
        holds, forks = (*passage.holds, *step.held), passage.forks
        taken = [number for number, share in enumerate(step.shares(self._known)) if share > 0]
        before: Before = ((key, ""),)
        if not step.is_fork or len(taken) == 1:
            for number in taken:
                before = self.body(flow, step.bodies[number], before, holds, forks)
            return before
        last: Before = ()
        for number in taken:
            begin: Before = ((key, step.sides[number]),)
            last += self.body(flow, step.bodies[number], begin, holds, (*forks, (key, number)))
        return last

    def _known(self, group: Group, name: str) -> float:
        """Share of shipments with the traits for which a trait or a chance holds: all of them, or some."""
        return 1.0 if group == "traits" and name in self.traits else 0.5
