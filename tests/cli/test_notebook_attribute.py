"""The notebook on attribution runs from its first cell to its last."""

from __future__ import annotations

import pytest

pytest.importorskip("marimo")

from matplotlib.figure import Figure
from opened import opened


def test_the_notebook_runs_as_it_stands() -> None:
    module = opened("attribute")
    _, defs = module.app.run()
    assert defs["found"].facts["design"] == "2^3"
    assert defs["overlap"]["measures"].iloc[0] == "all measures" and len(defs["overlap"]) == 4
    assert isinstance(defs["chart"], Figure)
    assert any(
        s.startswith("Gate-in to box set down at the exam site: together") for s in defs["found"].sentences
    )
