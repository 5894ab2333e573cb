"""Every name in what is shipped has a word in each language: steps, places, times, chances, numbers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import portsim
from portsim.base.language import known, languages, speaking
from portsim.model.flow import Flow
from portsim.report.words import key_label, parts_label
from portsim.scenario.locate import shipped_scenarios
from portsim.scenario.numbers import sources
from portsim.scenario.plugins import shipped
from portsim.scenario.words import speaking_of

FOLDERS = (
    Path(portsim.__file__).parent / "library/words",
    Path(portsim.__file__).parents[1] / "scenarios/words",
)


def names() -> Iterator[str]:
    for declared in shipped().declared:
        if isinstance(declared.thing, Flow):
            yield declared.name
            yield from (step.label for step in declared.thing.all_steps)
            for group in declared.thing.named.values():
                yield from group


@pytest.mark.parametrize("language", languages()[1:])
def test_a_flow_can_be_read_in_it(language: str) -> None:
    known: set[str] = set()
    for folder in FOLDERS:
        known |= json.loads((folder / f"{language}.json").read_text(encoding="utf-8")).keys()
    found = list(dict.fromkeys(names()))
    assert {"gate_in", "rail_crane", "open_and_search"} <= set(found)
    assert [name for name in found if name not in known] == []


def names_in(scenario: portsim.Scenario) -> Iterator[str]:
    """The names of parts and steps in all its alternatives, those that its measures bring too."""
    for world in map(scenario.world, scenario.alternatives):
        port = world.port
        for group in (port.places, port.tasks, port.chances, port.traits, port.calendars, port.demand):
            yield from group
        for flow in world.flows.values():
            yield from (flow.name, *(step.label for step in flow.all_steps))


@pytest.mark.parametrize("language", languages()[1:])
@pytest.mark.parametrize("name", shipped_scenarios())
def test_a_scenario_with_its_measures_can_be_read_in_it(name: str, language: str) -> None:
    known_names: set[str] = set()
    for folder in FOLDERS:
        known_names |= json.loads((folder / f"{language}.json").read_text(encoding="utf-8")).keys()
    found = list(dict.fromkeys(names_in(portsim.load(name))))
    assert {"gate_in", "scan_code", "resolve_code_trouble"} <= set(found)
    assert [each for each in found if each not in known_names] == []


@pytest.mark.parametrize("name", shipped_scenarios())
def test_every_number_of_a_scenario_has_a_chinese_name(name: str) -> None:
    scenario = portsim.load(name)
    with speaking_of(scenario, "zh", called=False):
        said = {key: key_label(key) for key, _ in sources(scenario)}
        groups = {known(key.split(".")[0]) for key in said}
    assert said["measures.qr_gate_pass.uptake"].endswith(" \u4f7f\u7528\u7387")
    left = {key: words for key, words in said.items() if re.search("[A-Za-z]{2}", words.replace("AEO", ""))}
    assert left == {}
    assert [each for each in groups if each.isascii()] == []


@pytest.mark.parametrize("name", shipped_scenarios())
def test_the_limits_of_a_scenario_are_said_in_chinese(name: str) -> None:
    scenario = portsim.load(name)
    with speaking_of(scenario, "zh"):
        assert [each for each in (scenario.title, *scenario.limits) if known(each) == each] == []


def test_parts_of_a_key_may_have_words_together() -> None:
    with speaking("zh", {"late.share": "\u665a\u5230\u6bd4\u4f8b", "once": "\u4e00\u6b21\u6027"}):
        assert parts_label(["late", "share"]) == "\u665a\u5230\u6bd4\u4f8b"
        assert parts_label(["late", "share", "once"]) == "\u665a\u5230\u6bd4\u4f8b \u4e00\u6b21\u6027"
        assert parts_label(["zebra", "stripes"]) == "Zebra stripes"
    assert parts_label(["late", "share"]) == "Late share"
    assert parts_label([]) == ""
