"""How long a run is in an analysis of many worlds: a week at most, where nothing else is said."""

from __future__ import annotations

from portsim.base.units import WEEK
from portsim.scenario.scenario import Scenario

DAYS = 7


def of_one_week(
    scenario: Scenario,
    *,
    days: int | None,
    warm_up_days: int | None,
    run_out: str | None,
    replications: int | None,
    seed: int | None,
) -> Scenario:
    """The scenario with what is said of its study; what is not said is as stated, but counts at most 7 days
    after a warm-up of at most 7, with 7 of run-out.

    Raises PortsimError: a number that no study can have.
    """
    stated = scenario.study
    return scenario.with_study(
        days=min(stated.days, DAYS) if days is None else days,
        warm_up_days=min(stated.warm_up_days, DAYS) if warm_up_days is None else warm_up_days,
        run_out=f"{DAYS} day" if run_out is None and stated.run_out.at_least > WEEK else run_out,
        replications=replications,
        seed=seed,
    )
