"""The notebook on control and facilitation runs from its first cell to its last."""

from __future__ import annotations

import pytest

pytest.importorskip("marimo")

from opened import opened, words_on


def test_the_notebook_runs_as_it_stands() -> None:
    _, defs = opened("control").app.run()
    assert len(defs["found"].frontier) == 2 and len(defs["traders"]) == 2 * 2 * 2
    assert "What faster exams miss: baseline" in words_on(defs["chart"])
