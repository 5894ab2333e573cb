"""A written scenario names the one that it extends from where it lies."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import yaml

from portsim.scenario.placing import named_from, placed


def test_what_it_extends_is_named_from_there_and_the_comment_stays() -> None:
    text = "# Written by hand.\nname: two\nextends: /ports/mine/one.yaml\n"
    there = placed(text, Path("/ports/mine/results/run/two.yaml"))
    assert there == "# Written by hand.\nname: two\nextends: ../../one.yaml\n"
    assert yaml.safe_load(placed(text, Path("/ports/mine/two.yaml")))["extends"] == "one.yaml"


def test_a_shipped_scenario_stays_a_name() -> None:
    assert named_from("ocean_gate.yaml", Path("/ports")) == "ocean_gate.yaml"


def test_a_scenario_on_another_drive_keeps_its_whole_path(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> str:
        raise ValueError("path is on mount 'D:', start on mount 'C:'")

    monkeypatch.setattr(os.path, "relpath", refused)
    assert named_from("/mnt/one.yaml", Path("/ports")) == "/mnt/one.yaml"
