"""A chart of the gallery that is asked for the wrong thing says so, and draws nothing empty."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from charted import comparison_of, hours_of

from portsim.base.errors import ArgumentError, PortsimError
from portsim.report.charts import gallery as charts


def test_what_is_no_table_is_refused_with_what_to_give() -> None:
    study: Any = SimpleNamespace(comparison=comparison_of())
    with pytest.raises(
        ArgumentError,
        match=r"^savings: comparison: got a SimpleNamespace, allowed a table, such as study.comparison$",
    ):
        charts.savings(study, "truck_turn_time")
    path: Any = "results/my_port"
    with pytest.raises(ArgumentError, match=r"^claims_chart: claims: got 'results/my_port', allowed a table"):
        charts.claims_chart(path)


def test_a_name_that_is_not_in_the_table_is_refused_with_the_nearest() -> None:
    with pytest.raises(
        PortsimError, match=r"^savings: kpi: got 'truck_turn_tiem' \(nearest: truck_turn_time\)$"
    ):
        charts.savings(comparison_of(), "truck_turn_tiem")
    with pytest.raises(PortsimError, match=r"^hours_of_day: place: got 'gate_inn' \(nearest: gate_in\)$"):
        charts.hours_of_day(hours_of(), "gate_inn")


def test_another_table_is_refused_with_the_column_that_it_lacks() -> None:
    with pytest.raises(
        ArgumentError,
        match=r"^savings: comparison: got a table without the column kpi, which this chart reads$",
    ):
        charts.savings(hours_of(), "truck_turn_time")
