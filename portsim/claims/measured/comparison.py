"""What of a measured log the model is held against: KPIs from one milestone to another, and intervals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from portsim.base.errors import did_you_mean
from portsim.claims.measured.log import MeasuredLog, Samples
from portsim.claims.observation import Interval
from portsim.kpis.between import Between
from portsim.kpis.kpi import KPI, Kpi
from portsim.kpis.targets import milestones_of, streams_of
from portsim.model.world import World
from portsim.scenario.logs.cells.cells import LogError
from portsim.scenario.scenario import Scenario


@dataclass(frozen=True)
class Comparison:
    """An interval that is measured in a log and simulated in an alternative.

    `kpi` is that of the library, of the streams of the log alone, or one made of an interval; its quantity is
    in minutes. target: the time [min] within which the scenario wants it, None without one.
    """

    log: str
    kpi: Kpi
    of: Between
    alternative: str
    target: float | None = None

    @property
    def key(self) -> str:
        """Its name among all comparisons of a file."""
        return f"{self.log}: {self.kpi.name}"

    def observed(self, log: MeasuredLog) -> Samples:
        """What the log tells of it [min]."""
        return log.samples(self.of)


def comparisons(log: MeasuredLog, scenario: Scenario) -> tuple[Comparison, ...]:
    """What a log is compared in: what its entry names, or all KPIs that its milestones allow.

    Raises LogError: an unknown KPI, or one that is no time between milestones, or not of these streams; a
    milestone or trait that the log does not have; nothing at all. Its keys lead from the entry.
    """
    world = scenario.world(log.entry.alternative)
    if not log.entry.compare:
        found = tuple(_possible(log, world))
        if not found:
            has = ", ".join(log.local)
            raise LogError(
                f"no KPI of {' or '.join(log.entry.stream)} lies between milestones of the log ({has}); "
                "say compare: [{from: A, to: B}]",
                ("stream",),
            )
        return tuple(_compared(log, kpi, of, world) for kpi, of in found)
    out = []
    for place, each in enumerate(log.entry.compare):
        if isinstance(each, Interval):
            name = f"{each.first}_to_{each.last}"
            of = Between(each.first, each.last, log.entry.stream)
            kpi = Kpi(name, f"From {each.first} to {each.last}", "min", "neither", of)
        else:
            kpi = _known(each, scenario, place)
            of = _of_log(log, kpi, world, place)
        _check(log, of, world, kpi.name, place)
        out.append(_compared(log, kpi, of, world))
    return tuple(out)


def _possible(log: MeasuredLog, world: World) -> Iterator[tuple[Kpi, Between]]:
    """The KPIs that a log tells, one for each interval."""
    seen = set()
    for kpi in world.library[KPI].values():
        if not isinstance(kpi.of, Between) or not _is_of(kpi.of, log, world):
            continue
        of = replace(kpi.of, streams=log.entry.stream)
        if of not in seen and log.has(of) and _passed(of, world):
            seen.add(of)
            yield kpi, of


def _known(name: str, scenario: Scenario, place: int) -> Kpi:
    kpis = scenario.library[KPI]
    between = [each for each, kpi in kpis.items() if isinstance(kpi.of, Between)]
    if name not in kpis:
        raise LogError(f"unknown KPI '{name}'{did_you_mean(name, between)}", ("compare", place))
    if name not in between:
        raise LogError(
            f"{name} is no time from one milestone to another, which is all that a log tells"
            f"{did_you_mean(name, between)}",
            ("compare", place),
        )
    return kpis[name]


def _of_log(log: MeasuredLog, kpi: Kpi, world: World, place: int) -> Between:
    of = kpi.of
    assert isinstance(of, Between)
    if not _is_of(of, log, world):
        raise LogError(
            f"{kpi.name} is of {', '.join(of.streams)}, and the log of {', '.join(log.entry.stream)}; "
            f"name another KPI, or {{from: {of.first}, to: {of.last}}}",
            ("compare", place),
        )
    return replace(of, streams=log.entry.stream)


def _is_of(of: Between, log: MeasuredLog, world: World) -> bool:
    return not of.streams or set(log.entry.stream) <= set(world.port.streams_like(of.streams))


def _check(log: MeasuredLog, of: Between, world: World, name: str, place: int) -> None:
    known = set[str]().union(*(milestones_of(world, stream) for stream in log.entry.stream))
    for milestone in (of.first, of.last):
        if milestone not in known:
            what = f"shipments of {' or '.join(log.entry.stream)} pass no milestone '{milestone}'"
            raise LogError(f"{what}{did_you_mean(milestone, known)}", ("compare", place))
        if milestone not in log.local:
            has = f"it has {', '.join(log.local)}"
            raise LogError(
                f"{name} needs {milestone}, which the log does not name; {has}", ("compare", place)
            )
    for trait in of.traits:
        if trait not in log.traits:
            raise LogError(
                f"{name} is of shipments with {trait}; give the log a column {trait} of 0 and 1",
                ("compare", place),
            )
    if not _passed(of, world):
        raise LogError(
            f"no stream of {', '.join(log.entry.stream)} passes both {of.first} and {of.last}",
            ("compare", place),
        )


def _passed(of: Between, world: World) -> bool:
    return any({of.first, of.last} <= milestones_of(world, stream) for stream in of.streams)


def _compared(log: MeasuredLog, kpi: Kpi, of: Between, world: World) -> Comparison:
    own = replace(kpi, of=of, statistic="mean", within=0.0)
    limits = [
        target.within.value
        for target in world.port.targets.values()
        if (target.first, target.last) == (of.first, of.last)
        and set(of.streams) & set(streams_of(world, target))
    ]
    return Comparison(log.name, own, of, log.entry.alternative, min(limits) if limits else None)
