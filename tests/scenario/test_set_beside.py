"""Numbers that are set beside a file stand in a file that extends it, so that both are the same port."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from tiny import EVIDENCE, TINY

import portsim
from portsim.scenario.saving import extended, set_beside

BY_SHIFT = (
    "gate_in: {lanes: {shifts: {day: {value: 2, hours: 06:00-22:00, source: A1}, "
    "night: {value: 1, hours: 22:00-06:00, source: A1}}}}"
)
CHANGED = TINY.replace("cranes: {value: 1,", "cranes: {value: {north: 1},")
SET = [
    [("places.gate_in.lanes", 6)],
    [("places.gate_in.lanes", 6), ("places.gate_in.lanes", 5), ("chances.trouble", "7 %")],
    [("tasks.paper_check", "3 min"), ("tasks.paper_check.k", 2)],
    [("places.yard_crane.cranes.value.north", 4)],
    [("measures.qr_gate_pass.uptake", "50 %"), ("what_ifs.more_lanes.set", {"places.gate_in.lanes": 3})],
    [("profiles.day.hours", [1] * 24)],
]


@pytest.mark.parametrize("changes", SET, ids=str)
def test_a_file_with_what_was_set_is_the_port_as_it_was_set(
    changes: list[tuple[str, object]], tmp_path: Path
) -> None:
    assert same_port(CHANGED, changes, tmp_path)


@pytest.mark.parametrize("key", ["places.gate_in.lanes", "places.gate_in.lanes.shifts.night"])
def test_of_shifts_too(key: str, tmp_path: Path) -> None:
    text = TINY.replace("gate_in: {lanes: {value: 2, source: A1}}", BY_SHIFT).replace(
        "set: {places.gate_in.lanes: 4}", "set: {places.gate_out.lanes: 4}"
    )
    assert text.count("shifts") == 1 and same_port(text, [(key, 3)], tmp_path)


def same_port(text: str, changes: list[tuple[str, object]], folder: Path) -> bool:
    """Whether a file that extends that of the text, with what was set, has the identity of what was set."""
    (folder / "evidence.yaml").write_text(EVIDENCE)
    (folder / "tiny.yaml").write_text(text)
    stated = portsim.load(folder / "tiny.yaml")
    assert set_beside(stated) == {}
    scenario = stated
    for key, value in changes:
        scenario = scenario.set(key, value)
    own = {"extends": extended(scenario), "name": "tiny", "title": scenario.title, **set_beside(scenario)}
    (folder / "own.yaml").write_text(yaml.safe_dump(own, sort_keys=False))
    again = portsim.load(folder / "own.yaml")
    return again.identity == scenario.identity != stated.identity
