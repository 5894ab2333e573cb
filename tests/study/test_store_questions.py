"""Questions that take many runs find what they have run before in a store."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from gates import GATE
from tiny import EVIDENCE, GATE_CLAIMS, TINY

import portsim
from portsim.study.analysis import Analysis
from portsim.study.sizing import systems
from portsim.study.store.store import Store
from portsim.study.uncertainty import worlds

pytestmark = pytest.mark.usefixtures("quick_engine")

RANGED = TINY.replace(
    "scan_code: {shape: constant, mean: 20 s, source: A1}",
    "scan_code: {shape: constant, mean: 20 s, source: assumption, range: [10 s, 90 s]}",
).replace("evidence: evidence.yaml", "evidence: evidence.yaml\nclaims: claims.yaml")


def never(*_: object, **__: object) -> None:
    raise AssertionError("run again")


def equal(one: Analysis, other: Analysis) -> None:
    assert one.sentences == other.sentences
    for name, table in one.tables.items():
        pd.testing.assert_frame_equal(table, other.tables[name], check_exact=True)


def uncertain(folder: Path, text: str, store: Path | None) -> tuple[Analysis, Store | None]:
    (folder / "tiny.yaml").write_text(text)
    (folder / "claims.yaml").write_text(GATE_CLAIMS)
    (folder / "evidence.yaml").write_text(EVIDENCE)
    answers = None if store is None else Store(store)
    scenario = portsim.load(str(folder / "tiny.yaml"))
    found = portsim.uncertainty(
        scenario, samples=8, tried=1, days=1, replications=2, workers=1, answers=answers
    )
    return found, answers


def test_worlds_at_drawn_inputs_are_found_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain, _ = uncertain(tmp_path, RANGED, None)
    first, store = uncertain(tmp_path, RANGED, tmp_path / "store")
    assert store is not None and store.new > 0 == store.found
    equal(plain, first)
    made = store.new
    monkeypatch.setattr(worlds, "keep_of_runs", never)
    again, store = uncertain(tmp_path, RANGED, tmp_path / "store")
    assert store is not None and (store.found, store.new) == (made, 0)
    equal(plain, again)


def test_another_range_of_an_input_draws_other_worlds(tmp_path: Path) -> None:
    """The port as stated is the same: its 2 replications of 3 alternatives are found again, and nothing
    else but what does not go by the scan."""
    uncertain(tmp_path, RANGED, tmp_path / "store")
    wider = RANGED.replace("[10 s, 90 s]", "[10 s, 80 s]")
    plain, _ = uncertain(tmp_path, wider, None)
    found, store = uncertain(tmp_path, wider, tmp_path / "store")
    assert store is not None and store.new > 0
    equal(plain, found)


def test_points_of_a_grid_are_found_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gate.yaml").write_text(GATE)
    gate = portsim.load(str(tmp_path / "gate.yaml"))

    def sized(store: Store | None) -> Analysis:
        over, target = ["places.gate_in.lanes=3:4"], ["gate_queue_time <= 2 min"]
        return portsim.size(gate, over, target, chance=0.6, workers=1, answers=store)

    plain = sized(None)
    equal(plain, sized(Store(tmp_path / "store")))
    monkeypatch.setattr(systems, "run_world", never)
    store = Store(tmp_path / "store")
    equal(plain, sized(store))
    assert store.new == 0 < store.found
