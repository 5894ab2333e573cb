"""Titles of what-ifs, which stand for their names where users read."""

from __future__ import annotations

from portsim.scenario.scenario import Scenario


def titles(scenario: Scenario) -> dict[str, str]:
    """Name -> title of each what-if that has one, and of each alternative that is such a what-if alone; but
    for names of parts of the port and of what is declared and named in texts, as all would be called so."""
    named = {name: each.title for name, each in scenario.what_ifs.items() if each.title}
    alone = {name: uses[0].measure for name, uses in scenario.compare.items() if len(uses) == 1}
    found = named | {name: named[each] for name, each in alone.items() if each in named}
    port = scenario.baseline.port
    parts = {*port.terminals, *port.places, *port.tasks, *port.demand}
    declared = {each.name for each in scenario.library.declared if each.kind.named}
    return {name: title for name, title in found.items() if name not in parts | declared}
