"""Random ports for Hypothesis: flows of all twelve words, shifts and hours, signals, priorities and ties."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from hypothesis import strategies as st
from worlds import port, stream_of

from portsim.base.arrays import Floats
from portsim.base.units import show_clock
from portsim.model.at_sites import with_sites
from portsim.model.chance import NEVER
from portsim.model.flow import Flow, reachable
from portsim.model.hours import WEEKDAYS
from portsim.model.other_site import OtherSite
from portsim.model.place import Place
from portsim.model.step import Body, Step, walk
from portsim.model.steps import (
    if_room,
    inside,
    maybe,
    signal,
    start,
    travel,
    visit,
    wait_for_all,
    wait_for_next,
    wait_until,
    when,
    when_sent,
)
from portsim.workload.build import Stream, Workload
from portsim.workload.capacity import Tape, capacity_tape
from portsim.workload.draws import Draws

PLACES = ("gate", "crane", "bay")
BLOCKS = {"gate": 1, "crane": 2, "bay": 1}  # at each of two terminals
TERMINALS = ("north", "south")
SIGNALS = ("called", "released")
TRAITS = ("selected", "coded")
HOURS = ("desk", "night")
DISPATCHES = ("shift", "pickup")  # the second is planned for some streams
CHANCES = ("c", "by_crane", "by_bay")
LEVELS = {"by_crane": "crane", "by_bay": "bay"}  # chances that go by how full a place is
OTHER_SITES = {
    "far": OtherSite(instead={"gate": "bay", "t": "u"}, trait="selected"),
    "third": OtherSite(instead={"gate": "crane"}, trait="coded"),
}
QUEUES = {
    "far": OtherSite(instead={"gate": "bay", "t": "u"}, shortest_queue="gate"),
    "third": OtherSite(instead={"gate": "crane"}, shortest_queue="gate"),
}
GRID = 15.0


class _Writer:
    """Writes the steps of one flow, with labels of their own; flows to start are used up one by one."""

    def __init__(self, draw: st.DrawFn, to_start: list[str]) -> None:
        self.draw, self.to_start, self.labels = draw, to_start, 0

    def body(self, depth: int, most: int = 4) -> Body:
        return tuple(self.step(depth) for _ in range(self.draw(st.integers(0 if depth else 2, most))))

    def step(self, depth: int) -> Step:
        words = ["travel", "visit", "visit", "wait_until", "wait_for_all", "signal", "wait_for_next"]
        words += ["inside", "maybe", "when", "when_sent", "if_room"] if depth < 3 else []
        words += ["start"] * 6 if self.to_start else []
        word = self.draw(st.sampled_from(words))
        self.labels += 1
        label = f"{word}_{self.labels}"
        priority = st.sampled_from(("urgent", "normal", "low"))
        if word == "travel":
            return travel("t", label=label)
        if word == "visit":
            return visit(self.one_of(PLACES), "t", label=label, priority=self.draw(priority))
        if word == "inside":
            place, level = self.one_of(PLACES), self.draw(priority)
            return inside(place, self.body(depth + 1), label=label, priority=level)
        if word == "maybe":
            chance, inner = self.one_of(CHANCES), self.body(depth + 1, 2)
            return maybe(chance, inner, orelse=self.body(depth + 1, 2), label=label)
        if word == "when":
            names = self.draw(st.lists(st.sampled_from(TRAITS + HOURS), min_size=1, max_size=3, unique=True))
            inner = self.body(depth + 1, 2)
            return when(tuple(names), inner, orelse=self.body(depth + 1, 2), label=label)
        if word == "when_sent":
            name, inner = self.one_of(SIGNALS), self.body(depth + 1, 2)
            return when_sent(name, inner, orelse=self.body(depth + 1, 2), label=label)
        if word == "if_room":
            place, inner = self.one_of(PLACES), self.body(depth + 1, 2)
            return if_room(place, inner, orelse=self.body(depth + 1, 2), label=label)
        if word == "wait_until":
            owner = self.draw(st.sampled_from(("shipment", "carrier", "declaration")))
            return wait_until(self.one_of(SIGNALS), of=owner, label=label)
        if word == "wait_for_all":
            return wait_for_all(self.one_of(SIGNALS), label=label)
        if word == "signal":
            return signal(self.one_of(SIGNALS), label=label)
        if word == "wait_for_next":
            return wait_for_next(self.one_of(DISPATCHES), label=label)
        return start(self.to_start.pop(), label=label)

    def one_of(self, names: tuple[str, ...]) -> str:
        return self.draw(st.sampled_from(names))


@st.composite
def ports(draw: st.DrawFn) -> Workload:
    """A workload of up to three streams; on a grid of 15 min, so that most events tie, or off it."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    tied, days = draw(st.booleans()), draw(st.integers(1, 3))
    end = days * 1440.0
    flows: dict[str, Flow] = {}
    begins: dict[str, tuple[str, ...]] = {}
    for s in range(draw(st.integers(1, 3))):
        own = [f"f{s}{i}" for i in range(draw(st.integers(1, 3)))]
        begun = draw(st.integers(1, len(own)))
        waiting = own[begun:]  # to be started, once each, by flows that are begun
        for name in own:
            flows[name] = Flow(name, _Writer(draw, [] if name in waiting else waiting).body(0, 7))
        begins[f"s{s}"] = tuple(own[:begun])
    sizes = [draw(st.sampled_from((1, 0, 6, 20, 40, 60))) for _ in begins]
    flows = dict(with_sites(flows, draw(st.sampled_from(({}, OTHER_SITES, QUEUES)))))
    streams: list[Stream] = []
    for (name, own_flows), n in zip(begins.items(), sizes, strict=True):
        late = draw(st.sampled_from((0.0, 480.0)))  # some are planned before the start and come late
        planned = {"pickup": moments(rng, n, end, tied) - late} if draw(st.booleans()) else {}
        offset = sum(s.n for s in streams)
        streams.append(_stream(rng, name, own_flows, flows, offset, n, sum(sizes), end, tied, planned))
    capacity = {
        (place, t, block): _shifts(rng, end, tied)
        for place in PLACES
        for t in range(len(TERMINALS))
        for block in range(BLOCKS[place])
    }
    shared = draw(st.sampled_from(("", *PLACES)))  # by both terminals, at the second
    for key in [key for key in capacity if key[:2] == (shared, 0)]:
        del capacity[key]
    sites = {shared: (1, 1)} if shared else {}
    departures = {name: np.sort(moments(rng, 4 * days, end, tied)) for name in DISPATCHES}
    hours = {name: np.unique(moments(rng, 4 * days, end, tied)) for name in HOURS}
    return Workload(
        end, TERMINALS, tuple(streams), capacity, departures, flows, hours, levels=LEVELS, sites=sites
    )


def moments(rng: np.random.Generator, n: int, end: float, tied: bool) -> Floats:
    """Times [min] up to `end`, shape (n,)."""
    if tied:
        return rng.integers(0, int(end / GRID) + 1, n) * GRID
    return rng.random(n) * end


def _lasting(rng: np.random.Generator, n: int, tied: bool) -> Floats:
    if tied:
        return rng.integers(0, 9, n) * GRID
    return rng.exponential(60.0, n)


def _roster(rng: np.random.Generator, end: float, tied: bool) -> Tape:
    """The servers of shifts that may overlap or pass midnight, half of them with a last start."""
    shifts: dict[str, object] = {}
    for number in range(rng.integers(1, 4)):
        step = int(GRID) if tied else 1
        begin, length = int(rng.integers(0, 1440 // step)), int(rng.integers(1, 1440 // step))
        hours = "-".join(show_clock(moment * step % 1440) for moment in (begin, begin + length))
        days = [day for day in WEEKDAYS if rng.random() < 0.8] or ["mon"]
        shifts[f"shift_{number}"] = {
            "value": int(rng.integers(0, 4)),
            "hours": hours,
            "days": days,
            "holidays": [1] if rng.random() < 0.2 else [],
            "source": "user",
        }
    last = {"last_start": {"value": f"{int(rng.integers(1, 9)) * 15} min", "source": "user"}}
    roster = {"shifts": shifts, **(last if rng.random() < 0.5 else {})}
    place = Place.model_validate({"lanes": roster})
    world = port({}, {"truck": stream_of(1)}, places={"gate": place})
    return capacity_tape(world, "gate", "t", 0, end, Draws(0, 0))


def _shifts(rng: np.random.Generator, end: float, tied: bool) -> Tape:
    if rng.random() < 0.5:
        return _roster(rng, end, tied)
    changes = np.unique(moments(rng, rng.integers(0, 6), end, tied))
    later = tuple((float(t), int(rng.integers(0, 4))) for t in changes if 0 < t < end)
    return ((0.0, int(rng.integers(0, 4))), *later)


def _stream(
    rng: np.random.Generator,
    name: str,
    begins: tuple[str, ...],
    flows: Mapping[str, Flow],
    offset: int,
    n: int,
    total: int,
    end: float,
    tied: bool,
    planned: Mapping[str, Floats],
) -> Stream:
    steps = [(f, step) for f in reachable(begins, flows) for step in walk(flows[f].steps)]
    terminal = rng.integers(0, len(TERMINALS), n)
    where = rng.integers(0, 4, n)  # to which sites each can go
    block = {place: rng.integers(0, BLOCKS[place], n) for place in PLACES}
    return Stream(
        name=name,
        flows=begins,
        offset=offset,
        arrival=moments(rng, n, end * 0.7, tied),
        terminal=terminal,
        carrier=rng.integers(-1, total, n),
        traits={trait: rng.random(n) < 0.6 for trait in TRAITS},
        chances={(f, step.label): rng.random(n) < 0.5 for f, step in steps if "c" in step.named("chances")},
        durations={
            (f, step.drawn_as(task)): _lasting(rng, n, tied).astype(np.float32)
            for f, step in steps
            for task in step.named("tasks")
        },
        planned=planned,
        block={place: numbers for place, numbers in block.items() if _visits(steps, place)},
        declaration=rng.integers(-1, total, n),
        levels={
            (f, step.label): rng.choice([0, 1, 2, 3, NEVER], n).astype(np.int32)
            for f, step in steps
            if set(step.named("chances")) & set(LEVELS)
        },
        holds={place: rng.integers(0, 4, n).astype(np.int32) for place in PLACES},
        goes=dict(zip(OTHER_SITES, (where & 1 > 0, where & 2 > 0), strict=True)),
    )


def _visits(steps: list[tuple[str, Step]], place: str) -> bool:
    return any(
        place
        in (*_queues(step), *step.named("places"), *(LEVELS.get(name) for name in step.named("chances")))
        for _, step in steps
    )


def _queues(step: Step) -> tuple[str, ...]:
    """The places whose queues are compared at a step."""
    return tuple(place for other in step.others for place in other.queues or ())
