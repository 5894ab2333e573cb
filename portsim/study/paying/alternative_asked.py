"""Which alternative a question about one input is asked of."""

from __future__ import annotations

from portsim.base.errors import PortsimError, listed
from portsim.scenario.alternatives import BASELINE
from portsim.scenario.scenario import Scenario
from portsim.study.paying.amounts import check_priced
from portsim.study.paying.figure_asked import Asked
from portsim.study.paying.net_benefit import yearly
from portsim.study.paying.one_input import OneInput


def chosen_alternative(scenario: Scenario, moved: OneInput, name: str | None, asked: Asked) -> str:
    """The alternative that is asked about: the one named, else the smallest that has the measure of the
    input, else the largest of all.

    Raises PortsimError: there is none; it holds an event, and the figure is one of a year; the cost is none
    of its costs.
    """
    if asked.in_money:
        check_priced(scenario)
    names = yearly(scenario) if asked.in_money else tuple(scenario.compare)
    if not names:
        raise PortsimError(f"{scenario.path}: it compares nothing; add an alternative to compare")
    group, _, rest = moved.key.partition(".")
    measure = rest.partition(".")[0] if group in ("measures", "what_ifs") else ""
    size = {each: len(scenario.compare[each]) for each in names}
    if name is not None:
        scenario.world(name)
        if name == BASELINE:
            raise PortsimError(
                f"alternative baseline: it is what all others are compared with; {listed(names)}"
            )
        if name not in names:
            raise PortsimError(
                f"alternative {name}: holds an event, which has no figures of a year; ask for a KPI with "
                "--of (Python: of)"
            )
    elif measure:
        having = [each for each in names if measure in [use.measure for use in scenario.compare[each]]]
        if not having:
            raise PortsimError(
                f"INPUT: {moved.key}: no alternative {'with figures of a year ' * asked.in_money}has "
                f"{measure}; add one to compare"
            )
        name = min(having, key=size.__getitem__)
    else:
        name = max(names, key=size.__getitem__)
    if measure:
        _check_measure(scenario, moved, measure, name)
    return name


def _check_measure(scenario: Scenario, moved: OneInput, measure: str, alternative: str) -> None:
    """Raises PortsimError: the alternative has no such measure, or options of its own instead."""
    uses = {use.measure: use for use in scenario.compare[alternative]}
    if measure not in uses:
        raise PortsimError(
            f"alternative {alternative}: has no {measure}, so {moved.key} changes nothing; it has "
            f"{listed(list(uses))}"
        )
    option = moved.key.split(".")[2]
    if option in uses[measure].options:
        raise PortsimError(
            f"INPUT: {moved.key}: {alternative} gives {measure} an option {option} of its own; ask about an "
            "alternative without it, or remove it"
        )
