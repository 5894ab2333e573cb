"""The notebooks of charts and of a measure of one's own run from their first cell to their last."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

pytest.importorskip("marimo")

from opened import opened, words_on


def test_every_chart_is_drawn_of_what_was_chosen() -> None:
    _, defs = opened("comparison").app.run(
        defs={"chosen": SimpleNamespace(value=["qr_gate_pass"]), "names": ["qr_gate_pass"]}
    )
    assert set(defs["study"].comparison["alternative"]) == {"qr_gate_pass"}
    for name in ("aims", "money", "one", "spread", "sheet", "stages"):
        assert "no data" not in words_on(defs[name]), name
    assert "QR gate pass" in words_on(defs["aims"]) and "Gate-in" in words_on(defs["sheet"])


def test_a_measure_of_a_cell_is_compared_and_its_claim_judged() -> None:
    _, defs = opened("measure").app.run()
    gate = defs["table"].iloc[0]
    assert gate["kpi"] == "Gate transaction time" and gate["verdict"] == "saves"
    # 30 % of the trucks take 40 s in place of 150 s on average
    assert gate["difference"] == pytest.approx(-0.3 * (150 - 40) / 60, abs=0.06)
    sent = defs["verdicts"].set_index("reading").loc["trucks that sent them"]
    assert sent["simulated"] == pytest.approx(1 - 40 / 150, abs=0.03)
    # 27 % of the time remain where 50 % were reported: half as much, so partly
    assert sent["verdict"] == "partly reproduced"
    assert "Papers sent ahead halve" in words_on(defs["chart"])
    defs["temporary"].cleanup()  # or it goes in the middle of another test, with a warning
