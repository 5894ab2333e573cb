"""What every question takes for a scenario: one that is loaded, a name, or a path."""

from __future__ import annotations

from pathlib import Path

import pytest
from gates import GATE

import portsim
from portsim.scenario.load import loaded


def test_a_path_is_taken_as_its_text_is(tmp_path: Path) -> None:
    file = tmp_path / "gate.yaml"
    file.write_text(GATE)
    scenario = portsim.load(file)
    assert loaded(scenario) is scenario
    assert loaded(file).identity == loaded(str(file)).identity == scenario.identity
    assert portsim.run(file).n == portsim.run(scenario).n > 0


def test_anything_else_is_said_to_be_none() -> None:
    with pytest.raises(TypeError, match=r"^scenario: got int, allowed a Scenario, its name or its path$"):
        loaded(5)  # type: ignore[arg-type]
