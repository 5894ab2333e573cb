"""What is not through at the horizon: which shipments can still come to a step that a figure waits for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from portsim.base.arrays import Bools, Ints, joined
from portsim.base.memory import Memory
from portsim.model.flow import Flow, reachable
from portsim.model.step import Body, Edge, Group, Step
from portsim.records.shipments import Shipments

Flows = Mapping[str, Flow]
Kinds = int  # some kinds of shipments: bit k stands for kind k
Key = tuple[str, str]  # of a step: flow and label
MOST_TRAITS = 8  # of which every combination is a kind, there or not
Ahead = dict[Key, Kinds]  # steps, and who can still come to each
Awaited = Callable[[Step, str], Edge | None]
"""(step, flow) to the edge at which it is done with, None if not; a frozen value, as what is found for equal
ones is found once."""


@dataclass(frozen=True)
class Stamping:
    """Awaits the steps that stamp a milestone, each at the last of its edges that does."""

    milestone: str

    def __call__(self, step: Step, flow: str) -> Edge | None:
        edges = reversed(tuple(step.stamps.items()))
        return next((edge for edge, name in edges if name == self.milestone), None)


@dataclass(frozen=True)
class Beginning:
    """Awaits the begin of the steps of these labels."""

    labels: frozenset[str]

    def __call__(self, step: Step, flow: str) -> Edge | None:
        return "at_start" if step.label in self.labels else None


@dataclass(frozen=True)
class ComingTo:
    """Awaits the steps that are done at one of these places, for some shipments at least."""

    places: frozenset[str]

    def __call__(self, step: Step, flow: str) -> Edge | None:
        return None if self.places.isdisjoint(step.named("places")) else "at_start"


def still_to_come(shipments: Shipments, flows: Flows, awaited: Awaited) -> Bools:
    """Whether an awaited step is under way or can still come for each shipment, shape (n,).

    A fork by traits leads each shipment one way; one by chance or by the hour may yet lead it either way.
    What a shipment has gone past, or what stands on another branch, does not come any more.
    """
    work = shipments.stamps.once(("at work, by kind",), lambda: _at_work(shipments, flows))
    out = np.zeros(shipments.n, dtype=np.bool_)
    coming = work.ways.coming(work.steps, awaited)
    if coming.any():
        out[work.index.take(np.flatnonzero(coming.take(work.case)))] = True
    return out


def _any_of(awaited: Iterable[Key], ahead: Ahead) -> Kinds:
    """Who has one of the awaited steps ahead."""
    found = 0
    for key in awaited:
        found |= ahead.get(key, 0)
    return found


@dataclass(frozen=True)
class _AtWork:
    """The visits of a stream that are under way at the horizon, shape (open visits,) each: whose they are,
    and the case of each, which is one of those of `_Ways.coming`."""

    index: Ints
    case: Ints
    steps: tuple[Key, ...]
    ways: _Ways


@dataclass(frozen=True)
class _Ways:
    """What is ahead of each step of some flows for kinds of shipments: those of one kind have the same
    traits, and so the same ways before them. Few kinds stand for many shipments, as bits of one number.

    What is ahead of a step is worked out once, whatever is awaited.
    """

    flows: Flows
    traits: Mapping[str, Bools]  # which kinds have each trait that a fork of theirs asks for, shape (kinds,)
    kinds: int
    _later: dict[Key, Ahead] = field(default_factory=dict)
    _begun: dict[str, Ahead] = field(default_factory=dict)
    _bodies: dict[Key, tuple[Kinds, ...]] = field(default_factory=dict)
    _memory: Memory = field(default_factory=Memory)

    def coming(self, steps: tuple[Key, ...], awaited: Awaited) -> Bools:
        """Whether an awaited step is under way or can still come, in every case: at each of these steps, of
        each kind, being served or still waiting; shape (steps x kinds x 2,).

        It is the same in all runs in which the kinds are, so a run reads it with one look for each visit.
        """
        return self._memory.once((steps, awaited), lambda: self._coming(steps, awaited))

    def _coming(self, steps: tuple[Key, ...], awaited: Awaited) -> Bools:
        edges = self._edges(awaited)
        found = np.zeros((len(steps), self.kinds, 2), dtype=np.bool_)
        for number, (flow, label) in enumerate(steps):
            edge, step = edges.get((flow, label)), self.flows[flow][label]
            found[number] = edge == "at_end"
            found[number] |= self.those(_any_of(edges, self.after(flow, label)))[:, None]
            found[number, :, 1] |= edge == "at_start"
            if step.held:  # who is inside it stands at a step of its own
                found[number, :, 1] |= self.those(_any_of(edges, self.inside(step, flow)))
        return found.reshape(-1)

    def _edges(self, awaited: Awaited) -> Mapping[Key, Edge]:
        """The awaited steps, each with the edge at which it is done with."""
        steps = ((name, step) for name, flow in self.flows.items() for step in flow.all_steps)
        return {(name, step.label): edge for name, step in steps if (edge := awaited(step, name)) is not None}

    def those(self, kinds: Kinds) -> Bools:
        """Whether each kind is among them, shape (kinds,)."""
        size = -(-self.kinds // 8)
        bits = np.frombuffer(kinds.to_bytes(size, "little"), dtype=np.uint8)
        return np.unpackbits(bits, count=self.kinds, bitorder="little").view(np.bool_)

    def after(self, flow: str, label: str) -> Ahead:
        """What comes after a step, and for whom."""
        if (flow, label) not in self._later:
            self._walk(flow, self.flows[flow].steps, {})
        return self._later[flow, label]

    def inside(self, step: Step, flow: str) -> Ahead:
        """What comes inside a step, and for whom."""
        found: Ahead = {}
        for kinds, body in zip(self._into(step, flow), step.bodies, strict=True):
            for each in body:
                _add(found, self._of(each, flow), kinds)
        return found

    def _into(self, step: Step, flow: str) -> tuple[Kinds, ...]:
        """Who can go into each body of a step."""
        key = flow, step.label
        if key not in self._bodies:
            shares = (np.asarray(share) > 0 for share in step.shares(self._share)) if step.bodies else ()
            self._bodies[key] = tuple(_bits(np.broadcast_to(share, self.kinds)) for share in shares)
        return self._bodies[key]

    def _walk(self, flow: str, body: Body, later: Ahead) -> None:
        """Note what comes after each step of a body; `later` is what comes after all of it."""
        later = dict(later)
        for step in reversed(body):
            self._later[flow, step.label] = dict(later)
            for inner in step.bodies:
                self._walk(flow, inner, later)
            _add(later, self._of(step, flow), self._all)

    def _of(self, step: Step, flow: str) -> Ahead:
        """A step, what comes inside it, and what comes in the threads that it starts."""
        found = self.inside(step, flow)
        found[flow, step.label] = self._all
        for name in step.starts:
            _add(found, self._in_thread(name), self._all)
        return found

    def _in_thread(self, flow: str) -> Ahead:
        """What comes in a flow that is started, or in one that this starts in its turn.

        Flows may start each other: they are asked in turn until nothing is added.
        """
        if flow not in self._begun:
            names = [name for name in reachable((flow,), self.flows) if name not in self._begun]
            self._begun.update((name, {}) for name in names)
            before = None
            while before != (before := [dict(self._begun[name]) for name in names]):
                for name in reversed(names):
                    for step in self.flows[name].steps:
                        _add(self._begun[name], self._of(step, name), self._all)
        return self._begun[flow]

    @property
    def _all(self) -> Kinds:
        return (1 << self.kinds) - 1

    def _share(self, group: Group, name: str) -> float:
        """Of each kind 1 or 0 for a trait that it has or has not, shape (kinds,); anything between for what
        is not known yet."""
        known = self.traits.get(name) if group == "traits" else None
        return 0.5 if known is None else known.astype(np.float64)  # type: ignore[return-value]  # multiplies


def _add(ahead: Ahead, more: Ahead, kinds: Kinds) -> None:
    """Add what is ahead of these kinds."""
    for key, who in more.items():
        if who & kinds:
            ahead[key] = ahead.get(key, 0) | (who & kinds)


def _bits(kinds: Bools) -> Kinds:
    return int.from_bytes(np.packbits(kinds, bitorder="little").tobytes(), "little")


def _at_work(shipments: Shipments, flows: Flows) -> _AtWork:
    begun = dict.fromkeys(each.slot.flow for each in shipments.done)
    own = tuple(flows[name] for name in reachable(tuple(begun), flows))
    asked = dict.fromkeys(name for flow in own for name in flow.named.get("traits", ()))
    names = tuple(name for name in asked if name in shipments.own)
    left = [
        (number, visits, slice(visits.finished, None))
        for number, (_, _, visits) in enumerate(shipments.done)
        if visits.finished < len(visits.index)
    ]
    whose = joined([visits.index[rows] for _, visits, rows in left], np.int32).astype(np.intp)
    has = np.empty((len(names), len(whose)), dtype=np.bool_)
    for row, name in zip(has, names, strict=True):
        np.take(shipments.own[name], whose, out=row)
    traits, kind = _kinds(has)
    ways = _ways(own, names, traits.shape[1], traits.tobytes())
    waiting = np.isnan(joined([visits.started[rows] for _, visits, rows in left], np.float64))
    numbers = np.array([number for number, _, _ in left], dtype=np.intp)
    step = numbers.repeat([len(visits.index) - visits.finished for _, visits, _ in left])
    case = (step * ways.kinds + kind) * 2 + waiting
    steps = tuple((each.slot.flow, each.slot.label) for each in shipments.done)
    return _AtWork(whose, case, steps, ways)


def _kinds(has: Bools) -> tuple[Bools, Ints]:
    """The traits of each kind, shape (traits, kinds), and the kind of each shipment, shape (n,), of the
    traits of each shipment, shape (traits, n).

    Kinds are the same in all runs as long as traits are few, so that ways can be.
    """
    if len(has) <= MOST_TRAITS:
        places = np.arange(len(has))
        every = (np.arange(1 << len(has)) >> places[:, None]) & 1
        return every.astype(np.bool_), (1 << places) @ has
    _, first, kind = np.unique(np.packbits(has, axis=0), axis=1, return_index=True, return_inverse=True)
    return has[:, first], kind.reshape(-1)


@lru_cache(maxsize=512)  # most flows are the same in all alternatives and at other figures: a fifth of a run
def _ways(own: tuple[Flow, ...], names: tuple[str, ...], kinds: int, traits: bytes) -> _Ways:
    has = np.frombuffer(traits, dtype=np.bool_).reshape(len(names), kinds)
    return _Ways({flow.name: flow for flow in own}, dict(zip(names, has, strict=True)), kinds)
