"""The primary KPIs of each alternative: what its measures aim at, declared before anything was run."""

from __future__ import annotations

from collections.abc import Mapping

from portsim.kpis.kpi import KPI
from portsim.scenario.aims import aims_of
from portsim.scenario.plugins import SHIPPED
from portsim.scenario.scenario import Scenario

ALL_AIMS = 2  # measures of an alternative; with more of them the first aim of each will do, and money


def primaries(scenario: Scenario) -> Mapping[str, tuple[str, ...]]:
    """Alternative -> names of its primary KPIs.

    All that its measures and what-ifs aim at; of more than two, the first aim of each and the KPIs of money
    that one of them aims at.
    """
    return {name: _of(scenario, name) for name in scenario.compare}


def looked_at(scenario: Scenario) -> tuple[str, ...]:
    """The KPIs to look at first: the file's own, those of its plug-ins, those of which it says what matters,
    and the first that each alternative aims at."""
    plugins = (each for each in scenario.library.plugins if each.module != SHIPPED)
    brought = (each.name for plugin in plugins for each in plugin.declared if each.kind == KPI)
    aims = (kpi for kpis in primaries(scenario).values() for kpi in kpis[:1])
    return tuple(dict.fromkeys((*scenario.baseline.port.kpis, *brought, *scenario.matters, *aims)))


def _of(scenario: Scenario, alternative: str) -> tuple[str, ...]:
    aims = [aims_of(scenario.means, use.measure) for use in scenario.compare[alternative]]
    if len(aims) > ALL_AIMS:
        kpis = scenario.library[KPI]
        aims = [tuple(k for place, k in enumerate(own) if not place or kpis[k].in_money) for own in aims]
    return tuple(dict.fromkeys(kpi for own in aims for kpi in own))
