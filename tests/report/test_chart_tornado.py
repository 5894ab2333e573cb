"""The tornado of a claim: the inputs that move it most, at the ends of their ranges, and the claim's band."""

from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.axes import Axes
from opened import words_on

from portsim.report.charts.style import figure_of
from portsim.report.charts.tornado import HATCH, Band, tornado_of_claim

ABOUT = Band(9.0, 11.0, 10.0, "\N{ALMOST EQUAL TO}")


def drawn(*moves: tuple[str, str, float], band: Band | None = ABOUT, stated: float = 12.0, unit: str = "min",
          then: str = "partly reproduced") -> Axes:  # fmt: skip
    """A chart of inputs, each with a value at an end and the change that it makes; CI: 0.1 either way."""
    rows = [
        {"claim": "S1", "reading": "gate time", "unit": unit, "input": f"tasks.{name}", "at": at,
         "stated": stated, "figure": stated + by, "change": by, "change_low": by - 0.1,
         "change_high": by + 0.1, "n": 4, "verdict": then}
        for name, at, by in moves
    ]  # fmt: skip
    return tornado_of_claim(pd.DataFrame(rows), band, "partly reproduced")


def names(ax: Axes) -> list[str]:
    return [tick.get_text().partition("\n")[0] for tick in ax.get_yticklabels()]


def ends(ax: Axes) -> list[tuple[float, float]]:
    """Where each bar begins and ends, from left to right."""
    bars = [bar for bar in ax.patches if bar.get_height() == pytest.approx(0.3)]
    return [(bar.get_x(), bar.get_x() + bar.get_width()) for bar in bars]


def test_five_inputs_with_the_widest_bars_and_none_that_hardly_moves_it() -> None:
    by = {"a": 1.0, "b": 6.0, "c": 0.01, "d": 3.0, "e": 2.0, "f": 4.0, "g": 5.0}
    ax = drawn(*((name, "1 min", change) for name, change in by.items()))
    assert names(ax) == ["B", "G", "F", "D", "E"]
    few = drawn(("a", "1 min", 6.0), ("b", "1 min", 0.05))  # less than a hundredth of the other
    assert names(few) == ["A"]


def test_a_bar_goes_from_the_figure_as_stated_to_that_at_the_end() -> None:
    ax = drawn(("a", "1 min", -2.0), ("a", "4 min", 3.0), ("b", "as stated", 0.0), ("b", "night_shift", 1.0))
    assert ends(ax) == [(12.0, 10.0), (12.0, 15.0), (12.0, 13.0)]
    assert [tick.get_text() for tick in ax.get_yticklabels()] == [
        "A\n1 min | 4 min",
        "B\nas stated | night shift",
    ]
    assert [str(bar.get_hatch() or "") for bar in ax.patches[:3]] == [
        "",
        HATCH,
        HATCH,
    ]  # by value, not by bar
    assert "as stated 12, n = 4" in words_on(figure_of(ax)) and "gate time [min]" in words_on(figure_of(ax))


def test_the_band_is_where_the_figure_is_as_reported() -> None:
    ax = drawn(("a", "1 min", -2.0), ("a", "4 min", 3.0))
    (band,) = [patch for patch in ax.patches if patch.get_alpha() == 0.16]
    seen = 9.9 - 0.06 * (15.1 - 9.9)  # cut where the drawing ends: 6 % below the lowest end of an interval
    assert (band.get_x(), band.get_x() + band.get_width()) == pytest.approx((seen, 11.0))
    assert "as reported: \N{ALMOST EQUAL TO} 10" in words_on(figure_of(ax))
    assert not [patch for patch in drawn(("a", "1 min", 2.0), band=None).patches if patch.get_alpha()]


def test_a_report_far_off_the_scale_is_said_and_does_not_squeeze_the_bars() -> None:
    ax = drawn(("a", "1 min", 1.0), band=Band(90.0, 110.0, 100.0, "\N{ALMOST EQUAL TO}"))
    assert ax.get_xlim()[1] < 14
    assert "reported: \N{ALMOST EQUAL TO} 100, further right" in words_on(figure_of(ax))


@pytest.mark.parametrize(
    ("sign", "band"),
    [
        ("\N{LESS-THAN OR EQUAL TO}", (float("-inf"), 10.0)),
        ("\N{GREATER-THAN OR EQUAL TO}", (10.0, float("inf"))),
    ],
)
def test_a_band_without_an_end_goes_to_the_edge(sign: str, band: tuple[float, float]) -> None:
    ax = drawn(("a", "1 min", 1.0), band=Band(*band, 10.0, sign))
    (patch,) = [patch for patch in ax.patches if patch.get_alpha() == 0.16]
    ends = patch.get_x(), patch.get_x() + patch.get_width()
    assert ends == pytest.approx((ax.get_xlim()[0], 10.0) if band[1] == 10 else (10.0, ax.get_xlim()[1]))


def test_a_mark_says_that_the_verdict_is_another_there() -> None:
    assert "then exceeded" in words_on(figure_of(drawn(("a", "1 min", 4.0), then="exceeded")))
    assert "then" not in words_on(figure_of(drawn(("a", "1 min", 4.0))))


def test_shares_are_in_percent_and_money_in_millions() -> None:
    assert ends(drawn(("a", "1", 0.1), unit="share", stated=0.5, band=None)) == [(50.0, pytest.approx(60.0))]
    ax = drawn(("a", "1", 1e6), unit="yuan/y", stated=2e6, band=None)
    assert ends(ax) == [(2.0, 3.0)] and "[M yuan/y]" in words_on(figure_of(ax))
