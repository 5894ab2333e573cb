"""Half-widths against n: the chart and the table of the terminal say which figures take longest."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
import pytest

pytest.importorskip("matplotlib")

from matplotlib.text import Text
from rich.console import Console

from portsim.report.analyses.precision import half_widths_table
from portsim.report.charts.half_widths import NAMED, half_widths_chart
from portsim.report.charts.style import figure_of


def course(*ratios: float, last: int = 20) -> pd.DataFrame:
    """Figures whose half-width at n is ratio / sqrt(n) times what is asked."""
    return pd.DataFrame(
        [
            {
                "n": n,
                "alternative": "qr_gate_pass",
                "kpi": f"wait_{number}",
                "figure": "difference",
                "unit": "min",
                "estimate": 10.0,
                "half_width": 0.5 * ratio / n**0.5,
                "target": 0.5,
                "met": ratio / n**0.5 <= 1,
            }
            for n in range(5, last + 1)
            for number, ratio in enumerate(ratios)
        ]
    )


def words(ax: object) -> str:
    return " ".join(each.get_text() for each in figure_of(ax).findobj(Text))  # type: ignore[arg-type]


def test_lines_are_multiples_of_what_is_asked_on_log_axes() -> None:
    ax = half_widths_chart(course(4.0, 12.0), note="seed 7")
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")
    line = next(each for each in ax.lines if each.get_label() == "Wait 1, QR gate pass")
    np.testing.assert_allclose(line.get_ydata(), 12 / np.sqrt(np.arange(5, 21)))
    assert "as asked" in words(ax) and "seed 7" in words(ax)


def test_what_is_not_as_asked_is_followed_to_where_it_would_be() -> None:
    """12 / sqrt(20) is 2.683 at n = 20, where t is 2.093: (1.979 x 2.683 x sqrt(20) / 2.093)^2 is 128.7."""
    ax = half_widths_chart(course(4.0, 12.0))
    (dotted,) = [each for each in ax.lines if each.get_linestyle() == ":"]
    n, times = np.array(dotted.get_xdata()), np.array(dotted.get_ydata())
    assert (n[0], times[0]) == (20, pytest.approx(12 / 20**0.5))
    assert n[-1] == pytest.approx(129, abs=3) and 0.97 < times[-1] <= 1
    assert ax.get_xlim()[1] >= n[-1]


def test_the_figures_that_take_longest_are_named_and_all_others_grey() -> None:
    ax = half_widths_chart(course(*range(1, 9)))
    named = [str(each.get_label()) for each in ax.lines if str(each.get_label()).startswith("Wait")]
    assert named == [f"Wait {number}, QR gate pass" for number in (7, 6, 5, 4, 3)] and len(named) == NAMED
    assert "grey: 3 more figures" in words(ax)


def test_figures_without_spread_or_values_are_not_drawn() -> None:
    table = course(4.0, 0.0)
    nothing = table[table["kpi"] == "wait_0"].assign(kpi="wait_2", half_width=np.nan, target=np.nan)
    ax = half_widths_chart(pd.concat([table, nothing]))
    assert sum(str(each.get_label()).startswith("Wait") for each in ax.lines) == 1
    assert "no data" in words(half_widths_chart(table[table["kpi"] == "wait_1"]))
    assert "no data" in words(half_widths_chart(table.iloc[:0]))


def test_one_look_alone_is_drawn() -> None:
    ax = half_widths_chart(course(9.0, last=5))
    assert 4.5 < ax.get_xlim()[0] <= 5 < ax.get_xlim()[1]


def rows(*figures: tuple[str, float, bool, str]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "alternative": "qr_gate_pass",
                "kpi": kpi,
                "figure": "difference",
                "unit": "share" if kpi.endswith("share") else "min",
                "estimate": 0.25,
                "half_width": 0.031,
                "target": 0.0125,
                "n_needed": needed,
                "met": met,
                "status": status,
            }
            for kpi, needed, met, status in figures
        ]
    )


def printed(table: pd.DataFrame) -> list[str]:
    out = io.StringIO()
    Console(file=out, width=80).print(half_widths_table(table))
    return out.getvalue().splitlines()


def test_the_terminal_shows_what_takes_most_first() -> None:
    lines = printed(
        rows(
            ("done", 12.0, True, "met"),
            ("a_share", 80.0, False, "not yet"),
            ("stuck", float("inf"), False, "unfinished shipments"),
            ("far", 1234.0, False, "needs more than the most"),
            ("fresh", 18.0, False, "met, look-ahead not done"),
        )
    )
    text = "\n".join(lines)
    order = [text.index(name) for name in ("Far", "A share", "Fresh", "Stuck", "Done")]
    assert order == sorted(order)
    assert "\N{ALMOST EQUAL TO} 1,234" in text and "\N{PLUS-MINUS SIGN} 3.1 points" in text
    assert "25 %" in text and "unfinished" in text
    assert "\N{ALMOST EQUAL TO} 18" not in text


def test_it_fits_a_screen() -> None:
    lines = printed(
        rows(*((f"a_kpi_with_quite_a_long_name_{n}", 10.0 + n, False, "not yet") for n in range(50)))
    )
    assert len(lines) <= 25 and "and 42 more in half_widths.csv" in "\n".join(lines)
