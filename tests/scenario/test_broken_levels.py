"""Chances that go by how full a place is: what files say of them, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from broken import each, edited, refusal
from tiny import TINY

from portsim.model.chance import LevelChance
from portsim.model.describe import mermaid, sentence
from portsim.model.flow import Flow
from portsim.model.sourced import Share
from portsim.model.steps import maybe, signal
from portsim.scenario.checks.levels import levels
from portsim.scenario.load import load
from portsim.scenario.offered_load import expected_work
from portsim.study.unlimited import MANY, unlimited

pytestmark = pytest.mark.usefixtures("tiny_folder")

PLAIN = "trouble: {value: 5 %, source: A1}"
BY_LEVEL = "trouble: {at: yard_crane, empty: 10 %, value: 30 %, source: assumption, range: [20 %, 40 %]}"

# fmt: off
BROKEN = [
    ("a place that is not there", PLAIN, BY_LEVEL.replace("yard_crane", "yard_crain"),
     "tiny.yaml:24:13: chances.trouble.at: unknown place 'yard_crain' (nearest: yard_crane)"),
    ("no place", PLAIN, "trouble: {empty: 0 %, value: 5 %, source: A1}",
     "tiny.yaml:24:3: chances.trouble: missing key 'at' (the place whose level decides: how many are there, "
     "over its servers)"),
    ("a chance that falls", PLAIN, BY_LEVEL.replace("10 %", "70 %"),
     "tiny.yaml:24:3: chances.trouble: the chance is 70 % where 'yard_crane' is empty and falls to 30 % "
     "where it is full; give one that rises, and let the flow do its steps otherwise"),
    ("an assumption without a range", PLAIN, "trouble: {at: yard_crane, value: 5 %, source: assumption}",
     "tiny.yaml:24:3: chances.trouble: an assumption needs a range: add range: [low, high]"),
    ("more than all", PLAIN, "trouble: {at: yard_crane, value: 150 %, source: A1}",
     "tiny.yaml:24:29: chances.trouble.value: got '150 %', allowed a share from 0 to 1 (0 % to 100 %)"),
]
# fmt: on


@each(BROKEN)
def test_a_broken_chance_gives_one_clear_message(old: str, new: str, message: str) -> None:
    assert refusal(lambda: edited(old, new)) == message


def test_a_place_that_nobody_visits_is_always_empty() -> None:
    shed = TINY.replace("  trouble_desk:", "  shed: {desks: {value: 1, source: A1}}\n  trouble_desk:")
    Path("tiny.yaml").write_text(shed.replace(PLAIN, BY_LEVEL.replace("yard_crane", "shed")))
    assert refusal(lambda: load("tiny.yaml")) == (
        "tiny.yaml:25:13: chances.trouble.at: no flow visits 'shed', so it is always empty; name a place "
        "that a flow visits"
    )


def test_a_place_with_shifts_is_not_said_to_be_full() -> None:
    roster = "cranes: {shifts: {day: {value: 1, hours: 00:00-24:00, source: A1}}}"
    shifts = TINY.replace("cranes: {value: 1, source: A1}", roster)
    Path("tiny.yaml").write_text(shifts.replace(PLAIN, BY_LEVEL))
    assert refusal(lambda: load("tiny.yaml")) == (
        "tiny.yaml:24:13: chances.trouble.at: 'yard_crane' has its cranes by shift, so it is not said how "
        "many are full; name a place with one number"
    )


def by_level() -> LevelChance:
    Path("tiny.yaml").write_text(TINY.replace(PLAIN, BY_LEVEL))
    chance = load("tiny.yaml").baseline.port.chances["trouble"]
    assert isinstance(chance, LevelChance)
    return chance


def test_it_says_itself() -> None:
    chance = by_level()
    assert (chance.at, chance.empty, chance.value, chance.range) == ("yard_crane", 0.1, 0.3, (0.2, 0.4))
    assert chance.words() == "30 % where yard crane is full, 10 % where it is empty"
    world = load("tiny.yaml").baseline
    said = sentence(world.flows["domestic_truck"], (), world.port.levels)
    assert "by chance (trouble), more often the fuller yard crane is:" in said
    drawn = mermaid(world.flows["domestic_truck"], (), world.port.levels)
    assert '{{"by chance (trouble), more often the fuller yard crane is"}}' in drawn
    assert "more often" not in sentence(world.flows["domestic_truck"])


def test_a_plain_number_over_it_is_the_chance_where_it_is_full() -> None:
    by_level()
    Path("more.yaml").write_text("extends: tiny.yaml\nname: more\nchances: {trouble: 35 %}\n")
    chance = load("more.yaml").baseline.port.chances["trouble"]
    assert isinstance(chance, LevelChance)
    assert (chance.at, chance.empty, chance.value) == ("yard_crane", 0.1, 0.35)


def test_a_file_over_it_can_make_it_plain_again() -> None:
    by_level()
    plain = "{at: null, empty: null, range: null, value: 5 %, source: A1}"
    Path("more.yaml").write_text(f"extends: tiny.yaml\nname: more\nchances: {{trouble: {plain}}}\n")
    assert type(load("more.yaml").baseline.port.chances["trouble"]) is Share


def test_what_ifs_and_scales_set_it() -> None:
    by_level()
    world = load("tiny.yaml").baseline.written_by("me")
    scaled = world.scale("chances.trouble", 1.5).port.chances["trouble"]
    assert isinstance(scaled, LevelChance) and scaled.value == pytest.approx(0.45)
    plain = Share(value=0.2, source="user")
    assert world.set("chances.trouble", plain).port.chances["trouble"] == plain


def test_its_load_is_taken_as_where_the_place_is_half_full() -> None:
    """30 min at the desk for 20 %, as it is 10 % where the yard is empty and 30 % where it is full."""
    by_level()
    assert expected_work(load("tiny.yaml").baseline, "domestic")["trouble_desk"] == pytest.approx(6)


def test_unlimited_servers_leave_the_place_by_which_it_goes() -> None:
    by_level()
    places = unlimited(load("tiny.yaml").baseline).port.places
    assert places["yard_crane"].most("north") == 1
    assert places["gate_in"].most("north") == MANY


def test_a_stream_of_another_mode_has_no_such_place() -> None:
    """Freighters bring boxes to the apron of the airport, where no yard stands by which the chance goes."""
    world = load("tiny.yaml").baseline
    port = world.port
    chance = LevelChance.model_validate({"at": "yard_crane", "value": 0.3, "source": "user"})
    air = port.terminals["north"].model_copy(update={"mode": "air"})
    lot = port.demand["domestic"].model_copy(update={"flows": ("lot",), "mode": "air"})
    changed = {
        "chances": {"trouble": chance},
        "terminals": {**port.terminals, "airport": air},
        "demand": {**port.demand, "lot": lot},
    }
    flows = {**world.flows, "lot": Flow("lot", (maybe("trouble", (signal("seen"),)),))}
    found = list(levels(replace(world, port=port.model_copy(update=changed), flows=flows)))
    assert [(problem.key, problem.message) for problem in found] == [
        (
            "flows.lot.trouble",
            "stream lot is of mode air, and chance 'trouble' goes by place 'yard_crane' of mode sea; give it "
            "a chance of its own",
        )
    ]
