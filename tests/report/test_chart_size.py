"""The chart of cost against service: what it draws, and what it says."""

from __future__ import annotations

import pandas as pd
import pytest

pytest.importorskip("matplotlib")

from matplotlib.axes import Axes
from matplotlib.text import Text

from portsim.report.analyses.size import _figure as half_of
from portsim.report.charts.size import size_chart, size_panel
from portsim.report.charts.style import figure_of


def words(ax: Axes) -> list[str]:
    return [text.get_text() for text in figure_of(ax).findobj(Text)]


def test_half_of_an_interval_is_a_plain_figure() -> None:
    """117 h with an upper end of 217 h; 20 min up to 20.37 min, half of which is said with one digit."""
    assert half_of(117, 217, "h") == "117 \N{PLUS-MINUS SIGN}100"
    assert half_of(20, 20.37, "min") == "20 \N{PLUS-MINUS SIGN}0.4"


def front(**more: object) -> pd.DataFrame:
    rows = {
        "figure": ["P90 truck_visit_time"] * 3,
        "unit": "min",
        "better": "less",
        "limit": 60.0,
        "point": ["lanes 3", "lanes 4", "lanes 5"],
        "cost": [3e6, 4e6, 5e6],
        "cost_unit": "yuan/y",
        "mean": [80.0, 55, 50],
        "low": [75.0, 53, 49],
        "high": [85.0, 57, 51],
        "n": 20,
        "on_front": True,
        "status": ["infeasible", "feasible", "undecided"],
        "chosen": [False, True, False],
        "seed": 77,
    }
    return pd.DataFrame({**rows, **more})


def test_it_says_limit_choice_replications_and_seed() -> None:
    said = words(size_chart(front()))
    for text in (
        "P90 truck visit time: what service costs",
        "Cost [M yuan/y]",
        "Mean [min]",
        "asked: at most 60 min",
        "chosen: lanes 4, 55 min",
        "feasible: 95 % CI",
        "n = 20 fresh replications, seed 77",
    ):
        assert text in said


def test_points_lie_where_the_table_says() -> None:
    line = size_chart(front()).get_lines()[0]
    assert list(line.get_xdata()) == [3, 4, 5] and list(line.get_ydata()) == [80, 55, 50]


def test_shares_are_drawn_in_percent_and_servers_as_such() -> None:
    table = front(
        unit="share",
        mean=[0.5, 0.9, 0.95],
        low=0.4,
        high=0.96,
        limit=0.9,
        better="more",
        cost=[3, 4, 5],
        cost_unit="servers",
    )
    ax = size_chart(table)
    assert {"Cost [servers]", "Mean [%]", "asked: at least 90 %"} <= set(words(ax))
    assert list(ax.get_lines()[0].get_ydata()) == [50, 90, 95]


def test_a_figure_without_a_limit_has_no_line_for_it() -> None:
    assert not any(each.startswith("asked") for each in words(size_chart(front(limit=float("nan")))))


def test_one_chart_for_each_figure() -> None:
    both = pd.concat([front(), front(figure="gate_queue_time")])
    assert len(size_panel(both).axes) == 2


def test_an_empty_table_says_so() -> None:
    assert "no data" in words(size_chart(front().iloc[:0]))
