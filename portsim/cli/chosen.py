"""Which alternatives a command runs beside the baseline: all, or those that were named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from portsim.base.errors import PortsimError

if TYPE_CHECKING:
    from portsim.scenario.scenario import Scenario

Chosen = Annotated[
    list[str] | None,
    Parameter(
        name="--alternative",
        help="Look at this alternative alone beside the baseline; may be repeated.",
        negative=(),
    ),
]


def with_chosen(scenario: Scenario, names: list[str] | None) -> Scenario:
    """The scenario with these alternatives alone; with all of them, if none is named.

    Raises PortsimError: an alternative that it does not have, or the baseline and nothing else.
    """
    if not names:
        return scenario
    from portsim.scenario.alternatives import BASELINE

    if unknown := [name for name in names if name not in scenario.alternatives]:
        raise PortsimError(f"--alternative: {scenario.unknown(unknown[0])}")
    if set(names) == {BASELINE}:
        from portsim.study.uncertainty.earlier import command

        hint = f"{command(scenario, 'run')} runs it alone"
        raise PortsimError(f"--alternative: got {BASELINE}, with which all others are compared; {hint}")
    return scenario.only(*names)
