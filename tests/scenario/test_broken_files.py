"""Broken files: names that no file has, files in a circle, a wrong value told at the file that holds it."""

from __future__ import annotations

from pathlib import Path

import pytest
from broken import each, each_name_of_no_file, edited, refusal
from tiny import TINY

from portsim.base.errors import got
from portsim.scenario.load import load

pytestmark = pytest.mark.usefixtures("tiny_folder")


# fmt: off
BROKEN = [
    ("extends a file that is not there", "evidence: evidence.yaml",
     "evidence: evidence.yaml\nextends: nowhere.yaml",
     "tiny.yaml:4:1: extends: got 'nowhere.yaml', but there is no such file (allowed: evidence.yaml, "
     "ocean_gate.yaml, omissions.yaml, validation.yaml, what_ifs.yaml, xiamen.yaml, xiamen_2022.yaml, "
     "xiamen_claims.yaml, xiamen_congested.yaml)"),
    ("extends a shipped file, misspelt", "evidence: evidence.yaml",
     "evidence: evidence.yaml\nextends: ocean_gat.yaml",
     "tiny.yaml:4:1: extends: got 'ocean_gat.yaml', but there is no such file (nearest: ocean_gate.yaml)"),
    ("extends itself", "evidence: evidence.yaml", "evidence: evidence.yaml\nextends: tiny.yaml",
     "tiny.yaml:4:1: extends: scenarios extend one another in a circle: tiny.yaml -> tiny.yaml"),
    ("extends a number", "evidence: evidence.yaml", "evidence: evidence.yaml\nextends: 5",
     "tiny.yaml:4:1: extends: got 5, allowed text"),
    ("extends a folder", "evidence: evidence.yaml", "evidence: evidence.yaml\nextends: .",
     "tiny.yaml:4:1: extends: got '.', a folder, and no file"),
]
# fmt: on


@each(BROKEN)
def test_a_broken_scenario_gives_one_clear_message(old: str, new: str, message: str) -> None:
    assert refusal(lambda: edited(old, new)) == message


@each_name_of_no_file
@pytest.mark.parametrize("key", ["extends", "evidence", "claims"])
def test_a_name_that_no_file_has_is_told_at_its_key(key: str, name: str) -> None:
    text = "".join(line for line in TINY.splitlines(True) if not line.startswith(f"{key}:"))
    Path("tiny.yaml").write_text(f'{key}: "{name}"\n{text}')
    why = "a folder, and no file" if name == "/" else "but there is no such file"
    assert refusal(lambda: load("tiny.yaml")).startswith(f"tiny.yaml:1:1: {key}: got {got(name)}, {why}")


def test_a_circle_of_files_is_told_at_the_file_that_closes_it() -> None:
    Path("second.yaml").write_text("extends: tiny.yaml\nname: second\n")
    assert refusal(lambda: edited("name: tiny", "extends: second.yaml\nname: tiny")) == (
        "second.yaml:1:1: extends: scenarios extend one another in a circle: "
        "tiny.yaml -> second.yaml -> tiny.yaml"
    )


def test_a_wrong_value_is_told_at_the_file_that_holds_it() -> None:
    Path("second.yaml").write_text("extends: tiny.yaml\nplaces:\n  gate_in: {lanes: many}\n")
    assert refusal(lambda: load("second.yaml")) == (
        "second.yaml:3:13: places.gate_in.lanes.value: got 'many', allowed a whole number >= 0 or a mapping"
    )


def test_a_name_too_long_for_a_scenario_is_told() -> None:
    assert refusal(lambda: load("x" * 5000)).startswith("unknown scenario 'xxx")
    assert refusal(lambda: load("")).startswith("unknown scenario '' (allowed: ocean_gate, ")


def test_an_unknown_scenario_is_told_with_the_nearest_name() -> None:
    assert refusal(lambda: load("xiamn")) == (
        "unknown scenario 'xiamn' (nearest: xiamen); give a name or a .yaml file"
    )


def test_a_file_is_named_with_its_ending() -> None:
    assert (
        refusal(lambda: load("tiny")) == "unknown scenario 'tiny'; write tiny.yaml for the file of that name"
    )
    assert refusal(lambda: load("TINY.YAML")).startswith("TINY.YAML: no such file (")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("plases: null", "2:1: plases: null removes nothing, as there is no 'plases' (nearest: places)"),
        (
            "places: {gate_inn: null}",
            "2:10: places.gate_inn: null removes nothing, as there is no 'gate_inn' (nearest: gate_in)",
        ),
    ],
)
def test_what_is_to_be_removed_is_spelt_as_in_the_file_that_has_it(line: str, message: str) -> None:
    Path("second.yaml").write_text(f"extends: tiny.yaml\n{line}\n")
    assert refusal(lambda: load("second.yaml")) == f"second.yaml:{message}; correct it or leave it out"


def test_removing_what_is_not_there_is_no_mistake_by_itself() -> None:
    Path("second.yaml").write_text("extends: tiny.yaml\nname: second\nclaims: null\ntargets: {quick: null}\n")
    assert load("second.yaml").name == "second"
