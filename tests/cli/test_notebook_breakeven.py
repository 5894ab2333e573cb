"""The notebook of break-even runs from its first cell to its last."""

from __future__ import annotations

import pytest

pytest.importorskip("marimo")

from opened import opened


@pytest.mark.usefixtures("quick_engine")
def test_it_runs_as_it_stands() -> None:
    module = opened("breakeven")
    _, defs = module.app.run()
    assert set(defs["pays"].net_benefit["alternative"]) == {"qr_gate_pass"}
    (root,) = defs["of_costs"].roots.to_dict("records")
    terminal = defs["pays"].net_benefit.set_index("payer").loc["terminal"]
    assert root["of"] == "net_benefit:terminal" and root["value"] > root["stated"]
    assert terminal["net"] > 0
    (root,) = defs["of_uptake"].roots.to_dict("records")
    assert root["rises"] and 0 < root["value"] < 0.9
