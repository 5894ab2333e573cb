"""What KPIs and ledger entries name, checked against what there is: a misspelt name would measure nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from portsim.base.errors import ConfigError, did_you_mean, nearest
from portsim.kpis.kpi import KPI
from portsim.kpis.ledger import ENTRY
from portsim.model.flow import FLOW
from portsim.model.library import Declared
from portsim.scenario.scenario import Scenario

MILESTONE = "milestone"
MISSPELT = 0.8  # so like another name is one that is misspelt, and not one that a measure brings


def check_names(scenario: Scenario) -> None:
    """Refuse KPIs and ledger entries that name what there is not, where a name much like it exists; and KPIs
    of a ledger entry that there is not.

    What is like no name is taken to be of another port, and its figure is not measured. So is what an
    installed package names: it is written for many ports, whose names can be as much alike. The contract of
    `portsim.testing` checks it, as its tests name the port.

    Raises ConfigError: each with the file and line of its declaration, and the nearest name.
    """
    known = _known(scenario)
    of_package = {ENTRY.noun: known[ENTRY.noun]}
    found = [
        text
        for plugin in scenario.library.plugins
        for each in plugin.declared
        for text in _wrong_names(each, known if plugin.digest or plugin.sent else of_package)
    ]
    if found:
        raise ConfigError("\n".join(dict.fromkeys(found)))


def misspelt(each: Declared[Any], scenario: Scenario) -> tuple[str, ...]:
    """What a KPI or an entry names that there is not, each as a line of an error."""
    return tuple(dict.fromkeys(_wrong_names(each, _known(scenario))))


def _wrong_names(each: Declared[Any], known: Mapping[str, set[str]]) -> Iterator[str]:
    for what, name in _named(each):
        if what not in known or name in known[what]:
            continue
        thing = f"{each.where}: {each.kind.noun} '{each.name}': unknown {what} '{name}'"
        if what == ENTRY.noun:  # no port brings one
            yield thing + did_you_mean(name, known[what])
        elif near := nearest(name, known[what], MISSPELT):
            yield f"{thing} (nearest: {near})"


def _named(each: Declared[Any]) -> Iterator[tuple[str, str]]:
    """(what, name) of all that a KPI or an entry names."""
    if each.kind == KPI:
        yield from each.thing.of.mentions
    elif each.kind == ENTRY:
        yield "tariff", each.thing.tariff
        for part in each.thing.of:
            yield from part.mentions


def _known(scenario: Scenario) -> Mapping[str, set[str]]:
    """What there is to be named, by what it is: in the scenario's worlds and in the flows of its library."""
    known: dict[str, set[str]] = {
        name: set() for name in ("stream", "trait", "flow", "place", "step", "count", "tariff")
    }
    known[MILESTONE] = {"arrival"}
    known[ENTRY.noun] = {*scenario.library[ENTRY]}
    worlds = [scenario.world(name) for name in scenario.alternatives]
    for world in worlds:
        known["stream"] |= world.port.demand.keys()
        known["trait"] |= world.port.traits.keys() | world.port.cohorts.keys()
        known["place"] |= world.port.places.keys()
        known["tariff"] |= world.port.tariffs.keys()
    flows = (*scenario.library[FLOW].values(), *(f for world in worlds for f in world.flows.values()))
    for flow in {id(flow): flow for flow in flows}.values():  # worlds have most of them in common
        known["flow"].add(flow.name)
        known["step"].update(flow.labels)
        known["count"].update(flow.counted)
        known[MILESTONE].update(flow.stamped)
        known["place"].update(flow.named.get("places", ()))
    return known
