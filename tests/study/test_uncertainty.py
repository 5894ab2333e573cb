"""A whole study of uncertainty, on a tiny port: what its tables say, and what is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tiny import GATE_CLAIMS, TINY

import portsim
from portsim.base.errors import PortsimError
from portsim.study.analysis import Analysis

RANGED = (
    TINY.replace(
        "scan_code: {shape: constant, mean: 20 s, source: A1}",
        "scan_code: {shape: constant, mean: 20 s, source: assumption, range: [10 s, 90 s]}",
    )
    .replace(
        "check_out: {shape: constant, mean: 45 s, source: A1}",
        "check_out: {shape: constant, mean: 45 s, source: assumption, range: [30 s, 60 s]}",
    )
    .replace("evidence: evidence.yaml", "evidence: evidence.yaml\nclaims: claims.yaml")
)
KEY = "measures.qr_gate_pass.scan_code"


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Analysis:
    folder = tmp_path_factory.mktemp("uncertain")
    (folder / "tiny.yaml").write_text(RANGED)
    (folder / "claims.yaml").write_text(GATE_CLAIMS)
    (folder / "evidence.yaml").write_text(
        'evidence:\n  A1: {what: A count, figure: "1", reference: a report, confidence: D}\n'
    )
    scenario = portsim.load(str(folder / "tiny.yaml"))
    return portsim.uncertainty(scenario, samples=64, tried=2, days=7, replications=4, workers=1)


def test_a_share_saved_goes_by_both_times_and_nothing_else(found: Analysis) -> None:
    rows = found.deciding
    own = rows[(rows["figure"] == "times") & (rows["total"] > 0)].set_index("input")["total"]
    assert set(own.index) == {KEY, "tasks.paper_check"}
    # 1 - scan / check: by partial derivatives at the means of the triangulars (0.667 and 2.667 min)
    scan, check = (0.1667 + 0.3333 + 1.5) / 3, (1.5 + 2.5 + 4) / 3
    of_scan = ((1.5 - 1 / 6) ** 2 - (1 / 3 - 1 / 6) * (1.5 - 1 / 3)) / 18 / check**2
    of_check = (2.5**2 - 1 * 1.5) / 18 * scan**2 / check**4
    assert own[KEY] == pytest.approx(of_scan / (of_scan + of_check), abs=0.1)


def test_the_interval_over_inputs_is_that_of_the_ranges(found: Analysis) -> None:
    row = found.claims.set_index("reading").loc["at the lane"]  # the paper check itself: 1.5 to 4 min
    assert row["p5"] == pytest.approx(1.5 + (0.05 * 2.5 * 1) ** 0.5, abs=0.12)
    assert row["p95"] == pytest.approx(4 - (0.05 * 2.5 * 1.5) ** 0.5, abs=0.12)
    assert row["noise_share"] < 0.05
    # about 3 min: from 2.7 to 3.3, between which lie (4-2.7)^2/3.75 - (4-3.3)^2/3.75 of the triangular
    assert row["p_holds"] == pytest.approx((1.3**2 - 0.7**2) / 3.75, abs=0.06)
    assert row["p_holds_low"] < row["p_holds"] < row["p_holds_high"]
    parts = row[["p_holds", "p_partly", "p_exceeded", "p_not", "p_other"]]
    assert parts.sum() == pytest.approx(1)


def test_the_verdict_turns_at_the_paper_check_that_gives_what_was_reported(found: Analysis) -> None:
    rows = found.flips
    own = rows[(rows["reading"] == "with the queue") & (rows["input"] == "tasks.paper_check")]
    assert len(own) >= 1
    assert set(own["from"]) == {"partly reproduced"} or set(own["from"]) == {"reproduced"}


def test_one_input_at_a_time_moves_the_figure_by_as_much(found: Analysis) -> None:
    rows = found.tornado
    assert set(rows["input"]) == {"tasks.paper_check"}  # the only one that decides the primary reading
    own = rows[rows["input"] == "tasks.paper_check"].set_index("at")
    assert set(own.index) == {"1.5 min", "4 min"}
    assert own.loc["1.5 min", "change"] < -0.9 < 1.3 < own.loc["4 min", "change"]


def test_every_world_and_every_input_is_written(found: Analysis) -> None:
    assert len(found.worlds) == 64
    assert {KEY, "tasks.paper_check", "tasks.check_out"} == set(found.inputs["input"])
    assert found.worlds[KEY].between(0, 1).all()
    assert np.isfinite(found.worlds["S1: at the lane"]).all()
    assert any("Measure first: " in each or "claim" in each for each in found.sentences)


def test_it_is_the_same_for_any_number_of_workers(found: Analysis) -> None:
    one, two = (
        portsim.uncertainty(found.scenario, samples=8, tried=1, days=1, replications=2, workers=workers)
        for workers in (1, 2)
    )
    for name, table in one.tables.items():
        assert two.tables[name].equals(table), name


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({"samples": 100}, "samples: got 100, allowed a power of 2"),
        ({"samples": 8, "per_world": 5}, "per_world: got 5, allowed a whole number from 1 to 4"),
        ({"samples": 8, "tried": -1}, "tried: got -1, allowed a whole number of inputs, 0 or more"),
        ({"samples": 8, "replications": 1}, "replications: got 1, allowed 2 or more"),
    ],
)
def test_what_cannot_be_is_refused(found: Analysis, given: dict[str, int], text: str) -> None:
    with pytest.raises(PortsimError, match=text):
        portsim.uncertainty(found.scenario, workers=1, **given)


def test_a_scenario_without_ranges_is_refused(tiny_folder: None) -> None:
    text = TINY.replace("source: assumption, range: [90 s, 240 s]", "source: A1")
    Path("tiny.yaml").write_text(text)
    with pytest.raises(PortsimError, match="no number has a range"):
        portsim.uncertainty("tiny.yaml", samples=8, workers=1)


def test_claims_only_needs_claims(tiny_folder: None) -> None:
    with pytest.raises(PortsimError, match="names no claims file; leave --claims-only out"):
        portsim.uncertainty("tiny.yaml", samples=8, claims_only=True, workers=1)
