"""The chart of an outage: what its table says is drawn, and its recovery time is written on it."""

import numpy as np
import pandas as pd
import pytest

pytest.importorskip("matplotlib")

from matplotlib.axes import Axes

from portsim.report.charts import gallery as charts
from portsim.report.charts import style
from portsim.report.rows import Outage, outages

DARK = Outage("dark", "digital", 3000.0, 3360.0, 2.31, 1.98, 2.64, 8)


def waiting(*alternatives: str) -> pd.DataFrame:
    minutes = np.arange(1447.5, 5760, 15)
    rows = []
    for alternative in alternatives:
        for minute in minutes:
            mean = 300.0 if alternative == "dark" and 3100 < minute < 3480 else 1.0
            rows.append((alternative, "gate", minute, mean, mean - 2, mean + 2))
    return pd.DataFrame(rows, columns=["alternative", "place", "minute", "waiting", "low", "high"])


def texts(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.texts]


def named(ax: Axes) -> list[str]:
    legend = ax.get_legend()
    return [] if legend is None else [text.get_text() for text in legend.get_texts()]


def test_both_alternatives_are_drawn_and_named() -> None:
    assert named(charts.backlog(waiting("dark", "digital"), DARK)) == ["Dark", "Digital"]


def test_an_outage_that_stands_alone_is_drawn_alone() -> None:
    assert named(charts.backlog(waiting("dark"), DARK._replace(without=""))) == ["Dark"]


def test_the_recovery_time_is_written_with_its_interval() -> None:
    ax = charts.backlog(waiting("dark", "digital"), DARK)
    assert texts(ax) == ["platform down", "normal again after 2.31 h\n95 % CI 1.98 to 2.64 h, n = 8"]
    assert [line.get_xdata()[-1] for line in ax.lines[-3:]] == [3360 + 60 * 2.31] * 2 + [3360 + 60 * 2.64]


def test_a_queue_that_is_not_back_is_said_to_be_so() -> None:
    never = DARK._replace(recovery=float("nan"), low=float("nan"), high=float("nan"), n=0)
    ax = charts.backlog(waiting("dark", "digital"), never)
    assert texts(ax) == ["platform down", "not back to normal at the end of the run"]
    assert len(ax.lines) == 2


def test_nothing_is_cut_and_no_words_overlap() -> None:
    figure = style.figure_of(charts.backlog(waiting("dark", "digital"), DARK))
    figure.draw_without_rendering()
    boxes = [text.get_window_extent() for text in figure.axes[0].texts]
    assert all(box.x0 >= 0 and box.x1 <= figure.bbox.x1 for box in boxes)
    assert not boxes[0].overlaps(boxes[1])


def test_without_a_table_there_is_no_data() -> None:
    assert texts(charts.backlog(waiting(), DARK)) == ["no data"]


def test_the_table_of_outages_is_read_row_by_row() -> None:
    table = pd.DataFrame([DARK], columns=list(Outage._fields))
    assert list(outages(table)) == [DARK]
