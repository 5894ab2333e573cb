"""The notebook runs from its first cell to its last, as it stands and with its sliders moved."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pandas as pd
import pytest

pytest.importorskip("marimo")

from matplotlib.figure import Figure

NOTEBOOK = Path(__file__).parent.parent / "notebooks" / "tuning.py"


@pytest.fixture(scope="module")
def notebook() -> ModuleType:
    spec = importlib.util.spec_from_file_location("tuning", NOTEBOOK)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def gate_transaction_time(comparison: pd.DataFrame) -> pd.Series:
    rows = comparison[comparison["kpi"] == "gate_transaction_time"].set_index("scenario")
    row = rows.loc["qr"]
    assert isinstance(row, pd.Series)
    return row


def test_the_notebook_runs_as_it_stands(notebook: ModuleType) -> None:
    outputs, defs = notebook.app.run()
    assert set(defs["study"].comparison["scenario"]) == {"qr", "smart_cloud_routing"}
    assert len(defs["comparison"]) > 20 and defs["comparison"]["baseline"].notna().sum() > 20
    assert {"places.gate_in.lanes", "traits.selected_for_exam.share"} <= set(defs["changes"]["key"])
    assert isinstance(defs["savings"], Figure) and isinstance(defs["distribution"], Figure)
    pictures = [output for output in outputs if output is not None and "<img" in getattr(output, "text", "")]
    assert len(pictures) == 2
    assert gate_transaction_time(defs["study"].comparison)["difference"] < 0


def test_a_moved_slider_runs_the_study_again(notebook: ModuleType) -> None:
    moved = {
        name: SimpleNamespace(value=v) for name, v in (("lanes", 10), ("qr_uptake", 0), ("exam_rate", 2.0))
    }
    _, defs = notebook.app.run(defs=moved)
    changes = defs["changes"].set_index("key")["new"]
    assert changes["places.gate_in.lanes"].startswith("10")
    assert changes["traits.selected_for_exam.share"] == "2.0 %"
    assert gate_transaction_time(defs["study"].comparison)["difference"] == 0  # no truck shows a code


def test_the_ends_of_the_sliders_can_be_run(notebook: ModuleType) -> None:
    _, defs = notebook.app.run(
        defs={"study": None, **dict.fromkeys(("comparison", "savings", "distribution", "changes"))}
    )
    for name in ("lanes", "qr_uptake", "exam_rate"):
        slider = defs[name]
        assert slider.start <= slider.value <= slider.stop
    for end in ("start", "stop"):
        values = [getattr(defs[name], end) for name in ("lanes", "qr_uptake", "exam_rate")]
        assert len(notebook.shown(notebook.tuned_study(*values).comparison)) > 20
