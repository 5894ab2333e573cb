"""The KPIs that a scenario declares for cohorts, as KPIs of its library."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from portsim.base.errors import did_you_mean
from portsim.kpis.kpi import KPI, Kpi
from portsim.kpis.statistic import ALLOWED, SHARES, UNSCALED, is_statistic
from portsim.model.cohort import CohortKpi
from portsim.model.library import Declared, Plugin
from portsim.model.step import spoken, walk
from portsim.scenario.checks.problem import Problem
from portsim.scenario.problems import report
from portsim.scenario.scenario import Scenario

PLUGIN = "scenario"  # the name under which the KPIs of a file stand in its library


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
    if not found:
        return scenario
    return scenario.with_library(
        scenario.library.with_plugin(Plugin(PLUGIN, str(scenario.path), tuple(found)))
    )


def kpi_of_cohort(name: str, given: CohortKpi, base: Kpi) -> Kpi:
    """The KPI of a cohort, from the one that it is made of."""
    statistic = given.statistic or base.statistic
    kpi = replace(
        base.among(given.cohort),
        name=name,
        title=given.title or ", ".join((base.title, *map(spoken, given.cohort))),
        statistic=statistic,
        within=(base.within if given.limit is None else given.limit) if statistic in SHARES else 0.0,
        scale=1.0 if statistic in UNSCALED else base.scale,
    )
    if statistic in SHARES:
        better = {"less": "more", "more": "less", "neither": "neither"}
        turns = statistic == "share_within" and base.statistic not in SHARES
        kpi = replace(kpi, unit="share", better=better[base.better] if turns else base.better)  # type: ignore[arg-type]
    return kpi


def _wrong_kpis(scenario: Scenario) -> Iterator[Problem]:
    port, known = scenario.baseline.port, scenario.library[KPI]
    cohorts = (*port.cohorts, *port.traits)
    for name, each in port.kpis.items():
        at = f"kpis.{name}"
        if each.of not in known or each.of in port.kpis:
            yield Problem(
                f"{at}.of", f"unknown KPI '{each.of}'{did_you_mean(each.of, set(known) - set(port.kpis))}"
            )
            continue
        for cohort in each.cohort:
            if cohort not in cohorts:
                yield Problem(f"{at}.cohort", f"unknown cohort '{cohort}'{did_you_mean(cohort, cohorts)}")
        statistic = each.statistic or known[each.of].statistic
        if not is_statistic(statistic):
            yield Problem(f"{at}.statistic", f"got {statistic!r}{did_you_mean(statistic, ALLOWED)}")
        elif statistic in SHARES and each.limit is None and known[each.of].statistic not in SHARES:
            yield Problem(at, f"{statistic} needs a limit; write e.g. limit: 2 h")
        elif statistic not in SHARES and each.limit is not None:
            yield Problem(f"{at}.limit", f"{statistic} reads no limit")
        elif not each.cohort and each.statistic is None and each.limit is None:
            yield Problem(at, f"is {each.of} itself; give it a cohort, a statistic or a limit")


def _wrong_cohorts(scenario: Scenario) -> Iterator[Problem]:
    port = scenario.baseline.port
    worlds = [scenario.world(name) for name in scenario.alternatives]
    steps = {step.label for world in worlds for flow in world.flows.values() for step in walk(flow.steps)}
    traits = {trait for world in worlds for trait in world.port.traits}
    for name, cohort in port.cohorts.items():
        if name in traits:
            yield Problem(f"cohorts.{name}", "this name is taken by a trait")
        asked = {
            "traits": (cohort.traits, traits, "trait"),
            "terminals": (cohort.terminals, set(port.terminals), "terminal"),
            "took": (cohort.took, steps, "step"),
            "left_out": (cohort.left_out, steps, "step"),
        }
        for key, (names, known, what) in asked.items():
            for each in names:
                if each not in known:
                    yield Problem(
                        f"cohorts.{name}.{key}", f"unknown {what} '{each}'{did_you_mean(each, known)}"
                    )
