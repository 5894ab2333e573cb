"""The notebook on attribution runs from its first cell to its last."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

pytest.importorskip("marimo")

from matplotlib.figure import Figure

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "attribute.py"


def test_the_notebook_runs_as_it_stands() -> None:
    spec = importlib.util.spec_from_file_location("attribute_notebook", NOTEBOOK)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    _, defs = module.app.run()
    assert defs["found"].facts["design"] == "2^3"
    assert defs["overlap"]["measures"].iloc[0] == "all measures" and len(defs["overlap"]) == 4
    assert isinstance(defs["chart"], Figure)
    assert any(
        s.startswith("Gate-in to box set down at the exam site: together") for s in defs["found"].sentences
    )
