"""A place says how many servers it has under any noun, and is known by it everywhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError
from tiny import EVIDENCE, TINY
from worlds import one

from portsim.base.errors import ConfigError
from portsim.kpis.ways import parameters_at
from portsim.model.place import Place
from portsim.model.sourced import Count, sourced_numbers
from portsim.scenario.load import load
from portsim.scenario.numbers import sources
from portsim.scenario.offered_load import offered_loads, overloads
from portsim.scenario.scenario import Scenario

COUNT = {"value": 3, "source": "A1"}


@pytest.mark.parametrize("noun", ["lanes", "berths", "gates", "servers", "booths", "modes"])
def test_any_noun_holds_the_servers(noun: str) -> None:
    place = Place.model_validate({noun: COUNT, "calendar": "day"})
    assert (place.servers, place.noun) == (Count(value=3, source="A1"), noun)
    assert place.words() == f"3 {noun}"
    assert place == Place(servers=Count(value=3, source="A1"), noun=noun, calendar="day")


def test_its_keys_are_those_of_its_file() -> None:
    place = Place.model_validate({"berths": COUNT, "blocks": {"value": 2, "source": "A1"}})
    of_blocks = ["blocks", "in_turn", "as_carrier_at", "as_at"]
    others = ["calendar", "breakdown", "holds", "mode", "serves", "like", "at"]
    assert list(place.children()) == ["berths", *of_blocks, *others]
    assert [key for key, _ in sourced_numbers(place, "places.quay")] == [
        "places.quay.berths",
        "places.quay.blocks",
    ]
    assert Place.model_validate(place.children()) == place


def test_other_servers_come_under_the_same_noun() -> None:
    changed = Place(servers=one(3), noun="berths").with_child("berths", one(5))
    assert (changed.servers.value, changed.noun) == (5, "berths")


@pytest.mark.parametrize(
    ("data", "got"),
    [
        ({}, "none"),
        ({"lanes": None}, "none"),
        ({"calendar": "day"}, "none"),
        ({"lanes": COUNT, "berths": COUNT}, "lanes, berths; keep one"),
        ({"lanes": COUNT, "servers": COUNT}, "lanes, servers; keep one"),  # though it is nearly serves
        ({"calender": "day"}, "none"),
        ({"gate.lanes": COUNT}, "none"),  # a noun is part of dotted keys
    ],
)
def test_it_has_one_noun(data: dict[str, object], got: str) -> None:
    message = f"under one noun, such as lanes, cranes or desks; got {got} "
    with pytest.raises(ValidationError, match=message):
        Place.model_validate(data)


@pytest.fixture
def quay(tmp_path: Path) -> Scenario:
    """The tiny port, where trucks are served by booths at the gate."""
    (tmp_path / "evidence.yaml").write_text(EVIDENCE)
    assert TINY.count("gate_in: {lanes:") == 1
    text = TINY.replace("gate_in: {lanes:", "gate_in: {booths:").replace("gate_in.lanes", "gate_in.booths")
    (tmp_path / "quay.yaml").write_text(text)
    return load(str(tmp_path / "quay.yaml"))


class TestBooths:
    def test_a_user_sets_them_by_their_key(self, quay: Scenario) -> None:
        changed = quay.set("places.gate_in.booths", 5)
        assert changed.baseline.port.places["gate_in"].servers == Count(value=5, source="user")
        assert [str(change) for change in changed.set_by_user] == ["places.gate_in.booths: 2 -> 5 (--set)"]
        with pytest.raises(ConfigError, match=r"unknown key 'lanes' in places\.gate_in \(allowed: booths\)"):
            quay.set("places.gate_in.lanes", 5)

    def test_a_what_if_sets_them(self, quay: Scenario) -> None:
        world = quay.world("lanes")
        assert [str(c) for c in world.changes] == ["places.gate_in.booths: 2 -> 4 (more_lanes)"]

    def test_a_measure_takes_some_of_them(self, quay: Scenario) -> None:
        dedicated = {"value": 1, "source": "A1"}
        split = quay.alternative("split", "qr_gate_pass", lanes="dedicated", dedicated=dedicated)
        places = split.world("split").port.places
        assert (places["gate_in"].words(), places["qr_lane"].words()) == ("north=1 booths", "1 booths")

    def test_they_are_listed_with_their_source(self, quay: Scenario) -> None:
        assert "places.gate_in.booths" in [key for key, _ in sources(quay)]

    def test_they_decide_what_happens_at_the_gate(self, quay: Scenario) -> None:
        assert "places.gate_in.booths" in parameters_at(quay.baseline, ("gate_in",))

    def test_an_overload_names_them(self, quay: Scenario) -> None:
        world = quay.baseline.scale("demand.domestic.per_day", 20)
        gate = next(load for load in offered_loads(world) if load.place == "gate_in")
        # 2000 trucks a day, 2.5 min each, 2 booths: 2000 x 2.5 / 2880
        assert gate.mean == pytest.approx(1.736, abs=1e-3)
        assert any("more work arrives than the booths can do" in text for text in overloads(world))

    def test_none_of_them_is_refused_by_their_key(self, quay: Scenario) -> None:
        with pytest.raises(ConfigError, match=r"places\.gate_in\.booths: got 0 at terminal north"):
            quay.set("places.gate_in.booths", 0)
