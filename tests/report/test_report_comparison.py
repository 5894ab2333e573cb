"""The comparison on the written report: every difference, with its interval and its verdict."""

from __future__ import annotations

import pandas as pd
from paged import NOTHING, comparison_of, page, printed

from portsim.report.numbers import figures
from portsim.report.terminal.tables import comparison_table
from portsim.report.words import label


def line_of(kpi: str, text: str) -> str:
    (line,) = [line for line in text.splitlines() if line.startswith(f"| {kpi} |")]
    return line


def test_what_measures_aim_at_and_every_difference_is_on_the_page() -> None:
    text = page()
    for row in comparison_of().itertuples():
        aim = "aim" if row.aim else ""
        assert (
            f"| {label(str(row.kpi))} | {aim} | {figures(float(str(row.baseline)), str(row.unit))} " in text
        )
    assert (
        "-2.51 min | -62.4 % | -2.58 to -2.44 min | 0.5 min | p &lt;0.001 | 14 x | 20 | **saves** |" in text
    )
    assert "| +0.1 min | q 0.021 |".replace("+", "") in line_of("Reefer wait", text)
    assert "| +1 points | q &lt;0.001 |" in line_of("Gate utilisation", text)
    assert text.count("| **undecided (about 410 replications would tell)** |") == 1


def test_the_other_kpis_are_counted_by_verdict() -> None:
    same = (
        comparison_of()
        .iloc[[4, 4, 4, 4, 4]]
        .assign(alternative=["digital_port"] * 3 + ["night_shift"] * 2, aim=False, verdict="equivalent")
    )
    same.iloc[0, -1] = "undecided"
    text = page(comparison=pd.concat([comparison_of().iloc[:4], same]))
    rest = "all rows stand in comparison.csv."
    assert f"**worse** |\n\nFurther KPIs, whose CI includes 0: 1 undecided, 2 equivalent; {rest}" in text
    assert f"### Night shift\n\nNo KPI has a CI that excludes 0: 2 equivalent; {rest}" in text
    assert "Truck turn time |  | 61 min | 60.4 min" not in text


def test_a_ci_that_excludes_0_is_on_the_page_whatever_its_q() -> None:
    rows = (
        comparison_of()
        .iloc[[3, 3]]
        .assign(
            kpi=["slow_desk", "slow_crane"],
            verdict=["undecided", "equivalent"],
            q=0.3,
            replications_needed=30.0,
        )
    )
    text = page(comparison=rows)
    assert line_of("Slow desk", text).endswith(
        "q 0.300 | 0.80 x | 20 | **undecided (about 30 replications would tell)** |"
    )
    assert line_of("Slow crane", text).endswith("q 0.300 | 0.80 x | 20 | **equivalent** |")


def test_what_was_not_measured_is_on_the_page() -> None:
    nothing = {"baseline": NOTHING, "value": NOTHING, "low": NOTHING}
    missing = comparison_of().iloc[[4]].assign(**nothing, n=0, verdict="not measured")
    assert "| 0 | not measured |" in page(comparison=missing)
    text = page(
        comparison=pd.concat([missing.assign(kpi=name, aim=False) for name in ("sky_time", "sea_time")])
    )
    assert "Not measured, as nothing was counted that they speak of: 2 further KPIs" in text
    assert "Sky time, Sea time." in text and "| not measured |" not in text


def test_what_one_side_alone_has_a_figure_of_is_shown_and_said() -> None:
    row = (
        comparison_of()
        .iloc[[4]]
        .assign(
            difference=NOTHING,
            low=NOTHING,
            high=NOTHING,
            relative=NOTHING,
            q=NOTHING,
            n=0,
            verdict="not measured",
        )
    )
    only = row.assign(kpi="slot_shift", aim=False, baseline=NOTHING, value=33.5, unit="min")
    gone = row.assign(kpi="paper_time", aim=False, baseline=2.5, value=NOTHING, unit="min")
    text = page(comparison=pd.concat([only, gone]))
    line = line_of("Slot shift", text)
    assert "| n/a | 33.5 min | n/a | n/a | n/a |" in line
    assert line.endswith("| 0 | not measured (only with the measure: 33.5 min) |")
    assert "| 2.5 min | n/a | n/a |" in line_of("Paper time", text)
    assert line_of("Paper time", text).endswith("| 0 | not measured (only in the baseline: 2.5 min) |")
    assert "nothing was counted" not in text
    assert "not measured (only with" in printed(comparison_table(pd.concat([only, gone])))


def test_the_rule_stands_under_the_tables() -> None:
    rule = "Equivalent: the 95 % CI lies within what matters. Undecided: neither."
    assert rule in page()
    assert rule in " ".join(printed(comparison_table(comparison_of())).split())


def test_a_verdict_without_an_interval_is_withheld() -> None:
    text = page(comparison=comparison_of().assign(low=NOTHING, high=NOTHING))
    assert "**saves**" not in text
    assert "saves:" not in text
    assert "withheld: no 95 % CI" in text
