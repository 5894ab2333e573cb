"""The tables of a calibration on the terminal: keys are broken after a dot or underscore, words never."""

from __future__ import annotations

import pytest
from paged import printed

from portsim.report.analyses.calibration import FIGURES, INPUTS, _table

LONG = "tasks.customs_physical_examination.mean"
OF_INPUTS = [
    [LONG, "25 min", "10 to 40 min", "22.4 min", "15.5 to 31.0 min", "82 %", "not identified"],
    ["measures.truck_appointments.uptake", "80 %", "60 to 95 %", "74 %", "61 to 93 %", "85 %",
     "trades off: with demand.domestic_truck.lateness.spread"],
]  # fmt: skip
OF_FIGURES = [
    ["gate_2025:truck_turn_time P50", "matched", "21.5 min ± 0.4", "15 to 44 min", "22 min", "20 to 24 min",
     "18.5 to 25.9 min", "met"],
    ["import_time_to_release P90 held out", "held out", "52.1 h ± 1.4", "45 to 74 h", "53 h", "50 to 54 h",
     "48.5 to 55.9 h", "missed"],
]  # fmt: skip


@pytest.mark.parametrize(
    ("headings", "rows", "columns", "width"),
    [
        (INPUTS, OF_INPUTS, (0, 1, 3, 4, 6), 80),
        (INPUTS, OF_INPUTS, range(7), 100),
        (FIGURES, OF_FIGURES, (0, 1, 2, 4, 6, 7), 80),
        (FIGURES, OF_FIGURES, range(8), 100),
    ],
)
def test_no_word_is_torn(
    headings: tuple[str, ...], rows: list[list[str]], columns: tuple[int, ...] | range, width: int
) -> None:
    text = printed(_table("What was found", headings, rows, columns), width)
    given = " ".join([*headings, *(cell for row in rows for cell in row), "What was found"]).lower()
    words = {*given.split()}
    for word in text.lower().split():
        assert (
            word in words
            or word[-1] in "._"
            or any(each.endswith(("." + word, "_" + word)) for each in words)
        )
    assert all(len(line.rstrip()) <= width for line in text.splitlines())
