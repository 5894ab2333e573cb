"""Draws that are left for the next study: the same ones, as long as they are small and of no log."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from tiny import EVIDENCE, TINY

from portsim.scenario.load import load
from portsim.scenario.scenario import Scenario
from portsim.study import drawn
from portsim.study.drawn import draws_of
from portsim.workload.draws import Draws


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(drawn, "_KEPT", {})
    yield


def tiny(folder: Path, text: str = TINY) -> Scenario:
    (folder / "tiny.yaml").write_text(text)
    (folder / "evidence.yaml").write_text(EVIDENCE)
    return load(str(folder / "tiny.yaml"))


def used(scenario: Scenario, replication: int, *, again: bool = True) -> Draws:
    with draws_of(scenario, replication, again=again) as draws:
        draws.once("a column", lambda: np.zeros(1000))
    return draws


def test_the_next_study_has_the_draws_of_its_replication(tmp_path: Path) -> None:
    scenario = tiny(tmp_path)
    first, second = used(scenario, 0), used(scenario, 1)
    assert first is not second and first.size == 8000
    assert used(scenario.set("places.gate_in.lanes", 3), 0) is first
    assert used(scenario, 0, again=False) is not first
    assert used(scenario.with_study(seed=2), 0) is not first


def test_those_used_longest_ago_go_when_all_take_too_much(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenario = tiny(tmp_path)
    monkeypatch.setattr(drawn, "MOST", 16_000)
    first, second = used(scenario, 0), used(scenario, 1)
    assert used(scenario, 0) is first
    used(scenario, 2)
    assert used(scenario, 0) is first and used(scenario, 1) is not second


def test_what_is_too_large_by_itself_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawn, "MOST", 7_999)
    assert used(tiny(tmp_path), 0) is not used(tiny(tmp_path), 0)


BY_PLUGIN = """
from typing import ClassVar
from portsim import Alteration, measure


@measure("logged")
class Logged(Alteration):
    title: ClassVar[str] = "Trucks of a log"

    def apply(self, world):
        return world.set("demand.domestic", world.port.demand["domestic"].model_copy(update={"log": "LOG"}))
"""


def test_a_log_that_a_measure_brings_is_read_each_time(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("arrival\n1\n2\n")
    (tmp_path / "own.py").write_text(BY_PLUGIN.replace("LOG", str(tmp_path / "log.csv")))
    text = TINY.replace("measures:\n", "measures:\n  logged: {}\n").split("compare:")[0]
    scenario = tiny(tmp_path, text + "compare:\n  logged: [logged]\nplugins: [own.py]\n")
    assert used(scenario, 0) is not used(scenario, 0)
    assert used(scenario.only(), 0) is used(scenario.only(), 0)


def test_a_log_is_read_each_time(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("arrival\n1\n2\n")
    text = TINY.replace("profile: day}", "log: log.csv}").replace(
        "1 per day, source: A1}}", "1 per day, source: A1}, profile: day}"
    )
    assert used(tiny(tmp_path, text), 0) is not used(tiny(tmp_path, text), 0)
