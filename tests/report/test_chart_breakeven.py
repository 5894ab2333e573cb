"""Break-even charts: axes in the reader's units, root and stated value named, nothing drawn where there is
nothing."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from matplotlib.axes import Axes

from portsim.report.charts.breakeven import breakeven_chart, net_benefit_chart
from portsim.study.paying.question import CURVE, ROOTS


def curve(figures: list[float], values: list[float], **more: object) -> pd.DataFrame:
    common = {
        "input": "measures.qr_gate_pass.uptake", "unit": "share", "alternative": "qr_gate_pass",
        "of": "net_benefit:companies", "of_unit": "yuan/y", "target": 0.0, "stated": 0.9, "range_low": 0.2,
        "range_high": 1.0, "n": 12, "state": "", "why": "", **more,
    }  # fmt: skip
    rows = [
        {**common, "value": x, "figure": y, "low": y - 1e6, "high": y + 1e6}
        for x, y in zip(values, figures, strict=True)
    ]
    return pd.DataFrame(rows, columns=list(CURVE))


def root(value: float, low: float, high: float) -> pd.DataFrame:
    return pd.DataFrame([{"value": value, "low": low, "high": high}], columns=list(ROOTS))


def words(ax: Axes) -> str:
    legend = ax.get_legend()
    said = [text.get_text() for text in legend.get_texts()] if legend is not None else []
    return "\n".join([ax.get_title(loc="left"), ax.get_xlabel(), ax.get_ylabel(), *said])


def test_shares_are_in_percent_and_money_in_millions() -> None:
    ax = breakeven_chart(curve([-2e6, 2e6], [0.2, 1.0]), root(0.6, 0.4, 0.8))
    assert "QR gate pass: net benefit of companies as uptake moves" in words(ax)
    assert "Uptake [%]" in words(ax) and "[M yuan/y]" in words(ax)
    assert "stated: 90 %" in words(ax) and "n = 12 replications" in words(ax)
    assert "crosses at 60 %, 95 % CI 40 to 80 %" in words(ax)
    low, high = ax.get_xlim()
    assert low < 20 and high > 100


def test_a_root_outside_of_the_range_is_drawn() -> None:
    ax = breakeven_chart(curve([3e6, 1e6, -1e6], [0.2, 1.0, 2.0]), root(1.5, 1.2, math.inf))
    assert ax.get_xlim()[1] > 150
    assert "crosses at 150 %" in words(ax) and "inf" not in words(ax)


def test_a_curve_without_a_root_is_drawn_alone() -> None:
    ax = breakeven_chart(curve([3e6, 1e6], [0.2, 1.0]), root(0.6, 0.4, 0.8).head(0))
    assert "crosses" not in words(ax) and "95 % CI" in words(ax)


def test_a_curve_without_a_figure_says_no_data() -> None:
    ax = breakeven_chart(curve([math.nan], [0.2], state="cannot run"), root(0.6, 0.4, 0.8).head(0))
    assert [text.get_text() for text in ax.texts] == ["no data"]


def net(net_of: list[float]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "alternative": [f"m{i}" for i in range(len(net_of))], "payer": "companies", "saved": 5e6,
            "costs": 2e6, "costs_least": 1e6, "costs_most": 4e6, "net": net_of,
            "low": [x - 1e6 for x in net_of], "high": [x + 1e6 for x in net_of], "n": 12, "verdict": "pays",
        }
    )  # fmt: skip


def test_net_benefit_is_drawn_with_what_it_is_made_of() -> None:
    ax = net_benefit_chart(net([3e6, -1e6, math.nan]))
    assert [text.get_text() for text in ax.get_yticklabels()] == ["M0", "M1"]
    assert "saved 5" in ax.texts[0].get_text() and "costs 2 (1 to 4)" in ax.texts[0].get_text()
    assert "n = 12" in ax.get_xlabel()
    assert [text.get_text() for text in net_benefit_chart(net([])).texts] == ["no data"]


def test_payers_who_are_not_asked_for_are_left_out() -> None:
    ax = net_benefit_chart(net([3e6]), payer="customs")
    assert [text.get_text() for text in ax.texts] == ["no data"]


@pytest.mark.parametrize("key", ["tariffs.truck_hour.cost", "places.gate_in.lanes.value.haicang"])
def test_any_key_has_a_label(key: str) -> None:
    ax = breakeven_chart(curve([1e6, 2e6], [10.0, 20.0], input=key, unit=""), root(1, 1, 1).head(0))
    assert "gate in lanes haicang" in words(ax).lower().replace("-", " ") or "Truck hour cost" in words(ax)
