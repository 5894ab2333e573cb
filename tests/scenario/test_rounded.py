"""Whole numbers that a what-if scales: told where they are rounded, worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import Terminal
from tiny import TINY

from portsim.scenario.load import load
from portsim.scenario.rounded import rounded

LANES = "  more_lanes: {set: {places.gate_in.lanes: 4}}\n"
ALONE = "  lanes: [more_lanes]\n"


def of(what_ifs: str, compare: str, *edits: tuple[str, str], name: str = "a") -> list[str]:
    text = TINY
    for old, new in ((LANES, LANES + what_ifs), (ALONE, ALONE + compare), *edits):
        assert text.count(old) == 1
        text = text.replace(old, new)
    Path("tiny.yaml").write_text(text)
    return [line.partition(": ")[2] for line in rounded(load("tiny.yaml"), name)]


@pytest.mark.usefixtures("tiny_folder")
class TestRounded:
    def test_a_count_that_becomes_none_is_told_and_another_is_not(self) -> None:
        found = of("  x: {scale: {places.gate_in.lanes: 0.8, places.berth.berths: 1.5}}\n", "  a: [x]\n")
        assert found == [
            "what_ifs.x: places.gate_in.lanes: 2 times 0.8 is 1.6, taken as 2, as it is without that"
        ]

    def test_a_count_of_each_terminal_and_of_each_shift(self) -> None:
        shifts = (
            "lanes: {value: 2, source: A1}",
            "lanes: {shifts: {day: {value: 5, hours: 06:00-22:00, source: A1}, "
            "night: {value: 4, hours: 22:00-06:00, source: A1}}}",
        )
        cranes = (
            "value: 1, source: A1}, blocks: {value: 2,",
            "value: 1, source: A1}, blocks: {value: {north: 3},",
        )
        scale = "{places.gate_in.lanes: 1.5, places.yard_crane.blocks: 1.5}"
        found = of(f"  x: {{scale: {scale}}}\n", "  a: [x]\n", shifts, cranes)
        assert found == [
            "what_ifs.x: places.gate_in.lanes: day 5 times 1.5 is 7.5, taken as 8",
            "what_ifs.x: places.yard_crane.blocks: north 3 times 1.5 is 4.5, taken as 5",
        ]

    def test_it_is_what_the_measures_before_it_have_left_that_is_scaled(self) -> None:
        found = of(
            "  x: {scale: {places.gate_in.lanes: 0.8}}\n",
            "  a: [more_lanes, {measure: x, over: true}]\n",
        )
        assert found == ["what_ifs.x: places.gate_in.lanes: 4 times 0.8 is 3.2, taken as 3"]

    def test_less_than_one_percent_is_not_worth_a_word(self) -> None:
        lanes = ("lanes: {value: 2, source: A1}", "lanes: {value: 91, source: A1}")
        assert of("  x: {scale: {places.gate_in.lanes: 1.1}}\n", "  a: [x]\n", lanes) == []

    def test_what_is_in_place_is_told_of_the_baseline(self) -> None:
        place = ("compare:\n", "in_place: [x]\ncompare:\n")
        lanes = ("lanes: {value: 2, source: A1}", "lanes: {value: 3, source: A1}")
        found = of("  x: {scale: {places.gate_in.lanes: 1.5}}\n", "", place, lanes, name="baseline")
        assert found == ["what_ifs.x: places.gate_in.lanes: 3 times 1.5 is 4.5, taken as 5"]


def test_validate_and_compare_say_it_once(
    tiny_folder: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal = Terminal(monkeypatch, capsys)
    of("  x: {scale: {places.gate_in.lanes: 0.6}}\n", "  a: [x]\n  b: [x, qr_gate_pass]\n")
    said = "tiny.yaml:39:15: what_ifs.x: places.gate_in.lanes: 2 times 0.6 is 1.2, taken as 1"
    for command in (["validate"], ["compare", "--workers", "1"]):
        assert terminal(command[0], "tiny.yaml", *command[1:]).err.count(said) == 1
