"""Every sourced number of a scenario, the assumed first."""

from __future__ import annotations

from portsim.model.sourced import ASSUMPTION, Sourced, sourced_numbers
from portsim.scenario.scenario import Scenario


def sources(scenario: Scenario) -> list[tuple[str, Sourced]]:
    """Every sourced number of the port, the measures, the shapes, the risk and the money with its key, the
    assumed first; of random times as they are before they are spread."""
    others = (("risk", scenario.risk), ("money", scenario.money))
    more = [each for name, part in others if part is not None for each in sourced_numbers(part, name)]
    return _listed(scenario, sourced_numbers(scenario.baseline.port) + _of_file(scenario) + more)


def bare_sources(scenario: Scenario) -> list[tuple[str, Sourced]]:
    """Those that runs read, of the port without what is in place already."""
    bare = scenario.bare or scenario.baseline
    return _listed(scenario, sourced_numbers(bare.port) + _of_file(scenario))


def _of_file(scenario: Scenario) -> list[tuple[str, Sourced]]:
    """Those that runs read and that stand beside the port in its file."""
    numbers = sourced_numbers(scenario.shapes, "shapes")
    for name, measure in scenario.measures.items():
        numbers += sourced_numbers(measure, f"measures.{name}")
    for name, what_if in scenario.what_ifs.items():
        numbers += sourced_numbers(what_if, f"what_ifs.{name}")
    return numbers


def _listed(scenario: Scenario, numbers: list[tuple[str, Sourced]]) -> list[tuple[str, Sourced]]:
    """The assumed first; whoever sets or draws a time again does so before it is spread."""
    unspread, spread = scenario.unspread, scenario.means.spread
    before = [
        (key, time if (time := unspread.get(key)) and number == time.spread_by(spread) else number)
        for key, number in numbers
    ]
    return sorted(before, key=lambda pair: (ASSUMPTION not in pair[1].source, pair[0]))
