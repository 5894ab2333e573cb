"""The contract that everything declared must keep, for the test suite of a plug-in.

import pytest
from portsim import load
from portsim.testing import contract

@pytest.mark.parametrize("check", contract(load("my_port.yaml"), "my_plugin"), ids=str)
def test_contract(check):
    check()
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from portsim.kpis.checks import misspelt
from portsim.kpis.kpi import KPI, Kpi
from portsim.kpis.ledger import ENTRY, Entry
from portsim.kpis.tariffs import check_tariffs
from portsim.model.describe import mermaid, sentence
from portsim.model.flow import FLOW, Flow, reachable
from portsim.model.keys import part_at
from portsim.model.library import Declared
from portsim.model.measure import MEASURE, Alteration, Event
from portsim.model.sourced import sourced_numbers
from portsim.model.step import walk
from portsim.model.world import World
from portsim.records.records import Records
from portsim.scenario.alternatives import BASELINE
from portsim.scenario.checks.unused import unused
from portsim.scenario.checks.world import problems
from portsim.scenario.plugins import check_known
from portsim.scenario.scenario import Scenario
from portsim.study.run import run

Options = Mapping[str, Mapping[str, object]]
ALONE = "alone"


@dataclass(frozen=True)
class Check:
    """One thing that a declaration must keep; calling it raises AssertionError if it does not."""

    declared: Declared[Any]
    must: str
    call: Callable[[], None]

    def __call__(self) -> None:
        self.call()

    def __str__(self) -> str:
        return f"{self.declared.name} {self.must}"


def contract(scenario: Scenario, plugin: str = "portsim", options: Options | None = None) -> list[Check]:
    """The checks of all that a plug-in of a scenario declares: flows, measures, KPIs and ledger entries.

    A measure is tried in an alternative of its own, after those that it `follows`; `options` gives it others
    there than the scenario's. Runs are those of the scenario's days, so keep these few.

    Raises PortsimError: the scenario's library has no such plug-in.
    """
    check_known(plugin, (each.name for each in scenario.library.plugins))
    runs = _Runs(scenario, options or {})
    makers: dict[object, Callable[[Any, _Runs], Iterator[tuple[str, Callable[[], None]]]]]
    makers = {FLOW: _of_flow, MEASURE: _of_measure, KPI: _of_kpi, ENTRY: _of_entry}
    return [
        Check(each, must, call)
        for found in scenario.library.plugins
        if found.name == plugin
        for each in found.declared
        if each.kind in makers
        for must, call in makers[each.kind](each, runs)
    ]


@dataclass
class _Runs:
    """The scenario with every alternative's records of one replication, each run at most once."""

    scenario: Scenario
    options: Options
    _records: dict[str, Records] = field(default_factory=dict)

    def records(self, alternative: str) -> Records:
        if alternative not in self._records:
            self._records[alternative] = run(self.scenario, 0, alternative)
        return self._records[alternative]

    def with_measure(self, name: str) -> Scenario:
        """The scenario with a measure in an alternative of its own."""
        follows = self.scenario.library[MEASURE][name].follows
        return self.scenario.alternative(ALONE, *follows, name, **self.options.get(name, {}))

    def worlds(self) -> list[World]:
        return [self.scenario.world(name) for name in self.scenario.alternatives]


def _of_flow(each: Declared[Flow], runs: _Runs) -> Iterator[tuple[str, Callable[[], None]]]:
    def can_be_read() -> None:
        text, picture = sentence(each.thing), mermaid(each.thing)
        assert text.startswith(each.name.replace("_", " ").capitalize())
        assert len(text.splitlines()) > len(each.thing.labels)
        steps = {f"s{number}": step.label for number, step in enumerate(walk(each.thing.steps), 1)}
        drawn = set(re.findall(r"^ +(s\d+)(?:\[|\{\{)", picture, re.MULTILINE))
        led_to = set(re.findall(r"-> ?(?:\|.*\| )?(s\d+)$", picture, re.MULTILINE))
        missing = [label for node, label in steps.items() if node not in drawn & led_to]
        assert not missing, f"not in the diagram: {missing}"

    def is_reached() -> None:
        reached = {
            flow
            for world in runs.worlds()
            for demand in world.port.demand.values()
            for flow in reachable(demand.flows, world.flows)
        }
        assert each.name in reached, "no stream of the scenario runs through it"

    yield "can be read aloud and drawn", can_be_read
    yield "is run by the scenario", is_reached


def _of_measure(each: Declared[type[Alteration]], runs: _Runs) -> Iterator[tuple[str, Callable[[], None]]]:
    name, scenario = each.name, runs.scenario

    def says_what_it_is() -> None:
        cls = each.thing
        assert cls.title.strip() and (cls.__doc__ or "").strip(), "it needs a title and a docstring"
        assert cls.title != cls.__name__ and name in scenario.measures, "the scenario gives it no options"

    def aims_at_kpis() -> None:
        unknown = set(each.thing.aims_at) - set(scenario.library[KPI])
        assert not unknown, f"no KPI of the library: {', '.join(sorted(unknown))}"

    def logs_its_changes() -> None:
        changes = runs.with_measure(name).world(ALONE).changes
        own = [change for change in changes if change.measure not in each.thing.follows]
        assert own, "its apply changes nothing in the world"
        others = {change.measure for change in own} - {name}
        assert not others, f"changes are logged under {', '.join(sorted(others))}"

    def can_run() -> None:
        world = runs.with_measure(name).world(ALONE)
        assert problems(world) == []
        own = [
            key for key in unused(world) if any(f"{set_}.".startswith(f"{key}.") for set_ in world.touched)
        ]
        assert not own, f"sets what no flow uses: {', '.join(own)}"

    def reads_its_options() -> None:
        try:
            text = inspect.getsource(each.thing)
        except OSError:  # of a class that was typed in and has no file
            return
        options = [option for option in each.thing.model_fields if option not in Event.model_fields]
        unread = [] if "getattr(self" in text else [o for o in options if f"self.{o}" not in text]
        assert not unread, f"its code does not read {', '.join(unread)}"

    def leaves_the_baseline() -> None:
        before = scenario.baseline.port.model_dump_json()
        runs.with_measure(name).world(ALONE)
        assert scenario.baseline.port.model_dump_json() == before

    def changes_something() -> None:
        tried = runs.with_measure(name)
        follows = each.thing.follows
        if follows:
            tried = tried.alternative("before", *follows)
        before = run(tried, 0, "before") if follows else runs.records(BASELINE)
        same = before.visits_table().equals(run(tried, 0, ALONE).visits_table())
        assert not same, "every visit is as it was without it"

    def takes_nothing_from_claims() -> None:
        assert name in scenario.measures, "the scenario gives it no options"
        for key, number in sourced_numbers(scenario.measures[name]):
            assert not any(source.startswith("claim ") for source in number.source), key

    yield "says what it is", says_what_it_is
    yield "aims at KPIs that exist", aims_at_kpis
    yield "logs its changes under its own name", logs_its_changes
    yield "gives a world that can run and sets nothing that is not used", can_run
    yield "reads each of its options", reads_its_options
    yield "leaves the baseline alone", leaves_the_baseline
    yield "changes something when in use", changes_something
    yield "takes no number from a reported result", takes_nothing_from_claims


def _of_kpi(each: Declared[Kpi], runs: _Runs) -> Iterator[tuple[str, Callable[[], None]]]:
    kpi = each.thing

    def has_a_figure() -> None:
        assert kpi.title.strip() and kpi.unit.strip()
        figures = {}
        for name in runs.scenario.alternatives:
            records = runs.records(name)
            figures[name], unfinished = kpi.value(records), kpi.of.unfinished(records)
            assert 0 <= unfinished <= 1, f"in {name} the share unfinished is {unfinished}"
            assert np.isfinite(figures[name]) or not len(kpi.samples(records)), (
                f"in {name} its samples give no figure: {figures[name]}"
            )
        assert np.isfinite(list(figures.values())).any(), "it has a figure in none of the alternatives"
        once, again = (kpi.of.samples(runs.records(BASELINE)) for _ in range(2))
        assert np.array_equal(once, again, equal_nan=True), "the same run gives other samples each time"

    def says_its_parts() -> None:
        records = runs.records(BASELINE)
        parts = kpi.of.behind(records)
        assert all(np.isfinite(part) and part > 0 for part in parts.values())
        assert parts or not kpi.value(records) or not kpi.of.adds_up, (
            "nothing is said about what it is made of"
        )

    def reads_what_exists() -> None:
        for world in runs.worlds():
            keys = kpi.of.reads(world)
            assert keys or not kpi.of.steps(world) or not kpi.of.behind_in_minutes, (
                "only a count can follow from the steps alone"
            )
            for key in keys:
                assert part_at(world.port, key.split("."), key) is not None, key

    yield "has a title, a unit and a figure", has_a_figure
    yield "misspells no name", lambda: _names_right(each, runs)
    yield "says what it is made of, or that it is no sum", says_its_parts
    yield "reads parameters that exist", reads_what_exists


def _names_right(each: Declared[Any], runs: _Runs) -> None:
    assert not (wrong := misspelt(each, runs.scenario)), "\n".join(wrong)


def _of_entry(each: Declared[Entry], runs: _Runs) -> Iterator[tuple[str, Callable[[], None]]]:
    def has_a_tariff() -> None:
        entry, world = each.thing, runs.scenario.baseline
        assert entry.title.strip() and entry.of and entry.unit
        assert entry.tariff in world.port.tariffs, f"the scenario has no tariff '{entry.tariff}'"
        check_tariffs(runs.scenario)
        for key in entry.reads(world):
            assert part_at(world.port, key.split("."), key) is not None, key

    yield "has a tariff and reads parameters that exist", has_a_tariff
    yield "misspells no name", lambda: _names_right(each, runs)
