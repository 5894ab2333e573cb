"""Costs of measures in a scenario file: read, listed with their sources, and no part of a run."""

from __future__ import annotations

from pathlib import Path

import pytest
from costed import COSTED, COSTS
from tiny import EVIDENCE

from portsim.base.errors import ConfigError
from portsim.scenario.costs import costs_of, is_cost
from portsim.scenario.inputs import inputs
from portsim.scenario.load import load
from portsim.scenario.numbers import sources
from portsim.scenario.scenario import Scenario
from portsim.study.study import compare


def scenario(text: str = COSTED) -> Scenario:
    Path("tiny.yaml").write_text(text)
    Path("evidence.yaml").write_text(EVIDENCE)
    return load("tiny.yaml")


pytestmark = pytest.mark.usefixtures("tiny_folder")
ONCE = "measures.qr_gate_pass.costs.readers.once"


def test_they_are_found_by_alternative_with_their_keys() -> None:
    found = costs_of(scenario(), "both")
    assert [(each.measure, each.name, each.key, each.item.payer) for each in found] == [
        ("qr_gate_pass", "readers", "measures.qr_gate_pass.costs.readers", "terminal"),
        ("qr_gate_pass", "phones", "measures.qr_gate_pass.costs.phones", "haulier"),
    ]
    assert costs_of(scenario(), "lanes") == () and costs_of(scenario(), "baseline") == ()
    with pytest.raises(ConfigError, match="unknown alternative 'bot'"):
        costs_of(scenario(), "bot")


def test_a_what_if_may_cost_something_too() -> None:
    lanes = "more_lanes: {costs: {lanes: {payer: terminal, per_year: {value: 9 yuan/y, source: A1}}}, set"
    (found,) = costs_of(scenario(COSTED.replace("more_lanes: {set", lanes)), "lanes")
    assert (found.key, found.item.yearly) == ("what_ifs.more_lanes.costs.lanes", 9)


def test_an_alternative_may_have_costs_of_its_own() -> None:
    own = "[{measure: qr_gate_pass, options: {costs: {phones: {per_year: 7 yuan/y}}}}]"
    changed = scenario(COSTED.replace("qr: [qr_gate_pass]", f"qr: {own}"))
    assert [each.item.yearly for each in costs_of(changed, "qr")][1] == 7
    assert [each.item.yearly for each in costs_of(changed, "both")][1] == 1000


def test_they_are_listed_with_their_sources_and_can_be_set() -> None:
    keys = [key for key, _ in sources(scenario()) if is_cost(key)]
    assert len(keys) == 5 and ONCE in keys
    (readers, _) = costs_of(scenario().set(ONCE, "1 M yuan"), "qr")
    assert readers.item.once is not None and readers.item.once.value == 1e6


def test_no_identity_and_no_figure_depends_on_them() -> None:
    free = scenario(COSTED.replace(COSTS, ""))
    dear = scenario().set(ONCE, "1 M yuan")
    assert free.identity == dear.identity == scenario().identity
    before, after = (compare(each, workers=1, tables=["comparison", "payers"]) for each in (free, dear))
    assert before.comparison.equals(after.comparison) and before.payers.equals(after.payers)


def test_they_are_no_uncertain_inputs_of_a_run() -> None:
    assert not any(is_cost(key) for each in inputs(scenario()) for key in each.numbers)
    assert any("qr_gate_pass.uptake" in each.name for each in inputs(scenario()))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("payer: terminal", "payer: terminl", "costs.readers.payer: got 'terminl'"),
        ("10000 yuan,", "10000,", "allowed money that is paid once, such as 250000 yuan or 2.5 M yuan"),
        ("2000 yuan per year,", "2000 yuan,", "allowed money that is paid every year"),
        (", range: [4 years, 10 years]", "", "an assumption needs a range: add range: [low, high]"),
        ("8 %, source: assumption", "18 %, source: assumption", "value 18 % lies outside its own range"),
        ("phones: {payer: haulier, ", "phones: {", "payer"),
        ("source: A1}}", "source: A9}}", "unknown source 'A9'"),
        ("once:", "onze:", "onze"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(old: str, new: str, said: str) -> None:
    costs = COSTS.replace(old, new, 1)
    assert costs != COSTS
    with pytest.raises(ConfigError, match=r"tiny.yaml:\d+:\d+") as found:
        scenario(COSTED.replace(COSTS, costs))
    assert said in str(found.value)
