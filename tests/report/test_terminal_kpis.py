"""The KPIs of a run on the terminal: what is said of an interval that reaches below 0."""

from __future__ import annotations

import pandas as pd
import pytest

from portsim.base.language import speaking
from portsim.report.terminal.screens import show_kpis
from portsim.study.statistics import interval


def shown(capsys: pytest.CaptureFixture[str], *kpis: list[float], unit: str = "min") -> str:
    rows = []
    for number, values in enumerate(kpis):
        mean, low, high = interval(pd.Series(values, dtype=float).to_numpy())
        rows.append((f"k{number}", f"Wait {number}", unit, mean, low, high, len(values), "exact", 0.0))
    names = ["kpi", "title", "unit", "mean", "low", "high", "n", "mean_is", "unfinished"]
    show_kpis(pd.DataFrame(rows, columns=names), "A port", "seed 1", first=None)
    return " ".join(capsys.readouterr().out.split())


def test_an_interval_that_reaches_below_0_is_shown_as_it_is_and_told(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Student's t of 2 runs is 12.706 standard errors: of 1 and 3 that is 2 - 12.706 to 2 + 12.706."""
    text = shown(capsys, [1, 3], [10, 10.1])
    assert "-10.7 to 14.7 min" in text
    assert (
        "The 95 % CI of 1 KPI reaches below 0: 2 replications tell little of a figure that varies so much. "
        "If it cannot be below 0, take more --replications or more --days."
    ) in text


def test_a_share_whose_interval_reaches_above_100_percent_is_told(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Of 0.96 and 0.98 it is 0.97 +- 12.706 x 0.01 = 0.127: 84 to 110 %. Of 0.5 and 0.5 it is 50 %."""
    few = [0.96, 0.98], [0.5, 0.5]
    text = shown(capsys, *few, unit="share")
    assert "84 to 110 %" in text and "below 0" not in text
    assert (
        "The 95 % CI of 1 share reaches above 100 %: 2 replications tell little of a figure that varies so "
        "much. Take more --replications or more --days."
    ) in text
    assert "above 100 %" not in shown(capsys, *few, unit="min")
    assert "above 100 %" not in shown(capsys, [0.5, 0.5], [1.0, 1.0], unit="share")
    with speaking("zh"):
        assert "有 1 项比例的 95 % 置信区间延伸到 100 % 以上" in shown(capsys, *few, unit="share")


def test_several_are_counted_and_told_in_chinese_too(capsys: pytest.CaptureFixture[str]) -> None:
    few = [1.0, 3, 8], [1.0, 3, 9], [5.0, 5, 5]
    assert (
        "The 95 % CI of 2 KPIs reaches below 0: 3 replications tell little of figures that vary so much. "
        "What cannot be below 0 needs more --replications or more --days."
    ) in shown(capsys, *few)
    with speaking("zh"):
        assert "有 2 项指标的 95 % 置信区间延伸到 0 以下" in shown(capsys, *few)


@pytest.mark.parametrize("values", [[10, 10.1], [-3.1, 1], [5]])
def test_where_none_does_or_a_mean_is_below_0_itself_nothing_is_said(
    capsys: pytest.CaptureFixture[str], values: list[float]
) -> None:

    assert "below 0" not in shown(capsys, values)
