"""The notebook on sizing runs from its first cell to its last."""

from __future__ import annotations

import pytest

pytest.importorskip("marimo")

from matplotlib.figure import Figure
from matplotlib.text import Text
from opened import opened


def test_the_notebook_sizes_a_gate() -> None:
    module = opened("size")
    _, defs = module.app.run()
    assert len(defs["systems"]) == 9 and len(defs["found"].chosen) == 1
    chart = defs["chart"]
    assert isinstance(chart, Figure)
    said = " ".join(text.get_text() for text in chart.findobj(Text))
    assert "P90 truck visit time: what service costs" in said and "asked: at most 25 min" in said
    defs["temporary"].cleanup()  # or it goes in the middle of another test, with a warning
