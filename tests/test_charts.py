"""Charts say what their table says: every row is drawn, nothing is cut, a second run gives the same bytes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

pytest.importorskip("matplotlib")

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from portsim.measures import MEASURES
from portsim.report import charts, style
from portsim.scenario_file import load_registries

load_registries()

SCENARIOS = ("smart_cloud_routing", "qr_gate_pass", "lcl_direct_pickup", "digital_port")
KPIS = {
    "truck_turn_time": "min",
    "exam_moves": "moves/box",
    "gate_utilisation": "share",
    "lcl_pickup_time": "min",
}


def comparison_of(scenarios: tuple[str, ...] = SCENARIOS, kpis: dict[str, str] = KPIS) -> pd.DataFrame:
    rows = []
    for first, scenario in enumerate(scenarios):
        for second, (kpi, unit) in enumerate(kpis.items()):
            baseline = 0.6 if unit == "share" else 40.0 + 50 * second
            difference = baseline * (-0.3 * first + 0.05 * second)
            half = 0.02 * baseline
            verdict = (
                "saves"
                if difference < -half
                else "worse"
                if difference > half
                else "no detectable difference"
            )
            rows.append(
                {
                    "scenario": scenario,
                    "kpi": kpi,
                    "unit": unit,
                    "baseline": baseline,
                    "value": baseline + difference,
                    "difference": difference,
                    "low": difference - half,
                    "high": difference + half,
                    "relative": difference / baseline,
                    "p_holm": 0.0004,
                    "variance_reduction": 12.4,
                    "n": 20,
                    "verdict": verdict,
                }
            )
    return pd.DataFrame(rows)


def claims_of() -> pd.DataFrame:
    columns = [
        "claim",
        "reading",
        "statement",
        "unit",
        "reported",
        "simulated",
        "low",
        "high",
        "n",
        "verdict",
    ]
    nothing = float("nan")
    to_site = "gate-in to box set down at the exam site, routed export boxes"
    gate = "the gate step with a QR code is 90 % more efficient than with paper"
    rows = [
        ("C1", "mean", to_site, "min", 15.0, 14.31, 13.92, 14.7, 20, "reproduced"),
        ("C1", "P90", to_site, "min", 15.0, 21.8, 21.0, 22.6, 20, "not reproduced"),
        (
            "C2",
            "moves",
            "handling and transport moves per exam box",
            "share",
            -0.5,
            -0.44,
            -0.47,
            -0.41,
            20,
            "partly reproduced",
        ),
        (
            "C4",
            "a year",
            "smart routing saves money",
            "yuan/year",
            1.64e6,
            3.1e7,
            2.9e7,
            3.3e7,
            20,
            "calibrated to",
        ),
        ("C5", "mean", "wait for the tally is shorter", "h", 2.0, -0.4, -0.7, -0.1, 20, "not reproduced"),
        ("C8", "less time", gate, "share", 0.9, 0.62, 0.6, 0.64, 20, "partly reproduced"),
        ("C8", "more throughput", gate, "share", 0.47, 0.62, 0.6, 0.64, 20, "partly reproduced"),
        (
            "C9",
            "",
            "sheets of paper a year",
            "sheets/year",
            3.5e6,
            nothing,
            nothing,
            nothing,
            0,
            "not testable",
        ),
    ]
    return pd.DataFrame(rows, columns=columns).assign(deciding_parameters="exam_share", independent="yes")


def spread_of(scenarios: tuple[str, ...] = ("baseline", *SCENARIOS)) -> pd.DataFrame:
    quantiles = np.arange(1, 100) / 100
    return pd.concat(
        [
            pd.DataFrame(
                {
                    "scenario": scenario,
                    "kpi": kpi,
                    "quantile": quantiles,
                    "value": scale * (1 - 0.15 * place) * -np.log1p(-quantiles) + 5,
                }
            )
            for place, scenario in enumerate(scenarios)
            for kpi, scale in (("truck_turn_time", 35.0), ("exam_lead_time", 14.0))
        ]
    )


def stages_of(scenarios: tuple[str, ...] = ("baseline", *SCENARIOS)) -> pd.DataFrame:
    names = (
        "gate_in to lift_off",
        "lift_off to exam_called",
        "exam_called to set_down",
        "set_down to exam_start",
        "exam_start to release",
        "release to ready_to_load",
    )
    return pd.DataFrame(
        [
            {
                "scenario": scenario,
                "stream": "export",
                "channel": "red channel",
                "terminal": "all",
                "stage": stage,
                "order": order,
                "n": 900,
                "mean": 60.0 * order * (1 - 0.1 * place),
                "median": 50.0 * order,
                "p90": 130.0 * order,
                "low": 2.0,
                "high": 400.0 * order,
            }
            for place, scenario in enumerate(scenarios)
            for order, stage in enumerate(names, start=1)
            if not (scenario == "smart_cloud_routing" and order == 2)
        ]
    )


def hours_of(scenarios: tuple[str, ...] = ("baseline", *SCENARIOS)) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "scenario": scenario,
                "place": "gate_in",
                "terminal": terminal,
                "hour": hour,
                "queue": 6 * np.exp(-((hour - 10) ** 2) / 12) * (1 - 0.15 * place),
                "utilisation": 0.3 + (0.6 - 0.1 * place) * np.exp(-((hour - 11) ** 2) / 20),
            }
            for place, scenario in enumerate(scenarios)
            for terminal in ("haicang", "dongdu")
            for hour in range(24)
        ]
    )


def payers_of(scenarios: tuple[str, ...] = ("baseline", *SCENARIOS, "cloud_document_flow")) -> pd.DataFrame:
    payers = ("haulier", "shipper", "airline_and_cargo_terminal", "public_purse", "companies", "all_payers")
    rows = []
    for first, scenario in enumerate(scenarios):
        for second, payer in enumerate(payers):
            missing = payer == "shipper" and scenario == "qr_gate_pass"
            saved = float("nan") if missing else 1e6 * first * (second - 1.5) * 1.37
            half = 4e5 * second
            rows.append(
                {
                    "scenario": scenario,
                    "payer": payer,
                    "amount": float("nan") if missing else 5e7,
                    "saved": saved,
                    "low": saved - half,
                    "high": saved + half,
                    "received": 0.0,
                    "n": 0 if missing else 6,
                    "verdict": "not measured" if missing else "saves" if saved > half else "pays more",
                }
            )
    return pd.DataFrame(rows)


def every_chart() -> dict[str, Axes | Figure]:
    return {
        "savings": charts.savings(comparison_of(), "truck_turn_time"),
        "savings_share": charts.savings(comparison_of(), "gate_utilisation"),
        "savings_panel": charts.savings_panel(comparison_of(), list(KPIS)),
        "savings_panel_odd": charts.savings_panel(comparison_of(), list(KPIS)[:3]),
        "distribution": charts.distribution_before_after(spread_of(), "truck_turn_time", unit="min"),
        "procedure": charts.time_procedure(stages_of(), "export", "red channel"),
        "hours": charts.hours_of_day(hours_of(), "gate_in")[0],
        "claims": charts.claims_chart(claims_of()),
        "payers": charts.payers_chart(payers_of()),
    }


def empty_charts() -> dict[str, Axes | Figure]:
    spread, stages, hours = spread_of().head(0), stages_of().head(0), hours_of().head(0)
    return {
        "savings": charts.savings(comparison_of().head(0), "truck_turn_time"),
        "savings_panel": charts.savings_panel(comparison_of().head(0), ["truck_turn_time"]),
        "distribution": charts.distribution_before_after(spread, "truck_turn_time"),
        "procedure": charts.time_procedure(stages, "export", "red channel"),
        "hours": charts.hours_of_day(hours, "gate_in")[0],
        "claims": charts.claims_chart(claims_of().head(0)),
        "payers": charts.payers_chart(payers_of().head(0)),
    }


def texts_of(drawn: Axes | Figure) -> list[Text]:
    figure = style.figure_of(drawn)
    figure.draw_without_rendering()
    # Ticks beyond the limits exist but are never drawn.
    beyond = {
        id(tick.label1)
        for ax in figure.axes
        for axis in (ax.xaxis, ax.yaxis)
        for tick in axis.get_major_ticks()
        if not min(axis.get_view_interval()) <= tick.get_loc() <= max(axis.get_view_interval())
    }
    found = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]
    return [text for text in found if id(text) not in beyond]


def words_of(drawn: Axes | Figure) -> str:
    return " ".join(" ".join(text.get_text().split()) for text in texts_of(drawn))


@pytest.mark.parametrize("name", sorted(every_chart()))
def test_a_second_run_saves_the_same_bytes(name: str, tmp_path: Path) -> None:
    first = style.save(every_chart()[name], tmp_path / "first")
    second = style.save(every_chart()[name], tmp_path / "second.png")
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_a_saved_chart_is_a_png_and_an_svg_of_the_same_stem(tmp_path: Path) -> None:
    saved = style.save(charts.savings(comparison_of(), "exam_moves"), tmp_path / "moves")
    assert [path.name for path in saved] == ["moves.png", "moves.svg"]
    assert b"<dc:date>" not in saved[1].read_bytes()


@pytest.mark.parametrize("name", sorted(every_chart()))
def test_no_text_is_cut_at_the_edge_of_the_picture(name: str) -> None:
    drawn = every_chart()[name]
    texts, edge = texts_of(drawn), style.figure_of(drawn).bbox
    cut = []
    for text in texts:
        box = text.get_window_extent()
        if box.x0 < -1 or box.y0 < -1 or box.x1 > edge.width + 1 or box.y1 > edge.height + 1:
            cut.append(text.get_text())
    assert cut == []


@pytest.mark.parametrize("name", sorted(every_chart()))
def test_no_text_lies_on_another(name: str) -> None:
    drawn = every_chart()[name]
    texts = texts_of(drawn)
    boxes = [(text.get_text(), text.get_window_extent().shrunk(0.9, 0.9)) for text in texts]
    clashes = [
        (one, two)
        for place, (one, box) in enumerate(boxes)
        for two, other in boxes[place + 1 :]
        if box.overlaps(other)
    ]
    assert clashes == []


@pytest.mark.parametrize("name", sorted(every_chart()))
def test_no_text_is_smaller_than_the_smallest_size(name: str) -> None:
    assert min(text.get_fontsize() for text in texts_of(every_chart()[name])) >= style.SMALL


@pytest.mark.parametrize("name", sorted(empty_charts()))
def test_an_empty_table_gives_a_chart_that_says_so(name: str) -> None:
    assert "no data" in words_of(empty_charts()[name])


def test_every_measure_of_the_table_has_its_row_with_its_numbers() -> None:
    words = words_of(charts.savings(comparison_of(), "truck_turn_time"))
    for name in ("Smart cloud routing", "QR gate pass", "LCL direct pick-up", "Digital port"):
        assert name in words
    assert "\N{MINUS SIGN}24 min (\N{MINUS SIGN}60 %)" in words
    assert "no detectable difference" in words


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


def test_a_panel_of_a_kpi_that_nothing_moves_says_so() -> None:
    table = comparison_of(kpis={"truck_turn_time": "min"}).assign(difference=0.0)
    assert "no data" in words_of(charts.savings_panel(table, ["truck_turn_time"]))


def test_a_panel_of_payers_names_only_those_it_moves_and_the_sums() -> None:
    table = payers_of()
    table.loc[(table["scenario"] == "qr_gate_pass") & (table["payer"] == "public_purse"), "saved"] = 0.0
    panels = rows_of(charts.payers_chart(table))
    names = ["Haulier", "Shipper", "Airline and cargo terminal", "Companies", "All payers"]
    assert panels["QR gate pass"] == names
    assert "Public purse" in panels["LCL direct pick-up"]


def test_all_measures_together_are_the_first_panel_of_the_payers() -> None:
    assert next(iter(rows_of(charts.payers_chart(payers_of())))) == "Digital port"


def test_every_measure_and_payer_has_its_row_and_what_is_not_measured_is_said() -> None:
    words = words_of(charts.payers_chart(payers_of()))
    for name in ("Smart cloud routing", "Cloud document flow", "Airline and cargo terminal", "All payers"):
        assert name in words
    assert words.count("not measured") == 1
    assert "Baseline" not in words


def test_a_claim_far_off_the_scale_becomes_an_arrow_with_its_number() -> None:
    drawn = charts.claims_chart(claims_of())
    assert "18.9 times" in words_of(drawn)
    assert any(line.get_marker() == ">" for line in drawn.get_lines())


def test_verdicts_differ_in_marker_and_in_colour() -> None:
    looks = [style.verdict_look(verdict) for verdict in claims_of()["verdict"].unique()]
    assert len({look.marker for look in looks}) == len({look.colour for look in looks}) == len(looks) == 5


def test_a_new_measure_and_a_new_kpi_are_drawn_without_being_known() -> None:
    table = comparison_of(("night_shift_exams",), {"p90_reefer_wait": "min"})
    words = words_of(charts.savings(table, "p90_reefer_wait"))
    assert "P90 reefer wait" in words
    assert "Night shift exams" in words


def test_a_colour_belongs_to_the_scenario_and_not_to_its_place_in_the_table() -> None:
    def colours(table: pd.DataFrame) -> dict[str, object]:
        ax = charts.distribution_before_after(table, "truck_turn_time", unit="min")
        lines = [line for line in ax.get_lines() if not str(line.get_label()).startswith("_")]
        return {str(line.get_label()).split(":")[0]: line.get_color() for line in lines}

    names = ("baseline", "night_shift_exams", *SCENARIOS)
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


def test_a_scenario_whose_line_lies_on_the_baselines_is_named_and_not_drawn() -> None:
    table = spread_of(("baseline", "qr_gate_pass", "digital_port"))
    table.loc[table["scenario"] == "qr_gate_pass", "value"] = (
        table.loc[table["scenario"] == "baseline", "value"].to_numpy() + 0.01
    )
    words = words_of(charts.distribution_before_after(table, "truck_turn_time", unit="min"))
    assert "twentieth of the largest difference: QR gate pass" in words
    assert "QR gate pass: median" not in words
    assert "Digital port: median" in words


def test_the_median_and_the_p90_are_told_with_their_unit() -> None:
    words = words_of(charts.distribution_before_after(spread_of(("baseline",)), "exam_lead_time", unit="h"))
    assert "Baseline: median 14.7 h, P90 37.2 h" in words
    assert "Exam lead time [h]" in words


def test_the_stages_of_a_scenario_add_up_to_its_total_in_hours() -> None:
    words = words_of(
        charts.time_procedure(stages_of(("baseline", "smart_cloud_routing")), "export", "red channel")
    )
    assert "Baseline: 21 h in all" in words
    assert "Smart cloud routing: 17.1 h in all" in words  # it has no second stage


def test_queues_of_the_terminals_add_up_and_their_utilisation_is_averaged() -> None:
    upper, lower = charts.hours_of_day(hours_of(("baseline",)), "gate_in")
    assert max(upper.get_lines()[0].get_ydata()) == pytest.approx(12.0)
    assert max(lower.get_lines()[0].get_ydata()) == pytest.approx(90.0)


def test_charts_draw_on_the_axes_they_are_given() -> None:
    figure = style.new_figure(4)
    ax = figure.add_subplot()
    assert charts.savings(comparison_of(), "truck_turn_time", ax) is ax
    assert charts.savings_panel(comparison_of(), list(KPIS), figure) is figure
