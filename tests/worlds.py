"""Tiny worlds for tests: workloads written as plain lists, and ports of one gate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec

import numpy as np
from pydantic import TypeAdapter
from side_by_side import first_difference

from portsim.engine.choice import ready
from portsim.engine.lowering import lower
from portsim.engine.program import Programs
from portsim.model.demand import Arrivals, Demand
from portsim.model.durations import Duration, RandomTime
from portsim.model.flow import Flow, reachable
from portsim.model.place import Place, Terminal
from portsim.model.port import Port
from portsim.model.sourced import Count, PerDay, Share
from portsim.model.step import Step, walk
from portsim.model.steps import visit
from portsim.model.world import World
from portsim.records.collect import collect
from portsim.records.conservation import check
from portsim.records.records import Records
from portsim.workload.build import Stream, Workload, build
from portsim.workload.capacity import Tape

Numbers = float | Sequence[float]
Times = list[tuple[float, float, float]]
SIDE_BY_SIDE = 0.2  # of the days: thousands of visits of SimPy, which takes ten times as long
NEVER = float("nan")
GATE = visit("gate", "work")


@dataclass(frozen=True)
class Given:
    """One stream: a single figure stands for all its shipments, a list has one entry for each.

    `lasts` is by label, `plan` are planned arrivals; `carrier` and `declaration` hold shipment numbers over
    all streams, -1 for none.
    """

    arrivals: Sequence[float]
    flows: tuple[str, ...] = ("f",)
    lasts: Mapping[str, Numbers] = field(default_factory=dict)
    traits: Mapping[str, Sequence[bool]] = field(default_factory=dict)
    chances: Mapping[str, Sequence[bool]] = field(default_factory=dict)
    planned: Mapping[str, Numbers] = field(default_factory=dict)
    plan: Sequence[float] | None = None
    carrier: Sequence[int] | None = None
    declaration: Sequence[int] | None = None
    holds: Mapping[str, int] = field(default_factory=dict)
    levels: Mapping[str, Sequence[int]] = field(default_factory=dict)  # by label


def flow(name: str, *steps: Step) -> Flow:
    return Flow(name, steps)


def workload(
    flows: Sequence[Flow],
    streams: Mapping[str, Given],
    servers: Mapping[str, int | Tape],
    departures: Mapping[str, Sequence[float]] | None = None,
    horizon: float = 1000.0,
    hours: Mapping[str, Sequence[float]] | None = None,
    levels: Mapping[str, str] | None = None,
) -> Workload:
    """One terminal; `servers` of a place is their number, or a tape of (time [min], number).

    `hours` of a calendar are the moments [min] at which it opens and closes, in turn. `levels` has the place
    of each chance that goes by how full a place is.
    """
    told = {each.name: each for each in flows}
    made: list[Stream] = []
    offset = 0
    for name, given in streams.items():
        made.append(_stream(name, given, told, offset, levels or {}))
        offset += len(given.arrivals)
    capacity = {(p, 0, 0): ((0.0, s),) if isinstance(s, int) else s for p, s in servers.items()}
    tapes = {name: np.array(times, dtype=np.float64) for name, times in (departures or {}).items()}
    spans = {name: np.array(moments, dtype=np.float64) for name, moments in (hours or {}).items()}
    return Workload(horizon, ("t",), tuple(made), capacity, tapes, told, spans, levels=levels or {})


def _stream(
    name: str, given: Given, told: Mapping[str, Flow], offset: int, by_level: Mapping[str, str]
) -> Stream:
    n = len(given.arrivals)
    chances, levels, times, block = {}, {}, {}, {}
    for each in reachable(given.flows, told):
        for step in walk(told[each].steps):
            if step.named("tasks"):
                times[each, step.label] = spread(given.lasts[step.label], n).astype(np.float32)
            for place in (by_level[name] for name in step.named("chances") if name in by_level):
                levels[each, step.label] = np.array(given.levels[step.label], dtype=np.int32)
                block[place] = np.zeros(n, dtype=np.int16)
            if step.named("chances") and (each, step.label) not in levels:
                chances[each, step.label] = np.array(given.chances[step.label], dtype=np.bool_)
            for place in step.named("places"):
                block[place] = np.zeros(n, dtype=np.int16)
    return Stream(
        name=name,
        flows=given.flows,
        offset=offset,
        arrival=np.array(given.arrivals, dtype=np.float64),
        terminal=np.zeros(n, dtype=np.int16),
        carrier=np.array([-1] * n if given.carrier is None else given.carrier, dtype=np.int32),
        traits={trait: np.array(has, dtype=np.bool_) for trait, has in given.traits.items()},
        chances=chances,
        durations=times,
        planned={plan: spread(due, n) for plan, due in given.planned.items()},
        block=block,
        declaration=np.array([-1] * n if given.declaration is None else given.declaration, dtype=np.int32),
        holds={place: np.full(n, most, dtype=np.int32) for place, most in given.holds.items()},
        plan=None if given.plan is None else np.array(given.plan, dtype=np.float64),
        levels=levels,
    )


def spread(values: Numbers, n: int) -> np.ndarray:
    return np.broadcast_to(np.asarray(values, dtype=np.float64), n).copy()


def lowered(given: Workload) -> Programs:
    """The programs of a workload that was written down without a world."""
    begun = {stream.name: stream.flows for stream in given.streams}
    return lower(begun, given.flows, given.hours, levels=given.levels)


def play(given: Workload, window: tuple[float, float] | None = None, both: bool = True) -> Records:
    """Run a workload, on both engines where Numba is there: one must leave what the other does.

    Conservation and Little's law are checked on every run. Without `both`, the faster engine runs alone.
    """
    programs = lowered(given)
    engines = ("simpy", "compiled") if find_spec("numba") is not None else ("simpy",)
    runs = [ready(name)(programs, given) for name in (engines if both else engines[-1:])]
    raw = runs[0]
    assert first_difference(raw, runs[-1], programs, (engines[0], engines[-1])) == ""
    records = collect(raw, programs.slots, given, window or (0.0, given.horizon))
    check(records)
    return records


def by_hand(
    steps: Sequence[Step],
    arrivals: Sequence[float],
    servers: Mapping[str, int | Tape] | None = None,
    departures: Mapping[str, Sequence[float]] | None = None,
    horizon: float = 1000.0,
    traits: Mapping[str, Sequence[bool]] | None = None,
    planned: Mapping[str, Numbers] | None = None,
    hours: Mapping[str, Sequence[float]] | None = None,
    **lasts: Numbers,
) -> Records:
    """One stream `truck` of one flow `f`; the times of a step are given under its label."""
    given = Given(arrivals, lasts=lasts, traits=traits or {}, planned=planned or {})
    return play(workload([flow("f", *steps)], {"truck": given}, servers or {}, departures, horizon, hours))


def times(records: Records, label: str) -> Times:
    """(queued, started, ended) [min] of all visits of a label, in order of shipments."""
    queued, started, ended = (each.tolist() for each in columns_of(records, label))
    return list(zip(queued, started, ended, strict=True))


def columns_of(records: Records, label: str) -> np.ndarray:
    """Moments [min] at which visits of a label were queued, started, ended, by shipment, shape (3, n)."""
    raw = records.raw
    rows = rows_of(records, label)
    rows = rows[np.argsort(raw.shipment[rows], kind="stable")]
    return np.array([raw.queued[rows], raw.started[rows], raw.ended[rows]], dtype=np.float64)


def rows_of(records: Records, label: str, stream: str = "") -> np.ndarray:
    """Rows of the visits to a step, in the order in which they ended."""
    own = [n for n, s in enumerate(records.slots) if s.label == label and stream in ("", s.stream)]
    return np.flatnonzero(np.isin(records.raw.slot, own))


def of_stream(records: Records, stream: str) -> np.ndarray:
    """Whether each shipment is of a stream, shape (shipments,)."""
    mask = np.zeros(records.n, dtype=np.bool_)
    mask[records.own(stream)] = True
    return mask


def stamps(records: Records, milestone: str) -> np.ndarray:
    """Time [min] at which every shipment passed a milestone, shape (shipments,)."""
    return np.concatenate([each.stamp(milestone) for each in records.among(())])


def starts(records: Records, label: str) -> list[float]:
    return [started for _, started, _ in times(records, label)]


def ends(records: Records, label: str) -> list[float]:
    return [ended for _, _, ended in times(records, label)]


def same(got: Sequence[object], expected: Sequence[object]) -> bool:
    """Equal to the bit, where never (NaN) equals never."""
    return np.array_equal(np.array(got, dtype=float), np.array(expected, dtype=float), equal_nan=True)


# --- ports in Python


def one(number: int = 1) -> Count:
    return Count(value=number, source="user")


def share(value: float) -> Share:
    return Share(value=value, source="user")


def lasting(mean: str, shape: str = "exponential", **more: object) -> RandomTime:
    return TypeAdapter(Duration).validate_python({"shape": shape, "mean": mean, "source": "user", **more})


def stream_of(per_day: float, flows: tuple[str, ...] = ("f",), **more: object) -> Arrivals:
    rate = PerDay(value=f"{per_day} per day", source="user")
    return Arrivals.model_validate({"flows": flows, "per_day": rate, **more})


def port(tasks: Mapping[str, RandomTime], demand: Mapping[str, Demand], **more: object) -> Port:
    """A port of one terminal and one gate with one server, unless `more` says otherwise."""
    parts: dict[str, object] = {
        "terminals": {"t": Terminal(title="T", share=share(1))},
        "places": {"gate": Place(servers=one(), noun="lanes")},
        "tasks": dict(tasks),
        "demand": dict(demand),
    }
    return Port.model_validate(parts | more)


def draw(
    world: Port, flows: Sequence[Flow], days: float = 1, seed: int = 1, replication: int = 0
) -> dict[str, Stream]:
    """The streams of one replication by name."""
    told = {each.name: each for each in flows}
    return {s.name: s for s in build(World(world, told), days * 1440.0, seed, replication).streams}


def simulate(
    world: Port,
    flows: Sequence[Flow],
    days: float,
    replication: int,
    warm_up_days: float = 0,
    seed: int = 1,
    both: bool = True,
) -> Records:
    told = {each.name: each for each in flows}
    drawn = build(World(world, told), days * 1440.0, seed, replication)
    return play(drawn, (warm_up_days * 1440.0, days * 1440.0), both)


def replicated(world: Port, flows: Sequence[Flow], days: float, runs: int) -> Iterator[Records]:
    """So many replications by the faster engine; both run the first days of one side by side."""
    simulate(world, flows, SIDE_BY_SIDE * days, 0)
    for run in range(runs):
        yield simulate(world, flows, days, run, both=False)
