"""The notebook runs from its first cell to its last, as it stands and with its sliders at their ends."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType, SimpleNamespace
from typing import Any

import pandas as pd
import pytest

pytest.importorskip("marimo")

from matplotlib.figure import Figure
from matplotlib.text import Text
from opened import opened

SLIDERS = {"lanes": 12, "qr_uptake": 50, "exam_rate": 1.0}


@pytest.fixture(scope="module")
def notebook() -> ModuleType:
    return opened("tuning")


@pytest.fixture(scope="module")
def as_it_stands(notebook: ModuleType) -> Mapping[str, Any]:
    defs: Mapping[str, Any] = notebook.app.run()[1]
    return defs


def gate_time_saved(defs: Mapping[str, Any]) -> float:
    """Change of the gate transaction time [min] by the QR gate pass."""
    comparison: pd.DataFrame = defs["study"].comparison
    of_qr = (comparison["alternative"] == "qr") & (comparison["kpi"] == "gate_transaction_time")
    return float(comparison.loc[of_qr, "difference"].iloc[0])


def test_the_notebook_runs_as_it_stands(as_it_stands: Mapping[str, Any]) -> None:
    assert {name: as_it_stands[name].value for name in SLIDERS} == SLIDERS
    assert set(as_it_stands["study"].comparison["alternative"]) == {"qr", "smart_cloud_routing"}
    money = as_it_stands["saved"]
    assert list(money["payer"].head(2)) == ["All payers", "All payers"] and money["saved"].notna().any()
    table = as_it_stands["comparison"]
    assert table["kpi"].iloc[0] in ("Gate transaction time", "Exam set down time")  # what a measure aims at
    assert len(table) > 10 and table["baseline"].notna().all()
    assert {"places.gate_in.lanes", "traits.selected_for_exam.share"} <= set(as_it_stands["changes"]["key"])
    assert gate_time_saved(as_it_stands) < 0


@pytest.mark.parametrize("name", ["savings", "distribution"])
def test_a_chart_is_drawn_of_the_time_that_was_picked(as_it_stands: Mapping[str, Any], name: str) -> None:
    chart = as_it_stands[name]
    assert isinstance(chart, Figure)
    words = " ".join(text.get_text() for text in chart.findobj(Text))
    assert "no data" not in words
    assert "Truck visit time" in words


def test_moved_sliders_run_the_study_again(notebook: ModuleType, as_it_stands: Mapping[str, Any]) -> None:
    moved = {
        "lanes": as_it_stands["lanes"].start,
        "qr_uptake": as_it_stands["qr_uptake"].start,
        "exam_rate": as_it_stands["exam_rate"].stop,
    }
    _, defs = notebook.app.run(defs={name: SimpleNamespace(value=v) for name, v in moved.items()})
    changes = defs["changes"].set_index("key")["new"]
    assert changes["places.gate_in.lanes"].startswith("10")
    assert changes["traits.selected_for_exam.share"] == "2.0 %"
    assert gate_time_saved(defs) == 0  # no truck shows a code


def test_the_other_ends_of_the_sliders_give_a_study_too(
    notebook: ModuleType, as_it_stands: Mapping[str, Any]
) -> None:
    scenario = notebook.tuned(
        as_it_stands["lanes"].stop, as_it_stands["qr_uptake"].stop, as_it_stands["exam_rate"].start
    )
    assert scenario.alternatives == ("baseline", "smart_cloud_routing", "qr")
