"""The notebook on uncertainty runs from its first cell to its last."""

from __future__ import annotations

import pytest

pytest.importorskip("marimo")

from opened import opened, words_on


@pytest.mark.usefixtures("quick_engine")
def test_the_notebook_draws_what_is_sure_and_what_decides() -> None:
    _, defs = opened("uncertainty").app.run()
    assert len(defs["analysis"].worlds) == 8
    assert "holds in" in words_on(defs["verdicts"]) and "C8" in words_on(defs["verdicts"])
    assert "One input at a time" in words_on(defs["tornado"])
    assert defs["deciding"].empty  # 8 worlds cannot tell which of 200 inputs decide
