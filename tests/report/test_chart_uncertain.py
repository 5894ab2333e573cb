"""The charts of uncertainty show every primary claim, and each input at the ends of its range."""

from __future__ import annotations

import pandas as pd
import pytest
from opened import words_on

from portsim.report.analyses.uncertainty import claims_in_rows, decided, short
from portsim.report.charts.uncertain import tornado_chart, verdicts_chart


def claims(**changed: object) -> pd.DataFrame:
    row = {
        "claim": "S1", "reading": "r", "primary": True, "unit": "min", "sense": "about", "reported": 10.0,
        "stated": 12.0, "low": 11.5, "high": 12.5, "verdict": "partly reproduced", "p_holds": 0.25,
        "p_holds_low": 0.18, "p_holds_high": 0.33, "p_partly": 0.5, "p_exceeded": 0.125, "p_not": 0.125,
        "p_other": 0.0, "p5": 8.0, "p50": 12.0, "p95": 45.0, "sd_inputs": 2.0, "sd_runs": 0.2,
        "noise_share": 0.01, "worlds": 128,
        "decided_by": "tasks.paper_check 71%; traits.selected_for_exam.share 12%", "explained": 0.9,
        "measure_first": "tasks.paper_check",
    }  # fmt: skip
    return pd.DataFrame([{**row, **changed}])


def test_a_bar_has_a_part_for_each_verdict_and_an_arrow_where_the_scale_ends() -> None:
    chart = verdicts_chart(claims())
    said = words_on(chart)
    assert "holds in 25 %" in said and "n = 128" in said
    assert "to 4.5" in said  # 45 of a reported 10, beyond the scale
    widths = sorted(bar.get_width() for bar in chart.axes[0].patches)
    assert widths == pytest.approx([0.0, 0.125, 0.125, 0.25, 0.5])


@pytest.mark.parametrize(
    ("stated", "p95", "told"),
    [(30.5, 105.0, "3.05, to 10.5"), (31.0, 31.2, "3.1, to 3.12"), (31.0, 29.0, "3.1")],
)
def test_a_figure_off_the_scale_has_its_mark_before_the_arrow(stated: float, p95: float, told: str) -> None:
    ax = verdicts_chart(claims(stated=stated, p95=p95, verdict="exceeded")).axes[1]
    markers = {line.get_marker(): line for line in ax.get_lines() if line.get_marker() != "None"}
    assert set(markers) == {"^", ">"}
    ends = [markers[name].get_transform().transform((3.0, 0))[0] for name in ("^", ">")]
    assert 8 < ends[1] - ends[0] < 30  # beside one another [px]
    assert told in [text.get_text() for text in ax.texts]


def test_a_figure_below_0_is_on_the_scale() -> None:
    assert verdicts_chart(claims(stated=-2.0, p5=-2.0)).axes[1].get_xlim()[0] == -0.5


def test_the_legend_has_the_verdicts_of_some_world() -> None:
    (legend,) = verdicts_chart(claims(p_partly=0.625, p_exceeded=0.0, p_other=1e-17)).legends
    assert [text.get_text() for text in legend.get_texts()] == [
        "reproduced",
        "partly reproduced",
        "not reproduced",
    ]


def test_readings_that_are_not_primary_are_left_out_of_the_chart() -> None:
    both = pd.concat([claims(), claims(claim="S2", primary=False)])
    assert "S2" not in words_on(verdicts_chart(both))
    assert "no data" in words_on(verdicts_chart(claims(primary=False)))


def test_the_inputs_that_move_a_claim_most_come_first() -> None:
    rows = [
        ("S1", "min", "tasks.a", "1 min", -1.0), ("S1", "min", "tasks.a", "9 min", 2.0),
        ("S1", "min", "tasks.b", "1 min", -4.0), ("S1", "min", "tasks.b", "9 min", 3.0),
        ("S1", "min", "tasks.c", "1 min", 0.0),
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=["claim", "unit", "input", "at", "change"])
    table["change_low"], table["change_high"] = table["change"] - 0.1, table["change"] + 0.1
    ax = tornado_chart(table).axes[0]
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["B", "A"]
    assert ax.get_title(loc="left") == "S1 [min]"


def test_an_input_with_one_end_stands_by_how_far_it_moves_the_figure() -> None:
    """One end is what the port has as stated: of a the other end moves the figure by 6, of b by 1 and -2."""
    rows = [("a", 6.0), ("b", 1.0), ("b", -2.0)]
    table = pd.DataFrame(
        [("S1", "min", f"tasks.{name}", "1 min", by, by, by) for name, by in rows],
        columns=["claim", "unit", "input", "at", "change", "change_low", "change_high"],
    )
    ax = tornado_chart(table).axes[0]
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["A", "B"]


def test_every_claim_has_its_panel_or_is_named_below() -> None:
    names = [f"S{number}" for number in range(1, 9)]
    rows = [(name, "min", f"tasks.{key}", "1", by) for name in names for key, by in (("a", 2.0), ("b", 0.01))]
    rows += [(name, "min", "tasks.a", "1", 0.0) for name in ("T1", "T2")]
    table = pd.DataFrame(rows, columns=["claim", "unit", "input", "at", "change"])
    table["change_low"] = table["change_high"] = table["change"]
    chart = tornado_chart(table)
    assert [ax.get_title(loc="left") for ax in chart.axes] == [f"{name} [min]" for name in names]
    assert {tick.get_text() for ax in chart.axes for tick in ax.get_yticklabels()} == {"A"}  # b is 0.5 % of a
    assert "Moved by none of the inputs that were tried: T1, T2" in words_on(chart)


def test_shares_are_drawn_in_points() -> None:
    table = pd.DataFrame(
        [("S1", "share", "tasks.a", "1", 0.1, 0.05, 0.15)],
        columns=["claim", "unit", "input", "at", "change", "change_low", "change_high"],
    )
    ax = tornado_chart(table).axes[0]
    assert ax.patches[0].get_width() == pytest.approx(10)
    assert "% points" in ax.get_title(loc="left")


def test_a_claim_is_said_in_a_row() -> None:
    assert claims_in_rows(claims()) == [
        [
            "S1",
            "≈ 10 min",
            "12 min",
            "8 to 45 min",
            "partly reproduced",
            "25 % (18 % to 33 %)",
            "paper check 71 %, selected for exam 12 %",
        ]
    ]


def test_keys_are_said_as_a_reader_says_them() -> None:
    assert short("measures.qr_gate_pass.uptake") == "QR gate pass: uptake"
    assert short("places.exam_bay.bays") == "exam bay: bays"
    assert short("exam_roads") == "exam roads"
    assert decided("") == ""
