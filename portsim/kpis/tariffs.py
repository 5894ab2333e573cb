"""Tariffs checked against the ledger's entries."""

from __future__ import annotations

from collections.abc import Iterator

from portsim.base.currency import money_name
from portsim.base.errors import did_you_mean
from portsim.base.units import show_price
from portsim.kpis.ledger import ENTRY, Entry, priced
from portsim.model.tariff import Tariff
from portsim.scenario.checks.problem import Problem
from portsim.scenario.problems import report
from portsim.scenario.scenario import Scenario


def check_tariffs(scenario: Scenario) -> None:
    """Refuse tariffs that no entry reads, or whose unit is not that of the work.

    Raises ConfigError: each with its place, what was got and what is allowed.
    """
    tariffs = scenario.baseline.port.tariffs
    known = {e.tariff for e in scenario.library[ENTRY].values()}
    found = [
        Problem(f"tariffs.{name}", f"not used by any ledger entry{did_you_mean(name, known)}")
        for name in tariffs
        if name not in known
    ]
    for each in priced(scenario.baseline):
        found += [
            Problem(f"tariffs.{each.tariff}.{key}", text)
            for key, text in _misfits(each, tariffs[each.tariff])
        ]
    report(found, scenario.document)


def _misfits(entry: Entry, tariff: Tariff) -> Iterator[tuple[str, str]]:
    """(key, what is wrong) of a tariff for an entry."""
    cost = tariff.cost.value
    if entry.timed != (cost.unit == "yuan/h"):
        allowed = (
            f"money per time, such as 120 {money_name()}/h"
            if entry.timed
            else f"money for a piece, such as 75 {money_name()}"
        )
        yield (
            "cost",
            f"got {show_price(cost)}, allowed {allowed}: ledger entry {entry.name} is in {entry.unit}",
        )
    elif entry.timed and entry.counts and tariff.takes is None:
        yield "takes", f"missing: ledger entry {entry.name} counts steps; say how long the work of one takes"
    elif tariff.takes is not None and not entry.counts:
        yield "takes", f"not used: ledger entry {entry.name} measures the time itself"
