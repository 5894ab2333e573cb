"""With many measures each chart draws those that move it, and every measure keeps its own look."""

from __future__ import annotations

import pandas as pd
from charted import ALTERNATIVES, claims_of, comparison_of, payers_of, spread_of, words_of
from matplotlib.figure import Figure
from shipped import MEASURES

from portsim.library.pictures import shown
from portsim.report.charts import gallery as charts
from portsim.report.charts import style
from portsim.report.marks import verdict_look


def rows_of(figure: Figure) -> dict[str, list[str]]:
    """Title of each panel to the names of its rows."""
    figure.draw_without_rendering()
    titles = [ax.get_title() or ax.get_title(loc="left") or ax.get_title(loc="right") for ax in figure.axes]
    names = [[" ".join(tick.get_text().split()) for tick in ax.get_yticklabels()] for ax in figure.axes]
    return dict(zip(titles, names, strict=True))


def test_a_panel_draws_only_the_measures_that_move_its_kpi_in_the_order_of_the_table() -> None:
    table = comparison_of()
    turn = table["kpi"] == "truck_turn_time"
    table.loc[turn, "difference"] = [-0.1, -10.0, 0.0, 0.099]
    panels = rows_of(charts.savings_panel(table, ["truck_turn_time", "exam_moves"]))
    assert panels["Truck turn time [min]"] == ["Smart cloud routing", "QR gate pass"]
    assert panels["Exam moves [moves/box]"] == [
        "Smart cloud routing", "QR gate pass", "LCL direct pick-up", "Digital port"
    ]  # fmt: skip
    words = words_of(charts.savings_panel(table, ["truck_turn_time"]))
    assert "less than a hundredth of the largest change is not drawn there" in words


def test_the_chart_takes_in_what_a_measure_makes_worse_by_what_matters_or_more() -> None:
    table = comparison_of(kpis={"truck_turn_time": "min", "scanner_queue_time": "min", "tally_wait": "min"})
    table["verdict"] = "saves"
    assert shown(table) == ["tally_wait"]
    scanner = table["kpi"] == "scanner_queue_time"
    table.loc[scanner, ["verdict", "difference", "matters"]] = ["worse", 0.99, 1.0]
    assert shown(table) == ["tally_wait"]
    table.loc[scanner, "difference"] = 1.0
    assert shown(table) == ["tally_wait", "scanner_queue_time"]
    drawn = words_of(charts.savings_panel(table, shown(table)))
    assert "Scanner queue time [min]" in drawn
    assert "Every KPI that a measure makes worse by what matters or more is drawn." in drawn
    chosen = " ".join(words_of(charts.savings_panel(table, ["tally_wait"])).split())
    assert "Worse by what matters or more, and not drawn: Scanner queue time." in chosen


def test_a_material_loss_is_drawn_beside_a_change_a_hundred_times_as_large() -> None:
    table = comparison_of(kpis={"tally_wait": "min"}).assign(verdict="saves")
    table["difference"] = [-1000.0, 1.0, 1.0, -300.0]
    table.loc[1, ["verdict", "matters"]] = ["worse", 0.8]
    assert rows_of(charts.savings_panel(table, ["tally_wait"]))["Tally wait [min]"] == [
        "Smart cloud routing", "QR gate pass", "Digital port"
    ]  # fmt: skip


def test_a_panel_of_a_kpi_that_nothing_moves_says_so() -> None:
    table = comparison_of(kpis={"truck_turn_time": "min"}).assign(difference=0.0)
    assert "no data" in words_of(charts.savings_panel(table, ["truck_turn_time"]))


def test_a_panel_of_payers_names_only_those_it_moves_and_the_sums() -> None:
    table = payers_of()
    table.loc[(table["alternative"] == "qr_gate_pass") & (table["payer"] == "public_purse"), "saved"] = 0.0
    panels = rows_of(charts.payers_chart(table))
    names = ["Haulier", "Shipper", "Airline and cargo terminal", "Companies", "All payers"]
    assert panels["QR gate pass"] == names
    assert "Public purse" in panels["LCL direct pick-up"]


def test_an_alternative_can_be_put_first_among_the_payers() -> None:
    last = list(rows_of(charts.payers_chart(payers_of())))[-1]
    assert last != "Digital port"
    assert next(iter(rows_of(charts.payers_chart(payers_of(), first="digital_port")))) == "Digital port"


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


def test_an_alternative_whose_line_lies_on_the_baselines_is_named_and_not_drawn() -> None:
    table = spread_of(("baseline", "qr_gate_pass", "digital_port"))
    table.loc[table["alternative"] == "qr_gate_pass", "value"] = (
        table.loc[table["alternative"] == "baseline", "value"].to_numpy() + 0.01
    )
    words = words_of(charts.distribution_before_after(table, "truck_turn_time", unit="min"))
    assert "twentieth of the largest difference: QR gate pass" in words
    assert "QR gate pass: median" not in words
    assert "Digital port: median" in words
