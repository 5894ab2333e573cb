"""What an alternative costs: the items that its measures and what-ifs need, as the file gives them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from portsim.model.costs import CostItem
from portsim.scenario.apply import with_options
from portsim.scenario.scenario import Scenario
from portsim.scenario.sections import Use


@dataclass(frozen=True)
class Cost:
    """One item of a measure or what-if of an alternative, and the dotted key under which it stands."""

    measure: str
    name: str
    key: str
    item: CostItem


def is_cost(key: str) -> bool:
    """Whether a dotted key is that of a cost of a measure or what-if, which decides no run."""
    group, _, rest = key.partition(".")
    return group in ("measures", "what_ifs") and rest.partition(".")[2].startswith("costs.")


def costs_of(scenario: Scenario, alternative: str) -> tuple[Cost, ...]:
    """The cost items of an alternative, in the order of its measures; what is in place already costs nothing
    more.

    Raises ConfigError: unknown alternative.
    """
    scenario.world(alternative)  # checks the name
    return tuple(
        Cost(use.measure, name, f"{group}.{use.measure}.costs.{name}", item)
        for number, use in enumerate(scenario.compare.get(alternative, ()))
        for group, items in (_items(scenario, use, (alternative, number)),)
        for name, item in items.items()
    )


def _items(scenario: Scenario, use: Use, at: tuple[str, int]) -> tuple[str, Mapping[str, CostItem]]:
    if use.measure in scenario.what_ifs:
        return "what_ifs", scenario.what_ifs[use.measure].costs
    with scenario.counting():
        return "measures", with_options(scenario.means, use, ("compare", *at, "options")).costs
