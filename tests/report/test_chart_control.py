"""The chart of hits missed against time."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.text import Text

from portsim.report.charts import style
from portsim.report.charts.control import control_chart, control_panel


def words(ax: Axes) -> list[str]:
    return [text.get_text() for text in style.figure_of(ax).findobj(Text)]


def frontier() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "alternative": ["baseline"] * 4 + ["routing"] * 4,
            "exam_rate": [0.01, 0.02] * 4,
            "selectivity": 0.8,
            "places.bay.bays": ["5", "5", "8", "8"] * 2,
            "stated": [True] + [False] * 3 + [True] + [False] * 3,
            "exam_time [min]": [60.0, 90, 50, 70, 40, 60, 30, 50],
            "exam_time low": 20.0,
            "missed_share": [0.9, 0.8] * 4,
            "on_front": [False] * 6 + [True, True],
            "n": 12,
        }
    )


def test_a_line_joins_the_exam_rates_where_the_table_says() -> None:
    line = control_chart(frontier()).get_lines()[0]
    assert list(line.get_xdata()) == [60, 90] and list(line.get_ydata()) == [90, 80]


def test_it_says_what_is_drawn() -> None:
    said = words(control_chart(frontier(), note=" of 7 days, seed 3"))
    for text in (
        "What faster exams miss: baseline",
        "Exam time [min], mean",
        "Hits missed [% of all], closed form",
        "selectivity 0.8 (AUC)",
        "bay bays 8",
        "on the front",
        "as stated: 1 %, AUC 0.8",
        "n = 12 replications of 7 days, seed 3",
        "2 % examined",
    ):
        assert text in said


def test_a_ring_is_round_each_point_of_the_front() -> None:
    rings = [each for each in _lines(control_chart(frontier(), "routing")) if each.get_markersize() == 12]
    assert [list(each.get_xdata()) for each in rings] == [[], [30, 50], []]


def _lines(ax: Axes) -> list[Line2D]:
    return list(ax.get_lines())


def test_one_chart_for_each_alternative_and_no_data_said() -> None:
    assert len(control_panel(frontier()).axes) == 2
    assert "no data" in words(control_chart(frontier().iloc[:0]))
