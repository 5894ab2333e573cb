"""Charts say what their table says: every row is drawn, nothing is cut, a second run gives the same bytes."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from charted import (
    claims_of,
    comparison_of,
    hours_of,
    payers_of,
    spread_of,
    stages_of,
    texts_of,
    words_of,
)
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text
from shipped import MEASURES

from portsim.kpis.stages import UNDER_WAY
from portsim.report.charts import gallery as charts
from portsim.report.charts import style

EVERY_CHART: dict[str, Callable[[], Axes | Figure]] = {
    "savings": lambda: charts.savings(comparison_of(), "truck_turn_time"),
    "savings_share": lambda: charts.savings(comparison_of(), "gate_utilisation"),
    "forest": lambda: charts.forest(comparison_of()),
    "distribution": lambda: charts.distribution_before_after(spread_of(), "truck_turn_time", unit="min"),
    "procedure": lambda: charts.time_procedure(stages_of(), "export", "red channel"),
    "hours": lambda: charts.hours_of_day(hours_of(), "gate_in")[0],
    "claims": lambda: charts.claims_chart(claims_of()),
    "payers": lambda: charts.payers_chart(payers_of()),
    "forest_all": lambda: charts.forest(comparison_of(tuple(MEASURES))),
    "payers_all": lambda: charts.payers_chart(payers_of(("baseline", *MEASURES))),
    "procedure_all": lambda: charts.time_procedure(
        stages_of(("baseline", *MEASURES)), "export", "red channel"
    ),
}


@cache
def drawn_once(name: str) -> Axes | Figure:
    """A chart that several tests look at and none of them changes."""
    return EVERY_CHART[name]()


@cache
def texts_once(name: str) -> list[Text]:
    return texts_of(drawn_once(name))


EMPTY_CHARTS: dict[str, Callable[[], Axes | Figure]] = {
    "savings": lambda: charts.savings(comparison_of().head(0), "truck_turn_time"),
    "forest": lambda: charts.forest(comparison_of().head(0)),
    "distribution": lambda: charts.distribution_before_after(spread_of().head(0), "truck_turn_time"),
    "procedure": lambda: charts.time_procedure(stages_of().head(0), "export", "red channel"),
    "hours": lambda: charts.hours_of_day(hours_of().head(0), "gate_in")[0],
    "claims": lambda: charts.claims_chart(claims_of().head(0)),
    "payers": lambda: charts.payers_chart(payers_of().head(0)),
}
OTHER_TABLES = ("savings_share", "forest_all", "payers_all", "procedure_all")
OF_A_STUDY = ("savings", "forest", "distribution", "hours")  # which two processes draw in `test_draw.py`


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(n, marks=pytest.mark.slow if n in OTHER_TABLES + OF_A_STUDY else ())
        for n in sorted(EVERY_CHART)
    ],
)
def test_a_second_run_saves_the_same_bytes(name: str, tmp_path: Path) -> None:
    first = style.save(EVERY_CHART[name](), tmp_path / "first")
    second = style.save(EVERY_CHART[name](), tmp_path / "second.png")
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_a_saved_chart_is_a_png_and_an_svg_of_the_same_stem(tmp_path: Path) -> None:
    saved = style.save(charts.savings(comparison_of(), "exam_moves"), tmp_path / "moves")
    assert [path.name for path in saved] == ["moves.png", "moves.svg"]
    assert b"<dc:date>" not in saved[1].read_bytes()


@pytest.mark.parametrize("name", sorted(EVERY_CHART))
def test_no_text_is_cut_at_the_edge_of_the_picture(name: str) -> None:
    texts, edge = texts_once(name), style.figure_of(drawn_once(name)).bbox
    cut = []
    for text in texts:
        box = text.get_window_extent()
        if box.x0 < -1 or box.y0 < -1 or box.x1 > edge.width + 1 or box.y1 > edge.height + 1:
            cut.append(text.get_text())
    assert cut == []


@pytest.mark.parametrize("name", sorted(EVERY_CHART))
def test_no_text_lies_on_another(name: str) -> None:
    boxes = [(text.get_text(), text.get_window_extent().shrunk(0.9, 0.9)) for text in texts_once(name)]
    clashes = [
        (one, two)
        for place, (one, box) in enumerate(boxes)
        for two, other in boxes[place + 1 :]
        if box.overlaps(other)
    ]
    assert clashes == []


@pytest.mark.parametrize("name", sorted(EVERY_CHART))
def test_no_text_is_smaller_than_the_smallest_size(name: str) -> None:
    assert min(text.get_fontsize() for text in texts_once(name)) >= style.SMALL


@pytest.mark.parametrize("name", sorted(EMPTY_CHARTS))
def test_an_empty_table_gives_a_chart_that_says_so(name: str) -> None:
    assert "no data" in words_of(EMPTY_CHARTS[name]())


def test_every_measure_of_the_table_has_its_row_with_its_numbers() -> None:
    words = words_of(charts.savings(comparison_of(), "truck_turn_time"))
    for name in ("Smart cloud routing", "QR gate pass", "LCL direct pick-up", "Digital port"):
        assert name in words
    assert "\N{MINUS SIGN}24 min (\N{MINUS SIGN}60 %)" in words
    assert "undecided (about 120 replications would tell)" in words


def test_every_reading_of_every_claim_has_its_row_with_its_verdict() -> None:
    words = words_of(charts.claims_chart(claims_of()))
    for row in claims_of().itertuples():
        assert str(row.claim) in words
        assert str(row.verdict) in words
    assert "1.64 M yuan/year \N{BLACK DIAMOND} 31 M yuan/year (29 to 33 M)" in words
    assert "no simulated value" in words


def test_a_reading_takes_one_line_of_the_claims_chart() -> None:
    many = pd.concat([claims_of().iloc[:1].assign(reading=f"reading {n}") for n in range(51)])
    figure = style.figure_of(charts.claims_chart(many))
    assert figure.get_figheight() * 150 < 2000  # [px] of the saved picture


def test_a_claim_far_off_the_scale_becomes_an_arrow_with_its_number() -> None:
    drawn = charts.claims_chart(claims_of())
    assert "18.9 x" in words_of(drawn)
    assert any(line.get_marker() == ">" for line in drawn.get_lines())


def test_the_number_at_an_arrow_stands_within_the_axes_of_all_readings_of_xiamen() -> None:
    """Long names and numbers leave the axes of all readings an eighth of the width."""
    claims = pd.read_csv(Path(__file__).parents[2] / "results" / "xiamen" / "claims.csv")
    ax = charts.claims_chart(claims[claims["claim"].isin(["C1", "C7"])])
    style.figure_of(ax).draw_without_rendering()
    (number,) = [text for text in ax.texts if text.get_text() == "38.4 x"]
    assert number.get_window_extent().x0 > ax.get_window_extent().x0 + 15


def test_the_numbers_below_the_claims_of_xiamen_stand_apart() -> None:
    """Long texts beside the axes leave them a seventh of the width."""
    claims = pd.read_csv(Path(__file__).parents[2] / "results" / "xiamen" / "claims.csv")
    ax = charts.claims_chart(claims[claims["primary"]])
    style.figure_of(ax).draw_without_rendering()
    boxes = [tick.get_window_extent() for tick in ax.get_xticklabels()]
    assert all(right.x0 - left.x1 > left.width / 2 for left, right in pairwise(boxes))


def test_a_new_measure_and_a_new_kpi_are_drawn_without_being_known() -> None:
    table = comparison_of(("night_shift_exams",), {"p90_reefer_wait": "min"})
    words = words_of(charts.savings(table, "p90_reefer_wait"))
    assert "P90 reefer wait" in words
    assert "Night shift exams" in words


def test_the_median_and_the_p90_are_told_with_their_unit() -> None:
    words = words_of(charts.distribution_before_after(spread_of(("baseline",)), "exam_lead_time", unit="h"))
    assert "Baseline: median 14.7 h, P90 37.2 h" in words
    assert "Exam lead time [h]" in words


def test_the_stages_of_an_alternative_add_up_to_its_total_in_hours() -> None:
    words = words_of(
        charts.time_procedure(stages_of(("baseline", "smart_cloud_routing")), "export", "red channel")
    )
    assert "Baseline: 21 h in all" in words
    assert "Smart cloud routing: 17.1 h in all" in words  # it has no second stage


def test_whole_times_are_no_stage_and_those_still_under_way_come_last() -> None:
    stages = stages_of(("baseline", "smart_cloud_routing"))
    more = stages[stages["order"] == 1].assign(kind=["under way", "whole"], stage=[UNDER_WAY, "all of it"])
    ax = charts.time_procedure(pd.concat([more, stages]), "export", "red channel")
    names = [text.get_text() for text in ax.get_yticklabels()]
    assert names[-1] == "Still under way" and "All of it" not in names


def test_queues_of_the_terminals_add_up_and_their_utilisation_is_averaged() -> None:
    upper, lower = charts.hours_of_day(hours_of(("baseline",)), "gate_in")
    assert max(upper.get_lines()[0].get_ydata()) == pytest.approx(12.0)
    assert max(lower.get_lines()[0].get_ydata()) == pytest.approx(90.0)


def test_charts_draw_on_the_axes_they_are_given() -> None:
    figure = style.new_figure(4)
    ax = figure.add_subplot()
    assert charts.savings(comparison_of(), "truck_turn_time", ax) is ax
    second = style.new_figure(4).add_subplot()
    assert charts.forest(comparison_of(), ax=second) is second


def test_the_claims_chart_says_whether_a_claim_is_at_most_at_least_or_about() -> None:
    words = words_of(charts.claims_chart(claims_of()))
    legend = "Reported: ≤ at most, ≥ at least, ≈ about"
    for text in ("≤ 15 min", "≈ " + style.minus("-50 %"), "≥ 90 %", legend):
        assert text in words, text
