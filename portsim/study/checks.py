"""What is checked of a scenario before its study, beyond its own file: what figures and tables need of it."""

from __future__ import annotations

from portsim.kpis.checks import check_names
from portsim.kpis.cohorts import with_cohort_kpis
from portsim.kpis.targets import check_targets
from portsim.kpis.tariffs import check_tariffs
from portsim.scenario.scenario import Scenario
from portsim.study.question import check_tables


def check_study(scenario: Scenario) -> Scenario:
    """The scenario with the KPIs of its cohorts; tariffs, targets, KPIs, ledger entries and tables that a
    study could not answer with are refused.

    Raises ConfigError: each with its place, what was got and what is allowed. PortsimError: two tables of one
    file.
    """
    check_tariffs(scenario)
    check_targets(scenario)
    check_names(scenario)
    check_tables(scenario.library)
    return with_cohort_kpis(scenario)
