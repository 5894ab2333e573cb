"""The chart of an event: what its table says is drawn, and its recovery time is written on it."""

import numpy as np
import pandas as pd
import pytest

pytest.importorskip("matplotlib")

from matplotlib.axes import Axes

from portsim.report.charts import gallery as charts
from portsim.report.charts import style
from portsim.report.rows import Recovery, recoveries
from portsim.study.backlog import COLUMNS as BACKLOG
from portsim.study.events import COLUMNS

DARK = Recovery("dark", "power_cut", "digital", "gate", 3000.0, 3360.0, 2.31, 1.98, 2.64, 8, 0)


def waiting() -> pd.DataFrame:
    """With the event 300 wait for six hours; without it, and elsewhere, hardly anyone does."""
    rows = []
    for place, with_event in (("gate", True), ("gate", False), ("quay", True), ("quay", False)):
        for minute in np.arange(1447.5, 5760, 15):
            mean = 300.0 if place == "gate" and with_event and 3100 < minute < 3480 else 1.0
            rows.append(("dark", place, with_event, minute, mean, mean - 2, mean + 2))
    return pd.DataFrame(rows, columns=list(BACKLOG))


def texts(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.texts]


def named(ax: Axes) -> list[str]:
    legend = ax.get_legend()
    return [] if legend is None else [text.get_text() for text in legend.get_texts()]


def test_both_runs_are_drawn_and_named() -> None:
    ax = charts.backlog(waiting(), DARK)
    assert named(ax) == ["Dark", "Digital"]
    assert [float(line.get_ydata().max()) for line in ax.lines[:2]] == [300, 1]
    assert ax.get_title(loc="left") == "Waiting at gate around power cut"


def test_the_run_without_the_event_has_a_name_where_it_is_not_compared() -> None:
    assert named(charts.backlog(waiting(), DARK._replace(without=""))) == ["Dark", "The same without it"]


def test_another_place_has_a_chart_of_its_own() -> None:
    ax = charts.backlog(waiting(), DARK._replace(place="quay"))
    assert [float(line.get_ydata().max()) for line in ax.lines[:2]] == [1, 1]


def test_the_recovery_time_is_written_with_its_interval() -> None:
    ax = charts.backlog(waiting(), DARK)
    assert texts(ax) == ["Power cut", "normal again after 2.31 h\n95 % CI 1.98 to 2.64 h, n = 8"]
    assert [line.get_xdata()[-1] for line in ax.lines[-3:]] == [3360 + 60 * 2.31] * 2 + [3360 + 60 * 2.64]


def test_a_queue_that_is_not_back_is_said_to_be_so() -> None:
    never = DARK._replace(hours=12.0, low=float("nan"), high=float("nan"), not_back=3)
    ax = charts.backlog(waiting(), never)
    assert texts(ax) == [
        "Power cut",
        "not back to normal 12 h after it,\nat the end of the run, in 3 of 8 replications",
    ]
    assert len(ax.lines) == 2


def test_nothing_is_cut_and_no_words_overlap() -> None:
    figure = style.figure_of(charts.backlog(waiting(), DARK))
    figure.draw_without_rendering()
    boxes = [text.get_window_extent() for text in figure.axes[0].texts]
    assert all(box.x0 >= 0 and box.x1 <= figure.bbox.x1 for box in boxes)
    assert not boxes[0].overlaps(boxes[1])


def test_without_a_table_there_is_no_data() -> None:
    assert texts(charts.backlog(waiting()[:0], DARK)) == ["no data"]


def test_recoveries_are_read_row_by_row_and_other_figures_are_left_alone() -> None:
    head = ("dark", "power_cut", "digital", 3000.0, 3360.0)
    nan = float("nan")
    rows = [
        (*head, "cost", "haulier", "yuan", 100.0, 90.0, 110.0, 8, nan, nan, 0),
        (*head, "recovery", "gate", "h", 2.31, 1.98, 2.64, 8, nan, nan, 0),
    ]
    assert list(recoveries(pd.DataFrame(rows, columns=list(COLUMNS)))) == [DARK]
