"""What the logs of a scenario have measured: the times of each task, and how often each chance came true."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from portsim.base.arrays import Floats, Ints
from portsim.base.errors import PortsimError
from portsim.model.demand import Arrivals, Brought
from portsim.model.log_map import LogMap, file_of
from portsim.model.step import Step, walk
from portsim.model.world import World
from portsim.scenario.logs.log import Log, file_name, read_log
from portsim.scenario.logs.means import coming
from portsim.scenario.logs.raw import log_digest
from portsim.scenario.logs.readable import readable

UNITS = (60.0, 30.0, 15.0, 10.0, 5.0, 1.0, 0.5, 1 / 6, 1 / 60)  # that clocks are read in [min]
COARSE = 0.05  # of the standard deviation: a coarser unit shows in a test of fit


@dataclass(frozen=True)
class Logged:
    """The log of one stream as it is read."""

    stream: str
    demand: Arrivals | Brought
    log: Log

    @property
    def source(self) -> str:
        """The file and the first digits of its SHA-256."""
        path = file_of(self.demand.log or "")
        return f"{file_name(path)}, SHA-256 {log_digest(path)[:8]}"


@dataclass
class Measured:
    """The times of one task, or the answers of one chance or trait (0 and 1), over all steps that read it, or
    all streams, in order of arrival; shape (n,) each.

    `steps` are their columns, or streams; `includes_waiting` those whose time begins before the server does.
    `from_start` names the moment with which others begin that are taken as service alone; `passes` the steps
    that lie between such a moment, the end of an earlier step, and a step without a place.
    """

    key: str
    steps: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    includes_waiting: list[str] = field(default_factory=list)
    from_start: dict[str, str] = field(default_factory=dict)
    passes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    parts: list[tuple[Floats, Floats, Ints]] = field(default_factory=list)

    @property
    def columns(self) -> tuple[Floats, Floats, Ints]:
        """Arrival [min], value and number of the terminal."""
        arrival, values, terminal = (np.concatenate(each) for each in zip(*self.parts, strict=True))
        order = np.argsort(arrival, kind="stable")
        return arrival[order], values[order], terminal[order]

    @property
    def source(self) -> str:
        return "; ".join(dict.fromkeys(self.sources))


def logs_of_streams(world: World, streams: tuple[str, ...]) -> list[Logged]:
    """The logs of the named streams, or of all that have one.

    Raises PortsimError: there is no log; a stream without one is named.
    """
    with_log = {
        name: demand
        for name, demand in world.port.demand.items()
        if isinstance(demand, Arrivals | Brought) and demand.log is not None
    }
    if not with_log:
        raise PortsimError(
            "fit: no stream of the scenario has a log; add demand.<stream>.log (portsim log inspect FILE "
            "says what to paste)"
        )
    for name in streams:
        if name not in with_log:
            raise PortsimError(f"stream: got '{name}', which has no log; allowed {', '.join(with_log)}")
    return [
        Logged(name, demand, read_log(demand.log or "", world.port, name, readable(world.streams, name)))
        for name, demand in with_log.items()
        if not streams or name in streams
    ]


def measured(world: World, logs: list[Logged]) -> dict[str, Measured]:
    """What the logs say of tasks and chances, by key of the scenario: `tasks.paper_check`.

    Terminals at which a task takes a time of its own are left out, as is a chance that goes by how full a
    place is, and are rows that do not come to the step.
    """
    found: dict[str, Measured] = {}
    for each in logs:
        comes = coming(world, each.stream, each.log)
        for flow, step in _steps(world, each.stream):
            name, kind = f"{flow}.{step.label}", "chances" if step.named("chances") else "tasks"
            if name not in each.log.columns or not step.named(kind):  # type: ignore[arg-type]
                continue
            part = step.named(kind)[0]  # type: ignore[arg-type]
            if kind == "chances" and part in world.port.levels:
                continue
            own = found.setdefault(f"{kind}.{part}", Measured(f"{kind}.{part}"))
            _add(own.steps, name)
            own.sources.append(each.source)
            terminals = list(world.port.terminals)
            other = [terminals.index(t) for t in world.port.terminals_with(part)] if kind == "tasks" else []
            there = comes[name] & ~np.isin(each.log.terminal, other) & ~np.isnan(each.log.columns[name])
            own.parts.append(
                (each.log.arrival[there], each.log.columns[name][there], each.log.terminal[there])
            )
            if (begin := _begin(each.demand, name)) is None:
                continue
            if not step.named("places"):
                if passed := _passed(world, each, flow, step):
                    own.passes[name] = passed
            elif _from_before(each.demand, name):
                _add(own.includes_waiting, name)
            else:
                own.from_start[name] = begin
    return found


def _add(names: list[str], name: str) -> None:
    """Add a name that another stream with the same flow can have added before."""
    if name not in names:
        names.append(name)


def _steps(world: World, stream: str) -> Iterator[tuple[str, Step]]:
    for flow in world.streams.threads[stream]:
        for step in walk(world.streams.flows[flow].steps):
            yield flow, step


def _begin(demand: Arrivals | Brought, name: str) -> str | None:
    """The moment with which a time begins that a log with a map measures between two moments."""
    column = demand.log.columns.get(name) if isinstance(demand.log, LogMap) else None
    return None if column is None or column.begin is None else " ".join(column.begin)


def _from_before(demand: Arrivals | Brought, name: str) -> bool:
    """Whether such a time begins with the arrival, or with the end of another step: a wait for the server
    lies in it."""
    if not isinstance(demand.log, LogMap):
        return False
    before = set(_ends(demand.log, name).values())
    if "arrival" in demand.log.columns:
        before.add(demand.log.columns["arrival"].column or ())
    return demand.log.columns[name].begin in before


def _passed(world: World, logged: Logged, flow: str, step: Step) -> tuple[str, ...]:
    """The steps that take time between one of the same flow, with whose end the time of a step begins, and
    the step itself, in reading order."""
    assert isinstance(logged.demand.log, LogMap)
    name, order = f"{flow}.{step.label}", list(walk(world.streams.flows[flow].steps))
    begin, own = logged.demand.log.columns[name].begin, order.index(step)
    ends = _ends(logged.demand.log, name)
    for number in reversed(range(own)):
        if ends.get(f"{flow}.{order[number].label}") == begin:
            between = (each for each in order[number + 1 : own] if each.named("tasks"))
            return tuple(each.label for each in between)
    return ()


def _ends(log: LogMap, name: str) -> dict[str, tuple[str, ...]]:
    """The moment with which each other time of a log ends."""
    return {key: each.end for key, each in log.columns.items() if key != name and each.end is not None}


def unit_of(times: Floats) -> float:
    """The unit [min] that times are written in, where it is coarse against their spread; else 0."""
    spread = float(times.std()) if len(times) else 0.0
    for unit in UNITS:
        if unit > COARSE * spread > 0 and np.allclose(times / unit, np.round(times / unit), atol=1e-6):
            return unit
    return 0.0


def spread_out(times: Floats, unit: float, rng: np.random.Generator) -> Floats:
    """Times spread evenly within half a unit of what was written, and above 0, so that a test of fit does not
    find the clock (Law, 6.4)."""
    low = np.maximum(times - unit / 2, 0)
    return np.asarray(low + (times + unit / 2 - low) * (1 - rng.random(len(times))))
