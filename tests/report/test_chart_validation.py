"""The chart of published figures: bands, values on a scale of ratios, and what lies off it."""

from __future__ import annotations

import pandas as pd
import pytest
from charted import words_of

from portsim.report.charts.gallery import validation_chart
from portsim.study.validation import COLUMNS


def table_of(*rows: tuple[str, float, float, float, str]) -> pd.DataFrame:
    """Rows of (name, observed, simulated, half of the CI, verdict) with a band of a third."""
    made = []
    for name, observed, simulated, half, verdict in rows:
        row: dict[str, object] = dict.fromkeys(COLUMNS, "")
        row |= dict.fromkeys(("n", "beyond", "relative", "parameters", "assumed", "unfinished"), 0.0)
        row |= {"figure": name, "statement": f"about {name}", "unit": "h", "verdict": verdict}
        row |= {"observed": observed, "band_low": observed * 2 / 3, "band_high": observed * 4 / 3}
        row |= {"simulated": simulated, "low": simulated - half, "high": simulated + half}
        made.append(row)
    return pd.DataFrame(made, columns=list(COLUMNS))


def test_values_stand_at_their_ratio_and_bands_round_one() -> None:
    ax = validation_chart(table_of(("A", 10.0, 20.0, 1.0, "missed"), ("B", 6.0, 6.0, 0.0, "met")))
    marks = [line.get_xdata()[0] for line in ax.lines if len(line.get_xdata()) == 1]
    assert marks == pytest.approx([2.0, 1.0])
    bars = [
        list(line.get_xdata())
        for line in ax.lines
        if len(line.get_xdata()) == 2 and line.get_linewidth() == 2.5
    ]
    assert bars[0] == pytest.approx([1.9, 2.1])
    bands = [band.get_paths()[0].get_extents() for band in ax.collections]
    assert [(band.x0, band.x1) for band in bands] == [pytest.approx((2 / 3, 4 / 3))] * 2
    words = words_of(ax)
    assert "10 h, 20 h" in words and "about A" in words and "missed" in words and "met" in words


def test_what_lies_off_the_scale_is_an_arrow_and_what_nobody_measured_says_so() -> None:
    nan = float("nan")
    ax = validation_chart(
        table_of(
            ("A", 10.0, 0.1, 0.0, "missed"),
            ("B", 1.0, 50.0, 1.0, "missed"),
            ("C", 1.0, nan, 0.0, "not measured"),
        )
    )
    arrows = {line.get_marker(): line.get_xdata()[0] for line in ax.lines if line.get_marker() in "<>"}
    assert arrows == pytest.approx({"<": 0.1, ">": 10.0})
    assert "1 h, not measured" in words_of(ax)


def test_an_empty_table_says_no_data() -> None:
    assert "no data" in words_of(validation_chart(table_of()))
