"""What is not through at the horizon: which shipments can still come to a step that a figure waits for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from portsim.base.arrays import Bools, Floats, Ints
from portsim.model.flow import Flow, reachable
from portsim.model.step import Body, Edge, Group, Step, walk
from portsim.records.shipments import Done, Shipments

Awaited = Callable[[Step, str], Edge | None]  # (step, flow) to the edge at which it is done with, None if not
Flows = Mapping[str, Flow]
Kinds = int  # some kinds of shipments: bit k stands for kind k


def still_to_come(shipments: Shipments, flows: Flows, awaited: Awaited) -> Bools:
    """Whether an awaited step is under way or can still come for each shipment, shape (n,).

    A fork by traits leads each shipment one way; one by chance or by the hour may yet lead it either way.
    What a shipment has gone past, or what stands on another branch, does not come any more.
    """
    out = np.zeros(shipments.n, dtype=np.bool_)
    work = shipments.stamps.once(("at work, by kind",), lambda: _at_work(shipments, flows))
    if not work.open:
        return out
    ahead, found = _Ahead(work, flows, awaited), out[work.numbers]
    for each in work.open:
        step, flow = each.done.step, each.done.slot.flow
        edge = awaited(step, flow)
        if edge == "at_end":
            found[each.index] = True
            continue
        coming = work.those(ahead.after(flow, step.label))[each.kind]
        if edge == "at_start":
            coming |= each.waiting
        if each.done.is_hold:  # who is inside it stands at a step of its own
            coming |= each.waiting & work.those(ahead.inside(step, flow))[each.kind]
        found[each.index] |= coming
    out[work.numbers] = found
    return out


@dataclass(frozen=True)
class _Open:
    """The visits of a step that are under way: whose they are among the shipments at work, of which kind
    these are, and whether they still wait for a server; shape (open visits,) each."""

    done: Done
    index: Ints
    kind: Ints
    waiting: Bools


@dataclass(frozen=True)
class _AtWork:
    """The shipments of a stream at work at the horizon, and their kinds: those of one kind have the same
    traits, and so the same ways before them. Few kinds stand for many shipments, as bits of one number."""

    numbers: Ints
    traits: Mapping[str, Bools]  # which kinds have each trait that a fork of theirs asks for, shape (kinds,)
    kinds: int
    open: tuple[_Open, ...]
    bodies: dict[tuple[str, str], tuple[Kinds, ...]] = field(default_factory=dict)

    @property
    def all(self) -> Kinds:
        return (1 << self.kinds) - 1

    def those(self, kinds: Kinds) -> Bools:
        """Whether each kind is among them, shape (kinds,)."""
        size = -(-self.kinds // 8)
        bits = np.frombuffer(kinds.to_bytes(size, "little"), dtype=np.uint8)
        return np.unpackbits(bits, count=self.kinds, bitorder="little").view(np.bool_)

    def into(self, step: Step, flow: str) -> tuple[Kinds, ...]:
        """The kinds that can go into each body of a step."""
        key = flow, step.label
        if key not in self.bodies:
            shares = (np.asarray(share) > 0 for share in step.shares(self._share))
            self.bodies[key] = tuple(self._bits(np.broadcast_to(share, self.kinds)) for share in shares)
        return self.bodies[key]

    def _bits(self, kinds: Bools) -> Kinds:
        return int.from_bytes(np.packbits(kinds, bitorder="little").tobytes(), "little")

    def _share(self, group: Group, name: str) -> float:
        """Of each kind 1 or 0 for a trait that it has or has not, shape (kinds,); anything between for what
        is not known yet."""
        known = self.traits.get(name) if group == "traits" else None
        return 0.5 if known is None else known.astype(np.float64)  # type: ignore[return-value]  # multiplies


def _at_work(shipments: Shipments, flows: Flows) -> _AtWork:
    numbers = shipments.at_work
    begun = dict.fromkeys(each.slot.flow for each in shipments.done)
    steps = (step for name in reachable(tuple(begun), flows) for step in walk(flows[name].steps))
    asked = dict.fromkeys(name for step in steps for name in step.named("traits"))
    names = [name for name in asked if name in shipments.own]
    has = np.array([shipments.own[name][numbers] for name in names], dtype=np.bool_)
    packed = np.packbits(has.reshape(len(names), len(numbers)), axis=0)
    _, first, kind = np.unique(packed, axis=1, return_index=True, return_inverse=True)
    traits = {name: shipments.own[name][numbers[first]] for name in names}
    found = tuple(_open(shipments, numbers, kind.reshape(-1)))
    return _AtWork(numbers, traits, len(first), found)


def _open(shipments: Shipments, numbers: Ints, kind: Ints) -> Iterator[_Open]:
    for each in shipments.done:
        rows = slice(each.visits.finished, None)
        if len(each.visits.index[rows]):
            index = np.searchsorted(numbers, each.visits.index[rows])
            started: Floats = each.visits.started[rows]
            yield _Open(each, index, kind[index], np.isnan(started))


class _Ahead:
    """For every step of a stream's flows, which kinds of shipments have an awaited step after it."""

    def __init__(self, work: _AtWork, flows: Flows, awaited: Awaited) -> None:
        self.work, self.flows, self.awaited = work, flows, awaited
        self.later: dict[tuple[str, str], Kinds] = {}
        self.walked: set[str] = set()
        self.begun: dict[str, Kinds] = {}

    def after(self, flow: str, label: str) -> Kinds:
        """Who has an awaited step after this one."""
        if flow not in self.walked:
            self.walked.add(flow)
            self._walk(flow, self.flows[flow].steps, 0)
        return self.later[flow, label]

    def inside(self, step: Step, flow: str) -> Kinds:
        """Who has an awaited step inside this one."""
        found = 0
        for kinds, body in zip(self.work.into(step, flow) if step.bodies else (), step.bodies, strict=True):
            for each in body:
                found |= kinds & self._holds(each, flow)
        return found

    def _walk(self, flow: str, body: Body, later: Kinds) -> Kinds:
        """Who has an awaited step in a body or after it; `later` are those who have one after it."""
        for step in reversed(body):
            self.later[flow, step.label] = later
            for inner in step.bodies:
                self._walk(flow, inner, later)
            later |= self._holds(step, flow)
        return later

    def _holds(self, step: Step, flow: str) -> Kinds:
        """Who has an awaited step in this one: itself, inside it, or in a thread that it starts."""
        if self.awaited(step, flow) is not None:
            return self.work.all
        found = self.inside(step, flow)
        for name in step.starts:
            found |= self._in_thread(name)
        return found

    def _in_thread(self, flow: str) -> Kinds:
        """Who has an awaited step in a flow that is started, or in one that this starts in its turn.

        Flows may start each other: they are asked in turn until no kind is added.
        """
        if flow not in self.begun:
            names = [name for name in reachable((flow,), self.flows) if name not in self.begun]
            self.begun |= dict.fromkeys(names, 0)
            before = None
            while before != (before := [self.begun[name] for name in names]):
                for name in reversed(names):
                    for step in self.flows[name].steps:
                        self.begun[name] |= self._holds(step, name)
        return self.begun[flow]
