"""A what-if of the same name in a file and in the one it extends: both are put together, and it is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from broken import refusal
from noted import notes_of

from portsim.scenario.load import load

pytestmark = pytest.mark.usefixtures("tiny_folder")
KEPT = (
    "keeps set.places.gate_in.lanes of tiny.yaml, as what-ifs of one name are put together; to take it out, "
    "write set: {places.gate_in.lanes: null}, or give yours another name"
)


def written(more_lanes: str) -> None:
    Path("mine.yaml").write_text(f"extends: tiny.yaml\nname: mine\nwhat_ifs: {{more_lanes: {more_lanes}}}\n")


def test_what_it_keeps_of_the_extended_file_is_a_note() -> None:
    written("{set: {places.gate_out.lanes: 3}}")
    assert notes_of(lambda: load("mine.yaml")) == [f"mine.yaml:3:12: what_ifs.more_lanes: {KEPT}"]
    assert dict(load("mine.yaml").what_ifs["more_lanes"].set) == {
        "places.gate_in.lanes": 4,
        "places.gate_out.lanes": 3,
    }


@pytest.mark.parametrize(
    "more_lanes",
    [
        "{set: {places.gate_out.lanes: 3, places.gate_in.lanes: null}}",
        "{set: {places.gate_in.lanes: 3}}",
        "{title: More lanes}",
    ],
)
def test_a_what_if_of_one_file_is_not(more_lanes: str) -> None:
    written(more_lanes)
    assert notes_of(lambda: load("mine.yaml")) == []


def test_a_message_about_it_says_so() -> None:
    written("{set: {places.gate_out.lane: 3}}")
    assert refusal(lambda: load("mine.yaml")) == (
        "mine.yaml:3:31: what_ifs.more_lanes: places.gate_out.lane: unknown key 'lane' (nearest: lanes); "
        f"more_lanes {KEPT}"
    )


def test_a_number_that_both_change_in_two_ways_is_to_be_taken_out_of_one() -> None:
    written("{scale: {places.gate_in.lanes: 2}}")
    assert refusal(lambda: load("mine.yaml")).endswith(
        "places.gate_in.lanes is both set and scaled; do one of the two, with null for the other if an "
        "extended file does it"
    )
    written("{scale: {places.gate_in.lanes: 2}, set: null}")
    assert notes_of(lambda: load("mine.yaml")) == []
