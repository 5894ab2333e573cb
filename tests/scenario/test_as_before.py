"""A changed scenario keeps the parts that it states as before, and is what a fresh reading of it gives."""

from __future__ import annotations

import pytest

import portsim
from portsim.model.port import Port
from portsim.scenario.reading import Document
from portsim.scenario.scenario import Scenario, parse


@pytest.fixture(scope="module")
def port() -> Scenario:
    return portsim.load("ocean_gate").only("qr_gate_pass")


def _read_afresh(changed: Scenario) -> Scenario:
    document = Document(changed.document.data, changed.document.positions, changed.document.coined)
    return parse(document, changed.path, changed.library)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("places.gate_in.lanes", 7),
        ("tasks.paper_check.mean", "140 s"),
        ("demand.empty.per_day", "820 per day"),
        ("measures.qr_gate_pass.uptake", "60 %"),
        ("targets.truck_turn", None),
    ],
)
def test_a_change_gives_what_a_fresh_reading_gives(port: Scenario, key: str, value: object) -> None:
    changed = port.set(key, value)
    afresh = _read_afresh(changed)
    assert changed.baseline.port == afresh.baseline.port
    assert changed.measures == afresh.measures
    assert changed.identity == afresh.only("qr_gate_pass").identity != port.identity


def test_parts_that_nobody_changed_are_the_same(port: Scenario) -> None:
    changed = port.set("places.gate_in.lanes", 7)
    before, now = port.baseline.port, changed.baseline.port
    assert [group for group in Port.model_fields if getattr(now, group) is not getattr(before, group)] == [
        "places"
    ]
    other = [name for name in now.places if now.places[name] is not before.places[name]]
    assert other == ["gate_in"]


def test_measures_that_nobody_changed_are_the_same(port: Scenario) -> None:
    changed = port.set("measures.qr_gate_pass.uptake", "60 %")
    other = [name for name in changed.measures if changed.measures[name] is not port.measures[name]]
    assert other == ["qr_gate_pass"]


def test_a_world_of_the_same_parts_is_the_same_with_all_that_is_known_of_it(port: Scenario) -> None:
    assert port.set("measures.qr_gate_pass.uptake", "60 %").baseline is port.baseline
    assert port.set("places.gate_in.lanes", 7).baseline is not port.baseline


def test_a_mistake_in_a_changed_part_is_told_at_its_key(port: Scenario) -> None:
    with pytest.raises(portsim.ConfigError) as told:
        port.set("tasks.paper_check.mean", "-3 s")
    assert "tasks.paper_check.mean: got '-3 s', allowed a time of 0 or more" in str(told.value)


def test_a_world_is_made_once_whatever_is_chosen_that_it_does_not_depend_on() -> None:
    whole = portsim.load("ocean_gate")
    world = whole.world("qr_gate_pass")
    assert whole.with_engine("compiled").world("qr_gate_pass") is world
    assert whole.with_study(days=2).world("qr_gate_pass") is world
    assert whole.only("qr_gate_pass", "smart_cloud_routing").world("qr_gate_pass") is world
    other = whole.alternative("qr_gate_pass", "qr_gate_pass", uptake="60 %")
    assert other.world("qr_gate_pass") is not world
    assert other.only("qr_gate_pass").world("qr_gate_pass") is other.world("qr_gate_pass")
