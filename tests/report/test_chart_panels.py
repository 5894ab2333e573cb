"""With many measures each chart draws those that move it, and every measure keeps its own look."""

from __future__ import annotations

import math
from itertools import pairwise

import pandas as pd
import pytest
from charted import ALTERNATIVES, claims_of, comparison_of, hours_of, payers_of, spread_of, words_of
from matplotlib.axes import Axes
from matplotlib.text import Annotation
from shipped import MEASURES

from portsim.report.charts import gallery as charts
from portsim.report.charts import style
from portsim.report.charts.distribution import not_drawn
from portsim.report.charts.forest import forest_rows
from portsim.report.marks import verdict_look
from portsim.report.words import label


def rows_of(ax: Axes) -> list[str]:
    """The names of the rows from top to bottom, those of headings in capitals."""
    style.figure_of(ax).draw_without_rendering()
    named = zip(ax.get_yticks(), ax.get_yticklabels(), strict=True)
    found = [(float(y), " ".join(tick.get_text().split())) for y, tick in named]
    found += [(text.xy[1], text.get_text().upper()) for text in headings(ax)]
    return [name for _, name in sorted(found)]


def headings(ax: Axes) -> list[Annotation]:
    """What is written at the left edge of the figure at the height of a row."""
    return [
        each
        for each in ax.findobj(Annotation)
        if isinstance(each, Annotation) and each.xycoords == ("figure fraction", "data")
    ]


def bands(ax: Axes) -> list[tuple[float, float]]:
    """From where to where the bands of what does not matter reach [%], from top to bottom."""
    boxes = [each.get_datalim(ax.transData) for each in ax.collections]
    return [(round(box.x0, 6), round(box.x1, 6)) for box in sorted(boxes, key=lambda box: float(box.y0))]


def test_the_forest_has_the_aims_of_each_measure_under_its_name_and_first_those_that_are_asked_for() -> None:
    ax = charts.forest(comparison_of(("smart_cloud_routing", "qr_gate_pass")), order=["qr_gate_pass"])
    assert rows_of(ax) == [
        "QR GATE PASS", "Truck turn time", "Exam moves", "SMART CLOUD ROUTING", "Truck turn time",
        "Exam moves", "Gate utilisation (side effect)", "LCL pick-up time (side effect)",
    ]  # fmt: skip


def test_the_forest_writes_no_figure_under_an_arrow_at_its_edge() -> None:
    table = comparison_of(("qr_gate_pass",), {"truck_turn_time": "hand-overs/consignment"})
    table = table.assign(baseline=4.0, difference=4.0, low=3.9, high=4.1)
    ax = charts.forest(table)
    figure = ax.get_figure(root=True)
    assert figure is not None
    figure.draw_without_rendering()
    (arrow,) = (line for line in ax.lines if line.get_marker() == ">")
    edge = ax.get_window_extent().x1 + arrow.get_markersize() / 2 * figure.dpi / 72
    (values,) = (text for text in ax.texts if "\N{RIGHTWARDS ARROW}" in text.get_text())
    assert values.get_window_extent().x0 > edge


def test_the_forest_draws_what_does_not_matter_as_a_band() -> None:
    """0.4 min of 40 min are 1 % of the baseline, 4.5 moves of 90 are 5 %."""
    table = comparison_of(("qr_gate_pass",), {"truck_turn_time": "min", "exam_moves": "moves/box"})
    table["matters"] = [0.4, 4.5]
    assert bands(charts.forest(table)) == [(-1, 1), (-5, 5)]


def test_the_forest_is_in_percent_of_the_baseline_with_its_interval_and_the_mark_of_its_verdict() -> None:
    """-10 of 40 are -25 %, and the CI of 8 to 12 less -30 % to -20 %."""
    table = comparison_of(("qr_gate_pass",), {"truck_turn_time": "min"})
    table = table.assign(difference=-10.0, low=-12.0, high=-8.0, verdict="saves")
    _, bar, dot = charts.forest(table).get_lines()[:3]
    assert list(bar.get_xdata()) == [-30, -20] and list(dot.get_xdata()) == [-25]
    assert dot.get_marker() == verdict_look("saves").marker and dot.get_markerfacecolor() != "white"
    equal = charts.forest(table.assign(verdict="equivalent")).get_lines()[2]
    assert equal.get_markerfacecolor() == "white"


def test_a_difference_off_the_scale_is_an_arrow_and_a_baseline_of_0_is_said() -> None:
    table = comparison_of(("qr_gate_pass",), {"truck_turn_time": "min", "exam_moves": "moves/box"})
    table.loc[0, ["difference", "low", "high"]] = [40.0, 30.0, 50.0]  # +100 %
    table.loc[1, ["baseline", "relative"]] = [0.0, float("nan")]
    ax = charts.forest(table)
    assert any(line.get_marker() == ">" for line in ax.get_lines())
    assert "0 in the baseline" in words_of(ax)


def test_the_forest_takes_in_what_a_measure_makes_worse_by_what_matters_or_more() -> None:
    table = comparison_of(kpis={"truck_turn_time": "min", "scanner_queue_time": "min", "tally_wait": "min"})
    table["verdict"], table["aim"] = "saves", table["kpi"] == "tally_wait"
    assert set(forest_rows(table)["kpi"]) == {"tally_wait"}
    scanner = table["kpi"] == "scanner_queue_time"
    table.loc[scanner, ["verdict", "difference", "matters"]] = ["worse", 0.99, 1.0]
    assert set(forest_rows(table)["kpi"]) == {"tally_wait"}
    table.loc[scanner, "difference"] = 1.0
    assert set(forest_rows(table)["kpi"]) == {"tally_wait", "scanner_queue_time"}
    assert "Scanner queue time (side effect)" in words_of(charts.forest(table))


def test_where_nothing_is_aimed_at_the_forest_has_what_moves_most() -> None:
    table = comparison_of(("qr_gate_pass",)).assign(
        aim=False, verdict="saves", relative=[0.1, -0.4, 0.0, 0.2], difference=1.0
    )
    table.loc[2, "difference"] = 0.0
    assert list(forest_rows(table)["relative"]) == [-0.4, 0.2, 0.1]


def test_the_chart_of_payers_names_only_those_a_measure_moves_and_the_sums_on_one_scale() -> None:
    table = payers_of(("baseline", "qr_gate_pass"))
    table.loc[(table["alternative"] == "qr_gate_pass") & (table["payer"] == "public_purse"), "saved"] = 4999.0
    assert rows_of(charts.payers_chart(table)) == [
        "QR GATE PASS", "All payers", "Haulier", "Shipper", "Airline and cargo terminal", "Companies"
    ]  # fmt: skip
    assert "Public purse" in rows_of(charts.payers_chart(payers_of()))


def test_the_measure_that_saves_most_comes_first_among_the_payers() -> None:
    first = (
        "cloud_document_flow",
        "digital_port",
        "lcl_direct_pickup",
        "qr_gate_pass",
        "smart_cloud_routing",
    )
    named = [text.get_text() for text in headings(charts.payers_chart(payers_of()))]
    assert named == [label(name) for name in first]


def test_savings_of_payers_are_drawn_in_million_yuan_hollow_where_the_ci_holds_0() -> None:
    table = payers_of(("baseline", "qr_gate_pass"))
    all_payers = (table["payer"] == "all_payers") & (table["alternative"] == "qr_gate_pass")
    table.loc[all_payers, ["saved", "low", "high"]] = [3e6, 2e6, 4e6]
    lines = charts.payers_chart(table).get_lines()
    assert [list(line.get_xdata()) for line in lines[1:3]] == [[2, 4], [3]]
    assert lines[2].get_markerfacecolor() != "white"
    table.loc[all_payers, "low"] = -1e6
    assert charts.payers_chart(table).get_lines()[2].get_markerfacecolor() == "white"


def test_every_measure_and_payer_has_its_row_and_what_is_not_measured_is_said() -> None:
    words = words_of(charts.payers_chart(payers_of()))
    for name in ("Smart cloud routing", "Cloud document flow", "Airline and cargo terminal", "All payers"):
        assert name in words
    assert words.count("not measured") == 1
    assert "Baseline" not in words


def test_verdicts_differ_in_marker_and_in_colour() -> None:
    looks = [verdict_look(verdict) for verdict in claims_of()["verdict"].unique()]
    assert len({look.marker for look in looks}) == len({look.colour for look in looks}) == len(looks) == 7


def test_a_colour_belongs_to_the_alternative_and_not_to_its_place_in_the_table() -> None:
    def colours(table: pd.DataFrame) -> dict[str, object]:
        ax = charts.distribution_before_after(table, "truck_turn_time", unit="min")
        lines = [line for line in ax.get_lines() if not str(line.get_label()).startswith("_")]
        return {str(line.get_label()).split(":")[0]: line.get_color() for line in lines}

    names = ("baseline", "night_shift_exams", *ALTERNATIVES)
    turned = spread_of(names).iloc[::-1]
    assert colours(spread_of(names)) == colours(turned)
    assert colours(turned)["Baseline"] == style.GREY


def test_no_two_shipped_measures_look_alike() -> None:
    looks = [style.stroke_of(name) for name in ("baseline", "digital_port", *MEASURES)]
    assert len({(look.colour, look.dash) for look in looks}) == len(looks)
    assert len({(look.colour, look.marker) for look in looks}) == len(looks)


def test_a_new_measure_never_looks_like_a_shipped_one() -> None:
    shipped = {style.stroke_of(name) for name in ("baseline", "digital_port", *MEASURES)}
    assert not shipped & {style.stroke_of(f"measure_{number}") for number in range(100)}


def test_an_alternative_whose_line_lies_on_the_baselines_is_not_drawn_and_named_beside_the_chart() -> None:
    table = spread_of(("baseline", "qr_gate_pass", "digital_port"))
    table.loc[table["alternative"] == "qr_gate_pass", "value"] = (
        table.loc[table["alternative"] == "baseline", "value"].to_numpy() + 0.01
    )
    words = words_of(charts.distribution_before_after(table, "truck_turn_time", unit="min"))
    assert "QR gate pass" not in words and "Digital port: median" in words
    assert not_drawn(table, "truck_turn_time").endswith("twentieth of the largest difference: QR gate pass.")


def test_lines_that_coincide_are_drawn_once_and_all_are_named() -> None:
    table = spread_of(("baseline", "qr_gate_pass", "digital_port", "lcl_direct_pickup"))
    turn = table["alternative"] == "digital_port"
    table.loc[turn, "value"] = table.loc[table["alternative"] == "qr_gate_pass", "value"].to_numpy()
    ax = charts.distribution_before_after(table, "truck_turn_time", unit="min")
    named = [str(line.get_label()) for line in ax.get_lines() if not str(line.get_label()).startswith("_")]
    assert [name.split(":")[0] for name in named] == [
        "Baseline", "QR gate pass = Digital port", "LCL direct pick-up"
    ]  # fmt: skip


def test_the_difference_from_the_baseline_is_drawn_below_the_curves() -> None:
    """The second alternative takes 15 % less of the part over 5 min: at the median, of 35 ln 2."""
    ax = charts.distribution_before_after(spread_of(("baseline", "a")), "truck_turn_time", unit="min")
    below = style.figure_of(ax).axes[1].get_lines()[1]
    at = list(below.get_xdata()).index(50)
    assert below.get_ydata()[at] == pytest.approx(-0.15 * 35 * math.log(2))


def test_the_difference_in_waiting_is_drawn_below_the_queue() -> None:
    """Two terminals with a queue of 6 at 10 h; the alternative has 15 % less."""
    upper, _ = charts.hours_of_day(hours_of(("baseline", "a")), "gate_in")
    between = style.figure_of(upper).axes[1].get_lines()[1]
    assert min(between.get_ydata()) == pytest.approx(-0.15 * 12)


def test_amounts_of_a_currency_of_small_units_stand_apart_below_the_axis() -> None:
    """Rupiah: a hundred thousand million a year are some 6 million dollars."""
    table = payers_of(("baseline", "qr_gate_pass"))
    all_payers = (table["payer"] == "all_payers") & (table["alternative"] == "qr_gate_pass")
    table.loc[all_payers, ["saved", "low", "high"]] = [-28e9, -106e9, 51e9]
    ax = charts.payers_chart(table)
    style.figure_of(ax).draw_without_rendering()
    low, high = ax.get_xlim()
    seen = [tick for tick, at in zip(ax.get_xticklabels(), ax.get_xticks(), strict=True) if low <= at <= high]
    assert [tick.get_text() for tick in seen] == ["\N{MINUS SIGN}100,000", "0"]
    boxes = [tick.get_window_extent() for tick in seen]
    assert all(left.x1 < right.x0 for left, right in pairwise(boxes))
