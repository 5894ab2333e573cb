"""The notebook from a log to a calibrated port finds the way and the lanes that made the log."""

from __future__ import annotations

import pytest

pytest.importorskip("marimo")
pytest.importorskip("sklearn")

from opened import opened, words_on

import portsim


@pytest.mark.slow
def test_the_notebook_finds_the_port_of_its_log() -> None:
    _, defs = opened("calibration").app.run()
    assert "timestamp" in set(defs["columns"]["column"])
    check = defs["durations"].set_index("task").loc["tasks.paper_check"]
    assert check["mean"] == pytest.approx(7, rel=0.05)
    found = defs["found"].inputs.set_index("input")
    way, lanes = found.loc["tasks.gate_to_yard"], found.loc["places.gate_in.lanes"]
    assert way["at_5"] < 6.5 < way["at_95"] and lanes["at_5"] <= 2 <= lanes["at_95"]
    assert set(defs["verdicts"]["weeks"]) == {"all", "not held out", "held out"}
    assert "missed" not in set(defs["verdicts"]["verdict"])
    assert "Gate to yard" in words_on(defs["posterior"]) and "held out" in words_on(defs["figures"])
    port = portsim.load(str(defs["calibrated"])).baseline.port
    assert port.places["gate_in"].servers.value == 2
    defs["temporary"].cleanup()  # or it goes in the middle of another test, with a warning
