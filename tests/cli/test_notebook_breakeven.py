"""The notebook of break-even runs from its first cell to its last."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

pytest.importorskip("marimo")

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "breakeven.py"


def test_it_runs_as_it_stands() -> None:
    spec = importlib.util.spec_from_file_location("breakeven_notebook", NOTEBOOK)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    _, defs = module.app.run()
    assert set(defs["pays"].net_benefit["alternative"]) == {"qr_gate_pass"}
    (root,) = defs["of_costs"].roots.to_dict("records")
    terminal = defs["pays"].net_benefit.set_index("payer").loc["terminal"]
    assert root["of"] == "net_benefit:terminal" and root["value"] > root["stated"]
    assert terminal["net"] > 0
    (root,) = defs["of_uptake"].roots.to_dict("records")
    assert root["rises"] and 0 < root["value"] < 0.9
