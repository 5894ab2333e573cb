"""The tables of a calibration on the terminal: no name, number or unit is torn, and what is less important is
left out where there is no room."""

from __future__ import annotations

import pandas as pd
import pytest
from paged import printed

from portsim.base.language import speaking
from portsim.report.terminal.calibration import figures_table, inputs_table

INPUTS = pd.DataFrame(
    [
        ("places.gate_out.lanes", "2", "2", "4", "3", "2", "3", 0.967, "not identified"),
        ("tasks.customs_physical_examination.mean", "25 min", "10 min", "40 min", "22.4 min", "15.5 min",
         "31.0 min", 0.47, "trades off"),
    ],
    columns=["input", "stated", "prior_low", "prior_high", "median", "low", "high", "left", "verdict"],
)  # fmt: skip
FIGURES = pd.DataFrame(
    [
        ("gate: truck_visit_time P50", "P50 of Truck visit time, as measured", "matched", "min", 18.0, 0.078,
         14.9, 20.4, 18.0, 17.9, 18.1, 15.9, 20.2, "met"),
        ("reject_share", "One in ten is sent back", "held out", "share", 0.1, 0.01, 0.05, 0.2, 0.12, 0.11,
         0.13, 0.08, 0.15, "missed"),
    ],
    columns=["figure", "statement", "sample", "unit", "observed", "error", "prior_5", "prior_95",
             "calibrated", "low", "high", "foretold_low", "foretold_high", "verdict"],
)  # fmt: skip


def lines(table: object, width: int) -> list[str]:
    return [line.rstrip() for line in printed(table, width).splitlines()]


def test_inputs_at_80_columns() -> None:
    assert lines(inputs_table(INPUTS, 80), 80) == [
        "Inputs",
        "                                 Posterior",
        "Input                    Stated  median         5 to 95 %         Verdict",
        "places.gate_out.lanes    2       3              2 to 3            not identified",
        "tasks.customs_physical_  25 min  22.4 min       15.5 to 31.0 min  trades off",
        "examination.mean",
    ]


def test_figures_at_80_columns_have_their_unit_once() -> None:
    assert lines(figures_table(FIGURES, 80), 80) == [
        "Observed against simulated",
        "Figure                Sample    Unit  Observed    Calibrated port  Verdict",
        "Truck visit time P50  matched   min   18 ± 0.078  18               met",
        "(gate)",
        "reject_share          held out        10 % ± 1 %  12 %             missed",
    ]


@pytest.mark.parametrize("width", [60, 80, 100, 110, 160])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_word_is_torn_at_any_width(width: int, language: str) -> None:
    with speaking(language):
        text = [*lines(inputs_table(INPUTS, width), width), *lines(figures_table(FIGURES, width), width)]
        wide = [*lines(inputs_table(INPUTS, 400), 400), *lines(figures_table(FIGURES, 400), 400)]
    words = {word for line in wide for word in line.split()}
    assert {word for line in text for word in line.split()} <= words
    assert max(map(len, text)) <= width
