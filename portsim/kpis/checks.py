"""What KPIs and ledger entries name, checked against what there is: a misspelt name would measure nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from portsim.base.errors import ConfigError, nearest
from portsim.kpis.kpi import KPI
from portsim.kpis.ledger import ENTRY
from portsim.model.flow import FLOW
from portsim.model.library import Declared
from portsim.scenario.scenario import Scenario

MILESTONE = "milestone"
MISSPELT = 0.8  # so like another name is one that is misspelt, and not one that a measure brings


def check_names(scenario: Scenario) -> None:
    """Refuse KPIs and ledger entries that name what there is not, where a name much like it exists.

    What is like no name is taken to be of another port, and its figure is not measured. So is what an
    installed package names: it is written for many ports.

    Raises ConfigError: each with the file and line of its declaration, and the nearest name.
    """
    known = _known(scenario)
    found = []
    own = (plugin for plugin in scenario.library.plugins if plugin.digest or plugin.sent)
    for each in (each for plugin in own for each in plugin.declared):
        for what, name in _named(each):
            near = None if name in known[what] else nearest(name, known[what], MISSPELT)
            if near is not None:
                thing = f"{each.kind.noun} '{each.name}'"
                found.append(f"{each.where}: {thing}: unknown {what} '{name}' (nearest: {near})")
    if found:
        raise ConfigError("\n".join(dict.fromkeys(found)))


def _named(each: Declared[object]) -> Iterator[tuple[str, str]]:
    """(what, name) of all that a KPI or an entry names."""
    if each.kind == KPI:
        yield from each.thing.of.mentions  # type: ignore[attr-defined]  # what stands under KPI is one
    elif each.kind == ENTRY:
        yield "tariff", each.thing.tariff  # type: ignore[attr-defined]
        for part in each.thing.of:  # type: ignore[attr-defined]
            yield from part.mentions


def _known(scenario: Scenario) -> Mapping[str, set[str]]:
    """What there is to be named, by what it is: in the scenario's worlds and in the flows of its library."""
    known: dict[str, set[str]] = {name: set() for name in ("stream", "place", "step", "count", "tariff")}
    known[MILESTONE] = {"arrival"}
    worlds = [scenario.world(name) for name in scenario.alternatives]
    for world in worlds:
        known["stream"] |= world.port.demand.keys()
        known["place"] |= world.port.places.keys()
        known["tariff"] |= world.port.tariffs.keys()
    flows = (*scenario.library[FLOW].values(), *(f for world in worlds for f in world.flows.values()))
    for flow in {id(flow): flow for flow in flows}.values():  # worlds have most of them in common
        known["step"].update(flow.labels)
        known["count"].update(flow.counted)
        known[MILESTONE].update(flow.stamped)
        known["place"].update(flow.named.get("places", ()))
    return known
