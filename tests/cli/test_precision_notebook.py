"""The notebook on the number of replications runs as it stands, and with a narrower interval asked."""

from __future__ import annotations

from types import ModuleType, SimpleNamespace

import pytest

pytest.importorskip("marimo")

from matplotlib.figure import Figure
from opened import opened


@pytest.fixture(scope="module")
def notebook() -> ModuleType:
    return opened("precision")


def test_it_runs_as_it_stands(notebook: ModuleType) -> None:
    _, defs = notebook.app.run()
    found = defs["found"]
    assert set(found.half_widths["alternative"]) == {"qr_gate_pass"}
    assert found.facts["ended"] == "met" and found.facts["n"] >= 5
    assert list(defs["table"]["kpi"]) == [
        "Gate transaction time", "Gate queue time", "Document window visits",
    ]  # fmt: skip
    assert isinstance(defs["chart"], Figure)


def test_a_narrower_interval_takes_more_replications(notebook: ModuleType) -> None:
    """1 % of the gate's time takes more than the 10 replications that are allowed, with the look-ahead."""
    moved = {"within": SimpleNamespace(value=1), "most": SimpleNamespace(value=10)}
    _, defs = notebook.app.run(defs=moved)
    assert defs["found"].facts["ended"] == "most"
    assert defs["table"]["n_needed"].iloc[0] > 5 and defs["table"]["status"].iloc[0] != "met"
