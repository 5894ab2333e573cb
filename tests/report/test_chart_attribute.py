"""The attribution chart: what is drawn of each measure, and what it says."""

from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.text import Text

from portsim.base.language import languages, speaking
from portsim.report.charts.attribute import attribute_chart
from portsim.report.charts.style import figure_of
from portsim.study.attribution_tables import ALL_MEASURES, LEFT_OVER, SHAPLEY

NAN = float("nan")


def row(
    measure: str, saved: float, low: float, high: float, share: float, alone: float, top: float
) -> tuple[object, ...]:
    ends = (alone, NAN, NAN, top, NAN, NAN, NAN, NAN, NAN)
    return (measure, "costs_of_companies", "yuan/y", saved, low, high, share, NAN, NAN, *ends, 5, "exact")


@pytest.fixture
def shapley() -> pd.DataFrame:
    rows = [
        row("small", 1e6, -1e6, 3e6, 0.1, 2e6, 0.0),
        row("large", 9e6, 8e6, 10e6, 0.9, 10e6, 8e6),
        row("tiny", 2e4, 1e4, 3e4, 0.002, 2e4, 2e4),
        row(ALL_MEASURES, 10e6, 9e6, 11e6, 1.0, 12e6, NAN),
    ]
    return pd.DataFrame(rows, columns=list(SHAPLEY))


def words(ax: Axes) -> str:
    return " ".join(text.get_text() for text in figure_of(ax).findobj(Text)).replace("\n", " ")


def test_the_largest_comes_first_and_the_sum_last(shapley: pd.DataFrame) -> None:
    ax = attribute_chart(shapley, "costs_of_companies")
    assert [label.get_text() for label in ax.get_yticklabels()] == ["Large", "Small", "Tiny", "All measures"]
    dots = [line for line in ax.lines if line.get_marker() == "o"]
    assert [float(dot.get_xdata()[0]) for dot in dots] == pytest.approx([9, 1, 0.02, 10])  # M yuan a year
    assert [dot.get_markerfacecolor() == "white" for dot in dots] == [False, True, False, False]


def test_alone_and_last_stand_beside_it(shapley: pd.DataFrame) -> None:
    ax = attribute_chart(shapley, "costs_of_companies")
    alone = [float(line.get_xdata()[0]) for line in ax.lines if line.get_marker() == "^"]
    last = [float(line.get_xdata()[0]) for line in ax.lines if line.get_marker() == "v"]
    assert alone == pytest.approx([10, 2, 0.02, 12]) and last == pytest.approx([8, 0, 0.02])


def test_it_says_shares_unit_and_what_it_rests_on(shapley: pd.DataFrame) -> None:
    said = words(attribute_chart(shapley, "costs_of_companies", about="design 2^2, n = 5"))
    for text in ("9 (90 %)", "0.02 (<1 %)", "10 (100 %)", "Saved [M yuan/y]", "95 % CI", "design 2^2, n = 5"):
        assert text in said


def test_a_fraction_says_nothing_of_what_comes_last(shapley: pd.DataFrame) -> None:
    left = shapley.assign(on_top=NAN)
    more = pd.DataFrame([row(LEFT_OVER, 1e5, -1e5, 3e5, 0.01, NAN, NAN)], columns=list(SHAPLEY))
    ax = attribute_chart(pd.concat([left, more]), "costs_of_companies")
    assert "on top of all others" not in words(ax) and "Three or more at once" in words(ax)


def test_no_rows_are_said(shapley: pd.DataFrame) -> None:
    assert "no data" in words(attribute_chart(shapley, "queue_time"))
    assert "no data" in words(attribute_chart(shapley.head(0), "costs_of_companies"))


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", ["large", "crew_online_health_declaration"])
def test_no_text_is_cut_off(shapley: pd.DataFrame, name: str, language: str) -> None:
    rows = shapley.replace({"measure": {"large": name}})
    if name != "large":
        rows = rows.assign(share=NAN)  # figures at the right are short, names at the left are long
    with speaking(language):
        ax = attribute_chart(rows, "costs_of_companies", about="design 2^(10-5) IV, n = 12, 28 days, seed 1")
    figure = figure_of(ax)
    figure.draw_without_rendering()
    box = figure.get_window_extent()
    for text in (*ax.texts, ax.title, ax.xaxis.label, *ax.get_yticklabels()):
        own = text.get_window_extent()
        assert own.x0 >= box.x0 - 1 and own.x1 <= box.x1 + 1, text.get_text()
        assert own.y0 >= box.y0 - 1 and own.y1 <= box.y1 + 1, text.get_text()
