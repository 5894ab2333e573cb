"""The KPIs that a scenario declares for cohorts, as KPIs of its library."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache

from portsim.base.errors import ConfigError, PortsimError, did_you_mean
from portsim.base.memory import Same
from portsim.kpis.kpi import KPI, Better, Kpi
from portsim.kpis.statistic import ALLOWED, SHARES, UNSCALED, is_statistic
from portsim.model.cohort import CohortKpi
from portsim.model.library import Declared, Plugin
from portsim.model.step import spoken
from portsim.model.world import World
from portsim.scenario.apply import in_force
from portsim.scenario.checks.problem import Problem
from portsim.scenario.problems import report
from portsim.scenario.scenario import Scenario
from portsim.scenario.sections import Use

PLUGIN = "scenario"  # the name under which the KPIs of a file stand in its library
TURNED: dict[Better, Better] = {"less": "more", "more": "less", "neither": "neither"}
KNOWN = 32  # measures in force of which it is remembered what they are made of: those of two ports or so
TIMES = ("s", "min", "h", "day")  # units of a KPI that has a limit in time


def with_cohort_kpis(scenario: Scenario) -> Scenario:
    """The scenario with the KPIs that its file declares in its library.

    Raises ConfigError: a cohort, or a KPI of one, names what there is not; each with its place and the
    nearest name. PortsimError: two KPIs of one name.
    """
    report([*_wrong_cohorts(scenario), *_wrong_kpis(scenario)], scenario.document)
    document = scenario.document
    found = []
    for name, each in scenario.baseline.port.kpis.items():
        where = document.where(("kpis", name))
        found.append(
            Declared(
                KPI, name, kpi_of_cohort(name, each, scenario.library[KPI][each.of]), where.file, where.line
            )
        )
    own = Plugin(PLUGIN, str(scenario.path), tuple(found))
    if not found or own in scenario.library.plugins:
        return scenario
    return scenario.with_library(scenario.library.with_plugin(own))


def kpi_of_cohort(name: str, given: CohortKpi, base: Kpi) -> Kpi:
    """The KPI of a cohort, from the one that it is made of."""
    statistic = given.statistic or base.statistic
    about = () if statistic == base.statistic else (spoken(statistic),)
    kpi = replace(
        base.among(given.cohort),
        name=name,
        title=given.title or ", ".join((base.title, *map(spoken, given.cohort), *about)),
        statistic=statistic,
        within=(base.within if given.limit is None else given.limit) if statistic in SHARES else 0.0,
    )
    if (statistic == "share_within") != (base.statistic == "share_within"):
        kpi = replace(kpi, better=TURNED[base.better])
    if statistic in SHARES and base.statistic not in SHARES:  # a share has no unit of time
        kpi = replace(kpi, unit="share", scale=1.0, matters=None, spread=False)
    return kpi


def _wrong_kpis(scenario: Scenario) -> Iterator[Problem]:
    port = scenario.baseline.port
    plugins = (plugin for plugin in scenario.library.plugins if plugin.name != PLUGIN)
    known = {each.name: each.thing for plugin in plugins for each in plugin.declared if each.kind == KPI}
    cohorts = (*port.cohorts, *port.traits)
    for name, each in port.kpis.items():
        at = f"kpis.{name}"
        if each.of not in known:
            own = each.of in port.kpis
            why = f"'{each.of}' is a KPI of this file; name the one that it is made of"
            unknown = f"unknown KPI '{each.of}'{did_you_mean(each.of, known)}"
            yield Problem(f"{at}.of", why if own else unknown)
            continue
        base: Kpi = known[each.of]
        for cohort in each.cohort:
            if cohort not in cohorts:
                yield Problem(f"{at}.cohort", f"unknown cohort '{cohort}'{did_you_mean(cohort, cohorts)}")
        try:
            base.among(each.cohort)
        except PortsimError as error:
            yield Problem(f"{at}.cohort", f"{each.of} takes none: {error}")
        yield from _wrong_statistic(at, each, base)


def _wrong_statistic(at: str, given: CohortKpi, base: Kpi) -> Iterator[Problem]:
    """A statistic that the samples of a KPI do not have, and a limit that does not go with it."""
    statistic = given.statistic or base.statistic
    timed = base.unit in TIMES if base.statistic not in UNSCALED else base.of.behind_in_minutes
    if not is_statistic(statistic):
        yield Problem(f"{at}.statistic", f"got {statistic!r}{did_you_mean(statistic, ALLOWED)}")
    elif statistic != base.statistic and base.of.single:
        yield Problem(f"{at}.statistic", f"{given.of} is one figure of a run, which has no {statistic}")
    elif statistic != base.statistic and "per_hour" in (statistic, base.statistic):
        yield Problem(
            f"{at}.statistic",
            f"{statistic} of {given.of}, which is in {base.unit}, would be in another unit; name a KPI "
            "whose unit is that of the statistic",
        )
    elif base.statistic in SHARES and statistic not in SHARES:
        yield Problem(
            f"{at}.statistic", f"{given.of} is a share, which has no {statistic}; name a KPI of the times"
        )
    elif statistic in SHARES and not timed:
        yield Problem(at, f"{statistic} needs times, and {given.of} is in {base.unit}")
    elif statistic in SHARES and given.limit is None and base.statistic not in SHARES:
        yield Problem(at, f"{statistic} needs a limit; write e.g. limit: 2 h")
    elif statistic not in SHARES and given.limit is not None:
        yield Problem(f"{at}.limit", f"{statistic} reads no limit")
    elif not given.cohort and given.statistic is None and given.limit is None:
        yield Problem(at, f"is {given.of} itself; give it a cohort, a statistic or a limit")


Names = tuple[frozenset[str], frozenset[str]]  # labels of steps, traits


def _names_in(world: World) -> Names:
    """The labels of all steps in a world, and all its traits."""
    steps = frozenset(label for flow in world.streams.flows_run for label in flow.labels)
    return steps, frozenset(world.port.traits)


@dataclass(frozen=True)
class _Alone:
    """One measure in force in a baseline; what else there is in the scenario is no matter."""

    name: str
    baseline: Same
    options: Same
    library: Same
    scenario: Scenario = field(compare=False)


@lru_cache(KNOWN)
def _names_with(measure: _Alone) -> Names:
    """Those of the world with one measure."""
    scenario, at = measure.scenario, ("measures", measure.name)
    try:
        return _names_in(in_force(scenario.means, scenario.baseline, Use(measure=measure.name), at))
    except ConfigError:  # this port cannot have the measure, so that no step comes of it
        return frozenset(), frozenset()


def _names_of_measures(scenario: Scenario) -> Iterator[Names]:
    """Those of the world of each measure that the file has options for, also of those that it compares
    nowhere."""
    baseline, library = Same(scenario.baseline), Same(scenario.library)
    for name, options in scenario.measures.items():
        yield _names_with(_Alone(name, baseline, Same(options), library, scenario))


def _wrong_cohorts(scenario: Scenario) -> Iterator[Problem]:
    port = scenario.baseline.port
    worlds = {name: scenario.world(name) for name in scenario.alternatives}
    places = {place for world in worlds.values() for place in world.port.places}
    every = [_names_in(world) for world in worlds.values()]
    steps, traits = (frozenset().union(*names) for names in zip(*every, strict=True))
    asked_for = [(*each.took, *each.left_out, *each.traits) for each in port.cohorts.values()]
    missing = {name for names in asked_for for name in names} - steps - traits
    measures = _names_of_measures(scenario)
    while missing and (more := next(measures, None)) is not None:  # as few of them as it takes
        steps, traits = steps | more[0], traits | more[1]
        missing -= steps | traits
    for name, cohort in port.cohorts.items():
        if name in traits:
            yield Problem(f"cohorts.{name}", "this name is taken by a trait")
        asked = {
            "traits": (cohort.traits, traits, "trait"),
            "terminals": (cohort.terminals, set(port.terminals), "terminal"),
            "took": (cohort.took, steps, "step"),
            "left_out": (cohort.left_out, steps, "step"),
            "at": (cohort.at, places, "place"),
        }
        for key, (names, known, what) in asked.items():
            for each in names:
                if each not in known:
                    yield Problem(
                        f"cohorts.{name}.{key}", f"unknown {what} '{each}'{did_you_mean(each, known)}"
                    )
    for alternative, world in worlds.items():
        for group in ("cohorts", "kpis"):
            if getattr(world.port, group) != getattr(port, group):
                yield Problem(
                    f"compare.{alternative}",
                    f"changes {group}; leave them as they are, so that all alternatives are looked at alike",
                )
